/**
 * Publishing a run (connection.md §10.4): one transaction that merges the staged cells into the inventory by the truth rules,
 * opens and closes versions, and makes a new snapshot. What needs no transaction is done before and after it, so that it is short:
 * a first sync flips its cells, a quiet one nothing. Cells are merged one after the other, so memory holds one cell.
 */
import { setImmediate as others } from 'node:timers/promises'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { SnapshotRef } from '../app/ports/inventory.ts'
import { chunksOf } from '../core/chunks.ts'
import type { AccountId, ConnectionId, SyncRunId } from '../core/ids.ts'
import { accountsThatLeft } from '../core/inventory/account-left.ts'
import {
  type CellKey,
  type CellState,
  type CellType,
  cellKeyText,
  cellTypes,
  type StageName,
  stageNames,
  typesOfStages,
} from '../core/inventory/coverage.ts'
import { doubtOf, type KnownObject, mergeCell } from '../core/inventory/merge.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { markDigests, renewDigests } from './coverage-digest.ts'
import { readDocuments } from './documents.ts'
import { toObject } from './inventory-object.ts'
import { markLeft, markLeftForGood } from './left-accounts.ts'
import { forgetCells, type TakenCell, takeOverOrganization } from './one-organization.ts'
import { type CellBefore, keyOf, type Prepared, preparePublication, type UnchangedCell } from './prepare-publication.ts'
import { lockConnection, lockPublications, nextMoment } from './publish-lock.ts'
import { contentNow } from './same-content.ts'
import type { Tables } from './schema.ts'
import { toRef } from './snapshots.ts'
import { dropStagedObjects, keepStagedDocuments, type StagedCell, stagedObjects, takeStagedCells } from './staging.ts'
import { optionalTime } from './times.ts'
import { markDeleted, markMissing, upsertObjects, type Writing, writeVersions } from './versions.ts'

interface Publication extends Writing {
  readonly database: Transaction<Tables>
  /** An export proves what it proves: there is no second reading to wait for. */
  readonly brake: boolean
  /** Accounts named by the administrator. */
  readonly named: readonly AccountId[]
}

/** All cells that have ended; a snapshot is made whether they brought anything or not. */
export async function publishRun(
  database: Kysely<Tables>,
  runId: SyncRunId,
  connectionId: ConnectionId,
  at: string,
): Promise<SnapshotRef> {
  const snapshot = await publishStagesOfRun(database, runId, connectionId, at, stageNames)
  return snapshot ?? unchangedSnapshot({ database, runId, connectionId, at })
}

/** Undefined when nothing has changed but the times of the readings. */
export async function publishStagesOfRun(
  database: Kysely<Tables>,
  runId: SyncRunId,
  connectionId: ConnectionId,
  now: string,
  stages: readonly StageName[],
): Promise<SnapshotRef | undefined> {
  const at = await nextMoment(database, now)
  // The other lane of the run goes on staging meanwhile: its cells are of other types.
  const types = typesOfStages(stages)
  const prepared = await preparePublication({ database, runId, connectionId, at, types })
  const flipped = await flip({ database, runId, connectionId, at }, types, prepared)
  await tidyUp({ database, runId, connectionId, at }, types, flipped.published, prepared)
  return flipped.snapshot
}

interface Flipped {
  readonly snapshot: SnapshotRef | undefined
  readonly published: readonly StagedCell[]
}

/** The one transaction: readers see all of it or nothing. What did not change is not touched. */
function flip(writing: Writing, types: readonly CellType[], prepared: Prepared): Promise<Flipped> {
  const { runId, connectionId } = writing
  const { differing, before, counts } = prepared
  return writing.database.transaction().execute(async (transaction) => {
    await lockPublications(transaction)
    const { method, accounts: named } = await lockConnection(transaction, connectionId)
    const facts = { brake: method !== 'import', named }
    // What was prepared may be dated a little before: no reader looks at it before its cells are there.
    const at = await nextMoment(transaction, writing.at)
    const publication: Publication = { ...writing, at, database: transaction, ...facts }
    const accounts = new Set(differing.map((cell) => cell.account_id))
    // They were kept before; whatever forgets documents that nothing points at may have come between.
    await keepStagedDocuments(transaction, runId, types, [...accounts])
    const outcomes: Outcome[] = []
    for (const cell of inOrder(await takenCells(publication, differing))) {
      const was = before.get(keyTextOf(cell))
      outcomes.push(await publishCell(publication, outcomeAsRead(cell, was), was))
    }
    const published = outcomes.map(({ cell }) => cell)
    const changed = outcomes.flatMap((outcome) => outcome.changed)
    for (const some of chunksOf(changed, rowsAtOnce)) await writeVersions(publication, some)
    for (const some of chunksOf(outcomes, rowsAtOnce)) await saveCoverage(publication, some, before, counts)
    for (const some of chunksOf(prepared.asRead, rowsAtOnce)) {
      const own = await takenCells(publication, some)
      const read = own.map((cell) => outcomeAsRead(cell, before.get(keyTextOf(cell))))
      await saveCoverage(publication, read, before, counts)
      published.push(...own)
    }
    const left = outcomes.flatMap((outcome) => outcome.left)
    await markLeft(publication, left)
    await markLeftForGood(
      publication,
      outcomes.flatMap(({ leftForGood }) => leftForGood),
    )
    const taken = outcomes.flatMap((outcome) => outcome.taken)
    const ended = new Set(taken.length === 0 ? [] : published.map(keyTextOf))
    await forgetCells(
      publication,
      taken.filter((cell) => !ended.has(cellKeyText(cell))),
    )
    const touched = [...left, ...taken.map(({ accountId }) => accountId)]
    await countObjects(publication, [...accounts, ...touched])
    for (const some of chunksOf(published, rowsAtOnce))
      await writeCoverageVersions(publication, theseCells(publication, some))
    if (left.length > 0) await writeCoverageVersions(publication, cellsOfAccounts(publication, left))
    await markDigests(transaction, connectionId, [
      ...new Set([...published.map((cell) => cell.account_id), ...touched]),
    ])
    const snapshot = published.length + prepared.leftOut > 0 ? await newSnapshot(publication) : undefined
    return { snapshot, published }
  })
}

/** Another process that has the run, too, may have published or dropped some meanwhile: what is staged no more was not read empty. */
async function takenCells(
  { database, runId }: Publication,
  cells: readonly StagedCell[],
): Promise<readonly StagedCell[]> {
  const taken: StagedCell[] = []
  for (const some of chunksOf(cells, rowsAtOnce)) taken.push(...(await takeStagedCells(database, runId, some)))
  return taken
}

const keyTextOf = (cell: StagedCell): string => cellKeyText(keyOf(cell))

/** Of one statement: a dozen texts of each are written out in one stretch, and people ask meanwhile. */
const rowsAtOnce = 1_000

/** Cells of one statement after the flip: a tenth of a second on the embedded engine where each has a hundred objects. */
const cellsAtOnce = 200

/** Nobody waits for it, and what was published meanwhile stands: that cells were read again and found as they were, and that the staging is used up. */
async function tidyUp(
  { database, runId, connectionId }: Writing,
  types: readonly CellType[],
  published: readonly StagedCell[],
  { unchanged, counts }: Prepared,
): Promise<void> {
  for (const some of chunksOf(unchanged, cellsAtOnce)) {
    await touchCoverage(database, connectionId, some)
    const own = (await takeStagedCells(database, runId, some)).map(keyOf)
    await dropStagedObjects(database, runId, types, withObjects(own, counts))
  }
  // Each statement may look through all that is staged, and most cells of a large organization are empty.
  const holding: CellKey[] = []
  for (const some of chunksOf(published, rowsAtOnce)) {
    holding.push(...withObjects(some.map(keyOf), counts))
    await others()
  }
  for (const some of chunksOf(holding, cellsAtOnce)) await dropStagedObjects(database, runId, types, some)
  await renewDigests(database, connectionId)
}

const withObjects = (cells: readonly CellKey[], counts: Prepared['counts']): readonly CellKey[] =>
  cells.filter((cell) => counts.has(cellKeyText(cell)))

async function touchCoverage(
  database: Kysely<Tables>,
  connectionId: ConnectionId,
  cells: readonly UnchangedCell[],
): Promise<void> {
  if (cells.length === 0) return
  await sql`
    update coverage_cell c set checked_at = read.checked_at::timestamptz,
      complete_at = case when read.state = 'ok' then read.checked_at::timestamptz else c.complete_at end
    from unnest(
      ${cells.map((cell) => cell.account_id)}::text[], ${cells.map(({ region }) => region)}::text[],
      ${cells.map(({ type }) => type)}::text[], ${cells.map(({ state }) => state)}::text[],
      ${cells.map((cell) => cell.checked_at.toISOString())}::text[]
    ) as read (account_id, region, type, state, checked_at)
    where c.connection_id = ${connectionId} and c.account_id = read.account_id and c.region = read.region
      and c.type = read.type and c.state = read.state and c.checked_at <= read.checked_at::timestamptz`.execute(
    database,
  )
}

/** An object that two cells prove (an account, by its organization and on its own) belongs to the later one. */
const order: ReadonlyMap<CellType, number> = new Map(cellTypes.map((type, place) => [type, place]))
const inOrder = (cells: readonly StagedCell[]): readonly StagedCell[] =>
  [...cells].sort((a, b) => (order.get(a.type) ?? 0) - (order.get(b.type) ?? 0))

interface Outcome {
  readonly cell: StagedCell
  readonly state: CellState
  readonly code: string | null
  readonly reason: string | null
  readonly completeAt: string | null
  /** Ids of the objects whose rows were written. */
  readonly changed: readonly number[]
  /** Accounts that an organization no longer lists: for the first time, and for the second. */
  readonly left: readonly AccountId[]
  readonly leftForGood: readonly AccountId[]
  /** Cells whose objects are this one's now. */
  readonly taken: readonly TakenCell[]
}

function outcomeAsRead(cell: StagedCell, before: CellBefore | undefined): Outcome {
  const { state, code, reason } = cell
  const completeAt = state === 'ok' ? cell.checked_at.toISOString() : optionalTime(before?.complete_at ?? null)
  return { cell, state, code, reason, completeAt, changed: [], left: [], leftForGood: [], taken: [] }
}

async function publishCell(
  publication: Publication,
  asRead: Outcome,
  before: CellBefore | undefined,
): Promise<Outcome> {
  const { cell } = asRead
  const key = keyOf(cell)
  const read = await readObjects(publication, cell)
  const taken = await takeOverOrganization(publication, key, read.keys())
  const lastComplete = latest([optionalTime(before?.complete_at ?? null), ...taken.map(({ completeAt }) => completeAt)])
  const known = await knownObjects(publication, cell)
  const merge = mergeCell([...known.keys()], [...read.keys()], cell.state)
  const codes = { now: cell.code, before: before?.code }
  const doubt = publication.brake ? doubtOf(merge, known.size, codes) : undefined
  const applied = doubt ? mergeCell([...known.keys()], [...read.keys()], 'suspect') : merge
  const changed = await upsertObjects(publication, key, [...applied.upsert, ...applied.stale], read)
  await markMissing(publication, idsOf(applied.missing, known), lastComplete)
  await markDeleted(publication, idsOf(applied.deleted, known))
  if (!doubt) {
    const left = accountsThatLeft(key, applied.missing, publication.named)
    return { ...asRead, changed, left, leftForGood: accountsThatLeft(key, applied.deleted, publication.named), taken }
  }
  return { ...asRead, state: 'suspect', ...doubt, completeAt: lastComplete, changed, taken }
}

const latest = (times: readonly (string | null)[]): string | null =>
  times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null)

/** What is known of the cell, each with the id of its row. */
async function knownObjects(
  { database, connectionId }: Publication,
  cell: StagedCell,
): Promise<ReadonlyMap<KnownObject, number>> {
  const rows = await database
    .selectFrom('object')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('cell_account_id', '=', cell.account_id)
    .where('cell_region', '=', cell.region)
    .where('cell_type', '=', cell.type)
    .where('status', '<>', 'deleted')
    .execute()
  const bodies = await readDocuments(database, new Set(rows.map(({ hash }) => hash)))
  return new Map(
    rows.map((row) => [
      { object: toObject(row, bodies.get(row.hash)), status: row.status === 'missing' ? 'missing' : 'present' },
      row.id,
    ]),
  )
}

const idsOf = (objects: readonly KnownObject[], known: ReadonlyMap<KnownObject, number>): readonly number[] =>
  objects.flatMap((object) => known.get(object) ?? [])

/** What was read of the cell, each with the hash of its body. */
async function readObjects(
  { database, runId }: Publication,
  cell: StagedCell,
): Promise<ReadonlyMap<InventoryObject, string>> {
  const rows = await stagedObjects(database, runId, {
    accountId: cell.account_id,
    region: cell.region,
    type: cell.type,
  })
  return new Map(rows.map((row) => [toObject(row, JSON.parse(row.body)), row.hash]))
}

async function saveCoverage(
  { database, connectionId }: Publication,
  outcomes: readonly Outcome[],
  before: ReadonlyMap<string, CellBefore>,
  counts: Prepared['counts'],
): Promise<void> {
  if (outcomes.length === 0) return
  const objects = outcomes.map(({ cell }) => before.get(keyTextOf(cell))?.objects ?? counts.get(keyTextOf(cell)) ?? 0)
  await sql`
    insert into coverage_cell (connection_id, account_id, region, type, state, action, code, reason, complete_at, checked_at, objects)
    select ${connectionId}, account_id, region, type, state, action, code, reason, complete_at::timestamptz,
      checked_at::timestamptz, objects
    from unnest(
      ${outcomes.map(({ cell }) => cell.account_id)}::text[], ${outcomes.map(({ cell }) => cell.region)}::text[],
      ${outcomes.map(({ cell }) => cell.type)}::text[], ${outcomes.map(({ state }) => state)}::text[],
      ${outcomes.map(({ cell }) => cell.action)}::text[], ${outcomes.map(({ code }) => code)}::text[],
      ${outcomes.map(({ reason }) => reason)}::text[], ${outcomes.map(({ completeAt }) => completeAt)}::text[],
      ${outcomes.map(({ cell }) => cell.checked_at.toISOString())}::text[], ${objects}::int[]
    ) as new (account_id, region, type, state, action, code, reason, complete_at, checked_at, objects)
    on conflict (connection_id, account_id, region, type) do update set
      state = excluded.state, action = excluded.action, code = excluded.code, reason = excluded.reason,
      complete_at = excluded.complete_at, checked_at = excluded.checked_at`.execute(database)
}

/** In the accounts where merging may have changed how many there are. */
async function countObjects({ database, connectionId }: Publication, accounts: readonly AccountId[]): Promise<void> {
  if (accounts.length === 0) return
  await sql`
    with present as (
      select cell_account_id, cell_region, cell_type, count(*)::int as objects from object
      where connection_id = ${connectionId} and cell_account_id = any(${accounts}::text[]) and status = 'present'
      group by cell_account_id, cell_region, cell_type
    )
    update coverage_cell c set objects = coalesce(p.objects, 0)
    from coverage_cell k left join present p
      on p.cell_account_id = k.account_id and p.cell_region = k.region and p.cell_type = k.type
    where k.connection_id = ${connectionId} and k.account_id = any(${accounts}::text[])
      and c.connection_id = k.connection_id
      and c.account_id = k.account_id and c.region = k.region and c.type = k.type
      and c.objects <> coalesce(p.objects, 0)`.execute(database)
}

const theseCells = ({ connectionId }: Publication, cells: readonly StagedCell[]): RawBuilder<unknown> => sql`(
  select k.* from coverage_cell k join unnest(
    ${cells.map((cell) => cell.account_id)}::text[], ${cells.map(({ region }) => region)}::text[],
    ${cells.map(({ type }) => type)}::text[]
  ) as w (account_id, region, type) on w.account_id = k.account_id and w.region = k.region and w.type = k.type
  where k.connection_id = ${connectionId}
)`

const cellsOfAccounts = ({ connectionId }: Publication, accounts: readonly AccountId[]): RawBuilder<unknown> => sql`(
  select k.* from coverage_cell k where k.connection_id = ${connectionId} and k.account_id = any(${accounts}::text[])
)`

/** After everything that writes cells. `written`: rows of `coverage_cell`. */
async function writeCoverageVersions({ database, at }: Publication, written: RawBuilder<unknown>): Promise<void> {
  const differs = sql`(v.state, v.action, v.code, v.reason) is distinct from (c.state, c.action, c.code, c.reason)`
  const sameCell = sql`v.connection_id = c.connection_id and v.account_id = c.account_id
    and v.region = c.region and v.type = c.type and v.valid_to is null`
  // Two publications in one instant: the later reading takes the version's place.
  await sql`
    update coverage_version v set state = c.state, action = c.action, code = c.code, reason = c.reason,
      complete_at = c.complete_at
    from ${written} c where ${sameCell} and ${differs} and v.valid_from >= ${at}::timestamptz`.execute(database)
  await sql`
    update coverage_version v set valid_to = ${at}::timestamptz
    from ${written} c where ${sameCell} and ${differs}`.execute(database)
  await sql`
    insert into coverage_version
      (connection_id, account_id, region, type, valid_from, state, action, code, reason, complete_at)
    select c.connection_id, c.account_id, c.region, c.type, ${at}::timestamptz, c.state, c.action, c.code, c.reason,
      c.complete_at
    from ${written} c where not exists (select from coverage_version v where ${sameCell})`.execute(database)
}

/** Nothing is otherwise than in the newest; only since when that is known. */
function unchangedSnapshot({ database, connectionId, runId, at: now }: Writing): Promise<SnapshotRef> {
  return database.transaction().execute(async (transaction) => {
    await lockPublications(transaction)
    const at = await nextMoment(transaction, now)
    const sameAs = await contentNow(transaction, connectionId)
    return newSnapshot({ database: transaction, connectionId, runId, at }, sameAs)
  })
}

async function newSnapshot(
  { database, connectionId, runId, at }: Writing,
  sameAs: number | undefined = undefined,
): Promise<SnapshotRef> {
  const { id } = await database
    .insertInto('snapshot')
    .values({ connection_id: connectionId, run_id: runId, published_at: at, same_as: sameAs ?? null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return toRef({ id, published_at: new Date(at), same_as: sameAs ?? null })
}
