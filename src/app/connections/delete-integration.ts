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

/** `keep`: questions about the past are still answered, those about now no longer. `erase`: as if it had never been. */
export const historyChoices = ['keep', 'erase'] as const

export interface DeleteIntegration {
  readonly integration: string
  readonly history?: (typeof historyChoices)[number] | undefined
}

/** Both cards and the connection. What stands in AWS is the customer's to remove. */
export const deleteIntegration =
  (deps: Deps) =>
  async (actor: Actor, { integration: asked, history = 'keep' }: DeleteIntegration): Promise<void> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, asked)
    for (const card of await cardsOf(deps.store, connection.id)) {
      await deps.store.connections.updateIntegration(card.id, { state: 'deleting', reason: null })
    }
    await stopRunsOf(deps, connection.id)
    if (history === 'erase') await deps.store.connections.erase(connection.id)
    else await deps.store.connections.retire(connection.id, deps.clock.now())
    await record(deps, actor, history === 'erase' ? 'integration.erased' : 'integration.deleted', integration.id, {
      name: integration.name,
      method: connection.method,
    })
    deps.inventoryChanged()
  }
