/** Roots, units and accounts, read. */
import {
  ChildNotFoundException$,
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  OrganizationalUnitNotFoundException$,
} from '@aws-sdk/client-organizations'
import { parseAccountId } from '../../../core/ids.ts'
import { modelled } from '../../aws-error.ts'
import { operation } from '../../service.ts'
import {
  accountAnswer,
  accountArn,
  arnOf,
  memberOf,
  members,
  ouAnswer,
  ouArn,
  page,
  requireGovernor,
  requireMember,
  requireParent,
  rootArn,
} from './entities.ts'

export const treeOperations = [
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
