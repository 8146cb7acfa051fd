/** Resources and the policies on them. */
import { DescribeInstancesCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2'
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  ListAliasesCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms'
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  GetPolicyCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import {
  CreateSecretCommand,
  GetResourcePolicyCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand, GetTopicAttributesCommand, ListTopicsCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
} from '@aws-sdk/client-sqs'
import { expect } from 'vitest'
import {
  type AwsClients,
  type Case,
  clientsOf,
  fresh,
  insideMember,
  pages,
  refusal,
  region,
  text,
} from './under-test.ts'

const statement = (resource: string, action: string, principal: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'One', Effect: 'Allow', Principal: principal, Action: action, Resource: resource }],
})

async function newBucket({ s3 }: AwsClients): Promise<string> {
  const Bucket = fresh('bucket')
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }))
  return Bucket
}

const open = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false }

export function resourceCases(check: Case): void {
  bucketCases(check)
  queueAndTopicCases(check)
  keyAndSecretCases(check)
  computeCases(check)
}

function bucketCases(check: Case): void {
  check('bucket-region', 'lists buckets with their Regions when a page size is asked', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    const { Buckets = [] } = await member.s3.send(new ListBucketsCommand({ MaxBuckets: 1000 }))
    expect(Buckets.find(({ Name }) => Name === Bucket)?.BucketRegion).toBe(region)
  })

  check('bucket', 'tells where a bucket is, and its policy', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    expect((await member.s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(region)
    const policy = statement(`arn:aws:s3:::${Bucket}/*`, 's3:GetObject', {
      AWS: `arn:aws:iam::${aws.managementAccountId}:root`,
    })
    await member.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: text(policy) }))
    const { Policy } = await member.s3.send(new GetBucketPolicyCommand({ Bucket }))
    expect(JSON.parse(Policy ?? '')).toEqual(policy)
    expect((await member.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic).toBe(false)
  })

  check('bucket-region-unasked', 'leaves the Region out of a list that asks for nothing', async (aws) => {
    const member = await insideMember(aws)
    await newBucket(member)
    const { Buckets = [] } = await member.s3.send(new ListBucketsCommand({}))
    expect(Buckets.length).toBeGreaterThan(0)
    expect(Buckets.every(({ BucketRegion }) => BucketRegion === undefined)).toBe(true)
  })

  check('bucket-unset', 'says that parts were never set', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    expect(await refusal(member.s3.send(new GetBucketPolicyCommand({ Bucket })))).toBe('NoSuchBucketPolicy')
    expect(await refusal(member.s3.send(new GetBucketTaggingCommand({ Bucket })))).toBe('NoSuchTagSet')
    expect(await refusal(member.s3.send(new GetBucketPolicyCommand({ Bucket: fresh('none') })))).toBe('NoSuchBucket')
  })

  check('bucket-defaults', 'closes and encrypts new buckets', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    const { PublicAccessBlockConfiguration: block } = await member.s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    expect(Object.values(block ?? {})).toEqual([true, true, true, true])
    const { OwnershipControls } = await member.s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
    const { ServerSideEncryptionConfiguration: encryption } = await member.s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    )
    expect(encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
  })

  check('bucket-public-blocked', 'refuses a public policy while that is blocked', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    const Policy = text(statement(`arn:aws:s3:::${Bucket}/*`, 's3:GetObject', '*'))
    expect(await refusal(member.s3.send(new PutBucketPolicyCommand({ Bucket, Policy })))).toBe('AccessDenied')
  })

  check('bucket-public', 'tells a public policy', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    const Policy = text(statement(`arn:aws:s3:::${Bucket}/*`, 's3:GetObject', '*'))
    await member.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: open }))
    await member.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    expect((await member.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic).toBe(true)
  })

  check('bucket-cross-account', 'lets another account in as far as the bucket policy goes', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    const foreign = clientsOf(aws, aws.admin)
    expect(await refusal(foreign.s3.send(new GetBucketPolicyCommand({ Bucket })))).toBe('AccessDenied')
  })

  check('bucket-malformed', 'refuses what is no policy', async (aws) => {
    const member = await insideMember(aws)
    const Bucket = await newBucket(member)
    expect(await refusal(member.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Statement": 3}' })))).toBe(
      'MalformedPolicy',
    )
  })

  check('buckets-paged', 'pages buckets', async (aws) => {
    const member = await insideMember(aws)
    for (let count = 0; count < 3; count++) await newBucket(member)
    const ask = (MaxBuckets: number) =>
      pages(async (ContinuationToken) => {
        const page = await member.s3.send(new ListBucketsCommand({ ContinuationToken, MaxBuckets }))
        return { items: page.Buckets?.map(({ Name }) => Name), next: page.ContinuationToken }
      })
    const whole = (await ask(1000)).flat()
    const two = await ask(2)
    expect(two.flat()).toEqual(whole)
    expect(two[0]).toHaveLength(2)
  })
}

function queueAndTopicCases(check: Case): void {
  check('queue', 'tells a queue with its policy', async (aws) => {
    const { sqs } = await insideMember(aws)
    const QueueName = fresh('queue')
    const policy = statement(`arn:aws:sqs:${region}:${aws.memberAccountId}:${QueueName}`, 'sqs:SendMessage', {
      AWS: `arn:aws:iam::${aws.managementAccountId}:root`,
    })
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy: text(policy) } }))
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl).toBe(QueueUrl)
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    expect(Attributes?.['QueueArn']).toBe(`arn:aws:sqs:${region}:${aws.memberAccountId}:${QueueName}`)
    expect(JSON.parse(Attributes?.['Policy'] ?? '')).toEqual(policy)
    const chosen = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    expect(Object.keys(chosen.Attributes ?? {})).toEqual(['QueueArn'])
  })

  check('queue-missing', 'says that a queue is not there', async (aws) => {
    const { sqs } = await insideMember(aws)
    expect(await refusal(sqs.send(new GetQueueUrlCommand({ QueueName: fresh('none') })))).toMatch(
      /QueueDoesNotExist|NonExistentQueue/,
    )
  })

  check('queues-paged', 'pages queues only when a size is asked', async (aws) => {
    const { sqs } = await insideMember(aws)
    const prefix = fresh('paged')
    for (const end of ['a', 'b', 'c']) await sqs.send(new CreateQueueCommand({ QueueName: `${prefix}-${end}` }))
    const whole = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }))
    expect(whole.QueueUrls).toHaveLength(3)
    expect(whole.NextToken).toBeUndefined()
    const two = await pages(async (NextToken) => {
      const page = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2, NextToken }))
      return { items: page.QueueUrls, next: page.NextToken }
    })
    expect(two.map((page) => page.length)).toEqual([2, 1])
    expect(two.flat().sort()).toEqual([...(whole.QueueUrls ?? [])].sort())
  })

  check('topic', 'gives a new topic the default policy', async (aws) => {
    const { sns } = await insideMember(aws)
    const Name = fresh('topic')
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }))
    expect(TopicArn).toBe(`arn:aws:sns:${region}:${aws.memberAccountId}:${Name}`)
    expect((await sns.send(new CreateTopicCommand({ Name }))).TopicArn, 'asked again').toBe(TopicArn)
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
    const { Statement } = JSON.parse(Attributes?.['Policy'] ?? '')
    expect(Statement[0].Condition).toEqual({ StringEquals: { 'AWS:SourceOwner': aws.memberAccountId } })
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}))
    expect(Topics.map((topic) => topic.TopicArn)).toContain(TopicArn)
  })

  check('topic-missing', 'says that a topic is not there', async (aws) => {
    const { sns } = await insideMember(aws)
    const TopicArn = `arn:aws:sns:${region}:${aws.memberAccountId}:${fresh('none')}`
    expect(await refusal(sns.send(new GetTopicAttributesCommand({ TopicArn })))).toMatch(/^NotFound/)
  })
}

function keyAndSecretCases(check: Case): void {
  check('key', 'gives a new key a policy that leaves it to IAM', async (aws) => {
    const { kms } = await insideMember(aws)
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'contract' }))
    const KeyId = KeyMetadata?.KeyId ?? ''
    expect(KeyMetadata?.KeyManager).toBe('CUSTOMER')
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }))
    expect(JSON.parse(Policy ?? '').Statement[0].Principal).toEqual({ AWS: `arn:aws:iam::${aws.memberAccountId}:root` })
    const AliasName = `alias/${fresh('alias')}`
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }))
    const named = await kms.send(new DescribeKeyCommand({ KeyId: AliasName }))
    expect(named.KeyMetadata?.Arn).toBe(KeyMetadata?.Arn)
    const aliases = await pages(async (Marker) => {
      const page = await kms.send(new ListAliasesCommand({ Marker, Limit: 100 }))
      return { items: page.Aliases, next: page.Truncated ? page.NextMarker : undefined }
    })
    expect(aliases.flat().find((alias) => alias.AliasName === AliasName)?.TargetKeyId).toBe(KeyId)
  })

  check('key-missing', 'says that a key is not there', async (aws) => {
    const { kms } = await insideMember(aws)
    const KeyId = '00000000-0000-4000-8000-000000000000'
    expect(await refusal(kms.send(new DescribeKeyCommand({ KeyId })))).toMatch(/^NotFound/)
  })

  check('keys-paged', 'pages keys', async (aws) => {
    const { kms } = await insideMember(aws)
    for (let count = 0; count < 3; count++) await kms.send(new CreateKeyCommand({}))
    const ask = (Limit: number) =>
      pages(async (Marker) => {
        const page = await kms.send(new ListKeysCommand({ Marker, Limit }))
        return { items: page.Keys?.map(({ KeyId }) => KeyId), next: page.Truncated ? page.NextMarker : undefined }
      })
    const whole = (await ask(1000)).flat()
    const two = await ask(2)
    expect(two[0]).toHaveLength(2)
    expect(two.flat().sort()).toEqual([...whole].sort())
  })

  check('secret', 'tells a secret, without a policy and with one', async (aws) => {
    const { secrets } = await insideMember(aws)
    const Name = fresh('secret')
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name, SecretString: 'unused' }))
    expect((await secrets.send(new GetResourcePolicyCommand({ SecretId: Name }))).ResourcePolicy).toBeUndefined()
    const policy = statement('*', 'secretsmanager:GetSecretValue', {
      AWS: `arn:aws:iam::${aws.managementAccountId}:root`,
    })
    await secrets.send(new PutResourcePolicyCommand({ SecretId: Name, ResourcePolicy: text(policy) }))
    const read = await secrets.send(new GetResourcePolicyCommand({ SecretId: ARN }))
    expect(JSON.parse(read.ResourcePolicy ?? '')).toEqual(policy)
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand({ MaxResults: 100 }))
    expect(SecretList.find((secret) => secret.Name === Name)?.ARN).toBe(ARN)
    expect(ARN).toMatch(new RegExp(`:secret:${Name}-[A-Za-z0-9]{6}$`))
    expect(await refusal(secrets.send(new GetResourcePolicyCommand({ SecretId: fresh('none') })))).toMatch(
      /^ResourceNotFound/,
    )
  })
}

function computeCases(check: Case): void {
  check('function', 'tells a function, its role and who may call it', async (aws) => {
    const { iam, lambda } = await insideMember(aws)
    const FunctionName = fresh('function')
    const AssumeRolePolicyDocument = text({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: fresh('lambda'), AssumeRolePolicyDocument }))
    const code = { ZipFile: emptyZip }
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: Role?.Arn,
        Code: code,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
      }),
    )
    expect(await refusal(lambda.send(new GetPolicyCommand({ FunctionName })))).toMatch(/^ResourceNotFound/)
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: 'one',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        SourceAccount: aws.memberAccountId,
      }),
    )
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }))
    const [first] = JSON.parse(Policy ?? '').Statement
    expect(first).toMatchObject({
      Sid: 'one',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Condition: { StringEquals: { 'AWS:SourceAccount': aws.memberAccountId } },
    })
    const listed = await pages(async (Marker) => {
      const page = await lambda.send(new ListFunctionsCommand({ Marker, MaxItems: 50 }))
      return { items: page.Functions, next: page.NextMarker }
    })
    expect(listed.flat().find((each) => each.FunctionName === FunctionName)?.Role).toBe(Role?.Arn)
  })

  check('regions', 'tells enabled Regions, and all with their status', async (aws) => {
    const { ec2 } = await insideMember(aws)
    const { Regions: enabled = [] } = await ec2.send(new DescribeRegionsCommand({}))
    const { Regions: all = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }))
    expect(enabled.find(({ RegionName }) => RegionName === region)?.OptInStatus).toBe('opt-in-not-required')
    expect(enabled.some(({ OptInStatus }) => OptInStatus === 'not-opted-in')).toBe(false)
    expect(all.some(({ OptInStatus }) => OptInStatus === 'not-opted-in')).toBe(true)
  })

  check('instances-page-size', 'refuses pages of instances smaller than five', async (aws) => {
    const { ec2 } = await insideMember(aws)
    expect((await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }))).Reservations).toBeDefined()
    expect(await refusal(ec2.send(new DescribeInstancesCommand({ MaxResults: 2 })))).toBe('InvalidParameterValue')
  })
}

/** End-of-central-directory record: the smallest file that is a ZIP archive (PKWARE APPNOTE 4.3.16). */
const emptyZip = Uint8Array.from([0x50, 0x4b, 0x05, 0x06, ...new Array<number>(18).fill(0)])
