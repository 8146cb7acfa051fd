import type { KeyListEntry, KMSClient } from '@aws-sdk/client-kms'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { CellContext, Collector, Reading } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { namesUnread, volatileFacts } from '../resource.ts'
import { arnOf, isoDate, policyReading, readTags, required, tagsOf } from '../shapes.ts'

export const kms: Collector = {
  type: 'kms',
  capability: 'resources:kms',
  scope: 'region',
  reads: securityAudit(
    'kms:ListKeys',
    'kms:ListAliases',
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'kms:ListGrants',
    'kms:ListResourceTags',
  ),
  async probe(cell) {
    await cell.client('kms').send(new sdk.kms.ListKeysCommand({ Limit: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('kms')
    let aliases: Reading<AliasesByKey> | undefined
    for await (const page of sdk.kms.paginateListKeys(pages(cell, client, 1_000), {}, cell.options)) {
      if (page.Keys?.length) aliases ??= await aliasesByKey(cell, client)
      yield await cell.objects({
        items: page.Keys,
        name: (key) => key.KeyArn,
        toObject: (key) => toKey(cell, client, key, aliases ?? { state: 'none' }),
      })
    }
  },
}

type AliasesByKey = ReadonlyMap<string, readonly string[]>

/** A key has no name of its own; its first alias serves. */
async function aliasesByKey(cell: CellContext, client: KMSClient): Promise<Reading<AliasesByKey>> {
  const reading = await cell.read('kms:ListAliases', () =>
    all(sdk.kms.paginateListAliases(pages(cell, client, 100), {}, cell.options), (page) => page.Aliases),
  )
  if (reading.state !== 'read') return reading
  const aliases = new Map<string, string[]>()
  for (const { TargetKeyId, AliasName } of reading.value) {
    if (TargetKeyId && AliasName) aliases.set(TargetKeyId, [...(aliases.get(TargetKeyId) ?? []), AliasName])
  }
  return { state: 'read', value: aliases }
}

async function toKey(
  cell: CellContext,
  client: KMSClient,
  { KeyId, KeyArn }: KeyListEntry,
  aliases: Reading<AliasesByKey>,
): Promise<InventoryObject> {
  const own = (aliases.state === 'read' && aliases.value.get(required(KeyId, 'KeyId'))) || []
  const arn = arnOf(KeyArn, 'KeyArn')
  const gone = ['NotFoundException']
  const description = await cell.read(
    'kms:DescribeKey',
    () => client.send(new sdk.kms.DescribeKeyCommand({ KeyId }), cell.options),
    { gone },
  )
  const policy = await cell.read(
    'kms:GetKeyPolicy',
    () => client.send(new sdk.kms.GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }), cell.options),
    { gone },
  )
  const grants = await cell.read(
    'kms:ListGrants',
    () => all(sdk.kms.paginateListGrants(pages(cell, client, 100), { KeyId }, cell.options), (page) => page.Grants),
    { gone },
  )
  const tags = await cell.read(
    'kms:ListResourceTags',
    () => all(sdk.kms.paginateListResourceTags(pages(cell, client, 50), { KeyId }, cell.options), (page) => page.Tags),
    { gone },
  )
  const metadata = description.state === 'read' ? description.value.KeyMetadata : undefined
  const createdAt = isoDate(metadata?.CreationDate)
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'kms',
    body: {
      type: 'kms:key',
      name: own[0] ?? required(KeyId, 'KeyId'),
      policy: policyReading(policy, (answer) => answer.Policy),
      tags: readTags(tags, tagsOf),
      ...(createdAt && { createdAt }),
      facts: {
        ...(own.length > 0 && { aliases: own }),
        ...(metadata?.KeyManager && { keyManager: metadata.KeyManager }),
        ...(metadata?.KeyState && { keyState: metadata.KeyState }),
        ...(grants.state === 'read' && { grants: grants.value.map(toGrant) }),
      },
    },
    ...volatileFacts(
      {},
      namesUnread({
        name: aliases,
        aliases,
        keyManager: description,
        keyState: description,
        createdAt: description,
        grants,
        tags,
      }),
    ),
  }
}

function toGrant(grant: {
  GrantId?: string | undefined
  GranteePrincipal?: string | undefined
  RetiringPrincipal?: string | undefined
  Operations?: readonly string[] | undefined
  Constraints?:
    | {
        EncryptionContextSubset?: Record<string, string> | undefined
        EncryptionContextEquals?: Record<string, string> | undefined
      }
    | undefined
}): Json {
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = grant.Constraints ?? {}
  return {
    id: grant.GrantId ?? '',
    grantee: grant.GranteePrincipal ?? '',
    operations: grant.Operations ?? [],
    ...(grant.RetiringPrincipal && { retiringPrincipal: grant.RetiringPrincipal }),
    ...(subset && { encryptionContextSubset: subset }),
    ...(equals && { encryptionContextEquals: equals }),
  }
}
