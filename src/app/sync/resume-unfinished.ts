import { cardsOf } from '../connections/find-integration.ts'
import { moveCard } from '../connections/move-cards.ts'
import type { AppDeps } from '../deps.ts'
import type { SyncRun } from '../ports/sync.ts'
import { nothingRead, tellCards } from './tell-cards.ts'

type Deps = Pick<AppDeps, 'store' | 'clock' | 'jobs' | 'log'>

/**
 * At the start: runs that a killed process left go on where they stood; only what was half read is read again. Returns how many
 * were put back into the queue.
 */
export const resumeUnfinished = (deps: Deps) => async (): Promise<number> => {
  const runs = await deps.store.syncRuns.unfinished()
  for (const run of runs) {
    if (run.state === 'running') deps.log.info('run is taken up again', { run: run.id, connection: run.connectionId })
    await deps.jobs.enqueue('sync', run.connectionId, { runId: run.id })
  }
  await settleCards(deps, runs)
  return runs.length
}

/** Cards that a killed process left waiting for what nobody does any more. With a run that is taken up they wait for that. */
async function settleCards(deps: Deps, runs: readonly SyncRun[]): Promise<void> {
  const beingRead = new Set(runs.map((run) => run.connectionId))
  for (const { id } of await deps.store.connections.connections()) {
    if (beingRead.has(id)) continue
    for (const card of await cardsOf(deps.store, id)) {
      await moveCard(deps.store, card, 'no_trust', 'The last check was interrupted. Verify again.')
    }
    await tellCards(deps, id, { state: 'cancelled', reason: null }, nothingRead)
  }
}
