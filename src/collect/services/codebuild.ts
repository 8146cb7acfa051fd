import type { Project } from '@aws-sdk/client-codebuild'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { resourceOf, someOf } from '../resource.ts'
import { required, tagsOf } from '../shapes.ts'

/** CodeBuild: the roles that builds run as, and whose code it is that they run. */
export const codebuild: Collector = {
  type: 'codebuild',
  capability: 'resources:codebuild',
  scope: 'region',
  reads: [
    ...securityAudit('codebuild:ListProjects'),
    // A hundred at once.
    ...furtherLists(securityAudit('codebuild:BatchGetProjects')),
  ],
  async probe(cell) {
    await cell.client('codebuild').send(new sdk.codebuild.ListProjectsCommand({}), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('codebuild')
    // CodeBuild API Reference: 100 names a page, which cannot be chosen, and as many projects by name at once.
    for await (const { projects: names = [] } of sdk.codebuild.paginateListProjects({ client }, {}, cell.options)) {
      if (names.length === 0) continue
      const asked = await cell.read('codebuild:BatchGetProjects', () =>
        client.send(new sdk.codebuild.BatchGetProjectsCommand({ names: [...names] }), cell.options),
      )
      yield await cell.objects({
        items: asked.state === 'read' ? asked.value.projects : [],
        name: (one) => one.name,
        toObject: (one) => toProject(cell, one),
      })
    }
  },
}

/** Some write a token into the address of a repository; it is nothing to keep. */
const withoutCredentials = (location: string): string => location.replace(/\/\/[^/@]*@/, '//')

function toProject(cell: CellContext, one: Project): InventoryObject {
  const { source, webhook, vpcConfig } = one
  return resourceOf(cell, {
    type: 'codebuild:project',
    arn: one.arn,
    name: required(one.name, 'name'),
    tags: tagsOf(one.tags?.map(({ key, value }) => ({ Key: key, Value: value }))),
    createdAt: one.created,
    facts: {
      executionRole: one.serviceRole,
      sourceType: source?.type,
      sourceLocation: source?.location && withoutCredentials(source.location),
      // Builds start by themselves, at what happens in the repository.
      webhook: webhook !== undefined,
      publicResults: one.projectVisibility === 'PUBLIC_READ',
      vpc: vpcConfig?.vpcId,
      subnets: someOf(vpcConfig?.subnets),
      securityGroups: someOf(vpcConfig?.securityGroupIds),
    },
  })
}
