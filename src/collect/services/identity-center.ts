import type { InstanceMetadata, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { sdk } from '../../aws/sdk.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import type { InventoryObject, ObjectOfKind } from '../../core/inventory/objects.ts'
import type { CallOptions, CellContext, Collector } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, required } from '../shapes.ts'
import { applicationsOf } from './identity-center-applications.ts'
import { assignmentsOf } from './identity-center-assignments.ts'
import { directoryGroups, directoryUsers } from './identity-center-directory.ts'
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
      'sso:ListAccountAssignmentsForPrincipal',
      'sso:ListApplications',
      'sso:GetApplicationAssignmentConfiguration',
      'sso:ListApplicationAssignments',
      'sso:ListTrustedTokenIssuers',
      'sso:DescribeInstanceAccessControlAttributeConfiguration',
    ].map((action) => ({ action, attach: 'AWSSSOReadOnly' as const })),
    ...[
      'identitystore:ListUsers',
      'identitystore:DescribeUser',
      'identitystore:ListGroups',
      'identitystore:ListGroupMemberships',
    ].map((action) => ({ action, attach: 'AWSSSODirectoryReadOnly' as const })),
  ],
  async probe(cell) {
    const client = cell.client('sso-admin')
    const instances = await cell.read('sso:ListInstances', () => listInstances(client, cell.options))
    const listed = instances.state === 'read' ? instances.value : []
    const instance = listed.find((one) => ownerOfInstance(one, cell.accountId) === cell.accountId) ?? listed[0]
    if (!instance) return
    const { InstanceArn, IdentityStoreId } = instance
    await cell.read('sso:ListPermissionSets', () =>
      client.send(new sdk.ssoAdmin.ListPermissionSetsCommand({ InstanceArn, MaxResults: 1 }), cell.options),
    )
    const store = cell.client('identitystore')
    const users = await cell.read('identitystore:ListUsers', () =>
      store.send(new sdk.identitystore.ListUsersCommand({ IdentityStoreId, MaxResults: 1 }), cell.options),
    )
    // A list may be allowed where the customer's KMS key keeps the details closed (connection.md §7).
    const UserId = users.state === 'read' ? users.value.Users?.[0]?.UserId : undefined
    if (UserId === undefined) return
    await cell.read('identitystore:DescribeUser', () =>
      store.send(new sdk.identitystore.DescribeUserCommand({ IdentityStoreId, UserId }), cell.options),
    )
  },
  async *collect(cell) {
    const client = cell.client('sso-admin')
    const instances = await listInstances(client, cell.options, cell.pageSize(largestPage))
    for (const instance of instances) {
      const object = toInstance(cell, instance)
      yield [object]
      const { ownerAccountId, ofOneAccount } = object.body
      if (ofOneAccount && ownerAccountId !== cell.accountId) cell.remark('account_instance', notReadHere(object.body))
      else yield* instanceOf(cell, client, object.body)
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
  return all(sdk.ssoAdmin.paginateListInstances({ client, pageSize }, {}, options), (page) => page.Instances)
}

export const ownerOfInstance = ({ OwnerAccountId }: InstanceMetadata, reader: AccountId): AccountId =>
  parseAccountId(OwnerAccountId ?? '') ?? reader

type Instance = ObjectOfKind<'identityCenter'>

function toInstance(cell: CellContext, instance: InstanceMetadata): Instance {
  const instanceArn = arnOf(instance.InstanceArn, 'InstanceArn')
  const ownerAccountId = ownerOfInstance(instance, cell.accountId)
  const { Name, PrimaryRegion } = instance
  const regions = (instance.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? [])
  return {
    kind: 'identityCenter',
    nativeId: instanceArn,
    arn: instanceArn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'identity_center',
    body: {
      instanceArn,
      identityStoreId: required(instance.IdentityStoreId, 'IdentityStoreId'),
      region: cell.region,
      ownerAccountId,
      ...(Name && { name: Name }),
      ...(PrimaryRegion && { primaryRegion: PrimaryRegion }),
      ...(regions.length > 0 && { regions: regions.sort() }),
      ...(isOfOneAccount(cell, ownerAccountId) && { ofOneAccount: true as const }),
    },
  }
}

/**
 * Identity Center UG, "Organization and account instances": the organization's is owned by its management account; a member
 * may have one of its own, which the management account sees and does not administer.
 */
const isOfOneAccount = ({ managementAccountId }: CellContext, owner: AccountId): boolean =>
  managementAccountId !== null && owner !== managementAccountId

const notReadHere = ({ instanceArn, ownerAccountId }: Instance['body']): string =>
  `${instanceArn} belongs to account ${ownerAccountId} alone; its people and applications were not read.`

async function* instanceOf(
  cell: CellContext,
  client: SSOAdminClient,
  { instanceArn, identityStoreId, ownerAccountId, ofOneAccount }: Instance['body'],
): AsyncIterable<readonly InventoryObject[]> {
  const store = cell.client('identitystore')
  const users: string[] = []
  for await (const page of directoryUsers(cell, store, identityStoreId)) {
    users.push(...page.map(({ nativeId }) => nativeId))
    yield page
  }
  const groups: string[] = []
  for await (const page of directoryGroups(cell, store, identityStoreId)) {
    groups.push(...page.map(({ nativeId }) => nativeId))
    yield page
  }
  // Such an instance has applications and people, and neither permission sets nor account assignments.
  if (!ofOneAccount) {
    const sets: string[] = []
    for await (const page of sdk.ssoAdmin.paginateListPermissionSets(
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
    const mayAskPrincipals = ownerAccountId === cell.accountId && cell.managementAccountId === cell.accountId
    yield* assignmentsOf(cell, client, { instanceArn, sets, users, groups, mayAskPrincipals })
  }
  yield* applicationsOf(cell, client, instanceArn)
}
