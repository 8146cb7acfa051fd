import type { GlueClient, GluePolicy } from '@aws-sdk/client-glue'
import { sdk } from '../../aws/sdk.ts'
import { sdkErrorFacts } from '../../aws/sdk-error.ts'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import { catalogArn } from '../../core/inventory/companion-policies.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { CellContext, Collector, Reading } from '../collector.ts'
import { optional, securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { inOneOrder, namesUnread, resourceOf } from '../resource.ts'
import { policyReading } from '../shapes.ts'

const none = ['EntityNotFoundException']

/** The Data Catalog of a Region: one policy for all its databases and tables (AWS Glue DG "Resource-based policies"). */
export const glue: Collector = {
  type: 'glue',
  capability: 'resources:glue',
  scope: 'region',
  reads: [...securityAudit('glue:GetResourcePolicy'), ...optional('glue:GetResourcePolicies')],
  async probe(cell) {
    await cell
      .client('glue')
      .send(new sdk.glue.GetResourcePolicyCommand({}), cell.options)
      .catch((error: unknown) => {
        if (!none.includes(sdkErrorFacts(error).name)) throw error
      })
  },
  async *collect(cell) {
    const client = cell.client('glue')
    const policy = await cell.read(
      'glue:GetResourcePolicy',
      () => client.send(new sdk.glue.GetResourcePolicyCommand({}), cell.options),
      { none },
    )
    const own = policy.state === 'read' ? policy.value.PolicyHash : undefined
    const shared = await sharedPolicies(cell, client)
    const catalog = resourceOf(cell, {
      type: 'glue:catalog',
      arn: catalogArn(cell),
      name: `catalog ${cell.region}`,
      policy: policyReading(policy, (answer) => answer.PolicyInJson),
      facts: { sharedPolicies: shared.state === 'unread' ? undefined : documentsOf(shared, own) },
      unread: namesUnread({ sharedPolicies: shared }),
    })
    yield [catalog]
  },
}

/** What AWS RAM has shared of the catalog, one policy per resource (AWS Glue API, GetResourcePolicies); the catalog's own is among them. */
const sharedPolicies = (cell: CellContext, client: GlueClient): Promise<Reading<readonly GluePolicy[]>> =>
  cell.read(
    'glue:GetResourcePolicies',
    () =>
      all(
        sdk.glue.paginateGetResourcePolicies(pages(cell, client, 1_000), {}, cell.options),
        (page) => page.GetResourcePoliciesResponseList,
      ),
    { none },
  )

/** `own`: hash of the catalog's. */
function documentsOf(shared: Reading<readonly GluePolicy[]>, own: string | undefined): readonly Json[] {
  const policies = shared.state === 'read' ? shared.value : []
  return inOneOrder(
    policies.flatMap(({ PolicyInJson, PolicyHash }) =>
      PolicyInJson === undefined || PolicyHash === own ? [] : [readPolicyDocument(PolicyInJson)],
    ),
  )
}
