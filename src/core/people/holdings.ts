/** With what an identity acts, account by account; and what it amounts to, which is all that a list needs. */
import { stronger } from '../access/administrators.ts'
import type { AdminAnswer, PrincipalType } from '../access/answers.ts'
import type { Steps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import type { DirectoryUser } from '../inventory/snapshot.ts'
import { unreadDirectories } from './directory-reading.ts'
import type { Through } from './identity.ts'

export interface Holding {
  readonly account: string
  readonly name: string
  readonly type: PrincipalType
  /** Position in `World.principals`; absent: nobody has seen the role that it should be. */
  readonly role?: number
  readonly through: readonly Through[]
  /** One sentence. */
  readonly note?: string
}

/** What holdings amount to. */
export interface Strength {
  readonly reaches: number
  readonly admin: AdminAnswer
  /** Accounts in which it is administrator for sure. */
  readonly administers: number
}

interface Acting {
  readonly account: string
  readonly admin: AdminAnswer
}

export function strengthOf(acting: Iterable<Acting>): Strength {
  const reached = new Set<string>()
  const administers = new Set<string>()
  let strongest: AdminAnswer = 'no'
  for (const { account, admin } of acting) {
    reached.add(account)
    if (admin === 'yes') administers.add(account)
    strongest = stronger(strongest, admin)
  }
  return { reaches: reached.size, admin: strongest, administers: administers.size }
}

/* ------------------------------------------------------------------ Identity Center */

export interface Assignments {
  /** False: Identity Center was not read whole, so there may be more. */
  readonly isWhole: boolean
  /** Of what a person holds now: nothing while the user is disabled. */
  strength(users: readonly DirectoryUser[]): Strength
  /** Of a disabled user too, which has what it would have again. */
  holdings(users: readonly DirectoryUser[]): readonly Holding[]
}

interface Assigned extends Acting {
  readonly permissionSet: string
  readonly role: number | undefined
}

/** So many take a few milliseconds. */
const readAtOnce = 2_000

export function* readAssignments(world: World, adminOf: (one: CompiledPrincipal) => AdminAnswer): Steps<Assignments> {
  const { directory } = world.snapshot
  const roles = yield* rolesOfPermissionSets(world)
  const assignedTo = new Map<string, Assigned[]>()
  for (const [position, assignment] of directory.assignments.entries()) {
    if (position % readAtOnce === 0) yield
    const { account, permissionSet, principalId } = assignment
    const role = roles.get(roleKey(assignment))
    const one = role === undefined ? undefined : world.principals.at(role)
    const assigned = assignedTo.get(principalId) ?? []
    assignedTo.set(principalId, assigned)
    assigned.push({ account, permissionSet, role, admin: one ? adminOf(one) : 'unknown' })
  }
  const groupsOf = new Map<string, string[]>()
  for (const { id, members } of directory.groups) {
    for (const member of members) {
      const groups = groupsOf.get(member) ?? []
      groupsOf.set(member, groups)
      groups.push(id)
    }
    yield
  }
  const holdersOf = (users: readonly DirectoryUser[]): readonly string[] => [
    ...new Set(users.flatMap(({ id }) => [id, ...(groupsOf.get(id) ?? [])])),
  ]
  const isWhole = unreadDirectories(world).length === 0
  // Most people are in the same few groups, and hold nothing by themselves.
  const known = new Map<string, Strength>()
  return {
    isWhole,
    strength(users) {
      const enabled = users.filter((user) => user.enabled)
      const holders = holdersOf(enabled).filter((id) => assignedTo.has(id))
      const key = `${enabled.length > 0} ${holders.sort().join(' ')}`
      const before = known.get(key)
      if (before) return before
      const made = strengthOf(holders.flatMap((id) => assignedTo.get(id) ?? []))
      const all = isWhole || enabled.length === 0 ? made : { ...made, admin: stronger(made.admin, 'unknown') }
      known.set(key, all)
      return all
    },
    holdings(users) {
      const isEnabled = users.some((user) => user.enabled)
      const named = namesOf(world)
      const rows = new Map<string, Assigned & { readonly through: Through[] }>()
      for (const holder of holdersOf(users)) {
        const group = named.groups.get(holder)
        const through: Through =
          group === undefined
            ? { kind: 'assignment', name: 'an assignment of its own' }
            : { kind: 'group', name: group }
        for (const assigned of assignedTo.get(holder) ?? []) {
          const key = roleKey(assigned)
          const row = rows.get(key)
          if (row) row.through.push(through)
          else rows.set(key, { ...assigned, through: [through] })
        }
      }
      return [...rows.values()].map(({ account, permissionSet, role, through }): Holding => {
        const note = isEnabled ? noteOn(world, account, role) : 'The user is disabled, so nobody can use it.'
        return {
          account,
          name: named.sets.get(permissionSet) ?? permissionSet,
          type: 'permission-set-role',
          ...(role !== undefined && { role }),
          through,
          ...(note !== undefined && { note }),
        }
      })
    },
  }
}

const roleKey = ({ account, permissionSet }: { readonly account: string; readonly permissionSet: string }): string =>
  `${account} ${permissionSet}`

function* rolesOfPermissionSets(world: World): Steps<ReadonlyMap<string, number>> {
  const roles = new Map<string, number>()
  for (let index = 0; index < world.principals.length; index += 1) {
    if (index % readAtOnce === 0) yield
    if (world.principals.typeAt(index) !== 'permission-set-role') continue
    const principal = world.principals.at(index)?.principal
    if (principal?.permissionSet === undefined) continue
    roles.set(roleKey({ account: principal.account, permissionSet: principal.permissionSet }), index)
  }
  return roles
}

const namesOf = ({ snapshot: { directory } }: World) => ({
  groups: new Map(directory.groups.map(({ id, name }) => [id, name])),
  sets: new Map(directory.permissionSets.map(({ arn, name }) => [arn, name])),
})

function noteOn({ accounts }: World, account: string, role: number | undefined): string | undefined {
  if (role !== undefined) return undefined
  const reading = accounts.get(account)?.account.iam
  if (reading?.state === 'read') return 'It is assigned, and no role of it is in the account.'
  return 'The account was not read, so what the role may do is not known.'
}
