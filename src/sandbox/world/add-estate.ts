/**
 * What every account of Larkfield runs its roles on, and who watches over it: a network where it has machines, tasks, a load
 * balancer, a database, the recorder and the detectors of the organization. None of it is a mistake.
 */
import type { AccountId } from '../../core/ids.ts'
import { allow, policy } from './documents.ts'
import type { Estate } from './estate.ts'
import { homeRegion } from './ground.ts'
import { workRegions } from './guardrails.ts'
import { hex, organizationId } from './ids.ts'
import type { Maker } from './maker.ts'
import { estateOf, type IamRole, type KmsKey } from './model.ts'
import { addNetwork, type Network, placeInstance } from './network.ts'
import { stream } from './random.ts'

interface EstatePlan {
  readonly management: AccountId
  /** Products whose tasks are defined. */
  readonly products: number
}

export function addEstate(make: Maker, plan: EstatePlan): void {
  for (const [region, place] of make.state.regions) {
    if (place.instances.size === 0) continue
    const estate = estateOf(make.state, region)
    const network = addNetwork(make, estate, region, ownBucketsOnly(make))
    for (const instance of place.instances.values()) placeInstance(make, estate, network, instance)
    addManagedMachines(make, estate, region)
    if (region === homeRegion) addFrontAndDatabase(make, estate, network)
  }
  addTasks(make, plan.products)
  for (const region of workRegions) addWatch(make, estateOf(make.state, region), region)
  if (make.id === plan.management) addOrganizationTrail(make)
}

/** What goes through the endpoint stays in the organization. */
const ownBucketsOnly = ({ seed }: Maker) =>
  policy(
    allow({
      principal: '*',
      actions: 's3:*',
      resources: '*',
      when: { StringEquals: { 'aws:ResourceOrgID': organizationId(seed) } },
    }),
  )

/* ------------------------------------------------------------------ machines and what runs on them */

const ssmCore = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

/** Instances whose role lets the agent report. */
function addManagedMachines(make: Maker, estate: Estate, region: string): void {
  const { iam, regions } = make.state
  for (const { id, instanceProfileArn, state, privateIp } of regions.get(region)?.instances.values() ?? []) {
    const profile = [...iam.instanceProfiles.values()].find(({ arn }) => arn === instanceProfileArn)
    const role = iam.roles.get(profile?.roleName ?? '')
    if (!role?.attachedPolicies.includes(ssmCore)) continue
    estate.managedMachines.push({
      InstanceId: id,
      PingStatus: state === 'running' ? 'Online' : 'ConnectionLost',
      LastPingDateTime: make.start,
      AgentVersion: '3.3.2299.0',
      PlatformType: 'Linux',
      ResourceType: 'EC2Instance',
      IPAddress: privateIp,
      ComputerName: `ip-${privateIp.replaceAll('.', '-')}.${region}.compute.internal`,
    })
  }
}

const isTaskRole = ({ path, name }: IamRole): boolean => path === '/service/' && name.endsWith('-task')

/** Two revisions of each product's task: the older one ran without a role of its own. */
function addTasks(make: Maker, products: number): void {
  const roles = [...make.state.iam.roles.values()].filter(isTaskRole).slice(0, products)
  if (roles.length === 0) return
  const { taskDefinitions } = estateOf(make.state, homeRegion)
  for (const role of roles) {
    const family = role.name.replace(/-task$/, '')
    const agent = make.state.iam.roles.get(`${family}-exec`)
    const revision = (number: number) => ({
      taskDefinitionArn: make.arn('ecs', `task-definition/${family}:${number}`, homeRegion),
      family,
      revision: number,
      status: 'ACTIVE' as const,
      registeredAt: make.ago(40 - 10 * number),
      networkMode: 'awsvpc' as const,
      compatibilities: ['EC2' as const, 'FARGATE' as const],
      ...(agent && { executionRoleArn: agent.arn }),
    })
    taskDefinitions.set(family, [revision(1), { ...revision(2), taskRoleArn: role.arn }])
  }
}

/** One way in from the internet, and a database behind it that has none. */
function addFrontAndDatabase(make: Maker, estate: Estate, network: Network): void {
  const { seed, id, name, arn, ago } = make
  const random = stream(seed, 'estate', id)
  estate.loadBalancers.push({
    LoadBalancerArn: arn('elasticloadbalancing', `loadbalancer/app/front/${hex(16, seed, id, 'front')}`, homeRegion),
    LoadBalancerName: 'front',
    DNSName: `front-${1_000_000 + random.int(9_000_000)}.${homeRegion}.elb.amazonaws.com`,
    Type: 'application',
    Scheme: 'internet-facing',
    VpcId: network.vpcId,
    AvailabilityZones: network.publicSubnets.map((SubnetId) => ({ SubnetId })),
    SecurityGroups: [network.groups.web],
    CreatedTime: ago(300),
    State: { Code: 'active' },
  })
  const key = make.key('databases')
  estate.databases.push({
    DBInstanceIdentifier: 'main',
    DBInstanceArn: arn('rds', 'db:main', homeRegion),
    DbiResourceId: `db-${hex(26, seed, id, 'main').toUpperCase()}`,
    Engine: 'postgres',
    DBInstanceStatus: 'available',
    InstanceCreateTime: ago(280),
    PubliclyAccessible: false,
    StorageEncrypted: true,
    KmsKeyId: key.arn,
    IAMDatabaseAuthenticationEnabled: random.chance(0.5),
    DBSubnetGroup: {
      VpcId: network.vpcId,
      Subnets: network.privateSubnets.map((SubnetIdentifier) => ({ SubnetIdentifier })),
    },
    VpcSecurityGroups: [{ VpcSecurityGroupId: network.groups.data, Status: 'active' }],
    TagList: [{ Key: 'owner', Value: `${name}@larkfield.example` }],
  })
  estate.databaseSnapshots.set('main-before-upgrade', {
    snapshot: {
      DBSnapshotIdentifier: 'main-before-upgrade',
      DBSnapshotArn: arn('rds', 'snapshot:main-before-upgrade', homeRegion),
      DBInstanceIdentifier: 'main',
      Engine: 'postgres',
      SnapshotType: 'manual',
      SnapshotCreateTime: ago(60),
      Status: 'available',
      Encrypted: true,
      KmsKeyId: key.arn,
      TagList: [],
    },
    sharedWith: [],
  })
  addVolumeSnapshots(make, estate, key)
}

/** Nightly copies under the key that AWS manages, which cannot be shared; and one that could be, and is not. */
function addVolumeSnapshots(make: Maker, estate: Estate, ownKey: KmsKey): void {
  const copy = (what: string, age: number, key: KmsKey): void => {
    const SnapshotId = `snap-0${hex(16, make.seed, make.id, what)}`
    const snapshot = {
      SnapshotId,
      OwnerId: make.id,
      VolumeId: `vol-0${hex(16, make.seed, make.id, 'volume')}`,
      StartTime: make.ago(age),
      State: 'completed' as const,
      Encrypted: true,
      KmsKeyId: key.arn,
      Description: what,
      Tags: [],
    }
    estate.snapshots.set(SnapshotId, { snapshot, sharedWith: [] })
  }
  const awsKey = make.key('aws/ebs')
  copy('nightly-1', 1, awsKey)
  copy('nightly-2', 2, awsKey)
  copy('before-migration', 200, ownKey)
}

/* ------------------------------------------------------------------ who watches */

const rules = [
  ['cloudtrail-enabled', 'COMPLIANT'],
  ['iam-user-mfa-enabled', 'NON_COMPLIANT'],
  ['restricted-ssh', 'COMPLIANT'],
  ['s3-bucket-ssl-requests-only', 'COMPLIANT'],
] as const

/** In the Regions where the organization works; elsewhere a guardrail stands, and nothing is recorded. */
function addWatch({ seed, id, arn, ago, start }: Maker, estate: Estate, region: string): void {
  const name = 'default'
  const recorder = arn('config', `configuration-recorder/${name}/${hex(16, seed, id, region, 'recorder')}`, region)
  estate.recording = {
    recorder: {
      arn: recorder,
      name,
      roleARN: arn('iam', 'role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig'),
      recordingGroup: {
        allSupported: true,
        includeGlobalResourceTypes: region === homeRegion,
        recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' },
      },
    },
    status: { arn: recorder, name, recording: true, lastStatus: 'Success', lastStatusChangeTime: ago(0.02) },
    channel: {
      name,
      configHistoryDeliveryInfo: { lastStatus: 'Success', lastSuccessfulTime: ago(0.1), lastAttemptTime: ago(0.1) },
    },
    rules: new Map(rules),
  }
  estate.detectors.set(hex(32, seed, id, region, 'detector'), {
    CreatedAt: ago(600).toISOString(),
    UpdatedAt: start.toISOString(),
    ServiceRole: arn('iam', 'role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty'),
    Status: 'ENABLED',
    Tags: {},
  })
  if (region !== homeRegion) return
  estate.hub = {
    HubArn: arn('securityhub', 'hub/default', region),
    SubscribedAt: ago(600).toISOString(),
    AutoEnableControls: true,
  }
}

/** One trail for all accounts and Regions, into the bucket of log-archive. */
function addOrganizationTrail({ state, arn, ago, start }: Maker): void {
  const Name = 'larkfield-organization'
  estateOf(state, homeRegion).trails.set(Name, {
    trail: {
      Name,
      TrailARN: arn('cloudtrail', `trail/${Name}`, homeRegion),
      HomeRegion: homeRegion,
      S3BucketName: 'larkfield-trail',
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: true,
      IsOrganizationTrail: true,
      LogFileValidationEnabled: true,
      HasCustomEventSelectors: true,
      HasInsightSelectors: false,
    },
    status: { IsLogging: true, StartLoggingTime: ago(1_000), LatestDeliveryTime: start },
    selectors: {
      AdvancedEventSelectors: [
        { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
      ],
    },
  })
}
