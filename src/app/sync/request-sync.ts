import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import { toSyncRunId } from '../../core/ids.ts'
import type { StageName } from '../../core/inventory/coverage.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import { cardsOf, connectionName, findIntegration } from '../connections/find-integration.ts'
import { refuseImport } from '../connections/refuse-import.ts'
import { refuseUnknownAccounts } from '../connections/unknown-accounts.ts'
import { isWrongManagement } from '../connections/wrong-management.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import type { SyncScope } from '../ports/sync.ts'
import { covers } from './scope.ts'
import type { SyncRunView } from './sync-run-view.ts'
import { viewRun } from './sync-run-view.ts'
import { tellThatItIsRead } from './tell-cards.ts'

export interface RequestSyncInput {
  readonly integration: string
  /** Absent: all. */
  readonly stages?: readonly StageName[] | undefined
  readonly accounts?: readonly AccountId[] | undefined
  /** Nobody waits for it: what was empty for long is looked at once a day. */
  readonly sparing?: boolean
}

export type RequestSync = (actor: Actor, input: RequestSyncInput) => Promise<SyncRunView>

/**
 * Puts a run into the queue, or joins the one that waits or goes on: one at a time for each connection. Where that one reads less
 * than is asked, the rest is read in a run of its own when it has ended.
 */
export const requestSync =
  (deps: Pick<AppDeps, 'store' | 'clock' | 'ids' | 'jobs'>): RequestSync =>
  async (actor, input) => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    refuseImport(connection, 'sync')
    if (integration.state === 'paused') {
      throw new AppError('wrong_state', `"${integration.name}" is paused.`, { fix: 'Resume it; that reads it again.' })
    }
    await refuseWrongManagement(deps.store, connection)
    const id = toSyncRunId(deps.ids.uuid())
    const scope: SyncScope = {
      stages: input.stages ?? null,
      accounts: input.accounts ?? null,
      ...(input.sparing && { sparing: true }),
    }
    if (scope.accounts !== null) await refuseUnknownAccounts(deps.store, connection, scope.accounts)
    const run = await deps.store.syncRuns.open(connection.id, id, deps.clock.now(), scope)
    if (run.id === id) {
      await tellThatItIsRead(deps.store, connection, scope)
      await record(deps, actor, 'sync.requested', integration.id, { run: run.id, ...scope })
    }
    // Also when joined, whatever its state: a run whose job was lost or used up gets one back. Where it goes on, the queue takes
    // one job more for the connection, which finds the run ended.
    const more = covers(run.scope, scope) ? {} : { afterwards: scope }
    await deps.jobs.enqueue('sync', connection.id, { runId: run.id, ...more })
    return viewRun(run, connectionName(await cardsOf(deps.store, connection.id)))
  }

/** connection.md §15: refused after the probe; a reading would look whole and lack the organization. */
async function refuseWrongManagement(store: Store, { id, managementAccountId }: Connection): Promise<void> {
  const given = (await store.connections.targets(id)).find(({ accountId }) => accountId === managementAccountId)
  const wrong = given?.probes.find(isWrongManagement)
  if (wrong === undefined) return
  throw new AppError('wrong_state', wrong.reason ?? `${managementAccountId} is not the management account.`, {
    fix: 'Correct the management account in the settings, then check the integration again.',
  })
}
