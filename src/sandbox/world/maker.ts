/** Puts things into one account: short words for what the stories tell, with ids, ARNs and dates filled in. */
import type { AccountId } from '../../core/ids.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { defaultTopicPolicy, keyRoot, policy, type Statement, tlsOnly } from './documents.ts'
import { accessKeyId, hex, instanceId, secretKey, uniqueId, uuid } from './ids.ts'
import { awsManaged } from './managed-policies.ts'
import {
  type AccountState,
  type Bucket,
  type IamGroup,
  type IamRole,
  type IamUser,
  type Instance,
  type KmsKey,
  type LambdaFunction,
  type ManagedPolicy,
  type Queue,
  regionOf,
  type Secret,
  type Topic,
} from './model.ts'
import { type Stream, stream } from './random.ts'

export const homeRegion = 'eu-west-1'

const day = 86_400_000

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
  readonly hours?: number
  /** Days since last use; null: never. */
  readonly used?: number | null
}

export interface UserParts extends PrincipalParts {
  readonly groups?: readonly string[]
  readonly console?: { readonly mfa: boolean; readonly used?: number }
  readonly keys?: readonly { readonly age: number; readonly used?: number; readonly active?: boolean }[]
}

export interface BucketParts {
  readonly region?: string
  readonly statements?: readonly Statement[]
  readonly block?: boolean
  readonly keyId?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly age?: number
}

export interface Maker {
  readonly id: AccountId
  readonly name: string
  readonly state: AccountState
  readonly random: Stream
  ago(days: number): Date
  arn(service: string, rest: string, region?: string): string
  policy(name: string, document: Json, path?: string): ManagedPolicy
  role(name: string, parts: RoleParts): IamRole
  group(name: string, parts: PrincipalParts): IamGroup
  user(name: string, parts: UserParts): IamUser
  bucket(name: string, parts?: BucketParts): Bucket
  key(
    alias: string,
    parts?: {
      readonly region?: string
      readonly statements?: readonly Statement[]
      readonly tags?: Readonly<Record<string, string>>
    },
  ): KmsKey
  lambda(
    name: string,
    parts: {
      readonly role: IamRole
      readonly region?: string
      readonly policy?: Json
      readonly url?: 'NONE' | 'AWS_IAM'
    },
  ): LambdaFunction
  queue(name: string, parts?: { readonly region?: string; readonly policy?: Json }): Queue
  topic(name: string, parts?: { readonly region?: string; readonly policy?: Json }): Topic
  secret(
    name: string,
    parts?: {
      readonly region?: string
      readonly policy?: Json
      readonly keyId?: string
      readonly rotationDays?: number
    },
  ): Secret
  instance(
    name: string,
    parts: { readonly role?: IamRole; readonly region?: string; readonly public?: boolean },
  ): Instance
}

export function createMaker(facts: {
  readonly seed: string
  readonly name: string
  readonly state: AccountState
  readonly start: Date
  readonly bucketOwners: Map<string, AccountId>
}): Maker {
  const { seed, name: accountName, state, start } = facts
  const { id, iam } = state
  const random = stream(seed, 'account', id)
  const ago = (days: number) => new Date(start.getTime() - Math.round(days * day))
  const arn = (service: string, rest: string, region = '') => `arn:aws:${service}:${region}:${id}:${rest}`
  const iamArn = (kind: string, path: string, name: string) => arn('iam', `${kind}${path}${name}`)
  const attachable = (text: string) => (text.startsWith('arn:') ? text : awsManaged(text))

  const principal = (prefix: 'AIDA' | 'AROA' | 'AGPA', kind: string, name: string, parts: PrincipalParts) => {
    const path = parts.path ?? '/'
    return {
      name,
      path,
      id: uniqueId(prefix, seed, id, name),
      arn: iamArn(kind, path, name),
      createdAt: ago(parts.age ?? 120 + random.int(1_400)),
      attachedPolicies: (parts.attached ?? []).map(attachable),
      inlinePolicies: new Map(Object.entries(parts.inline ?? {})),
      tags: { ...parts.tags },
      ...(parts.boundary !== undefined && { boundary: attachable(parts.boundary) }),
    }
  }

  return {
    id,
    name: accountName,
    state,
    random,
    ago,
    arn,
    policy(name, document, path = '/') {
      const at = ago(60 + random.int(900))
      const made: ManagedPolicy = {
        name,
        path,
        id: uniqueId('ANPA', seed, id, name),
        arn: iamArn('policy', path, name),
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
        ...principal('AROA', 'role', name, parts),
        trustPolicy: parts.trust,
        ...(parts.says !== undefined && { description: parts.says }),
        maxSessionSeconds: (parts.hours ?? 1) * 3_600,
        ...(used !== null && { lastUsed: { at: ago(used), region: homeRegion } }),
      }
      iam.roles.set(name, made)
      return made
    },
    group(name, parts) {
      const made = principal('AGPA', 'group', name, parts)
      iam.groups.set(name, made)
      return made
    },
    user(name, parts) {
      const made: IamUser = {
        ...principal('AIDA', 'user', name, parts),
        groups: new Set(parts.groups ?? []),
        mfaDevices: parts.console?.mfa ? [{ serialNumber: arn('iam', `mfa/${name}`), enabledAt: ago(300) }] : [],
        ...(parts.console && { loginProfile: { createdAt: ago(parts.age ?? 400), passwordResetRequired: false } }),
        ...(parts.console?.used !== undefined && { passwordLastUsedAt: ago(parts.console.used) }),
      }
      iam.users.set(name, made)
      for (const key of parts.keys ?? []) {
        const keyId = accessKeyId('AKIA', id, iam.accessKeys.size)
        iam.accessKeys.set(keyId, {
          id: keyId,
          secret: secretKey(seed, keyId),
          userName: name,
          status: key.active === false ? 'Inactive' : 'Active',
          createdAt: ago(key.age),
          ...(key.used !== undefined && { lastUsed: { at: ago(key.used), region: homeRegion, service: 's3' } }),
        })
      }
      return made
    },
    bucket(name, parts = {}) {
      const block = parts.block ?? true
      const made: Bucket = {
        name,
        region: parts.region ?? homeRegion,
        createdAt: ago(parts.age ?? 90 + random.int(1_200)),
        policy: policy(tlsOnly(`arn:aws:s3:::${name}`), ...(parts.statements ?? [])),
        publicAccessBlock: {
          blockPublicAcls: block,
          ignorePublicAcls: block,
          blockPublicPolicy: block,
          restrictPublicBuckets: block,
        },
        ownership: 'BucketOwnerEnforced',
        aclGrants: [],
        encryption: parts.keyId === undefined ? { algorithm: 'AES256' } : { algorithm: 'aws:kms', keyId: parts.keyId },
        tags: { ...parts.tags },
      }
      state.s3.buckets.set(name, made)
      facts.bucketOwners.set(name, id)
      return made
    },
    key(alias, parts = {}) {
      const region = parts.region ?? homeRegion
      const keyId = uuid(seed, id, region, alias)
      const made: KmsKey = {
        id: keyId,
        arn: arn('kms', `key/${keyId}`, region),
        createdAt: ago(200 + random.int(900)),
        description: alias,
        manager: alias.startsWith('aws/') ? 'AWS' : 'CUSTOMER',
        state: 'Enabled',
        policy: policy(keyRoot(id), ...(parts.statements ?? [])),
        grants: [],
        tags: { ...parts.tags },
      }
      const place = regionOf(state, region)
      place.keys.set(keyId, made)
      const aliasName = `alias/${alias}`
      place.aliases.set(aliasName, {
        name: aliasName,
        arn: arn('kms', aliasName, region),
        keyId,
        createdAt: made.createdAt,
      })
      return made
    },
    lambda(name, parts) {
      const region = parts.region ?? homeRegion
      const made: LambdaFunction = {
        name,
        arn: arn('lambda', `function:${name}`, region),
        runtime: random.pick(['nodejs22.x', 'python3.13', 'java21']),
        handler: 'index.handler',
        roleArn: parts.role.arn,
        modifiedAt: ago(random.int(200)),
        environment: { STAGE: accountName },
        tags: {},
        ...(parts.policy !== undefined && { policy: parts.policy }),
        ...(parts.url !== undefined && {
          url: {
            url: `https://${hex(32, seed, id, region, name)}.lambda-url.${region}.on.aws/`,
            authType: parts.url,
            createdAt: ago(100),
          },
        }),
      }
      regionOf(state, region).functions.set(name, made)
      return made
    },
    queue(name, parts = {}) {
      const region = parts.region ?? homeRegion
      const made: Queue = {
        name,
        arn: arn('sqs', name, region),
        url: `https://sqs.${region}.amazonaws.com/${id}/${name}`,
        createdAt: ago(50 + random.int(900)),
        tags: {},
        ...(parts.policy !== undefined && { policy: parts.policy }),
      }
      regionOf(state, region).queues.set(name, made)
      return made
    },
    topic(name, parts = {}) {
      const region = parts.region ?? homeRegion
      const topicArn = arn('sns', name, region)
      const made: Topic = { name, arn: topicArn, policy: parts.policy ?? defaultTopicPolicy(id, topicArn), tags: {} }
      regionOf(state, region).topics.set(name, made)
      return made
    },
    secret(name, parts = {}) {
      const region = parts.region ?? homeRegion
      const made: Secret = {
        name,
        // Secrets Manager adds six characters of its own to the name.
        arn: arn('secretsmanager', `secret:${name}-${hex(6, seed, id, name)}`, region),
        createdAt: ago(80 + random.int(900)),
        tags: {},
        lastAccessedAt: ago(random.int(20)),
        ...(parts.policy !== undefined && { policy: parts.policy }),
        ...(parts.keyId !== undefined && { kmsKeyId: parts.keyId }),
        ...(parts.rotationDays !== undefined && { rotationDays: parts.rotationDays }),
      }
      regionOf(state, region).secrets.set(name, made)
      return made
    },
    instance(name, parts) {
      const region = parts.region ?? homeRegion
      const number = instanceId(seed, id, region, name)
      const made: Instance = {
        id: number,
        type: random.pick(['t3.medium', 'm7g.large', 'c7g.xlarge']),
        imageId: `ami-0${hex(16, seed, 'image')}`,
        launchedAt: ago(random.int(120)),
        state: 'running',
        availabilityZone: `${region}${random.pick(['a', 'b', 'c'])}`,
        privateIp: `10.${random.int(200)}.${random.int(250)}.${4 + random.int(250)}`,
        imdsv2Required: true,
        tags: { Name: name },
        ...(parts.public === true && { publicIp: `203.0.113.${random.int(250)}` }),
      }
      if (parts.role !== undefined) attachProfile(made, parts.role)
      regionOf(state, region).instances.set(number, made)
      return made
    },
  }

  function attachProfile(instance: Instance, role: IamRole) {
    const { name, path } = role
    const profile = iam.instanceProfiles.get(name) ?? {
      name,
      path,
      id: uniqueId('AIPA', seed, id, name),
      arn: iamArn('instance-profile', path, name),
      createdAt: role.createdAt,
      roleName: name,
    }
    iam.instanceProfiles.set(name, profile)
    instance.instanceProfileArn = profile.arn
    instance.associationId = `iip-assoc-0${hex(16, seed, instance.id)}`
  }
}
