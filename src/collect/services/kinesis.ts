import type { KinesisClient, StreamSummary } from '@aws-sdk/client-kinesis'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { optional, securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, readTags, required, tagsOf } from '../shapes.ts'

export const kinesis: Collector = {
  type: 'kinesis',
  capability: 'resources:kinesis',
  scope: 'region',
  reads: [
    ...securityAudit('kinesis:ListStreams', 'kinesis:ListTagsForStream'),
    ...optional('kinesis:GetResourcePolicy'),
  ],
  async probe(cell) {
    await cell.client('kinesis').send(new sdk.kinesis.ListStreamsCommand({ Limit: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('kinesis')
    for await (const page of sdk.kinesis.paginateListStreams(pages(cell, client, 10_000), {}, cell.options)) {
      yield await cell.objects({
        items: page.StreamSummaries,
        name: (stream) => stream.StreamARN,
        toObject: (stream) => toStream(cell, client, stream),
      })
    }
  },
}

async function toStream(
  cell: CellContext,
  client: KinesisClient,
  { StreamName, StreamARN, StreamCreationTimestamp }: StreamSummary,
): Promise<InventoryObject> {
  const arn = arnOf(StreamARN, 'StreamARN')
  const policy = await cell.read(
    'kinesis:GetResourcePolicy',
    () => client.send(new sdk.kinesis.GetResourcePolicyCommand({ ResourceARN: arn }), cell.options),
    { none: ['ResourceNotFoundException'] },
  )
  const tags = await cell.read(
    'kinesis:ListTagsForStream',
    // A stream has at most 50 tags, which is also the largest page (Kinesis API Reference, ListTagsForStream).
    () => client.send(new sdk.kinesis.ListTagsForStreamCommand({ StreamARN: arn, Limit: 50 }), cell.options),
    { gone: ['ResourceNotFoundException'] },
  )
  return resourceOf(cell, {
    type: 'kinesis:stream',
    arn,
    name: required(StreamName, 'StreamName'),
    // A stream without a policy is answered with an empty object.
    policy: policyReading(policy, (answer) => (answer.Policy === '{}' ? undefined : answer.Policy)),
    tags: readTags(tags, (answer) => tagsOf(answer.Tags)),
    createdAt: StreamCreationTimestamp,
    facts: {},
    unread: namesUnread({ tags }),
  })
}
