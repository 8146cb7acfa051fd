import type { LoadBalancerDescription } from '@aws-sdk/client-elastic-load-balancing'
import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import { failureOf } from '../../aws/failure.ts'
import { sdk } from '../../aws/sdk.ts'
import { isSdkError } from '../../aws/sdk-error.ts'
import { isSessionEnd } from '../../aws/session-end.ts'
import { gravity } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { resourceOf, someOf } from '../resource.ts'
import { required } from '../shapes.ts'

/** Elastic Load Balancing API Reference (2015-12-01 and 2012-06-01), DescribeLoadBalancers, `PageSize`. */
const largestPage = 400

const action = 'elasticloadbalancing:DescribeLoadBalancers'

/** Load balancers that let the internet in. Classic ones have an API of their own, under the same IAM action. */
export const elasticloadbalancing: Collector = {
  type: 'elasticloadbalancing',
  capability: 'resources:elasticloadbalancing',
  scope: 'region',
  reads: securityAudit(action),
  async probe(cell) {
    await cell
      .client('elasticloadbalancing')
      .send(new sdk.elasticloadbalancing.DescribeLoadBalancersCommand({ PageSize: 1 }), cell.options)
  },
  async *collect(cell) {
    const failures: unknown[] = []
    for (const list of [newer, classic]) {
      try {
        yield* list(cell)
      } catch (error) {
        cell.options.abortSignal.throwIfAborted()
        if (isSessionEnd(error) || !isSdkError(error)) throw error
        // What one API does not tell takes nothing from the other; the cell is whole with both only.
        failures.push(error)
      }
    }
    const graveness = (error: unknown) => gravity.indexOf(failureOf(error, { action, region: cell.region }).state)
    const [gravest] = failures.sort((a, b) => graveness(a) - graveness(b))
    if (gravest !== undefined) throw gravest
  },
}

type List = (cell: CellContext) => AsyncIterable<readonly InventoryObject[]>

const newer: List = async function* (cell) {
  for await (const page of sdk.elasticloadbalancing.paginateDescribeLoadBalancers(
    pages(cell, cell.client('elasticloadbalancing'), largestPage),
    {},
    cell.options,
  )) {
    yield await cell.objects({
      items: page.LoadBalancers,
      name: (one) => one.LoadBalancerName,
      toObject: (one) => toLoadBalancer(cell, one),
    })
  }
}

const classic: List = async function* (cell) {
  for await (const page of sdk.elb.paginateDescribeLoadBalancers(
    pages(cell, cell.client('elb'), largestPage),
    {},
    cell.options,
  )) {
    yield await cell.objects({
      items: page.LoadBalancerDescriptions,
      name: (one) => one.LoadBalancerName,
      toObject: (one) => toClassicLoadBalancer(cell, one),
    })
  }
}

const toLoadBalancer = (cell: CellContext, one: LoadBalancer): InventoryObject =>
  resourceOf(cell, {
    type: 'elasticloadbalancing:loadbalancer',
    arn: one.LoadBalancerArn,
    name: required(one.LoadBalancerName, 'LoadBalancerName'),
    createdAt: one.CreatedTime,
    facts: {
      balancerType: one.Type,
      scheme: one.Scheme,
      host: one.DNSName,
      vpc: one.VpcId,
      subnets: someOf(one.AvailabilityZones?.map((zone) => zone.SubnetId)),
      securityGroups: someOf(one.SecurityGroups),
    },
  })

/** The instances that it sends requests to stand in its own account: it is registered with them, and knows no others. */
function toClassicLoadBalancer(cell: CellContext, one: LoadBalancerDescription): InventoryObject {
  const { partition, region, accountId } = cell
  const name = required(one.LoadBalancerName, 'LoadBalancerName')
  return resourceOf(cell, {
    type: 'elasticloadbalancing:loadbalancer',
    // Service Authorization Reference, "Elastic Load Balancing", `loadbalancer`; the answer names none.
    arn: `arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/${name}`,
    name,
    createdAt: one.CreatedTime,
    facts: {
      balancerType: 'classic',
      scheme: one.Scheme,
      host: one.DNSName,
      vpc: one.VPCId,
      subnets: someOf(one.Subnets),
      securityGroups: someOf(one.SecurityGroups),
      instances: someOf(
        one.Instances?.map(
          ({ InstanceId }) => InstanceId && `arn:${partition}:ec2:${region}:${accountId}:instance/${InstanceId}`,
        ),
      ),
    },
  })
}
