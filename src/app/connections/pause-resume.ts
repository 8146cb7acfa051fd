import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import type { RunningRuns } from '../sync/running-runs.ts'
import { stopRunsOf } from '../sync/stop-run.ts'
import { heldAccounts, refusalOf, takenAccounts } from './examine-form.ts'
import { findIntegration } from './find-integration.ts'
import type { IntegrationView, ViewDeps } from './integration-view.ts'
import { viewIntegration } from './integration-view.ts'
import { moveCards } from './move-cards.ts'
import { refuseImport } from './refuse-import.ts'

type Deps = Pick<AppDeps, 'store' | 'clock'> & ViewDeps
type Input = { readonly integration: string }

/** Both cards of the connection: they are read through the same role. A run that goes on is cancelled. */
export const pauseIntegration =
  (deps: Deps & { readonly running: RunningRuns }) =>
  async (actor: Actor, input: Input): Promise<IntegrationView> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    refuseImport(connection, 'pause')
    await moveCards(deps.store, connection, 'pause', 'Paused; what was read before is kept.')
    await stopRunsOf(deps, connection.id)
    await record(deps, actor, 'integration.paused', integration.id)
    return viewIntegration(deps, actor, integration.id)
  }

/** Reads again at once: nobody knows what changed meanwhile. Fault `account_taken`: another integration may read them by now. */
export const resumeIntegration =
  (deps: Deps & { readonly requestSync: RequestSync }) =>
  async (actor: Actor, input: Input): Promise<IntegrationView> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    if (integration.state === 'paused') {
      await refuseTaken(deps.store, connection)
      await moveCards(deps.store, connection, 'resume')
      await record(deps, actor, 'integration.resumed', integration.id)
      await deps.requestSync(actor, { integration: integration.id })
    }
    return viewIntegration(deps, actor, integration.id)
  }

/** What pausing gave free. */
async function refuseTaken(store: Store, connection: Connection): Promise<void> {
  const taken = await takenAccounts(store, [...(await heldAccounts(store, connection))], connection.id)
  if (taken.length > 0) throw refusalOf(taken)
}
