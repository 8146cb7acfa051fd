import type { Connection, Integration, IntegrationState } from '../ports/connections.ts'
import type { NewNotice } from '../ports/notices.ts'
import type { Store } from '../ports/store.ts'
import { cardsOf } from './find-integration.ts'
import type { IntegrationEvent } from './integration-states.ts'
import { next } from './integration-states.ts'

/** Tells every card of a connection of an event. Cards to which it means nothing keep their state and their reason. */
export async function moveCards(
  store: Store,
  connection: Pick<Connection, 'id'>,
  event: IntegrationEvent,
  reason: string | null = null,
): Promise<void> {
  for (const card of await cardsOf(store, connection.id)) await moveCard(store, card, event, reason)
}

export interface MoveDetails {
  /** When it was read well. */
  readonly lastSyncAt?: string | undefined
  /** What somebody shall hear of the move. */
  readonly notice?: (to: IntegrationState) => NewNotice | undefined
}

export async function moveCard(
  store: Store,
  card: Integration,
  event: IntegrationEvent,
  reason: string | null,
  { lastSyncAt, notice }: MoveDetails = {},
): Promise<void> {
  const state = next(card.state, event)
  if (state === card.state) return
  const change = { state, reason, ...(lastSyncAt !== undefined && { lastSyncAt }) }
  await store.connections.updateIntegration(card.id, change, notice?.(state))
}
