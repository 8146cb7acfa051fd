/**
 * What the content of a disk or a machine leaves the account as: EBS snapshots and AMIs that somebody else may use. The others,
 * of which backups make and remove thousands every night, are looked at and not kept: nobody asks about them, and their coming
 * and going would be most of the history.
 */
import type { EC2Client, Image, Snapshot } from '@aws-sdk/client-ec2'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { resourceOf } from '../resource.ts'
import { required, tagsOf } from '../shapes.ts'
import type { SharedWith } from './shareable.ts'
import { inTurn, isMore, keyManagerRead, sharingIn, unreadSharing } from './shareable.ts'

/** EC2 API Reference, "Pagination": at least 5, at most 1,000. */
const [smallestPage, largestPage] = [5, 1_000]

export const ebs: Collector = {
  type: 'ebs',
  capability: 'resources:ebs',
  scope: 'region',
  reads: [
    ...securityAudit('ec2:DescribeSnapshots'),
    ...furtherLists(securityAudit('ec2:DescribeImages')),
    ...securityAudit('ec2:DescribeSnapshotAttribute', 'ec2:DescribeImageAttribute'),
    keyManagerRead,
  ],
  async probe(cell) {
    await cell
      .client('ec2')
      .send(new sdk.ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'], MaxResults: smallestPage }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ec2')
    const sized = pages(cell, client, largestPage, smallestPage)
    const sharing = sharingIn(cell)
    const known = new Set((await cell.known(cell.key, ['resource'])).map(({ arn }) => arn.split('/').at(-1) ?? arn))
    const mine = { OwnerIds: ['self'] }
    const snapshots = await all(sdk.ec2.paginateDescribeSnapshots(sized, mine, cell.options), (page) =>
      own(cell, page.Snapshots),
    )
    const open = isMore(snapshots)
      ? await all(
          sdk.ec2.paginateDescribeSnapshots(sized, { ...mine, RestorableByUserIds: ['all'] }, cell.options),
          (page) => own(cell, page.Snapshots),
        )
      : []
    yield await cell.objects({
      items: inTurn(cell, 'snapshots', snapshots, {
        idOf: (one) => one.SnapshotId ?? '',
        first: new Set([...known, ...open.flatMap((one) => one.SnapshotId ?? [])]),
      }),
      name: (one) => one.SnapshotId,
      toObject: (one) => toSnapshot(cell, client, one, sharing),
    })
    const images = await all(sdk.ec2.paginateDescribeImages(sized, { Owners: ['self'] }, cell.options), (page) =>
      own(cell, page.Images),
    )
    yield await cell.objects({
      items: inTurn(cell, 'AMIs', images, {
        idOf: (one) => one.ImageId ?? '',
        first: new Set([...known, ...images.flatMap((one) => (one.Public ? (one.ImageId ?? []) : []))]),
      }),
      name: (one) => one.ImageId,
      toObject: (one) => toImage(cell, client, one, sharing),
    })
  },
}

/** `self` was asked for. Whoever answers with what belongs to somebody else (emulators do) would have us ask each of those, too. */
const own = <T extends { readonly OwnerId?: string | undefined }>(
  { accountId }: CellContext,
  items: readonly T[] | undefined,
): readonly T[] => (items ?? []).filter(({ OwnerId }) => OwnerId === undefined || OwnerId === accountId)

async function toSnapshot(
  cell: CellContext,
  client: EC2Client,
  one: Snapshot,
  sharing: SharedWith,
): Promise<InventoryObject | undefined> {
  const { KmsKeyId } = one
  const SnapshotId = required(one.SnapshotId, 'SnapshotId')
  const sharedWith = await sharing(KmsKeyId, {
    action: 'ec2:DescribeSnapshotAttribute',
    call: () =>
      client.send(
        new sdk.ec2.DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }),
        cell.options,
      ),
    gone: ['InvalidSnapshot.NotFound'],
    names: (answer) => (answer.CreateVolumePermissions ?? []).map((may) => may.UserId ?? may.Group),
  })
  if (sharedWith?.length === 0) return undefined
  const tags = tagsOf(one.Tags)
  return resourceOf(cell, {
    type: 'ec2:snapshot',
    // Without an account, as the Service Authorization Reference writes it.
    arn: `arn:${cell.partition}:ec2:${cell.region}::snapshot/${SnapshotId}`,
    name: tags['Name'] || SnapshotId,
    tags,
    createdAt: one.StartTime,
    facts: { of: one.VolumeId, encrypted: one.Encrypted, kmsKey: KmsKeyId, sharedWith },
    unread: unreadSharing(sharedWith),
  })
}

async function toImage(
  cell: CellContext,
  client: EC2Client,
  one: Image,
  sharing: SharedWith,
): Promise<InventoryObject | undefined> {
  const ImageId = required(one.ImageId, 'ImageId')
  const sharedWith = await sharing(undefined, {
    action: 'ec2:DescribeImageAttribute',
    call: () =>
      client.send(new sdk.ec2.DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }), cell.options),
    gone: ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'],
    names: (answer) =>
      (answer.LaunchPermissions ?? []).map(
        (may) => may.UserId ?? may.Group ?? may.OrganizationArn ?? may.OrganizationalUnitArn,
      ),
  })
  if (sharedWith?.length === 0) return undefined
  return resourceOf(cell, {
    type: 'ec2:image',
    arn: `arn:${cell.partition}:ec2:${cell.region}::image/${ImageId}`,
    name: one.Name || ImageId,
    tags: tagsOf(one.Tags),
    createdAt: one.CreationDate === undefined ? undefined : new Date(one.CreationDate),
    facts: { sharedWith },
    unread: unreadSharing(sharedWith),
  })
}
