/** Two accounts with people, users, software and root users, in a few words. */
import type { AccessIndex } from '../../src/core/access/build-index.ts'
import type { ExternalId, InventoryObject, Json, ObjectOfKind } from '../../src/core/inventory/objects.ts'
import type { IdentityDetail } from '../../src/core/people/identity.ts'
import { indexOf, wholly } from './access-index.ts'
import { administrator, lake, main } from './access-paths.ts'
import { account, accountId, allow, arn, cell, policy, role, trust } from './inventory.ts'

const center = { accountId: accountId(main), region: 'eu-west-1', cell: 'identity_center' } as const

export interface PersonFacts {
  readonly email?: string
  readonly enabled?: boolean
  readonly externalIds?: readonly ExternalId[]
}

export const person = (id: string, userName: string, facts: PersonFacts = {}): ObjectOfKind<'directoryUser'> => ({
  ...center,
  kind: 'directoryUser',
  nativeId: id,
  arn: `arn:aws:identitystore:::user/${id}`,
  body: { id, userName, displayName: userName, enabled: true, ...facts },
})

export const directoryGroup = (
  id: string,
  displayName: string,
  ...members: readonly string[]
): ObjectOfKind<'directoryGroup'> => ({
  ...center,
  kind: 'directoryGroup',
  nativeId: id,
  arn: `arn:aws:identitystore:::group/${id}`,
  body: { id, displayName, members },
})

const setArn = (name: string) => arn(`arn:aws:sso:::permissionSet/ssoins-1/ps-${name.toLowerCase()}`)

export const permissionSet = (name: string): ObjectOfKind<'permissionSet'> => ({
  ...center,
  kind: 'permissionSet',
  nativeId: setArn(name),
  arn: setArn(name),
  body: { arn: setArn(name), name, managedPolicies: [], customerManagedPolicies: [], tags: {} },
})

export const assignment = (
  principalType: 'USER' | 'GROUP',
  principalId: string,
  set: string,
  to: string,
): ObjectOfKind<'accountAssignment'> => ({
  ...center,
  kind: 'accountAssignment',
  nativeId: `${principalType} ${principalId} ${set} ${to}`,
  arn: `arn:aws:sso:::assignment/${principalId}`,
  body: { permissionSetArn: setArn(set), accountId: accountId(to), principalType, principalId },
})

/** What AWS provisions of a permission set in an account. */
export const setRole = (to: string, set: string, inline: Json = policy(allow('s3:GetObject'))): InventoryObject =>
  role(to, `AWSReservedSSO_${set}_0123456789abcdef`, {
    path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
    trust: trust({ Federated: `arn:aws:iam::${to}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` }),
    inline,
  })

interface CredentialParts {
  readonly password?: boolean | null
  readonly mfa?: boolean | null
  /** Active keys, made at these times. */
  readonly keys?: readonly string[]
}

export const credentials = (of: string, userName: string, parts: CredentialParts): ObjectOfKind<'credentials'> => {
  const userArn = userName === 'root' ? `arn:aws:iam::${of}:root` : `arn:aws:iam::${of}:user/${userName}`
  return {
    kind: 'credentials',
    nativeId: userArn,
    arn: userArn,
    accountId: accountId(of),
    region: 'global',
    cell: 'credentials',
    body: {
      userArn,
      passwordEnabled: parts.password ?? null,
      mfa: parts.mfa ?? null,
      accessKeys: (parts.keys ?? []).map((rotatedAt) => ({ active: true, rotatedAt })),
      certificates: 0,
    },
    facts: { keysLastUsed: (parts.keys ?? []).map(() => null) },
  }
}

export const lambda = (of: string, name: string, executionRole: string): ObjectOfKind<'resource'> => ({
  kind: 'resource',
  nativeId: `arn:aws:lambda:eu-west-1:${of}:function:${name}`,
  arn: `arn:aws:lambda:eu-west-1:${of}:function:${name}`,
  accountId: accountId(of),
  region: 'eu-west-1',
  cell: 'lambda',
  body: { type: 'lambda:function', name, policy: { state: 'none' }, tags: {}, facts: { executionRole } },
})

/** A trust policy that lets in subjects of an issuer. */
export const trustSubjects = (of: string, issuer: string, ...subjects: readonly string[]): Json =>
  policy({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${of}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { [`${issuer}:sub`]: [...subjects] } },
  })

/** Everything was read. */
export const peopleWorld = (...objects: readonly InventoryObject[]): AccessIndex =>
  indexOf(
    [account(main, 'main', null), account(lake, 'lake', null), ...objects],
    [...wholly(main, lake), cell(main, 'identity_center'), cell(main, 'lambda'), cell(lake, 'lambda')],
  )

export function identityOf(index: AccessIndex, id: string): IdentityDetail {
  const found = index.people().value().identity(id)
  if (!found) throw new Error(`no identity ${id}`)
  return found
}

export { administrator, lake, main }
