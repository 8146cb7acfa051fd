/**
 * The roles that Identity Center keeps in member accounts, one per provisioned permission set (IAM Identity Center User
 * Guide, "Referencing permission sets in resource policies"). The sandbox makes them in a new world and at every assignment.
 */
import type { AccountId } from '../../core/ids.ts'
import { allow, policy } from './documents.ts'
import { samlMetadata } from './federation.ts'
import { identityCenterHex, uniqueId } from './ids.ts'
import type { AccountState, IamRole, IdentityCenter, PermissionSet } from './model.ts'

/** The permission set's number is not in the name; AWS draws the suffix per account. */
export const reservedRoleName = (account: AccountId, set: PermissionSet): string =>
  `AWSReservedSSO_${set.name}_${identityCenterHex('reserved', account, set.arn)}`

/** Without a Region part when Identity Center lives in us-east-1. */
const reservedRolePath = (region: string): string =>
  region === 'us-east-1' ? '/aws-reserved/sso.amazonaws.com/' : `/aws-reserved/sso.amazonaws.com/${region}/`

export const reservedRoleArn = (center: IdentityCenter, account: AccountId, set: PermissionSet): string =>
  `arn:aws:iam::${account}:role${reservedRolePath(center.region)}${reservedRoleName(account, set)}`

const samlProviderArn = (center: IdentityCenter, account: AccountId): string =>
  `arn:aws:iam::${account}:saml-provider/AWSSSO_${identityCenterHex('provider', account, center.instanceArn)}_DO_NOT_DELETE`

/** Identity Center is an identity provider to the accounts that it serves. */
const centerMetadata = ({ region, instanceArn }: IdentityCenter): string => {
  const issuer = `https://portal.sso.${region}.amazonaws.com/saml/assertion/${identityCenterHex('issuer', instanceArn)}`
  return samlMetadata(issuer, issuer)
}

const inlinePolicyName = 'AwsSSOInlinePolicy'

/** Twelve hours, whatever the permission set's session: that limit is kept by Identity Center itself. */
const maxSessionSeconds = 43_200

/** Makes the role, or brings the one that is there in line with the permission set. */
export function putReservedRole(account: AccountState, center: IdentityCenter, set: PermissionSet, now: Date): IamRole {
  const name = reservedRoleName(account.id, set)
  const provider = samlProviderArn(center, account.id)
  if (!account.iam.samlProviders.has(provider)) {
    const [, providerName = ''] = provider.split('saml-provider/')
    account.iam.samlProviders.set(provider, {
      arn: provider,
      name: providerName,
      createdAt: now,
      metadata: centerMetadata(center),
    })
  }
  const existing = account.iam.roles.get(name)
  const arn = reservedRoleArn(center, account.id, set)
  const customer = set.customerManagedPolicies.map(
    ({ name, path }) => `arn:aws:iam::${account.id}:policy${path}${name}`,
  )
  const role: IamRole = {
    name,
    path: reservedRolePath(center.region),
    id: existing?.id ?? uniqueId('AROA', center.instanceArn, account.id, name),
    arn,
    createdAt: existing?.createdAt ?? now,
    ...(set.description !== undefined && { description: set.description }),
    trustPolicy: policy(
      allow({
        principal: { Federated: provider },
        actions: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
        when: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      }),
    ),
    attachedPolicies: [...set.managedPolicies, ...customer],
    inlinePolicies: new Map(set.inlinePolicy === undefined ? [] : [[inlinePolicyName, set.inlinePolicy]]),
    ...boundaryOf(account.id, set),
    tags: {},
    maxSessionSeconds,
    ...(existing?.lastUsed && { lastUsed: existing.lastUsed }),
  }
  account.iam.roles.set(name, role)
  return role
}

function boundaryOf(account: AccountId, { boundary }: PermissionSet): { boundary?: string } {
  if (boundary === undefined) return {}
  if ('managedPolicyArn' in boundary) return { boundary: boundary.managedPolicyArn }
  return { boundary: `arn:aws:iam::${account}:policy${boundary.path}${boundary.name}` }
}
