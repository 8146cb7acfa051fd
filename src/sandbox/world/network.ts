/** The network of one Region of an account: public subnets behind an internet gateway, private ones, and who may talk to whom. */
import type { IpPermission, RouteTable, SecurityGroup, Subnet, Tag } from '@aws-sdk/client-ec2'
import type { Estate } from './estate.ts'
import type { Ground } from './ground.ts'
import { hex } from './ids.ts'
import type { Instance, PolicyJson } from './model.ts'

export interface Network {
  readonly vpcId: string
  readonly publicSubnets: readonly string[]
  readonly privateSubnets: readonly string[]
  /** By what they are for. */
  readonly groups: Readonly<Record<'web' | 'app' | 'data', string>>
}

const named = (Name: string): Tag[] => [{ Key: 'Name', Value: Name }]

const fromAddresses = (port: number, CidrIp: string): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp }],
})

const anywhere: IpPermission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }

export function addNetwork(
  { seed, id, arn }: Ground,
  estate: Estate,
  region: string,
  endpointPolicy: PolicyJson,
): Network {
  const known = (kind: string, what: string) => `${kind}-0${hex(16, seed, id, region, kind, what)}`
  const vpcId = known('vpc', 'main')
  const second = Number.parseInt(hex(2, seed, id, region), 16)
  const range = (third: number, bits = 24) => `10.${second}.${third}.0/${bits}`
  const local = { DestinationCidrBlock: range(0, 16), GatewayId: 'local', State: 'active' } as const

  estate.vpcs.push({
    VpcId: vpcId,
    OwnerId: id,
    CidrBlock: range(0, 16),
    CidrBlockAssociationSet: [{ CidrBlock: range(0, 16), CidrBlockState: { State: 'associated' } }],
    IsDefault: false,
    State: 'available',
    Tags: named('main'),
  })
  const subnet = (what: string, third: number, zone: string): string => {
    const SubnetId = known('subnet', what)
    const made: Subnet = {
      SubnetId,
      SubnetArn: arn('ec2', `subnet/${SubnetId}`, region),
      OwnerId: id,
      VpcId: vpcId,
      CidrBlock: range(third),
      AvailabilityZone: `${region}${zone}`,
      MapPublicIpOnLaunch: false,
      State: 'available',
      Tags: named(what),
    }
    estate.subnets.push(made)
    return SubnetId
  }
  const publicSubnets = [subnet('public-a', 0, 'a'), subnet('public-b', 1, 'b')]
  const privateSubnets = [subnet('private-a', 16, 'a'), subnet('private-b', 17, 'b')]

  const gateway = known('igw', 'main')
  estate.internetGateways.push({
    InternetGatewayId: gateway,
    OwnerId: id,
    Attachments: [{ VpcId: vpcId, State: 'attached' }],
    Tags: named('main'),
  })
  const table = (what: string, rest: Pick<RouteTable, 'Associations' | 'Routes'>): string => {
    const RouteTableId = known('rtb', what)
    estate.routeTables.push({ RouteTableId, OwnerId: id, VpcId: vpcId, Tags: named(what), ...rest })
    return RouteTableId
  }
  const main = table('private', {
    Associations: [{ Main: true, AssociationState: { State: 'associated' } }],
    Routes: [local],
  })
  table('public', {
    Associations: publicSubnets.map((SubnetId) => ({ SubnetId, AssociationState: { State: 'associated' } })),
    Routes: [local, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway, State: 'active' }],
  })
  estate.vpcEndpoints.push({
    VpcEndpointId: known('vpce', 's3'),
    VpcEndpointType: 'Gateway',
    OwnerId: id,
    VpcId: vpcId,
    ServiceName: `com.amazonaws.${region}.s3`,
    State: 'Available',
    RouteTableIds: [main],
    PolicyDocument: JSON.stringify(endpointPolicy),
    Tags: named('s3'),
  })

  const group = (GroupName: string, IpPermissions: IpPermission[]): string => {
    const GroupId = known('sg', GroupName)
    const made: SecurityGroup = {
      GroupId,
      GroupName,
      OwnerId: id,
      VpcId: vpcId,
      Description: GroupName,
      IpPermissions,
      IpPermissionsEgress: [anywhere],
      Tags: [],
    }
    estate.securityGroups.push(made)
    return GroupId
  }
  const from = (port: number, GroupId: string): IpPermission => ({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [{ GroupId, UserId: id }],
  })
  const standard = known('sg', 'default')
  group('default', [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: standard, UserId: id }] }])
  const web = group('web', [fromAddresses(443, '0.0.0.0/0')])
  const app = group('app', [from(8080, web)])
  const data = group('data', [from(5432, app)])
  return { vpcId, publicSubnets, privateSubnets, groups: { web, app, data } }
}

/** Puts an instance where it can be reached as it is meant to be: by everybody, or through the load balancer alone. */
export function placeInstance({ seed, id }: Ground, estate: Estate, network: Network, instance: Instance): void {
  const isPublic = instance.publicIp !== undefined
  const [subnetId = ''] = isPublic ? network.publicSubnets : network.privateSubnets
  const groupId = isPublic ? network.groups.web : network.groups.app
  const interfaceId = `eni-0${hex(16, seed, instance.id)}`
  instance.network = { vpcId: network.vpcId, subnetId, groupIds: [groupId], interfaceId }
  estate.interfaces.push({
    NetworkInterfaceId: interfaceId,
    OwnerId: id,
    VpcId: network.vpcId,
    SubnetId: subnetId,
    InterfaceType: 'interface',
    Status: 'in-use',
    Groups: [{ GroupId: groupId }],
    PrivateIpAddress: instance.privateIp,
    ...(isPublic && { Association: { PublicIp: instance.publicIp, IpOwnerId: 'amazon' } }),
    Attachment: { InstanceId: instance.id, DeviceIndex: 0, Status: 'attached' },
    RequesterManaged: false,
    TagSet: [],
  })
}
