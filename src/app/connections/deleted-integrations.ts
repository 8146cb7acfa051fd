/** Integrations that were taken away with their history kept: found again, so that the history can be erased too. */

import { AppError } from '../../core/fault.ts'
import type { ConnectionId, IntegrationId } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { RetiredConnection } from '../ports/connection-store.ts'
import type { ConnectionMethod } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import { connectionName } from './find-integration.ts'

export interface DeletedIntegration {
  /** Of the card by whose name people knew it. */
  readonly id: IntegrationId
  readonly name: string
  /** Cards that went with it. */
  readonly sharedWith: readonly string[]
  readonly method: ConnectionMethod
  readonly owner: string | null
  readonly accounts: number
  readonly createdAt: string
  readonly deletedAt: string
}

/** The one deleted last first. */
export const listDeleted =
  ({ store }: { readonly store: Pick<Store, 'connections'> }) =>
  async (actor: Actor): Promise<readonly DeletedIntegration[]> => {
    permit(actor, 'integrate')
    return (await store.connections.retired()).flatMap(viewOf)
  }

function viewOf({ cards, method, accounts, createdAt, retiredAt }: RetiredConnection): readonly DeletedIntegration[] {
  const name = connectionName(cards)
  const card = cards.find((one) => one.name === name)
  if (!card) return []
  const sharedWith = cards.filter((one) => one !== card).map((one) => one.name)
  return [{ id: card.id, name, sharedWith, method, owner: card.ownerEmail, accounts, createdAt, deletedAt: retiredAt }]
}

/** By id of one of its cards, or by name where only one had it. Undefined: none; fault `bad_input`: several. */
export async function findDeleted(
  { connections }: Pick<Store, 'connections'>,
  idOrName: string,
): Promise<{ readonly connection: ConnectionId; readonly view: DeletedIntegration } | undefined> {
  const wanted = idOrName.trim().toLowerCase()
  const retired = await connections.retired()
  const having = (fits: (card: RetiredConnection['cards'][number]) => boolean) =>
    retired.filter(({ cards }) => cards.some(fits))
  const byId = having(({ id }) => id === wanted)
  const [found, ...others] = byId.length > 0 ? byId : having(({ name }) => name.toLowerCase() === wanted)
  if (found && others.length > 0) {
    const ids = [found, ...others].flatMap(viewOf).map(({ id, deletedAt }) => `${id} (deleted ${deletedAt})`)
    throw new AppError('bad_input', `Several deleted integrations were named "${idOrName.trim()}".`, {
      fix: `Name one by its id: ${ids.join(', ')}.`,
    })
  }
  const [view] = found ? viewOf(found) : []
  return found && view && { connection: found.id, view }
}
