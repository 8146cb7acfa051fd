import type { EC2Client, Instance } from '@aws-sdk/client-ec2'
import { DescribeInstancesCommand, DescribeRegionsCommand, paginateDescribeInstances } from '@aws-sdk/client-ec2'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CallOptions, CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { isoDate, required, tagsOf } from '../shapes.ts'

/** EC2 API Reference, DescribeInstances. */
const smallestPage = 5

export const ec2: Collector = {
  type: 'ec2',
  capability: 'resources:ec2',
  scope: 'region',
  reads: securityAudit('ec2:DescribeRegions', 'ec2:DescribeInstances'),
  async probe(cell) {
    await cell.client('ec2').send(new DescribeInstancesCommand({ MaxResults: smallestPage }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ec2')
    for await (const page of paginateDescribeInstances(pages(cell, client, 1_000, smallestPage), {}, cell.options)) {
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
  const arn = `arn:${cell.partition}:ec2:${cell.region}:${cell.accountId}:instance/${id}`
  const tags = tagsOf(instance.Tags)
  const createdAt = isoDate(instance.LaunchTime)
  const { State, IamInstanceProfile, PublicIpAddress } = instance
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'ec2',
    body: {
      type: 'ec2:instance',
      name: tags['Name'] || id,
      policy: { state: 'none' },
      tags,
      ...(createdAt && { createdAt }),
      facts: {
        ...(State?.Name && { state: State.Name }),
        ...(IamInstanceProfile?.Arn && { instanceProfile: IamInstanceProfile.Arn }),
        ...(PublicIpAddress && { publicIp: PublicIpAddress }),
      },
    },
  }
}

export interface RegionOptIn {
  readonly region: string
  readonly enabled: boolean
}

/** Every Region of the partition, and whether this account has it. */
export async function describeRegions(client: EC2Client, options: CallOptions): Promise<readonly RegionOptIn[]> {
  const answer = await client.send(new DescribeRegionsCommand({ AllRegions: true }), options)
  return (answer.Regions ?? []).flatMap(({ RegionName, OptInStatus }) =>
    RegionName === undefined ? [] : [{ region: RegionName, enabled: OptInStatus !== 'not-opted-in' }],
  )
}
