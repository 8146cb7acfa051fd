import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, byToken, pages } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, readTags, tagsOf } from '../shapes.ts'

/** Tables and their policies; no item is ever read. */
export const dynamodb: Collector = {
  type: 'dynamodb',
  capability: 'resources:dynamodb',
  scope: 'region',
  reads: securityAudit(
    'dynamodb:ListTables',
    'dynamodb:DescribeTable',
    'dynamodb:GetResourcePolicy',
    'dynamodb:ListTagsOfResource',
  ),
  async probe(cell) {
    await cell.client('dynamodb').send(new sdk.dynamodb.ListTablesCommand({ Limit: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('dynamodb')
    for await (const page of sdk.dynamodb.paginateListTables(pages(cell, client, 100), {}, cell.options)) {
      yield await cell.objects({
        items: page.TableNames,
        name: (table) => table,
        toObject: (table) => toTable(cell, client, table),
      })
    }
  },
}

const gone = ['ResourceNotFoundException', 'TableNotFoundException']

async function toTable(cell: CellContext, client: DynamoDBClient, name: string): Promise<InventoryObject> {
  const description = await cell.read(
    'dynamodb:DescribeTable',
    () => client.send(new sdk.dynamodb.DescribeTableCommand({ TableName: name }), cell.options),
    { gone },
  )
  const table = description.state === 'read' ? description.value.Table : undefined
  const arn = arnOf(
    table?.TableArn ?? `arn:${cell.partition}:dynamodb:${cell.region}:${cell.accountId}:table/${name}`,
    'TableArn',
  )
  const policy = await cell.read(
    'dynamodb:GetResourcePolicy',
    () => client.send(new sdk.dynamodb.GetResourcePolicyCommand({ ResourceArn: arn }), cell.options),
    { none: ['PolicyNotFoundException'], gone },
  )
  const tags = await cell.read(
    'dynamodb:ListTagsOfResource',
    () =>
      all(
        byToken(
          (NextToken) =>
            client.send(new sdk.dynamodb.ListTagsOfResourceCommand({ ResourceArn: arn, NextToken }), cell.options),
          (answer) => answer.NextToken,
        ),
        (answer) => answer.Tags,
      ),
    { gone },
  )
  const key = table?.SSEDescription?.KMSMasterKeyArn
  return resourceOf(cell, {
    type: 'dynamodb:table',
    arn,
    name,
    policy: policyReading(policy, (answer) => answer.Policy),
    tags: readTags(tags, tagsOf),
    createdAt: table?.CreationDateTime,
    facts: { kmsKey: key, stream: table?.LatestStreamArn },
    unread: namesUnread({ kmsKey: description, stream: description, createdAt: description, tags }),
  })
}
