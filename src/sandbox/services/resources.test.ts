/** The sample organization's resources over the wire, as the product reads them through its trust role. */
import {
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import {
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms'
import {
  LambdaClient,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda'
import {
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ListTagsForResourceCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountId } from '../../core/ids.ts'
import type { Sandbox } from '../server.ts'
import { assume, assumeTrustRole, type Credentials, clientConfig, failure, startTestSandbox } from '../testing.ts'
import type { AccountState } from '../world/model.ts'
import { isPublicPolicy } from './public-policy.ts'

const region = 'eu-west-1'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 'sample' })
})
afterAll(() => sandbox.stop())

function idOf(name: string): AccountId {
  for (const member of sandbox.world.organization.members.values()) if (member.name === name) return member.id
  throw new Error(`no account ${name}`)
}

function stateOf(name: string): AccountState {
  const state = sandbox.world.accounts.get(idOf(name))
  if (state === undefined) throw new Error(`no state of ${name}`)
  return state
}

const clients = (credentials: Credentials, at = region) => {
  const config = clientConfig(sandbox, credentials, at)
  return {
    ec2: new EC2Client(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  }
}

const as = async (name: string, at = region) => clients(await assumeTrustRole(sandbox, idOf(name)), at)

describe('what cannot be read', () => {
  it('is what the truth says, and nothing else', async () => {
    const found: string[] = []
    let answered = 0
    for (const { id } of sandbox.world.organization.members.values()) {
      const credentials = await assumeTrustRole(sandbox, id).catch(() => undefined)
      if (credentials === undefined) {
        found.push(`${id} role`)
        continue
      }
      const { ec2, kms, lambda, s3, secrets, sns, sqs } = clients(credentials)
      const lists: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['ec2', () => ec2.send(new DescribeInstancesCommand({}))],
        ['kms', () => kms.send(new ListKeysCommand({}))],
        ['lambda', () => lambda.send(new ListFunctionsCommand({}))],
        ['s3', () => s3.send(new ListBucketsCommand({}))],
        ['secretsmanager', () => secrets.send(new ListSecretsCommand({}))],
        ['sns', () => sns.send(new ListTopicsCommand({}))],
        ['sqs', () => sqs.send(new ListQueuesCommand({}))],
      ]
      for (const [cell, list] of lists) {
        await list().then(
          () => {
            answered += 1
          },
          () => found.push(`${id} ${cell}`),
        )
      }
    }
    expect(answered).toBeGreaterThan(60)
    expect(found.sort()).toEqual(
      sandbox.world.truth.coverage.map(({ accountId, cell }) => `${accountId} ${cell}`).sort(),
    )
  })

  it('names the service control policy that is in the way', async () => {
    const { secrets } = await as('prod-ledger')
    const { name, message } = await failure(secrets.send(new ListSecretsCommand({})))
    expect(name).toBe('AccessDeniedException')
    expect(message).toContain('secretsmanager:ListSecrets')
    expect(message).toContain('with an explicit deny in a service control policy')
  })

  it('is everything, for whoever brings another external id', async () => {
    const RoleArn = `arn:aws:iam::${idOf('data-lake')}:role/${sandbox.world.home.roleName}`
    const call = assume(sandbox, sandbox.credentials, { RoleArn, RoleSessionName: 'test', ExternalId: 'not-it' })
    expect(await failure(call)).toMatchObject({ name: 'AccessDenied', status: 403 })
  })
})

describe('S3', () => {
  it('tells every bucket of the lake with its policy, in its Region', async () => {
    const { s3 } = await as('data-lake')
    const { Buckets = [], Owner } = await s3.send(new ListBucketsCommand({ MaxBuckets: 10_000 }))
    const known = stateOf('data-lake').s3
    expect(Owner?.ID).toBe(known.canonicalId)
    expect(Buckets.map(({ Name }) => Name)).toEqual([...known.buckets.keys()].sort())
    const lake = Buckets.flatMap(({ Name = '' }) => (Name.startsWith('larkfield-lake-') ? [Name] : []))
    expect(lake).toHaveLength(12)
    for (const Bucket of lake) {
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
      expect(JSON.parse(Policy ?? '')).toEqual(known.buckets.get(Bucket)?.policy)
    }
  })

  it('answers in the bucket’s own Region only', async () => {
    const { s3 } = await as('data-lake', 'us-east-1')
    const Bucket = 'larkfield-lake-raw'
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(region)
    expect(await failure(s3.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({ status: 301 })
  })

  it('tells which policies are public', async () => {
    const isPublic = async (account: string, Bucket: string) => {
      const { s3 } = await as(account)
      return (await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic
    }
    expect(await isPublic('edge-prod', 'larkfield-edge-uploads')).toBe(true)
    expect(await isPublic('edge-prod', 'larkfield-www-assets')).toBe(false)
    expect(await isPublic('staging-payments', 'larkfield-staging-exports')).toBe(false)
  })

  it('gives the owner full control in the ACL', async () => {
    const { s3 } = await as('edge-prod')
    const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket: 'larkfield-edge-uploads' }))
    expect(Grants).toEqual([
      { Grantee: { Type: 'CanonicalUser', ID: stateOf('edge-prod').s3.canonicalId }, Permission: 'FULL_CONTROL' },
    ])
  })
})

describe('a public policy', () => {
  const allow = (rest: object) =>
    JSON.parse(JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', ...rest }] }))
  const everyone = { Principal: '*' }

  it.each([
    ['everyone', allow(everyone), true],
    ['everyone as AWS', allow({ Principal: { AWS: ['*'] } }), true],
    ['all but one', allow({ NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }), true],
    ['one account', allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } }), false],
    ['a service', allow({ Principal: { Service: 'cloudfront.amazonaws.com' } }), false],
    [
      'the organization',
      allow({ ...everyone, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }),
      false,
    ],
    ['an endpoint', allow({ ...everyone, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }), false],
    ['not an endpoint', allow({ ...everyone, Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }), true],
    ['anything at all', allow({ ...everyone, Condition: { StringLike: { 'aws:SourceVpce': '*' } } }), true],
    [
      'a variable',
      allow({ ...everyone, Condition: { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } } }),
      true,
    ],
    [
      'a header',
      allow({ ...everyone, Condition: { StringEquals: { 'aws:Referer': 'https://larkfield.example' } } }),
      true,
    ],
    ['a deny', JSON.parse('{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*"}}'), false],
  ])('%s', (_, policy, expected) => {
    expect(isPublicPolicy(policy)).toBe(expected)
  })
})

describe('the other services', () => {
  it('KMS tells keys, aliases, grants and tags', async () => {
    const { kms } = await as('data-lake')
    const place = stateOf('data-lake').regions.get(region)
    const { Keys = [] } = await kms.send(new ListKeysCommand({ Limit: 1000 }))
    expect(Keys.map(({ KeyId }) => KeyId).sort()).toEqual([...(place?.keys.keys() ?? [])].sort())
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({ Limit: 100 }))
    expect(Aliases.map(({ AliasName }) => AliasName)).toContain('alias/lake-main')
    const granted = [...(place?.keys.values() ?? [])].find(({ grants }) => grants.length > 0)
    const { Grants = [] } = await kms.send(new ListGrantsCommand({ KeyId: granted?.id }))
    expect(Grants.map(({ GranteePrincipal }) => GranteePrincipal)).toEqual(
      granted?.grants.map(({ granteePrincipal }) => granteePrincipal),
    )
    const { Tags } = await kms.send(
      new ListResourceTagsCommand({ KeyId: place?.aliases.get('alias/lake-main')?.keyId }),
    )
    expect(Tags).toEqual([{ TagKey: 'data', TagValue: 'cardholder' }])
  })

  it('KMS refuses sizes beyond its own', async () => {
    const { kms } = await as('data-lake')
    expect(await failure(kms.send(new ListKeysCommand({ Limit: 1001 })))).toMatchObject({ name: 'ValidationException' })
    expect(await failure(kms.send(new ListKeysCommand({ Marker: 'made up' })))).toMatchObject({
      name: 'InvalidMarkerException',
    })
  })

  it('Lambda tells addresses and tags', async () => {
    const { lambda } = await as('staging-payments')
    const { FunctionUrlConfigs = [] } = await lambda.send(
      new ListFunctionUrlConfigsCommand({ FunctionName: 'webhook-debug' }),
    )
    expect(FunctionUrlConfigs.map(({ AuthType }) => AuthType)).toEqual(['NONE'])
    const Resource = `arn:aws:lambda:${region}:${idOf('staging-payments')}:function:webhook-debug`
    expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({})
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 10_000 }))
    expect(Functions).toHaveLength(stateOf('staging-payments').regions.get(region)?.functions.size ?? 0)
  })

  it('SQS and SNS tell tags', async () => {
    const { sqs, sns } = await as('edge-prod')
    const { QueueUrls: [QueueUrl] = [] } = await sqs.send(new ListQueuesCommand({}))
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags ?? {}).toEqual({})
    const ResourceArn = `arn:aws:sns:${region}:${idOf('edge-prod')}:deploy-events`
    expect((await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([])
  })

  it('EC2 tells instances, the roles they run as, and Regions', async () => {
    const { ec2 } = await as('edge-prod')
    const known = [...(stateOf('edge-prod').regions.get(region)?.instances.values() ?? [])]
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}))
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances)
    expect(instances.map(({ InstanceId }) => InstanceId).sort()).toEqual(known.map(({ id }) => id).sort())
    const { IamInstanceProfileAssociations: associations = [] } = await ec2.send(
      new DescribeIamInstanceProfileAssociationsCommand({}),
    )
    expect(associations.map(({ InstanceId }) => InstanceId).sort()).toEqual(known.map(({ id }) => id).sort())
    const { Regions = [] } = await ec2.send(
      new DescribeRegionsCommand({ Filters: [{ Name: 'opt-in-status', Values: ['opted-in'] }] }),
    )
    expect(Regions.map(({ RegionName }) => RegionName)).toEqual(['eu-south-1'])
    const small = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }))
    expect(small.Reservations).toHaveLength(5)
    expect(small.NextToken).toBeTruthy()
  })
})
