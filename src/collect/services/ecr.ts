import type { ECRClient, Repository } from '@aws-sdk/client-ecr'
import { sdk } from '../../aws/sdk.ts'
import { registryArn } from '../../core/inventory/companion-policies.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, readTags, required, tagsOf } from '../shapes.ts'

/** Private repositories, and the policy of the registry that they all lie in. */
export const ecr: Collector = {
  type: 'ecr',
  capability: 'resources:ecr',
  scope: 'region',
  reads: securityAudit(
    'ecr:DescribeRepositories',
    'ecr:GetRepositoryPolicy',
    'ecr:ListTagsForResource',
    'ecr:GetRegistryPolicy',
  ),
  async probe(cell) {
    await cell.client('ecr').send(new sdk.ecr.DescribeRepositoriesCommand({ maxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ecr')
    for await (const page of sdk.ecr.paginateDescribeRepositories(pages(cell, client, 1_000), {}, cell.options)) {
      yield await cell.objects({
        items: page.repositories,
        name: (repository) => repository.repositoryArn,
        toObject: (repository) => toRepository(cell, client, repository),
      })
    }
    yield [await registry(cell, client)]
  },
}

async function toRepository(cell: CellContext, client: ECRClient, repository: Repository): Promise<InventoryObject> {
  const { repositoryName, repositoryArn, registryId, createdAt, encryptionConfiguration } = repository
  const arn = arnOf(repositoryArn, 'repositoryArn')
  const gone = ['RepositoryNotFoundException']
  const policy = await cell.read(
    'ecr:GetRepositoryPolicy',
    () => client.send(new sdk.ecr.GetRepositoryPolicyCommand({ repositoryName, registryId }), cell.options),
    { none: ['RepositoryPolicyNotFoundException'], gone },
  )
  const tags = await cell.read(
    'ecr:ListTagsForResource',
    () => client.send(new sdk.ecr.ListTagsForResourceCommand({ resourceArn: arn }), cell.options),
    { gone },
  )
  return resourceOf(cell, {
    type: 'ecr:repository',
    arn,
    name: required(repositoryName, 'repositoryName'),
    policy: policyReading(policy, (answer) => answer.policyText),
    tags: readTags(tags, (answer) => tagsOf(answer.tags)),
    createdAt,
    facts: { kmsKey: encryptionConfiguration?.kmsKey },
    unread: namesUnread({ tags }),
  })
}

/** Amazon ECR UG "Private registry permissions": it is enforced in every request, beside the policy of the repository. */
async function registry(cell: CellContext, client: ECRClient): Promise<InventoryObject> {
  const policy = await cell.read(
    'ecr:GetRegistryPolicy',
    () => client.send(new sdk.ecr.GetRegistryPolicyCommand({}), cell.options),
    { none: ['RegistryPolicyNotFoundException'] },
  )
  return resourceOf(cell, {
    type: 'ecr:registry',
    arn: registryArn(cell),
    name: cell.region,
    policy: policyReading(policy, (answer) => answer.policyText),
    facts: {},
  })
}
