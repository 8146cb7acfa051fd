/** RDS: databases and their snapshots, and with whom these are shared. Nothing is stored in them. */
import {
  DBClusterSnapshotNotFoundFault$,
  DBSnapshotNotFoundFault$,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { modelled, unmodelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import { arnHere, estateHere } from './estate.ts'

const invalidValue = (message: string) => unmodelled('InvalidParameterValue', 400, message)

interface Paged {
  readonly MaxRecords?: number | undefined
  readonly Marker?: string | undefined
}

/** RDS API Reference, `MaxRecords`: 20 to 100, and 100 when it is not given. */
const page = <T>(call: Call, all: readonly T[], input: Paged, of: readonly unknown[] = []): Page<T> =>
  paginate(call, all, { token: input.Marker, size: input.MaxRecords, default: 100, min: 20, max: 100, of })

/** Without a type neither shared nor public ones are told; ours are the account's own. */
const isOfType = (wanted: string | undefined, type: string | undefined): boolean =>
  wanted === undefined || wanted === type

function databaseSnapshot(call: Call, id: string | undefined) {
  const found = estateHere(call).databaseSnapshots.get(id ?? '')
  if (found === undefined) throw modelled(DBSnapshotNotFoundFault$, `DBSnapshot ${id} not found.`)
  return found
}

function clusterSnapshot(call: Call, id: string | undefined) {
  const found = estateHere(call).clusterSnapshots.get(id ?? '')
  if (found === undefined) throw modelled(DBClusterSnapshotNotFoundFault$, `DBClusterSnapshot ${id} not found.`)
  return found
}

const restore = (sharedWith: readonly string[]) => ({ AttributeName: 'restore', AttributeValues: [...sharedWith] })

export const rds = defineService({
  client: RDSClient,
  signingName: 'rds',
  operations: [
    operation(DescribeDBInstancesCommand, {
      target: (call, input) => ({ arn: arnHere(call, `db:${input.DBInstanceIdentifier ?? '*'}`) }),
      run(call, input) {
        const { items, next } = page(call, estateHere(call).databases, input)
        return { DBInstances: [...items], Marker: next }
      },
    }),
    operation(DescribeDBClustersCommand, {
      target: (call, input) => ({ arn: arnHere(call, `cluster:${input.DBClusterIdentifier ?? '*'}`) }),
      run(call, input) {
        const { items, next } = page(call, estateHere(call).databaseClusters, input)
        return { DBClusters: [...items], Marker: next }
      },
    }),
    operation(DescribeDBSnapshotsCommand, {
      target: (call, input) => ({ arn: arnHere(call, `snapshot:${input.DBSnapshotIdentifier ?? '*'}`) }),
      run(call, input) {
        const all = [...estateHere(call).databaseSnapshots.values()]
          .map(({ snapshot }) => snapshot)
          .filter(({ SnapshotType }) => isOfType(input.SnapshotType, SnapshotType))
        const { items, next } = page(call, all, input, [input.SnapshotType])
        return { DBSnapshots: [...items], Marker: next }
      },
    }),
    operation(DescribeDBClusterSnapshotsCommand, {
      target: (call, input) => ({ arn: arnHere(call, `cluster-snapshot:${input.DBClusterSnapshotIdentifier ?? '*'}`) }),
      run(call, input) {
        const all = [...estateHere(call).clusterSnapshots.values()]
          .map(({ snapshot }) => snapshot)
          .filter(({ SnapshotType }) => isOfType(input.SnapshotType, SnapshotType))
        const { items, next } = page(call, all, input, [input.SnapshotType])
        return { DBClusterSnapshots: [...items], Marker: next }
      },
    }),
    operation(DescribeDBSnapshotAttributesCommand, {
      target: (call, input) => ({ arn: arnHere(call, `snapshot:${input.DBSnapshotIdentifier}`) }),
      run: (call, { DBSnapshotIdentifier }) => ({
        DBSnapshotAttributesResult: {
          DBSnapshotIdentifier,
          DBSnapshotAttributes: [restore(databaseSnapshot(call, DBSnapshotIdentifier).sharedWith)],
        },
      }),
    }),
    operation(DescribeDBClusterSnapshotAttributesCommand, {
      target: (call, input) => ({ arn: arnHere(call, `cluster-snapshot:${input.DBClusterSnapshotIdentifier}`) }),
      run: (call, { DBClusterSnapshotIdentifier }) => ({
        DBClusterSnapshotAttributesResult: {
          DBClusterSnapshotIdentifier,
          DBClusterSnapshotAttributes: [restore(clusterSnapshot(call, DBClusterSnapshotIdentifier).sharedWith)],
        },
      }),
    }),
  ],
  invalidToken: () => invalidValue('The marker is invalid.'),
  invalidInput: invalidValue,
})
