import { AppError } from '../../core/fault.ts'
import type { SnapshotId } from '../../core/ids.ts'
import type { AppDeps } from '../deps.ts'
import type { SyncRun } from '../ports.ts'
import type { RunOutcome } from './run-outcome.ts'
import type { RunProgress } from './run-progress.ts'

/** The row of a run that is being read, as long as nobody else has ended it. */
export interface RunRecord {
  /** Aborted as soon as the database says that the run has ended: a person stopped it through another process, or erased it. */
  readonly endedElsewhere: AbortSignal
  published(snapshot: SnapshotId): void
  save(): Promise<void>
  /** False when somebody else has ended it before. */
  end(outcome: RunOutcome): Promise<boolean>
}

export function createRunRecord(
  deps: Pick<AppDeps, 'store' | 'clock'>,
  started: SyncRun,
  progress: Pick<RunProgress, 'report'>,
): RunRecord {
  const { syncRuns } = deps.store
  const elsewhere = new AbortController()
  let snapshotId = started.snapshotId
  const current = (): SyncRun => ({ ...started, ...progress.report(), snapshotId })
  return {
    endedElsewhere: elsewhere.signal,
    published(snapshot) {
      snapshotId = snapshot
    },
    async save() {
      if (await syncRuns.save(current())) return
      elsewhere.abort(new AppError('cancelled', 'The reading was ended from elsewhere.'))
    },
    end: (outcome) => syncRuns.save(endedRun(current(), outcome, deps.clock.now())),
  }
}

export const endedRun = (run: SyncRun, outcome: RunOutcome, at: string): SyncRun => ({
  ...run,
  ...outcome,
  stages: run.stages.map((stage) => (stage.state === 'running' ? { ...stage, state: 'done' } : stage)),
  endedAt: at,
})
