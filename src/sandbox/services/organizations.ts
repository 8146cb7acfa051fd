/** AWS Organizations: the tree, its policies, and who else governs. */
import {
  AccessDeniedException$,
  type Account,
  AccountAlreadyRegisteredException$,
  AccountNotFoundException$,
  AccountNotRegisteredException$,
  AttachPolicyCommand,
  AWSOrganizationsNotInUseException$,
  ChildNotFoundException$,
  ConstraintViolationException$,
  DeregisterDelegatedAdministratorCommand,
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DescribeResourcePolicyCommand,
  DetachPolicyCommand,
  DuplicatePolicyAttachmentException$,
  InvalidInputException$,
  type InvalidInputExceptionReason,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  MalformedPolicyDocumentException$,
  OrganizationalUnitNotFoundException$,
  OrganizationsClient,
  ParentNotFoundException$,
  PolicyNotAttachedException$,
  PolicyNotFoundException$,
  RegisterDelegatedAdministratorCommand,
  ResourcePolicyNotFoundException$,
  TargetNotFoundException$,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { parseAccountId } from '../../core/ids.ts'
import { parseJson } from '../../core/json.ts'
import { type AwsError, modelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { Member, OrganizationalUnit, OrganizationPolicy } from '../world/model.ts'

const invalidInput = (message: string, Reason: InvalidInputExceptionReason): AwsError =>
  modelled(InvalidInputException$, message, { Reason })

/* ------------------------------------------------------------------ who may ask */

/** Every account of the organization may describe it; the rest is for the management account and delegated administrators. */
function requireMember(call: Call): void {
  if (call.world.organization.members.has(call.account.id)) return
  throw modelled(AWSOrganizationsNotInUseException$, 'Your account is not a member of an organization.')
}

function requireGovernor(call: Call): void {
  requireMember(call)
  const { managementAccountId, delegatedAdministrators } = call.world.organization
  const { id } = call.account
  if (id === managementAccountId || delegatedAdministrators.some(({ accountId }) => accountId === id)) return
  throw modelled(AccessDeniedException$, "You don't have permissions to access this resource.")
}

/** What changes who governs is for the management account alone. */
function requireManagement(call: Call): void {
  requireMember(call)
  if (call.account.id === call.world.organization.managementAccountId) return
  throw modelled(AccessDeniedException$, "You don't have permissions to access this resource.")
}

const notRegistered = (): AwsError =>
  modelled(AccountNotRegisteredException$, "The specified account isn't a delegated administrator for this service.")

/* ------------------------------------------------------------------ forms */

const arnOf = ({ world }: Call, rest: string): string =>
  `arn:aws:organizations::${world.organization.managementAccountId}:${rest}`

const accountArn = (call: Call, id: string) => arnOf(call, `account/${call.world.organization.id}/${id}`)
const ouArn = (call: Call, id: string) => arnOf(call, `ou/${call.world.organization.id}/${id}`)
const rootArn = (call: Call, id: string) => arnOf(call, `root/${call.world.organization.id}/${id}`)

const policyKind = (type: OrganizationPolicy['type']) => type.toLowerCase()

const policyArn = (call: Call, { id, type, awsManaged }: OrganizationPolicy): string =>
  awsManaged
    ? `arn:aws:organizations::aws:policy/${policyKind(type)}/${id}`
    : arnOf(call, `policy/${call.world.organization.id}/${policyKind(type)}/${id}`)

const accountAnswer = (call: Call, member: Member): Account => ({
  Id: member.id,
  Arn: accountArn(call, member.id),
  Email: member.email,
  Name: member.name,
  Status: member.status,
  State: member.status === 'PENDING_CLOSURE' ? 'PENDING_CLOSURE' : member.status,
  JoinedMethod: member.joinedMethod,
  JoinedTimestamp: member.joinedAt,
})

const ouAnswer = (call: Call, { id, name }: OrganizationalUnit) => ({ Id: id, Arn: ouArn(call, id), Name: name })

const policySummary = (call: Call, policy: OrganizationPolicy) => ({
  Id: policy.id,
  Arn: policyArn(call, policy),
  Name: policy.name,
  Description: policy.description,
  Type: policy.type,
  AwsManaged: policy.awsManaged,
})

/** Every list of Organizations: 20, which is also the most. Organizations API Reference, MaxResults. */
const page = <T>(
  call: Call,
  all: readonly T[],
  input: { NextToken?: string | undefined; MaxResults?: number | undefined },
  ...of: unknown[]
): Page<T> => paginate(call, all, { token: input.NextToken, size: input.MaxResults, default: 20, max: 20, of })

/* ------------------------------------------------------------------ lookups */

function requireParent({ world }: Call, id = ''): string {
  const { rootId, ous } = world.organization
  if (id === rootId || ous.has(id)) return id
  throw modelled(ParentNotFoundException$, "You specified a root or OU that doesn't exist.")
}

function memberOf({ world }: Call, id: string | undefined): Member {
  const accountId = parseAccountId(id ?? '')
  const member = accountId && world.organization.members.get(accountId)
  if (member === undefined) throw modelled(AccountNotFoundException$, "You specified an account that doesn't exist.")
  return member
}

function policyOf({ world }: Call, id: string | undefined): OrganizationPolicy {
  const policy = world.organization.policies.get(id ?? '')
  if (policy === undefined) throw modelled(PolicyNotFoundException$, "You specified a policy that doesn't exist.")
  return policy
}

function targetOf(
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

const members = ({ world }: Call): Member[] => [...world.organization.members.values()]
const policyTarget = (call: Call, input: { readonly PolicyId?: string | undefined }) => ({
  arn: policyArn(call, policyOf(call, input.PolicyId)),
})

/* ------------------------------------------------------------------ operations */

const tree = [
  operation(DescribeOrganizationCommand, {
    run(call) {
      requireMember(call)
      const { id, managementAccountId, featureSet, policyTypes } = call.world.organization
      return {
        Organization: {
          Id: id,
          Arn: arnOf(call, `organization/${id}`),
          FeatureSet: featureSet,
          MasterAccountArn: accountArn(call, managementAccountId),
          MasterAccountId: managementAccountId,
          MasterAccountEmail: call.world.organization.members.get(managementAccountId)?.email,
          AvailablePolicyTypes: [...policyTypes].map((Type) => ({ Type, Status: 'ENABLED' as const })),
        },
      }
    },
  }),
  operation(ListRootsCommand, {
    run(call, input) {
      requireGovernor(call)
      const { rootId, policyTypes } = call.world.organization
      const PolicyTypes = [...policyTypes].map((Type) => ({ Type, Status: 'ENABLED' as const }))
      const { items, next } = page(call, [{ Id: rootId, Arn: rootArn(call, rootId), Name: 'Root', PolicyTypes }], input)
      return { Roots: [...items], NextToken: next }
    },
  }),
  operation(ListOrganizationalUnitsForParentCommand, {
    run(call, input) {
      requireGovernor(call)
      const parent = requireParent(call, input.ParentId)
      const children = [...call.world.organization.ous.values()].filter(({ parentId }) => parentId === parent)
      const { items, next } = page(call, children, input, parent)
      return { OrganizationalUnits: items.map((ou) => ouAnswer(call, ou)), NextToken: next }
    },
  }),
  operation(ListAccountsForParentCommand, {
    run(call, input) {
      requireGovernor(call)
      const parent = requireParent(call, input.ParentId)
      const children = members(call).filter(({ parentId }) => parentId === parent)
      const { items, next } = page(call, children, input, parent)
      return { Accounts: items.map((member) => accountAnswer(call, member)), NextToken: next }
    },
  }),
  operation(ListAccountsCommand, {
    run(call, input) {
      requireGovernor(call)
      const { items, next } = page(call, members(call), input)
      return { Accounts: items.map((member) => accountAnswer(call, member)), NextToken: next }
    },
  }),
  operation(DescribeAccountCommand, {
    target: (call, input) => ({ arn: accountArn(call, input.AccountId ?? '') }),
    run(call, input) {
      requireGovernor(call)
      return { Account: accountAnswer(call, memberOf(call, input.AccountId)) }
    },
  }),
  operation(DescribeOrganizationalUnitCommand, {
    target: (call, input) => ({ arn: ouArn(call, input.OrganizationalUnitId ?? '') }),
    run(call, input) {
      requireGovernor(call)
      const ou = call.world.organization.ous.get(input.OrganizationalUnitId ?? '')
      if (ou === undefined)
        throw modelled(OrganizationalUnitNotFoundException$, "You specified an OU that doesn't exist.")
      return { OrganizationalUnit: ouAnswer(call, ou) }
    },
  }),
  operation(ListParentsCommand, {
    run(call, input) {
      requireGovernor(call)
      const { ous, rootId } = call.world.organization
      const accountId = parseAccountId(input.ChildId ?? '')
      const child =
        accountId === undefined ? ous.get(input.ChildId ?? '') : call.world.organization.members.get(accountId)
      if (child === undefined) throw modelled(ChildNotFoundException$, "You specified a child that doesn't exist.")
      return {
        Parents: [
          {
            Id: child.parentId,
            Type: child.parentId === rootId ? ('ROOT' as const) : ('ORGANIZATIONAL_UNIT' as const),
          },
        ],
      }
    },
  }),
  operation(ListChildrenCommand, {
    run(call, input) {
      requireGovernor(call)
      const parent = requireParent(call, input.ParentId)
      const ous = [...call.world.organization.ous.values()].map((ou) => ({
        ...ou,
        Type: 'ORGANIZATIONAL_UNIT' as const,
      }))
      const accounts = members(call).map((member) => ({ ...member, Type: 'ACCOUNT' as const }))
      const children = [...ous, ...accounts].filter(
        (child) => child.parentId === parent && child.Type === input.ChildType,
      )
      const { items, next } = page(call, children, input, parent, input.ChildType)
      return { Children: items.map(({ id, Type }) => ({ Id: id, Type })), NextToken: next }
    },
  }),
]

const policies = [
  operation(ListPoliciesCommand, {
    run(call, input) {
      requireGovernor(call)
      const ofType = [...call.world.organization.policies.values()].filter(({ type }) => type === input.Filter)
      const { items, next } = page(call, ofType, input, input.Filter)
      return { Policies: items.map((policy) => policySummary(call, policy)), NextToken: next }
    },
  }),
  operation(DescribePolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const policy = policyOf(call, input.PolicyId)
      return { Policy: { PolicySummary: policySummary(call, policy), Content: JSON.stringify(policy.document) } }
    },
  }),
  operation(ListTargetsForPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { id, targets } = policyOf(call, input.PolicyId)
      const { items, next } = page(call, [...targets], input, id)
      return { Targets: items.map((target) => targetOf(call, target)), NextToken: next }
    },
  }),
  operation(ListPoliciesForTargetCommand, {
    run(call, input) {
      requireGovernor(call)
      const { TargetId } = targetOf(call, input.TargetId)
      const attached = [...call.world.organization.policies.values()].filter(
        ({ type, targets }) => type === input.Filter && targets.has(TargetId),
      )
      const { items, next } = page(call, attached, input, TargetId, input.Filter)
      return { Policies: items.map((policy) => policySummary(call, policy)), NextToken: next }
    },
  }),
  operation(AttachPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { targets } = policyOf(call, input.PolicyId)
      const { TargetId } = targetOf(call, input.TargetId)
      if (targets.has(TargetId))
        throw modelled(DuplicatePolicyAttachmentException$, 'A policy is already attached to the target.')
      targets.add(TargetId)
      return {}
    },
  }),
  operation(DetachPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { targets } = policyOf(call, input.PolicyId)
      if (targets.delete(targetOf(call, input.TargetId).TargetId)) return {}
      throw modelled(PolicyNotAttachedException$, "The policy isn't attached to the specified target.")
    },
  }),
  operation(UpdatePolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const policy = policyOf(call, input.PolicyId)
      if (input.Content !== undefined) {
        const parsed = parseJson(input.Content)
        const type = policy.type === 'SERVICE_CONTROL_POLICY' ? 'serviceControl' : 'resourceControl'
        const problem = parsed.ok ? call.problemOf(parsed.value.value, type) : parsed.error.message
        if (!parsed.ok || problem !== undefined) throw modelled(MalformedPolicyDocumentException$, problem ?? '')
        policy.document = parsed.value.value
      }
      policy.name = input.Name ?? policy.name
      policy.description = input.Description ?? policy.description
      return { Policy: { PolicySummary: policySummary(call, policy), Content: JSON.stringify(policy.document) } }
    },
  }),
]

const governance = [
  operation(ListDelegatedAdministratorsCommand, {
    run(call, input) {
      requireGovernor(call)
      const wanted = call.world.organization.delegatedAdministrators.filter(
        ({ service }) => input.ServicePrincipal === undefined || service === input.ServicePrincipal,
      )
      const first = new Map(wanted.toReversed().map((each) => [each.accountId, each]))
      const { items, next } = page(call, [...first.values()], input, input.ServicePrincipal)
      return {
        DelegatedAdministrators: items.map(({ accountId, at }) => ({
          ...accountAnswer(call, memberOf(call, accountId)),
          DelegationEnabledDate: at,
        })),
        NextToken: next,
      }
    },
  }),
  operation(ListDelegatedServicesForAccountCommand, {
    target: (call, input) => ({ arn: accountArn(call, input.AccountId ?? '') }),
    run(call, input) {
      requireGovernor(call)
      const { id } = memberOf(call, input.AccountId)
      const own = call.world.organization.delegatedAdministrators.filter(({ accountId }) => accountId === id)
      if (own.length === 0) throw notRegistered()
      const { items, next } = page(call, own, input, id)
      return {
        DelegatedServices: items.map(({ service, at }) => ({ ServicePrincipal: service, DelegationEnabledDate: at })),
        NextToken: next,
      }
    },
  }),
  operation(ListAWSServiceAccessForOrganizationCommand, {
    run(call, input) {
      requireGovernor(call)
      const { items, next } = page(call, [...call.world.organization.trustedServices], input)
      return {
        EnabledServicePrincipals: items.map(([ServicePrincipal, DateEnabled]) => ({ ServicePrincipal, DateEnabled })),
        NextToken: next,
      }
    },
  }),
  operation(DescribeResourcePolicyCommand, {
    run(call) {
      requireGovernor(call)
      const { resourcePolicy, id } = call.world.organization
      if (resourcePolicy === undefined) {
        throw modelled(
          ResourcePolicyNotFoundException$,
          "We can't find a resource policy request with the parameter that you specified.",
        )
      }
      return {
        ResourcePolicy: {
          ResourcePolicySummary: {
            Id: resourcePolicy.id,
            Arn: arnOf(call, `resourcepolicy/${id}/${resourcePolicy.id}`),
          },
          Content: JSON.stringify(resourcePolicy.document),
        },
      }
    },
  }),
  operation(RegisterDelegatedAdministratorCommand, {
    target: (call, input) => ({ arn: accountArn(call, input.AccountId ?? '') }),
    run(call, input) {
      requireManagement(call)
      const { id: accountId } = memberOf(call, input.AccountId)
      const service = input.ServicePrincipal ?? ''
      const { delegatedAdministrators: all, managementAccountId, trustedServices } = call.world.organization
      if (accountId === managementAccountId) {
        throw modelled(ConstraintViolationException$, 'You cannot register the management account.', {
          Reason: 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
        })
      }
      if (all.some((each) => each.accountId === accountId && each.service === service)) {
        throw modelled(AccountAlreadyRegisteredException$, 'The account is already a delegated administrator.')
      }
      all.push({ accountId, service, at: new Date(call.now) })
      if (!trustedServices.has(service)) trustedServices.set(service, new Date(call.now))
      return {}
    },
  }),
  operation(DeregisterDelegatedAdministratorCommand, {
    target: (call, input) => ({ arn: accountArn(call, input.AccountId ?? '') }),
    run(call, input) {
      requireManagement(call)
      const { id: accountId } = memberOf(call, input.AccountId)
      const { delegatedAdministrators: all } = call.world.organization
      const at = all.findIndex((each) => each.accountId === accountId && each.service === input.ServicePrincipal)
      if (at === -1) throw notRegistered()
      all.splice(at, 1)
      return {}
    },
  }),
  operation(ListTagsForResourceCommand, {
    run(call, input) {
      requireGovernor(call)
      const { Type } = targetOf(call, input.ResourceId)
      const tags = Type === 'ACCOUNT' ? memberOf(call, input.ResourceId).tags : {}
      const { items, next } = page(call, Object.entries(tags), { NextToken: input.NextToken }, input.ResourceId)
      return { Tags: items.map(([Key, Value]) => ({ Key, Value })), NextToken: next }
    },
  }),
]

export const organizations = defineService({
  client: OrganizationsClient,
  signingName: 'organizations',
  operations: [...tree, ...policies, ...governance],
  invalidToken: (message) => invalidInput(message, 'INVALID_NEXT_TOKEN'),
  invalidInput: (message) => invalidInput(message, 'MAX_VALUE_EXCEEDED'),
})
