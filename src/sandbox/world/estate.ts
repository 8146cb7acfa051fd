/**
 * What stands in a Region beside the resources that have policies: networks, machines, databases and who watches over them.
 * Nothing but reading happens to it, so each thing is kept in the words of AWS's own answer.
 */
import type { AnalyzerSummary, FindingSummary } from '@aws-sdk/client-accessanalyzer'
import type { GetEventSelectorsResponse, GetTrailStatusResponse, Trail } from '@aws-sdk/client-cloudtrail'
import type { Project } from '@aws-sdk/client-codebuild'
import type {
  ComplianceType,
  ConfigurationRecorder,
  ConfigurationRecorderStatus,
  DeliveryChannelStatus,
} from '@aws-sdk/client-config-service'
import type {
  CertificateInfo,
  ClientAuthenticationSettingInfo,
  ConditionalForwarder,
  DirectoryDescription,
  DomainController,
  LDAPSSettingInfo,
  LogSubscription,
  RegionDescription,
  SettingEntry,
  SharedDirectory,
  Trust,
} from '@aws-sdk/client-directory-service'
import type {
  CreateVolumePermission,
  Image,
  InternetGateway,
  LaunchPermission,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Snapshot,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2'
import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { AssociatedAccessPolicy, Cluster, PodIdentityAssociation } from '@aws-sdk/client-eks'
import type { LoadBalancerDescription } from '@aws-sdk/client-elastic-load-balancing'
import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { GetDetectorResponse } from '@aws-sdk/client-guardduty'
import type { Principal, Resource, ResourceShare } from '@aws-sdk/client-ram'
import type { DBCluster, DBClusterSnapshot, DBInstance, DBSnapshot } from '@aws-sdk/client-rds'
import type { DescribeNotebookInstanceOutput } from '@aws-sdk/client-sagemaker'
import type { DescribeHubResponse } from '@aws-sdk/client-securityhub'
import type { DescribeStateMachineOutput } from '@aws-sdk/client-sfn'
import type { AssociationDescription, InstanceInformation } from '@aws-sdk/client-ssm'
import type { ProfileDetail, TrustAnchorDetail } from '../../sdk/client-rolesanywhere.ts'

/** Maps are by the id or name that AWS asks for; lists stand in the order in which they are told. */
export interface Estate {
  readonly vpcs: Vpc[]
  readonly subnets: Subnet[]
  readonly securityGroups: SecurityGroup[]
  readonly routeTables: RouteTable[]
  readonly vpcEndpoints: VpcEndpoint[]
  readonly interfaces: NetworkInterface[]
  readonly internetGateways: InternetGateway[]
  readonly loadBalancers: LoadBalancer[]
  readonly classicBalancers: LoadBalancerDescription[]

  readonly snapshots: Map<string, { readonly snapshot: Snapshot; readonly sharedWith: CreateVolumePermission[] }>
  readonly images: Map<string, { readonly image: Image; readonly sharedWith: LaunchPermission[] }>

  readonly databases: DBInstance[]
  readonly databaseClusters: DBCluster[]
  /** `sharedWith`: account ids, or `all`. */
  readonly databaseSnapshots: Map<string, { readonly snapshot: DBSnapshot; readonly sharedWith: string[] }>
  readonly clusterSnapshots: Map<string, { readonly snapshot: DBClusterSnapshot; readonly sharedWith: string[] }>

  readonly managedMachines: InstanceInformation[]
  readonly associations: Map<string, AssociationDescription>
  readonly directories: Map<string, DirectoryState>
  readonly trustAnchors: TrustAnchorDetail[]
  readonly profiles: ProfileDetail[]

  readonly clusters: Map<string, EksState>
  /** By family, the oldest revision first. */
  readonly taskDefinitions: Map<string, TaskDefinition[]>
  readonly stateMachines: Map<string, DescribeStateMachineOutput>
  readonly notebooks: Map<string, DescribeNotebookInstanceOutput>
  readonly buildProjects: Map<string, Project>

  /** Those whose home the Region is, by name. */
  readonly trails: Map<string, TrailState>
  recording?: RecordingState
  /** By id; GuardDuty allows one a Region. */
  readonly detectors: Map<string, GetDetectorResponse>
  hub?: DescribeHubResponse
  readonly analyzers: Map<string, { readonly analyzer: AnalyzerSummary; readonly findings: FindingSummary[] }>
}

export interface DirectoryState {
  readonly directory: DirectoryDescription
  readonly trusts: Trust[]
  readonly shares: SharedDirectory[]
  readonly ldaps: LDAPSSettingInfo[]
  readonly certificates: CertificateInfo[]
  readonly clientAuthentication: ClientAuthenticationSettingInfo[]
  readonly logs: LogSubscription[]
  readonly settings: SettingEntry[]
  readonly forwarders: ConditionalForwarder[]
  readonly controllers: DomainController[]
  readonly regions: RegionDescription[]
}

export interface EksState {
  readonly cluster: Cluster
  /** Policies by the ARN of the principal that they are associated with. */
  readonly accessEntries: Map<string, AssociatedAccessPolicy[]>
  readonly podIdentities: readonly PodIdentityAssociation[]
}

export interface TrailState {
  readonly trail: Trail
  readonly status: Omit<GetTrailStatusResponse, '$metadata'>
  readonly selectors: Pick<GetEventSelectorsResponse, 'EventSelectors' | 'AdvancedEventSelectors'>
}

export interface RecordingState {
  readonly recorder: ConfigurationRecorder
  readonly status: ConfigurationRecorderStatus
  readonly channel: DeliveryChannelStatus
  /** By name of the rule. */
  readonly rules: Map<string, ComplianceType>
}

/** A resource share is made in one account and seen in others. */
export interface SharedThings {
  readonly region: string
  readonly share: ResourceShare
  /** Accounts, and ARNs of the organization or its units. */
  readonly principals: Principal[]
  readonly resources: Resource[]
}

export const emptyEstate = (): Estate => ({
  vpcs: [],
  subnets: [],
  securityGroups: [],
  routeTables: [],
  vpcEndpoints: [],
  interfaces: [],
  internetGateways: [],
  loadBalancers: [],
  classicBalancers: [],
  snapshots: new Map(),
  images: new Map(),
  databases: [],
  databaseClusters: [],
  databaseSnapshots: new Map(),
  clusterSnapshots: new Map(),
  managedMachines: [],
  associations: new Map(),
  directories: new Map(),
  trustAnchors: [],
  profiles: [],
  clusters: new Map(),
  taskDefinitions: new Map(),
  stateMachines: new Map(),
  notebooks: new Map(),
  buildProjects: new Map(),
  trails: new Map(),
  detectors: new Map(),
  analyzers: new Map(),
})
