/** People and their permission sets, from the one Region that has the instance. */
import type { CollectSink, Connection } from '../app/ports.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { enabledRegions } from './enabled-regions.ts'
import { enterAccount } from './enter-account.ts'
import type { CollectRun } from './run.ts'
import { identityCenterOwner, placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { identityCenter, listInstances } from './services/identity-center.ts'

export async function readIdentityCenter(run: CollectRun): Promise<void> {
  const { connection } = run
  const owner = identityCenterOwner(run)
  if (!owner) return
  const entry = await enterAccount(run, owner)
  const found = entry.entered ? await findInstanceRegion(connection, entry.access, run.signal) : undefined
  const key: CellKey = {
    accountId: owner.accountId,
    region: found ?? instanceRegionOf(connection),
    type: identityCenter.type,
  }
  if (entry.entered) await runCell(identityCenter, placeOf(run, key, entry.access), inOnePiece(run.sink))
  else await reportCell(key, entry.gap, run.sink)
}

/**
 * This cell takes as long as its rate demands, and a sink publishes nothing while a cell is half told: so its pages are kept
 * until all are there. They are few enough: a hundred thousand people make forty megabytes.
 */
function inOnePiece(sink: CollectSink): CollectSink {
  const kept: InventoryObject[] = []
  return {
    accounts: (accounts) => sink.accounts(accounts),
    stage: (name, state) => sink.stage(name, state),
    async objects(_, page) {
      kept.push(...page)
    },
    async cell(cell) {
      if (kept.length > 0) await sink.objects(cell, kept)
      await sink.cell(cell)
    },
    calls: (rows) => sink.calls(rows),
  }
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
