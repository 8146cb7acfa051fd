import { sdk } from '../../aws/sdk.ts'
import type { Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { identities } from './iam-identities.ts'
import { posture } from './iam-posture.ts'
import { oidcProviders, samlProviders } from './iam-providers.ts'

/** Nine calls in an account, one more for each provider, and one for every further thousand of anything. */
export const iam: Collector = {
  type: 'iam',
  capability: 'identities',
  scope: 'account',
  reads: securityAudit(
    'iam:GetAccountAuthorizationDetails',
    'iam:GetAccountSummary',
    'iam:ListRoles',
    'iam:ListSAMLProviders',
    'iam:GetSAMLProvider',
    'iam:ListOpenIDConnectProviders',
    'iam:GetOpenIDConnectProvider',
    'iam:ListAccountAliases',
    'iam:GetAccountPasswordPolicy',
    'iam:ListVirtualMFADevices',
    'iam:ListServerCertificates',
  ),
  async probe(cell) {
    await cell.client('iam').send(new sdk.iam.GetAccountAuthorizationDetailsCommand({ MaxItems: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('iam')
    yield* posture(cell, client)
    yield* identities(cell, client)
    yield await samlProviders(cell, client)
    yield await oidcProviders(cell, client)
  },
}
