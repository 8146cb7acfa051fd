import type { BackupClient, BackupVaultListMember } from '@aws-sdk/client-backup'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, readTags, required } from '../shapes.ts'

export const backup: Collector = {
  type: 'backup',
  capability: 'resources:backup',
  scope: 'region',
  reads: securityAudit('backup:ListBackupVaults', 'backup:GetBackupVaultAccessPolicy', 'backup:ListTags'),
  async probe(cell) {
    await cell.client('backup').send(new sdk.backup.ListBackupVaultsCommand({ MaxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('backup')
    for await (const page of sdk.backup.paginateListBackupVaults(pages(cell, client, 1_000), {}, cell.options)) {
      yield await cell.objects({
        items: page.BackupVaultList,
        name: (vault) => vault.BackupVaultArn,
        toObject: (vault) => toVault(cell, client, vault),
      })
    }
  },
}

async function toVault(
  cell: CellContext,
  client: BackupClient,
  { BackupVaultName, BackupVaultArn, CreationDate, EncryptionKeyArn, Locked }: BackupVaultListMember,
): Promise<InventoryObject> {
  const arn = arnOf(BackupVaultArn, 'BackupVaultArn')
  const policy = await cell.read(
    'backup:GetBackupVaultAccessPolicy',
    () => client.send(new sdk.backup.GetBackupVaultAccessPolicyCommand({ BackupVaultName }), cell.options),
    { none: ['ResourceNotFoundException'] },
  )
  const tags = await cell.read(
    'backup:ListTags',
    () =>
      all(sdk.backup.paginateListTags(pages(cell, client, 1_000), { ResourceArn: arn }, cell.options), (page) =>
        Object.entries(page.Tags ?? {}),
      ),
    { gone: ['ResourceNotFoundException'] },
  )
  return resourceOf(cell, {
    type: 'backup:backup-vault',
    arn,
    name: required(BackupVaultName, 'BackupVaultName'),
    policy: policyReading(policy, (answer) => answer.Policy),
    tags: readTags(tags, (pairs) => Object.fromEntries(pairs)),
    createdAt: CreationDate,
    facts: { kmsKey: EncryptionKeyArn, locked: Locked === true ? true : undefined },
    unread: namesUnread({ tags }),
  })
}
