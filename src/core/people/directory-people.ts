/**
 * Users of Identity Center as people. Two users are one person only where the same identity provider knows both under the same id
 * (identity.md §1.2, method 1): e-mail and name are used again by others, so they link nobody.
 */
import type { Steps } from '../access/stepwise.ts'
import type { ExternalId } from '../inventory/objects.ts'
import type { DirectoryUser } from '../inventory/snapshot.ts'

export interface DirectoryPerson {
  /** At least one; of each identity store one at most. */
  readonly users: readonly DirectoryUser[]
  /** Each a sentence. */
  readonly conflicts: readonly string[]
}

export function* peopleOf(users: readonly DirectoryUser[]): Steps<readonly DirectoryPerson[]> {
  const people: DirectoryPerson[] = []
  for (const [position, group] of (yield* joined(users)).entries()) {
    if (position % joinedAtOnce === 0) yield
    const conflicts = conflictsOf(group)
    if (conflicts.length === 0) people.push({ users: group, conflicts })
    else for (const user of group) people.push({ users: [user], conflicts })
  }
  return people
}

/** So many take a few milliseconds. */
const joinedAtOnce = 500

/** Ids without an issuer say nothing about who gave them. */
const idTexts = ({ externalIds = [] }: DirectoryUser): readonly string[] =>
  externalIds.flatMap(({ issuer, id }) => (issuer === undefined ? [] : [`${issuer}\n${id}`]))

/** The id by which two users are one. */
export const sharedId = (a: DirectoryUser, b: DirectoryUser): ExternalId | undefined => {
  const own = new Set(idTexts(a))
  return b.externalIds?.find(({ issuer, id }) => issuer !== undefined && own.has(`${issuer}\n${id}`))
}

/** Users that share an id, over any number of steps, in the order of their first. */
function* joined(users: readonly DirectoryUser[]): Steps<readonly (readonly DirectoryUser[])[]> {
  const groupOf = new Map<string, DirectoryUser[]>()
  const groups = new Set<DirectoryUser[]>()
  for (const [position, user] of users.entries()) {
    if (position % joinedAtOnce === 0) yield
    const ids = idTexts(user)
    const met = [...new Set(ids.map((id) => groupOf.get(id)).filter((group) => group !== undefined))]
    const [home = []] = met
    groups.add(home)
    for (const other of met.slice(1)) {
      groups.delete(other)
      home.push(...other)
      for (const moved of other) for (const id of idTexts(moved)) groupOf.set(id, home)
    }
    home.push(user)
    for (const id of ids) groupOf.set(id, home)
  }
  return [...groups]
}

/** One identity store holds a person once; two users of one store under one id contradict each other. */
function conflictsOf(users: readonly DirectoryUser[]): readonly string[] {
  if (users.length < 2) return []
  const byStore = Map.groupBy(users, ({ store = '' }) => store)
  return [...byStore].flatMap(([store, own]) => {
    if (own.length < 2) return []
    const names = own.map(({ userName }) => userName).join(' and ')
    const place = store === '' ? 'One identity store' : `The identity store ${store}`
    return [`${place} holds ${names} under one id of the identity provider, so none of them is linked.`]
  })
}
