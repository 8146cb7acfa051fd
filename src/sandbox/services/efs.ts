/** EFS: file systems and their policies. */
import {
  BadRequest$,
  CreateFileSystemCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  EFSClient,
  type FileSystemDescription,
  FileSystemNotFound$,
  InvalidPolicyException$,
  PolicyNotFound$,
  PutFileSystemPolicyCommand,
} from '@aws-sdk/client-efs'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { FileSystem } from '../world/data-stores.ts'
import { hex } from '../world/ids.ts'
import {
  arnHere,
  findStore,
  newTarget,
  type OwnedStore,
  type StoreKind,
  sortedStores,
  tagList,
  tagMap,
  targetOfStore,
} from './data-store.ts'
import { editHere, editThere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const fileSystems: StoreKind<FileSystem> = { prefix: 'file-system/', of: (region) => region.fileSystems }

const code = (ErrorCode: string) => ({ ErrorCode })
const badRequest = (message: string) => modelled(BadRequest$, message, code('BadRequest'))
const invalidPolicy = (message: string) => modelled(InvalidPolicyException$, message, code('InvalidPolicyException'))

function systemOf(call: Call, id: string | undefined): OwnedStore<FileSystem> {
  const found = findStore(call, id, fileSystems)
  if (found !== undefined) return found
  throw modelled(FileSystemNotFound$, `File system '${id}' does not exist.`, code('FileSystemNotFound'))
}

const describe = (call: Call, system: FileSystem): FileSystemDescription => ({
  OwnerId: call.account.id,
  CreationToken: system.id,
  FileSystemId: system.id,
  FileSystemArn: system.arn,
  CreationTime: system.createdAt,
  LifeCycleState: 'available',
  Name: system.tags['Name'],
  NumberOfMountTargets: 0,
  SizeInBytes: { Value: 6144 },
  PerformanceMode: 'generalPurpose',
  Encrypted: system.kmsKeyId !== undefined,
  KmsKeyId: system.kmsKeyId,
  Tags: tagList(system.tags),
})

export const efs = defineService({
  client: EFSClient,
  signingName: 'elasticfilesystem',
  operations: [
    operation(DescribeFileSystemsCommand, {
      run(call, input) {
        const all = sortedStores(here(call).fileSystems)
        const wanted = input.FileSystemId === undefined ? all : [systemOf(call, input.FileSystemId).store]
        // EFS sends 100 at most, whatever is asked. EFS API Reference, DescribeFileSystems, `MaxItems`.
        const { Marker: token, MaxItems: size } = input
        const { items, next } = paginate(call, wanted, { token, size, default: 100, max: 100, clamp: true })
        return { FileSystems: items.map((system) => describe(call, system)), NextMarker: next }
      },
    }),
    operation(DescribeFileSystemPolicyCommand, {
      target: (call, input) => targetOfStore(systemOf(call, input.FileSystemId)),
      run(call, input) {
        const { store } = systemOf(call, input.FileSystemId)
        if (store.policy === undefined) {
          throw modelled(
            PolicyNotFound$,
            `Policy for file system '${store.id}' does not exist.`,
            code('PolicyNotFound'),
          )
        }
        return { FileSystemId: store.id, Policy: policyText(store.policy) }
      },
    }),
    operation(CreateFileSystemCommand, {
      target: (call) => newTarget(call, 'elasticfilesystem', 'file-system/*'),
      run(call, input) {
        const id = `fs-0${hex(16, call.world.seed, 'file system', String(call.world.serial++))}`
        const tags = tagMap(input.Tags)
        const system: FileSystem = {
          id,
          name: tags['Name'] ?? id,
          arn: arnHere(call, 'elasticfilesystem', `file-system/${id}`),
          createdAt: new Date(call.now),
          tags,
          ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
        }
        editHere(call).fileSystems.set(id, system)
        return describe(call, system)
      },
    }),
    operation(PutFileSystemPolicyCommand, {
      target: (call, input) => targetOfStore(systemOf(call, input.FileSystemId)),
      run(call, input) {
        const at = systemOf(call, input.FileSystemId)
        const system = editThere(call, at).fileSystems.get(at.store.id) ?? at.store
        system.policy = readPolicyText(call, input.Policy ?? '', invalidPolicy)
        return { FileSystemId: system.id, Policy: policyText(system.policy) }
      },
    }),
  ],
  invalidToken: badRequest,
  invalidInput: badRequest,
})
