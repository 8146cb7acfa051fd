/** AWS Backup: vaults and who may touch what lies in them. Nothing is backed up here. */
import {
  AlreadyExistsException$,
  BackupClient,
  CreateBackupVaultCommand,
  GetBackupVaultAccessPolicyCommand,
  InvalidParameterValueException$,
  ListBackupVaultsCommand,
  ListTagsCommand,
  PutBackupVaultAccessPolicyCommand,
  ResourceNotFoundException$,
} from '@aws-sdk/client-backup'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { DataStore } from '../world/data-stores.ts'
import {
  arnHere,
  editStore,
  findStore,
  makeStore,
  newTarget,
  type OwnedStore,
  type StoreKind,
  sortedStores,
  targetOfStore,
} from './data-store.ts'
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const vaults: StoreKind<DataStore> = { prefix: 'backup-vault:', of: (region) => region.vaults }

const invalid = (message: string) => modelled(InvalidParameterValueException$, message)

function vaultOf(call: Call, name: string | undefined): OwnedStore<DataStore> {
  const found = findStore(call, name, vaults)
  if (found === undefined) throw modelled(ResourceNotFoundException$, `Backup vault ${name} was not found`)
  return found
}

export const backup = defineService({
  client: BackupClient,
  signingName: 'backup',
  operations: [
    operation(ListBackupVaultsCommand, {
      run(call, input) {
        const { NextToken: token, MaxResults: size } = input
        const page = paginate(call, sortedStores(here(call).vaults), { token, size, default: 1000, max: 1000 })
        return {
          BackupVaultList: page.items.map(({ name, arn, createdAt, kmsKeyId }) => ({
            BackupVaultName: name,
            BackupVaultArn: arn,
            CreationDate: createdAt,
            EncryptionKeyArn: kmsKeyId,
            NumberOfRecoveryPoints: 0,
            Locked: false,
          })),
          NextToken: page.next,
        }
      },
    }),
    operation(GetBackupVaultAccessPolicyCommand, {
      target: (call, input) => targetOfStore(vaultOf(call, input.BackupVaultName)),
      run(call, input) {
        const { name, arn, policy } = vaultOf(call, input.BackupVaultName).store
        if (policy === undefined) {
          throw modelled(ResourceNotFoundException$, `Backup vault ${name} has no access policy attached to it`)
        }
        return { BackupVaultName: name, BackupVaultArn: arn, Policy: policyText(policy) }
      },
    }),
    operation(ListTagsCommand, {
      target: (call, input) => targetOfStore(vaultOf(call, input.ResourceArn)),
      run(call, input) {
        const { store } = vaultOf(call, input.ResourceArn)
        const { NextToken: token, MaxResults: size } = input
        const tags = Object.entries(store.tags)
        const page = paginate(call, tags, { token, size, default: 1000, max: 1000, of: [store.arn] })
        return { Tags: Object.fromEntries(page.items), NextToken: page.next }
      },
    }),
    operation(CreateBackupVaultCommand, {
      target: (call, input) => newTarget(call, 'backup', `backup-vault:${input.BackupVaultName}`),
      run(call, input) {
        const name = input.BackupVaultName ?? ''
        if (!/^[\w-]{2,50}$/.test(name)) throw invalid(`${name} is no name for a backup vault`)
        const made = editHere(call).vaults
        if (made.has(name)) {
          throw modelled(AlreadyExistsException$, 'Backup vault with the same name already exists')
        }
        const vault = makeStore(call, {
          name,
          arn: arnHere(call, 'backup', `backup-vault:${name}`),
          tags: { ...input.BackupVaultTags },
          kmsKeyId: input.EncryptionKeyArn,
        })
        made.set(name, vault)
        return { BackupVaultName: name, BackupVaultArn: vault.arn, CreationDate: vault.createdAt }
      },
    }),
    operation(PutBackupVaultAccessPolicyCommand, {
      target: (call, input) => targetOfStore(vaultOf(call, input.BackupVaultName)),
      run(call, input) {
        const vault = editStore(call, vaultOf(call, input.BackupVaultName), vaults)
        vault.policy = readPolicyText(call, input.Policy ?? '', invalid)
        return {}
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
