import {
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-sso-admin'
import { operation } from '../../service.ts'
import type { PermissionSet } from '../../world/model.ts'
import {
  instanceTarget,
  notFound,
  permissionSetOf,
  permissionSetTargets,
  requireInstance,
  ssoPage,
} from './instance.ts'
import { permissionSetWrites } from './permission-set-writes.ts'

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

const boundaryAnswer = (boundary: NonNullable<PermissionSet['boundary']>) =>
  'managedPolicyArn' in boundary
    ? { ManagedPolicyArn: boundary.managedPolicyArn }
    : { CustomerManagedPolicyReference: { Name: boundary.name, Path: boundary.path } }

const reads = [
  operation(ListPermissionSetsCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const { items, next } = ssoPage(call, [...call.world.identityCenter.permissionSets.keys()], input)
      return { PermissionSets: [...items], NextToken: next }
    },
  }),
  operation(DescribePermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      return {
        PermissionSet: {
          Name: set.name,
          PermissionSetArn: set.arn,
          Description: set.description,
          CreatedDate: set.createdAt,
          SessionDuration: set.sessionDuration,
          RelayState: set.relayState,
        },
      }
    },
  }),
  operation(ListManagedPoliciesInPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const { items, next } = ssoPage(call, set.managedPolicies, input, set.arn)
      return { AttachedManagedPolicies: items.map((Arn) => ({ Name: nameOf(Arn), Arn })), NextToken: next }
    },
  }),
  operation(ListCustomerManagedPolicyReferencesInPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const { items, next } = ssoPage(call, set.customerManagedPolicies, input, set.arn)
      return {
        CustomerManagedPolicyReferences: items.map(({ name, path }) => ({ Name: name, Path: path })),
        NextToken: next,
      }
    },
  }),
  operation(GetInlinePolicyForPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      // AWS answers a set without inline policy with empty text, not with an error.
      const { inlinePolicy } = permissionSetOf(call, input)
      return { InlinePolicy: inlinePolicy === undefined ? '' : JSON.stringify(inlinePolicy) }
    },
  }),
  operation(GetPermissionsBoundaryForPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const { boundary, arn } = permissionSetOf(call, input)
      if (boundary === undefined) throw notFound(`PermissionsBoundary not found for ${arn}`)
      return { PermissionsBoundary: boundaryAnswer(boundary) }
    },
  }),
  operation(ListTagsForResourceCommand, {
    target: (call, input) =>
      permissionSetTargets(call, { InstanceArn: input.InstanceArn, PermissionSetArn: input.ResourceArn }),
    run(call, input) {
      requireInstance(call, { InstanceArn: input.InstanceArn ?? call.world.identityCenter.instanceArn })
      const set = call.world.identityCenter.permissionSets.get(input.ResourceArn ?? '')
      if (set === undefined && input.ResourceArn !== call.world.identityCenter.instanceArn) {
        throw notFound(`Could not find resource ${input.ResourceArn}`)
      }
      const { items, next } = ssoPage(
        call,
        Object.entries(set?.tags ?? {}),
        { NextToken: input.NextToken },
        input.ResourceArn,
      )
      return { Tags: items.map(([Key, Value]) => ({ Key, Value })), NextToken: next }
    },
  }),
]

export const permissionSetOperations = [...reads, ...permissionSetWrites]
