/**
 * Who carries which policies, told once for all principals that share them. A hundred thousand principals are a few thousand
 * carriers, so every question about a policy goes through these.
 */
import type { DirectoryUser, PolicyEntry, SnapshotPrincipal } from '../../inventory/snapshot.ts'
import { peopleOf } from '../../people/directory-people.ts'
import { judgeUser } from '../../people/judge-user.ts'
import type { Steps } from '../stepwise.ts'
import type { World } from '../world.ts'

export interface Carrier {
  readonly account: string
  readonly type: SnapshotPrincipal['type']
  readonly identity: readonly PolicyEntry[]
  readonly boundary: PolicyEntry | undefined
  /** ARNs of IAM groups. */
  readonly groups: readonly string[]
  /** ARN of the permission set that the roles come from. */
  readonly permissionSet: string | undefined
  /** Positions in `World.principals`. */
  readonly positions: readonly number[]
  /** Numbers of people who hold them: of Identity Center, or of users who are people themselves. */
  readonly people: readonly number[]
}

export interface Carriers {
  readonly all: readonly Carrier[]
  /** A person of Identity Center by its number; a number beyond is an IAM user's. */
  readonly people: readonly DirectoryUser[]
}

/** So many take a few milliseconds. */
const readAtOnce = 2_000

const nobody: readonly never[] = []

export function* readCarriers(world: World): Steps<Carriers> {
  const directory = yield* numberPeople(world)
  const credentials = new Map(world.snapshot.credentials.map((one) => [one.arn, one]))
  yield
  const known = new Map<object, Growing>()
  for (let position = 0; position < world.principals.length; position += 1) {
    if (position % readAtOnce === 0) yield
    const shared = world.principals.sharedAt(position)
    if (!shared) continue
    let carrier = known.get(shared)
    if (!carrier) {
      const principal = world.principals.at(position)?.principal
      if (!principal) continue
      carrier = carrierOf(principal, directory)
      known.set(shared, carrier)
    }
    carrier.positions.push(position)
    if (carrier.type !== 'user') continue
    const arn = world.principals.at(position)?.principal.arn ?? ''
    // Whether somebody of Identity Center bears the name only tells workloads from the unknown.
    if (judgeUser(credentials.get(arn), false).kind === 'person')
      carrier.people = [...carrier.people, directory.people.length + position]
  }
  return { all: [...known.values()], people: directory.people }
}

interface Growing extends Carrier {
  readonly positions: number[]
  people: readonly number[]
}

function carrierOf(principal: SnapshotPrincipal, directory: Directory): Growing {
  const { account, type, identity, boundary, groups = nobody, permissionSet } = principal
  const holders = permissionSet === undefined ? nobody : directory.holders(account, permissionSet)
  return { account, type, identity, boundary, groups, permissionSet, positions: [], people: holders }
}

interface Directory {
  readonly people: readonly DirectoryUser[]
  holders(account: string, permissionSet: string): readonly number[]
}

/** Whoever goes through the people of such a carrier lets others in between. */
export const manyPeople = 500

/** Users of two directories that one identity provider knows under one id are one person. Who is disabled holds nothing. */
function* numberPeople({ snapshot: { directory } }: World): Steps<Directory> {
  const people: DirectoryUser[] = []
  const numbers = new Map<string, number>()
  for (const { users } of yield* peopleOf(directory.users.filter(({ enabled }) => enabled))) {
    const [first] = users
    if (!first) continue
    for (const { id } of users) numbers.set(id, people.length)
    people.push(first)
  }
  const members = new Map(directory.groups.map((group) => [group.id, group.members]))
  const assigned = new Map<string, Set<string>>()
  for (const [position, { permissionSet, account, principalId }] of directory.assignments.entries()) {
    if (position % readAtOnce === 0) yield
    const key = `${account} ${permissionSet}`
    const holders = assigned.get(key) ?? new Set()
    assigned.set(key, holders.add(principalId))
  }
  // A group of everybody holds something in each of a thousand accounts: its list is made once.
  const lists = new Map<string, readonly number[]>()
  return {
    people,
    holders(account, permissionSet) {
      const holders = [...(assigned.get(`${account} ${permissionSet}`) ?? nobody)].sort()
      const key = holders.join(' ')
      const known = lists.get(key)
      if (known) return known
      const ids = new Set(holders.flatMap((id) => members.get(id) ?? [id]))
      const made = [...ids].flatMap((id) => numbers.get(id) ?? [])
      lists.set(key, made)
      return made
    },
  }
}
