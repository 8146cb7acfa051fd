/**
 * The network as far as it decides who reaches what: VPCs, subnets and where their traffic goes, security groups, addresses, and
 * the endpoints through which AWS is called, with their policies.
 */
import type {
  EC2Client,
  InternetGateway,
  IpPermission,
  NetworkInterface,
  Route,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2'
import { sdk } from '../../aws/sdk.ts'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import type { InventoryObject, Json, ResourceType } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { inOneOrder, inOrder, type ResourceParts, resourceOf, someOf } from '../resource.ts'
import { required, tagsOf } from '../shapes.ts'

/** EC2 API Reference, `MaxResults`: 5 to 1,000, of route tables to 100. */
const [smallestPage, largestPage, largestPageOfRouteTables] = [5, 1_000, 100]

export const network: Collector = {
  type: 'network',
  capability: 'resources:network',
  scope: 'region',
  reads: [
    ...securityAudit('ec2:DescribeVpcs'),
    ...furtherLists(
      securityAudit(
        'ec2:DescribeSubnets',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeRouteTables',
        'ec2:DescribeVpcEndpoints',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeInternetGateways',
      ),
    ),
  ],
  async probe(cell) {
    await cell.client('ec2').send(new sdk.ec2.DescribeVpcsCommand({ MaxResults: smallestPage }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ec2')
    const sized = pages(cell, client, largestPage, smallestPage)
    let anyVpc = false
    for await (const { Vpcs } of sdk.ec2.paginateDescribeVpcs(sized, {}, cell.options)) {
      anyVpc ||= (Vpcs ?? []).length > 0
      yield await cell.objects({ items: Vpcs, name: (one) => one.VpcId, toObject: (one) => toVpc(cell, one) })
    }
    // A subnet of a VPC that another account shares is seen, its VPC too; without any VPC there is nothing in one.
    if (anyVpc) yield* insideVpcs(cell, client)
  },
}

async function* insideVpcs(cell: CellContext, client: EC2Client): AsyncIterable<readonly InventoryObject[]> {
  const { options } = cell
  const sized = pages(cell, client, largestPage, smallestPage)
  for await (const page of sdk.ec2.paginateDescribeSubnets(sized, {}, options)) {
    yield await cell.objects({
      items: page.Subnets,
      name: (one) => one.SubnetId,
      toObject: (one) => toSubnet(cell, one),
    })
  }
  for await (const page of sdk.ec2.paginateDescribeSecurityGroups(sized, {}, options)) {
    yield await cell.objects({
      items: page.SecurityGroups,
      name: (one) => one.GroupId,
      toObject: (one) => toSecurityGroup(cell, one),
    })
  }
  const small = pages(cell, client, largestPageOfRouteTables, smallestPage)
  for await (const page of sdk.ec2.paginateDescribeRouteTables(small, {}, options)) {
    yield await cell.objects({
      items: page.RouteTables,
      name: (one) => one.RouteTableId,
      toObject: (one) => toRouteTable(cell, one),
    })
  }
  for await (const page of sdk.ec2.paginateDescribeVpcEndpoints(sized, {}, options)) {
    yield await cell.objects({
      items: page.VpcEndpoints,
      name: (one) => one.VpcEndpointId,
      toObject: (one) => toEndpoint(cell, one),
    })
  }
  for await (const page of sdk.ec2.paginateDescribeNetworkInterfaces(sized, {}, options)) {
    yield await cell.objects({
      items: page.NetworkInterfaces?.filter((one) => publicAddressesOf(one) !== undefined),
      name: (one) => one.NetworkInterfaceId,
      toObject: (one) => toInterface(cell, one),
    })
  }
  for await (const page of sdk.ec2.paginateDescribeInternetGateways(sized, {}, options)) {
    yield await cell.objects({
      items: page.InternetGateways,
      name: (one) => one.InternetGatewayId,
      toObject: (one) => toInternetGateway(cell, one),
    })
  }
}

type TagList = Parameters<typeof tagsOf>[0]

/** Things of a VPC are named by id; their ARN bears the owner, who may have shared the VPC. */
function thing(
  cell: CellContext,
  kind: 'vpc' | 'subnet' | 'security-group' | 'route-table' | 'vpc-endpoint' | 'network-interface' | 'internet-gateway',
  one: { readonly id: string | undefined; readonly owner: string | undefined; readonly tags: TagList },
  more: {
    readonly facts: ResourceParts['facts']
    readonly name?: string | undefined
    readonly createdAt?: Date | undefined
  },
): InventoryObject {
  const id = required(one.id, `id of a ${kind}`)
  const tags = tagsOf(one.tags)
  const type: ResourceType = `ec2:${kind}`
  return resourceOf(cell, {
    type,
    arn: `arn:${cell.partition}:ec2:${cell.region}:${one.owner ?? cell.accountId}:${kind}/${id}`,
    name: more.name || tags['Name'] || id,
    tags,
    createdAt: more.createdAt,
    facts: more.facts,
  })
}

const toVpc = (cell: CellContext, one: Vpc): InventoryObject =>
  thing(
    cell,
    'vpc',
    { id: one.VpcId, owner: one.OwnerId, tags: one.Tags },
    {
      facts: {
        cidrs: inOrder([
          ...(one.CidrBlockAssociationSet ?? []).map((range) => range.CidrBlock),
          ...(one.Ipv6CidrBlockAssociationSet ?? []).map((range) => range.Ipv6CidrBlock),
        ]),
        default: one.IsDefault,
        blockPublicAccess: one.BlockPublicAccessStates?.InternetGatewayBlockMode,
      },
    },
  )

const toSubnet = (cell: CellContext, one: Subnet): InventoryObject =>
  thing(
    cell,
    'subnet',
    { id: one.SubnetId, owner: one.OwnerId, tags: one.Tags },
    {
      facts: {
        vpc: one.VpcId,
        cidrs: inOrder([one.CidrBlock, ...(one.Ipv6CidrBlockAssociationSet ?? []).map((range) => range.Ipv6CidrBlock)]),
        zone: one.AvailabilityZone,
        givesPublicAddresses: one.MapPublicIpOnLaunch,
      },
    },
  )

const toSecurityGroup = (cell: CellContext, one: SecurityGroup): InventoryObject =>
  thing(
    cell,
    'security-group',
    { id: one.GroupId, owner: one.OwnerId, tags: one.Tags },
    {
      name: one.GroupName,
      facts: {
        vpc: one.VpcId,
        ingress: rulesOf(one.IpPermissions),
        egress: rulesOf(one.IpPermissionsEgress),
      },
    },
  )

/** Protocol `-1`, and absent ports, are all of them (EC2 API Reference, IpPermission). `peers`: addresses, prefix lists, groups. */
const rulesOf = (permissions: readonly IpPermission[] | undefined): readonly Json[] =>
  inOneOrder(
    (permissions ?? []).map(({ IpProtocol, FromPort, ToPort, ...to }) => ({
      protocol: IpProtocol ?? '-1',
      ...(FromPort !== undefined && { from: FromPort }),
      ...(ToPort !== undefined && { to: ToPort }),
      peers: inOrder([
        ...(to.IpRanges ?? []).map((range) => range.CidrIp),
        ...(to.Ipv6Ranges ?? []).map((range) => range.CidrIpv6),
        ...(to.PrefixListIds ?? []).map((list) => list.PrefixListId),
        ...(to.UserIdGroupPairs ?? []).map((group) => group.GroupId),
      ]),
    })),
  )

const toRouteTable = (cell: CellContext, one: RouteTable): InventoryObject => {
  const associations = (one.Associations ?? []).filter((each) => each.AssociationState?.State !== 'disassociated')
  return thing(
    cell,
    'route-table',
    { id: one.RouteTableId, owner: one.OwnerId, tags: one.Tags },
    {
      facts: {
        vpc: one.VpcId,
        // Of every subnet of the VPC that has no other.
        main: associations.some((each) => each.Main === true),
        subnets: inOrder(associations.map((each) => each.SubnetId)),
        routes: inOneOrder((one.Routes ?? []).map(routeOf)),
      },
    },
  )
}

const routeOf = (route: Route): Json => ({
  to: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '',
  through:
    route.GatewayId ??
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.VpcPeeringConnectionId ??
    route.NetworkInterfaceId ??
    route.EgressOnlyInternetGatewayId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn ??
    '',
  // What it led to is gone.
  ...(route.State === 'blackhole' && { blackhole: true }),
})

/** The policy stands among the facts: it bears on who goes through the endpoint, not on who may act on it. */
const toEndpoint = (cell: CellContext, one: VpcEndpoint): InventoryObject =>
  thing(
    cell,
    'vpc-endpoint',
    { id: one.VpcEndpointId, owner: one.OwnerId, tags: one.Tags },
    {
      createdAt: one.CreationTimestamp,
      facts: {
        vpc: one.VpcId,
        service: one.ServiceName,
        endpointType: one.VpcEndpointType,
        state: one.State,
        subnets: someOf(one.SubnetIds),
        routeTables: someOf(one.RouteTableIds),
        securityGroups: someOf(one.Groups?.map((group) => group.GroupId)),
        endpointPolicy: one.PolicyDocument === undefined ? undefined : readPolicyDocument(one.PolicyDocument),
      },
    },
  )

/**
 * Interfaces without one are not kept: what stands behind them tells its own place, and those of tasks and functions come and go
 * with every one of these.
 */
const publicAddressesOf = (one: NetworkInterface): readonly string[] | undefined =>
  someOf([
    one.Association?.PublicIp,
    ...(one.PrivateIpAddresses ?? []).map((address) => address.Association?.PublicIp),
    // IPv6 addresses of a VPC are globally routable (VPC User Guide, "IP addressing").
    ...(one.Ipv6Addresses ?? []).map((address) => address.Ipv6Address),
  ])

const toInterface = (cell: CellContext, one: NetworkInterface): InventoryObject =>
  thing(
    cell,
    'network-interface',
    { id: one.NetworkInterfaceId, owner: one.OwnerId, tags: one.TagSet },
    {
      facts: {
        vpc: one.VpcId,
        subnets: someOf([one.SubnetId]),
        securityGroups: someOf(one.Groups?.map((group) => group.GroupId)),
        publicAddresses: someOf([
          one.Association?.PublicIp,
          ...(one.PrivateIpAddresses ?? []).map((address) => address.Association?.PublicIp),
          ...(one.Ipv6Addresses ?? []).map((address) => address.Ipv6Address),
        ]),
        instance: one.Attachment?.InstanceId,
        interfaceType: one.InterfaceType,
        // Of one that a service made for itself, what for (`ELB app/shop/…`, `RDSNetworkInterface`).
        use: one.RequesterManaged ? one.Description : undefined,
      },
    },
  )

const toInternetGateway = (cell: CellContext, one: InternetGateway): InventoryObject =>
  thing(
    cell,
    'internet-gateway',
    { id: one.InternetGatewayId, owner: one.OwnerId, tags: one.Tags },
    {
      facts: { vpcs: inOrder((one.Attachments ?? []).map((attachment) => attachment.VpcId)) },
    },
  )
