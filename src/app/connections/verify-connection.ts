import { isAppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { AccountTarget, Connection, Store } from '../ports.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import { cardsOf, findIntegration } from './find-integration.ts'
import type { IntegrationView } from './integration-view.ts'
import { viewIntegration } from './integration-view.ts'
import { moveCards } from './move-cards.ts'
import { refuseImport } from './refuse-import.ts'
import { withTrustPrincipal } from './trust-principal.ts'

/** A person waits for the ticks. */
const deadlineMs = 60_000

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'facts'> & { readonly requestSync: RequestSync }

/**
 * Tries each capability in each account. Where a card waits for that and an account can be reached, the reading begins. Faults of
 * AWS that concern our own credentials are thrown; what one account refuses stands in its probes.
 */
export const verifyConnection =
  (deps: Deps) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<IntegrationView> => {
    permit(actor, 'integrate')
    const { integration, connection: known } = await findIntegration(deps.store, input.integration)
    refuseImport(known, 'verify')
    await moveCards(deps.store, known, 'probing')
    const targets: Omit<AccountTarget, 'connectionId'>[] = []
    try {
      const connection = await withTrustPrincipal(deps, known)
      const save = async (target: Omit<AccountTarget, 'connectionId'>): Promise<void> => {
        targets.push(target)
        await deps.store.connections.saveTarget({ ...target, connectionId: connection.id })
      }
      await deps.aws.verify(connection, save, { signal: AbortSignal.timeout(deadlineMs) })
      if (!targets.some(isReachable)) await moveCards(deps.store, known, 'no_trust', whyUnreachable(targets))
      else if (await isAnyVerifying(deps.store, known)) await deps.requestSync(actor, { integration: integration.id })
    } catch (fault) {
      await moveCards(deps.store, known, 'no_trust', isAppError(fault) ? fault.message : 'The check did not end.')
      throw fault
    }
    return viewIntegration(deps.store, actor, integration.id)
  }

/** What the check has set in motion goes on to a reading: there is no other way out. */
const isAnyVerifying = async (store: Store, connection: Connection): Promise<boolean> =>
  (await cardsOf(store, connection.id)).some((card) => card.state === 'verifying')

const isReachable = (target: Pick<AccountTarget, 'state'>): boolean =>
  target.state === 'reachable' || target.state === 'ready' || target.state === 'missing_permissions'

function whyUnreachable(targets: readonly Omit<AccountTarget, 'connectionId'>[]): string {
  const reason = targets.find((target) => target.reason !== null)?.reason
  return reason ?? 'No account could be reached.'
}
