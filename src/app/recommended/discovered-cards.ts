/** Cards of apps that were added from the recommendations: their evidence is shown, they have no connection of their own. */
import type { IntegrationId } from '../../core/ids.ts'
import type { AppDecision } from '../ports/connection-store.ts'
import type { Store } from '../ports/store.ts'

export interface DiscoveredCard {
  readonly id: IntegrationId
  readonly kind: 'discovered'
  readonly name: string
  readonly vendor: string | null
  readonly owner: string | null
  /** `RecommendedApp.id`. */
  readonly appId: string
  readonly createdAt: string
}

export async function discoveredCards({
  appDecisions,
}: Pick<Store, 'appDecisions'>): Promise<readonly DiscoveredCard[]> {
  return (await appDecisions.list()).flatMap(cardOf)
}

function cardOf(decision: AppDecision): readonly DiscoveredCard[] {
  if (decision.state !== 'added') return []
  const { card: id, name, vendor, ownerEmail: owner, id: appId, at: createdAt } = decision
  return [{ id, kind: 'discovered', name, vendor, owner, appId, createdAt }]
}

/** By id, or by name without regard to case. */
export async function findDiscovered(
  store: Pick<Store, 'appDecisions'>,
  text: string,
): Promise<DiscoveredCard | undefined> {
  const wanted = text.trim().toLowerCase()
  const cards = await discoveredCards(store)
  return cards.find(({ id }) => id === wanted) ?? cards.find(({ name }) => name.toLowerCase() === wanted)
}
