import type { SFNClient, StateMachineListItem } from '@aws-sdk/client-sfn'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { required } from '../shapes.ts'

/** Step Functions API Reference, ListStateMachines. */
const largestPage = 1_000

/** Step Functions: the roles that state machines run as. */
export const states: Collector = {
  type: 'states',
  capability: 'resources:states',
  scope: 'region',
  reads: securityAudit('states:ListStateMachines', 'states:DescribeStateMachine'),
  async probe(cell) {
    await cell.client('states').send(new sdk.states.ListStateMachinesCommand({ maxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('states')
    for await (const page of sdk.states.paginateListStateMachines(pages(cell, client, largestPage), {}, cell.options)) {
      yield await cell.objects({
        items: page.stateMachines,
        name: (one) => one.name,
        toObject: (one) => toStateMachine(cell, client, one),
      })
    }
  },
}

async function toStateMachine(
  cell: CellContext,
  client: SFNClient,
  { stateMachineArn, name, type, creationDate }: StateMachineListItem,
): Promise<InventoryObject> {
  const asked = await cell.read(
    'states:DescribeStateMachine',
    // Without what it does, for which a customer's key may be needed.
    () =>
      client.send(
        new sdk.states.DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }),
        cell.options,
      ),
    { gone: ['StateMachineDoesNotExist'] },
  )
  return resourceOf(cell, {
    type: 'states:stateMachine',
    arn: stateMachineArn,
    name: required(name, 'name'),
    createdAt: creationDate,
    facts: { executionRole: asked.state === 'read' ? asked.value.roleArn : undefined, workflow: type },
    unread: namesUnread({ executionRole: asked }),
  })
}
