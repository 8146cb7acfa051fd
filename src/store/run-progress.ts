/** How far a run has come, from its units: aggregates of the database, because a large organization has thousands of them. */
import { type Kysely, sql } from 'kysely'
import type { AccountProgress, StageReport, SyncRun } from '../app/ports/sync.ts'
import type { AccountId, SyncRunId } from '../core/ids.ts'
import {
  accountStages,
  type CoverageCounts,
  missingIn,
  type StageName,
  stageNames,
} from '../core/inventory/coverage.ts'
import type { Tables } from './schema.ts'

type Progress = Pick<SyncRun, 'stages' | 'accounts' | 'coverage'>

/** As it stands in the row while there are no units: before the first is planned, and in an import. */
export async function runProgress(database: Kysely<Tables>, run: SyncRun): Promise<Progress> {
  const stages = await stageSums(database, run.id)
  if (stages.size === 0) return { stages: run.stages, accounts: run.accounts, coverage: run.coverage }
  const [counts, accounts] = await Promise.all([stageCounts(database, run.id), accountSums(database, run.id)])
  return {
    stages: stageNames.map((name) => reportOf(name, run, stages, counts.get(name) ?? {})),
    accounts,
    coverage: added([...stages.values()].map(({ coverage }) => coverage)),
  }
}

interface StageSum {
  readonly units: number
  readonly begun: number
  readonly done: number
  readonly calls: number
  readonly retries: number
  readonly throttles: number
  readonly ms: number
  readonly coverage: CoverageCounts
}

function reportOf(
  name: StageName,
  run: SyncRun,
  sums: ReadonlyMap<StageName, StageSum>,
  counts: StageReport['counts'],
): StageReport {
  const sum = sums.get(name)
  if (sum) {
    const { units, begun, done, coverage, calls, retries, throttles, ms } = sum
    const state = done === units ? 'done' : begun > 0 ? 'running' : 'waiting'
    return { name, state, counts, coverage, calls, retries, throttles, ms: Math.round(ms) }
  }
  // The stages of accounts are planned together, once the accounts are known.
  const isPlanned = run.endedAt !== null || accountStages.some((stage) => sums.has(stage))
  const isWanted = run.scope.stages?.includes(name) ?? true
  const state = isWanted && !isPlanned ? 'waiting' : 'skipped'
  return { name, state, counts, coverage: noCoverage, calls: 0, retries: 0, throttles: 0, ms: 0 }
}

export const noCoverage: CoverageCounts = {
  ok: 0,
  denied: 0,
  throttled: 0,
  unsupported: 0,
  skipped: 0,
  failed: 0,
  suspect: 0,
}

interface CoverageColumns {
  readonly ok: number
  readonly denied: number
  readonly throttled: number
  readonly unsupported: number
  readonly skipped: number
  readonly failed: number
  readonly suspect: number
}

const coverageColumns = sql`sum(cells_ok)::int as ok, sum(cells_denied)::int as denied,
  sum(cells_throttled)::int as throttled, sum(cells_unsupported)::int as unsupported,
  sum(cells_skipped)::int as skipped, sum(cells_failed)::int as failed, sum(cells_suspect)::int as suspect`

const coverageOf = ({ ok, denied, throttled, unsupported, skipped, failed, suspect }: CoverageColumns) => ({
  ok,
  denied,
  throttled,
  unsupported,
  skipped,
  failed,
  suspect,
})

async function stageSums(database: Kysely<Tables>, runId: SyncRunId): Promise<ReadonlyMap<StageName, StageSum>> {
  const { rows } = await sql<CoverageColumns & Omit<StageSum, 'coverage'> & { readonly stage: StageName }>`
    select stage, count(*)::int as units, (count(*) filter (where state <> 'waiting'))::int as begun,
      (count(*) filter (where state = 'done'))::int as done,
      sum(calls)::int as calls, sum(retries)::int as retries, sum(throttles)::int as throttles,
      coalesce(extract(epoch from max(coalesce(ended_at, now())) filter (where started_at is not null) - min(started_at)), 0)::float8
        * 1000 as ms,
      ${coverageColumns}
    from sync_unit where run_id = ${runId} group by stage`.execute(database)
  return new Map(rows.map((row) => [row.stage, { ...row, coverage: coverageOf(row) }]))
}

async function stageCounts(
  database: Kysely<Tables>,
  runId: SyncRunId,
): Promise<ReadonlyMap<StageName, Readonly<Record<string, number>>>> {
  const { rows } = await sql<{ readonly stage: StageName; readonly kind: string; readonly count: number }>`
    select stage, c.key as kind, sum(c.value::int)::int as count
    from sync_unit, json_each_text(counts) c
    where run_id = ${runId} and counts is not null
    group by stage, c.key order by c.key`.execute(database)
  const stages = Map.groupBy(rows, ({ stage }) => stage)
  return new Map(
    [...stages].map(([stage, own]) => [stage, Object.fromEntries(own.map((row) => [row.kind, row.count]))]),
  )
}

interface AccountSum extends CoverageColumns {
  readonly account_id: AccountId
  readonly name: string | null
  readonly units: number
  readonly begun: number
  readonly done: number
  readonly total: number
  readonly objects: number
  readonly trouble: string | null
  /** Why nothing is read in it. */
  readonly closed: string | null
}

/** Of the units that are an account's own: the organization and Identity Center are read in one of them and are not its. */
async function accountSums(database: Kysely<Tables>, runId: SyncRunId): Promise<readonly AccountProgress[]> {
  const { rows } = await sql<AccountSum>`
    select account_id, max(account_name) as name, count(*)::int as units,
      (count(*) filter (where state <> 'waiting'))::int as begun,
      (count(*) filter (where state = 'done'))::int as done,
      sum(cells_total)::int as total, sum(objects)::int as objects, max(trouble) as trouble, max(closed_reason) as closed,
      ${coverageColumns}
    from sync_unit where run_id = ${runId} and stage not in ('organization', 'identity_center')
    group by account_id order by min(place)`.execute(database)
  return rows.map((row) => {
    const { skipped, ...tried } = coverageOf(row)
    const ended = Object.values(tried).reduce((sum, count) => sum + count, 0)
    const reason = row.closed ?? row.trouble
    return {
      accountId: row.account_id,
      name: row.name,
      state: accountState(row),
      cellsDone: ended,
      cellsTotal: Math.max(row.total, ended),
      cellsMissing: missingIn(coverageOf(row)),
      objects: row.objects,
      ...(reason !== null && { reason }),
    }
  })
}

function accountState({ closed, trouble, units, begun, done }: AccountSum): AccountProgress['state'] {
  if (closed !== null) return 'skipped'
  if (trouble !== null) return 'failed'
  if (done === units) return 'done'
  return begun > 0 ? 'running' : 'waiting'
}

function added(all: readonly CoverageCounts[]): CoverageCounts {
  const total = { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 }
  for (const counts of all) {
    total.ok += counts.ok
    total.denied += counts.denied
    total.throttled += counts.throttled
    total.unsupported += counts.unsupported
    total.skipped += counts.skipped
    total.failed += counts.failed
    total.suspect += counts.suspect
  }
  return total
}
