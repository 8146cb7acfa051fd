/** Directory Service: whose people may come in through a directory, and how well that door is kept (identity.md §6.3). */
import type { DirectoryDescription, DirectoryServiceClient, DirectoryType } from '@aws-sdk/client-directory-service'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { CellContext, Collector, ReadAction } from '../collector.ts'
import { optional, securityAudit } from '../collector.ts'
import { all, byToken } from '../paging.ts'
import { inOneOrder, inOrder, namesUnread, type ResourceParts, resourceOf, someOf } from '../resource.ts'
import { isoDate, required } from '../shapes.ts'

/** Read beside a directory where the role may: SecurityAudit holds none of them. */
const trusts: ReadAction = { action: 'ds:DescribeTrusts', attach: 'AWSSSOReadOnly', optional: true }

export const ds: Collector = {
  type: 'ds',
  capability: 'resources:ds',
  scope: 'region',
  reads: [
    ...securityAudit('ds:DescribeDirectories'),
    trusts,
    ...optional(
      'ds:DescribeSharedDirectories',
      'ds:DescribeLDAPSSettings',
      'ds:ListCertificates',
      'ds:ListLogSubscriptions',
      'ds:DescribeClientAuthenticationSettings',
      'ds:DescribeSettings',
      'ds:DescribeConditionalForwarders',
      'ds:DescribeDomainControllers',
      'ds:DescribeRegions',
    ),
  ],
  async probe(cell) {
    await cell.client('ds').send(new sdk.ds.DescribeDirectoriesCommand({ Limit: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ds')
    // Directory Service tells no largest page: without a limit it gives what it can.
    for await (const page of sdk.ds.paginateDescribeDirectories({ client }, {}, cell.options)) {
      yield await cell.objects({
        items: page.DirectoryDescriptions,
        name: (one) => one.DirectoryId,
        toObject: (one) => toDirectory(cell, client, one),
      })
    }
  },
}

async function toDirectory(
  cell: CellContext,
  client: DirectoryServiceClient,
  one: DirectoryDescription,
): Promise<InventoryObject> {
  const id = required(one.DirectoryId, 'DirectoryId')
  const { Type, VpcSettings, ConnectSettings } = one
  const place = VpcSettings ?? ConnectSettings
  const beside = await besideOf(cell, client, id, Type)
  return resourceOf(cell, {
    type: 'ds:directory',
    arn: `arn:${cell.partition}:ds:${cell.region}:${cell.accountId}:directory/${id}`,
    name: one.Name || id,
    createdAt: one.LaunchTime,
    facts: {
      directoryType: Type,
      edition: one.Edition,
      stage: one.Stage,
      shortName: one.ShortName,
      vpc: place?.VpcId,
      subnets: someOf(place?.SubnetIds),
      regions: someOf([one.RegionsInfo?.PrimaryRegion, ...(one.RegionsInfo?.AdditionalRegions ?? [])]),
      // Shared with this account by another.
      owner: one.OwnerDirectoryDescription?.AccountId,
      radius: one.RadiusStatus,
      signInToAws: one.SsoEnabled,
      ...beside.facts,
    },
    unread: beside.unread,
  })
}

type Beside = Required<Pick<ResourceParts, 'facts' | 'unread'>>

async function besideOf(
  cell: CellContext,
  client: DirectoryServiceClient,
  id: string,
  type: DirectoryType | undefined,
): Promise<Beside> {
  const lists = listsOf(cell)
  const doors = type === 'MicrosoftAD' || type === 'ADConnector' ? await ofItsDoors(cell, client, id, lists.list) : {}
  const managed = type === 'MicrosoftAD' ? await ofManagedDirectory(cell, client, id, lists.list) : {}
  return { facts: { ...managed, ...doors }, unread: lists.unread }
}

/** Lists that lie around one directory, each by a read that may be refused alone. */
function listsOf(cell: CellContext) {
  const unread: string[] = []
  const list = async <Page, Item>(
    fact: string,
    action: string,
    pagesOf: () => AsyncIterable<Page>,
    itemsOf: (page: Page) => readonly Item[] | undefined,
    toFact: (item: Item) => Json,
  ): Promise<readonly Json[] | undefined> => {
    const reading = await cell.read(action, () => all(pagesOf(), itemsOf), unsupported)
    unread.push(...namesUnread({ [fact]: reading }))
    if (reading.state === 'unread') return undefined
    return reading.state === 'none' ? [] : inOneOrder(reading.value.map(toFact))
  }
  return { list, unread }
}
type List = ReturnType<typeof listsOf>['list']

/** Of AWS Managed Microsoft AD alone; the other types refuse these questions. */
async function ofManagedDirectory(
  cell: CellContext,
  client: DirectoryServiceClient,
  DirectoryId: string,
  list: List,
): Promise<ResourceParts['facts']> {
  const here = [{ client }, { DirectoryId }, cell.options] as const
  const settings = (NextToken: string | undefined) =>
    client.send(new sdk.ds.DescribeSettingsCommand({ DirectoryId, NextToken }), cell.options)
  const forwarders = () => client.send(new sdk.ds.DescribeConditionalForwardersCommand({ DirectoryId }), cell.options)
  return {
    trusts: await list(
      'trusts',
      trusts.action,
      () => sdk.ds.paginateDescribeTrusts(...here),
      (page) => page.Trusts,
      (one) => ({
        domain: one.RemoteDomainName ?? '',
        direction: one.TrustDirection ?? '',
        state: one.TrustState ?? '',
        selectiveAuthentication: one.SelectiveAuth === 'Enabled',
      }),
    ),
    sharedWith: await list(
      'sharedWith',
      'ds:DescribeSharedDirectories',
      () => sdk.ds.paginateDescribeSharedDirectories({ client }, { OwnerDirectoryId: DirectoryId }, cell.options),
      (page) => page.SharedDirectories,
      (one) => one.SharedAccountId ?? '',
    ),
    logGroups: await list(
      'logGroups',
      'ds:ListLogSubscriptions',
      () => sdk.ds.paginateListLogSubscriptions(...here),
      (page) => page.LogSubscriptions,
      (one) => one.LogGroupName ?? '',
    ),
    settings: await list(
      'settings',
      'ds:DescribeSettings',
      () => byToken(settings, ({ NextToken }) => NextToken),
      (page) => page.SettingEntries,
      (one) => ({ name: one.Name ?? '', value: one.AppliedValue ?? null }),
    ),
    forwarders: await list(
      'forwarders',
      'ds:DescribeConditionalForwarders',
      () => byToken(forwarders, () => undefined),
      (page) => page.ConditionalForwarders,
      (one) => ({
        domain: one.RemoteDomainName ?? '',
        servers: inOrder([...(one.DnsIpAddrs ?? []), ...(one.DnsIpv6Addrs ?? [])]),
      }),
    ),
    domainControllers: await list(
      'domainControllers',
      'ds:DescribeDomainControllers',
      () => sdk.ds.paginateDescribeDomainControllers(...here),
      (page) => page.DomainControllers,
      (one) => ({
        address: one.DnsIpAddr ?? one.DnsIpv6Addr ?? '',
        zone: one.AvailabilityZone ?? '',
        status: one.Status ?? '',
      }),
    ),
    replication: await list(
      'replication',
      'ds:DescribeRegions',
      () => sdk.ds.paginateDescribeRegions(...here),
      (page) => page.RegionsDescription,
      (one) => ({
        region: one.RegionName ?? '',
        type: one.RegionType ?? '',
        status: one.Status ?? '',
        vpc: one.VpcSettings?.VpcId ?? null,
      }),
    ),
  }
}

/**
 * How it is spoken to: of AWS Managed Microsoft AD and of AD Connector (Directory Service Administration Guide, "Enable client-side
 * LDAPS using AD Connector", "Enable mTLS authentication in AD Connector for use with smart cards").
 */
async function ofItsDoors(
  cell: CellContext,
  client: DirectoryServiceClient,
  DirectoryId: string,
  list: List,
): Promise<ResourceParts['facts']> {
  const here = [{ client }, { DirectoryId }, cell.options] as const
  return {
    ldaps: await list(
      'ldaps',
      'ds:DescribeLDAPSSettings',
      () => sdk.ds.paginateDescribeLDAPSSettings(...here),
      (page) => page.LDAPSSettingsInfo,
      (one) => one.LDAPSStatus ?? '',
    ),
    certificates: await list(
      'certificates',
      'ds:ListCertificates',
      () => sdk.ds.paginateListCertificates(...here),
      (page) => page.CertificatesInfo,
      (one) => ({ name: one.CommonName ?? '', type: one.Type ?? '', expiresAt: isoDate(one.ExpiryDateTime) ?? null }),
    ),
    clientAuthentication: await list(
      'clientAuthentication',
      'ds:DescribeClientAuthenticationSettings',
      () => sdk.ds.paginateDescribeClientAuthenticationSettings(...here),
      (page) => page.ClientAuthenticationSettingsInfo,
      (one) => ({ type: one.Type ?? '', status: one.Status ?? '' }),
    ),
  }
}

/** A directory that cannot have what was asked for has none of it. */
const unsupported = { none: ['UnsupportedOperationException', 'EntityDoesNotExistException'] }
