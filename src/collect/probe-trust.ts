/** Probe `trust`: is the role's trust policy the one that we generated? Whoever it admits besides us reaches the account. */

import type { Connection, Probe } from '../app/ports/connections.ts'
import type { AccountAccess } from '../aws/access.ts'
import { sdk } from '../aws/sdk.ts'
import { sdkErrorFacts } from '../aws/sdk-error.ts'
import { roleIn } from '../core/arn/trust-role.ts'
import { readPolicyDocument } from '../core/inventory/authorization-details.ts'
import { securityAudit } from './collector.ts'
import { compareTrust } from './trust-policy.ts'
import { whereToRename } from './where-to-rename.ts'

export const trustReads = securityAudit('iam:GetRole')

type TrustProbe = Omit<Probe, 'checkedAt'>

/** A session outlives its role, and not everything that answers as AWS asks whether there is one. */
export const roleGone = 'role_gone'

/** Where that is not enforced, the trust policy alone tells that the ExternalId is not ours. */
export const anotherExternalId = 'external_id'

/** A call that failed names its action. */
export const isWider = (probe: TrustProbe): boolean => probe.result === 'failed' && probe.action === undefined

/** Throws what AWS answers when it refuses. */
export async function probeTrust(
  connection: Connection,
  access: AccountAccess,
  signal: AbortSignal,
): Promise<TrustProbe> {
  const capability = 'trust'
  const { trustPrincipalArn: principal, externalId, homeRegion, method } = connection
  if (method === 'direct' || principal === null || externalId === '') return { capability, result: 'not_applicable' }
  const { roleName } = access.accountId === null ? connection : roleIn(connection, access.accountId)
  const document = await access
    .client('iam', homeRegion)
    .send(new sdk.iam.GetRoleCommand({ RoleName: roleName }), { abortSignal: signal })
    .then(({ Role: role }) => role?.AssumeRolePolicyDocument ?? '', unlessGone)
  if (document === undefined) {
    const rename = whereToRename(connection, access.accountId)
    const reason = `The role ${roleName} does not exist in this account. ${rename}`
    return { capability, result: 'failed', action: 'iam:GetRole', cause: roleGone, reason }
  }
  const comparison = compareTrust(readPolicyDocument(document), { principal, externalId })
  switch (comparison.trust) {
    case 'as_generated':
      return { capability, result: 'ok' }
    case 'different':
      return { capability, result: 'ok', reason: comparison.reason }
    case 'mismatch':
      return { capability, result: 'failed', cause: anotherExternalId, reason: comparison.reason }
    case 'wider':
      return { capability, result: 'failed', reason: comparison.reason }
  }
}

function unlessGone(error: unknown): undefined {
  if (sdkErrorFacts(error).name.startsWith('NoSuchEntity')) return undefined
  throw error
}
