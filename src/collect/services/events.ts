import type { EventBridgeClient, EventBus } from '@aws-sdk/client-eventbridge'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { byToken } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, readTags, required, tagsOf } from '../shapes.ts'

export const events: Collector = {
  type: 'events',
  capability: 'resources:events',
  scope: 'region',
  reads: securityAudit('events:ListEventBuses', 'events:DescribeEventBus', 'events:ListTagsForResource'),
  async probe(cell) {
    await cell.client('events').send(new sdk.events.ListEventBusesCommand({ Limit: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('events')
    const Limit = cell.pageSize(100)
    const buses = byToken(
      (NextToken) => client.send(new sdk.events.ListEventBusesCommand({ Limit, NextToken }), cell.options),
      (answer) => answer.NextToken,
    )
    for await (const page of buses) {
      yield await cell.objects({
        items: page.EventBuses,
        name: (bus) => bus.Arn,
        toObject: (bus) => toBus(cell, client, bus),
      })
    }
  },
}

async function toBus(
  cell: CellContext,
  client: EventBridgeClient,
  { Name, Arn, CreationTime }: EventBus,
): Promise<InventoryObject> {
  const arn = arnOf(Arn, 'Arn')
  const gone = ['ResourceNotFoundException']
  const description = await cell.read(
    'events:DescribeEventBus',
    () => client.send(new sdk.events.DescribeEventBusCommand({ Name }), cell.options),
    { gone },
  )
  const tags = await cell.read(
    'events:ListTagsForResource',
    () => client.send(new sdk.events.ListTagsForResourceCommand({ ResourceARN: arn }), cell.options),
    { gone },
  )
  const key = description.state === 'read' ? description.value.KmsKeyIdentifier : undefined
  return resourceOf(cell, {
    type: 'events:event-bus',
    arn,
    name: required(Name, 'Name'),
    policy: policyReading(description, (answer) => answer.Policy),
    tags: readTags(tags, (answer) => tagsOf(answer.Tags)),
    createdAt: CreationTime,
    facts: { kmsKey: key },
    unread: namesUnread({ kmsKey: description, tags }),
  })
}
