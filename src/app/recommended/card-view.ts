/** All cards: those of connections, and those of discovered apps beside them. */
import { compareText } from '../../core/order.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { DeleteIntegration } from '../connections/delete-integration.ts'
import type { IntegrationView } from '../connections/integration-view.ts'
import { listIntegrations, showIntegration, type ViewDeps } from '../connections/integration-view.ts'
import type { AppDeps } from '../deps.ts'
import type { DiscoveredCard } from './discovered-cards.ts'
import { discoveredCards, findDiscovered } from './discovered-cards.ts'
import type { ReachedApp } from './recommended-apps.ts'
import { recommended } from './recommended-apps.ts'

type Deps = Pick<AppDeps, 'store' | 'clock'> & ViewDeps

export const listCards =
  (deps: Deps) =>
  async (actor: Actor): Promise<readonly IntegrationView[]> => {
    const connected = await listIntegrations(deps)(actor)
    const discovered = await discoveredCards(deps.store)
    if (discovered.length === 0) return connected
    const apps = await recommended(deps.store)
    const views = discovered.map((card) => discoveredView(card, apps))
    return [...connected, ...views].sort((a, b) => compareText(a.createdAt, b.createdAt) || compareText(a.name, b.name))
  }

export const showCard =
  (deps: Deps) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<IntegrationView> => {
    permit(actor, 'read')
    const discovered = await findDiscovered(deps.store, input.integration)
    if (!discovered) return showIntegration(deps)(actor, input)
    return discoveredView(discovered, await recommended(deps.store))
  }

/** The app is recommended again, until somebody adds or dismisses it; what was read of it belongs to other connections. */
export const removeCard =
  (deps: Deps, removeConnection: (actor: Actor, input: DeleteIntegration) => Promise<void>) =>
  async (actor: Actor, input: DeleteIntegration): Promise<void> => {
    permit(actor, 'integrate')
    const discovered = await findDiscovered(deps.store, input.integration)
    if (!discovered) return removeConnection(actor, input)
    await deps.store.appDecisions.remove(discovered.appId)
    await record(deps, actor, 'integration.deleted', discovered.id, { name: discovered.name, method: 'discovered' })
  }

/** `degraded` when nothing that was read shows the app any more. */
function discoveredView(card: DiscoveredCard, apps: readonly ReachedApp[]): IntegrationView {
  const app = apps.find(({ id }) => id === card.appId)
  const accounts = new Set(app?.evidence.map(({ accountId }) => accountId))
  return {
    id: card.id,
    kind: 'discovered',
    name: card.name,
    owner: card.owner,
    createdAt: card.createdAt,
    state: app ? 'active' : 'degraded',
    reason: app ? null : 'Nothing that was read shows this app any more.',
    lastSyncAt: null,
    sharedWith: [],
    method: 'discovered',
    externalId: '',
    trustPrincipal: null,
    roleName: '',
    partition: 'aws',
    accessKey: null,
    readsAs: null,
    managementAccount: null,
    managementRoleArn: null,
    organization: false,
    identityCenter: false,
    counts: {
      accounts: accounts.size,
      principals: app?.roles.length ?? 0,
      resources: 0,
      people: app?.people.length ?? 0,
      permissionSets: 0,
      assignments: 0,
    },
    accounts: [],
    strip: [],
    leftOut: [],
    run: null,
    nextRunAt: null,
    discovered: { vendor: card.vendor, evidence: app?.evidence ?? [], roles: app?.roles ?? [] },
  }
}
