/**
 * Our own role's trust policy holds the ExternalId of its connection, and a policy is shown to everybody who reads: as a document, as a
 * condition, in a sentence, in a version of it. So not each of those places hides it, but whatever is told to somebody who may not
 * integrate (connection.md §2).
 */
import type { Actor } from '../actor.ts'
import { may } from '../actor.ts'
import type { ConnectionStore } from '../ports/connection-store.ts'

/** In its place. */
export const maskedExternalId = 'ExternalId of this connection'

interface Deps {
  readonly store: { readonly connections: Pick<ConnectionStore, 'externalIds'> }
}

/** An ExternalId is a UUID: it stands in a text as it is, whatever the format, and is nothing else. */
export const maskExternalIds =
  ({ store }: Deps) =>
  async (actor: Actor, text: string): Promise<string> => {
    if (may(actor, 'integrate')) return text
    const externalIds = await store.connections.externalIds()
    return externalIds.reduce((masked, externalId) => masked.replaceAll(externalId, maskedExternalId), text)
  }
