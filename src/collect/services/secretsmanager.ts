import type { SecretListEntry, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { arnOf, isoDate, policyReading, required, tagsOf } from '../shapes.ts'

/** Names, tags and policies; never the value of a secret. */
export const secretsmanager: Collector = {
  type: 'secretsmanager',
  capability: 'resources:secretsmanager',
  scope: 'region',
  reads: securityAudit('secretsmanager:ListSecrets', 'secretsmanager:GetResourcePolicy'),
  async probe(cell) {
    await cell.client('secretsmanager').send(new sdk.secretsmanager.ListSecretsCommand({ MaxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('secretsmanager')
    for await (const page of sdk.secretsmanager.paginateListSecrets(pages(cell, client, 100), {}, cell.options)) {
      yield await cell.objects({
        items: page.SecretList,
        name: (secret) => secret.ARN,
        toObject: (secret) => toSecret(cell, client, secret),
      })
    }
  },
}

async function toSecret(
  cell: CellContext,
  client: SecretsManagerClient,
  secret: SecretListEntry,
): Promise<InventoryObject> {
  const arn = arnOf(secret.ARN, 'ARN')
  const policy = await cell.read(
    'secretsmanager:GetResourcePolicy',
    () => client.send(new sdk.secretsmanager.GetResourcePolicyCommand({ SecretId: arn }), cell.options),
    { gone: ['ResourceNotFoundException'] },
  )
  const createdAt = isoDate(secret.CreatedDate)
  const lastUsed = isoDate(secret.LastAccessedDate)
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'secretsmanager',
    body: {
      type: 'secretsmanager:secret',
      name: required(secret.Name, 'Name'),
      policy: policyReading(policy, (answer) => answer.ResourcePolicy),
      tags: tagsOf(secret.Tags),
      ...(createdAt && { createdAt }),
      facts: { ...(secret.KmsKeyId && { kmsKey: secret.KmsKeyId }) },
    },
    ...(lastUsed && { facts: { lastUsed } }),
  }
}
