import { sdk } from '../../aws/sdk.ts'
import type { Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { resourceOf } from '../resource.ts'

/** What Security Hub answers where it is not on: `Account … is not subscribed to AWS Security Hub`. */
const notSubscribed = ['InvalidAccessException', 'ResourceNotFoundException']

/** Security Hub: is it on. */
export const securityhub: Collector = {
  type: 'securityhub',
  capability: 'resources:securityhub',
  scope: 'region',
  reads: securityAudit('securityhub:DescribeHub'),
  async probe(cell) {
    await cell
      .client('securityhub')
      .send(new sdk.securityhub.DescribeHubCommand({}), cell.options)
      .catch(unlessNotSubscribed)
  },
  async *collect(cell) {
    const hub = await cell
      .client('securityhub')
      .send(new sdk.securityhub.DescribeHubCommand({}), cell.options)
      .catch(unlessNotSubscribed)
    if (hub === undefined) return
    yield [
      resourceOf(cell, {
        type: 'securityhub:hub',
        arn: hub.HubArn,
        name: 'Security Hub',
        createdAt: hub.SubscribedAt === undefined ? undefined : new Date(hub.SubscribedAt),
        facts: { enablesNewControls: hub.AutoEnableControls },
      }),
    ]
  },
}

function unlessNotSubscribed(error: unknown): undefined {
  if (error instanceof Error && notSubscribed.includes(error.name)) return undefined
  throw error
}
