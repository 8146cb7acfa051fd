import { AppError } from '../../core/fault.ts'
import { toSyncRunId } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import { cardsOf, connectionName, findIntegration } from '../connections/find-integration.ts'
import { moveCards } from '../connections/move-cards.ts'
import { refuseImport } from '../connections/refuse-import.ts'
import type { AppDeps } from '../deps.ts'
import type { SyncRunView } from './sync-run-view.ts'
import { viewRun } from './sync-run-view.ts'

export type RequestSync = (actor: Actor, input: { readonly integration: string }) => Promise<SyncRunView>

/** Puts a run into the queue, or joins the one that waits or goes on: one at a time for each connection. */
export const requestSync =
  (deps: Pick<AppDeps, 'store' | 'clock' | 'ids' | 'jobs'>): RequestSync =>
  async (actor, input) => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    refuseImport(connection, 'sync')
    if (integration.state === 'paused') {
      throw new AppError('wrong_state', `"${integration.name}" is paused.`, { fix: 'Resume it; that reads it again.' })
    }
    const id = toSyncRunId(deps.ids.uuid())
    const run = await deps.store.syncRuns.open(connection.id, id, deps.clock.now())
    if (run.id === id) {
      await moveCards(deps.store, connection, 'reading')
      await record(deps, actor, 'sync.requested', integration.id, { run: run.id })
    }
    // Also when joined, whatever its state: a run whose job was lost or used up gets one back. Where it goes on, the queue takes
    // one job more for the connection, which finds the run ended.
    await deps.jobs.enqueue('sync', connection.id, { runId: run.id })
    return viewRun(run, connectionName(await cardsOf(deps.store, connection.id)))
  }
