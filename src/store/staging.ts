/** What a sync run has read and not yet published. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { InventoryStore } from '../app/ports.ts'
import type { ConnectionId, SyncRunId } from '../core/ids.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import { cellKeyText } from '../core/inventory/coverage.ts'
import { objectKey, stalePolicyFact } from '../core/inventory/merge.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { documentHash } from './documents.ts'
import type { StagingCellTable, StagingObjectTable, Tables } from './schema.ts'

/** Rows of one statement: large enough that its cost disappears, small enough that it holds a few megabytes. */
const rowsPerStatement = 1000

export function stagingStore(
  database: Kysely<Tables>,
): Pick<InventoryStore, 'stageObjects' | 'stageCell' | 'dropStaging'> {
  return {
    stageObjects: async (runId, cell, objects) => {
      // One statement cannot write a row twice: of two equal keys in a page the later is the later look.
      const page = [...new Map(objects.map((object) => [objectKey(object), object])).values()]
      for (let from = 0; from < page.length; from += rowsPerStatement) {
        await stageChunk(database, runId, cell, page.slice(from, from + rowsPerStatement))
      }
    },

    stageCell: async (runId, cell) => {
      const outcome = {
        state: cell.state,
        action: cell.action ?? null,
        code: cell.code ?? null,
        reason: cell.reason ?? null,
        checked_at: cell.checkedAt,
      }
      await database
        .insertInto('staging_cell')
        .values({ run_id: runId, account_id: cell.accountId, region: cell.region, type: cell.type, ...outcome })
        .onConflict((conflict) => conflict.columns(['run_id', 'account_id', 'region', 'type']).doUpdateSet(outcome))
        .execute()
    },

    dropStaging: async (runId) => {
      await database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('staging_object').where('run_id', '=', runId).execute()
        await transaction.deleteFrom('staging_cell').where('run_id', '=', runId).execute()
      })
    },
  }
}

async function stageChunk(
  database: Kysely<Tables>,
  runId: SyncRunId,
  cell: CellKey,
  objects: readonly InventoryObject[],
): Promise<void> {
  await sql`
    insert into staging_object (run_id, cell_account_id, cell_region, cell_type,
      kind, account_id, region, native_id, arn, hash, body, facts)
    select ${runId}, ${cell.accountId}, ${cell.region}, ${cell.type},
      kind, account_id, region, native_id, arn, hash, body::json, facts::json
    from unnest(
      ${objects.map(({ kind }) => kind)}::text[], ${objects.map(({ accountId }) => accountId)}::text[],
      ${objects.map(({ region }) => region)}::text[], ${objects.map(({ nativeId }) => nativeId)}::text[],
      ${objects.map(({ arn }) => arn)}::text[], ${objects.map(({ body }) => documentHash(body))}::text[],
      ${objects.map(({ body }) => JSON.stringify(body))}::text[],
      ${objects.map(({ facts }) => (facts === undefined ? null : JSON.stringify(facts)))}::text[]
    ) as page (kind, account_id, region, native_id, arn, hash, body, facts)
    on conflict (run_id, cell_account_id, cell_region, cell_type, kind, account_id, region, native_id)
    do update set arn = excluded.arn, hash = excluded.hash, body = excluded.body, facts = excluded.facts`.execute(
    database,
  )
}

export type StagedCell = Selectable<StagingCellTable>

/** The cells that have ended in this run. */
export function stagedCells(database: Kysely<Tables>, runId: SyncRunId): Promise<readonly StagedCell[]> {
  return database.selectFrom('staging_cell').selectAll().where('run_id', '=', runId).execute()
}

/**
 * Cells in which merging can change anything, as texts of `cellKeyText`: something staged is not known exactly so, something
 * known is absent from a whole reading, or two cells claim one object and their order decides. A quiet sync of a large organization merges next to nothing.
 */
export async function differingCells(
  database: Kysely<Tables>,
  runId: SyncRunId,
  connectionId: ConnectionId,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<Pick<StagingObjectTable, 'cell_account_id' | 'cell_region' | 'cell_type'>>`
    select distinct s.cell_account_id, s.cell_region, s.cell_type
    from staging_object s left join object o
      on o.connection_id = ${connectionId} and o.kind = s.kind and o.account_id = s.account_id
      and o.region = s.region and o.native_id = s.native_id
    where s.run_id = ${runId}
      and (o.status, o.hash, o.arn, o.facts::text, o.cell_account_id, o.cell_region, o.cell_type)
        is distinct from ('present', s.hash, s.arn, s.facts::text, s.cell_account_id, s.cell_region, s.cell_type)
    union
    select o.cell_account_id, o.cell_region, o.cell_type
    from object o join staging_cell c
      on c.run_id = ${runId}
      and (c.state = 'ok' or (o.kind = 'resource' and o.status = 'present' and o.facts->>${stalePolicyFact}::text is null))
      and c.account_id = o.cell_account_id and c.region = o.cell_region and c.type = o.cell_type
    where o.connection_id = ${connectionId} and o.status <> 'deleted' and not exists (
      select from staging_object s where s.run_id = ${runId}
        and s.cell_account_id = o.cell_account_id and s.cell_region = o.cell_region and s.cell_type = o.cell_type
        and s.kind = o.kind and s.account_id = o.account_id and s.region = o.region and s.native_id = o.native_id
    )
    union
    select s.cell_account_id, s.cell_region, s.cell_type from staging_object s
    where s.run_id = ${runId} and (s.kind, s.account_id, s.region, s.native_id) in (
      select kind, account_id, region, native_id from staging_object
      where run_id = ${runId} group by 1, 2, 3, 4 having count(*) > 1
    )`.execute(database)
  return new Set(
    rows.map((row) => cellKeyText({ accountId: row.cell_account_id, region: row.cell_region, type: row.cell_type })),
  )
}

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

/** The staged bodies of the cells that have ended, without leaving the database. */
export async function keepStagedDocuments(database: Kysely<Tables>, runId: SyncRunId): Promise<void> {
  await sql`
    insert into document (hash, body)
    select distinct on (o.hash) o.hash, o.body from staging_object o
    join staging_cell c on c.run_id = o.run_id
      and c.account_id = o.cell_account_id and c.region = o.cell_region and c.type = o.cell_type
    where o.run_id = ${runId} and not exists (select from document d where d.hash = o.hash)
    order by o.hash
    on conflict do nothing`.execute(database)
}

/** Empties what was published; objects of a cell that has not ended stay for the next stage. */
export async function dropPublished(database: Kysely<Tables>, runId: SyncRunId): Promise<void> {
  await sql`
    delete from staging_object o using staging_cell c
    where o.run_id = ${runId} and c.run_id = o.run_id
      and c.account_id = o.cell_account_id and c.region = o.cell_region and c.type = o.cell_type`.execute(database)
  await database.deleteFrom('staging_cell').where('run_id', '=', runId).execute()
}
