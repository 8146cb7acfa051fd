/** S3: buckets and what says who may use them; of objects only the log files that CloudTrail delivers. */
import {
  BucketAlreadyExists$,
  BucketAlreadyOwnedByYou$,
  BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  type Grant,
  ListBucketsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  NoSuchKey$,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type AwsError, modelled, unmodelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { etagOf, logFiles } from '../recording/delivery.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import { blockOf, findBucket, type OwnedBucket } from '../world/buckets.ts'
import type { AccountState, Bucket, PublicAccessBlockState } from '../world/model.ts'
import { policyText, readPolicyText } from './policy-text.ts'
import { isPublicPolicy } from './public-policy.ts'

const noSuchBucket = () => unmodelled('NoSuchBucket', 404, 'The specified bucket does not exist')
const malformedPolicy = (message: string) => unmodelled('MalformedPolicy', 400, message)
/** S3 API Reference, "Error responses": a part that was never set has its own code in most cases. */
const unset = {
  policy: () => unmodelled('NoSuchBucketPolicy', 404, 'The bucket policy does not exist'),
  block: () =>
    unmodelled('NoSuchPublicAccessBlockConfiguration', 404, 'The public access block configuration was not found'),
  tags: () => unmodelled('NoSuchTagSet', 404, 'The TagSet does not exist'),
  ownership: () => unmodelled('OwnershipControlsNotFoundError', 404, 'The bucket ownership controls were not found'),
} satisfies Record<string, () => AwsError>

interface ForBucket {
  readonly Bucket?: string | undefined
}

function bucketOf(call: Call, input: ForBucket): OwnedBucket {
  const found = findBucket(call.world, input.Bucket ?? '')
  if (found === undefined) throw noSuchBucket()
  return found
}

function targetOf(call: Call, input: ForBucket): Target {
  const { account, bucket } = bucketOf(call, input)
  return {
    arn: `arn:aws:s3:::${bucket.name}`,
    accountId: account.id,
    policy: bucket.policy,
    s3BlockPublicAccess: blockOf(account, bucket),
  }
}

/** A bucket answers in its own Region only. */
function bucketHere(call: Call, input: ForBucket): Bucket {
  const { bucket } = bucketOf(call, input)
  if (bucket.region === call.region) return bucket
  throw unmodelled(
    'PermanentRedirect',
    301,
    `The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint: ${bucket.name}.s3.${bucket.region}.amazonaws.com`,
  )
}

function editBucket(call: Call, input: ForBucket): Bucket {
  const { account, bucket } = bucketOf(call, input)
  bucketHere(call, input)
  return call.world.accounts.edit(account.id)?.s3.buckets.get(bucket.name) ?? bucket
}

const byName = (one: Bucket, other: Bucket) => (one.name < other.name ? -1 : 1)

/* ------------------------------------------------------------------ reads */

const reads = [
  operation(ListBucketsCommand, {
    action: 's3:ListAllMyBuckets',
    run(call, input) {
      const { MaxBuckets, Prefix, BucketRegion, ContinuationToken } = input
      const wanted = [...call.account.s3.buckets.values()]
        .filter((bucket) => bucket.name.startsWith(Prefix ?? '') && (BucketRegion ?? bucket.region) === bucket.region)
        .sort(byName)
      const { items, next } = paginate(call, wanted, {
        token: ContinuationToken,
        size: MaxBuckets,
        default: 10_000,
        max: 10_000,
        of: [Prefix, BucketRegion],
      })
      // "If the request contains at least one valid parameter", says the API reference, each bucket tells its Region.
      const asked = [MaxBuckets, Prefix, BucketRegion, ContinuationToken].some((parameter) => parameter !== undefined)
      return {
        Buckets: items.map(({ name, createdAt, region }) => ({
          Name: name,
          CreationDate: createdAt,
          BucketArn: `arn:aws:s3:::${name}`,
          ...(asked && { BucketRegion: region }),
        })),
        Owner: { ID: call.account.s3.canonicalId },
        ContinuationToken: next,
        Prefix,
      }
    },
  }),
  operation(GetBucketLocationCommand, {
    target: targetOf,
    run: (call, input) => ({ LocationConstraint: locationOf(bucketOf(call, input).bucket.region) }),
  }),
  operation(GetBucketPolicyCommand, {
    target: targetOf,
    run(call, input) {
      const { policy } = bucketHere(call, input)
      if (policy === undefined) throw unset.policy()
      return { Policy: policyText(policy) }
    },
  }),
  operation(GetBucketPolicyStatusCommand, {
    target: targetOf,
    run(call, input) {
      const { policy } = bucketHere(call, input)
      if (policy === undefined) throw unset.policy()
      return { PolicyStatus: { IsPublic: isPublicPolicy(policy) } }
    },
  }),
  operation(GetPublicAccessBlockCommand, {
    action: 's3:GetBucketPublicAccessBlock',
    target: targetOf,
    run(call, input) {
      const { publicAccessBlock } = bucketHere(call, input)
      if (publicAccessBlock === undefined) throw unset.block()
      const { blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets } = publicAccessBlock
      return {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: blockPublicAcls,
          IgnorePublicAcls: ignorePublicAcls,
          BlockPublicPolicy: blockPublicPolicy,
          RestrictPublicBuckets: restrictPublicBuckets,
        },
      }
    },
  }),
  operation(GetBucketAclCommand, {
    target: targetOf,
    run(call, input) {
      const { aclGrants } = bucketHere(call, input)
      const owner = bucketOf(call, input).account.s3.canonicalId
      return { Owner: { ID: owner }, Grants: [ownerGrant(owner), ...aclGrants.map(grantOf)] }
    },
  }),
  operation(GetBucketOwnershipControlsCommand, {
    target: targetOf,
    run(call, input) {
      const { ownership } = bucketHere(call, input)
      if (ownership === undefined) throw unset.ownership()
      return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }
    },
  }),
  operation(GetBucketTaggingCommand, {
    target: targetOf,
    run(call, input) {
      const tags = Object.entries(bucketHere(call, input).tags)
      if (tags.length === 0) throw unset.tags()
      return { TagSet: tags.map(([Key, Value]) => ({ Key, Value })) }
    },
  }),
  operation(GetBucketEncryptionCommand, {
    action: 's3:GetEncryptionConfiguration',
    target: targetOf,
    run(call, input) {
      const { encryption } = bucketHere(call, input)
      const byDefault =
        encryption.algorithm === 'AES256'
          ? { SSEAlgorithm: 'AES256' as const }
          : { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: encryption.keyId }
      return {
        ServerSideEncryptionConfiguration: {
          Rules: [
            { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: encryption.algorithm !== 'AES256' },
          ],
        },
      }
    },
  }),
]

/** Nothing stands for us-east-1, the oldest Region. */
const locationOf = (region: string): BucketLocationConstraint | undefined =>
  Object.values(BucketLocationConstraint).find((constraint) => constraint === region)

const ownerGrant = (id: string): Grant => ({ Grantee: { Type: 'CanonicalUser', ID: id }, Permission: 'FULL_CONTROL' })

const grantOf = ({ grantee, permission }: Bucket['aclGrants'][number]): Grant => ({
  Grantee: 'uri' in grantee ? { Type: 'Group', URI: grantee.uri } : { Type: 'CanonicalUser', ID: grantee.canonicalId },
  Permission: permission,
})

/* ------------------------------------------------------------------ objects */

/** S3 API Reference, ListObjectsV2: at most a thousand, common prefixes among them. */
const keysPerPage = 1_000

/** Stands behind every key that begins with the text. */
const behind = (text: string): string => `${text}\u{10ffff}`

/** A continuation token is the last key, or prefix, of the page before, which it does not show. */
const tokenOf = (last: string): string => Buffer.from(last).toString('base64url')

function listObjects(call: Call, input: ListObjectsV2CommandInput) {
  const { Prefix: prefix = '', Delimiter: delimiter = '', ContinuationToken: token } = input
  const bucket = bucketHere(call, input).name
  const size = Math.min(input.MaxKeys ?? keysPerPage, keysPerPage)
  const Contents: { Key: string; LastModified: Date; ETag: string; Size: number; StorageClass: 'STANDARD' }[] = []
  const prefixes: string[] = []
  let after = token === undefined ? (input.StartAfter ?? '') : Buffer.from(token, 'base64url').toString()
  let files = logFiles(call, bucket, prefix, after)
  let isTruncated = false
  for (;;) {
    const { value: file, done } = files.next()
    if (done || file === undefined) break
    isTruncated = Contents.length + prefixes.length === size
    if (isTruncated) break
    const end = delimiter === '' ? -1 : file.key.indexOf(delimiter, prefix.length)
    if (end === -1) {
      const body = file.body()
      Contents.push({
        Key: file.key,
        LastModified: file.deliveredAt,
        ETag: etagOf(body),
        Size: body.length,
        StorageClass: 'STANDARD',
      })
      after = file.key
    } else {
      const common = file.key.slice(0, end + delimiter.length)
      prefixes.push(common)
      after = behind(common)
      files = logFiles(call, bucket, prefix, after)
    }
  }
  return {
    Name: bucket,
    Prefix: prefix,
    MaxKeys: size,
    KeyCount: Contents.length + prefixes.length,
    IsTruncated: isTruncated,
    Contents,
    CommonPrefixes: prefixes.map((each) => ({ Prefix: each })),
    ...(delimiter !== '' && { Delimiter: delimiter }),
    ...(isTruncated && { NextContinuationToken: tokenOf(after) }),
  }
}

const objects = [
  operation(ListObjectsV2Command, {
    action: 's3:ListBucket',
    target: targetOf,
    context: (_call, input) => ({ 's3:prefix': input.Prefix, 's3:delimiter': input.Delimiter }),
    run: listObjects,
  }),
  operation(GetObjectCommand, {
    target: (call, input) => ({ ...targetOf(call, input), arn: `arn:aws:s3:::${input.Bucket}/${input.Key}` }),
    run(call, input) {
      const key = input.Key ?? ''
      const { value: file } = logFiles(call, bucketHere(call, input).name, key, '').next()
      if (file === undefined || file.key !== key) throw modelled(NoSuchKey$, 'The specified key does not exist.')
      const body = file.body()
      // The SDK calls it a stream; the wire takes bytes.
      return {
        Body: body as never,
        LastModified: file.deliveredAt,
        ETag: etagOf(body),
        ContentType: 'application/x-gzip',
      }
    },
  }),
]

/* ------------------------------------------------------------------ writes */

const fullBlock = (): PublicAccessBlockState => ({
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
})

function createBucket(call: Call, name: string, region: string): void {
  const taken = findBucket(call.world, name)
  if (taken !== undefined) {
    throw taken.account.id === call.account.id
      ? modelled(
          BucketAlreadyOwnedByYou$,
          'Your previous request to create the named bucket succeeded and you already own it.',
        )
      : modelled(BucketAlreadyExists$, 'The requested bucket name is not available.')
  }
  const account: AccountState = call.editAccount()
  account.s3.buckets.set(name, {
    name,
    region,
    createdAt: new Date(call.now),
    // New buckets are closed since April 2023. S3 User Guide, "Default settings for new S3 buckets FAQ".
    publicAccessBlock: fullBlock(),
    ownership: 'BucketOwnerEnforced',
    aclGrants: [],
    encryption: { algorithm: 'AES256' },
    tags: {},
  })
  call.world.bucketOwners.set(name, account.id)
}

const writes = [
  operation(CreateBucketCommand, {
    target: (_call, input) => ({ arn: `arn:aws:s3:::${input.Bucket}` }),
    run(call, input) {
      const name = input.Bucket ?? ''
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
        throw unmodelled('InvalidBucketName', 400, 'The specified bucket is not valid.')
      }
      const region = input.CreateBucketConfiguration?.LocationConstraint ?? 'us-east-1'
      if (region !== call.region) {
        throw unmodelled(
          'IllegalLocationConstraintException',
          400,
          `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        )
      }
      createBucket(call, name, region)
      return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` }
    },
  }),
  operation(PutBucketPolicyCommand, {
    target: targetOf,
    run(call, input) {
      const bucket = editBucket(call, input)
      const document = readPolicyText(call, input.Policy ?? '', malformedPolicy)
      const { blockPublicPolicy } = blockOf(bucketOf(call, input).account, bucket)
      if (blockPublicPolicy && isPublicPolicy(document)) {
        const { caller } = call
        throw unmodelled(
          'AccessDenied',
          403,
          `User: ${caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket.name}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
        )
      }
      bucket.policy = document
      return {}
    },
  }),
  operation(DeleteBucketPolicyCommand, {
    target: targetOf,
    run(call, input) {
      delete editBucket(call, input).policy
      return {}
    },
  }),
  operation(PutPublicAccessBlockCommand, {
    action: 's3:PutBucketPublicAccessBlock',
    target: targetOf,
    run(call, input) {
      const given = input.PublicAccessBlockConfiguration
      editBucket(call, input).publicAccessBlock = {
        blockPublicAcls: given?.BlockPublicAcls ?? false,
        ignorePublicAcls: given?.IgnorePublicAcls ?? false,
        blockPublicPolicy: given?.BlockPublicPolicy ?? false,
        restrictPublicBuckets: given?.RestrictPublicBuckets ?? false,
      }
      return {}
    },
  }),
  operation(DeletePublicAccessBlockCommand, {
    action: 's3:PutBucketPublicAccessBlock',
    target: targetOf,
    run(call, input) {
      delete editBucket(call, input).publicAccessBlock
      return {}
    },
  }),
  operation(PutBucketTaggingCommand, {
    target: targetOf,
    run(call, input) {
      const bucket = editBucket(call, input)
      for (const key of Object.keys(bucket.tags)) delete bucket.tags[key]
      for (const { Key, Value } of input.Tagging?.TagSet ?? []) bucket.tags[Key ?? ''] = Value ?? ''
      return {}
    },
  }),
]

export const s3 = defineService({
  client: S3Client,
  signingName: 's3',
  operations: [...reads, ...objects, ...writes],
  invalidToken: () => unmodelled('InvalidArgument', 400, 'The continuation token provided is incorrect'),
  invalidInput: (message) => unmodelled('InvalidArgument', 400, message),
})
