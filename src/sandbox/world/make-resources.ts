/** Resources of one account, with ids, ARNs and dates filled in. */
import type { Json } from '../../core/inventory/objects.ts'
import { defaultTopicPolicy, keyRoot, policy, type Statement, tlsOnly } from './documents.ts'
import { type Ground, homeRegion } from './ground.ts'
import { hex, instanceId, uniqueId, uuid } from './ids.ts'
import {
  type Bucket,
  type IamRole,
  type Instance,
  type KmsKey,
  type LambdaFunction,
  type Queue,
  regionOf,
  type Secret,
  type Topic,
} from './model.ts'

export interface BucketParts {
  readonly region?: string
  readonly statements?: readonly Statement[]
  readonly block?: boolean
  readonly keyId?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly age?: number
}

export interface MakesResources {
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

function attachProfile({ seed, id, arn, state: { iam } }: Ground, instance: Instance, role: IamRole): void {
  const { name, path } = role
  const profile = iam.instanceProfiles.get(name) ?? {
    name,
    path,
    id: uniqueId('AIPA', seed, id, name),
    arn: arn('iam', `instance-profile${path}${name}`),
    createdAt: role.createdAt,
    roleName: name,
  }
  iam.instanceProfiles.set(name, profile)
  instance.instanceProfileArn = profile.arn
  instance.associationId = `iip-assoc-0${hex(16, seed, instance.id)}`
}

export function makesResources(ground: Ground): MakesResources {
  const { seed, id, ago, arn, random, state } = ground
  return {
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
      ground.bucketOwners.set(name, id)
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
        environment: { STAGE: ground.name },
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
      if (parts.role !== undefined) attachProfile(ground, made, parts.role)
      regionOf(state, region).instances.set(number, made)
      return made
    },
  }
}
