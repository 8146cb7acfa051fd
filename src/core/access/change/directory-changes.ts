/**
 * Changes of who holds what: account assignments and groups of Identity Center, and IAM groups. AWS provisions one role for
 * each permission set in each account that it is assigned in, and deletes it with the last assignment (Identity Center UG
 * "Referencing permission sets in resource policies").
 */
import { peopleOfPermissionSets } from '../../inventory/assemble-people.ts'
import { contentKey, shortHash } from '../../inventory/content-key.ts'
import type {
  DirectoryAssignment,
  DirectoryGroup,
  DirectoryPermissionSet,
  DirectoryUser,
  PolicyEntry,
  Snapshot,
  SnapshotAccount,
  SnapshotDirectory,
  SnapshotPrincipal,
} from '../../inventory/snapshot.ts'
import { nearest } from '../../nearest.ts'
import { compareText } from '../../order.ts'
import { ok, type Result } from '../../result.ts'
import type { AccessFault } from '../question.ts'
import type { ChangeOf } from './change.ts'
import {
  type Draft,
  type Edit,
  edited,
  mapShared,
  ownPolicies,
  refuse,
  unchanged,
  withIdentity,
  withPrincipal,
  withPrincipals,
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
  const { directory } = draft.snapshot
  const place = account.name ?? account.id
  if (directory.assignments.some((one) => isSame(one, assignment)))
    return unchanged(draft, say.alreadyAssigned(whom, set.name, place))
  const assignments = [...directory.assignments, assignment].sort(inOrder)
  const snapshot = { ...draft.snapshot, directory: { ...directory, assignments } }
  if (draft.snapshot.principals.some((one) => isRoleOf(one, set, account))) return edited(withPeople(snapshot))
  const { role, notes } = provisioned(snapshot, set, account)
  const principals = [...snapshot.principals, role].sort(byAccountAndName)
  return edited(withPeople({ ...snapshot, principals }), notes)
}

export function removeAssignment(draft: Draft, change: ChangeOf<'add-assignment' | 'remove-assignment'>): Edit {
  const found = findAssigned(draft, change)
  if (!found.ok) return found
  const { set, account, assignment, whom } = found.value
  const { directory } = draft.snapshot
  const place = account.name ?? account.id
  const assignments = directory.assignments.filter((one) => !isSame(one, assignment))
  if (assignments.length === directory.assignments.length)
    return unchanged(draft, say.notAssigned(whom, set.name, place))
  const snapshot = { ...draft.snapshot, directory: { ...directory, assignments } }
  const isHeld = assignments.some((one) => one.account === account.id && one.permissionSet === set.arn)
  if (isHeld) return edited(withPeople(snapshot))
  const left = withPrincipals(snapshot, (one) => (isRoleOf(one, set, account) ? undefined : one))
  return edited(withPeople(left), left.principals === snapshot.principals ? [] : [say.lastAssignment(set.name, place)])
}

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

const isRoleOf = (one: SnapshotPrincipal, set: DirectoryPermissionSet, account: SnapshotAccount): boolean =>
  one.type === 'permission-set-role' && one.account === account.id && one.name === set.name

/** People behind the roles of Identity Center, read anew from the directory. */
function withPeople(snapshot: Snapshot): Snapshot {
  const people = peopleOfPermissionSets(snapshot.directory)
  return withPrincipals(snapshot, (one) => {
    if (one.type !== 'permission-set-role') return one
    const next = people(one.account, one.name)
    return contentKey(next) === contentKey(one.people) ? one : { ...one, people: next }
  })
}

function findAssigned(
  { snapshot }: Draft,
  change: ChangeOf<'add-assignment' | 'remove-assignment'>,
): Result<Assigned, AccessFault> {
  const set = theOne('permission set', change.permissionSet, snapshot.directory.permissionSets, ({ arn, name }) => [
    arn,
    name,
  ])
  if (!set.ok) return set
  const account = theOne('account', change.account, snapshot.accounts, ({ id, name, alias }) => [id, name, alias])
  if (!account.ok) return account
  if ((change.user === undefined) === (change.group === undefined)) return refuse(say.userOrGroup)
  const place = { permissionSet: set.value.arn, account: account.value.id }
  if (change.group !== undefined) {
    const group = findDirectoryGroup(snapshot.directory, change.group)
    if (!group.ok) return group
    const assignment = { ...place, principalType: 'GROUP', principalId: group.value.id } as const
    return ok({ set: set.value, account: account.value, assignment, whom: say.groupNamed(group.value.name) })
  }
  const user = findDirectoryUser(snapshot.directory, change.user ?? '')
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
  snapshot: Snapshot,
  set: DirectoryPermissionSet,
  account: SnapshotAccount,
): { readonly role: SnapshotPrincipal; readonly notes: readonly string[] } {
  const siblings = snapshot.principals.filter(({ type }) => type === 'permission-set-role')
  const path = siblings.flatMap(
    ({ arn }) => /:role(\/aws-reserved\/sso\.amazonaws\.com\/.*)AWSReservedSSO_/.exec(arn)?.[1] ?? [],
  )[0]
  const partition = snapshot.principals.find((one) => one.account === account.id)?.arn.split(':')[1] ?? 'aws'
  const arn = `arn:${partition}:iam::${account.id}:role${path ?? '/aws-reserved/sso.amazonaws.com/'}AWSReservedSSO_${set.name}_${suffix}`
  const managed = (policy: string): PolicyEntry => managedEntry(snapshot, account, policy)
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

/** Its own copy, or one of AWS's that another account holds. */
function managedEntry(snapshot: Snapshot, account: SnapshotAccount, arn: string): PolicyEntry {
  const known = snapshot.managedPolicies.filter((one) => one.arn === arn)
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
  const { directory } = draft.snapshot
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
    const own = ownPolicies(draft.snapshot, principal)
    return edited(
      withPrincipal(draft.snapshot, index, withIdentity(draft.snapshot, { ...principal, groups: next }, own)),
    )
  }
  if (user.ok && user.value.principal.type === 'user') return refuseGroup(draft, change, user.value.principal)
  return person.ok
    ? refuse(say.none('group of Identity Center', change.group), suggestionsOf(group))
    : refuse(say.none('user', change.user), suggestionsOf(user.ok ? person : user))
}

const suggestionsOf = (found: Result<unknown, AccessFault>) =>
  found.ok ? {} : { suggestions: found.error.suggestions }

function refuseGroup(
  { snapshot, world }: Draft,
  { group }: Membership,
  user: SnapshotPrincipal,
): ReturnType<typeof refuse> {
  const account = world.accounts.get(user.account)?.account
  const names = snapshot.groups.filter((one) => one.account === user.account).map(({ name }) => name)
  return refuse(say.noGroupIn(group, account?.name ?? user.account), { suggestions: nearest(group, names, 5) })
}

function changeDirectoryGroup(draft: Draft, { op }: Membership, person: DirectoryUser, group: DirectoryGroup): Edit {
  const adds = op === 'add-to-group'
  const isMember = group.members.includes(person.id)
  if (isMember === adds) return unchanged(draft, say.membershipStands(op, person.name, group.name))
  const members = adds ? [...group.members, person.id] : group.members.filter((id) => id !== person.id)
  const { directory } = draft.snapshot
  const groups = mapShared(directory.groups, (one) => (one === group ? { ...group, members } : one))
  const snapshot = withPeople({ ...draft.snapshot, directory: { ...directory, groups } })
  return edited(snapshot, person.enabled ? [] : [say.disabled(person.name)])
}
