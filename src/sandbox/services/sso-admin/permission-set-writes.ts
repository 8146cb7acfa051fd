/** Making, changing and removing permission sets. They change the set only; accounts follow when it is provisioned. */
import {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  AttachManagedPolicyToPermissionSetCommand,
  ConflictException$,
  CreatePermissionSetCommand,
  DeleteInlinePolicyFromPermissionSetCommand,
  DeletePermissionSetCommand,
  DeletePermissionsBoundaryFromPermissionSetCommand,
  DetachCustomerManagedPolicyReferenceFromPermissionSetCommand,
  DetachManagedPolicyFromPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  PutPermissionsBoundaryToPermissionSetCommand,
  UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin'
import { parseJson } from '../../../core/json.ts'
import { type AwsError, modelled } from '../../aws-error.ts'
import { operation } from '../../service.ts'
import { identityCenterHex } from '../../world/ids.ts'
import { awsManagedPolicies } from '../../world/managed-policies.ts'
import type { PermissionSet } from '../../world/model.ts'
import {
  instanceTarget,
  invalid,
  notFound,
  permissionSetOf,
  permissionSetTargets,
  requireInstance,
} from './instance.ts'

const conflict = (message: string): AwsError => modelled(ConflictException$, message)

/** SSO Admin API Reference, *CreatePermissionSet*: 1 to 32 characters. */
const validName = /^[\w+=,.@-]{1,32}$/
/** The same: ISO 8601, 1 to 12 hours. */
const validDuration = /^PT(?:[1-9]|1[0-2])H$/
const usualDuration = 'PT1H'

function requireDuration(duration: string | undefined): void {
  if (duration !== undefined && !validDuration.test(duration)) throw invalid('SessionDuration must be PT1H to PT12H.')
}

function requireManaged(arn: string): void {
  if (!awsManagedPolicies.has(arn)) throw notFound(`Policy ${arn} does not exist.`)
}

type Reference = { readonly Name?: string | undefined; readonly Path?: string | undefined } | undefined

/** It names a policy that each account is to have; nobody looks whether it does before the set is provisioned. */
function referred(reference: Reference): { readonly name: string; readonly path: string } {
  if (!reference?.Name) throw invalid('The name of the customer managed policy is missing.')
  return { name: reference.Name, path: reference.Path ?? '/' }
}

const placeOf = ({ customerManagedPolicies }: PermissionSet, wanted: { name: string; path: string }): number =>
  customerManagedPolicies.findIndex(({ name, path }) => name === wanted.name && path === wanted.path)

const sets = [
  operation(CreatePermissionSetCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const { identityCenter, seed } = call.world
      const { Name: name = '', Description, SessionDuration = usualDuration, RelayState, Tags = [] } = input
      if (!validName.test(name)) throw invalid('Name must have 1 to 32 letters, digits or + = , . @ - _.')
      requireDuration(SessionDuration)
      if ([...identityCenter.permissionSets.values()].some((set) => set.name === name)) {
        throw conflict(`PermissionSet with name ${name} already exists.`)
      }
      call.world.serial += 1
      const instance = identityCenter.instanceArn.split('/').at(-1)
      const arn = `arn:aws:sso:::permissionSet/${instance}/ps-${identityCenterHex(seed, 'made', `${call.world.serial}`)}`
      const set: PermissionSet = {
        arn,
        name,
        ...(Description !== undefined && { description: Description }),
        sessionDuration: SessionDuration,
        ...(RelayState !== undefined && { relayState: RelayState }),
        createdAt: new Date(call.now),
        managedPolicies: [],
        customerManagedPolicies: [],
        tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      }
      identityCenter.permissionSets.set(arn, set)
      const { description, sessionDuration, relayState, createdAt } = set
      return {
        PermissionSet: {
          Name: name,
          PermissionSetArn: arn,
          Description: description,
          CreatedDate: createdAt,
          SessionDuration: sessionDuration,
          RelayState: relayState,
        },
      }
    },
  }),
  operation(UpdatePermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      requireDuration(input.SessionDuration)
      if (input.Description !== undefined) set.description = input.Description
      if (input.SessionDuration !== undefined) set.sessionDuration = input.SessionDuration
      if (input.RelayState !== undefined) set.relayState = input.RelayState
      return {}
    },
  }),
  operation(DeletePermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const { arn } = permissionSetOf(call, input)
      const { assignments, permissionSets } = call.world.identityCenter
      if (assignments.some(({ permissionSetArn }) => permissionSetArn === arn)) {
        throw conflict('PermissionSet is assigned; remove its assignments first.')
      }
      permissionSets.delete(arn)
      return {}
    },
  }),
]

const content = [
  operation(PutInlinePolicyToPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const parsed = parseJson(input.InlinePolicy ?? '')
      const problem = parsed.ok ? call.problemOf(parsed.value.value, 'identity') : parsed.error.message
      if (!parsed.ok || problem !== undefined) throw invalid(`The inline policy is not valid: ${problem}`)
      set.inlinePolicy = parsed.value.value
      return {}
    },
  }),
  operation(DeleteInlinePolicyFromPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      delete permissionSetOf(call, input).inlinePolicy
      return {}
    },
  }),
  operation(AttachManagedPolicyToPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const arn = input.ManagedPolicyArn ?? ''
      requireManaged(arn)
      if (set.managedPolicies.includes(arn)) {
        throw conflict('Permission set with provided managed policy attachment already exists.')
      }
      set.managedPolicies.push(arn)
      return {}
    },
  }),
  operation(DetachManagedPolicyFromPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const { managedPolicies } = permissionSetOf(call, input)
      const at = managedPolicies.indexOf(input.ManagedPolicyArn ?? '')
      if (at === -1) throw notFound('Managed policy is not attached to the permission set.')
      managedPolicies.splice(at, 1)
      return {}
    },
  }),
  operation(AttachCustomerManagedPolicyReferenceToPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const wanted = referred(input.CustomerManagedPolicyReference)
      if (placeOf(set, wanted) !== -1) throw conflict('The customer managed policy is attached already.')
      set.customerManagedPolicies.push(wanted)
      return {}
    },
  }),
  operation(DetachCustomerManagedPolicyReferenceFromPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const at = placeOf(set, referred(input.CustomerManagedPolicyReference))
      if (at === -1) throw notFound('The customer managed policy is not attached to the permission set.')
      set.customerManagedPolicies.splice(at, 1)
      return {}
    },
  }),
  operation(PutPermissionsBoundaryToPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const { ManagedPolicyArn: arn, CustomerManagedPolicyReference: reference } = input.PermissionsBoundary ?? {}
      if ((arn === undefined) === (reference === undefined)) throw invalid('A boundary is one policy of either kind.')
      if (arn !== undefined) requireManaged(arn)
      set.boundary = arn === undefined ? referred(reference) : { managedPolicyArn: arn }
      return {}
    },
  }),
  operation(DeletePermissionsBoundaryFromPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      if (set.boundary === undefined) throw notFound(`PermissionsBoundary not found for ${set.arn}`)
      delete set.boundary
      return {}
    },
  }),
]

export const permissionSetWrites = [...sets, ...content]
