/** People and their permission sets, from the one Region that has the instance. */
import type { InstanceMetadata } from '@aws-sdk/client-sso-admin'
import type { CollectSink } from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import { type CellKey, identityCenterElsewhere } from '../core/inventory/coverage.ts'
import type { ObjectOfKind } from '../core/inventory/objects.ts'
import type { Note } from './cell-context.ts'
import { enabledRegions } from './enabled-regions.ts'
import { enterAccount } from './enter-account.ts'
import type { Gap } from './gaps.ts'
import type { CollectRun } from './run.ts'
import { placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { identityCenter, listInstances, ownerOfInstance } from './services/identity-center.ts'

/** What was read in a Region before stands there: what became of it is told there, too. */
export async function readIdentityCenter(
  run: CollectRun,
  owner: AccountId,
  knownRegions: readonly string[] = [],
): Promise<void> {
  const { connection, sink, signal } = run
  await sink.planned(1)
  const cell = (region: string): CellKey => ({ accountId: owner, region, type: identityCenter.type })
  const entry = await enterAccount(run, owner)
  const before = await instancesBefore(run, owner, knownRegions)
  const likely = [...before.keys()]
  const expected = likely.length > 0 ? likely : [instanceRegionOf(connection)]
  if (!entry.entered) return tell(run, expected.map(cell), { gap: entry.gap })

  const reader: Reader = { run, owner, access: entry.access, management: await managementAccountOf(run) }
  const known = [...before.values()].flat()
  const isSought = (instance: InstanceMetadata): boolean => isTheOrganizations(reader, instance, known)
  const found = await findInstanceRegion(connection, entry.access, signal, { likely, isSought })
  if (found === undefined) {
    await sink.planned(expected.length)
    for (const region of expected) await readInstances(reader, cell(region), before.get(region))
    return
  }
  const seen = await readInstances(reader, cell(found), before.get(found))
  // Refused: what is in other Regions is not known either.
  if (seen.length === 0) return
  const others = [...before].filter(([region]) => region !== found)
  const left = others.flatMap(([region, instances]) => {
    const still = instances.filter((instance) => !standsAmong(reader, seen, instance))
    return still.length > 0 ? [{ region, still }] : []
  })
  // It has moved, or is read in another of its Regions.
  const moved = others.filter(([region]) => !left.some((one) => one.region === region))
  await tell(
    run,
    moved.map(([region]) => cell(region)),
    { beside: 1 + left.length, note: elsewhere(found) },
  )
  for (const { region, still } of left) await readInstances(reader, cell(region), still)
}

interface Told {
  /** Absent: nothing is there. */
  readonly gap?: Gap
  readonly note?: Note
  /** Cells that are read. */
  readonly beside?: number
}

async function tell(run: CollectRun, cells: readonly CellKey[], { gap, note, beside = 0 }: Told): Promise<void> {
  await run.sink.planned(beside + cells.length)
  for (const key of cells) await reportCell(key, gap, run.sink, note)
}

const elsewhere = (region: string): Note => ({
  code: identityCenterElsewhere,
  reason: `IAM Identity Center is read in ${region}.`,
})

/* ------------------------------------------------------------------ which instance is the organization's */

interface Reader {
  readonly run: CollectRun
  /** The account that reads. */
  readonly owner: AccountId
  readonly access: AccountAccess
  /** Null: nobody has told. */
  readonly management: AccountId | null
}

type Instance = ObjectOfKind<'identityCenter'>

/** Also of an organization of which only the account that reads is read. */
async function managementAccountOf({ organization, connection, known }: CollectRun): Promise<AccountId | null> {
  const told = organization.managementAccountId ?? connection.managementAccountId
  if (told !== null) return told
  const [published] = (await known?.(null, ['organization'])) ?? []
  return published?.body.managementAccountId ?? null
}

/** Its owner is the management account; where that is not known, it is one that was known before, or any where none was. */
function isTheOrganizations(reader: Reader, instance: InstanceMetadata, known: readonly Instance[]): boolean {
  const { management, owner } = reader
  if (management !== null) return ownerOfInstance(instance, owner) === management
  return known.length === 0 || known.some(({ nativeId }) => nativeId === instance.InstanceArn)
}

/** An organization has one instance: one that was made anew stands for the one before. */
function standsAmong({ management }: Reader, seen: readonly Instance[], { nativeId, body }: Instance): boolean {
  if (body.ownerAccountId !== management) return seen.some((instance) => instance.nativeId === nativeId)
  return seen.some((instance) => instance.body.ownerAccountId === management)
}

/**
 * Identity Center API Reference, *ListInstances*: it lists instances "created in or visible to the account calling". So a list of a
 * member does not tell an instance of the organization that is gone from one that it may no longer see; that of an instance which
 * belongs to the member itself does.
 */
function isOutOfSight(reader: Reader, seen: readonly Instance[], instance: Instance): boolean {
  const { management, owner } = reader
  if (owner === management || standsAmong(reader, seen, instance)) return false
  return management === null || instance.body.ownerAccountId === management
}

const notSeen = (owner: AccountId): Gap => ({
  state: 'suspect',
  code: 'identity_center_not_seen',
  reason: `${owner} does not see the organization's instance of IAM Identity Center any more: it is no longer its delegated administrator, or the instance is gone. What was known of it stands.`,
})

/** Answers the instances that are there, read whole or not. */
async function readInstances(
  reader: Reader,
  key: CellKey,
  known: readonly Instance[] = [],
): Promise<readonly Instance[]> {
  const { run, owner, access, management } = reader
  const seen: Instance[] = []
  const watching: CollectSink = {
    planned: (count) => run.sink.planned(count),
    cell: (cell) => {
      const isLost = cell.state === 'ok' && known.some((instance) => isOutOfSight(reader, seen, instance))
      return run.sink.cell(isLost ? { ...cell, ...notSeen(owner) } : cell)
    },
    calls: (rows) => run.sink.calls(rows),
    async objects(cell, objects) {
      seen.push(...objects.filter((object): object is Instance => object.kind === 'identityCenter'))
      await run.sink.objects(cell, objects)
    },
  }
  const place = { ...placeOf(run, key, access), managementAccountId: management }
  await runCell(identityCenter, place, watching)
  return seen
}

/** By Region, where instances were read before. */
async function instancesBefore(
  { known }: CollectRun,
  owner: AccountId,
  regions: readonly string[],
): Promise<ReadonlyMap<string, readonly Instance[]>> {
  const found = new Map<string, readonly Instance[]>()
  for (const region of regions) {
    const instances = await known?.({ accountId: owner, region, type: identityCenter.type }, ['identityCenter'])
    if (instances && instances.length > 0) found.set(region, instances)
  }
  return found
}

type Place = Pick<Connection, 'identityCenterRegion' | 'homeRegion' | 'regions' | 'partition'>

/** Where the instance should be. */
const instanceRegionOf = ({ identityCenterRegion, homeRegion }: Place): string => identityCenterRegion ?? homeRegion

interface Search {
  /** Looked at first, because every look takes a tenth of a second of Identity Center's rate. */
  readonly likely?: readonly string[]
  /** Instances of others are found only where there is none of these. */
  readonly isSought: (instance: InstanceMetadata) => boolean
}

/**
 * Where it is: there, or in another enabled Region; undefined when it is in none. As long as nothing is found, a refusal ends the
 * search with the Region that refused, whose cell will say so.
 */
export async function findInstanceRegion(
  connection: Place,
  access: AccountAccess,
  signal: AbortSignal,
  { likely = [], isSought }: Search,
): Promise<string | undefined> {
  let others: string | undefined
  const isThere = async (region: string): Promise<boolean> => {
    const client = access.client('sso-admin', region)
    const instances = await listInstances(client, { abortSignal: signal }).catch(() => undefined)
    signal.throwIfAborted()
    if (instances && instances.length > 0) others ??= region
    return instances?.some(isSought) ?? others === undefined
  }
  const first = connection.identityCenterRegion ?? likely[0] ?? connection.homeRegion
  if (await isThere(first)) return first
  const { regions } = await enabledRegions({ ...connection, regions: [] }, access, signal)
  const enabled = new Set(regions.read)
  const more = new Set([...likely, instanceRegionOf(connection), ...connection.regions, ...enabled])
  for (const region of more) {
    if (region !== first && enabled.has(region) && (await isThere(region))) return region
  }
  return others
}
