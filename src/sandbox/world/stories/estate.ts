/** What single accounts have beside the usual: clusters, pipelines, a directory, and the copies that left the house. */
import type { AssociatedAccessPolicy } from '@aws-sdk/client-eks'
import type { AccountId } from '../../../core/ids.ts'
import { allow, policy, trustService } from '../documents.ts'
import type { Estate } from '../estate.ts'
import { homeRegion } from '../ground.ts'
import { hex, organizationId, uuid } from '../ids.ts'
import type { Maker } from '../maker.ts'
import { estateOf, type IamRole } from '../model.ts'
import type { Story } from './story.ts'
import { unknownAccount } from './story.ts'

const ownAccount = (make: Maker) => ({ StringEquals: { 'aws:SourceAccount': make.id } })

/* ------------------------------------------------------------------ what runs as a role */

function stateMachine(make: Maker, name: string, role: IamRole): void {
  const stateMachineArn = make.arn('states', `stateMachine:${name}`, homeRegion)
  estateOf(make.state, homeRegion).stateMachines.set(stateMachineArn, {
    stateMachineArn,
    name,
    status: 'ACTIVE',
    type: 'STANDARD',
    roleArn: role.arn,
    creationDate: make.ago(350),
    definition: '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}',
  })
}

function notebook(make: Maker, NotebookInstanceName: string, role: IamRole): void {
  estateOf(make.state, homeRegion).notebooks.set(NotebookInstanceName, {
    NotebookInstanceName,
    NotebookInstanceArn: make.arn('sagemaker', `notebook-instance/${NotebookInstanceName}`, homeRegion),
    NotebookInstanceStatus: 'InService',
    InstanceType: 'ml.t3.medium',
    RoleArn: role.arn,
    DirectInternetAccess: 'Enabled',
    RootAccess: 'Enabled',
    CreationTime: make.ago(90),
  })
}

function buildProject(make: Maker, name: string, role: IamRole, parts: { readonly onPush: boolean }): void {
  estateOf(make.state, homeRegion).buildProjects.set(name, {
    name,
    arn: make.arn('codebuild', `project/${name}`, homeRegion),
    serviceRole: role.arn,
    source: { type: 'GITHUB', location: `https://github.com/larkfield/${name}` },
    ...(parts.onPush && { webhook: { payloadUrl: 'https://api.github.com/hooks' } }),
    projectVisibility: 'PRIVATE',
    created: make.ago(400),
    tags: [{ key: 'service', value: name }],
  })
}

const buildRunner = (make: Maker): IamRole =>
  make.role('build-runner', {
    path: '/ci/',
    trust: trustService('codebuild.amazonaws.com', ownAccount(make)),
    inline: {
      build: policy(
        allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: '*' }),
        allow({ actions: 's3:PutObject', resources: `arn:aws:s3:::larkfield-artifacts-${make.id}/*` }),
      ),
    },
  })

function image(make: Maker, Name: string, sharedWith: readonly (AccountId | undefined)[]): void {
  const ImageId = `ami-0${hex(16, make.seed, make.id, Name)}`
  estateOf(make.state, homeRegion).images.set(ImageId, {
    image: {
      ImageId,
      Name,
      OwnerId: make.id,
      Public: false,
      State: 'available',
      CreationDate: make.ago(20).toISOString(),
      Tags: [],
    },
    sharedWith: sharedWith.flatMap((UserId) => (UserId === undefined ? [] : [{ UserId }])),
  })
}

/** The office's people come in through here; the other domain's do too, wherever ours may. */
function directory(make: Maker): void {
  const estate = estateOf(make.state, homeRegion)
  const DirectoryId = `d-${hex(10, make.seed, make.id, 'directory')}`
  const place = {
    VpcId: estate.vpcs[0]?.VpcId,
    SubnetIds: estate.subnets.slice(2, 4).flatMap(({ SubnetId }) => SubnetId ?? []),
  }
  estate.directories.set(DirectoryId, {
    directory: {
      DirectoryId,
      Name: 'corp.larkfield.example',
      ShortName: 'LARKFIELD',
      Type: 'MicrosoftAD',
      Edition: 'Standard',
      Stage: 'Active',
      LaunchTime: make.ago(900),
      SsoEnabled: false,
      VpcSettings: place,
      RegionsInfo: { PrimaryRegion: homeRegion, AdditionalRegions: [] },
    },
    trusts: [
      {
        DirectoryId,
        TrustId: `t-${hex(10, make.seed, make.id, 'trust')}`,
        RemoteDomainName: 'ad.brightmail.example',
        TrustType: 'Forest',
        TrustDirection: 'Two-Way',
        TrustState: 'Verified',
        SelectiveAuth: 'Disabled',
      },
    ],
    shares: [],
    ldaps: [{ LDAPSStatus: 'Enabled' }],
    certificates: [
      {
        CertificateId: `c-${hex(10, make.seed, make.id, 'ldaps')}`,
        CommonName: 'corp.larkfield.example',
        State: 'Registered',
        Type: 'ClientLDAPS',
        ExpiryDateTime: make.ago(-200),
      },
    ],
    clientAuthentication: [{ Type: 'SmartCardOrPassword', Status: 'Disabled' }],
    logs: [{ DirectoryId, LogGroupName: '/aws/directoryservice/corp' }],
    // Directory Service Administration Guide, "Edit directory security settings".
    settings: [
      { Type: 'Protocol', Name: 'TLS_1_0', AppliedValue: 'Disable', RequestStatus: 'Updated' },
      { Type: 'Protocol', Name: 'TLS_1_1', AppliedValue: 'Enable', RequestStatus: 'Default' },
    ],
    forwarders: [{ RemoteDomainName: 'ad.brightmail.example', DnsIpAddrs: ['198.51.100.53'] }],
    controllers: ['a', 'b'].map((zone, index) => ({
      DirectoryId,
      DomainControllerId: `dc-${hex(10, make.seed, make.id, 'controller', zone)}`,
      DnsIpAddr: `10.9.${index}.10`,
      VpcId: place.VpcId,
      SubnetId: place.SubnetIds[index],
      AvailabilityZone: `${homeRegion}${zone}`,
      Status: 'Active',
    })),
    regions: [
      { DirectoryId, RegionName: homeRegion, RegionType: 'Primary', Status: 'Active', VpcSettings: { ...place } },
    ],
  })
  const AssociationId = uuid(make.seed, make.id, 'domain-join')
  estate.associations.set(AssociationId, {
    AssociationId,
    Name: 'AWS-JoinDirectoryServiceDomain',
    AssociationName: 'join-corp',
    Targets: [{ Key: 'tag:domain', Values: ['corp'] }],
    Parameters: { directoryId: [DirectoryId], directoryName: ['corp.larkfield.example'] },
    Overview: { Status: 'Success', DetailedStatus: 'Success' },
    LastExecutionDate: make.ago(1),
  })
}

/* ------------------------------------------------------------------ accounts */

function prodPayments({ make, reserved }: Story): void {
  const estate = estateOf(make.state, homeRegion)
  const role = make.role('settlement-flow', {
    path: '/service/',
    trust: trustService('states.amazonaws.com', ownAccount(make)),
    inline: {
      run: policy(
        allow({ actions: 'ecs:RunTask', resources: make.arn('ecs', 'task-definition/settlement:*', homeRegion) }),
      ),
    },
  })
  stateMachine(make, 'settlement', role)
  databaseCluster(make, estate)
  classicBalancer(make, estate)
  const name = 'payments'
  const scoped = (policyName: string, namespaces?: string[]): AssociatedAccessPolicy => ({
    policyArn: `arn:aws:eks::aws:cluster-access-policy/${policyName}`,
    accessScope: namespaces ? { type: 'namespace', namespaces } : { type: 'cluster' },
    associatedAt: make.ago(200),
  })
  const deployer = make.arn('iam', 'role/deploy/checkout-api-deploy')
  const pods = make.role('checkout-worker', {
    path: '/service/',
    trust: policy(
      allow({ actions: ['sts:AssumeRole', 'sts:TagSession'], principal: { Service: 'pods.eks.amazonaws.com' } }),
    ),
    inline: {
      queue: policy(allow({ actions: 'sqs:SendMessage', resources: make.arn('sqs', 'checkout-*', homeRegion) })),
    },
  })
  const associationId = `a-${hex(17, make.seed, make.id, 'checkout-worker')}`
  estate.clusters.set(name, {
    cluster: {
      name,
      arn: make.arn('eks', `cluster/${name}`, homeRegion),
      createdAt: make.ago(420),
      version: '1.34',
      status: 'ACTIVE',
      roleArn: make.arn('iam', 'role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS'),
      identity: {
        oidc: {
          issuer: `https://oidc.eks.${homeRegion}.amazonaws.com/id/${hex(32, make.seed, make.id, name).toUpperCase()}`,
        },
      },
      resourcesVpcConfig: {
        ...(estate.vpcs[0]?.VpcId !== undefined && { vpcId: estate.vpcs[0].VpcId }),
        subnetIds: estate.subnets.flatMap(({ SubnetId }) => SubnetId ?? []),
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
        publicAccessCidrs: ['203.0.113.0/24'],
      },
      accessConfig: { authenticationMode: 'API' },
      tags: { service: 'payments' },
    },
    accessEntries: new Map([
      [reserved('AdministratorAccess'), [scoped('AmazonEKSClusterAdminPolicy')]],
      [deployer, [scoped('AmazonEKSEditPolicy', ['checkout'])]],
    ]),
    podIdentities: [
      {
        clusterName: name,
        namespace: 'checkout',
        serviceAccount: 'worker',
        roleArn: pods.arn,
        associationArn: make.arn('eks', `podidentityassociation/${name}/${associationId}`, homeRegion),
        associationId,
        createdAt: make.ago(120),
        modifiedAt: make.ago(120),
      },
    ],
  })
}

/** The way in that was there before the others, and still has machines behind it. */
function classicBalancer(make: Maker, estate: Estate): void {
  const name = 'legacy-checkout'
  const instances = [...(make.state.regions.get(homeRegion)?.instances.keys() ?? [])].slice(0, 2)
  estate.classicBalancers.push({
    LoadBalancerName: name,
    DNSName: `${name}-${Number.parseInt(hex(8, make.seed, make.id, name), 16)}.${homeRegion}.elb.amazonaws.com`,
    Scheme: 'internet-facing',
    VPCId: estate.vpcs[0]?.VpcId,
    Subnets: estate.subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []),
    SecurityGroups: estate.loadBalancers.flatMap(({ SecurityGroups }) => SecurityGroups ?? []),
    Instances: instances.map((InstanceId) => ({ InstanceId })),
    CreatedTime: make.ago(2_000),
  })
}

/** Several machines on one storage, with a copy from before an upgrade that staging may restore. */
function databaseCluster(make: Maker, estate: Estate): void {
  const key = [...(make.state.regions.get(homeRegion)?.keys.values() ?? [])].find(
    ({ manager }) => manager === 'CUSTOMER',
  )
  const encryption = { StorageEncrypted: true, ...(key && { KmsKeyId: key.arn }) }
  const DBClusterIdentifier = 'orders'
  estate.databaseClusters.push({
    DBClusterIdentifier,
    DBClusterArn: make.arn('rds', `cluster:${DBClusterIdentifier}`, homeRegion),
    Engine: 'aurora-postgresql',
    Status: 'available',
    ClusterCreateTime: make.ago(500),
    IAMDatabaseAuthenticationEnabled: true,
    HttpEndpointEnabled: false,
    TagList: [],
    ...encryption,
  })
  const DBClusterSnapshotIdentifier = 'orders-before-upgrade'
  estate.clusterSnapshots.set(DBClusterSnapshotIdentifier, {
    snapshot: {
      DBClusterSnapshotIdentifier,
      DBClusterSnapshotArn: make.arn('rds', `cluster-snapshot:${DBClusterSnapshotIdentifier}`, homeRegion),
      DBClusterIdentifier,
      Engine: 'aurora-postgresql',
      SnapshotType: 'manual',
      SnapshotCreateTime: make.ago(50),
      Status: 'available',
      TagList: [],
      ...encryption,
    },
    sharedWith: [],
  })
}

function ciBuild({ make, idOf }: Story): void {
  const runner = buildRunner(make)
  buildProject(make, 'checkout', runner, { onPush: true })
  buildProject(make, 'release', runner, { onPush: false })
  image(make, 'larkfield-base-2026-04', [idOf('prod-payments'), idOf('staging-payments')])
  buildRack(make)
}

/** Machines in the office that build for phones: they come in with certificates of the private authority in their own account. */
function buildRack(make: Maker): void {
  const name = 'build-rack'
  const trustAnchorId = uuid(make.seed, make.id, 'trust-anchor')
  const trustAnchorArn = make.arn('rolesanywhere', `trust-anchor/${trustAnchorId}`, homeRegion)
  const acmPcaArn = make.arn('acm-pca', `certificate-authority/${uuid(make.seed, make.id, 'authority')}`, homeRegion)
  const role = make.role('rack-runner', {
    path: '/ci/',
    // IAM Roles Anywhere User Guide, "Trust model": one anchor, and of its certificates those of one unit.
    trust: policy(
      allow({
        actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        principal: { Service: 'rolesanywhere.amazonaws.com' },
        when: {
          ArnEquals: { 'aws:SourceArn': trustAnchorArn },
          StringEquals: { 'aws:PrincipalTag/x509Subject/OU': 'builds' },
        },
      }),
    ),
    inline: {
      deliver: policy(
        allow({ actions: 's3:PutObject', resources: `arn:aws:s3:::larkfield-artifacts-${make.id}/phone/*` }),
      ),
    },
    used: 0.2,
  })
  const estate = estateOf(make.state, homeRegion)
  const since = { enabled: true, createdAt: make.ago(240), updatedAt: make.ago(240) }
  estate.trustAnchors.push({
    trustAnchorId,
    trustAnchorArn,
    name,
    source: { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn } },
    ...since,
  })
  const profileId = uuid(make.seed, make.id, 'profile')
  estate.profiles.push({
    profileId,
    profileArn: make.arn('rolesanywhere', `profile/${profileId}`, homeRegion),
    name,
    createdBy: make.arn('iam', 'role/ci/release-bot'),
    roleArns: [role.arn],
    sessionPolicy: JSON.stringify(policy(allow({ actions: 's3:*', resources: '*' }))),
    managedPolicyArns: [],
    durationSeconds: 3_600,
    acceptRoleSessionName: false,
    attributeMappings: [{ certificateField: 'x509Subject', mappingRules: [{ specifier: 'CN' }, { specifier: 'OU' }] }],
    ...since,
  })
}

function dataLake({ make }: Story): void {
  const role = make.role('lake-flow', {
    path: '/service/',
    trust: trustService('states.amazonaws.com', ownAccount(make)),
    inline: { run: policy(allow({ actions: ['glue:StartJobRun', 'glue:GetJobRun'], resources: '*' })) },
  })
  stateMachine(make, 'nightly-load', role)
}

function analytics({ make, tell }: Story): void {
  const role = make.role('notebook-analyst', {
    path: '/service/',
    trust: trustService('sagemaker.amazonaws.com', ownAccount(make)),
    inline: { read: policy(allow({ actions: 'athena:StartQueryExecution', resources: '*' })) },
  })
  notebook(make, 'churn-model', role)
  const SnapshotId = `snap-0${hex(16, make.seed, make.id, 'export')}`
  estateOf(make.state, homeRegion).snapshots.set(SnapshotId, {
    snapshot: {
      SnapshotId,
      OwnerId: make.id,
      VolumeId: `vol-0${hex(16, make.seed, make.id, 'export')}`,
      StartTime: make.ago(140),
      State: 'completed',
      Encrypted: false,
      Description: 'for the consultants',
      Tags: [{ Key: 'Name', Value: 'consultants' }],
    },
    sharedWith: [{ UserId: unknownAccount }],
  })
  tell.mistake(
    'snapshot-shared-with-unknown-account',
    'consultants',
    [`arn:aws:ec2:${homeRegion}::snapshot/${SnapshotId}`],
    `Account ${unknownAccount}, which nobody knows, may restore an unencrypted disk of analytics.`,
  )
}

function stagingPayments({ make, tell }: Story): void {
  const id = 'orders-for-demo'
  const arn = make.arn('rds', `snapshot:${id}`, homeRegion)
  estateOf(make.state, homeRegion).databaseSnapshots.set(id, {
    snapshot: {
      DBSnapshotIdentifier: id,
      DBSnapshotArn: arn,
      DBInstanceIdentifier: 'orders',
      Engine: 'mysql',
      SnapshotType: 'manual',
      SnapshotCreateTime: make.ago(210),
      Status: 'available',
      Encrypted: false,
      TagList: [],
    },
    sharedWith: ['all'],
  })
  tell.mistake(
    'public-database-snapshot',
    id,
    [arn],
    'Everybody at AWS may restore the orders of staging into an account of their own.',
  )
}

/** The organization's own analyzer, and what it found: the public bucket of edge-prod. */
function securityAudit({ make, idOf }: Story): void {
  const hunter = make.role('hunting-notebook', {
    path: '/security/',
    trust: trustService('sagemaker.amazonaws.com', ownAccount(make)),
    inline: { read: policy(allow({ actions: 'logs:StartQuery', resources: '*' })) },
  })
  notebook(make, 'hunting', hunter)
  buildProject(make, 'detection-rules', buildRunner(make), { onPush: true })
  image(make, 'hardened-base', [idOf('prod-payments')])
  const name = 'larkfield-organization'
  const arn = make.arn('access-analyzer', `analyzer/${name}`, homeRegion)
  const edge = idOf('edge-prod')
  const finding = (id: string, status: 'ACTIVE' | 'ARCHIVED') => ({
    id: uuid(make.seed, make.id, 'finding', id),
    principal: { AWS: '*' },
    action: ['s3:GetObject'],
    resource: 'arn:aws:s3:::larkfield-edge-uploads',
    isPublic: true,
    resourceType: 'AWS::S3::Bucket' as const,
    condition: {},
    createdAt: make.ago(80),
    analyzedAt: make.ago(1),
    updatedAt: make.ago(80),
    status,
    resourceOwnerAccount: edge ?? make.id,
  })
  estateOf(make.state, homeRegion).analyzers.set(arn, {
    analyzer: { arn, name, type: 'ORGANIZATION', createdAt: make.ago(700), status: 'ACTIVE', tags: {} },
    findings: edge === undefined ? [] : [finding('uploads', 'ACTIVE'), finding('older', 'ARCHIVED')],
  })
}

/** The office’s addresses, for all of the organization to use. */
function larkfieldRoot({ make, share }: Story): void {
  directory(make)
  const arn = make.arn('ram', `resource-share/${uuid(make.seed, make.id, 'share')}`, homeRegion)
  share({
    region: homeRegion,
    share: {
      resourceShareArn: arn,
      name: 'shared-services',
      owningAccountId: make.id,
      allowExternalPrincipals: false,
      status: 'ACTIVE',
      creationTime: make.ago(500),
    },
    principals: [
      {
        id: `arn:aws:organizations::${make.id}:organization/${organizationId(make.seed)}`,
        resourceShareArn: arn,
        external: false,
      },
    ],
    resources: [
      {
        arn: make.arn('ec2', `prefix-list/pl-0${hex(16, make.seed, 'office')}`, homeRegion),
        type: 'ec2:PrefixList',
        resourceShareArn: arn,
        status: 'AVAILABLE',
      },
    ],
  })
}

export const estateStories: Readonly<Record<string, (story: Story) => void>> = {
  'larkfield-root': larkfieldRoot,
  'security-audit': securityAudit,
  'prod-payments': prodPayments,
  'staging-payments': stagingPayments,
  'data-lake': dataLake,
  analytics,
  'ci-build': ciBuild,
}
