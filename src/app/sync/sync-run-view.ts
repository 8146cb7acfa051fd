import type { SyncRun } from '../ports.ts'

/** A run as people and scripts see it (cli.md, `sync`). */
export interface SyncRunView
  extends Pick<
    SyncRun,
    'id' | 'state' | 'stages' | 'accounts' | 'coverage' | 'createdAt' | 'startedAt' | 'endedAt' | 'reason'
  > {
  /** Name of the integration. */
  readonly integration: string
  /** The newest snapshot that this run has published. */
  readonly snapshot: SyncRun['snapshotId']
}

export function viewRun(run: SyncRun, integration: string): SyncRunView {
  const { id, state, stages, accounts, coverage, createdAt, startedAt, endedAt, reason } = run
  return {
    id,
    integration,
    state,
    stages,
    accounts,
    coverage,
    snapshot: run.snapshotId,
    createdAt,
    startedAt,
    endedAt,
    reason,
  }
}
