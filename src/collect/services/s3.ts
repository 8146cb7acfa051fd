import type {
  Bucket,
  PublicAccessBlockConfiguration,
  S3Client,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject, Json, PublicAccessBlock } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, volatileFacts } from '../resource.ts'
import { arnOf, isoDate, policyReading, readTags, required, tagsOf } from '../shapes.ts'

export const s3: Collector = {
  type: 's3',
  capability: 'resources:s3',
  scope: 'account',
  reads: securityAudit(
    's3:GetAccountPublicAccessBlock',
    's3:ListAllMyBuckets',
    's3:GetBucketLocation',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketAcl',
    's3:GetBucketOwnershipControls',
    's3:GetEncryptionConfiguration',
    's3:GetBucketTagging',
  ),
  async probe(cell) {
    await cell.client('s3').send(new sdk.s3.ListBucketsCommand({ MaxBuckets: 1 }), cell.options)
  },
  async *collect(cell) {
    yield await accountSettings(cell)
    const clientIn = regionalClients(cell)
    // Only a paged list tells the Region of each bucket (S3 API Reference, ListBuckets).
    for await (const page of sdk.s3.paginateListBuckets(pages(cell, clientIn(cell.region), 10_000), {}, cell.options)) {
      yield await cell.objects({
        items: page.Buckets,
        name: (bucket) => bucket.Name,
        toObject: async (bucket) => {
          const region = bucket.BucketRegion ?? (await locate(cell, clientIn(cell.region), bucket))
          return toBucket(cell, clientIn(region), bucket, region)
        },
      })
    }
  },
}

const gone = ['NoSuchBucket']
const noBlock = ['NoSuchPublicAccessBlockConfiguration']

/**
 * Public access is blocked by the bucket or by its account; the buckets are listed also where the account's setting cannot be
 * read, and the cell then leaves a doubt about them.
 */
async function accountSettings(cell: CellContext): Promise<readonly InventoryObject[]> {
  const reading = await cell.read(
    's3:GetAccountPublicAccessBlock',
    () =>
      cell
        .client('s3control')
        .send(new sdk.s3control.GetPublicAccessBlockCommand({ AccountId: cell.accountId }), cell.options),
    { none: noBlock },
  )
  const block = reading.state === 'read' ? blockOf(reading.value.PublicAccessBlockConfiguration) : undefined
  if (!block) return []
  return [
    {
      kind: 'accountSettings',
      // Not the object of the IAM cell, which proves other settings of the same account.
      nativeId: `${cell.accountId} s3`,
      arn: `arn:${cell.partition}:iam::${cell.accountId}:root`,
      accountId: cell.accountId,
      region: 'global',
      cell: 's3',
      body: { s3BlockPublicAccess: block },
    },
  ]
}

function blockOf(settings: PublicAccessBlockConfiguration | undefined): PublicAccessBlock | undefined {
  return (
    settings && {
      restrictPublicBuckets: settings.RestrictPublicBuckets ?? false,
      ignorePublicAcls: settings.IgnorePublicAcls ?? false,
      blockPublicAcls: settings.BlockPublicAcls ?? false,
      blockPublicPolicy: settings.BlockPublicPolicy ?? false,
    }
  )
}

function regionalClients(cell: CellContext): (region: string) => S3Client {
  const clients = new Map<string, S3Client>()
  return (region) => {
    const client = clients.get(region) ?? cell.client('s3', region)
    clients.set(region, client)
    return client
  }
}

/** S3 API Reference, GetBucketLocation: no constraint means us-east-1, `EU` means eu-west-1. */
async function locate(cell: CellContext, client: S3Client, { Name: Bucket }: Bucket): Promise<string> {
  const location = await cell.read(
    's3:GetBucketLocation',
    () => client.send(new sdk.s3.GetBucketLocationCommand({ Bucket }), cell.options),
    { gone },
  )
  if (location.state !== 'read') return cell.region
  const constraint: string = location.value.LocationConstraint ?? ''
  if (constraint === '') return 'us-east-1'
  return constraint === 'EU' ? 'eu-west-1' : constraint
}

async function toBucket(
  cell: CellContext,
  client: S3Client,
  { Name: Bucket, CreationDate }: Bucket,
  region: string,
): Promise<InventoryObject> {
  const name = required(Bucket, 'Name')
  const arn = arnOf(`arn:${cell.partition}:s3:::${name}`, 'Name')
  const policy = await cell.read(
    's3:GetBucketPolicy',
    () => client.send(new sdk.s3.GetBucketPolicyCommand({ Bucket }), cell.options),
    {
      none: ['NoSuchBucketPolicy'],
      gone,
    },
  )
  const block = await cell.read(
    's3:GetBucketPublicAccessBlock',
    () => client.send(new sdk.s3.GetPublicAccessBlockCommand({ Bucket }), cell.options),
    { none: noBlock, gone },
  )
  const acl = await cell.read(
    's3:GetBucketAcl',
    () => client.send(new sdk.s3.GetBucketAclCommand({ Bucket }), cell.options),
    {
      gone,
    },
  )
  const ownership = await cell.read(
    's3:GetBucketOwnershipControls',
    () => client.send(new sdk.s3.GetBucketOwnershipControlsCommand({ Bucket }), cell.options),
    { none: ['OwnershipControlsNotFoundError'], gone },
  )
  const encryption = await cell.read(
    's3:GetEncryptionConfiguration',
    () => client.send(new sdk.s3.GetBucketEncryptionCommand({ Bucket }), cell.options),
    { none: ['ServerSideEncryptionConfigurationNotFoundError'], gone },
  )
  const tags = await cell.read(
    's3:GetBucketTagging',
    () => client.send(new sdk.s3.GetBucketTaggingCommand({ Bucket }), cell.options),
    {
      none: ['NoSuchTagSet'],
      gone,
    },
  )
  const settings = block.state === 'read' ? blockOf(block.value.PublicAccessBlockConfiguration) : undefined
  const objectOwnership =
    ownership.state === 'read' ? ownership.value.OwnershipControls?.Rules?.[0]?.ObjectOwnership : undefined
  const key = encryption.state === 'read' ? keyOf(encryption.value.ServerSideEncryptionConfiguration) : undefined
  const createdAt = isoDate(CreationDate)
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region,
    cell: 's3',
    body: {
      type: 's3:bucket',
      name,
      policy: policyReading(policy, (answer) => answer.Policy),
      tags: readTags(tags, (answer) => tagsOf(answer.TagSet)),
      ...(createdAt && { createdAt }),
      facts: {
        ...(settings && { publicAccessBlock: { ...settings } }),
        ...(objectOwnership && { objectOwnership }),
        ...(key && { kmsKey: key }),
        ...(acl.state === 'read' && { acl: (acl.value.Grants ?? []).map(toAclEntry) }),
      },
    },
    ...volatileFacts(
      {},
      namesUnread({ publicAccessBlock: block, objectOwnership: ownership, kmsKey: encryption, acl, tags }),
    ),
  }
}

/** The key of objects that are written without a word about it; with none named it is AWS's own (S3 UG "SSE-KMS"). */
function keyOf(configuration: ServerSideEncryptionConfiguration | undefined): string | undefined {
  const rule = configuration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
  return rule?.SSEAlgorithm?.startsWith('aws:kms') ? (rule.KMSMasterKeyID ?? 'alias/aws/s3') : undefined
}

function toAclEntry(grant: {
  Grantee?: { Type?: string | undefined; ID?: string | undefined; URI?: string | undefined } | undefined
  Permission?: string | undefined
}): Json {
  const { Type, ID, URI } = grant.Grantee ?? {}
  return { grantee: URI ?? ID ?? '', type: Type ?? '', permission: grant.Permission ?? '' }
}
