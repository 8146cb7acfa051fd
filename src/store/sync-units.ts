/** The units of work of the runs that go on: planned, claimed, written, given back (docs/algorithms/sync.md). */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { ClaimedUnit, ReleasedUnits, SyncUnit, SyncUnitStore, UnitKey, UnitTally } from '../app/ports/sync.ts'
import { chunksOf } from '../core/chunks.ts'
import type { SyncRunId } from '../core/ids.ts'
import { type CoverageCounts, type StageName, stageOfCell, typesOfStages } from '../core/inventory/coverage.ts'
import type { SyncUnitTable, Tables } from './schema.ts'
import { stageEnded, stagePages } from './staging.ts'
import { addCalls } from './sync-runs.ts'

export function syncUnitStore(database: Kysely<Tables>): SyncUnitStore {
  return {
    plan: (runId, units) => plan(database, runId, units),

    ready: async (runId, stage) => {
      await database
        .updateTable('sync_unit')
        .set({ ready: true })
        .where('run_id', '=', runId)
        .where('stage', '=', stage)
        .where('ready', '=', false)
        .execute()
    },

    claim: (runId, worker, limit, at) => claim(database, runId, worker, limit, at),

    write: ({ runId, worker, ...unit }, pages, tally, endedAt) =>
      database.transaction().execute(async (transaction) => {
        if (!(await tell(transaction, runId, worker, unit, tally, endedAt))) return false
        await stagePages(transaction, runId, pages.objects)
        await stageEnded(transaction, runId, pages.cells)
        await addCalls(transaction, runId, unit.stage, pages.calls)
        return true
      }),

    alive: async (runId, worker) => {
      await database
        .updateTable('sync_unit')
        .set({ heard_at: sql`now()` })
        .where('run_id', '=', runId)
        .where('worker', '=', worker)
        .where('state', '=', 'running')
        .execute()
      const open = await database
        .selectFrom('sync_run')
        .select('id')
        .where('id', '=', runId)
        .where('ended_at', 'is', null)
        .executeTakeFirst()
      return open !== undefined
    },

    release: (runId, of) => database.transaction().execute((transaction) => release(transaction, runId, of)),

    again: (runId, cells) => database.transaction().execute((transaction) => again(transaction, runId, cells)),

    left: async (runId, stage) => {
      const { left } = await database
        .selectFrom('sync_unit')
        .select(({ fn }) => fn.countAll<string>().as('left'))
        .where('run_id', '=', runId)
        .where('stage', '=', stage)
        .where('state', '<>', 'done')
        .executeTakeFirstOrThrow()
      return Number(left)
    },

    calls: async (runId) => {
      const { calls } = await database
        .selectFrom('sync_unit')
        .select(({ fn }) => fn.sum<string | null>('calls').as('calls'))
        .where('run_id', '=', runId)
        .executeTakeFirstOrThrow()
      return Number(calls ?? 0)
    },

    waiting: async () => {
      const rows = await database
        .selectFrom('sync_unit')
        .select('run_id')
        .distinct()
        .where('state', '=', 'waiting')
        .where('ready', '=', true)
        .execute()
      return rows.map(({ run_id }) => run_id)
    },
  }
}

const accountColumn = (accountId: UnitKey['accountId']): SyncUnitTable['account_id'] => accountId ?? ''

/** A statement's worth: of a thousand accounts there are some thousands, and others are served before the next. */
const unitsAtOnce = 500

/** What is killed half way is planned again whole; nothing is ready before. */
async function plan(database: Kysely<Tables>, runId: SyncRunId, units: readonly SyncUnit[]): Promise<void> {
  const placed = units.map((unit, place) => ({ ...unit, place }))
  for (const some of chunksOf(placed, unitsAtOnce)) {
    await sql`
      insert into sync_unit (run_id, stage, account_id, account_name, place, ready, state, closed_code, closed_reason)
      select ${runId}, stage, account_id, account_name, place, false, 'waiting', closed_code, closed_reason
      from unnest(
        ${some.map(({ stage }) => stage)}::text[], ${some.map(({ accountId }) => accountColumn(accountId))}::text[],
        ${some.map(({ accountName }) => accountName)}::text[], ${some.map(({ place }) => place)}::int[],
        ${some.map(({ closed }) => closed?.code ?? null)}::text[], ${some.map(({ closed }) => closed?.reason ?? null)}::text[]
      ) as new (stage, account_id, account_name, place, closed_code, closed_reason)
      on conflict do nothing`.execute(database)
  }
}

async function claim(
  database: Kysely<Tables>,
  runId: SyncRunId,
  worker: string,
  limit: number,
  at: string,
): Promise<readonly ClaimedUnit[]> {
  // Materialized: a planner that looked for the free ones anew for every row would hand out all of them.
  const { rows } = await sql<Selectable<SyncUnitTable>>`
    with free as materialized (
      select stage, account_id from sync_unit
      where run_id = ${runId} and state = 'waiting' and ready
      order by place limit ${sql.lit(limit)} for update skip locked
    )
    update sync_unit u set state = 'running', worker = ${worker}, heard_at = now(), started_at = ${at}::timestamptz
    from free
    where u.run_id = ${runId} and u.stage = free.stage and u.account_id = free.account_id
    returning u.*`.execute(database)
  return rows.sort((a, b) => a.place - b.place).map(toUnit)
}

const toUnit = (row: Selectable<SyncUnitTable>): ClaimedUnit => ({
  stage: row.stage,
  accountId: row.account_id === '' ? null : row.account_id,
  accountName: row.account_name,
  ...(row.closed_code !== null && { closed: { code: row.closed_code, reason: row.closed_reason ?? '' } }),
  ...(row.cells !== null && { cells: JSON.parse(row.cells) }),
  tally: {
    cellsTotal: row.cells_total,
    coverage: {
      ok: row.cells_ok,
      denied: row.cells_denied,
      throttled: row.cells_throttled,
      unsupported: row.cells_unsupported,
      skipped: row.cells_skipped,
      failed: row.cells_failed,
      suspect: row.cells_suspect,
    },
    objects: row.objects,
    counts: row.counts === null ? {} : JSON.parse(row.counts),
    calls: row.calls,
    retries: row.retries,
    throttles: row.throttles,
    trouble: row.trouble,
  },
})

/** False when the unit is no longer the worker's: somebody took it for dead, or a person ended the run. */
async function tell(
  database: Transaction<Tables>,
  runId: SyncRunId,
  worker: string,
  { stage, accountId }: UnitKey,
  tally: UnitTally,
  endedAt: string | undefined,
): Promise<boolean> {
  const { coverage } = tally
  const { numUpdatedRows } = await database
    .updateTable('sync_unit')
    .set({
      heard_at: sql`now()`,
      cells_total: tally.cellsTotal,
      cells_ok: coverage.ok,
      cells_denied: coverage.denied,
      cells_throttled: coverage.throttled,
      cells_unsupported: coverage.unsupported,
      cells_skipped: coverage.skipped,
      cells_failed: coverage.failed,
      cells_suspect: coverage.suspect,
      objects: tally.objects,
      counts: JSON.stringify(tally.counts),
      calls: tally.calls,
      retries: tally.retries,
      throttles: tally.throttles,
      trouble: tally.trouble,
      ...(endedAt !== undefined && { state: 'done' as const, worker: null, ended_at: endedAt }),
    })
    .where('run_id', '=', runId)
    .where('stage', '=', stage)
    .where('account_id', '=', accountColumn(accountId))
    .where('state', '=', 'running')
    .where('worker', '=', worker)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('sync_run').select('id').where('id', '=', runId).where('ended_at', 'is', null)),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What a unit had staged goes with it: half a reading proves nothing, and the next one begins anew. Its calls were made all the same. */
async function release(database: Transaction<Tables>, runId: SyncRunId, of: ReleasedUnits): Promise<number> {
  const isMeant =
    'worker' in of
      ? sql`worker = ${of.worker}`
      : sql`heard_at <= now() - make_interval(secs => ${of.silentMs / 1_000}::float8) and worker <> ${of.not ?? ''}`
  // What a second look adds is counted at its end, so that its tally is still that of the first.
  await sql`
    update sync_unit set started_at = null, cells_ok = 0, cells_denied = 0, cells_throttled = 0, cells_unsupported = 0,
      cells_skipped = 0, cells_failed = 0, cells_suspect = 0, objects = 0, counts = null, trouble = null
    where run_id = ${runId} and state = 'running' and cells is null and ${isMeant}`.execute(database)
  const { rows } = await sql<Pick<SyncUnitTable, 'stage' | 'account_id'>>`
    update sync_unit set state = 'waiting', worker = null, heard_at = null
    where run_id = ${runId} and state = 'running' and ${isMeant}
    returning stage, account_id`.execute(database)
  for (const { stage, account_id } of rows) await dropStaged(database, runId, stage, account_id)
  return rows.length
}

async function dropStaged(
  database: Transaction<Tables>,
  runId: SyncRunId,
  stage: StageName,
  account: SyncUnitTable['account_id'],
): Promise<void> {
  const types = typesOfStages([stage])
  await database
    .deleteFrom('staging_object')
    .where('run_id', '=', runId)
    .where('cell_type', 'in', types)
    .$if(account !== '', (query) => query.where(sql<boolean>`cell_account_id = ${account}`))
    .execute()
  await database
    .deleteFrom('staging_cell')
    .where('run_id', '=', runId)
    .where('type', 'in', types)
    .$if(account !== '', (query) => query.where(sql<boolean>`account_id = ${account}`))
    .execute()
}

/** The cells are taken out of the count of the unit: the second look counts them anew. */
async function again(
  database: Transaction<Tables>,
  runId: SyncRunId,
  looks: Parameters<SyncUnitStore['again']>[1],
): Promise<number> {
  let waiting = 0
  const units = Map.groupBy(looks, ({ cell }) => `${stageOfCell(cell.type)} ${cell.accountId}`)
  for (const own of units.values()) {
    const [first] = own
    if (!first) continue
    const stage = stageOfCell(first.cell.type)
    const accounts = stage === 'organization' ? ['', first.cell.accountId] : [first.cell.accountId]
    const folds = Map.groupBy(own, ({ counted }) => counted)
    const lessOf = (fold: keyof CoverageCounts) =>
      sql<number>`${sql.ref(`cells_${fold}`)} - ${folds.get(fold)?.length ?? 0}::int`
    const { numUpdatedRows } = await database
      .updateTable('sync_unit')
      .set({
        state: 'waiting',
        cells: JSON.stringify(own.map(({ cell }) => cell)),
        cells_ok: lessOf('ok'),
        cells_throttled: lessOf('throttled'),
        cells_suspect: lessOf('suspect'),
      })
      .where('run_id', '=', runId)
      .where('stage', '=', stage)
      .where(sql<boolean>`account_id = any(${accounts}::text[])`)
      .where('state', '=', 'done')
      .where('cells', 'is', null)
      .executeTakeFirst()
    waiting += Number(numUpdatedRows)
  }
  return waiting
}
