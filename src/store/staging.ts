/** What a sync run has read and not yet published. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { InventoryStore } from '../app/ports/inventory.ts'
import { chunksOf } from '../core/chunks.ts'
import type { AccountId, ConnectionId, SyncRunId } from '../core/ids.ts'
import type { CellKey, CellType, CoverageCell } from '../core/inventory/coverage.ts'
import { cellKeyText, typesOfStages } from '../core/inventory/coverage.ts'
import { objectKey, stalePolicyFact } from '../core/inventory/merge.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { documentHash } from './documents.ts'
import type { StagingCellTable, StagingObjectTable, Tables } from './schema.ts'

/** Rows of one statement: their bodies are written out and hashed in one stretch, and people ask meanwhile. */
const rowsPerStatement = 200

export function stagingStore(
  database: Kysely<Tables>,
): Pick<InventoryStore, 'stageObjects' | 'stageCell' | 'stagePages' | 'isStaged' | 'dropStaging'> {
  return {
    stageObjects: (runId, cell, objects) => stagePages(database, runId, [{ cell, objects }]),
    stageCell: (runId, cell) => stageEnded(database, runId, [cell]),
    stagePages: async (runId, { objects, cells }) => {
      await stagePages(database, runId, objects)
      await stageEnded(database, runId, cells)
    },

    isStaged: async (runId, stages) => {
      const one = await database
        .selectFrom('staging_cell')
        .select('run_id')
        .where('run_id', '=', runId)
        .where('type', 'in', typesOfStages(stages))
        .limit(1)
        .executeTakeFirst()
      return one !== undefined
    },

    dropStaging: (runId) => database.transaction().execute((transaction) => dropStaged(transaction, runId)),
  }
}

export async function dropStaged(database: Transaction<Tables>, runId: SyncRunId): Promise<void> {
  await database.deleteFrom('staging_object').where('run_id', '=', runId).execute()
  await database.deleteFrom('staging_cell').where('run_id', '=', runId).execute()
}

interface PagedObject {
  readonly cell: CellKey
  readonly object: InventoryObject
}

/** Pages of many small cells go in one statement. */
export async function stagePages(
  database: Kysely<Tables>,
  runId: SyncRunId,
  pages: readonly { readonly cell: CellKey; readonly objects: readonly InventoryObject[] }[],
): Promise<void> {
  // One statement cannot write a row twice: of two equal keys the later is the later look.
  const rows = new Map<string, PagedObject>()
  for (const { cell, objects } of pages) {
    const prefix = cellKeyText(cell)
    for (const object of objects) rows.set(`${prefix}\n${objectKey(object)}`, { cell, object })
  }
  for (const some of chunksOf([...rows.values()], rowsPerStatement)) await stageChunk(database, runId, some)
}

async function stageChunk(database: Kysely<Tables>, runId: SyncRunId, rows: readonly PagedObject[]): Promise<void> {
  await sql`
    insert into staging_object (run_id, cell_account_id, cell_region, cell_type,
      kind, account_id, region, native_id, arn, hash, body, facts)
    select ${runId}, cell_account_id, cell_region, cell_type,
      kind, account_id, region, native_id, arn, hash, body::json, facts::json
    from unnest(
      ${rows.map(({ cell }) => cell.accountId)}::text[], ${rows.map(({ cell }) => cell.region)}::text[],
      ${rows.map(({ cell }) => cell.type)}::text[],
      ${rows.map(({ object }) => object.kind)}::text[], ${rows.map(({ object }) => object.accountId)}::text[],
      ${rows.map(({ object }) => object.region)}::text[], ${rows.map(({ object }) => object.nativeId)}::text[],
      ${rows.map(({ object }) => object.arn)}::text[], ${rows.map(({ object }) => documentHash(object.body))}::text[],
      ${rows.map(({ object }) => JSON.stringify(object.body))}::text[],
      ${rows.map(({ object }) => (object.facts === undefined ? null : JSON.stringify(object.facts)))}::text[]
    ) as page (cell_account_id, cell_region, cell_type, kind, account_id, region, native_id, arn, hash, body, facts)
    on conflict (run_id, cell_account_id, cell_region, cell_type, kind, account_id, region, native_id)
    do update set arn = excluded.arn, hash = excluded.hash, body = excluded.body, facts = excluded.facts`.execute(
    database,
  )
}

export async function stageEnded(
  database: Kysely<Tables>,
  runId: SyncRunId,
  cells: readonly Omit<CoverageCell, 'completeAt' | 'objects'>[],
): Promise<void> {
  const last = [...new Map(cells.map((cell) => [cellKeyText(cell), cell])).values()]
  if (last.length === 0) return
  await sql`
    insert into staging_cell (run_id, account_id, region, type, state, action, code, reason, checked_at)
    select ${runId}, account_id, region, type, state, action, code, reason, checked_at::timestamptz
    from unnest(
      ${last.map(({ accountId }) => accountId)}::text[], ${last.map(({ region }) => region)}::text[],
      ${last.map(({ type }) => type)}::text[], ${last.map(({ state }) => state)}::text[],
      ${last.map(({ action }) => action ?? null)}::text[], ${last.map(({ code }) => code ?? null)}::text[],
      ${last.map(({ reason }) => reason ?? null)}::text[], ${last.map(({ checkedAt }) => checkedAt)}::text[]
    ) as ended (account_id, region, type, state, action, code, reason, checked_at)
    on conflict (run_id, account_id, region, type) do update set state = excluded.state, action = excluded.action,
      code = excluded.code, reason = excluded.reason, checked_at = excluded.checked_at`.execute(database)
}

export type StagedCell = Selectable<StagingCellTable>

/** The cells of these accounts that have ended in this run. */
export function stagedCells(
  database: Kysely<Tables>,
  runId: SyncRunId,
  types: readonly CellType[],
  accounts: readonly AccountId[],
): Promise<readonly StagedCell[]> {
  return database
    .selectFrom('staging_cell')
    .selectAll()
    .where('run_id', '=', runId)
    .where('type', 'in', types)
    .where(sql<boolean>`account_id = any(${accounts}::text[])`)
    .execute()
}

/**
 * Cells of these accounts in which merging can change anything, as texts of `cellKeyText`: something staged is not known exactly so,
 * or something known is absent from a whole reading. A quiet sync of a large organization merges next to nothing.
 */
export async function differingCells(
  database: Kysely<Tables>,
  runId: SyncRunId,
  connectionId: ConnectionId,
  types: readonly CellType[],
  accounts: readonly AccountId[],
): Promise<readonly string[]> {
  const isMeant = sql`= any(${types}::text[])`
  const ofThese = sql`= any(${accounts}::text[])`
  const { rows } = await sql<CellColumns>`
    select distinct s.cell_account_id, s.cell_region, s.cell_type
    from staging_object s left join object o
      on o.connection_id = ${connectionId} and o.kind = s.kind and o.account_id = s.account_id
      and o.region = s.region and o.native_id = s.native_id
    where s.run_id = ${runId} and s.cell_type ${isMeant} and s.cell_account_id ${ofThese}
      and (o.status, o.hash, o.arn, o.facts::text, o.cell_account_id, o.cell_region, o.cell_type)
        is distinct from ('present', s.hash, s.arn, s.facts::text, s.cell_account_id, s.cell_region, s.cell_type)
    union
    select o.cell_account_id, o.cell_region, o.cell_type
    from object o join staging_cell c
      on c.run_id = ${runId} and c.type ${isMeant} and c.account_id ${ofThese}
      and (c.state = 'ok' or (o.kind = 'resource' and o.status = 'present' and o.facts->>${stalePolicyFact}::text is null))
      and c.account_id = o.cell_account_id and c.region = o.cell_region and c.type = o.cell_type
    where o.connection_id = ${connectionId} and o.cell_account_id ${ofThese} and o.status <> 'deleted' and not exists (
      select from staging_object s where s.run_id = ${runId}
        and s.cell_account_id = o.cell_account_id and s.cell_region = o.cell_region and s.cell_type = o.cell_type
        and s.kind = o.kind and s.account_id = o.account_id and s.region = o.region and s.native_id = o.native_id
    )`.execute(database)
  return rows.map(textOf)
}

/** Cells that claim an object which another one claims, too: their order decides. */
export async function claimedTwice(
  database: Kysely<Tables>,
  runId: SyncRunId,
  types: readonly CellType[],
): Promise<readonly string[]> {
  const isMeant = sql`cell_type = any(${types}::text[])`
  const { rows } = await sql<CellColumns>`
    select distinct cell_account_id, cell_region, cell_type from staging_object
    where run_id = ${runId} and ${isMeant} and (kind, account_id, region, native_id) in (
      select kind, account_id, region, native_id from staging_object
      where run_id = ${runId} and ${isMeant} group by 1, 2, 3, 4 having count(*) > 1
    )`.execute(database)
  return rows.map(textOf)
}

type CellColumns = Pick<StagingObjectTable, 'cell_account_id' | 'cell_region' | 'cell_type'>

const textOf = (row: CellColumns): string =>
  cellKeyText({ accountId: row.cell_account_id, region: row.cell_region, type: row.cell_type })

export type StagedObject = Selectable<StagingObjectTable>

export function stagedObjects(
  database: Kysely<Tables>,
  runId: SyncRunId,
  cell: CellKey,
): Promise<readonly StagedObject[]> {
  return database
    .selectFrom('staging_object')
    .selectAll()
    .where('run_id', '=', runId)
    .where('cell_account_id', '=', cell.accountId)
    .where('cell_region', '=', cell.region)
    .where('cell_type', '=', cell.type)
    .execute()
}

/** The staged bodies of the cells that have ended in these accounts, without leaving the database. */
export async function keepStagedDocuments(
  database: Kysely<Tables>,
  runId: SyncRunId,
  types: readonly CellType[],
  accounts: readonly AccountId[],
): Promise<void> {
  await sql`
    insert into document (hash, body)
    select distinct on (o.hash) o.hash, o.body from staging_object o
    join staging_cell c on c.run_id = o.run_id
      and c.account_id = o.cell_account_id and c.region = o.cell_region and c.type = o.cell_type
    where o.run_id = ${runId} and o.cell_type = any(${types}::text[]) and o.cell_account_id = any(${accounts}::text[])
      and not exists (select from document d where d.hash = o.hash)
    order by o.hash
    on conflict do nothing`.execute(database)
}

/** Takes ended cells out of staging; answers those that were still there as they were read. */
export async function takeStagedCells<Cell extends Pick<StagedCell, 'account_id' | 'region' | 'type' | 'checked_at'>>(
  database: Kysely<Tables>,
  runId: SyncRunId,
  cells: readonly Cell[],
): Promise<readonly Cell[]> {
  if (cells.length === 0) return []
  const { rows } = await sql<Pick<StagedCell, 'account_id' | 'region' | 'type'>>`
    delete from staging_cell s using unnest(
      ${cells.map((cell) => cell.account_id)}::text[], ${cells.map(({ region }) => region)}::text[],
      ${cells.map(({ type }) => type)}::text[], ${cells.map((cell) => cell.checked_at.toISOString())}::text[]
    ) as taken (account_id, region, type, checked_at)
    where s.run_id = ${runId} and s.account_id = taken.account_id and s.region = taken.region and s.type = taken.type
      and s.checked_at = taken.checked_at::timestamptz
    returning s.account_id, s.region, s.type`.execute(database)
  const keyOf = (row: (typeof rows)[number]): string =>
    cellKeyText({ accountId: row.account_id, region: row.region, type: row.type })
  const taken = new Set(rows.map(keyOf))
  return cells.filter((cell) => taken.has(keyOf(cell)))
}

/** Objects of cells that have been published; those of a cell that has not ended stay. */
export async function dropStagedObjects(
  database: Kysely<Tables>,
  runId: SyncRunId,
  types: readonly CellType[],
  cells: readonly CellKey[],
): Promise<void> {
  if (cells.length === 0) return
  await sql`
    delete from staging_object s using unnest(
      ${cells.map(({ accountId }) => accountId)}::text[], ${cells.map(({ region }) => region)}::text[],
      ${cells.map(({ type }) => type)}::text[]
    ) as gone (account_id, region, type)
    where s.run_id = ${runId} and s.cell_type = any(${types}::text[]) and s.cell_account_id = gone.account_id
      and s.cell_region = gone.region and s.cell_type = gone.type`.execute(database)
}
