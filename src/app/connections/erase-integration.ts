import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { RunningRuns } from '../sync/running-runs.ts'
import { stopRunsOf } from '../sync/stop-run.ts'
import { cardsOf, findIntegration } from './find-integration.ts'

type Deps = Pick<AppDeps, 'store' | 'clock'> & {
  readonly running: RunningRuns
  readonly inventoryChanged: () => void
}

/** Both cards, the connection and all it brought. What stands in AWS is the customer's to remove. */
export const eraseIntegration =
  (deps: Deps) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<void> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    for (const card of await cardsOf(deps.store, connection.id)) {
      await deps.store.connections.updateIntegration(card.id, { state: 'deleting', reason: null })
    }
    await stopRunsOf(deps, connection.id)
    await deps.store.connections.erase(connection.id)
    await record(deps, actor, 'integration.erased', integration.id, {
      name: integration.name,
      method: connection.method,
    })
    deps.inventoryChanged()
  }
