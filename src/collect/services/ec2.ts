import type { EC2Client, Instance } from '@aws-sdk/client-ec2'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CallOptions, CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { resourceOf, someOf } from '../resource.ts'
import { required, tagsOf } from '../shapes.ts'

/** EC2 API Reference, DescribeInstances. */
const smallestPage = 5

export const ec2: Collector = {
  type: 'ec2',
  capability: 'resources:ec2',
  scope: 'region',
  reads: securityAudit('ec2:DescribeRegions', 'ec2:DescribeInstances'),
  async probe(cell) {
    await cell.client('ec2').send(new sdk.ec2.DescribeInstancesCommand({ MaxResults: smallestPage }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ec2')
    for await (const page of sdk.ec2.paginateDescribeInstances(
      pages(cell, client, 1_000, smallestPage),
      {},
      cell.options,
    )) {
      yield await cell.objects({
        items: page.Reservations?.flatMap((reservation) => reservation.Instances ?? []),
        name: (instance) => instance.InstanceId,
        toObject: (instance) => toInstance(cell, instance),
      })
    }
  },
}

function toInstance(cell: CellContext, instance: Instance): InventoryObject {
  const id = required(instance.InstanceId, 'InstanceId')
  const tags = tagsOf(instance.Tags)
  const interfaces = instance.NetworkInterfaces ?? []
  return resourceOf(cell, {
    type: 'ec2:instance',
    arn: `arn:${cell.partition}:ec2:${cell.region}:${cell.accountId}:instance/${id}`,
    name: tags['Name'] || id,
    tags,
    createdAt: instance.LaunchTime,
    facts: {
      state: instance.State?.Name,
      instanceProfile: instance.IamInstanceProfile?.Arn,
      image: instance.ImageId,
      // `optional`: the role's credentials are had without a token (EC2 User Guide, "Use IMDSv2").
      metadataTokens: instance.MetadataOptions?.HttpTokens,
      vpc: instance.VpcId,
      subnets: someOf([instance.SubnetId, ...interfaces.map((one) => one.SubnetId)]),
      securityGroups: someOf([
        ...(instance.SecurityGroups ?? []).map((group) => group.GroupId),
        ...interfaces.flatMap((one) => (one.Groups ?? []).map((group) => group.GroupId)),
      ]),
      publicAddresses: someOf([
        instance.PublicIpAddress,
        ...interfaces.flatMap((one) => [
          one.Association?.PublicIp,
          ...(one.PrivateIpAddresses ?? []).map((address) => address.Association?.PublicIp),
          // IPv6 addresses of a VPC are globally routable (VPC User Guide, "IP addressing").
          ...(one.Ipv6Addresses ?? []).map((address) => address.Ipv6Address),
        ]),
      ]),
    },
  })
}

export interface RegionOptIn {
  readonly region: string
  readonly enabled: boolean
}

/** Every Region of the partition, and whether this account has it. */
export async function describeRegions(client: EC2Client, options: CallOptions): Promise<readonly RegionOptIn[]> {
  const answer = await client.send(new sdk.ec2.DescribeRegionsCommand({ AllRegions: true }), options)
  return (answer.Regions ?? []).flatMap(({ RegionName, OptInStatus }) =>
    RegionName === undefined ? [] : [{ region: RegionName, enabled: OptInStatus !== 'not-opted-in' }],
  )
}
