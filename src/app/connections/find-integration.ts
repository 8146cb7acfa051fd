import { AppError } from '../../core/fault.ts'
import type { ConnectionId } from '../../core/ids.ts'
import { toIntegrationId } from '../../core/ids.ts'
import { nearest } from '../../core/nearest.ts'
import type { Connection, Integration } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import { findDiscovered } from '../recommended/discovered-cards.ts'

export interface FoundIntegration {
  readonly integration: Integration
  readonly connection: Connection
}

/** By id, or by name without regard to case. Fault `unknown_integration`, with the nearest names. */
export async function findIntegration(store: Store, idOrName: string): Promise<FoundIntegration> {
  const wanted = idOrName.trim().toLowerCase()
  const all = wanted === '' ? [] : await store.connections.integrations()
  const integration =
    all.find((one) => one.id === toIntegrationId(wanted)) ?? all.find((one) => one.name.toLowerCase() === wanted)
  const connection = integration && (await store.connections.connection(integration.connectionId))
  if (integration && connection) return { integration, connection }
  const discovered = await findDiscovered(store, idOrName)
  if (discovered) {
    throw new AppError('wrong_state', `"${discovered.name}" was discovered; it has no connection of its own.`, {
      fix: 'What is known of it was read through the integrations that its evidence names.',
    })
  }
  const suggestions = nearest(
    wanted,
    all.map((one) => one.name),
  )
  throw new AppError('unknown_integration', `There is no integration "${idOrName}".`, {
    suggestions,
    ...(suggestions[0] !== undefined && { fix: `Did you mean "${suggestions[0]}"?` }),
  })
}

export const cardsOf = async (store: Store, id: ConnectionId): Promise<readonly Integration[]> =>
  cardsAmong(await store.connections.integrations(), id)

export const cardsAmong = (cards: readonly Integration[], id: ConnectionId): readonly Integration[] =>
  cards.filter((card) => card.connectionId === id)

/** The name that people use for the connection as a whole: that of its AWS card. */
export const connectionName = (cards: readonly Pick<Integration, 'kind' | 'name'>[]): string =>
  (cards.find((card) => card.kind === 'aws') ?? cards[0])?.name ?? ''
