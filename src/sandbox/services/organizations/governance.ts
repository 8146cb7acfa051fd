/** Who else governs: delegated administrators, trusted services, the delegation policy. */
import {
  AccountAlreadyRegisteredException$,
  ConstraintViolationException$,
  DeregisterDelegatedAdministratorCommand,
  DescribeResourcePolicyCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListTagsForResourceCommand,
  RegisterDelegatedAdministratorCommand,
  ResourcePolicyNotFoundException$,
} from '@aws-sdk/client-organizations'
import { modelled } from '../../aws-error.ts'
import { operation } from '../../service.ts'
import {
  accountAnswer,
  accountArn,
  arnOf,
  memberOf,
  notRegistered,
  page,
  requireGovernor,
  requireManagement,
  targetOf,
} from './entities.ts'

export const governanceOperations = [
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
