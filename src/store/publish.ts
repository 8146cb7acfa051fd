/**
 * Publishing a run (connection.md §10.4): one transaction that merges the staged cells into the inventory by the truth rules,
 * opens and closes versions, and makes a new snapshot. Cells are merged one after the other, so memory holds one cell.
 */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { SnapshotRef } from '../app/ports.ts'
import { AppError } from '../core/fault.ts'
import { type AccountId, type ConnectionId, type SyncRunId, toSnapshotId } from '../core/ids.ts'
import { accountsThatLeft } from '../core/inventory/account-left.ts'
import { type CellKey, type CellState, type CellType, cellKeyText, cellTypes } from '../core/inventory/coverage.ts'
import { type KnownObject, mergeCell } from '../core/inventory/merge.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { readDocuments } from './documents.ts'
import { toObject } from './inventory-object.ts'
import { markLeft, markLeftForGood } from './left-accounts.ts'
import type { CoverageCellTable, Tables } from './schema.ts'
import {
  differingCells,
  dropPublished,
  keepStagedDocuments,
  type StagedCell,
  stagedCells,
  stagedObjects,
} from './staging.ts'
import { optionalTime } from './times.ts'
import { markDeleted, markMissing, upsertObjects, type Writing, writeVersions } from './versions.ts'

/** One publication at a time, over all connections: snapshots are then in the order of their ids. */
const publishLock = 8_420_001

/** Code of a cell whose reading lost so much that it waits for a second one (connection.md §10.3). */
const massDisappearanceCode = 'MassDisappearance'

interface Publication extends Writing {
  readonly database: Transaction<Tables>
  /** An export proves what it proves: there is no second reading to wait for. */
  readonly brake: boolean
  /** Accounts named by the administrator. */
  readonly named: readonly AccountId[]
}

export function publishRun(
  database: Kysely<Tables>,
  runId: SyncRunId,
  connectionId: ConnectionId,
  at: string,
): Promise<SnapshotRef> {
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(publishLock)})`.execute(transaction)
    const publication = {
      database: transaction,
      runId,
      connectionId,
      at,
      ...(await connectionFacts(transaction, connectionId)),
    }
    // Staging was empty when the server last looked; without a fresh look it plans for a handful of rows.
    await sql`analyze staging_object, staging_cell`.execute(transaction)
    const before = await coverageBefore(publication)
    const differing = await differingCells(transaction, runId, connectionId)
    await keepStagedDocuments(transaction, runId)
    const outcomes: Outcome[] = []
    for (const cell of inOrder(await stagedCells(transaction, runId))) {
      const key = cellKeyText(keyOf(cell))
      const asRead = outcomeAsRead(cell, before.get(key))
      outcomes.push(differing.has(key) ? await publishCell(publication, asRead, before.get(key)) : asRead)
    }
    await writeVersions(
      publication,
      outcomes.flatMap(({ changed }) => changed),
    )
    await saveCoverage(publication, outcomes)
    await markLeft(
      publication,
      outcomes.flatMap(({ left }) => left),
    )
    await markLeftForGood(
      publication,
      outcomes.flatMap(({ leftForGood }) => leftForGood),
    )
    await writeCoverageVersions(publication)
    await dropPublished(transaction, runId)
    return newSnapshot(publication)
  })
}

async function connectionFacts(
  database: Transaction<Tables>,
  connectionId: ConnectionId,
): Promise<Pick<Publication, 'brake' | 'named'>> {
  // The row is locked so that nobody erases the connection under the publication.
  const row = await database
    .selectFrom('connection')
    .select(['method', 'accounts'])
    .where('id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined)
    throw new AppError('unknown_integration', 'The connection was deleted while it was being read.')
  return { brake: row.method !== 'import', named: row.accounts }
}

type CellBefore = Selectable<CoverageCellTable>

const keyOf = (row: Pick<CellBefore, 'account_id' | 'region' | 'type'>): CellKey => ({
  accountId: row.account_id,
  region: row.region,
  type: row.type,
})

async function coverageBefore({ database, connectionId }: Publication): Promise<ReadonlyMap<string, CellBefore>> {
  const rows = await database
    .selectFrom('coverage_cell')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .execute()
  return new Map(rows.map((row) => [cellKeyText(keyOf(row)), row]))
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
}

function outcomeAsRead(cell: StagedCell, before: CellBefore | undefined): Outcome {
  const { state, code, reason } = cell
  const completeAt = state === 'ok' ? cell.checked_at.toISOString() : optionalTime(before?.complete_at ?? null)
  return { cell, state, code, reason, completeAt, changed: [], left: [], leftForGood: [] }
}

async function publishCell(
  publication: Publication,
  asRead: Outcome,
  before: CellBefore | undefined,
): Promise<Outcome> {
  const { cell } = asRead
  const lastComplete = optionalTime(before?.complete_at ?? null)
  const known = await knownObjects(publication, cell)
  const read = await readObjects(publication, cell)
  const merge = mergeCell([...known.keys()], [...read.keys()], cell.state)
  const held = merge.massDisappearance && publication.brake && before?.code !== massDisappearanceCode
  const applied = held ? mergeCell([...known.keys()], [...read.keys()], 'suspect') : merge
  const key = keyOf(cell)
  const changed = await upsertObjects(publication, key, [...applied.upsert, ...applied.stale], read)
  await markMissing(publication, idsOf(applied.missing, known), lastComplete)
  await markDeleted(publication, idsOf(applied.deleted, known))
  if (!held) {
    const left = accountsThatLeft(key, applied.missing, publication.named)
    return { ...asRead, changed, left, leftForGood: accountsThatLeft(key, applied.deleted, publication.named) }
  }
  const reason = `${merge.missing.length} of ${known.size} known objects were absent; they are kept until the next reading agrees.`
  return { ...asRead, state: 'suspect', code: massDisappearanceCode, reason, completeAt: lastComplete, changed }
}

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

async function saveCoverage({ database, connectionId }: Publication, outcomes: readonly Outcome[]): Promise<void> {
  await sql`
    insert into coverage_cell (connection_id, account_id, region, type, state, action, code, reason, complete_at, checked_at, objects)
    select ${connectionId}, account_id, region, type, state, action, code, reason, complete_at::timestamptz, checked_at::timestamptz, 0
    from unnest(
      ${outcomes.map(({ cell }) => cell.account_id)}::text[], ${outcomes.map(({ cell }) => cell.region)}::text[],
      ${outcomes.map(({ cell }) => cell.type)}::text[], ${outcomes.map(({ state }) => state)}::text[],
      ${outcomes.map(({ cell }) => cell.action)}::text[], ${outcomes.map(({ code }) => code)}::text[],
      ${outcomes.map(({ reason }) => reason)}::text[], ${outcomes.map(({ completeAt }) => completeAt)}::text[],
      ${outcomes.map(({ cell }) => cell.checked_at.toISOString())}::text[]
    ) as new (account_id, region, type, state, action, code, reason, complete_at, checked_at)
    on conflict (connection_id, account_id, region, type) do update set
      state = excluded.state, action = excluded.action, code = excluded.code, reason = excluded.reason,
      complete_at = excluded.complete_at, checked_at = excluded.checked_at`.execute(database)
  await sql`
    with present as (
      select cell_account_id, cell_region, cell_type, count(*)::int as objects from object
      where connection_id = ${connectionId} and status = 'present'
      group by cell_account_id, cell_region, cell_type
    )
    update coverage_cell c set objects = coalesce(p.objects, 0)
    from coverage_cell k left join present p
      on p.cell_account_id = k.account_id and p.cell_region = k.region and p.cell_type = k.type
    where k.connection_id = ${connectionId} and c.connection_id = k.connection_id
      and c.account_id = k.account_id and c.region = k.region and c.type = k.type
      and c.objects <> coalesce(p.objects, 0)`.execute(database)
}

/** After everything that writes cells, accounts that left included. */
async function writeCoverageVersions({ database, connectionId, at }: Publication): Promise<void> {
  const differs = sql`(v.state, v.action, v.code, v.reason) is distinct from (c.state, c.action, c.code, c.reason)`
  const sameCell = sql`v.connection_id = c.connection_id and v.account_id = c.account_id
    and v.region = c.region and v.type = c.type and v.valid_to is null`
  // Two publications in one instant: the later reading takes the version's place.
  await sql`
    update coverage_version v set state = c.state, action = c.action, code = c.code, reason = c.reason,
      complete_at = c.complete_at
    from coverage_cell c
    where c.connection_id = ${connectionId} and ${sameCell} and ${differs} and v.valid_from >= ${at}::timestamptz`.execute(
    database,
  )
  await sql`
    update coverage_version v set valid_to = ${at}::timestamptz
    from coverage_cell c where c.connection_id = ${connectionId} and ${sameCell} and ${differs}`.execute(database)
  await sql`
    insert into coverage_version
      (connection_id, account_id, region, type, valid_from, state, action, code, reason, complete_at)
    select c.connection_id, c.account_id, c.region, c.type, ${at}::timestamptz, c.state, c.action, c.code, c.reason,
      c.complete_at
    from coverage_cell c
    where c.connection_id = ${connectionId} and not exists (select from coverage_version v where ${sameCell})`.execute(
    database,
  )
}

async function newSnapshot({ database, connectionId, runId, at }: Publication): Promise<SnapshotRef> {
  const { id } = await database
    .insertInto('snapshot')
    .values({ connection_id: connectionId, run_id: runId, published_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id: toSnapshotId(String(id)), publishedAt: at }
}
