import type { SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { sdk } from '../../aws/sdk.ts'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import type { InventoryObject, ObjectBodies } from '../../core/inventory/objects.ts'
import type { CellContext } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, readTags, required, tagsOf } from '../shapes.ts'

const largestPage = 100
const gone = ['ResourceNotFoundException']

/**
 * Six calls; a set that lacks one of its policies is left out, because it would look weaker than it is. What else could not be read
 * stands from before.
 */
export async function toPermissionSet(
  cell: CellContext,
  client: SSOAdminClient,
  InstanceArn: string,
  PermissionSetArn: string,
): Promise<InventoryObject | undefined> {
  const set = { InstanceArn, PermissionSetArn }
  const described = await cell.read(
    'sso:DescribePermissionSet',
    () => client.send(new sdk.ssoAdmin.DescribePermissionSetCommand(set), cell.options),
    { gone },
  )
  const managed = await cell.read(
    'sso:ListManagedPoliciesInPermissionSet',
    () =>
      all(
        sdk.ssoAdmin.paginateListManagedPoliciesInPermissionSet(
          pages(cell, client, largestPage),
          { ...set },
          cell.options,
        ),
        (page) => page.AttachedManagedPolicies,
      ),
    { gone },
  )
  const customer = await cell.read(
    'sso:ListCustomerManagedPolicyReferencesInPermissionSet',
    () =>
      all(
        sdk.ssoAdmin.paginateListCustomerManagedPolicyReferencesInPermissionSet(
          pages(cell, client, largestPage),
          { ...set },
          cell.options,
        ),
        (page) => page.CustomerManagedPolicyReferences,
      ),
    { gone },
  )
  const inline = await cell.read(
    'sso:GetInlinePolicyForPermissionSet',
    () => client.send(new sdk.ssoAdmin.GetInlinePolicyForPermissionSetCommand(set), cell.options),
    { none: gone },
  )
  const boundary = await cell.read(
    'sso:GetPermissionsBoundaryForPermissionSet',
    () => client.send(new sdk.ssoAdmin.GetPermissionsBoundaryForPermissionSetCommand(set), cell.options),
    { none: gone },
  )
  const tags = await cell.read('sso:ListTagsForResource', () =>
    all(
      sdk.ssoAdmin.paginateListTagsForResource(
        { client },
        { InstanceArn, ResourceArn: PermissionSetArn },
        cell.options,
      ),
      (page) => page.Tags,
    ),
  )
  if (described.state !== 'read' || managed.state !== 'read' || inline.state === 'unread') return undefined

  const arn = arnOf(PermissionSetArn, 'PermissionSetArn')
  const { Name, Description, SessionDuration } = described.value.PermissionSet ?? {}
  const inlineText = inline.state === 'read' ? inline.value.InlinePolicy : undefined
  const isWhole = [customer, boundary, tags].every(({ state }) => state !== 'unread')
  const before = isWhole ? undefined : await knownSet(cell, PermissionSetArn)
  const boundNow = boundary.state === 'read' ? boundaryOf(boundary.value.PermissionsBoundary) : undefined
  const bound = boundary.state === 'unread' ? before?.boundary : boundNow
  return {
    kind: 'permissionSet',
    nativeId: arn,
    arn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'identity_center',
    body: {
      arn,
      name: required(Name, 'Name'),
      ...(Description && { description: Description }),
      ...(SessionDuration && { sessionDuration: SessionDuration }),
      managedPolicies: managed.value.map((policy) => arnOf(policy.Arn, 'Arn of a managed policy')),
      customerManagedPolicies:
        customer.state === 'read' ? customerPolicies(customer.value) : (before?.customerManagedPolicies ?? []),
      ...(inlineText && { inlinePolicy: readPolicyDocument(inlineText) }),
      ...(bound && { boundary: bound }),
      tags: tags.state === 'unread' ? (before?.tags ?? {}) : readTags(tags, tagsOf),
    },
  }
}

async function knownSet(cell: CellContext, arn: string): Promise<ObjectBodies['permissionSet'] | undefined> {
  const known = await cell.known(cell.key, ['permissionSet'])
  return known.find(({ nativeId }) => nativeId === arn)?.body
}

function customerPolicies(
  policies: readonly { Name?: string | undefined; Path?: string | undefined }[],
): ObjectBodies['permissionSet']['customerManagedPolicies'] {
  return policies.map((policy) => ({ name: required(policy.Name, 'Name of a policy'), path: policy.Path ?? '/' }))
}

function boundaryOf(
  boundary:
    | {
        ManagedPolicyArn?: string | undefined
        CustomerManagedPolicyReference?: { Name?: string | undefined; Path?: string | undefined } | undefined
      }
    | undefined,
): ObjectBodies['permissionSet']['boundary'] {
  if (boundary?.ManagedPolicyArn) return { managedPolicyArn: arnOf(boundary.ManagedPolicyArn, 'ManagedPolicyArn') }
  const reference = boundary?.CustomerManagedPolicyReference
  return reference && { name: required(reference.Name, 'Name of the boundary'), path: reference.Path ?? '/' }
}
