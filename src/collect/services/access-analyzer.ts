/** IAM Access Analyzer: which analyzers there are, and what they found: evidence beside ours, never instead. */
import type { AnalyzerSummary, FindingSummary } from '@aws-sdk/client-accessanalyzer'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { inOrder, resourceOf } from '../resource.ts'
import { required } from '../shapes.ts'

/** connection.md §8.4; Access Analyzer's reference names no bound. */
const largestPage = 100

/** Those that look for access from outside; the findings of the others are no `ListFindings` (its API reference). */
const external: ReadonlySet<string> = new Set(['ACCOUNT', 'ORGANIZATION'])

export const accessAnalyzer: Collector = {
  type: 'access_analyzer',
  capability: 'resources:access_analyzer',
  scope: 'region',
  reads: [
    ...securityAudit('access-analyzer:ListAnalyzers'),
    ...furtherLists(securityAudit('access-analyzer:ListFindings')),
  ],
  async probe(cell) {
    await cell
      .client('access-analyzer')
      .send(new sdk.accessAnalyzer.ListAnalyzersCommand({ maxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('access-analyzer')
    const sized = pages(cell, client, largestPage)
    const analyzers = await all(
      sdk.accessAnalyzer.paginateListAnalyzers(sized, {}, cell.options),
      (page) => page.analyzers,
    )
    yield await cell.objects({
      items: analyzers,
      name: (one) => one.name,
      toObject: (one) => toAnalyzer(cell, one),
    })
    const active = { status: { eq: ['ACTIVE'] } }
    for (const { arn, type, status } of analyzers) {
      if (arn === undefined || !external.has(type ?? '')) continue
      if (status !== 'ACTIVE') {
        // It finds nothing now, which does not mend what it found.
        yield await findingsBefore(cell, arn)
        continue
      }
      for await (const page of sdk.accessAnalyzer.paginateListFindings(
        sized,
        { analyzerArn: arn, filter: active },
        cell.options,
      )) {
        yield await cell.objects({
          items: page.findings,
          name: (one) => one.id,
          toObject: (one) => toFinding(cell, arn, one),
        })
      }
    }
  },
}

const toAnalyzer = (cell: CellContext, one: AnalyzerSummary): InventoryObject =>
  resourceOf(cell, {
    type: 'access-analyzer:analyzer',
    arn: one.arn,
    name: required(one.name, 'name'),
    tags: one.tags ?? {},
    createdAt: one.createdAt,
    facts: { analyzerType: one.type, status: one.status },
  })

async function findingsBefore(cell: CellContext, analyzerArn: string): Promise<readonly InventoryObject[]> {
  const known = await cell.known(cell.key, ['resource'])
  return known.filter(({ arn, body }) => body.type === 'access-analyzer:finding' && arn.startsWith(`${analyzerArn}/`))
}

/** AWS gives findings an id and no ARN. */
function toFinding(cell: CellContext, analyzerArn: string, one: FindingSummary): InventoryObject {
  const id = required(one.id, 'id')
  return resourceOf(cell, {
    type: 'access-analyzer:finding',
    arn: `${analyzerArn}/finding/${id}`,
    name: one.resource ?? id,
    createdAt: one.createdAt,
    facts: {
      resource: one.resource,
      resourceType: one.resourceType,
      resourceOwner: one.resourceOwnerAccount,
      public: one.isPublic,
      principal: one.principal,
      actions: inOrder(one.action),
      conditions: one.condition,
      error: one.error,
    },
  })
}
