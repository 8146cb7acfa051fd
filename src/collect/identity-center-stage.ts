/** People and their permission sets, from the one Region that has the instance. */
import type { CollectSink } from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import type { Note } from './cell-context.ts'
import { enabledRegions } from './enabled-regions.ts'
import { enterAccount } from './enter-account.ts'
import type { Gap } from './gaps.ts'
import type { CollectRun } from './run.ts'
import { placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { identityCenter, listInstances } from './services/identity-center.ts'

/** What was read in a Region before stands there: what became of it is told there, too. */
export async function readIdentityCenter(
  run: CollectRun,
  owner: AccountId,
  knownRegions: readonly string[] = [],
): Promise<void> {
  const { connection } = run
  await run.sink.planned(1)
  const cell = (region: string): CellKey => ({ accountId: owner, region, type: identityCenter.type })
  const entry = await enterAccount(run, owner)
  const before = await regionsOfBefore(run, owner, knownRegions)
  const expected = before.length > 0 ? before : [instanceRegionOf(connection)]
  if (!entry.entered) return tell(run, expected.map(cell), { gap: entry.gap })
  const found = await findInstanceRegion(connection, entry.access, run.signal, before)
  if (found !== undefined) {
    if (!(await readInstance(run, cell(found), entry.access))) return
    // It has moved, or is read in another of its Regions.
    const others = before.filter((region) => region !== found)
    return tell(run, others.map(cell), { beside: 1, note: elsewhere(found) })
  }
  if (before.length > 0 && !isManagement(run, owner)) return tell(run, expected.map(cell), { gap: notSeen(owner) })
  await run.sink.planned(expected.length)
  for (const region of expected) await readInstance(run, cell(region), entry.access)
}

interface Told {
  /** Absent: nothing is there. */
  readonly gap?: Gap
  readonly note?: Note
  /** Cells that were read. */
  readonly beside?: number
}

async function tell(run: CollectRun, cells: readonly CellKey[], { gap, note, beside = 0 }: Told): Promise<void> {
  if (cells.length > 0) await run.sink.planned(beside + cells.length)
  for (const key of cells) await reportCell(key, gap, run.sink, note)
}

/** Answers whether an instance is there, read whole or not. */
async function readInstance(run: CollectRun, key: CellKey, access: AccountAccess): Promise<boolean> {
  let isThere = false
  const watching: CollectSink = {
    planned: (count) => run.sink.planned(count),
    cell: (cell) => run.sink.cell(cell),
    calls: (rows) => run.sink.calls(rows),
    async objects(cell, objects) {
      isThere ||= objects.some(({ kind }) => kind === 'identityCenter')
      await run.sink.objects(cell, objects)
    },
  }
  await runCell(identityCenter, placeOf(run, key, access), watching)
  return isThere
}

const elsewhere = (region: string): Note => ({
  code: 'identity_center_elsewhere',
  reason: `IAM Identity Center is read in ${region}.`,
})

/** The account that always sees the instance of its organization. */
const isManagement = ({ organization, connection }: CollectRun, owner: AccountId): boolean =>
  owner === (organization.managementAccountId ?? connection.managementAccountId)

/**
 * Identity Center API Reference, *ListInstances*: it lists instances "created in or visible to the account calling". So an empty list
 * of a member does not tell an instance that is gone from one that it may no longer see.
 */
const notSeen = (owner: AccountId): Gap => ({
  state: 'suspect',
  code: 'identity_center_not_seen',
  reason: `${owner} sees no instance of IAM Identity Center any more: it is no longer its delegated administrator, or the instance is gone. What was known of it stands.`,
})

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
