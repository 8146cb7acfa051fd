import type { DBCluster, DBClusterSnapshot, DBInstance, DBSnapshot, RDSClient } from '@aws-sdk/client-rds'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { resourceOf, someOf } from '../resource.ts'
import { required, tagsOf } from '../shapes.ts'
import type { SharedWith } from './shareable.ts'
import { keyManagerRead, sharingIn, unreadSharing } from './shareable.ts'

/** RDS API Reference, `MaxRecords` of each list. */
const [smallestPage, largestPage] = [20, 100]

/** Databases and their snapshots, Neptune's and DocumentDB's too: they answer to the same calls. */
export const rds: Collector = {
  type: 'rds',
  capability: 'resources:rds',
  scope: 'region',
  reads: [
    ...securityAudit('rds:DescribeDBInstances'),
    ...furtherLists(
      securityAudit('rds:DescribeDBClusters', 'rds:DescribeDBSnapshots', 'rds:DescribeDBClusterSnapshots'),
    ),
    ...securityAudit('rds:DescribeDBSnapshotAttributes', 'rds:DescribeDBClusterSnapshotAttributes'),
    keyManagerRead,
  ],
  async probe(cell) {
    await cell.client('rds').send(new sdk.rds.DescribeDBInstancesCommand({ MaxRecords: smallestPage }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('rds')
    const sized = pages(cell, client, largestPage, smallestPage)
    for await (const page of sdk.rds.paginateDescribeDBInstances(sized, {}, cell.options)) {
      yield await cell.objects({
        items: page.DBInstances,
        name: (one) => one.DBInstanceIdentifier,
        toObject: (one) => toInstance(cell, one),
      })
    }
    for await (const page of sdk.rds.paginateDescribeDBClusters(sized, {}, cell.options)) {
      yield await cell.objects({
        items: page.DBClusters,
        name: (one) => one.DBClusterIdentifier,
        toObject: (one) => toCluster(cell, one),
      })
    }
    yield* snapshots(cell, client)
  },
}

/** Manual ones only: no other can be shared (RDS User Guide, "Sharing a DB snapshot"). */
const shareable = { SnapshotType: 'manual' }

async function* snapshots(cell: CellContext, client: RDSClient): AsyncIterable<readonly InventoryObject[]> {
  const sized = pages(cell, client, largestPage, smallestPage)
  const sharedWith = sharingIn(cell)
  for await (const page of sdk.rds.paginateDescribeDBSnapshots(sized, shareable, cell.options)) {
    yield await cell.objects({
      items: page.DBSnapshots,
      name: (one) => one.DBSnapshotIdentifier,
      toObject: (one) => toSnapshot(cell, client, one, sharedWith),
    })
  }
  for await (const page of sdk.rds.paginateDescribeDBClusterSnapshots(sized, shareable, cell.options)) {
    yield await cell.objects({
      items: page.DBClusterSnapshots,
      name: (one) => one.DBClusterSnapshotIdentifier,
      toObject: (one) => toClusterSnapshot(cell, client, one, sharedWith),
    })
  }
}

function toInstance(cell: CellContext, one: DBInstance): InventoryObject {
  return resourceOf(cell, {
    type: 'rds:db',
    arn: one.DBInstanceArn,
    name: required(one.DBInstanceIdentifier, 'DBInstanceIdentifier'),
    tags: tagsOf(one.TagList),
    createdAt: one.InstanceCreateTime,
    facts: {
      engine: one.Engine,
      cluster: one.DBClusterIdentifier,
      publiclyAccessible: one.PubliclyAccessible,
      iamAuthentication: one.IAMDatabaseAuthenticationEnabled,
      encrypted: one.StorageEncrypted,
      kmsKey: one.KmsKeyId,
      masterSecret: one.MasterUserSecret?.SecretArn,
      vpc: one.DBSubnetGroup?.VpcId,
      subnets: someOf(one.DBSubnetGroup?.Subnets?.map((subnet) => subnet.SubnetIdentifier)),
      securityGroups: someOf(one.VpcSecurityGroups?.map((group) => group.VpcSecurityGroupId)),
      // What the database may do, each by what it is for (`s3Import`); nobody's code runs as it.
      roles: someOf(one.AssociatedRoles?.map((role) => role.RoleArn)),
    },
  })
}

function toCluster(cell: CellContext, one: DBCluster): InventoryObject {
  return resourceOf(cell, {
    type: 'rds:cluster',
    arn: one.DBClusterArn,
    name: required(one.DBClusterIdentifier, 'DBClusterIdentifier'),
    tags: tagsOf(one.TagList),
    createdAt: one.ClusterCreateTime,
    facts: {
      engine: one.Engine,
      publiclyAccessible: one.PubliclyAccessible,
      iamAuthentication: one.IAMDatabaseAuthenticationEnabled,
      dataApi: one.HttpEndpointEnabled,
      encrypted: one.StorageEncrypted,
      kmsKey: one.KmsKeyId,
      masterSecret: one.MasterUserSecret?.SecretArn,
      securityGroups: someOf(one.VpcSecurityGroups?.map((group) => group.VpcSecurityGroupId)),
      roles: someOf(one.AssociatedRoles?.map((role) => role.RoleArn)),
    },
  })
}

async function toSnapshot(
  cell: CellContext,
  client: RDSClient,
  one: DBSnapshot,
  sharedWith: SharedWith,
): Promise<InventoryObject> {
  const { DBSnapshotIdentifier, KmsKeyId } = one
  const restorers = await sharedWith(KmsKeyId, {
    action: 'rds:DescribeDBSnapshotAttributes',
    call: () => client.send(new sdk.rds.DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier }), cell.options),
    gone: ['DBSnapshotNotFoundFault'],
    names: (answer) => restorersIn(answer.DBSnapshotAttributesResult?.DBSnapshotAttributes),
  })
  return resourceOf(cell, {
    type: 'rds:snapshot',
    arn: one.DBSnapshotArn,
    name: required(DBSnapshotIdentifier, 'DBSnapshotIdentifier'),
    tags: tagsOf(one.TagList),
    createdAt: one.SnapshotCreateTime,
    facts: {
      engine: one.Engine,
      of: one.DBInstanceIdentifier,
      encrypted: one.Encrypted,
      kmsKey: KmsKeyId,
      sharedWith: restorers,
    },
    unread: unreadSharing(restorers),
  })
}

async function toClusterSnapshot(
  cell: CellContext,
  client: RDSClient,
  one: DBClusterSnapshot,
  sharedWith: SharedWith,
): Promise<InventoryObject> {
  const { DBClusterSnapshotIdentifier, KmsKeyId } = one
  const restorers = await sharedWith(KmsKeyId, {
    action: 'rds:DescribeDBClusterSnapshotAttributes',
    call: () =>
      client.send(
        new sdk.rds.DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier }),
        cell.options,
      ),
    gone: ['DBClusterSnapshotNotFoundFault'],
    names: (answer) => restorersIn(answer.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes),
  })
  return resourceOf(cell, {
    type: 'rds:cluster-snapshot',
    arn: one.DBClusterSnapshotArn,
    name: required(DBClusterSnapshotIdentifier, 'DBClusterSnapshotIdentifier'),
    tags: tagsOf(one.TagList),
    createdAt: one.SnapshotCreateTime,
    facts: {
      engine: one.Engine,
      of: one.DBClusterIdentifier,
      encrypted: one.StorageEncrypted,
      kmsKey: KmsKeyId,
      sharedWith: restorers,
    },
    unread: unreadSharing(restorers),
  })
}

interface SnapshotAttribute {
  readonly AttributeName?: string | undefined
  readonly AttributeValues?: readonly string[] | undefined
}

/** Who may restore it: account ids, and `all` for everybody (RDS API Reference, DBSnapshotAttribute). */
const restorersIn = (attributes: readonly SnapshotAttribute[] | undefined): readonly string[] =>
  (attributes ?? []).flatMap((one) => (one.AttributeName === 'restore' ? (one.AttributeValues ?? []) : []))
