/** The bounds of AWS's pages and its answers to what is not there, for the services that only tell of what the world has. */
import { AccessAnalyzerClient, ListAnalyzersCommand, ListFindingsCommand } from '@aws-sdk/client-accessanalyzer'
import { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail'
import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild'
import { ConfigServiceClient, DescribeConfigurationRecordersCommand } from '@aws-sdk/client-config-service'
import { DescribeTrustsCommand, DirectoryServiceClient } from '@aws-sdk/client-directory-service'
import {
  DescribeImageAttributeCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { DescribeTaskDefinitionCommand, ECSClient, ListTaskDefinitionFamiliesCommand } from '@aws-sdk/client-ecs'
import { DescribeClusterCommand, EKSClient, ListAccessEntriesCommand, ListClustersCommand } from '@aws-sdk/client-eks'
import {
  DescribeLoadBalancersCommand as DescribeClassicLoadBalancersCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing'
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { GetDetectorCommand, GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty'
import { GetResourceSharesCommand, RAMClient } from '@aws-sdk/client-ram'
import { DescribeDBInstancesCommand, DescribeDBSnapshotAttributesCommand, RDSClient } from '@aws-sdk/client-rds'
import { ListNotebookInstancesCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'
import { DescribeHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub'
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn'
import { DescribeInstanceInformationCommand, ListAssociationsCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountId } from '../../core/ids.ts'
import { ListProfilesCommand, RolesAnywhereClient } from '../../sdk/client-rolesanywhere.ts'
import type { Sandbox } from '../server.ts'
import { assumeTrustRole, clientConfig, failure, startTestSandbox } from '../testing.ts'

const region = 'eu-west-1'

let sandbox: Sandbox
let management: AccountId
let config: ReturnType<typeof clientConfig>
beforeAll(async () => {
  sandbox = await startTestSandbox()
  management = sandbox.world.organization.managementAccountId
  config = clientConfig(sandbox, await assumeTrustRole(sandbox, management), region)
})
afterAll(() => sandbox.stop())

/** Smallest and largest page of each list: botocore's service models (Apache-2.0), or the API reference where they name none. */
const bounds: readonly (readonly [string, number, number, (size: number) => Promise<unknown>])[] = [
  ['rds', 20, 100, (MaxRecords) => new RDSClient(config).send(new DescribeDBInstancesCommand({ MaxRecords }))],
  [
    'snapshots',
    5,
    1000,
    (MaxResults) => new EC2Client(config).send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], MaxResults })),
  ],
  ['vpcs', 5, 1000, (MaxResults) => new EC2Client(config).send(new DescribeVpcsCommand({ MaxResults }))],
  ['subnets', 5, 1000, (MaxResults) => new EC2Client(config).send(new DescribeSubnetsCommand({ MaxResults }))],
  ['groups', 5, 1000, (MaxResults) => new EC2Client(config).send(new DescribeSecurityGroupsCommand({ MaxResults }))],
  ['routes', 5, 100, (MaxResults) => new EC2Client(config).send(new DescribeRouteTablesCommand({ MaxResults }))],
  [
    'interfaces',
    5,
    1000,
    (MaxResults) => new EC2Client(config).send(new DescribeNetworkInterfacesCommand({ MaxResults })),
  ],
  ['ssm', 5, 50, (MaxResults) => new SSMClient(config).send(new DescribeInstanceInformationCommand({ MaxResults }))],
  ['associations', 1, 50, (MaxResults) => new SSMClient(config).send(new ListAssociationsCommand({ MaxResults }))],
  ['eks', 1, 100, (maxResults) => new EKSClient(config).send(new ListClustersCommand({ maxResults }))],
  ['ecs', 1, 100, (maxResults) => new ECSClient(config).send(new ListTaskDefinitionFamiliesCommand({ maxResults }))],
  ['states', 0, 1000, (maxResults) => new SFNClient(config).send(new ListStateMachinesCommand({ maxResults }))],
  [
    'notebooks',
    1,
    100,
    (MaxResults) => new SageMakerClient(config).send(new ListNotebookInstancesCommand({ MaxResults })),
  ],
  [
    'ram',
    1,
    500,
    (maxResults) => new RAMClient(config).send(new GetResourceSharesCommand({ resourceOwner: 'SELF', maxResults })),
  ],
  [
    'balancers',
    1,
    400,
    (PageSize) => new ElasticLoadBalancingV2Client(config).send(new DescribeLoadBalancersCommand({ PageSize })),
  ],
  [
    'classic balancers',
    1,
    400,
    (PageSize) => new ElasticLoadBalancingClient(config).send(new DescribeClassicLoadBalancersCommand({ PageSize })),
  ],
  ['guardduty', 1, 50, (MaxResults) => new GuardDutyClient(config).send(new ListDetectorsCommand({ MaxResults }))],
  [
    'analyzers',
    1,
    100,
    (maxResults) => new AccessAnalyzerClient(config).send(new ListAnalyzersCommand({ maxResults })),
  ],
]

describe('pages', () => {
  test.each(bounds)('%s: from %d to %d', async (_, min, max, list) => {
    await list(min)
    await list(max)
    expect(await failure(list(max + 1))).toMatchObject({ status: 400 })
    if (min > 0) expect(await failure(list(min - 1))).toMatchObject({ status: 400 })
  })

  test('a made-up token is refused, by each service in its own words', async () => {
    const lists: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['InvalidParameterValue', () => new RDSClient(config).send(new DescribeDBInstancesCommand({ Marker: 'x' }))],
      ['InvalidNextToken', () => new EC2Client(config).send(new DescribeVpcsCommand({ NextToken: 'x' }))],
      ['InvalidNextToken', () => new SSMClient(config).send(new ListAssociationsCommand({ NextToken: 'x' }))],
      ['InvalidParameterException', () => new EKSClient(config).send(new ListClustersCommand({ nextToken: 'x' }))],
      ['InvalidToken', () => new SFNClient(config).send(new ListStateMachinesCommand({ nextToken: 'x' }))],
      ['BadRequestException', () => new GuardDutyClient(config).send(new ListDetectorsCommand({ NextToken: 'x' }))],
      ['ValidationException', () => new RolesAnywhereClient(config).send(new ListProfilesCommand({ nextToken: 'x' }))],
      [
        'ValidationException',
        () => new AccessAnalyzerClient(config).send(new ListAnalyzersCommand({ nextToken: 'x' })),
      ],
    ]
    for (const [name, list] of lists) expect(await failure(list())).toMatchObject({ name })
  })
})

describe('what is not there', () => {
  test.each<readonly [string, () => Promise<unknown>]>([
    [
      'DBSnapshotNotFoundFault',
      () => new RDSClient(config).send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: 'x' })),
    ],
    [
      'InvalidSnapshot.NotFound',
      () =>
        new EC2Client(config).send(
          new DescribeSnapshotAttributeCommand({ SnapshotId: 'snap-x', Attribute: 'createVolumePermission' }),
        ),
    ],
    [
      'InvalidAMIID.NotFound',
      () =>
        new EC2Client(config).send(
          new DescribeImageAttributeCommand({ ImageId: 'ami-x', Attribute: 'launchPermission' }),
        ),
    ],
    ['ResourceNotFoundException', () => new EKSClient(config).send(new DescribeClusterCommand({ name: 'x' }))],
    ['ResourceNotFoundException', () => new EKSClient(config).send(new ListAccessEntriesCommand({ clusterName: 'x' }))],
    ['ClientException', () => new ECSClient(config).send(new DescribeTaskDefinitionCommand({ taskDefinition: 'x' }))],
    [
      'StateMachineDoesNotExist',
      () =>
        new SFNClient(config).send(
          new DescribeStateMachineCommand({ stateMachineArn: `arn:aws:states:${region}:${management}:stateMachine:x` }),
        ),
    ],
    ['InvalidInputException', () => new CodeBuildClient(config).send(new BatchGetProjectsCommand({ names: [] }))],
    ['TrailNotFoundException', () => new CloudTrailClient(config).send(new GetTrailStatusCommand({ Name: 'x' }))],
    [
      'NoSuchConfigurationRecorderException',
      () =>
        new ConfigServiceClient(config).send(
          new DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: ['x'] }),
        ),
    ],
    [
      'DirectoryDoesNotExistException',
      () => new DirectoryServiceClient(config).send(new DescribeTrustsCommand({ DirectoryId: 'd-0123456789' })),
    ],
    [
      'LoadBalancerNotFoundException',
      () => new ElasticLoadBalancingV2Client(config).send(new DescribeLoadBalancersCommand({ Names: ['x'] })),
    ],
    [
      'AccessPointNotFoundException',
      () =>
        new ElasticLoadBalancingClient(config).send(
          new DescribeClassicLoadBalancersCommand({ LoadBalancerNames: ['x'] }),
        ),
    ],
    ['BadRequestException', () => new GuardDutyClient(config).send(new GetDetectorCommand({ DetectorId: 'x' }))],
    [
      'ResourceNotFoundException',
      () =>
        new AccessAnalyzerClient(config).send(
          new ListFindingsCommand({ analyzerArn: `arn:aws:access-analyzer:${region}:${management}:analyzer/x` }),
        ),
    ],
  ])('%s', async (name, call) => {
    expect(await failure(call())).toMatchObject({ name })
  })

  test('Security Hub says that the account is not subscribed, where it is not', async () => {
    const elsewhere = new SecurityHubClient({ ...config, region: 'sa-east-1' })
    expect(await failure(elsewhere.send(new DescribeHubCommand({})))).toMatchObject({
      name: 'InvalidAccessException',
      message: `Account ${management} is not subscribed to AWS Security Hub`,
    })
  })
})

test('a member sees the trail of its organization and is told nothing more of it', async () => {
  const member = [...sandbox.world.accounts.ids()].find(
    (id) => id !== management && id !== sandbox.world.home.accountId,
  )
  if (member === undefined) throw new Error('the world has no member')
  const trails = new CloudTrailClient(clientConfig(sandbox, await assumeTrustRole(sandbox, member), 'us-east-1'))
  const { trailList = [] } = await trails.send(new DescribeTrailsCommand({}))
  expect(trailList.map(({ HomeRegion, IsOrganizationTrail }) => [HomeRegion, IsOrganizationTrail])).toEqual([
    [region, true],
  ])
  const own = await trails.send(new DescribeTrailsCommand({ includeShadowTrails: false }))
  expect(own.trailList ?? []).toEqual([])
  // As users met it: turbot/steampipe-plugin-aws, issue 577.
  expect(await failure(trails.send(new GetTrailStatusCommand({ Name: trailList[0]?.TrailARN })))).toMatchObject({
    name: 'CloudTrailARNInvalidException',
    message: `AccountID in ARN is wrong, you can only access resources with AccountID ${member}.`,
  })
})
