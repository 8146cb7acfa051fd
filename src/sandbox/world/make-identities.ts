/** Users, groups, roles and policies of one account, with ids, ARNs and dates filled in. */
import type { Json } from '../../core/inventory/objects.ts'
import { type Ground, homeRegion } from './ground.ts'
import { accessKeyId, secretKey, uniqueId } from './ids.ts'
import { awsManaged } from './managed-policies.ts'
import type { IamGroup, IamRole, IamUser, ManagedPolicy } from './model.ts'

interface PrincipalParts {
  readonly path?: string
  /** Names of AWS managed policies, or ARNs. */
  readonly attached?: readonly string[]
  readonly inline?: Readonly<Record<string, Json>>
  readonly boundary?: string
  readonly tags?: Readonly<Record<string, string>>
  /** Age in days. */
  readonly age?: number
}

export interface RoleParts extends PrincipalParts {
  readonly trust: Json
  readonly says?: string
  /** Days since last use; null: never. */
  readonly used?: number | null
}

export interface UserParts extends PrincipalParts {
  readonly groups?: readonly string[]
  readonly console?: { readonly mfa: boolean; readonly used?: number }
  readonly keys?: readonly { readonly age: number; readonly used?: number }[]
}

export interface MakesIdentities {
  policy(name: string, document: Json, path?: string): ManagedPolicy
  role(name: string, parts: RoleParts): IamRole
  group(name: string, parts: PrincipalParts): IamGroup
  user(name: string, parts: UserParts): IamUser
}

const attachable = (text: string) => (text.startsWith('arn:') ? text : awsManaged(text))

const iamArn = ({ arn }: Ground, kind: string, path: string, name: string) => arn('iam', `${kind}${path}${name}`)

function principal(
  ground: Ground,
  prefix: 'AIDA' | 'AROA' | 'AGPA',
  kind: string,
  name: string,
  parts: PrincipalParts,
) {
  const { seed, id, ago, random } = ground
  const path = parts.path ?? '/'
  return {
    name,
    path,
    id: uniqueId(prefix, seed, id, name),
    arn: iamArn(ground, kind, path, name),
    createdAt: ago(parts.age ?? 120 + random.int(1_400)),
    attachedPolicies: (parts.attached ?? []).map(attachable),
    inlinePolicies: new Map(Object.entries(parts.inline ?? {})),
    tags: { ...parts.tags },
    ...(parts.boundary !== undefined && { boundary: attachable(parts.boundary) }),
  }
}

type KeyParts = NonNullable<UserParts['keys']>[number]

function addKey({ seed, id, ago, state: { iam } }: Ground, userName: string, key: KeyParts): void {
  const keyId = accessKeyId('AKIA', id, iam.accessKeys.size)
  iam.accessKeys.set(keyId, {
    id: keyId,
    secret: secretKey(seed, keyId),
    userName,
    status: 'Active',
    createdAt: ago(key.age),
    ...(key.used !== undefined && { lastUsed: { at: ago(key.used), region: homeRegion, service: 's3' } }),
  })
}

export function makesIdentities(ground: Ground): MakesIdentities {
  const { seed, id, ago, arn, random } = ground
  const { iam } = ground.state
  return {
    policy(name, document, path = '/') {
      const at = ago(60 + random.int(900))
      const made: ManagedPolicy = {
        name,
        path,
        id: uniqueId('ANPA', seed, id, name),
        arn: iamArn(ground, 'policy', path, name),
        createdAt: at,
        updatedAt: at,
        defaultVersionId: 'v1',
        versions: [{ id: 'v1', document, createdAt: at }],
        tags: {},
      }
      iam.policies.set(made.arn, made)
      return made
    },
    role(name, parts) {
      const used = parts.used === undefined ? random.int(30) : parts.used
      const made: IamRole = {
        ...principal(ground, 'AROA', 'role', name, parts),
        trustPolicy: parts.trust,
        ...(parts.says !== undefined && { description: parts.says }),
        maxSessionSeconds: 3_600,
        ...(used !== null && { lastUsed: { at: ago(used), region: homeRegion } }),
      }
      iam.roles.set(name, made)
      return made
    },
    group(name, parts) {
      const made = principal(ground, 'AGPA', 'group', name, parts)
      iam.groups.set(name, made)
      return made
    },
    user(name, parts) {
      const made: IamUser = {
        ...principal(ground, 'AIDA', 'user', name, parts),
        groups: new Set(parts.groups ?? []),
        mfaDevices: parts.console?.mfa ? [{ serialNumber: arn('iam', `mfa/${name}`), enabledAt: ago(300) }] : [],
        ...(parts.console && { loginProfile: { createdAt: ago(parts.age ?? 400), passwordResetRequired: false } }),
        ...(parts.console?.used !== undefined && { passwordLastUsedAt: ago(parts.console.used) }),
      }
      iam.users.set(name, made)
      for (const key of parts.keys ?? []) addKey(ground, name, key)
      return made
    },
  }
}
