/** One round trip per protocol with the real client: the schemas of the pinned packages say what the sandbox thinks they say. */
import { DescribeInstancesCommand, DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRoleTagsCommand,
  NoSuchEntityException,
  TagRoleCommand,
} from '@aws-sdk/client-iam'
import { GetPolicyCommand, LambdaClient, ListFunctionsCommand, ResourceNotFoundException } from '@aws-sdk/client-lambda'
import {
  AccountNotFoundException,
  DescribeAccountCommand,
  InvalidInputException,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetQueueUrlCommand, ListQueuesCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../server.ts'
import { assumeTrustRole, type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../testing.ts'

let sandbox: Sandbox
let admin: Credentials
let reader: Credentials

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const { managementAccountId } = sandbox.world.organization
  admin = plantUser(sandbox, managementAccountId, 'protocol-admin', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
  reader = await assumeTrustRole(sandbox, managementAccountId)
})
afterAll(() => sandbox.stop())

const caught = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

describe('AWS Query', () => {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  })
  const odd = 'a & b <c> "d" \r\n é 😀 + % /'

  test('carries lists, numbers, instants and odd characters both ways', async () => {
    const iam = new IAMClient(clientConfig(sandbox, admin))
    const Tags = [
      { Key: 'one', Value: odd },
      { Key: 'two', Value: '' },
    ]
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'odd',
        AssumeRolePolicyDocument: trust,
        MaxSessionDuration: 7200,
        Description: odd,
        Tags,
      }),
    )
    expect(Role?.CreateDate).toBeInstanceOf(Date)
    const read = await iam.send(new GetRoleCommand({ RoleName: 'odd' }))
    expect(read.Role).toMatchObject({ Description: odd, MaxSessionDuration: 7200, Tags })
    expect(decodeURIComponent(read.Role?.AssumeRolePolicyDocument ?? '')).toBe(trust)
    await iam.send(new TagRoleCommand({ RoleName: 'odd', Tags: [{ Key: 'three', Value: 'x' }] }))
    const tags = await iam.send(new ListRoleTagsCommand({ RoleName: 'odd' }))
    expect(tags.Tags).toHaveLength(3)
    expect(tags.IsTruncated).toBe(false)
    expect(tags.$metadata.requestId).toMatch(/^[\da-f-]{36}$/)
  })

  test('errors become the client’s own classes', async () => {
    const error = await caught(
      new IAMClient(clientConfig(sandbox, admin)).send(new GetRoleCommand({ RoleName: 'nobody' })),
    )
    expect(error).toBeInstanceOf(NoSuchEntityException)
    expect(error).toMatchObject({
      message: 'The role with name nobody cannot be found.',
      $fault: 'client',
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('EC2 Query', () => {
  test('carries lists, filters and booleans', async () => {
    const ec2 = new EC2Client(clientConfig(sandbox, admin, 'eu-west-1'))
    const { Regions } = await ec2.send(
      new DescribeRegionsCommand({ AllRegions: true, RegionNames: ['eu-west-1', 'us-east-1'] }),
    )
    expect(Regions?.map(({ RegionName }) => RegionName).toSorted()).toEqual(['eu-west-1', 'us-east-1'])
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }))
    expect(Array.isArray(Reservations)).toBe(true)
  })

  test('errors', async () => {
    const ec2 = new EC2Client(clientConfig(sandbox, admin, 'eu-west-1'))
    expect(await failure(ec2.send(new DescribeInstancesCommand({ NextToken: 'made up' })))).toMatchObject({
      status: 400,
    })
  })
})

describe('JSON 1.1', () => {
  test('carries pages and instants', async () => {
    const organizations = new OrganizationsClient(clientConfig(sandbox, reader))
    const first = await organizations.send(new ListAccountsCommand({ MaxResults: 1 }))
    const second = await organizations.send(new ListAccountsCommand({ MaxResults: 1, NextToken: first.NextToken }))
    expect(first.Accounts?.[0]?.JoinedTimestamp).toBeInstanceOf(Date)
    expect(second.Accounts?.[0]?.Id).not.toBe(first.Accounts?.[0]?.Id)
  })

  test('errors with members', async () => {
    const organizations = new OrganizationsClient(clientConfig(sandbox, reader))
    expect(await caught(organizations.send(new ListAccountsCommand({ NextToken: 'made up' })))).toSatisfy(
      (error: unknown) => error instanceof InvalidInputException && error.Reason === 'INVALID_NEXT_TOKEN',
    )
    expect(await caught(organizations.send(new DescribeAccountCommand({ AccountId: '000000000000' })))).toBeInstanceOf(
      AccountNotFoundException,
    )
  })
})

describe('JSON 1.0 of a service that once spoke Query', () => {
  test('answers and errors', async () => {
    const sqs = new SQSClient({ ...clientConfig(sandbox, admin, 'eu-west-1'), useQueueUrlAsEndpoint: false })
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}))
    expect(QueueUrls === undefined || Array.isArray(QueueUrls)).toBe(true)
    const error = await caught(sqs.send(new GetQueueUrlCommand({ QueueName: 'no-such-queue' })))
    expect(error).toBeInstanceOf(QueueDoesNotExist)
    expect(error).toMatchObject({ Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue' } })
  })
})

describe('REST-XML', () => {
  const s3 = () => new S3Client({ ...clientConfig(sandbox, admin, 'us-east-1'), forcePathStyle: true })

  test('carries XML bodies, labels and headers', async () => {
    await s3().send(new CreateBucketCommand({ Bucket: 'round-trip-bucket' }))
    const TagSet = [{ Key: 'a&b', Value: '<x> "y"' }]
    await s3().send(new PutBucketTaggingCommand({ Bucket: 'round-trip-bucket', Tagging: { TagSet } }))
    const tags = await s3().send(new GetBucketTaggingCommand({ Bucket: 'round-trip-bucket' }))
    expect(tags.TagSet).toEqual(TagSet)
    const { Buckets } = await s3().send(new ListBucketsCommand({}))
    expect(Buckets?.map(({ Name }) => Name)).toContain('round-trip-bucket')
  })

  test('errors', async () => {
    expect(await failure(s3().send(new GetBucketPolicyCommand({ Bucket: 'round-trip-bucket' })))).toMatchObject({
      name: 'NoSuchBucketPolicy',
      status: 404,
    })
    expect(await failure(s3().send(new GetBucketPolicyCommand({ Bucket: 'nobodys-bucket' })))).toMatchObject({
      name: 'NoSuchBucket',
      status: 404,
    })
  })
})

describe('REST-JSON', () => {
  test('answers and errors', async () => {
    const lambda = new LambdaClient(clientConfig(sandbox, admin, 'eu-west-1'))
    const { Functions } = await lambda.send(new ListFunctionsCommand({ MaxItems: 1 }))
    expect(Array.isArray(Functions)).toBe(true)
    const error = await caught(lambda.send(new GetPolicyCommand({ FunctionName: 'no-such-function' })))
    expect(error).toBeInstanceOf(ResourceNotFoundException)
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 404 } })
  })
})
