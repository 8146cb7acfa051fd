/** People and their permission sets, from the one Region that has the instance. */
import type { Connection } from '../app/ports.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import { enabledRegions } from './enabled-regions.ts'
import { enterAccount } from './enter-account.ts'
import type { CollectRun } from './run.ts'
import { placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { identityCenter, listInstances } from './services/identity-center.ts'

export async function readIdentityCenter(run: CollectRun, owner: AccountId): Promise<void> {
  const { connection } = run
  await run.sink.planned(1)
  const entry = await enterAccount(run, owner)
  const found = entry.entered ? await findInstanceRegion(connection, entry.access, run.signal) : undefined
  const key: CellKey = { accountId: owner, region: found ?? instanceRegionOf(connection), type: identityCenter.type }
  if (entry.entered) await runCell(identityCenter, placeOf(run, key, entry.access), run.sink)
  else await reportCell(key, entry.gap, run.sink)
}

type Place = Pick<Connection, 'identityCenterRegion' | 'homeRegion' | 'regions' | 'partition'>

/** Where the instance should be. */
export const instanceRegionOf = ({ identityCenterRegion, homeRegion }: Place): string =>
  identityCenterRegion ?? homeRegion

/**
 * Where it is: there, or in another enabled Region; undefined when it is in none. A refusal ends the search with the Region
 * that refused, whose cell will say so.
 */
export async function findInstanceRegion(
  connection: Place,
  access: AccountAccess,
  signal: AbortSignal,
): Promise<string | undefined> {
  const isEmpty = async (region: string): Promise<boolean> => {
    const client = access.client('sso-admin', region)
    const instances = await listInstances(client, { abortSignal: signal }).catch(() => undefined)
    signal.throwIfAborted()
    return instances?.length === 0
  }
  const first = instanceRegionOf(connection)
  if (!(await isEmpty(first))) return first
  const { regions } = await enabledRegions({ ...connection, regions: [] }, access, signal)
  for (const region of regions.read) if (region !== first && !(await isEmpty(region))) return region
  return undefined
}
