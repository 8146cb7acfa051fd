/** Finding the organization's entities, their ARNs, and Organizations' answers when they are not there. */
import {
  AccessDeniedException$,
  type Account,
  AccountNotFoundException$,
  AccountNotRegisteredException$,
  AWSOrganizationsNotInUseException$,
  InvalidInputException$,
  type InvalidInputExceptionReason,
  ParentNotFoundException$,
  PolicyNotFoundException$,
  TargetNotFoundException$,
} from '@aws-sdk/client-organizations'
import { parseAccountId } from '../../../core/ids.ts'
import { type AwsError, modelled } from '../../aws-error.ts'
import { type Page, paginate } from '../../paging.ts'
import type { Call } from '../../service.ts'
import type { Member, OrganizationalUnit, OrganizationPolicy } from '../../world/model.ts'

export const invalidInput = (message: string, Reason: InvalidInputExceptionReason): AwsError =>
  modelled(InvalidInputException$, message, { Reason })

/* ------------------------------------------------------------------ who may ask */

/** Every account of the organization may describe it; the rest is for the management account and delegated administrators. */
export function requireMember(call: Call): void {
  if (call.world.organization.members.has(call.account.id)) return
  throw modelled(AWSOrganizationsNotInUseException$, 'Your account is not a member of an organization.')
}

export function requireGovernor(call: Call): void {
  requireMember(call)
  const { managementAccountId, delegatedAdministrators } = call.world.organization
  const { id } = call.account
  if (id === managementAccountId || delegatedAdministrators.some(({ accountId }) => accountId === id)) return
  throw modelled(AccessDeniedException$, "You don't have permissions to access this resource.")
}

/** What changes who governs is for the management account alone. */
export function requireManagement(call: Call): void {
  requireMember(call)
  if (call.account.id === call.world.organization.managementAccountId) return
  throw modelled(AccessDeniedException$, "You don't have permissions to access this resource.")
}

export const notRegistered = (): AwsError =>
  modelled(AccountNotRegisteredException$, "The specified account isn't a delegated administrator for this service.")

/* ------------------------------------------------------------------ forms */

export const arnOf = ({ world }: Call, rest: string): string =>
  `arn:aws:organizations::${world.organization.managementAccountId}:${rest}`

export const accountArn = (call: Call, id: string) => arnOf(call, `account/${call.world.organization.id}/${id}`)
export const ouArn = (call: Call, id: string) => arnOf(call, `ou/${call.world.organization.id}/${id}`)
export const rootArn = (call: Call, id: string) => arnOf(call, `root/${call.world.organization.id}/${id}`)

const policyKind = (type: OrganizationPolicy['type']) => type.toLowerCase()

const policyArn = (call: Call, { id, type, awsManaged }: OrganizationPolicy): string =>
  awsManaged
    ? `arn:aws:organizations::aws:policy/${policyKind(type)}/${id}`
    : arnOf(call, `policy/${call.world.organization.id}/${policyKind(type)}/${id}`)

export const accountAnswer = (call: Call, member: Member): Account => ({
  Id: member.id,
  Arn: accountArn(call, member.id),
  Email: member.email,
  Name: member.name,
  Status: member.status,
  State: member.status === 'PENDING_CLOSURE' ? 'PENDING_CLOSURE' : member.status,
  JoinedMethod: member.joinedMethod,
  JoinedTimestamp: member.joinedAt,
})

export const ouAnswer = (call: Call, { id, name }: OrganizationalUnit) => ({ Id: id, Arn: ouArn(call, id), Name: name })

export const policySummary = (call: Call, policy: OrganizationPolicy) => ({
  Id: policy.id,
  Arn: policyArn(call, policy),
  Name: policy.name,
  Description: policy.description,
  Type: policy.type,
  AwsManaged: policy.awsManaged,
})

/** Every list of Organizations: 20, which is also the most. Organizations API Reference, MaxResults. */
export const page = <T>(
  call: Call,
  all: readonly T[],
  input: { NextToken?: string | undefined; MaxResults?: number | undefined },
  ...of: unknown[]
): Page<T> => paginate(call, all, { token: input.NextToken, size: input.MaxResults, default: 20, max: 20, of })

/* ------------------------------------------------------------------ lookups */

export function requireParent({ world }: Call, id = ''): string {
  const { rootId, ous } = world.organization
  if (id === rootId || ous.has(id)) return id
  throw modelled(ParentNotFoundException$, "You specified a root or OU that doesn't exist.")
}

export function memberOf({ world }: Call, id: string | undefined): Member {
  const accountId = parseAccountId(id ?? '')
  const member = accountId && world.organization.members.get(accountId)
  if (member === undefined) throw modelled(AccountNotFoundException$, "You specified an account that doesn't exist.")
  return member
}

export function policyOf({ world }: Call, id: string | undefined): OrganizationPolicy {
  const policy = world.organization.policies.get(id ?? '')
  if (policy === undefined) throw modelled(PolicyNotFoundException$, "You specified a policy that doesn't exist.")
  return policy
}

export function targetOf(
  call: Call,
  id = '',
): { TargetId: string; Arn: string; Name: string; Type: 'ROOT' | 'ORGANIZATIONAL_UNIT' | 'ACCOUNT' } {
  const { rootId, ous, members } = call.world.organization
  const ou = ous.get(id)
  const accountId = parseAccountId(id)
  const member = accountId && members.get(accountId)
  if (id === rootId) return { TargetId: id, Arn: rootArn(call, id), Name: 'Root', Type: 'ROOT' }
  if (ou !== undefined) return { TargetId: id, Arn: ouArn(call, id), Name: ou.name, Type: 'ORGANIZATIONAL_UNIT' }
  if (member !== undefined) return { TargetId: id, Arn: accountArn(call, id), Name: member.name, Type: 'ACCOUNT' }
  throw modelled(TargetNotFoundException$, "You specified a target that doesn't exist.")
}

export const members = ({ world }: Call): Member[] => [...world.organization.members.values()]
export const policyTarget = (call: Call, input: { readonly PolicyId?: string | undefined }) => ({
  arn: policyArn(call, policyOf(call, input.PolicyId)),
})

/* ------------------------------------------------------------------ operations */
