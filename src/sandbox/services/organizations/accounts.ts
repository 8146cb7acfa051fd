/** How the organization changes: units and accounts are made and moved, accounts are closed and leave. */
import {
  AccountAlreadyClosedException$,
  CloseAccountCommand,
  CreateAccountCommand,
  type CreateAccountStatus,
  CreateAccountStatusNotFoundException$,
  CreateOrganizationalUnitCommand,
  DescribeCreateAccountStatusCommand,
  DestinationParentNotFoundException$,
  DuplicateAccountException$,
  DuplicateOrganizationalUnitException$,
  MoveAccountCommand,
  RemoveAccountFromOrganizationCommand,
  SourceParentNotFoundException$,
} from '@aws-sdk/client-organizations'
import type { AccountId } from '../../../core/ids.ts'
import { modelled } from '../../aws-error.ts'
import { type Call, type MemorySlot, operation } from '../../service.ts'
import { createdAccount } from '../../world/empty-account.ts'
import { accountIdFrom, ouId, uuid } from '../../world/ids.ts'
import { followAccount } from '../cloudformation/auto-deployment.ts'
import { accountArn, memberOf, ouAnswer, requireManagement, requireParent } from './entities.ts'

/** Organizations API Reference, CreateAccount: asynchronous; how long it takes is documented nowhere. */
const workMs = 2_000

interface Creation {
  readonly id: string
  readonly name: string
  readonly requestedAt: Date
  readonly accountId: AccountId
  state: 'IN_PROGRESS' | 'SUCCEEDED'
}

const creations: MemorySlot<Map<string, Creation>> = { make: () => new Map() }

const statusOf = ({ id, name, requestedAt, accountId, state }: Creation): CreateAccountStatus => ({
  Id: id,
  AccountName: name,
  State: state,
  RequestedTimestamp: requestedAt,
  ...(state === 'SUCCEEDED' && { AccountId: accountId, CompletedTimestamp: new Date(requestedAt.getTime() + workMs) }),
})

/** Organizations User Guide, "SCP evaluation": AWS's own policies that allow everything hang on whatever is new. */
function attachFullAccess({ world }: Call, targetId: string): void {
  for (const policy of world.organization.policies.values()) if (policy.awsManaged) policy.targets.add(targetId)
}

/** A new account stands in the root, with the role through which the management account enters it. */
function join(call: Call, creation: Creation, email: string, now: number): void {
  const { world } = call
  const { organization, seed } = world
  const { accountId, name } = creation
  world.accounts.add(createdAccount(seed, accountId, organization.managementAccountId, now))
  organization.members.set(accountId, {
    id: accountId,
    name,
    email,
    status: 'ACTIVE',
    parentId: organization.rootId,
    joinedMethod: 'CREATED',
    joinedAt: new Date(now),
    tags: {},
  })
  attachFullAccess(call, accountId)
  creation.state = 'SUCCEEDED'
  followAccount(call, accountId)
}

const accountTarget = (call: Call, input: { readonly AccountId?: string | undefined }) => ({
  arn: accountArn(call, memberOf(call, input.AccountId).id),
})

export const accountOperations = [
  operation(CreateOrganizationalUnitCommand, {
    run(call, input) {
      requireManagement(call)
      const { ous, rootId } = call.world.organization
      const parentId = requireParent(call, input.ParentId)
      const name = input.Name ?? ''
      if ([...ous.values()].some((ou) => ou.parentId === parentId && ou.name === name))
        throw modelled(DuplicateOrganizationalUnitException$, 'An OU with the same name already exists.')
      const made = { id: ouId(rootId, parentId, name), name, parentId }
      ous.set(made.id, made)
      attachFullAccess(call, made.id)
      return { OrganizationalUnit: ouAnswer(call, made) }
    },
  }),
  operation(CreateAccountCommand, {
    run(call, input) {
      requireManagement(call)
      const { world, memory, now } = call
      world.serial += 1
      const id = `car-${uuid('account', world.seed, String(world.serial)).replaceAll('-', '')}`
      const name = input.AccountName ?? ''
      const accountId = accountIdFrom(world.seed, `${name} ${world.serial}`)
      const creation: Creation = { id, name, requestedAt: new Date(now), accountId, state: 'IN_PROGRESS' }
      memory.of(creations).set(id, creation)
      call.later(workMs, (at) => join(call, creation, input.Email ?? '', at))
      return { CreateAccountStatus: statusOf(creation) }
    },
  }),
  operation(DescribeCreateAccountStatusCommand, {
    run(call, input) {
      const creation = call.memory.of(creations).get(input.CreateAccountRequestId ?? '')
      if (creation) return { CreateAccountStatus: statusOf(creation) }
      throw modelled(CreateAccountStatusNotFoundException$, "We can't find a create account request with that id.")
    },
  }),
  operation(MoveAccountCommand, {
    target: accountTarget,
    run(call, input) {
      requireManagement(call)
      const member = memberOf(call, input.AccountId)
      const { rootId, ous } = call.world.organization
      const { DestinationParentId: destination = '', SourceParentId: source } = input
      if (source !== member.parentId)
        throw modelled(
          SourceParentNotFoundException$,
          "We can't find a source root or OU with the id that you specified.",
        )
      if (destination !== rootId && !ous.has(destination))
        throw modelled(DestinationParentNotFoundException$, "We can't find the destination container.")
      if (destination === source)
        throw modelled(DuplicateAccountException$, 'That account is already present in the specified destination.')
      member.parentId = destination
      followAccount(call, member.id)
      return {}
    },
  }),
  operation(CloseAccountCommand, {
    target: accountTarget,
    run(call, input) {
      requireManagement(call)
      const member = memberOf(call, input.AccountId)
      if (member.status !== 'ACTIVE') throw modelled(AccountAlreadyClosedException$, 'The account is already closed.')
      member.status = 'SUSPENDED'
      return {}
    },
  }),
  operation(RemoveAccountFromOrganizationCommand, {
    target: accountTarget,
    run(call, input) {
      requireManagement(call)
      const { id } = memberOf(call, input.AccountId)
      call.world.organization.members.delete(id)
      followAccount(call, id)
      return {}
    },
  }),
]
