import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { InstallInstructions } from '../ports.ts'
import { findIntegration } from './find-integration.ts'
import { refuseImport } from './refuse-import.ts'
import { withTrustPrincipal } from './trust-principal.ts'

/** What to create in AWS so that this connection can read. Fault `wrong_state` when there is nothing to install. */
export const describeInstallation =
  (deps: Pick<AppDeps, 'store' | 'aws' | 'facts' | 'describeInstallation'>) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<InstallInstructions> => {
    permit(actor, 'integrate')
    const { connection } = await findIntegration(deps.store, input.integration)
    refuseImport(connection, 'install')
    return deps.describeInstallation(await withTrustPrincipal(deps, connection))
  }
