/** RAM: what is shared with whom, from this account and to it. */
import type { Principal, RAMClient, Resource, ResourceOwner, ResourceShare } from '@aws-sdk/client-ram'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { inOneOrder, inOrder, resourceOf } from '../resource.ts'
import { tagsOf } from '../shapes.ts'

/** RAM API Reference, `maxResults` of each list. */
const largestPage = 500

const owners: readonly ResourceOwner[] = ['SELF', 'OTHER-ACCOUNTS']

export const ram: Collector = {
  type: 'ram',
  capability: 'resources:ram',
  scope: 'region',
  reads: [
    ...securityAudit('ram:GetResourceShares'),
    ...furtherLists(securityAudit('ram:ListPrincipals', 'ram:ListResources')),
  ],
  async probe(cell) {
    await cell
      .client('ram')
      .send(new sdk.ram.GetResourceSharesCommand({ resourceOwner: 'SELF', maxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ram')
    for (const resourceOwner of owners) yield await sharesOf(cell, client, resourceOwner)
  },
}

/** Principals and resources are listed for all shares at once, and only where there is a share. */
async function sharesOf(
  cell: CellContext,
  client: RAMClient,
  resourceOwner: ResourceOwner,
): Promise<readonly InventoryObject[]> {
  const sized = pages(cell, client, largestPage)
  const shares = await all(
    sdk.ram.paginateGetResourceShares(sized, { resourceOwner }, cell.options),
    (page) => page.resourceShares,
  )
  const alive = shares.filter(({ status }) => status !== 'DELETED')
  if (alive.length === 0) return []
  const principals = await cell.read('ram:ListPrincipals', () =>
    all(sdk.ram.paginateListPrincipals(sized, { resourceOwner }, cell.options), (page) => page.principals),
  )
  const resources = await cell.read('ram:ListResources', () =>
    all(sdk.ram.paginateListResources(sized, { resourceOwner }, cell.options), (page) => page.resources),
  )
  const ofShare = {
    principals: principals.state === 'read' ? byShare(principals.value) : undefined,
    resources: resources.state === 'read' ? byShare(resources.value) : undefined,
  }
  return cell.objects({
    items: alive,
    name: (share) => share.resourceShareArn,
    toObject: (share) => toShare(cell, share, ofShare),
  })
}

const byShare = <T extends { readonly resourceShareArn?: string | undefined }>(
  things: readonly T[],
): ReadonlyMap<string, readonly T[]> => Map.groupBy(things, ({ resourceShareArn = '' }) => resourceShareArn)

interface OfShare {
  readonly principals: ReadonlyMap<string, readonly Principal[]> | undefined
  readonly resources: ReadonlyMap<string, readonly Resource[]> | undefined
}

function toShare(cell: CellContext, share: ResourceShare, { principals, resources }: OfShare): InventoryObject {
  const arn = share.resourceShareArn ?? ''
  return resourceOf(cell, {
    type: 'ram:resource-share',
    arn,
    name: share.name || arn,
    tags: tagsOf(share.tags?.map(({ key, value }) => ({ Key: key, Value: value }))),
    createdAt: share.creationTime,
    facts: {
      owner: share.owningAccountId,
      status: share.status,
      allowsOutsiders: share.allowExternalPrincipals,
      // Of a share from elsewhere RAM names who shares; with whom else is not told.
      principals:
        principals &&
        inOneOrder(
          (principals.get(arn) ?? []).map(({ id, external }) => ({ id: id ?? '', outside: external === true })),
        ),
      resources: resources && inOrder(resources.get(arn)?.map((resource) => resource.arn)),
    },
    unread: [...(principals ? [] : ['principals']), ...(resources ? [] : ['resources'])],
  })
}
