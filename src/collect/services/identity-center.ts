import type { IdentitystoreClient } from '@aws-sdk/client-identitystore'
import {
  ListUsersCommand,
  paginateListGroupMemberships,
  paginateListGroups,
  paginateListUsers,
} from '@aws-sdk/client-identitystore'
import type { InstanceMetadata, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import {
  ListInstancesCommand,
  ListPermissionSetsCommand,
  paginateListInstances,
  paginateListPermissionSets,
} from '@aws-sdk/client-sso-admin'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CallOptions, CellContext, Collector } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, required } from '../shapes.ts'
import { assignmentsOf } from './identity-center-assignments.ts'
import { toPermissionSet } from './identity-center-permission-sets.ts'

/** Read in the management account, in the Region of the instance. */
export const identityCenter: Collector = {
  type: 'identity_center',
  capability: 'identity_center',
  scope: 'organization',
  reads: [
    ...[
      'sso:ListInstances',
      'sso:ListPermissionSets',
      'sso:DescribePermissionSet',
      'sso:ListManagedPoliciesInPermissionSet',
      'sso:ListCustomerManagedPolicyReferencesInPermissionSet',
      'sso:GetInlinePolicyForPermissionSet',
      'sso:GetPermissionsBoundaryForPermissionSet',
      'sso:ListTagsForResource',
      'sso:ListAccountsForProvisionedPermissionSet',
      'sso:ListAccountAssignments',
    ].map((action) => ({ action, attach: 'AWSSSOReadOnly' as const })),
    ...['identitystore:ListUsers', 'identitystore:ListGroups', 'identitystore:ListGroupMemberships'].map((action) => ({
      action,
      attach: 'AWSSSODirectoryReadOnly' as const,
    })),
  ],
  async probe(cell) {
    const client = cell.client('sso-admin')
    const { Instances } = await client.send(new ListInstancesCommand({}), cell.options)
    const [instance] = Instances ?? []
    if (!instance) return
    await client.send(new ListPermissionSetsCommand({ InstanceArn: instance.InstanceArn, MaxResults: 1 }), cell.options)
    const store = cell.client('identitystore')
    await store.send(new ListUsersCommand({ IdentityStoreId: instance.IdentityStoreId, MaxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('sso-admin')
    const instances = await listInstances(client, cell.options, cell.pageSize(largestPage))
    for (const instance of instances) {
      const instanceArn = arnOf(instance.InstanceArn, 'InstanceArn')
      const identityStoreId = required(instance.IdentityStoreId, 'IdentityStoreId')
      yield [toInstance(cell, instance)]
      const store = cell.client('identitystore')
      yield* directoryUsers(cell, store, identityStoreId)
      yield* directoryGroups(cell, store, identityStoreId)
      const sets: string[] = []
      for await (const page of paginateListPermissionSets(
        pages(cell, client, largestPage),
        { InstanceArn: instanceArn },
        cell.options,
      )) {
        yield await cell.objects({
          items: page.PermissionSets,
          name: (arn) => arn,
          toObject: (arn) => toPermissionSet(cell, client, instanceArn, arn),
        })
        sets.push(...(page.PermissionSets ?? []))
      }
      yield* assignmentsOf(cell, client, instanceArn, sets)
    }
  },
}

/** Largest page of both services. */
const largestPage = 100

export async function listInstances(
  client: SSOAdminClient,
  options: CallOptions,
  pageSize = largestPage,
): Promise<readonly InstanceMetadata[]> {
  return all(paginateListInstances({ client, pageSize }, {}, options), (page) => page.Instances)
}

const identityOf = (cell: CellContext, nativeId: string, arn: string) =>
  ({ nativeId, arn, accountId: cell.accountId, region: cell.region, cell: 'identity_center' }) as const

function toInstance(cell: CellContext, instance: InstanceMetadata): InventoryObject {
  const instanceArn = arnOf(instance.InstanceArn, 'InstanceArn')
  return {
    ...identityOf(cell, instanceArn, instanceArn),
    kind: 'identityCenter',
    body: {
      instanceArn,
      identityStoreId: required(instance.IdentityStoreId, 'IdentityStoreId'),
      region: cell.region,
      ownerAccountId: cell.accountId,
    },
  }
}

/** Users and groups have no ARN that AWS prints; this is the form of the Service Authorization Reference. */
const directoryArn = (cell: CellContext, kind: 'user' | 'group', id: string): string =>
  `arn:${cell.partition}:identitystore:::${kind}/${id}`

async function* directoryUsers(
  cell: CellContext,
  client: IdentitystoreClient,
  IdentityStoreId: string,
): AsyncIterable<readonly InventoryObject[]> {
  for await (const page of paginateListUsers(pages(cell, client, largestPage), { IdentityStoreId }, cell.options)) {
    yield await cell.objects({
      items: page.Users,
      name: (user) => user.UserId,
      toObject: (user) => {
        const id = required(user.UserId, 'UserId')
        const email = (user.Emails?.find((one) => one.Primary) ?? user.Emails?.[0])?.Value
        return {
          ...identityOf(cell, id, directoryArn(cell, 'user', id)),
          kind: 'directoryUser',
          body: {
            id,
            userName: required(user.UserName, 'UserName'),
            ...(user.DisplayName && { displayName: user.DisplayName }),
            ...(email && { email }),
            enabled: user.UserStatus !== 'DISABLED',
          },
        }
      },
    })
  }
}

async function* directoryGroups(
  cell: CellContext,
  client: IdentitystoreClient,
  IdentityStoreId: string,
): AsyncIterable<readonly InventoryObject[]> {
  for await (const page of paginateListGroups(pages(cell, client, largestPage), { IdentityStoreId }, cell.options)) {
    yield await cell.objects({
      items: page.Groups,
      name: (group) => group.GroupId,
      toObject: async (group) => {
        const id = required(group.GroupId, 'GroupId')
        const memberships = await cell.read(
          'identitystore:ListGroupMemberships',
          () =>
            all(
              paginateListGroupMemberships(
                pages(cell, client, largestPage),
                { IdentityStoreId, GroupId: id },
                cell.options,
              ),
              (one) => one.GroupMemberships,
            ),
          { gone: ['ResourceNotFoundException'] },
        )
        // A group with unknown members must not look like one without any.
        if (memberships.state !== 'read') return undefined
        const members = memberships.value.flatMap(({ MemberId }) =>
          MemberId?.UserId === undefined ? [] : [MemberId.UserId],
        )
        return {
          ...identityOf(cell, id, directoryArn(cell, 'group', id)),
          kind: 'directoryGroup',
          body: { id, displayName: group.DisplayName ?? id, members },
        }
      },
    })
  }
}
