import { z } from 'zod'
import type { AccountProgress, StageReport } from '../../app/ports/sync.ts'
import type { Calls, PricedCall } from '../../app/sync/calls.ts'
import type { AccountGridRow, Coverage, CoverageItem } from '../../app/sync/coverage.ts'
import type { SyncRunView } from '../../app/sync/sync-run-view.ts'
import type { AccountId, SnapshotId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import type { CoverageCounts } from '../../core/inventory/coverage.ts'
import { cellStates, cellTypes, stageNames } from '../../core/inventory/coverage.ts'
import { costClasses } from '../../core/inventory/prices.ts'
import { count, documentOf, listOf, text, time } from './document.ts'

const Counts = documentOf<CoverageCounts>()('CoverageCounts', {
  ok: count,
  denied: count,
  throttled: count,
  unsupported: count,
  skipped: count,
  failed: count,
  suspect: count,
})

const Stage = documentOf<StageReport>()('StageReport', {
  name: z.enum(stageNames),
  state: z.enum(['waiting', 'running', 'done', 'stopped', 'skipped']).meta({
    description: '`done`: every cell was tried, see `coverage`; `stopped`: the run ended before the stage did',
  }),
  counts: z.record(z.string(), count).meta({ description: 'Objects read, by kind or resource type' }),
  coverage: Counts.exactOptional().meta({
    description: 'Cells that have ended; absent in runs from before it was counted',
  }),
  calls: count,
  retries: count.exactOptional().meta({ description: 'Of the calls, those that were sent again' }),
  throttles: count,
  ms: count,
})

const Progress = documentOf<AccountProgress>()('AccountProgress', {
  accountId: text(),
  name: z.string().nullable(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  cellsDone: count,
  cellsTotal: count,
  cellsMissing: count.exactOptional().meta({ description: 'Of `cellsDone`, those that could not be read' }),
  objects: count,
  reason: z.string().exactOptional(),
})

export const SyncRun = documentOf<SyncRunView>()('SyncRun', {
  id: text(),
  integration: z.string(),
  scope: z
    .object({ stages: listOf(z.enum(stageNames)).nullable(), accounts: listOf(text<AccountId>()).nullable() })
    .meta({ description: 'Null: all' }),
  state: z.enum(['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']),
  stages: listOf(Stage),
  progress: z.object({
    accounts: count.meta({ description: 'In which something is to be read' }),
    accountsDone: count,
    accountsFailed: count,
    accountsSkipped: count.meta({ description: 'Beside those: closed, or excluded by a setting' }),
    cellsDone: count,
    cellsTotal: count,
    objects: count,
  }),
  accounts: listOf(Progress).meta({ description: 'In lists at most 100, those first that need a look' }),
  coverage: Counts,
  snapshot: text<SnapshotId>().nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  reason: z.string().nullable(),
})

const Cell = documentOf<CoverageItem>()('CoverageCell', {
  integration: z.string(),
  accountId: text(),
  accountName: z.string().nullable(),
  region: z.string(),
  type: z.enum(cellTypes),
  state: z.enum(cellStates),
  action: z.string().exactOptional(),
  code: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  completeAt: time.nullable(),
  checkedAt: time,
  objects: count,
})

const GridRow = documentOf<AccountGridRow>()('AccountCoverage', {
  integration: z.string(),
  accountId: text(),
  name: z.string().nullable(),
  ok: count,
  missing: count,
  states: z
    .partialRecord(z.enum(cellTypes), z.enum(cellStates))
    .meta({ description: 'The gravest state of each type of cell' }),
})

export const CoverageDocument = documentOf<Coverage>()('Coverage', {
  items: listOf(Cell),
  counts: Counts,
  byAccount: listOf(GridRow).exactOptional(),
  nextCursor: z.string().nullable(),
})

/** Hyphens are taken out, as everywhere a person writes one. */
export const accountNumber = z
  .string()
  .max(40)
  .transform((value, context) => {
    const account = parseAccountId(value.replaceAll('-', ''))
    if (account) return account
    context.addIssue({ code: 'custom', message: `"${value}" is not an AWS account number.` })
    return z.NEVER
  })

/** What shall be read; an empty body is everything. */
export const SyncScopeBody = z
  .strictObject({
    stages: z.array(z.enum(stageNames)).min(1).max(stageNames.length).optional(),
    accounts: z.array(accountNumber).min(1).max(5_000).optional(),
  })
  .nullish()

/** The same in a query, separated by commas. */
const separated = <T extends z.ZodType<unknown, string>>(one: T) =>
  z
    .string()
    .max(10_000)
    .transform((text) => text.split(','))
    .pipe(z.array(one).min(1).max(1_000))

export const SyncScopeQuery = z.object({
  stages: separated(z.enum(stageNames)).optional(),
  accounts: separated(accountNumber).optional(),
})

const Call = documentOf<PricedCall>()('CallCount', {
  accountId: text<AccountId>().nullable(),
  region: z.string(),
  operation: z.string(),
  calls: count.meta({ description: 'Requests sent' }),
  pages: count.meta({ description: 'Of them, second and later pages of lists' }),
  retries: count,
  throttles: count,
  errors: count,
  bytes: count.meta({ description: 'Of the bodies of the answers' }),
  ms: count,
  costClass: z.enum(costClasses),
  usd: z.number().nullable().meta({ description: 'US dollars; null: not priced' }),
})

export const CallsDocument = documentOf<Calls>()('Calls', {
  items: listOf(Call),
  totals: z.object({
    calls: count,
    pages: count,
    retries: count,
    throttles: count,
    bytes: count,
    ms: count,
    usd: z.number().meta({ description: 'Of the calls that have a price' }),
    unpriced: count.meta({ description: 'Calls of which no price is known' }),
    cost: z.string(),
    pricesAsOf: z.string(),
  }),
  nextCursor: z.string().nullable(),
})
