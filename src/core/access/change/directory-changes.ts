/**
 * Changes of who holds what: account assignments and groups of Identity Center, and IAM groups. AWS provisions one role for
 * each permission set in each account that it is assigned in, and deletes it with the last assignment (Identity Center UG
 * "Referencing permission sets in resource policies").
 */
import { peopleOfPermissionSets } from '../../inventory/assemble-people.ts'
import { isSameContent, shortHash } from '../../inventory/content-key.ts'
import type {
  DirectoryAssignment,
  DirectoryGroup,
  DirectoryPermissionSet,
  DirectoryUser,
  PolicyEntry,
  SnapshotAccount,
  SnapshotDirectory,
  SnapshotPrincipal,
} from '../../inventory/snapshot.ts'
import { nearest } from '../../nearest.ts'
import { compareText } from '../../order.ts'
import { ok, type Result } from '../../result.ts'
import type { AccessFault } from '../question.ts'
import { compileWorld } from '../world.ts'
import type { ChangeOf } from './change.ts'
import {
  type Draft,
  type Edit,
  edited,
  identityOf,
  mapShared,
  ownPolicies,
  principalAt,
  refuse,
  unchanged,
  withPrincipal,
  withRest,
} from './edit.ts'
import { findPrincipalIn, groupsNamed } from './find.ts'
import { say } from './words.ts'

/* ------------------------------------------------------------------ assignments */

interface Assigned {
  readonly set: DirectoryPermissionSet
  readonly account: SnapshotAccount
  readonly assignment: DirectoryAssignment
  /** `Ada Lovelace`, `group Engineers`. */
  readonly whom: string
}

export function addAssignment(draft: Draft, change: ChangeOf<'add-assignment' | 'remove-assignment'>): Edit {
  const found = findAssigned(draft, change)
  if (!found.ok) return found
  const { set, account, assignment, whom } = found.value
  const { directory } = draft.rest
  const place = account.name ?? account.id
  if (directory.assignments.some((one) => isSame(one, assignment)))
    return unchanged(draft, say.alreadyAssigned(whom, set.name, place))
  const next = withAssignments(draft, [...directory.assignments, assignment].sort(inOrder))
  if (rolesOf(draft, set.name).some(({ principal }) => principal.account === account.id))
    return edited(withPeople(next, [assignment]))
  const { role, notes } = provisioned(next, set, account)
  return edited(withPeople(withRoles(next, [role], new Set()), [assignment]), notes)
}

export function removeAssignment(draft: Draft, change: ChangeOf<'add-assignment' | 'remove-assignment'>): Edit {
  const found = findAssigned(draft, change)
  if (!found.ok) return found
  const { set, account, assignment, whom } = found.value
  const { directory } = draft.rest
  const place = account.name ?? account.id
  const assignments = directory.assignments.filter((one) => !isSame(one, assignment))
  if (assignments.length === directory.assignments.length)
    return unchanged(draft, say.notAssigned(whom, set.name, place))
  const next = withAssignments(draft, assignments)
  if (assignments.some((one) => one.account === account.id && one.permissionSet === set.arn))
    return edited(withPeople(next, [assignment]))
  const gone = rolesOf(draft, set.name).filter(({ principal }) => principal.account === account.id)
  if (gone.length === 0) return edited(next)
  return edited(withRoles(next, [], new Set(gone.map(({ index }) => index))), [say.lastAssignment(set.name, place)])
}

const withAssignments = (draft: Draft, assignments: readonly DirectoryAssignment[]): Draft =>
  withRest(draft, { directory: { ...draft.rest.directory, assignments } })

const isSame = (a: DirectoryAssignment, b: DirectoryAssignment): boolean =>
  a.account === b.account &&
  a.permissionSet === b.permissionSet &&
  a.principalType === b.principalType &&
  a.principalId === b.principalId

/** As `assemble` sorts them. */
const inOrder = (a: DirectoryAssignment, b: DirectoryAssignment): number =>
  compareText(a.account, b.account) ||
  compareText(a.permissionSet, b.permissionSet) ||
  compareText(a.principalId, b.principalId)

const byAccountAndName = (a: SnapshotPrincipal, b: SnapshotPrincipal): number =>
  compareText(a.account, b.account) || compareText(a.name, b.name) || compareText(a.arn, b.arn)

/** Roles that AWS provisioned from a permission set, as they are at this point. */
const rolesOf = (draft: Draft, permissionSet: string) =>
  (draft.world.principalsByName.get(permissionSet) ?? []).flatMap(({ index }) => {
    const principal = principalAt(draft, index)
    return principal?.type === 'permission-set-role' ? [{ index, principal }] : []
  })

/** Positions are the order of names: where roles come or go, the world is made anew. */
function withRoles(draft: Draft, come: readonly SnapshotPrincipal[], gone: ReadonlySet<number>): Draft {
  const { world, rest } = draft
  const kept = Array.from(world.principals).flatMap(({ index }) =>
    gone.has(index) ? [] : (principalAt(draft, index) ?? []),
  )
  const snapshot = { ...rest, principals: [...kept, ...come].sort(byAccountAndName) }
  return { world: compileWorld(snapshot, world.catalogue, world.engine, world), rest, edited: new Map() }
}

/** People behind the roles of these assignments, read anew from the directory. */
function withPeople(draft: Draft, assignments: readonly DirectoryAssignment[]): Draft {
  const { directory } = draft.rest
  const people = peopleOfPermissionSets(directory)
  const names = new Map(directory.permissionSets.map(({ arn, name }) => [arn, name]))
  let next = draft
  for (const { permissionSet, account } of assignments) {
    for (const { index, principal } of rolesOf(draft, names.get(permissionSet) ?? '')) {
      if (principal.account !== account) continue
      const holders = people(principal.account, principal.name)
      if (!isSameContent(holders, principal.people)) next = withPrincipal(next, index, { people: holders })
    }
  }
  return next
}

function findAssigned(
  { rest }: Draft,
  change: ChangeOf<'add-assignment' | 'remove-assignment'>,
): Result<Assigned, AccessFault> {
  const set = theOne('permission set', change.permissionSet, rest.directory.permissionSets, ({ arn, name }) => [
    arn,
    name,
  ])
  if (!set.ok) return set
  const account = theOne('account', change.account, rest.accounts, ({ id, name, alias }) => [id, name, alias])
  if (!account.ok) return account
  if ((change.user === undefined) === (change.group === undefined)) return refuse(say.userOrGroup)
  const place = { permissionSet: set.value.arn, account: account.value.id }
  if (change.group !== undefined) {
    const group = findDirectoryGroup(rest.directory, change.group)
    if (!group.ok) return group
    const assignment = { ...place, principalType: 'GROUP', principalId: group.value.id } as const
    return ok({ set: set.value, account: account.value, assignment, whom: say.groupNamed(group.value.name) })
  }
  const user = findDirectoryUser(rest.directory, change.user ?? '')
  if (!user.ok) return user
  const assignment = { ...place, principalType: 'USER', principalId: user.value.id } as const
  return ok({ set: set.value, account: account.value, assignment, whom: user.value.name })
}

const findDirectoryUser = (directory: SnapshotDirectory, text: string): Result<DirectoryUser, AccessFault> =>
  theOne('person of Identity Center', text, directory.users, ({ id, userName, email, name }) => [
    id,
    userName,
    email,
    name,
  ])

const findDirectoryGroup = (directory: SnapshotDirectory, text: string): Result<DirectoryGroup, AccessFault> =>
  theOne('group of Identity Center', text, directory.groups, ({ id, name }) => [id, name])

/** The only one that has the name; the earlier a kind of name stands, the more it counts. */
function theOne<T>(
  what: string,
  text: string,
  all: readonly T[],
  namesOf: (one: T) => readonly (string | undefined)[],
): Result<T, AccessFault> {
  const wanted = text.trim().toLowerCase()
  const kinds = Math.max(0, ...all.map((one) => namesOf(one).length))
  for (let kind = 0; kind < kinds; kind += 1) {
    const found = all.filter((one) => namesOf(one)[kind]?.toLowerCase() === wanted)
    const [only] = found
    if (only && found.length === 1) return ok(only)
    if (only) {
      const suggestions = found.flatMap((one) => namesOf(one)[0] ?? [])
      return refuse(say.several(what, text), { fix: say.nameById, suggestions })
    }
  }
  const names = all.flatMap((one) => namesOf(one).filter((name) => name !== undefined))
  return refuse(say.none(what, text), { suggestions: nearest(text, names, 5) })
}

/* ------------------------------------------------------------------ the role that AWS would provision */

/** AWS chooses sixteen hexadecimal digits; these stand for them. */
const suffix = '0000000000000000'

function provisioned(
  draft: Draft,
  set: DirectoryPermissionSet,
  account: SnapshotAccount,
): { readonly role: SnapshotPrincipal; readonly notes: readonly string[] } {
  const siblings = draft.rest.directory.permissionSets.flatMap(({ name }) =>
    rolesOf(draft, name).map(({ principal }) => principal),
  )
  const path = siblings.flatMap(
    ({ arn }) => /:role(\/aws-reserved\/sso\.amazonaws\.com\/.*)AWSReservedSSO_/.exec(arn)?.[1] ?? [],
  )[0]
  const partition = partitionOf(draft, account)
  const arn = `arn:${partition}:iam::${account.id}:role${path ?? '/aws-reserved/sso.amazonaws.com/'}AWSReservedSSO_${set.name}_${suffix}`
  const managed = (policy: string): PolicyEntry => managedEntry(draft, account, policy)
  const ownArn = ({ name, path: own }: { readonly name: string; readonly path: string }): string =>
    `arn:${partition}:iam::${account.id}:policy${own}${name}`
  const identity = [
    ...set.managedPolicies.map(managed),
    ...set.customerManagedPolicies.map((policy) => managed(ownArn(policy))),
    ...(set.inlinePolicy === undefined ? [] : [inlineEntry(arn, account, set.inlinePolicy)]),
  ]
  const { boundary } = set
  const bounded = boundary && managed('managedPolicyArn' in boundary ? boundary.managedPolicyArn : ownArn(boundary))
  // The provider in the account is the same for all its permission sets.
  const trusted = siblings.find((one) => one.account === account.id)?.trust?.document
  const name = `trust policy of ${set.name}`
  const trust: PolicyEntry = {
    ref: shortHash(`trust ${arn}`),
    name,
    kind: 'trust',
    arn,
    account: account.id,
    ...(trusted === undefined ? { unread: say.trustNotKnown(set.name) } : { document: trusted }),
  }
  const unread = [...identity, ...(bounded ? [bounded] : [])].filter(({ document }) => document === undefined)
  const role: SnapshotPrincipal = {
    arn,
    type: 'permission-set-role',
    account: account.id,
    name: set.name,
    tags: {},
    people: [],
    identity,
    ...(bounded && { boundary: bounded }),
    trust,
    permissionSet: set.arn,
    holes: [],
  }
  const place = account.name ?? account.id
  return {
    role,
    notes: [
      say.roleProvisioned(set.name, place),
      ...(unread.length > 0
        ? [
            say.policiesNotKnown(
              set.name,
              unread.map((entry) => entry.name),
            ),
          ]
        : []),
    ],
  }
}

const partitionOf = ({ world }: Draft, { id }: SnapshotAccount): string =>
  ['aws', 'aws-cn', 'aws-us-gov'].find((partition) => world.principalByArn.get(`arn:${partition}:iam::${id}:root`)) ??
  'aws'

/** Its own copy, or one of AWS's that another account holds. */
function managedEntry({ rest }: Draft, account: SnapshotAccount, arn: string): PolicyEntry {
  const known = rest.managedPolicies.filter((one) => one.arn === arn)
  const entry = (known.find((one) => one.account === account.id) ?? known[0])?.entry
  if (entry) return entry
  const name = arn.split('/').at(-1) ?? arn
  const kind = arn.includes(':iam::aws:') ? 'aws-managed' : 'customer-managed'
  return { ref: shortHash(`managed ${arn}`), name, kind, arn, unread: say.unreadManaged(name) }
}

const inlineEntry = (arn: string, account: SnapshotAccount, document: PolicyEntry['document']): PolicyEntry => ({
  ref: shortHash(`inline ${arn} AwsSSOInlinePolicy`),
  // As AWS names it in the role.
  name: 'AwsSSOInlinePolicy',
  kind: 'inline',
  arn,
  account: account.id,
  ...(document !== undefined && { document }),
})

/* ------------------------------------------------------------------ groups */

type Membership = ChangeOf<'add-to-group' | 'remove-from-group'>

/** An IAM user and an IAM group of its account, or a person and a group of Identity Center. */
export function changeMembership(draft: Draft, change: Membership): Edit {
  const { directory } = draft.rest
  const person = findDirectoryUser(directory, change.user)
  const group = findDirectoryGroup(directory, change.group)
  const user = findPrincipalIn(draft, change.user)
  const groups = groupsNamed(draft, change.group).filter(
    (one) => user.ok && user.value.principal.type === 'user' && one.account === user.value.principal.account,
  )
  const [iamGroup] = groups
  if (person.ok && group.ok) {
    if (user.ok && iamGroup) return refuse(say.twoDirectories(change.user, change.group), { fix: say.nameByArn })
    return changeDirectoryGroup(draft, change, person.value, group.value)
  }
  if (user.ok && iamGroup) {
    const { principal, index } = user.value
    const arns = principal.groups ?? []
    const isMember = arns.includes(iamGroup.arn)
    const adds = change.op === 'add-to-group'
    if (isMember === adds) return unchanged(draft, say.membershipStands(change.op, principal.name, iamGroup.name))
    const next = adds ? [...arns, iamGroup.arn] : arns.filter((one) => one !== iamGroup.arn)
    const own = ownPolicies(draft, principal)
    return edited(withPrincipal(draft, index, { groups: next, ...identityOf(draft, own, next) }))
  }
  if (user.ok && user.value.principal.type === 'user') return refuseGroup(draft, change, user.value.principal)
  return person.ok
    ? refuse(say.none('group of Identity Center', change.group), suggestionsOf(group))
    : refuse(say.none('user', change.user), suggestionsOf(user.ok ? person : user))
}

const suggestionsOf = (found: Result<unknown, AccessFault>) =>
  found.ok ? {} : { suggestions: found.error.suggestions }

function refuseGroup(
  { rest, world }: Draft,
  { group }: Membership,
  user: SnapshotPrincipal,
): ReturnType<typeof refuse> {
  const account = world.accounts.get(user.account)?.account
  const names = rest.groups.filter((one) => one.account === user.account).map(({ name }) => name)
  return refuse(say.noGroupIn(group, account?.name ?? user.account), { suggestions: nearest(group, names, 5) })
}

function changeDirectoryGroup(draft: Draft, { op }: Membership, person: DirectoryUser, group: DirectoryGroup): Edit {
  const adds = op === 'add-to-group'
  const isMember = group.members.includes(person.id)
  if (isMember === adds) return unchanged(draft, say.membershipStands(op, person.name, group.name))
  const members = adds ? [...group.members, person.id] : group.members.filter((id) => id !== person.id)
  const { directory } = draft.rest
  const groups = mapShared(directory.groups, (one) => (one === group ? { ...group, members } : one))
  const next = withRest(draft, { directory: { ...directory, groups } })
  const held = directory.assignments.filter(({ principalId }) => principalId === group.id)
  return edited(withPeople(next, held), person.enabled ? [] : [say.disabled(person.name)])
}
