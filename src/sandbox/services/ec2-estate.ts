/** EC2: networks, snapshots and images. They are made with the world; nobody makes another here. */
import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type Filter,
} from '@aws-sdk/client-ec2'
import { unmodelled } from '../aws-error.ts'
import { type Call, operation } from '../service.ts'
import { invalidValue, page } from './ec2-pages.ts'
import { estateHere } from './estate.ts'

interface Selective {
  readonly Filters?: readonly Filter[] | undefined
}

/** Better no answer than one that is wrong. */
function refuseSelection(input: Selective, ids: readonly string[] | undefined): void {
  if (ids?.length || input.Filters?.length) throw invalidValue('The simulated AWS does not filter networks.')
}

const networks = [
  operation(DescribeVpcsCommand, {
    run(call, input) {
      refuseSelection(input, input.VpcIds)
      const { items, next } = page(call, estateHere(call).vpcs, input)
      return { Vpcs: [...items], NextToken: next }
    },
  }),
  operation(DescribeSubnetsCommand, {
    run(call, input) {
      refuseSelection(input, input.SubnetIds)
      const { items, next } = page(call, estateHere(call).subnets, input)
      return { Subnets: [...items], NextToken: next }
    },
  }),
  operation(DescribeSecurityGroupsCommand, {
    run(call, input) {
      refuseSelection(input, input.GroupIds ?? input.GroupNames)
      const { items, next } = page(call, estateHere(call).securityGroups, input)
      return { SecurityGroups: [...items], NextToken: next }
    },
  }),
  operation(DescribeRouteTablesCommand, {
    run(call, input) {
      refuseSelection(input, input.RouteTableIds)
      const { items, next } = page(call, estateHere(call).routeTables, input, undefined, 100)
      return { RouteTables: [...items], NextToken: next }
    },
  }),
  operation(DescribeVpcEndpointsCommand, {
    run(call, input) {
      refuseSelection(input, input.VpcEndpointIds)
      const { items, next } = page(call, estateHere(call).vpcEndpoints, input)
      return { VpcEndpoints: [...items], NextToken: next }
    },
  }),
  operation(DescribeNetworkInterfacesCommand, {
    run(call, input) {
      refuseSelection(input, input.NetworkInterfaceIds)
      const { items, next } = page(call, estateHere(call).interfaces, input)
      return { NetworkInterfaces: [...items], NextToken: next }
    },
  }),
  operation(DescribeInternetGatewaysCommand, {
    run(call, input) {
      refuseSelection(input, input.InternetGatewayIds)
      const { items, next } = page(call, estateHere(call).internetGateways, input)
      return { InternetGateways: [...items], NextToken: next }
    },
  }),
]

/** Those of others are not simulated, and there are many of them at AWS. */
function refuseOthers(owners: readonly string[] | undefined): void {
  if (owners?.length !== 1 || owners[0] !== 'self') throw invalidValue('The simulated AWS tells what is one’s own.')
}

const snapshotArn = (call: Call, id: string | undefined): string => `arn:aws:ec2:${call.region}::snapshot/${id}`
const imageArn = (call: Call, id: string | undefined): string => `arn:aws:ec2:${call.region}::image/${id}`

const copies = [
  operation(DescribeSnapshotsCommand, {
    run(call, input) {
      refuseOthers(input.OwnerIds)
      refuseSelection(input, input.SnapshotIds ?? input.RestorableByUserIds)
      const all = [...estateHere(call).snapshots.values()].map(({ snapshot }) => snapshot)
      const { items, next } = page(call, all, input)
      return { Snapshots: [...items], NextToken: next }
    },
  }),
  operation(DescribeSnapshotAttributeCommand, {
    target: (call, input) => ({ arn: snapshotArn(call, input.SnapshotId) }),
    run(call, { SnapshotId = '' }) {
      const found = estateHere(call).snapshots.get(SnapshotId)
      if (found === undefined) {
        throw unmodelled('InvalidSnapshot.NotFound', 400, `The snapshot '${SnapshotId}' does not exist.`)
      }
      return { SnapshotId, CreateVolumePermissions: [...found.sharedWith] }
    },
  }),
  operation(DescribeImagesCommand, {
    run(call, input) {
      refuseOthers(input.Owners)
      refuseSelection(input, input.ImageIds ?? input.ExecutableUsers)
      const all = [...estateHere(call).images.values()].map(({ image }) => image)
      const { items, next } = page(call, all, input)
      return { Images: [...items], NextToken: next }
    },
  }),
  operation(DescribeImageAttributeCommand, {
    target: (call, input) => ({ arn: imageArn(call, input.ImageId) }),
    run(call, { ImageId = '' }) {
      const found = estateHere(call).images.get(ImageId)
      if (found === undefined) {
        throw unmodelled('InvalidAMIID.NotFound', 400, `The image id '[${ImageId}]' does not exist`)
      }
      return { ImageId, LaunchPermissions: [...found.sharedWith] }
    },
  }),
]

export const ec2Estate = [...networks, ...copies]
