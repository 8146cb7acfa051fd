/** The same collectors against an AWS that is not ours, as far as `moto_server` has the service. */
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail'
import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild'
import { ConfigServiceClient, PutConfigurationRecorderCommand } from '@aws-sdk/client-config-service'
import { CreateMicrosoftADCommand, DirectoryServiceClient } from '@aws-sdk/client-directory-service'
import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  CreateVpcEndpointCommand,
  DescribeSubnetsCommand,
  EC2Client,
  ModifySnapshotAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import {
  CreateLoadBalancerCommand as CreateClassicLoadBalancerCommand,
  ElasticLoadBalancingClient,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing'
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { CreateDetectorCommand, GuardDutyClient } from '@aws-sdk/client-guardduty'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram'
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateNotebookInstanceCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'
import { EnableSecurityHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Collector } from '../collector.ts'
import { accountIdOf } from '../connection.fake.ts'
import { findMoto, type Moto, startMoto } from '../moto-server.fake.ts'
import { type ReadCell, readCell } from '../read-cell.fake.ts'
import { cloudtrail } from './cloudtrail.ts'
import { codebuild } from './codebuild.ts'
import { config } from './config.ts'
import { ds } from './ds.ts'
import { ebs } from './ebs.ts'
import { ec2 } from './ec2.ts'
import { ecs } from './ecs.ts'
import { eks } from './eks.ts'
import { elasticloadbalancing } from './elasticloadbalancing.ts'
import { guardduty } from './guardduty.ts'
import { network } from './network.ts'
import { ram } from './ram.ts'
import { rds } from './rds.ts'
import { sagemaker } from './sagemaker.ts'
import { securityhub } from './securityhub.ts'
import { ssm } from './ssm.ts'
import { states } from './states.ts'

const program = findMoto(process.env)
if (!program) process.stderr.write('Skipped: no moto_server; the estate was not read on an AWS that is not ours.\n')

const region = 'eu-west-1'
const accountId = accountIdOf('123456789012')
const stranger = '210987654321'
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
const roleArn = `arn:aws:iam::${accountId}:role/app`

let moto: Moto
const client = () => ({ endpoint: moto.url, region, credentials })
const read = (collector: Collector, pageSize?: number): Promise<ReadCell> =>
  readCell({ url: moto.url, credentials }, collector, {
    accountId,
    region,
    ...(pageSize !== undefined && { pageSize }),
  })

/** Names and facts, of a cell that was read whole. */
async function found(collector: Collector): Promise<readonly (readonly [string, string, object])[]> {
  const { objects, cell } = await read(collector)
  expect(cell).toMatchObject({ state: 'ok' })
  return objects.flatMap((object) =>
    object.kind === 'resource' ? [[object.body.type, object.body.name, object.body.facts] as const] : [],
  )
}

async function makeStorage(): Promise<void> {
  const rdsClient = new RDSClient(client())
  const DBInstanceIdentifier = 'orders'
  await rdsClient.send(
    new CreateDBInstanceCommand({ DBInstanceIdentifier, DBInstanceClass: 'db.t3.micro', Engine: 'postgres' }),
  )
  const DBSnapshotIdentifier = 'orders-copy'
  await rdsClient.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier }))
  await rdsClient.send(
    new ModifyDBSnapshotAttributeCommand({
      DBSnapshotIdentifier,
      AttributeName: 'restore',
      ValuesToAdd: ['all', stranger],
    }),
  )
  const ec2Client = new EC2Client(client())
  const { VolumeId } = await ec2Client.send(new CreateVolumeCommand({ AvailabilityZone: `${region}a`, Size: 1 }))
  const { SnapshotId } = await ec2Client.send(new CreateSnapshotCommand({ VolumeId }))
  await ec2Client.send(
    new ModifySnapshotAttributeCommand({
      SnapshotId,
      Attribute: 'createVolumePermission',
      OperationType: 'add',
      UserIds: [stranger],
    }),
  )
}

async function makeNetwork(): Promise<void> {
  const ec2Client = new EC2Client(client())
  const { Subnets = [] } = await ec2Client.send(new DescribeSubnetsCommand({}))
  const subnets = Subnets.flatMap(({ SubnetId }) => SubnetId ?? [])
  const [first] = Subnets
  await ec2Client.send(
    new CreateVpcEndpointCommand({
      VpcId: first?.VpcId,
      ServiceName: `com.amazonaws.${region}.s3`,
      VpcEndpointType: 'Gateway',
    }),
  )
  const { Instances = [] } = await ec2Client.send(
    new RunInstancesCommand({ ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: first?.SubnetId }),
  )
  await new ElasticLoadBalancingV2Client(client()).send(
    new CreateLoadBalancerCommand({ Name: 'front', Subnets: subnets.slice(0, 2), Scheme: 'internet-facing' }),
  )
  const classic = new ElasticLoadBalancingClient(client())
  await classic.send(
    new CreateClassicLoadBalancerCommand({
      LoadBalancerName: 'old-front',
      Subnets: subnets.slice(0, 1),
      Listeners: [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 80 }],
    }),
  )
  await classic.send(
    new RegisterInstancesWithLoadBalancerCommand({
      LoadBalancerName: 'old-front',
      Instances: Instances.map(({ InstanceId }) => ({ InstanceId })),
    }),
  )
  await new DirectoryServiceClient(client()).send(
    new CreateMicrosoftADCommand({
      Name: 'corp.example.com',
      Password: 'Password-1',
      VpcSettings: { VpcId: first?.VpcId, SubnetIds: subnets.slice(0, 2) },
    }),
  )
  await new EKSClient(client()).send(
    new CreateClusterCommand({ name: 'apps', roleArn, resourcesVpcConfig: { subnetIds: subnets.slice(0, 2) } }),
  )
}

async function makeWorkloads(): Promise<void> {
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }]
  await new IAMClient(client()).send(
    new CreateRoleCommand({
      RoleName: 'app',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  )
  const containerDefinitions = [{ name: 'main', image: 'busybox', memory: 64 }]
  const ecsClient = new ECSClient(client())
  await ecsClient.send(new RegisterTaskDefinitionCommand({ family: 'worker', containerDefinitions }))
  await ecsClient.send(
    new RegisterTaskDefinitionCommand({ family: 'worker', containerDefinitions, taskRoleArn: roleArn }),
  )
  await new SFNClient(client()).send(
    new CreateStateMachineCommand({
      name: 'flow',
      roleArn,
      definition: '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}',
    }),
  )
  await new SageMakerClient(client()).send(
    new CreateNotebookInstanceCommand({ NotebookInstanceName: 'book', InstanceType: 'ml.t3.medium', RoleArn: roleArn }),
  )
  await new CodeBuildClient(client()).send(
    new CreateProjectCommand({
      name: 'site',
      serviceRole: roleArn,
      source: { type: 'S3', location: 'bucket/path' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
      },
    }),
  )
}

async function makeWatch(): Promise<void> {
  await new S3Client({ ...client(), forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: 'trail-bucket', CreateBucketConfiguration: { LocationConstraint: region } }),
  )
  const trails = new CloudTrailClient(client())
  await trails.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'trail-bucket', IsMultiRegionTrail: true }))
  await trails.send(new StartLoggingCommand({ Name: 'main' }))
  await new GuardDutyClient(client()).send(new CreateDetectorCommand({ Enable: true }))
  await new RAMClient(client()).send(new CreateResourceShareCommand({ name: 'things', allowExternalPrincipals: true }))
}

describe.skipIf(!program)('moto', () => {
  beforeAll(async () => {
    moto = await startMoto(program ?? '')
    await makeStorage()
    await makeNetwork()
    await makeWorkloads()
    await makeWatch()
  }, 60_000)
  afterAll(() => moto?.stop())

  test('databases, disks, and with whom they are shared', async () => {
    const databases = await found(rds)
    expect(databases).toContainEqual(['rds:db', 'orders', expect.objectContaining({ engine: 'postgres' })])
    expect(databases).toContainEqual([
      'rds:snapshot',
      'orders-copy',
      expect.objectContaining({ of: 'orders', sharedWith: [stranger, 'all'] }),
    ])
    const copies = await found(ebs)
    expect(copies).toContainEqual([
      'ec2:snapshot',
      expect.stringMatching(/^snap-/),
      expect.objectContaining({ encrypted: false, sharedWith: [stranger] }),
    ])
  })

  test('which roles things run as', async () => {
    expect(await found(ecs)).toEqual([
      ['ecs:task-definition', 'worker', expect.objectContaining({ executionRole: roleArn })],
    ])
    expect(await found(states)).toEqual([
      ['states:stateMachine', 'flow', expect.objectContaining({ executionRole: roleArn })],
    ])
    expect(await found(sagemaker)).toEqual([
      ['sagemaker:notebook-instance', 'book', expect.objectContaining({ executionRole: roleArn })],
    ])
    expect(await found(codebuild)).toEqual([
      [
        'codebuild:project',
        'site',
        expect.objectContaining({ executionRole: roleArn, sourceType: 'S3', webhook: false }),
      ],
    ])
  })

  test('networks, and what stands in them', async () => {
    const things = await found(network)
    const types = new Set(things.map(([type]) => type))
    for (const type of ['vpc', 'subnet', 'security-group', 'route-table', 'vpc-endpoint'])
      expect([type, types.has(`ec2:${type}`)]).toEqual([type, true])
    const [instance] = await found(ec2)
    const vpcs = (await read(network)).objects.flatMap(({ arn }) => (arn.includes(':vpc/') ? [arn.split('/')[1]] : []))
    expect(vpcs).toContain(Reflect.get(instance?.[2] ?? {}, 'vpc'))
    expect(await found(elasticloadbalancing)).toEqual([
      ['elasticloadbalancing:loadbalancer', 'front', expect.objectContaining({ scheme: 'internet-facing' })],
      [
        'elasticloadbalancing:loadbalancer',
        'old-front',
        expect.objectContaining({
          balancerType: 'classic',
          scheme: 'internet-facing',
          instances: (await read(ec2)).objects.map(({ arn }) => arn),
        }),
      ],
    ])
  })

  test('small pages tell the same', async () => {
    for (const collector of [rds, ebs, ec2, network, ecs, states, sagemaker, elasticloadbalancing, guardduty]) {
      const [small, large] = [await read(collector, 1), await read(collector)]
      const arns = ({ objects }: ReadCell) => objects.map(({ arn }) => arn).sort()
      expect([collector.type, arns(small)]).toEqual([collector.type, arns(large)])
    }
  })

  test('who watches', async () => {
    expect(await found(cloudtrail)).toEqual([
      [
        'cloudtrail:trail',
        'main',
        expect.objectContaining({ bucket: 'trail-bucket', multiRegion: true, logging: true, managementWrites: true }),
      ],
    ])
    expect(await found(guardduty)).toEqual([['guardduty:detector', expect.any(String), { enabled: true }]])
  })

  test('Security Hub: not on is none; on is there', async () => {
    expect(await found(securityhub)).toEqual([])
    await new SecurityHubClient(client()).send(new EnableSecurityHubCommand({}))
    expect(await found(securityhub)).toHaveLength(1)
  })

  test('Config: no recorder costs one call', async () => {
    const { objects, calls } = await read(config)
    expect(objects).toEqual([])
    expect(calls.map(({ operation }) => operation)).toEqual(['config:DescribeConfigurationRecorderStatus'])
    await new ConfigServiceClient(client()).send(
      new PutConfigurationRecorderCommand({ ConfigurationRecorder: { name: 'default', roleARN: roleArn } }),
    )
    const recorded = await read(config)
    expect(recorded.objects.map((object) => object.kind === 'resource' && object.body.facts)).toEqual([
      expect.objectContaining({ recording: false, everything: true }),
    ])
  })

  test.each([
    ['ds', ds, 'ds:'],
    ['eks', eks, 'eks:ListAccessEntries'],
    ['ram', ram, 'ram:ListPrincipals'],
    ['ssm', ssm, 'ssm:DescribeInstanceInformation'],
    ['config', config, 'config:DescribeComplianceByConfigRule'],
  ] as const)('%s: what moto does not offer is told as such, and the rest is kept', async (type, collector, action) => {
    const { objects, cell } = await read(collector)
    expect(cell.state === 'suspect' || cell.state === 'unsupported' || cell.state === 'failed').toBe(true)
    expect(`${cell.action} ${cell.reason}`).toContain(action)
    if (type !== 'ssm') expect(objects.length).toBeGreaterThan(0)
  })
})
