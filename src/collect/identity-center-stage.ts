/** People and their permission sets, from the one Region that has the instance. */
import type { Connection } from '../app/ports/connections.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import { enabledRegions } from './enabled-regions.ts'
import { enterAccount } from './enter-account.ts'
import type { CollectRun } from './run.ts'
import { placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { identityCenter, listInstances } from './services/identity-center.ts'

export async function readIdentityCenter(
  run: CollectRun,
  owner: AccountId,
  knownRegions: readonly string[] = [],
): Promise<void> {
  const { connection } = run
  await run.sink.planned(1)
  const entry = await enterAccount(run, owner)
  const likely = await regionsOfBefore(run, owner, knownRegions)
  const found = entry.entered ? await findInstanceRegion(connection, entry.access, run.signal, likely) : undefined
  const key: CellKey = { accountId: owner, region: found ?? instanceRegionOf(connection), type: identityCenter.type }
  if (entry.entered) await runCell(identityCenter, placeOf(run, key, entry.access), run.sink)
  else await reportCell(key, entry.gap, run.sink)
}

/** Where an instance was read before. */
async function regionsOfBefore(
  { known }: CollectRun,
  owner: AccountId,
  regions: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = []
  for (const region of regions) {
    const instances = await known?.({ accountId: owner, region, type: identityCenter.type }, ['identityCenter'])
    if (instances && instances.length > 0) found.push(region)
  }
  return found
}

type Place = Pick<Connection, 'identityCenterRegion' | 'homeRegion' | 'regions' | 'partition'>

/** Where the instance should be. */
const instanceRegionOf = ({ identityCenterRegion, homeRegion }: Place): string => identityCenterRegion ?? homeRegion

/**
 * Where it is: there, or in another enabled Region; undefined when it is in none. A refusal ends the search with the Region
 * that refused, whose cell will say so. `likely`: looked at first, and then those that the connection reads, because every look
 * takes a tenth of a second of Identity Center's rate.
 */
export async function findInstanceRegion(
  connection: Place,
  access: AccountAccess,
  signal: AbortSignal,
  likely: readonly string[] = [],
): Promise<string | undefined> {
  const isEmpty = async (region: string): Promise<boolean> => {
    const client = access.client('sso-admin', region)
    const instances = await listInstances(client, { abortSignal: signal }).catch(() => undefined)
    signal.throwIfAborted()
    return instances?.length === 0
  }
  const first = connection.identityCenterRegion ?? likely[0] ?? connection.homeRegion
  if (!(await isEmpty(first))) return first
  const { regions } = await enabledRegions({ ...connection, regions: [] }, access, signal)
  const enabled = new Set(regions.read)
  const others = new Set([...likely, instanceRegionOf(connection), ...connection.regions, ...enabled])
  for (const region of others) {
    if (region !== first && enabled.has(region) && !(await isEmpty(region))) return region
  }
  return undefined
}
