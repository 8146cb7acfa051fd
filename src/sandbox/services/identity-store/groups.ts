/** Groups of the identity store, and who is in them. */
import {
  type AttributeOperation,
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  DeleteGroupCommand,
  DeleteGroupMembershipCommand,
  DescribeGroupCommand,
  DescribeGroupMembershipCommand,
  GetGroupIdCommand,
  GetGroupMembershipIdCommand,
  IsMemberInGroupsCommand,
  ListGroupMembershipsCommand,
  ListGroupMembershipsForMemberCommand,
  ListGroupsCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-identitystore'
import { type Call, operation } from '../../service.ts'
import type { DirectoryGroup } from '../../world/model.ts'
import {
  filterValue,
  groupAnswer,
  groupOf,
  invalid,
  madeId,
  membershipAnswer,
  membershipOf,
  memberships,
  notFound,
  notUnique,
  page,
  removeMemberships,
  requiredText,
  requireStore,
  storeTarget,
  userOf,
} from './entities.ts'

function requireFreeName({ world }: Call, displayName: string, but?: DirectoryGroup): void {
  for (const group of world.identityCenter.groups.values()) {
    if (group !== but && group.displayName === displayName) throw notUnique('Duplicate GroupDisplayName')
  }
}

function applyTo(
  call: Call,
  group: DirectoryGroup,
  { AttributePath: path, AttributeValue: value }: AttributeOperation,
) {
  if (path === 'displayName') {
    const displayName = requiredText(value, path)
    requireFreeName(call, displayName, group)
    group.displayName = displayName
  } else if (path === 'description') {
    if (value === undefined || value === null) delete group.description
    else group.description = requiredText(value, path)
  } else throw invalid(`The attribute path ${path} is not supported.`)
}

const groups = [
  operation(ListGroupsCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const name = filterValue(input.Filters, 'DisplayName')
      const groups = [...call.world.identityCenter.groups.values()].filter(
        (group) => name === undefined || group.displayName === name,
      )
      const { items, next } = page(call, groups, input, name)
      return { Groups: items.map((group) => groupAnswer(call, group)), NextToken: next }
    },
  }),
  operation(DescribeGroupCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      return groupAnswer(call, groupOf(call, input.GroupId))
    },
  }),
  operation(GetGroupIdCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const wanted = input.AlternateIdentifier?.UniqueAttribute?.AttributeValue
      const group = [...call.world.identityCenter.groups.values()].find(({ displayName }) => displayName === wanted)
      if (group === undefined) throw notFound('GROUP', String(wanted))
      return { GroupId: group.id, IdentityStoreId: input.IdentityStoreId }
    },
  }),
  operation(CreateGroupCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const group: DirectoryGroup = {
        id: madeId(call, 'group'),
        displayName: requiredText(input.DisplayName, 'displayName'),
        ...(input.Description !== undefined && { description: requiredText(input.Description, 'description') }),
      }
      requireFreeName(call, group.displayName)
      call.world.identityCenter.groups.set(group.id, group)
      return { GroupId: group.id, IdentityStoreId: input.IdentityStoreId }
    },
  }),
  operation(UpdateGroupCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const group = groupOf(call, input.GroupId)
      for (const each of input.Operations ?? []) applyTo(call, group, each)
      return {}
    },
  }),
  operation(DeleteGroupCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const { id } = groupOf(call, input.GroupId)
      removeMemberships(call, ({ groupId }) => groupId === id)
      call.world.identityCenter.groups.delete(id)
      return {}
    },
  }),
]

const members = [
  operation(ListGroupMembershipsCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const { id } = groupOf(call, input.GroupId)
      const { items, next } = page(
        call,
        memberships(call).filter(({ groupId }) => groupId === id),
        input,
        id,
      )
      return { GroupMemberships: items.map((each) => membershipAnswer(call, each)), NextToken: next }
    },
  }),
  operation(ListGroupMembershipsForMemberCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const { id } = userOf(call, input.MemberId?.UserId)
      const { items, next } = page(
        call,
        memberships(call).filter(({ userId }) => userId === id),
        input,
        id,
      )
      return { GroupMemberships: items.map((each) => membershipAnswer(call, each)), NextToken: next }
    },
  }),
  operation(CreateGroupMembershipCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const groupId = groupOf(call, input.GroupId).id
      const userId = userOf(call, input.MemberId?.UserId).id
      if (memberships(call).some((each) => each.groupId === groupId && each.userId === userId)) {
        throw notUnique('Member and Group relationship already exists.')
      }
      const id = madeId(call, 'membership')
      call.world.identityCenter.memberships.set(id, { id, groupId, userId })
      return { MembershipId: id, IdentityStoreId: input.IdentityStoreId }
    },
  }),
  operation(DeleteGroupMembershipCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      call.world.identityCenter.memberships.delete(membershipOf(call, input.MembershipId).id)
      return {}
    },
  }),
  operation(DescribeGroupMembershipCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const membership = membershipOf(call, input.MembershipId)
      return { MembershipId: membership.id, ...membershipAnswer(call, membership) }
    },
  }),
  operation(GetGroupMembershipIdCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const groupId = groupOf(call, input.GroupId).id
      const userId = userOf(call, input.MemberId?.UserId).id
      const found = memberships(call).find((each) => each.groupId === groupId && each.userId === userId)
      if (found === undefined) throw notFound('GROUP_MEMBERSHIP')
      return { MembershipId: found.id, IdentityStoreId: input.IdentityStoreId }
    },
  }),
  operation(IsMemberInGroupsCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const { id } = userOf(call, input.MemberId?.UserId)
      const own = new Set(memberships(call).flatMap(({ userId, groupId }) => (userId === id ? [groupId] : [])))
      return {
        Results: (input.GroupIds ?? []).map((GroupId) => ({
          GroupId,
          MemberId: { UserId: id },
          MembershipExists: own.has(groupOf(call, GroupId).id),
        })),
      }
    },
  }),
]

export const groupOperations = [...groups, ...members]
