import type { DomainStatus, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { sdk } from '../../aws/sdk.ts'
import { chunksOf } from '../../core/chunks.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector, Reading } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, readTags, required, tagsOf } from '../shapes.ts'

/** The service takes no more names in a call. */
const namesInACall = 5

/** OpenSearch Service, and the Elasticsearch domains in it. */
export const es: Collector = {
  type: 'es',
  capability: 'resources:es',
  scope: 'region',
  reads: securityAudit('es:ListDomainNames', 'es:DescribeDomains', 'es:ListTags'),
  async probe(cell) {
    await cell.client('es').send(new sdk.es.ListDomainNamesCommand({}), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('es')
    const { DomainNames = [] } = await client.send(new sdk.es.ListDomainNamesCommand({}), cell.options)
    const names = DomainNames.map(({ DomainName }) => required(DomainName, 'DomainName'))
    for (const some of chunksOf(names, cell.pageSize(namesInACall))) yield await domains(cell, client, some)
  },
}

/** Domains that cannot be described are kept by their names; one that was removed since is not described. */
async function domains(
  cell: CellContext,
  client: OpenSearchClient,
  names: readonly string[],
): Promise<readonly InventoryObject[]> {
  const described = await cell.read('es:DescribeDomains', () =>
    client.send(new sdk.es.DescribeDomainsCommand({ DomainNames: [...names] }), cell.options),
  )
  if (described.state !== 'read') {
    const name = (domain: string): string => domain
    return cell.objects({ items: names, name, toObject: (domain) => toDomain(cell, client, domain, described) })
  }
  return cell.objects({
    items: described.value.DomainStatusList,
    name: (domain) => domain.DomainName,
    toObject: (domain) =>
      toDomain(cell, client, required(domain.DomainName, 'DomainName'), { state: 'read', value: domain }),
  })
}

async function toDomain(
  cell: CellContext,
  client: OpenSearchClient,
  name: string,
  reading: Reading<DomainStatus>,
): Promise<InventoryObject> {
  const known = reading.state === 'read' ? reading.value : undefined
  const arn = arnOf(known?.ARN ?? `arn:${cell.partition}:es:${cell.region}:${cell.accountId}:domain/${name}`, 'ARN')
  const tags = await cell.read(
    'es:ListTags',
    () => client.send(new sdk.es.ListTagsCommand({ ARN: arn }), cell.options),
    {
      gone: ['ResourceNotFoundException'],
    },
  )
  const key = known?.EncryptionAtRestOptions?.KmsKeyId
  return resourceOf(cell, {
    type: 'es:domain',
    arn,
    name,
    policy: policyReading(reading, (domain) => domain.AccessPolicies),
    tags: readTags(tags, (answer) => tagsOf(answer.TagList)),
    facts: {
      kmsKey: key,
      vpc: known?.VPCOptions?.VPCId,
      // OpenSearch Service DG "Fine-grained access control": it stands behind the access policy.
      fineGrainedAccess: known?.AdvancedSecurityOptions?.Enabled === true ? true : undefined,
    },
    unread: namesUnread({ kmsKey: reading, vpc: reading, fineGrainedAccess: reading, tags }),
  })
}
