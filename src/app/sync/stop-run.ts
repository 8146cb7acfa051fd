/** Ends runs for a person, wherever they go on and however far they have come. */
import type { ConnectionId } from '../../core/ids.ts'
import type { AppDeps } from '../deps.ts'
import type { SyncRun } from '../ports/sync.ts'
import { stagesAtEnd } from './run-outcome.ts'
import type { RunningRuns } from './running-runs.ts'
import { nothingRead, tellCards } from './tell-cards.ts'

type Deps = Pick<AppDeps, 'store' | 'clock'> & { readonly running: RunningRuns }

/**
 * A run of this process ends itself and keeps what it has read whole. One that waits, or that another process reads, is ended
 * in the database: nothing can be written over that, and whoever reads learns it with his next progress.
 */
export async function stopRun(deps: Deps, asked: Pick<SyncRun, 'id'>): Promise<void> {
  await deps.running.cancel(asked.id)
  const run = await deps.store.syncRuns.get(asked.id)
  if (!run || run.endedAt !== null) return
  await tellCards(deps, run.connectionId, { state: 'cancelled', reason: null }, nothingRead)
  const reason = run.state === 'queued' ? 'Cancelled before it began.' : 'The reading was cancelled.'
  const stages = stagesAtEnd(run.stages)
  await deps.store.syncRuns.save({ ...run, stages, state: 'cancelled', reason, endedAt: deps.clock.now() })
}

export async function stopRunsOf(deps: Deps, connection: ConnectionId): Promise<void> {
  for (const run of await deps.store.syncRuns.unfinished()) {
    if (run.connectionId === connection) await stopRun(deps, run)
  }
}
