import type { CodeartifactClient, DomainSummary } from '@aws-sdk/client-codeartifact'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { optional, securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, readTags, required, tagsOf } from '../shapes.ts'

/** SecurityAudit brings the policy of a domain and not the list of them: where the list is refused, the cell stays grey. */
export const codeartifact: Collector = {
  type: 'codeartifact',
  capability: 'resources:codeartifact',
  scope: 'region',
  reads: [
    ...optional('codeartifact:ListDomains'),
    ...securityAudit('codeartifact:GetDomainPermissionsPolicy'),
    ...optional('codeartifact:ListTagsForResource'),
  ],
  async probe(cell) {
    await cell.client('codeartifact').send(new sdk.codeartifact.ListDomainsCommand({ maxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('codeartifact')
    for await (const page of sdk.codeartifact.paginateListDomains(pages(cell, client, 1_000), {}, cell.options)) {
      yield await cell.objects({
        // Domains of other accounts that share theirs are listed too; they are read where they are.
        items: page.domains?.filter(({ owner }) => owner === cell.accountId),
        name: (domain) => domain.arn,
        toObject: (domain) => toDomain(cell, client, domain),
      })
    }
  },
}

async function toDomain(
  cell: CellContext,
  client: CodeartifactClient,
  { name, owner, arn: text, encryptionKey, createdTime }: DomainSummary,
): Promise<InventoryObject> {
  const arn = arnOf(text, 'arn')
  const policy = await cell.read(
    'codeartifact:GetDomainPermissionsPolicy',
    () =>
      client.send(
        new sdk.codeartifact.GetDomainPermissionsPolicyCommand({ domain: name, domainOwner: owner }),
        cell.options,
      ),
    { none: ['ResourceNotFoundException'] },
  )
  const tags = await cell.read(
    'codeartifact:ListTagsForResource',
    () => client.send(new sdk.codeartifact.ListTagsForResourceCommand({ resourceArn: arn }), cell.options),
    { gone: ['ResourceNotFoundException'] },
  )
  return resourceOf(cell, {
    type: 'codeartifact:domain',
    arn,
    name: required(name, 'name'),
    policy: policyReading(policy, (answer) => answer.policy?.document),
    tags: readTags(tags, (answer) => tagsOf(answer.tags?.map(({ key, value }) => ({ Key: key, Value: value })))),
    createdAt: createdTime,
    facts: { kmsKey: encryptionKey },
    unread: namesUnread({ tags }),
  })
}
