import { isAppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { RunningRuns } from '../sync/running-runs.ts'
import { stopRunsOf } from '../sync/stop-run.ts'
import { findDeleted } from './deleted-integrations.ts'
import { cardsOf, findIntegration } from './find-integration.ts'

type Deps = Pick<AppDeps, 'store' | 'clock'> & {
  readonly running: RunningRuns
  readonly inventoryChanged: () => void
  readonly inventoryErased: () => void
}

/** `keep`: questions about the past are still answered, those about now no longer. `erase`: as if it had never been. */
export const historyChoices = ['keep', 'erase'] as const

export interface DeleteIntegration {
  readonly integration: string
  readonly history?: (typeof historyChoices)[number] | undefined
}

/** Both cards and the connection, or what was kept of them. What stands in AWS is the customer's to remove. */
export const deleteIntegration =
  (deps: Deps) =>
  async (actor: Actor, input: DeleteIntegration): Promise<void> => {
    permit(actor, 'integrate')
    if (input.history === 'erase' && (await eraseKept(deps, actor, input.integration))) return
    const { integration: asked, history = 'keep' } = input
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
    if (history === 'erase') deps.inventoryErased()
    else deps.inventoryChanged()
  }

/** The name of a deleted one may be that of another by now: who says the name means the one that is there. */
async function eraseKept(deps: Deps, actor: Actor, asked: string): Promise<boolean> {
  if (await findIntegration(deps.store, asked).catch(isUnknown)) return false
  const deleted = await findDeleted(deps.store, asked)
  if (!deleted) return false
  const { id, name, method, deletedAt } = deleted.view
  await deps.store.connections.erase(deleted.connection)
  await record(deps, actor, 'integration.erased', id, { name, method, deletedAt })
  deps.inventoryErased()
  return true
}

function isUnknown(fault: unknown): undefined {
  if (isAppError(fault) && fault.code === 'unknown_integration') return undefined
  throw fault
}
