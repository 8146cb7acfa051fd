/**
 * Who may be the same identity, or own it: by e-mail, by a tag, by an equal name. None of these links anything (identity.md §1.2,
 * methods 4 to 6). Similar names are never compared.
 */
import { isOwnerTag } from '../access/owner.ts'
import type { Steps } from '../access/stepwise.ts'
import type { Tags } from '../inventory/objects.ts'
import type { DirectoryUser } from '../inventory/snapshot.ts'
import type { LinkSuggestion } from './identity.ts'

/** A person as the others are compared with. */
export interface Candidate {
  readonly id: string
  readonly name: string
  readonly users: readonly DirectoryUser[]
}

export interface Suggested extends Pick<LinkSuggestion, 'relation' | 'method' | 'grade' | 'evidence'> {
  /** The identity that the suggestion is shown at, and the person. */
  readonly identity: string
  readonly person: Candidate
}

export interface Namesakes {
  /** Has anybody this name or e-mail. */
  has(text: string): boolean
  ofUser(identity: string, user: { readonly name: string; readonly tags: Tags }): readonly Suggested[]
  /** Of code: its tags say whose it is, never who it is. */
  ofCode(identity: string, tags: Tags): readonly Suggested[]
  ofRoot(identity: string, email: string | undefined): readonly Suggested[]
  /** People of two identity stores that no identity provider knows as one. */
  amongPeople(): readonly Suggested[]
}

/** Case and form of letters are put aside for suggestions alone (identity.md §1.2). */
const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** Tags that say who the user is; `isOwnerTag` tells those that say who answers for it. */
const selfTags: ReadonlySet<string> = new Set(['email', 'e-mail', 'mail', 'user', 'username', 'person'])
const isSelfTag = (key: string): boolean => selfTags.has(key.toLowerCase())

/** An address or a name that more people share is nobody's own (`noreply@…`), and each would be paired with each. */
const mostNamesakes = 10

/** So many take a few milliseconds. */
const notedAtOnce = 1_000

export function* createNamesakes(people: readonly Candidate[]): Steps<Namesakes> {
  const emails = new Map<string, Set<Candidate>>()
  const userNames = new Map<string, Set<Candidate>>()
  const note = (map: Map<string, Set<Candidate>>, text: string, person: Candidate): void => {
    const key = folded(text)
    const own = map.get(key) ?? new Set()
    map.set(key, own.add(person))
  }
  const few = (found: ReadonlySet<Candidate> = new Set()): readonly Candidate[] =>
    found.size > mostNamesakes ? [] : [...found]
  for (const [position, person] of people.entries()) {
    if (position % notedAtOnce === 0) yield
    for (const { email, userName } of person.users) {
      if (email !== undefined) note(emails, email, person)
      note(userNames, userName, person)
    }
  }
  const withEmail = (text: string): readonly Candidate[] => few(emails.get(folded(text)))
  const named = (text: string): readonly Candidate[] => few(userNames.get(folded(text)))
  const byTags = (identity: string, tags: Tags, isMeant: (key: string) => boolean, relation: 'same' | 'owner') =>
    Object.entries(tags).flatMap(([key, value]): readonly Suggested[] => {
      if (!isMeant(key)) return []
      const found = new Set([...withEmail(value), ...named(value)])
      return [...found].map((person) => ({
        identity,
        person,
        relation,
        method: 'tag',
        // Whoever may tag it wrote that; usage.md §6 grades an owner's tag so.
        grade: 'likely',
        evidence: [`Its tag ${key} says ${value}.`],
      }))
    })
  return {
    has: (text) => emails.has(folded(text)) || userNames.has(folded(text)),
    ofUser(identity, { name, tags }) {
      const same = { identity, relation: 'same' } as const
      const mails = withEmail(name).map(
        (person): Suggested => ({
          ...same,
          person,
          method: 'equal-email',
          grade: 'likely',
          evidence: [`The user's name ${name} is the e-mail of ${person.name}.`],
        }),
      )
      const names = named(name)
        .filter((person) => !mails.some((mail) => mail.person === person))
        .map(
          (person): Suggested => ({
            ...same,
            person,
            method: 'equal-name',
            grade: 'hint',
            evidence: [`The user's name ${name} is the user name of ${person.name} in Identity Center.`],
          }),
        )
      return onePerPerson([
        ...mails,
        ...byTags(identity, tags, isSelfTag, 'same'),
        ...byTags(identity, tags, isOwnerTag, 'owner'),
        ...names,
      ])
    },
    ofCode: (identity, tags) => onePerPerson(byTags(identity, tags, isOwnerTag, 'owner')),
    ofRoot: (identity, email) =>
      (email === undefined ? [] : withEmail(email)).map((person) => ({
        identity,
        person,
        relation: 'owner',
        method: 'equal-email',
        grade: 'likely',
        evidence: [`The account has the e-mail ${email}, which is that of ${person.name}.`],
      })),
    amongPeople: () =>
      [...emails].flatMap(([email, sharing]) => {
        const same = sharing.size < 2 ? [] : few(sharing)
        return same.flatMap((one, at) =>
          same.slice(at + 1).map(
            (person): Suggested => ({
              identity: one.id,
              person,
              relation: 'same',
              method: 'equal-email',
              grade: 'likely',
              evidence: [`Both have the e-mail ${email}; no identity provider says that they are one.`],
            }),
          ),
        )
      }),
  }
}

/** What is found in several ways is suggested once, by the first, with the evidence of all. */
function onePerPerson(found: readonly Suggested[]): readonly Suggested[] {
  const byPerson = Map.groupBy(found, ({ person, relation }) => `${relation} ${person.id}`)
  return [...byPerson.values()].flatMap((same) => {
    const [first] = same
    return first ? [{ ...first, evidence: same.flatMap(({ evidence }) => evidence) }] : []
  })
}
