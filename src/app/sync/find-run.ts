import { AppError } from '../../core/fault.ts'
import { toSyncRunId } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { cardsOf, connectionName, findIntegration } from '../connections/find-integration.ts'
import type { Store } from '../ports/store.ts'
import type { SyncRun } from '../ports/sync.ts'
import type { SyncRunView } from './sync-run-view.ts'
import { viewRun, viewRunInList } from './sync-run-view.ts'

/** Fault `not_found`. */
export async function findRun(store: Store, id: string): Promise<SyncRun> {
  const run = id === '' ? undefined : await store.syncRuns.get(toSyncRunId(id))
  if (!run) throw new AppError('not_found', `There is no sync run "${id}".`)
  return run
}

export async function runView(store: Store, run: SyncRun): Promise<SyncRunView> {
  return viewRun(run, connectionName(await cardsOf(store, run.connectionId)))
}

export const showRun =
  (deps: { readonly store: Store }) =>
  async (actor: Actor, input: { readonly run: string }): Promise<SyncRunView> => {
    permit(actor, 'read')
    return runView(deps.store, await findRun(deps.store, input.run))
  }

/** Newest first. */
export const listRuns =
  (deps: { readonly store: Store }) =>
  async (actor: Actor, input: { readonly integration?: string | undefined }): Promise<readonly SyncRunView[]> => {
    permit(actor, 'read')
    const connection = input.integration && (await findIntegration(deps.store, input.integration)).connection
    const runs = await deps.store.syncRuns.list(connection ? connection.id : undefined)
    return Promise.all(
      runs.map(async (run) => viewRunInList(run, connectionName(await cardsOf(deps.store, run.connectionId)))),
    )
  }
