import type { EFSClient, FileSystemDescription } from '@aws-sdk/client-efs'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { resourceOf } from '../resource.ts'
import { arnOf, policyReading, required, tagsOf } from '../shapes.ts'

export const elasticfilesystem: Collector = {
  type: 'elasticfilesystem',
  capability: 'resources:elasticfilesystem',
  scope: 'region',
  reads: securityAudit('elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:DescribeFileSystemPolicy'),
  async probe(cell) {
    await cell
      .client('elasticfilesystem')
      .send(new sdk.elasticfilesystem.DescribeFileSystemsCommand({ MaxItems: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('elasticfilesystem')
    for await (const page of sdk.elasticfilesystem.paginateDescribeFileSystems(
      pages(cell, client, 100),
      {},
      cell.options,
    )) {
      yield await cell.objects({
        items: page.FileSystems,
        name: (system) => system.FileSystemId,
        toObject: (system) => toFileSystem(cell, client, system),
      })
    }
  },
}

async function toFileSystem(
  cell: CellContext,
  client: EFSClient,
  { FileSystemId, FileSystemArn, Name, CreationTime, KmsKeyId, Tags }: FileSystemDescription,
): Promise<InventoryObject> {
  const id = required(FileSystemId, 'FileSystemId')
  const arn = arnOf(
    FileSystemArn ?? `arn:${cell.partition}:elasticfilesystem:${cell.region}:${cell.accountId}:file-system/${id}`,
    'FileSystemArn',
  )
  const policy = await cell.read(
    'elasticfilesystem:DescribeFileSystemPolicy',
    () => client.send(new sdk.elasticfilesystem.DescribeFileSystemPolicyCommand({ FileSystemId }), cell.options),
    { none: ['PolicyNotFound'], gone: ['FileSystemNotFound'] },
  )
  return resourceOf(cell, {
    type: 'elasticfilesystem:file-system',
    arn,
    // The Name tag, which AWS repeats here; a file system has no other name.
    name: Name === undefined || Name === '' ? id : Name,
    policy: policyReading(policy, (answer) => answer.Policy),
    tags: tagsOf(Tags),
    createdAt: CreationTime,
    facts: { kmsKey: KmsKeyId },
  })
}
