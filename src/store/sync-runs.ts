/** Sync runs and the ledger of their calls. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { CallCount, StageCalls, SyncRun, SyncRunStore, SyncScope } from '../app/ports/sync.ts'
import { everything } from '../app/ports/sync.ts'
import type { ConnectionId, SyncRunId } from '../core/ids.ts'
import type { StageName } from '../core/inventory/coverage.ts'
import { noCoverage, runProgress } from './run-progress.ts'
import type { CallCountTable, SyncRunTable, Tables } from './schema.ts'
import { dropStaged } from './staging.ts'
import { optionalTime } from './times.ts'

const listLimit = 50

export function syncRunStore(database: Kysely<Tables>): SyncRunStore {
  return {
    open: (connectionId, id, at, scope = everything) => openRun(database, connectionId, id, at, scope),

    get: async (id) => {
      const row = await database.selectFrom('sync_run').selectAll().where('id', '=', id).executeTakeFirst()
      return row && withProgress(database, toRun(row))
    },

    list: async (connectionId, limit = listLimit) => {
      const rows = await database
        .selectFrom('sync_run')
        .selectAll()
        .$if(connectionId !== undefined, (query) => query.where('connection_id', '=', connectionId ?? null))
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute()
      return Promise.all(rows.map((row) => withProgress(database, toRun(row))))
    },

    save: (run) => database.transaction().execute((transaction) => save(transaction, run)),

    foldCalls: (connectionId) => foldCalls(database, connectionId),

    addCalls: (runId, stage, rows) => addCalls(database, runId, stage, rows),

    calls: async (runId) => {
      const rows = await database
        .selectFrom('call_count')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('stage')
        .orderBy('account_id')
        .orderBy('region')
        .orderBy('operation')
        .execute()
      return rows.map(toStageCalls)
    },

    callsSince: (connectionId, since) =>
      database
        .selectFrom('call_count')
        .innerJoin('sync_run', 'sync_run.id', 'call_count.run_id')
        .select('operation')
        .select(sql<number>`cast(sum(call_count.calls) as double precision)`.as('calls'))
        .where('connection_id', '=', connectionId)
        .where(sql<boolean>`created_at >= cast(${since} as timestamptz)`)
        .groupBy('operation')
        .execute(),

    unfinished: async () => {
      const rows = await database
        .selectFrom('sync_run')
        .selectAll()
        .where('state', 'in', ['queued', 'running'])
        .orderBy('created_at')
        .execute()
      return rows.map(toRun)
    },
  }
}

async function save(database: Transaction<Tables>, run: SyncRun): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('sync_run')
    .set({
      state: run.state,
      started_at: run.startedAt,
      ended_at: run.endedAt,
      stages: JSON.stringify(run.stages),
      accounts: JSON.stringify(run.accounts),
      coverage: JSON.stringify(run.coverage),
      snapshot_id: run.snapshotId,
      reason: run.reason,
    })
    .where('id', '=', run.id)
    // Decided by the database: whoever ends a run, in whatever process, ends it for all.
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  // From now on the row tells what came of them, and nobody publishes what they staged.
  if (run.endedAt !== null) {
    await database.deleteFrom('sync_unit').where('run_id', '=', run.id).execute()
    await dropStaged(database, run.id)
  }
  return true
}

/** The unique index on open runs decides which of two callers opens; the other joins. */
async function openRun(
  database: Kysely<Tables>,
  connectionId: ConnectionId,
  id: SyncRunId,
  at: string,
  scope: SyncScope,
): Promise<SyncRun> {
  for (;;) {
    await database
      .insertInto('sync_run')
      .values({
        id,
        connection_id: connectionId,
        state: 'queued',
        created_at: at,
        started_at: null,
        ended_at: null,
        stages: '[]',
        accounts: '[]',
        coverage: JSON.stringify(noCoverage),
        snapshot_id: null,
        reason: null,
        scope_stages: scope.stages && [...scope.stages],
        scope_accounts: scope.accounts && [...scope.accounts],
        scope_sparing: scope.sparing ?? false,
      })
      .onConflict((conflict) =>
        conflict.column('connection_id').where('state', 'in', ['queued', 'running']).doNothing(),
      )
      .execute()
    const row = await database
      .selectFrom('sync_run')
      .selectAll()
      .where('connection_id', '=', connectionId)
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst()
    if (row !== undefined) return toRun(row)
    // The run that was in the way ended between the two statements: try once more.
  }
}

/** Pages of the ledger may repeat a row: counts of one operation add up. */
export async function addCalls(
  database: Kysely<Tables>,
  runId: SyncRunId,
  stage: StageName | null,
  rows: readonly CallCount[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into call_count (run_id, stage, account_id, region, operation,
      calls, pages, retries, throttles, errors, bytes, ms)
    select ${runId}, ${stage ?? ''}, account_id, region, operation,
      sum(calls), sum(pages), sum(retries), sum(throttles), sum(errors), sum(bytes), sum(ms)
    from unnest(
      ${rows.map(({ accountId }) => accountId ?? '')}::text[], ${rows.map(({ region }) => region)}::text[],
      ${rows.map(({ operation }) => operation)}::text[], ${rows.map(({ calls }) => calls)}::int[],
      ${rows.map(({ pages }) => pages)}::int[], ${rows.map(({ retries }) => retries)}::int[],
      ${rows.map(({ throttles }) => throttles)}::int[], ${rows.map(({ errors }) => errors)}::int[],
      ${rows.map(({ bytes }) => bytes)}::float8[], ${rows.map(({ ms }) => ms)}::float8[]
    ) as new (account_id, region, operation, calls, pages, retries, throttles, errors, bytes, ms)
    group by account_id, region, operation
    on conflict (run_id, stage, account_id, region, operation) do update set
      calls = call_count.calls + excluded.calls,
      pages = call_count.pages + excluded.pages,
      retries = call_count.retries + excluded.retries,
      throttles = call_count.throttles + excluded.throttles,
      errors = call_count.errors + excluded.errors,
      bytes = call_count.bytes + excluded.bytes,
      ms = call_count.ms + excluded.ms`.execute(database)
}

/** Of so many runs the ledger is kept by account and Region; a large organization has a hundred thousand rows a run. */
const runsInDetail = 20

async function foldCalls(database: Kysely<Tables>, connectionId: ConnectionId): Promise<void> {
  await sql`
    with old as (
      delete from call_count where run_id in (
        select id from sync_run where connection_id = ${connectionId} and ended_at is not null
        order by created_at desc offset ${sql.lit(runsInDetail)} limit 10
      ) and (account_id <> '' or region <> '') returning *
    )
    insert into call_count (run_id, stage, account_id, region, operation,
      calls, pages, retries, throttles, errors, bytes, ms)
    select run_id, stage, '', '', operation,
      sum(calls), sum(pages), sum(retries), sum(throttles), sum(errors), sum(bytes), sum(ms)
    from old group by run_id, stage, operation
    on conflict (run_id, stage, account_id, region, operation) do nothing`.execute(database)
}

/** What an ended run has come to stands in its row; while it goes on, its units tell. */
async function withProgress(database: Kysely<Tables>, run: SyncRun): Promise<SyncRun> {
  return run.endedAt === null ? { ...run, ...(await runProgress(database, run)) } : run
}

const toRun = (row: Selectable<SyncRunTable>): SyncRun => ({
  id: row.id,
  connectionId: row.connection_id,
  scope: { stages: row.scope_stages, accounts: row.scope_accounts, ...(row.scope_sparing && { sparing: true }) },
  state: row.state,
  startedAt: optionalTime(row.started_at),
  endedAt: optionalTime(row.ended_at),
  createdAt: row.created_at.toISOString(),
  stages: JSON.parse(row.stages),
  accounts: JSON.parse(row.accounts),
  coverage: JSON.parse(row.coverage),
  snapshotId: row.snapshot_id,
  reason: row.reason,
})

const toStageCalls = (row: Selectable<CallCountTable>): StageCalls => ({
  stage: row.stage === '' ? null : row.stage,
  accountId: row.account_id === '' ? null : row.account_id,
  region: row.region,
  operation: row.operation,
  calls: row.calls,
  pages: row.pages,
  retries: row.retries,
  throttles: row.throttles,
  errors: row.errors,
  bytes: row.bytes,
  ms: row.ms,
})
