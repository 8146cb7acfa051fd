/**
 * Our template in a CloudFormation that is not ours. Where moto 5 differs from AWS: it does not attach `ManagedPolicyArns`, which is
 * tried in the simulated organization instead.
 */
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import {
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSettings } from '../../app/ports/connections.ts'
import { accountIdOf, connectionTo } from '../connection.fake.ts'
import { describeInstallation } from '../instructions.ts'
import type { Moto } from '../moto-server.fake.ts'
import { findMoto, startMoto } from '../moto-server.fake.ts'
import { broughtBy, choices, optional, valuesOf, withoutRoom } from './optional-parameters.fake.ts'
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
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
    // moto deletes a policy of a stack without taking it from its role first.
    for (const { PolicyArn } of AttachedPolicies) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
    await cloudFormation.send(new DeleteStackCommand({ StackName }))
    return {
      outputs,
      role: Role,
      inline: Object.fromEntries(inline),
      attached: AttachedPolicies.map(({ PolicyName = '' }) => PolicyName).toSorted(),
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

  test('the role of the management account by a name and path of its own', async () => {
    const managementAccountId = accountIdOf('123456789012')
    const managementRoleArn = `arn:aws:iam::${managementAccountId}:role/audit/Reader`
    const there = { managementAccountId, managementRoleArn, organization: true }
    const { template, createStackCli } = describeInstallation(connection(there))
    const values = [...createStackCli.matchAll(/ParameterKey=(\w+),ParameterValue=([^\s']+)/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    )
    const ofManagement = Object.fromEntries(values.slice(values.findLastIndex(([key]) => key === 'ExternalID')))
    expect((await install(template, ofManagement)).outputs['BailiwickRoleArn']).toBe(managementRoleArn)
    expect((await install(template, { ExternalID: 'some-id' })).role?.Path).toBe('/')
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

  test('with every choice of them', async () => {
    const { template } = describeInstallation(connection())
    for (const chosen of choices) {
      const { inline } = await install(template, { ExternalID: 'some-id', ...valuesOf(chosen) })
      const others = chosen.filter((name) => name !== 'IncludeAWSIdentityCenter')
      expect(Object.keys(inline).toSorted()).toEqual(broughtBy(others))
    }
  }, 60_000)

  test('with the least policies, with every choice of optional parameters', async () => {
    const settings = { ...defaultSettings, resourceTypes: ['s3' as const] }
    const { template } = describeInstallation(connection({ settings }), { policy: 'least' })
    for (const chosen of choices.filter((names) => !names.includes('ExtendedReads'))) {
      const { inline } = await install(template, { ExternalID: 'some-id', RoleName: 'Least', ...valuesOf(chosen) })
      const others = chosen.filter((name) => name !== 'IncludeAWSIdentityCenter')
      const ofIdentityCenter = others.length < chosen.length ? ['BailiwickIdentityCenterReads'] : []
      expect(Object.keys(inline).toSorted()).toEqual(
        ['BailiwickReads', ...ofIdentityCenter, ...broughtBy(others)].toSorted(),
      )
      if (chosen.includes('CloudTrailBucketArn'))
        expect(inline['BailiwickTrailLogs'][0].Resource).toBe('arn:aws:s3:::central-logs/AWSLogs/*')
    }
  }, 60_000)

  test('with least policies that do not fit into the role', async () => {
    const { template } = describeInstallation(connection({ settings: withoutRoom }), { policy: 'least' })
    const { inline, attached } = await install(template, {
      ExternalID: 'some-id',
      CloudTrailKeyArn: optional.CloudTrailKeyArn[0],
    })
    expect(Object.keys(inline)).toEqual(['BailiwickTrailKey'])
    expect(attached).toContainEqual(expect.stringContaining('-BailiwickReadsManaged-'))
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
