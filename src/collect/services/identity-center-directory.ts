/** The people and groups of an identity store. */
import type { ExternalId as AwsExternalId, IdentitystoreClient } from '@aws-sdk/client-identitystore'
import { sdk } from '../../aws/sdk.ts'
import type { ExternalId, InventoryObject, ObjectOfKind } from '../../core/inventory/objects.ts'
import type { CellContext } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { required } from '../shapes.ts'

/** Of the identity store. */
const largestPage = 100

/** They have no ARN that AWS prints; this is the form of the Service Authorization Reference. */
const identityOf = (cell: CellContext, kind: 'user' | 'group', id: string) =>
  ({
    nativeId: id,
    arn: `arn:${cell.partition}:identitystore:::${kind}/${id}`,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'identity_center',
  }) as const

export async function* directoryUsers(
  cell: CellContext,
  client: IdentitystoreClient,
  IdentityStoreId: string,
): AsyncIterable<readonly InventoryObject[]> {
  for await (const page of sdk.identitystore.paginateListUsers(
    pages(cell, client, largestPage),
    { IdentityStoreId },
    cell.options,
  )) {
    yield await cell.objects({
      items: page.Users,
      name: (user) => user.UserId,
      toObject: (user): ObjectOfKind<'directoryUser'> => {
        const id = required(user.UserId, 'UserId')
        const email = (user.Emails?.find((one) => one.Primary) ?? user.Emails?.[0])?.Value
        return {
          ...identityOf(cell, 'user', id),
          kind: 'directoryUser',
          body: {
            id,
            userName: required(user.UserName, 'UserName'),
            ...(user.DisplayName && { displayName: user.DisplayName }),
            ...(email && { email }),
            enabled: user.UserStatus !== 'DISABLED',
            ...externalIds(user.ExternalIds),
          },
        }
      },
    })
  }
}

export async function* directoryGroups(
  cell: CellContext,
  client: IdentitystoreClient,
  IdentityStoreId: string,
): AsyncIterable<readonly InventoryObject[]> {
  for await (const page of sdk.identitystore.paginateListGroups(
    pages(cell, client, largestPage),
    { IdentityStoreId },
    cell.options,
  )) {
    yield await cell.objects({
      items: page.Groups,
      name: (group) => group.GroupId,
      toObject: async (group): Promise<ObjectOfKind<'directoryGroup'> | undefined> => {
        const id = required(group.GroupId, 'GroupId')
        const members = await membersOf(cell, client, IdentityStoreId, id)
        // A group with unknown members must not look like one without any.
        if (members === undefined) return undefined
        return {
          ...identityOf(cell, 'group', id),
          kind: 'directoryGroup',
          body: { id, displayName: group.DisplayName ?? id, members, ...externalIds(group.ExternalIds) },
        }
      },
    })
  }
}

async function membersOf(
  cell: CellContext,
  client: IdentitystoreClient,
  IdentityStoreId: string,
  GroupId: string,
): Promise<readonly string[] | undefined> {
  const memberships = await cell.read(
    'identitystore:ListGroupMemberships',
    () =>
      all(
        sdk.identitystore.paginateListGroupMemberships(
          pages(cell, client, largestPage),
          { IdentityStoreId, GroupId },
          cell.options,
        ),
        (page) => page.GroupMemberships,
      ),
    { gone: ['ResourceNotFoundException'] },
  )
  if (memberships.state !== 'read') return undefined
  return memberships.value.flatMap(({ MemberId }) => (MemberId?.UserId === undefined ? [] : [MemberId.UserId]))
}

/** Of what an identity provider has put in; absent for what was made by hand. */
function externalIds(ids: readonly AwsExternalId[] | undefined): { readonly externalIds?: readonly ExternalId[] } {
  const known = (ids ?? []).flatMap(({ Id, Issuer }) => (Id ? [{ ...(Issuer && { issuer: Issuer }), id: Id }] : []))
  return known.length > 0 ? { externalIds: known } : {}
}
