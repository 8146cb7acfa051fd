import type { ResourcePolicy } from '@aws-sdk/client-cloudwatch-logs'
import { sdk } from '../../aws/sdk.ts'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import { logPolicyArn } from '../../core/inventory/companion-policies.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { byToken } from '../paging.ts'
import { resourceOf } from '../resource.ts'
import { required } from '../shapes.ts'

/**
 * The resource policies of a Region. They hang on no log group: each statement says by its ARNs which ones it is about
 * (CloudWatch Logs API Reference, PutResourcePolicy; at most ten a Region). Policies set on one log group alone are not read:
 * AWS tells them only group by group.
 */
export const logs: Collector = {
  type: 'logs',
  capability: 'resources:logs',
  scope: 'region',
  reads: securityAudit('logs:DescribeResourcePolicies'),
  async probe(cell) {
    await cell.client('logs').send(new sdk.logs.DescribeResourcePoliciesCommand({ limit: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('logs')
    const limit = cell.pageSize(50)
    const policies = byToken(
      (nextToken) => client.send(new sdk.logs.DescribeResourcePoliciesCommand({ limit, nextToken }), cell.options),
      (answer) => answer.nextToken,
    )
    for await (const page of policies) {
      yield await cell.objects({
        items: page.resourcePolicies,
        name: (policy) => policy.policyName,
        toObject: (policy) => toPolicy(cell, policy),
      })
    }
  },
}

function toPolicy(cell: CellContext, { policyName, policyDocument }: ResourcePolicy): InventoryObject {
  const name = required(policyName, 'policyName')
  return resourceOf(cell, {
    type: 'logs:resource-policy',
    arn: logPolicyArn(cell, name),
    name,
    policy: { state: 'read', document: readPolicyDocument(required(policyDocument, 'policyDocument')) },
    facts: {},
  })
}
