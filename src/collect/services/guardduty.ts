import type { GuardDutyClient } from '@aws-sdk/client-guardduty'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'

/** GuardDuty API Reference, ListDetectors. */
const largestPage = 50

/** GuardDuty: is it on. A detector that is suspended is there as well. */
export const guardduty: Collector = {
  type: 'guardduty',
  capability: 'resources:guardduty',
  scope: 'region',
  reads: securityAudit('guardduty:ListDetectors', 'guardduty:GetDetector'),
  async probe(cell) {
    await cell.client('guardduty').send(new sdk.guardduty.ListDetectorsCommand({ MaxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('guardduty')
    for await (const page of sdk.guardduty.paginateListDetectors(pages(cell, client, largestPage), {}, cell.options)) {
      yield await cell.objects({
        items: page.DetectorIds,
        name: (id) => id,
        toObject: (id) => toDetector(cell, client, id),
      })
    }
  },
}

async function toDetector(cell: CellContext, client: GuardDutyClient, DetectorId: string): Promise<InventoryObject> {
  const asked = await cell.read(
    'guardduty:GetDetector',
    () => client.send(new sdk.guardduty.GetDetectorCommand({ DetectorId }), cell.options),
    // What GuardDuty answers for a detector that is not there (any more).
    { gone: ['BadRequestException'] },
  )
  const detector = asked.state === 'read' ? asked.value : undefined
  return resourceOf(cell, {
    type: 'guardduty:detector',
    arn: `arn:${cell.partition}:guardduty:${cell.region}:${cell.accountId}:detector/${DetectorId}`,
    name: DetectorId,
    tags: detector?.Tags ?? {},
    createdAt: detector?.CreatedAt === undefined ? undefined : new Date(detector.CreatedAt),
    facts: { enabled: detector && detector.Status === 'ENABLED' },
    unread: namesUnread({ enabled: asked, createdAt: asked, tags: asked }),
  })
}
