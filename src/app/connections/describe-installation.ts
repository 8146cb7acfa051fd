import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { InstallInstructions, PolicyChoice } from '../ports/aws.ts'
import type { Connection } from '../ports/connections.ts'
import { findIntegration } from './find-integration.ts'
import { publishedTemplates } from './published-templates.ts'
import { refuseImport } from './refuse-import.ts'
import { withTrustPrincipal } from './trust-principal.ts'

type Deps = Pick<AppDeps, 'store' | 'aws' | 'facts' | 'describeInstallation'>

/** What to create in AWS so that this connection can read. Fault `wrong_state` when there is nothing to install. */
export const describeInstallation =
  (deps: Deps) =>
  async (
    actor: Actor,
    input: { readonly integration: string; readonly policy?: PolicyChoice | undefined },
  ): Promise<InstallInstructions> => {
    permit(actor, 'integrate')
    const { connection } = await findIntegration(deps.store, input.integration)
    return installationOf(deps, connection, input.policy)
  }

export async function installationOf(
  deps: Deps,
  known: Connection,
  policy: PolicyChoice = 'audit',
): Promise<InstallInstructions> {
  refuseImport(known, 'install')
  if (known.method === 'direct') {
    throw new AppError(
      'wrong_state',
      'This reads one account with the credentials at hand; there is nothing to install.',
      {
        fix: 'For a role that lasts, pause this integration (what it read is kept) or delete it (its history is kept), then connect the account with CloudFormation, a stack set or by hand.',
      },
    )
  }
  const connection = await withTrustPrincipal(deps, known)
  const published = await publishedTemplates(deps.store)
  return deps.describeInstallation(connection, { policy, publishedAt: (version) => published.get(version) })
}
