import type { AccessPoint, ListAccessGrantEntry, S3ControlClient } from '@aws-sdk/client-s3-control'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { inOneOrder, namesUnread, resourceOf } from '../resource.ts'
import { arnOf, policyReading, required } from '../shapes.ts'

/** The other doors to buckets: access points with their own policies, and access grants. */
export const s3AccessPoints: Collector = {
  type: 's3_access_points',
  capability: 'resources:s3_access_points',
  scope: 'region',
  reads: securityAudit(
    's3:ListAccessPoints',
    's3:GetAccessPointPolicy',
    's3:ListAccessGrantsInstances',
    's3:ListAccessGrants',
    's3:GetAccessGrantsInstanceResourcePolicy',
  ),
  async probe(cell) {
    const { accountId: AccountId } = cell
    await cell
      .client('s3control')
      .send(new sdk.s3control.ListAccessPointsCommand({ AccountId, MaxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('s3control')
    const input = { AccountId: cell.accountId }
    for await (const page of sdk.s3control.paginateListAccessPoints(pages(cell, client, 1_000), input, cell.options)) {
      yield await cell.objects({
        items: page.AccessPointList,
        name: (point) => point.AccessPointArn,
        toObject: (point) => toAccessPoint(cell, client, point),
      })
    }
    yield await accessGrants(cell, client)
  },
}

async function toAccessPoint(
  cell: CellContext,
  client: S3ControlClient,
  { AccessPointArn, Name, Bucket, BucketAccountId, NetworkOrigin, VpcConfiguration, Alias }: AccessPoint,
): Promise<InventoryObject> {
  const name = required(Name, 'Name')
  const arn = arnOf(
    AccessPointArn ?? `arn:${cell.partition}:s3:${cell.region}:${cell.accountId}:accesspoint/${name}`,
    'AccessPointArn',
  )
  const policy = await cell.read(
    's3:GetAccessPointPolicy',
    () =>
      client.send(
        new sdk.s3control.GetAccessPointPolicyCommand({ AccountId: cell.accountId, Name: name }),
        cell.options,
      ),
    { none: ['NoSuchAccessPointPolicy'], gone: ['NoSuchAccessPoint'] },
  )
  return resourceOf(cell, {
    type: 's3:access-point',
    arn,
    name,
    policy: policyReading(policy, (answer) => answer.Policy),
    facts: {
      bucket: required(Bucket, 'Bucket'),
      bucketAccount: BucketAccountId,
      networkOrigin: NetworkOrigin,
      vpc: VpcConfiguration?.VpcId,
      alias: Alias,
    },
  })
}

/** There is at most one instance in a Region (S3 UG "Working with S3 Access Grants instances"), and its grants are listed for it. */
async function accessGrants(cell: CellContext, client: S3ControlClient): Promise<readonly InventoryObject[]> {
  const input = { AccountId: cell.accountId }
  const instances = await cell.read('s3:ListAccessGrantsInstances', () =>
    all(
      sdk.s3control.paginateListAccessGrantsInstances(pages(cell, client, 1_000), input, cell.options),
      (page) => page.AccessGrantsInstancesList,
    ),
  )
  return cell.objects({
    items: instances.state === 'read' ? instances.value : [],
    name: (instance) => instance.AccessGrantsInstanceArn,
    async toObject({ AccessGrantsInstanceArn, AccessGrantsInstanceId, CreatedAt, IdentityCenterInstanceArn }) {
      const grants = await cell.read(
        's3:ListAccessGrants',
        () =>
          all(
            sdk.s3control.paginateListAccessGrants(pages(cell, client, 1_000), input, cell.options),
            (page) => page.AccessGrantsList,
          ),
        { gone: ['AccessGrantsInstanceNotExistsError'] },
      )
      const policy = await cell.read(
        's3:GetAccessGrantsInstanceResourcePolicy',
        () => client.send(new sdk.s3control.GetAccessGrantsInstanceResourcePolicyCommand(input), cell.options),
        { none: ['AccessGrantsInstanceResourcePolicyNotExists'], gone: ['AccessGrantsInstanceNotExistsError'] },
      )
      return resourceOf(cell, {
        type: 's3:access-grants-instance',
        arn: AccessGrantsInstanceArn,
        name: required(AccessGrantsInstanceId, 'AccessGrantsInstanceId'),
        policy: policyReading(policy, (answer) => answer.Policy),
        createdAt: CreatedAt,
        facts: {
          identityCenter: IdentityCenterInstanceArn,
          accessGrants: grants.state === 'read' ? inOneOrder(grants.value.map(toGrant)) : undefined,
        },
        unread: namesUnread({ accessGrants: grants }),
      })
    },
  })
}

const toGrant = ({ AccessGrantId, Grantee, Permission, GrantScope, ApplicationArn }: ListAccessGrantEntry): Json => ({
  id: AccessGrantId ?? '',
  granteeType: Grantee?.GranteeType ?? '',
  grantee: Grantee?.GranteeIdentifier ?? '',
  permission: Permission ?? '',
  scope: GrantScope ?? '',
  ...(ApplicationArn !== undefined && { application: ApplicationArn }),
})
