import type { NotebookInstanceSummary, SageMakerClient } from '@aws-sdk/client-sagemaker'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, resourceOf, someOf } from '../resource.ts'
import { required } from '../shapes.ts'

/** SageMaker API Reference, ListNotebookInstances. */
const largestPage = 100

/** SageMaker: the roles that notebook instances run as. */
export const sagemaker: Collector = {
  type: 'sagemaker',
  capability: 'resources:sagemaker',
  scope: 'region',
  reads: securityAudit('sagemaker:ListNotebookInstances', 'sagemaker:DescribeNotebookInstance'),
  async probe(cell) {
    await cell.client('sagemaker').send(new sdk.sagemaker.ListNotebookInstancesCommand({ MaxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('sagemaker')
    for await (const page of sdk.sagemaker.paginateListNotebookInstances(
      pages(cell, client, largestPage),
      {},
      cell.options,
    )) {
      yield await cell.objects({
        items: page.NotebookInstances,
        name: (one) => one.NotebookInstanceName,
        toObject: (one) => toNotebook(cell, client, one),
      })
    }
  },
}

async function toNotebook(
  cell: CellContext,
  client: SageMakerClient,
  one: NotebookInstanceSummary,
): Promise<InventoryObject> {
  const { NotebookInstanceName } = one
  const asked = await cell.read(
    'sagemaker:DescribeNotebookInstance',
    () => client.send(new sdk.sagemaker.DescribeNotebookInstanceCommand({ NotebookInstanceName }), cell.options),
    // What SageMaker answers for a name that it does not know (any more).
    { gone: ['ValidationException'] },
  )
  const known = asked.state === 'read' ? asked.value : undefined
  return resourceOf(cell, {
    type: 'sagemaker:notebook-instance',
    arn: one.NotebookInstanceArn,
    name: required(NotebookInstanceName, 'NotebookInstanceName'),
    createdAt: one.CreationTime,
    facts: {
      state: one.NotebookInstanceStatus,
      executionRole: known?.RoleArn,
      directInternetAccess: known?.DirectInternetAccess && known.DirectInternetAccess === 'Enabled',
      rootAccess: known?.RootAccess && known.RootAccess === 'Enabled',
      subnets: someOf([known?.SubnetId]),
      securityGroups: someOf(known?.SecurityGroups),
    },
    unread: namesUnread({
      executionRole: asked,
      directInternetAccess: asked,
      rootAccess: asked,
      subnets: asked,
      securityGroups: asked,
    }),
  })
}
