/** Identity Store: the people and groups of Identity Center. */
import {
  ConflictException$,
  CreateGroupMembershipCommand,
  DeleteGroupMembershipCommand,
  DescribeGroupCommand,
  DescribeUserCommand,
  GetGroupIdCommand,
  type Group,
  IdentitystoreClient,
  ListGroupMembershipsCommand,
  ListGroupMembershipsForMemberCommand,
  ListGroupsCommand,
  ListUsersCommand,
  ResourceNotFoundException$,
  type User,
  ValidationException$,
} from '@aws-sdk/client-identitystore'
import { modelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { refuse } from '../refusals.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import { uuid } from '../world/ids.ts'
import type { DirectoryGroup, DirectoryUser, ExternalName, Membership } from '../world/model.ts'
import { governsIdentityCenter } from './sso-admin/instance.ts'

interface InStore {
  readonly IdentityStoreId: string | undefined
}

const notFound = (ResourceType: 'USER' | 'GROUP' | 'IDENTITY_STORE' | 'GROUP_MEMBERSHIP', id = '') =>
  modelled(ResourceNotFoundException$, `${ResourceType} not found.`, { ResourceType, ResourceId: id })

function requireStore(call: Call, { IdentityStoreId: id }: InStore): void {
  const { identityCenter } = call.world
  if (!governsIdentityCenter(call))
    throw refuse(call.service, 'denied', 'You do not have sufficient access to perform this action.')
  if (id !== identityCenter.storeId || call.region !== identityCenter.region) throw notFound('IDENTITY_STORE', id)
}

const storeTarget = ({ world }: Call, { IdentityStoreId: id }: InStore): Target => ({
  arn: `arn:aws:identitystore::${world.identityCenter.ownerAccountId}:identitystore/${id}`,
})

const externalIds = (name: ExternalName | undefined) =>
  name === undefined ? {} : { ExternalIds: [{ Issuer: name.issuer, Id: name.id }] }

const userAnswer = ({ world }: Call, user: DirectoryUser): User => ({
  IdentityStoreId: world.identityCenter.storeId,
  UserId: user.id,
  UserName: user.userName,
  DisplayName: user.displayName,
  Name: { GivenName: user.givenName, FamilyName: user.familyName },
  Emails: [{ Value: user.email, Type: 'work', Primary: true }],
  UserStatus: user.enabled ? 'ENABLED' : 'DISABLED',
  ...externalIds(user.externalName),
  ...(user.title !== undefined && { Title: user.title }),
})

const groupAnswer = ({ world }: Call, group: DirectoryGroup): Group => ({
  IdentityStoreId: world.identityCenter.storeId,
  GroupId: group.id,
  DisplayName: group.displayName,
  ...(group.description !== undefined && { Description: group.description }),
  ...externalIds(group.externalName),
})

const membershipAnswer = ({ world }: Call, { id, groupId, userId }: Membership) => ({
  IdentityStoreId: world.identityCenter.storeId,
  MembershipId: id,
  GroupId: groupId,
  MemberId: { UserId: userId },
})

/** Identity Store API Reference, MaxResults: 1 to 100. */
const page = <T>(
  call: Call,
  all: readonly T[],
  input: { NextToken?: string | undefined; MaxResults?: number | undefined },
  ...of: unknown[]
): Page<T> => paginate(call, all, { token: input.NextToken, size: input.MaxResults, default: 100, max: 100, of })

/** The old `Filters` know one attribute per list. */
const filterValue = (
  filters:
    | readonly { readonly AttributePath: string | undefined; readonly AttributeValue: string | undefined }[]
    | undefined,
  path: string,
) => filters?.find(({ AttributePath }) => AttributePath === path)?.AttributeValue

function userOf(call: Call, id = ''): DirectoryUser {
  const user = call.world.identityCenter.users.get(id)
  if (user === undefined) throw notFound('USER', id)
  return user
}

function groupOf(call: Call, id = ''): DirectoryGroup {
  const group = call.world.identityCenter.groups.get(id)
  if (group === undefined) throw notFound('GROUP', id)
  return group
}

const memberships = ({ world }: Call): Membership[] => [...world.identityCenter.memberships.values()]

export const identityStore = defineService({
  client: IdentitystoreClient,
  signingName: 'identitystore',
  operations: [
    operation(ListUsersCommand, {
      target: storeTarget,
      run(call, input) {
        requireStore(call, input)
        const name = filterValue(input.Filters, 'UserName')
        const users = [...call.world.identityCenter.users.values()].filter(
          (user) => name === undefined || user.userName === name,
        )
        const { items, next } = page(call, users, input, name)
        return { Users: items.map((user) => userAnswer(call, user)), NextToken: next }
      },
    }),
    operation(DescribeUserCommand, {
      target: storeTarget,
      run(call, input) {
        requireStore(call, input)
        return userAnswer(call, userOf(call, input.UserId))
      },
    }),
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
          throw modelled(ConflictException$, 'Member and Group relationship already exists.', {
            Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION',
          })
        }
        call.world.serial += 1
        const id = uuid('membership', call.world.seed, String(call.world.serial))
        call.world.identityCenter.memberships.set(id, { id, groupId, userId })
        return { MembershipId: id, IdentityStoreId: input.IdentityStoreId }
      },
    }),
    operation(DeleteGroupMembershipCommand, {
      target: storeTarget,
      run(call, input) {
        requireStore(call, input)
        if (call.world.identityCenter.memberships.delete(input.MembershipId ?? '')) return {}
        throw notFound('GROUP_MEMBERSHIP', input.MembershipId)
      },
    }),
  ],
  invalidToken: () => modelled(ValidationException$, 'Invalid NextToken'),
  invalidInput: (message) => modelled(ValidationException$, message),
})
