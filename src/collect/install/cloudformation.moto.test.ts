/**
 * Our template in a CloudFormation that is not ours. Where moto 5 differs from AWS: it leaves `AWS::NoValue` in a list as null and
 * then fails, so optional parameters are tried none or all; it does not attach `ManagedPolicyArns`. Both are tried in the simulated
 * organization instead.
 */
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { GetRoleCommand, GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSettings } from '../../app/ports/connections.ts'
import { connectionTo } from '../connection.fake.ts'
import { describeInstallation } from '../instructions.ts'
import type { Moto } from '../moto-server.fake.ts'
import { findMoto, startMoto } from '../moto-server.fake.ts'
import { createTemplatePublisher } from './publish-template.ts'

const program = findMoto(process.env)
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const principal = 'arn:aws:iam::444455556666:role/bailiwick'

describe.skipIf(program === undefined)('the template in moto', () => {
  let moto: Moto
  const at = () => ({ endpoint: moto.url, region: 'us-east-1', credentials })
  const connection = (change = {}) =>
    connectionTo(moto.url, { method: 'cloudformation', trustPrincipalArn: principal, ...change })

  beforeAll(async () => {
    moto = await startMoto(program ?? '')
  }, 60_000)
  afterAll(() => moto?.stop())

  async function install(template: string, values: Readonly<Record<string, string>>) {
    const cloudFormation = new CloudFormationClient(at())
    const iam = new IAMClient(at())
    const StackName = `stack-${crypto.randomUUID().slice(0, 8)}`
    await cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: template,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      }),
    )
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const outputs = Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]))
    const RoleName = outputs['BailiwickRoleArn']?.split('/').at(-1) ?? ''
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
    const inline = await Promise.all(
      PolicyNames.map(async (PolicyName) => {
        const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))
        // moto keeps the document of a stack as Python prints it.
        return [PolicyName, JSON.parse(decodeURIComponent(PolicyDocument).replaceAll("'", '"')).Statement] as const
      }),
    )
    await cloudFormation.send(new DeleteStackCommand({ StackName }))
    return {
      outputs,
      role: Role,
      inline: Object.fromEntries(inline),
    }
  }

  test('is valid, and without the optional parameters it has no inline policy', async () => {
    const { template } = describeInstallation(connection())
    await new CloudFormationClient(at()).send(new ValidateTemplateCommand({ TemplateBody: template }))
    const { role, inline, outputs } = await install(template, { ExternalID: 'some-id' })
    expect(role).toMatchObject({ RoleName: 'BailiwickCrossAccountTrustRole', Path: '/', MaxSessionDuration: 3600 })
    expect(JSON.parse(decodeURIComponent(role?.AssumeRolePolicyDocument ?? ''))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: principal },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'some-id' } },
        },
      ],
    })
    expect(inline).toEqual({})
    expect(outputs).toMatchObject({
      BailiwickRoleArn: 'arn:aws:iam::123456789012:role/BailiwickCrossAccountTrustRole',
      BailiwickAccountId: '123456789012',
    })
  }, 30_000)

  test('with all of them', async () => {
    const { template } = describeInstallation(connection())
    const { inline, role } = await install(template, {
      ExternalID: 'some-id',
      IncludeAWSIdentityCenter: 'true',
      RoleName: 'Renamed',
      CloudTrailBucketArn: 'arn:aws:s3:::central-logs',
      CloudTrailPrefix: 'org/all',
      CloudTrailKeyArn: 'arn:aws:kms:us-east-1:222233334444:key/1234abcd',
      CloudTrailQueueArn: 'arn:aws:sqs:us-east-1:222233334444:bailiwick',
      ExtendedReads: 'true',
    })
    expect(role?.RoleName).toBe('Renamed')
    expect(Object.keys(inline).toSorted()).toEqual([
      'BailiwickExtendedReads',
      'BailiwickTrailKey',
      'BailiwickTrailLogs',
      'BailiwickTrailQueue',
    ])
    expect(inline['BailiwickTrailLogs']).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::central-logs/org/all/AWSLogs/*' },
    ])
    expect(inline['BailiwickTrailKey']).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:us-east-1:222233334444:key/1234abcd',
      },
    ])
    expect(inline['BailiwickTrailQueue']).toEqual([
      {
        Effect: 'Allow',
        Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        Resource: 'arn:aws:sqs:us-east-1:222233334444:bailiwick',
      },
    ])
  }, 30_000)

  test('with the least policies', async () => {
    const settings = { ...defaultSettings, resourceTypes: ['s3' as const] }
    const { template } = describeInstallation(connection({ settings }), { policy: 'least' })
    const { inline } = await install(template, {
      ExternalID: 'some-id',
      RoleName: 'Least',
      IncludeAWSIdentityCenter: 'true',
      CloudTrailBucketArn: 'arn:aws:s3:::central-logs',
      CloudTrailKeyArn: 'arn:aws:kms:us-east-1:222233334444:key/1234abcd',
      CloudTrailQueueArn: 'arn:aws:sqs:us-east-1:222233334444:bailiwick',
    })
    expect(Object.keys(inline).toSorted()).toEqual([
      'BailiwickIdentityCenterReads',
      'BailiwickReads',
      'BailiwickTrailKey',
      'BailiwickTrailLogs',
      'BailiwickTrailQueue',
    ])
    expect(inline['BailiwickTrailLogs'][0].Resource).toBe('arn:aws:s3:::central-logs/AWSLogs/*')
  }, 30_000)

  test('published under its hash, and not a second time', async () => {
    const s3 = new S3Client({ ...at(), forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: 'templates' }))
    await s3.send(new HeadBucketCommand({ Bucket: 'templates' }))
    const publish = createTemplatePublisher({
      clock: { now: () => new Date().toISOString(), elapsed: () => performance.now() },
      version: '0.0.0',
      env: {},
      credentials: () => async () => credentials,
    })
    const { template: text, templateVersion: version } = describeInstallation(connection())
    const to = { bucket: 'templates', prefix: 'bailiwick/roles' }
    const asked = { profile: null, endpoint: moto.url, homeRegion: 'us-east-1', partition: 'aws' as const }
    const first = await publish({ text, version }, to, asked)
    expect(first.isNew).toBe(true)
    expect(first.url).toBe(`${moto.url}/templates/bailiwick/roles/${version}.json`)
    const object = await s3.send(new GetObjectCommand({ Bucket: 'templates', Key: `bailiwick/roles/${version}.json` }))
    expect(await object.Body?.transformToString()).toBe(text)
    expect(await publish({ text: 'something else', version }, to, asked)).toEqual({ ...first, isNew: false })
    const kept = await s3.send(new GetObjectCommand({ Bucket: 'templates', Key: `bailiwick/roles/${version}.json` }))
    expect(await kept.Body?.transformToString()).toBe(text)
    await expect(publish({ text, version }, { bucket: 'no-such-bucket', prefix: '' }, asked)).rejects.toMatchObject({
      code: 'bad_input',
      message: 'There is no bucket "no-such-bucket".',
    })
  }, 30_000)
})
