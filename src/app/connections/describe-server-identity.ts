import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { ServerIdentity } from '../ports/aws.ts'
import type { Store } from '../ports/store.ts'
import { findIntegration } from './find-integration.ts'

/** Step 0 (connection.md §2): what the server itself needs, told also while it has no identity that a role could trust. */
export const describeServerIdentity =
  (deps: { readonly store: Store } & Pick<AppDeps, 'describeServerIdentity'>) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<ServerIdentity> => {
    permit(actor, 'integrate')
    const { connection } = await findIntegration(deps.store, input.integration)
    return deps.describeServerIdentity(connection)
  }
