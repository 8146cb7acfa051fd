/** CloudTrail: which trails there are, whether they log, and what. Events are not read here, data events never. */
import type { CloudTrailClient, Trail } from '@aws-sdk/client-cloudtrail'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { namesUnread, type ResourceParts, resourceOf } from '../resource.ts'
import { isoDate, required } from '../shapes.ts'
import { recordedEvents } from './event-selectors.ts'

export const cloudtrail: Collector = {
  type: 'cloudtrail',
  capability: 'cloudtrail',
  scope: 'region',
  reads: securityAudit('cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'),
  async probe(cell) {
    await cell.client('cloudtrail').send(new sdk.cloudtrail.DescribeTrailsCommand({}), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('cloudtrail')
    // With the shadows, or a member account would not see the trail of its organization; in one answer, without pages.
    const { trailList } = await client.send(
      new sdk.cloudtrail.DescribeTrailsCommand({ includeShadowTrails: true }),
      cell.options,
    )
    yield await cell.objects({
      // A trail of many Regions casts a shadow in each of them and is read where it lives.
      items: trailList?.filter(({ HomeRegion }) => HomeRegion === cell.region),
      name: (one) => one.Name,
      toObject: (one) => toTrail(cell, client, one),
    })
  },
}

async function toTrail(cell: CellContext, client: CloudTrailClient, one: Trail): Promise<InventoryObject> {
  const arn = required(one.TrailARN, 'TrailARN')
  const owner = arn.split(':')[4]
  return resourceOf(cell, {
    type: 'cloudtrail:trail',
    arn,
    name: required(one.Name, 'Name'),
    ...(await ownDetails(cell, client, one, owner === cell.accountId)),
  })
}

/** CloudTrail refuses to say more about a trail of another account (`CloudTrailARNInvalidException`): its owner's cell tells. */
async function ownDetails(
  cell: CellContext,
  client: CloudTrailClient,
  one: Trail,
  isOwn: boolean,
): Promise<Pick<ResourceParts, 'facts' | 'volatile' | 'unread'>> {
  const facts = {
    bucket: one.S3BucketName,
    prefix: one.S3KeyPrefix,
    kmsKey: one.KmsKeyId,
    logGroup: one.CloudWatchLogsLogGroupArn,
    multiRegion: one.IsMultiRegionTrail === true,
    ofOrganization: one.IsOrganizationTrail === true,
    globalEvents: one.IncludeGlobalServiceEvents === true,
    validatesFiles: one.LogFileValidationEnabled === true,
  }
  if (!isOwn) return { facts: { ...facts, owner: one.TrailARN?.split(':')[4] } }
  const gone = ['TrailNotFoundException']
  const status = await cell.read(
    'cloudtrail:GetTrailStatus',
    () => client.send(new sdk.cloudtrail.GetTrailStatusCommand({ Name: one.TrailARN }), cell.options),
    { gone },
  )
  const selectors = await cell.read(
    'cloudtrail:GetEventSelectors',
    () => client.send(new sdk.cloudtrail.GetEventSelectorsCommand({ TrailName: one.TrailARN }), cell.options),
    { gone },
  )
  const logging = status.state === 'read' ? status.value : undefined
  return {
    facts: {
      ...facts,
      logging: logging?.IsLogging,
      deliveryError: logging?.LatestDeliveryError || undefined,
      ...(selectors.state === 'read' && recordedEvents(selectors.value)),
    },
    volatile: { lastDelivery: isoDate(logging?.LatestDeliveryTime) },
    unread: namesUnread({
      logging: status,
      deliveryError: status,
      managementReads: selectors,
      managementWrites: selectors,
      leftOut: selectors,
      dataEvents: selectors,
    }),
  }
}
