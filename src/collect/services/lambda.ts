import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda'
import {
  GetPolicyCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  paginateListFunctions,
  paginateListFunctionUrlConfigs,
} from '@aws-sdk/client-lambda'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, policyReading, readTags, required } from '../shapes.ts'

export const lambda: Collector = {
  type: 'lambda',
  capability: 'resources:lambda',
  scope: 'region',
  reads: securityAudit('lambda:ListFunctions', 'lambda:GetPolicy', 'lambda:ListFunctionUrlConfigs', 'lambda:ListTags'),
  async probe(cell) {
    await cell.client('lambda').send(new ListFunctionsCommand({ MaxItems: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('lambda')
    // Lambda answers with 50 a page at most, however many are asked for.
    for await (const page of paginateListFunctions(pages(cell, client, 50), {}, cell.options)) {
      yield await cell.objects({
        items: page.Functions,
        name: (one) => one.FunctionArn,
        toObject: (one) => toFunction(cell, client, one),
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
    () => client.send(new GetPolicyCommand({ FunctionName }), cell.options),
    { none: ['ResourceNotFoundException'] },
  )
  const urls = await cell.read(
    'lambda:ListFunctionUrlConfigs',
    () =>
      all(
        paginateListFunctionUrlConfigs(pages(cell, client, 50), { FunctionName }, cell.options),
        (page) => page.FunctionUrlConfigs,
      ),
    { none: ['ResourceNotFoundException'] },
  )
  const tags = await cell.read(
    'lambda:ListTags',
    () => client.send(new ListTagsCommand({ Resource: arn }), cell.options),
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
  }
}
