/**
 * ECS: the roles that tasks run as. Of each family the latest active revision is read: it is what is run where nothing else is
 * named, families have hundreds of revisions that nobody deregistered, and every revision costs a call. The family is the thing
 * that is kept; a deployment makes a new version of it.
 */
import type { ECSClient, TaskDefinition } from '@aws-sdk/client-ecs'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { resourceOf, someOf } from '../resource.ts'
import { required, tagsOf } from '../shapes.ts'

/** ECS API Reference, ListTaskDefinitionFamilies. */
const largestPage = 100

export const ecs: Collector = {
  type: 'ecs',
  capability: 'resources:ecs',
  scope: 'region',
  reads: securityAudit('ecs:ListTaskDefinitionFamilies', 'ecs:DescribeTaskDefinition'),
  async probe(cell) {
    await cell
      .client('ecs')
      .send(new sdk.ecs.ListTaskDefinitionFamiliesCommand({ status: 'ACTIVE', maxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ecs')
    const active = { status: 'ACTIVE' } as const
    for await (const page of sdk.ecs.paginateListTaskDefinitionFamilies(
      pages(cell, client, largestPage),
      active,
      cell.options,
    )) {
      yield await cell.objects({
        items: page.families,
        name: (family) => family,
        toObject: (family) => latestOf(cell, client, family),
      })
    }
  },
}

/** ECS answers `ClientException` for a family whose last revision was deregistered meanwhile. */
const gone = ['ClientException']

async function latestOf(cell: CellContext, client: ECSClient, family: string): Promise<InventoryObject | undefined> {
  const asked = await cell.read(
    'ecs:DescribeTaskDefinition',
    () =>
      client.send(
        new sdk.ecs.DescribeTaskDefinitionCommand({ taskDefinition: family, include: ['TAGS'] }),
        cell.options,
      ),
    { gone },
  )
  if (asked.state !== 'read') return undefined
  const definition: TaskDefinition = required(asked.value.taskDefinition, 'taskDefinition')
  return resourceOf(cell, {
    type: 'ecs:task-definition',
    arn: definition.taskDefinitionArn,
    nativeId: `arn:${cell.partition}:ecs:${cell.region}:${cell.accountId}:task-definition/${family}`,
    name: family,
    tags: tagsOf(asked.value.tags?.map(({ key, value }) => ({ Key: key, Value: value }))),
    createdAt: definition.registeredAt,
    facts: {
      revision: definition.revision,
      // What the code in its containers runs as; ECS calls it the task role.
      executionRole: definition.taskRoleArn,
      // With which ECS fetches images and secrets for it; ECS calls it the task execution role.
      agentRole: definition.executionRoleArn,
      networkMode: definition.networkMode,
      launchTypes: someOf(definition.compatibilities),
    },
  })
}
