import { z } from 'zod'
import type { AccountProgress, CallCount, StageReport } from '../../app/ports.ts'
import type { Calls } from '../../app/sync/calls.ts'
import type { Coverage, CoverageItem } from '../../app/sync/coverage.ts'
import type { SyncRunView } from '../../app/sync/sync-run-view.ts'
import type { AccountId, SnapshotId } from '../../core/ids.ts'
import type { CoverageCounts } from '../../core/inventory/coverage.ts'
import { cellStates, cellTypes, stageNames } from '../../core/inventory/coverage.ts'
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
  state: z.enum(['waiting', 'running', 'done']),
  counts: z.record(z.string(), count).meta({ description: 'Objects read, by kind or resource type' }),
  calls: count,
  throttles: count,
  ms: count,
})

const Progress = documentOf<AccountProgress>()('AccountProgress', {
  accountId: text(),
  name: z.string().nullable(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  cellsDone: count,
  cellsTotal: count,
  objects: count,
  reason: z.string().exactOptional(),
})

export const SyncRun = documentOf<SyncRunView>()('SyncRun', {
  id: text(),
  integration: z.string(),
  state: z.enum(['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']),
  stages: listOf(Stage),
  accounts: listOf(Progress),
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

export const CoverageDocument = documentOf<Coverage>()('Coverage', { items: listOf(Cell), counts: Counts })

const Call = documentOf<CallCount>()('CallCount', {
  accountId: text<AccountId>().nullable(),
  region: z.string(),
  operation: z.string(),
  calls: count,
  retries: count,
  throttles: count,
  errors: count,
  ms: count,
})

export const CallsDocument = documentOf<Calls>()('Calls', {
  items: listOf(Call),
  totals: z.object({ calls: count, retries: count, throttles: count }),
})
