import type { SQSClient } from '@aws-sdk/client-sqs'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, volatileFacts } from '../resource.ts'
import { arnOf, isoDate, policyReading, readTags, required } from '../shapes.ts'

export const sqs: Collector = {
  type: 'sqs',
  capability: 'resources:sqs',
  scope: 'region',
  reads: securityAudit('sqs:ListQueues', 'sqs:GetQueueAttributes', 'sqs:ListQueueTags'),
  async probe(cell) {
    await cell.client('sqs').send(new sdk.sqs.ListQueuesCommand({ MaxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('sqs')
    for await (const page of sdk.sqs.paginateListQueues(pages(cell, client, 1_000), {}, cell.options)) {
      yield await cell.objects({
        items: page.QueueUrls,
        name: (url) => url,
        toObject: (url) => toQueue(cell, client, url),
      })
    }
  },
}

const gone = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']

async function toQueue(cell: CellContext, client: SQSClient, url: string): Promise<InventoryObject> {
  const attributes = await cell.read(
    'sqs:GetQueueAttributes',
    () => client.send(new sdk.sqs.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }), cell.options),
    { gone },
  )
  const tags = await cell.read(
    'sqs:ListQueueTags',
    () => client.send(new sdk.sqs.ListQueueTagsCommand({ QueueUrl: url }), cell.options),
    { gone },
  )
  const name = required(url.split('/').at(-1), 'name in the queue URL')
  const known = attributes.state === 'read' ? attributes.value.Attributes : undefined
  const arn = arnOf(known?.QueueArn ?? `arn:${cell.partition}:sqs:${cell.region}:${cell.accountId}:${name}`, 'QueueArn')
  const createdAt = known?.CreatedTimestamp && isoDate(new Date(Number(known.CreatedTimestamp) * 1_000))
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'sqs',
    body: {
      type: 'sqs:queue',
      name,
      policy: policyReading(attributes, (answer) => answer.Attributes?.Policy),
      tags: readTags(tags, (answer) => answer.Tags ?? {}),
      ...(createdAt && { createdAt }),
      facts: { ...(known?.KmsMasterKeyId && { kmsKey: known.KmsMasterKeyId }) },
    },
    ...volatileFacts({}, namesUnread({ kmsKey: attributes, createdAt: attributes, tags })),
  }
}
