/** Starts a sync run over the API and follows it to its end. */
import type { StageReport } from '../app/ports/sync.ts'
import type { CoverageCounts } from '../core/inventory/coverage.ts'
import type { CommandContext } from './context.ts'
import { startProgress } from './progress.ts'
import { call, type Transport } from './transport.ts'

export interface SyncRunView {
  readonly id: string
  readonly integration: string
  readonly scope: { readonly stages: readonly string[] | null; readonly accounts: readonly string[] | null }
  readonly state: 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled'
  readonly stages: readonly StageReport[]
  readonly progress: { readonly cellsDone: number; readonly cellsTotal: number }
  readonly coverage: CoverageCounts
  readonly snapshot: string | null
  readonly reason: string | null
}

const everyMs = 250
const over = (run: SyncRunView): boolean => run.state !== 'queued' && run.state !== 'running'

/** Absent: all. */
export interface SyncScope {
  readonly stages?: readonly string[]
  readonly accounts?: readonly string[]
}

export async function startSync(
  transport: Transport,
  integration: string,
  scope: SyncScope = {},
): Promise<SyncRunView> {
  return call(transport, {
    method: 'POST',
    path: `/integrations/${encodeURIComponent(integration)}/sync`,
    body: scope,
  })
}

export async function followSync(
  { deps }: CommandContext,
  transport: Transport,
  first: SyncRunView,
): Promise<SyncRunView> {
  const progress = startProgress(deps, deps.elapsed)
  try {
    let run = first
    while (!over(run)) {
      await deps.sleep(everyMs)
      run = await call(transport, { method: 'GET', path: `/sync-runs/${run.id}` })
      const { cellsDone, cellsTotal } = run.progress
      progress.at(cellsDone, cellsTotal, `Reading ${run.integration}`)
    }
    return run
  } finally {
    progress.end()
  }
}
