import type { FunctionConfiguration, LambdaClient, LayersListItem } from '@aws-sdk/client-lambda'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { namesUnread, resourceOf, volatileFacts } from '../resource.ts'
import { arnOf, policyReading, readTags, required } from '../shapes.ts'

export const lambda: Collector = {
  type: 'lambda',
  capability: 'resources:lambda',
  scope: 'region',
  reads: securityAudit(
    'lambda:ListFunctions',
    'lambda:GetPolicy',
    'lambda:ListFunctionUrlConfigs',
    'lambda:ListTags',
    'lambda:ListLayers',
    'lambda:GetLayerVersionPolicy',
  ),
  async probe(cell) {
    await cell.client('lambda').send(new sdk.lambda.ListFunctionsCommand({ MaxItems: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('lambda')
    // Lambda answers with 50 a page at most, however many are asked for.
    for await (const page of sdk.lambda.paginateListFunctions(pages(cell, client, 50), {}, cell.options)) {
      yield await cell.objects({
        items: page.Functions,
        name: (one) => one.FunctionArn,
        toObject: (one) => toFunction(cell, client, one),
      })
    }
    for await (const page of sdk.lambda.paginateListLayers(pages(cell, client, 50), {}, cell.options)) {
      yield await cell.objects({
        items: page.Layers,
        name: (layer) => layer.LayerArn,
        toObject: (layer) => toLayer(cell, client, layer),
      })
    }
  },
}

async function toFunction(
  cell: CellContext,
  client: LambdaClient,
  { FunctionArn, FunctionName, Role, Runtime }: FunctionConfiguration,
): Promise<InventoryObject> {
  const arn = arnOf(FunctionArn, 'FunctionArn')
  const policy = await cell.read(
    'lambda:GetPolicy',
    () => client.send(new sdk.lambda.GetPolicyCommand({ FunctionName }), cell.options),
    { none: ['ResourceNotFoundException'] },
  )
  const urls = await cell.read(
    'lambda:ListFunctionUrlConfigs',
    () =>
      all(
        sdk.lambda.paginateListFunctionUrlConfigs(pages(cell, client, 50), { FunctionName }, cell.options),
        (page) => page.FunctionUrlConfigs,
      ),
    { none: ['ResourceNotFoundException'] },
  )
  const tags = await cell.read(
    'lambda:ListTags',
    () => client.send(new sdk.lambda.ListTagsCommand({ Resource: arn }), cell.options),
    {
      gone: ['ResourceNotFoundException'],
    },
  )
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'lambda',
    body: {
      type: 'lambda:function',
      name: required(FunctionName, 'FunctionName'),
      policy: policyReading(policy, (answer) => answer.Policy),
      tags: readTags(tags, (answer) => answer.Tags ?? {}),
      facts: {
        ...(Role && { executionRole: Role }),
        ...(Runtime && { runtime: Runtime }),
        ...(urls.state === 'read' && { urls: urls.value.map((url) => ({ authType: url.AuthType ?? 'AWS_IAM' })) }),
      },
    },
    ...volatileFacts({}, namesUnread({ urls, tags })),
  }
}

/** Each version of a layer has its own policy; the latest is read, which is the one that new functions take. */
async function toLayer(
  cell: CellContext,
  client: LambdaClient,
  { LayerName, LatestMatchingVersion: latest }: LayersListItem,
): Promise<InventoryObject> {
  const policy = await cell.read(
    'lambda:GetLayerVersionPolicy',
    () =>
      client.send(
        new sdk.lambda.GetLayerVersionPolicyCommand({ LayerName, VersionNumber: latest?.Version }),
        cell.options,
      ),
    { none: ['ResourceNotFoundException'] },
  )
  return resourceOf(cell, {
    type: 'lambda:layer',
    arn: latest?.LayerVersionArn,
    name: required(LayerName, 'LayerName'),
    policy: policyReading(policy, (answer) => answer.Policy),
    createdAt: latest?.CreatedDate === undefined ? undefined : new Date(latest.CreatedDate),
    facts: { version: latest?.Version },
  })
}
