/** Finding people, groups and memberships of Identity Center's store, their forms, and its answers when they are not there. */
import {
  ConflictException$,
  type Group,
  type GroupMembership,
  ResourceNotFoundException$,
  type User,
  ValidationException$,
} from '@aws-sdk/client-identitystore'
import { type AwsError, modelled } from '../../aws-error.ts'
import { type Page, paginate } from '../../paging.ts'
import { refuse } from '../../refusals.ts'
import type { Call, Target } from '../../service.ts'
import { uuid } from '../../world/ids.ts'
import type { DirectoryGroup, DirectoryUser, ExternalName, Membership } from '../../world/model.ts'
import { governsIdentityCenter } from '../sso-admin/instance.ts'

export interface InStore {
  readonly IdentityStoreId: string | undefined
}

export const notFound = (ResourceType: 'USER' | 'GROUP' | 'IDENTITY_STORE' | 'GROUP_MEMBERSHIP', id = '') =>
  modelled(ResourceNotFoundException$, `${ResourceType} not found.`, { ResourceType, ResourceId: id })

export function requireStore(call: Call, { IdentityStoreId: id }: InStore): void {
  const { identityCenter } = call.world
  if (!governsIdentityCenter(call))
    throw refuse(call.service, 'denied', 'You do not have sufficient access to perform this action.')
  if (id !== identityCenter.storeId || call.region !== identityCenter.region) throw notFound('IDENTITY_STORE', id)
}

export const storeTarget = ({ world }: Call, { IdentityStoreId: id }: InStore): Target => ({
  arn: `arn:aws:identitystore::${world.identityCenter.ownerAccountId}:identitystore/${id}`,
})

const externalIds = (name: ExternalName | undefined) =>
  name === undefined ? {} : { ExternalIds: [{ Issuer: name.issuer, Id: name.id }] }

export const userAnswer = ({ world }: Call, user: DirectoryUser): User => ({
  IdentityStoreId: world.identityCenter.storeId,
  UserId: user.id,
  UserName: user.userName,
  DisplayName: user.displayName,
  Name: { GivenName: user.givenName, FamilyName: user.familyName },
  ...(user.email !== '' && { Emails: [{ Value: user.email, Type: 'work', Primary: true }] }),
  UserStatus: user.enabled ? 'ENABLED' : 'DISABLED',
  ...externalIds(user.externalName),
  ...(user.title !== undefined && { Title: user.title }),
})

export const groupAnswer = ({ world }: Call, group: DirectoryGroup): Group => ({
  IdentityStoreId: world.identityCenter.storeId,
  GroupId: group.id,
  DisplayName: group.displayName,
  ...(group.description !== undefined && { Description: group.description }),
  ...externalIds(group.externalName),
})

export const membershipAnswer = ({ world }: Call, { id, groupId, userId }: Membership): GroupMembership => ({
  IdentityStoreId: world.identityCenter.storeId,
  MembershipId: id,
  GroupId: groupId,
  MemberId: { UserId: userId },
})

/** Identity Store API Reference, MaxResults: 1 to 100. */
export const page = <T>(
  call: Call,
  all: readonly T[],
  input: { NextToken?: string | undefined; MaxResults?: number | undefined },
  ...of: unknown[]
): Page<T> => paginate(call, all, { token: input.NextToken, size: input.MaxResults, default: 100, max: 100, of })

/** The old `Filters` know one attribute per list. */
export const filterValue = (
  filters:
    | readonly { readonly AttributePath: string | undefined; readonly AttributeValue: string | undefined }[]
    | undefined,
  path: string,
) => filters?.find(({ AttributePath }) => AttributePath === path)?.AttributeValue

export function userOf(call: Call, id = ''): DirectoryUser {
  const user = call.world.identityCenter.users.get(id)
  if (user === undefined) throw notFound('USER', id)
  return user
}

export function groupOf(call: Call, id = ''): DirectoryGroup {
  const group = call.world.identityCenter.groups.get(id)
  if (group === undefined) throw notFound('GROUP', id)
  return group
}

export const memberships = ({ world }: Call): Membership[] => [...world.identityCenter.memberships.values()]

export function membershipOf(call: Call, id = ''): Membership {
  const membership = call.world.identityCenter.memberships.get(id)
  if (membership === undefined) throw notFound('GROUP_MEMBERSHIP', id)
  return membership
}

/* ------------------------------------------------------------------ writing */

export const invalid = (message: string): AwsError => modelled(ValidationException$, message)

export const notUnique = (message: string): AwsError =>
  modelled(ConflictException$, message, { Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION' })

/** Identity Store API Reference, the length of every name: 1 to 1,024. */
export function requiredText(value: unknown, attribute: string): string {
  if (typeof value === 'string' && value.length >= 1 && value.length <= 1_024) return value
  throw invalid(`The attribute ${attribute} must have between 1 and 1024 characters.`)
}

export function madeId({ world }: Call, kind: 'user' | 'group' | 'membership'): string {
  world.serial += 1
  return uuid(kind, world.seed, String(world.serial))
}

/** Whoever goes leaves the groups; account assignments stay, as Identity Center keeps them. */
export function removeMemberships({ world }: Call, isOf: (membership: Membership) => boolean): void {
  const { memberships } = world.identityCenter
  for (const membership of memberships.values()) if (isOf(membership)) memberships.delete(membership.id)
}
