import type { SNSClient, Topic } from '@aws-sdk/client-sns'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { namesUnread, volatileFacts } from '../resource.ts'
import { arnOf, policyReading, readTags, required, tagsOf } from '../shapes.ts'

export const sns: Collector = {
  type: 'sns',
  capability: 'resources:sns',
  scope: 'region',
  reads: securityAudit('sns:ListTopics', 'sns:GetTopicAttributes', 'sns:ListTagsForResource'),
  async probe(cell) {
    await cell.client('sns').send(new sdk.sns.ListTopicsCommand({}), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('sns')
    // The page size is not ours to choose: always 100.
    for await (const page of sdk.sns.paginateListTopics({ client }, {}, cell.options)) {
      yield await cell.objects({
        items: page.Topics,
        name: (topic) => topic.TopicArn,
        toObject: (topic) => toTopic(cell, client, topic),
      })
    }
  },
}

const gone = ['NotFound', 'NotFoundException', 'ResourceNotFoundException']

async function toTopic(cell: CellContext, client: SNSClient, { TopicArn }: Topic): Promise<InventoryObject> {
  const arn = arnOf(TopicArn, 'TopicArn')
  const attributes = await cell.read(
    'sns:GetTopicAttributes',
    () => client.send(new sdk.sns.GetTopicAttributesCommand({ TopicArn }), cell.options),
    { gone },
  )
  const tags = await cell.read(
    'sns:ListTagsForResource',
    () => client.send(new sdk.sns.ListTagsForResourceCommand({ ResourceArn: arn }), cell.options),
    { gone },
  )
  const key = attributes.state === 'read' ? attributes.value.Attributes?.['KmsMasterKeyId'] : undefined
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'sns',
    body: {
      type: 'sns:topic',
      name: required(arn.split(':').at(-1), 'name in the topic ARN'),
      policy: policyReading(attributes, (answer) => answer.Attributes?.['Policy']),
      tags: readTags(tags, (answer) => tagsOf(answer.Tags)),
      facts: { ...(key && { kmsKey: key }) },
    },
    ...volatileFacts({}, namesUnread({ kmsKey: attributes, tags })),
  }
}
