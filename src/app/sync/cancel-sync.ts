import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import { moveCard } from '../connections/move-cards.ts'
import type { AppDeps } from '../deps.ts'
import type { Store, SyncRun } from '../ports.ts'
import { findRun, runView } from './find-run.ts'
import { awsCardOutcome } from './run-outcome.ts'
import type { RunningRuns } from './running-runs.ts'
import type { SyncRunView } from './sync-run-view.ts'

/** What was published before stays; a run that has ended is left as it is. */
export const cancelSync =
  (deps: Pick<AppDeps, 'store' | 'clock'> & { readonly running: RunningRuns }) =>
  async (actor: Actor, input: { readonly run: string }): Promise<SyncRunView> => {
    permit(actor, 'integrate')
    const run = await findRun(deps.store, input.run)
    if (run.endedAt === null && !(await deps.running.cancel(run.id))) {
      const reason = 'Cancelled before it began.'
      await deps.store.syncRuns.save({ ...run, state: 'cancelled', reason, endedAt: deps.clock.now() })
      await tellCards(deps.store, run)
    }
    if (run.endedAt === null) await record(deps, actor, 'sync.cancelled', run.id)
    return runView(deps.store, await findRun(deps.store, run.id))
  }

async function tellCards(store: Store, run: SyncRun): Promise<void> {
  for (const card of await store.connections.integrations()) {
    if (card.connectionId !== run.connectionId || card.state !== 'fetching') continue
    const { event, reason } = awsCardOutcome({ state: 'cancelled', reason: null }, card.lastSyncAt !== null)
    await moveCard(store, card, event, reason)
  }
}
