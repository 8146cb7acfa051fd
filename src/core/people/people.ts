/** People and workloads of a snapshot: a list of all of them, and each one whole (docs/guides/identities.md). */
import type { AdminVerdict } from '../access/administrators.ts'
import type { AdminAnswer } from '../access/answers.ts'
import type { Nodes } from '../access/paths/nodes.ts'
import type { Escalating } from '../access/paths/path-answer.ts'
import { becomingOf } from '../access/principal/becoming.ts'
import { type Steps, sortedInSteps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import { compareText } from '../order.ts'
import { credentialsAt } from './credentials.ts'
import { directoryNotes } from './directory-reading.ts'
import type { Draft } from './draft.ts'
import { draftIdentities } from './drafts.ts'
import type { Holding } from './holdings.ts'
import {
  type IdentityAccess,
  type IdentityBecoming,
  type IdentityDetail,
  type IdentitySummary,
  identityKinds,
  type LinkSuggestion,
} from './identity.ts'
import type { Suggested } from './suggestions.ts'
import { sentenceOf } from './words.ts'

export interface People {
  /** People first, then workloads, root users, and those of whom it is not known; of each the most powerful first, then by name. */
  readonly identities: readonly IdentitySummary[]
  /** Why some may be missing, each a sentence. */
  readonly notes: readonly string[]
  /** Waits for what could become what. */
  identity(id: string): IdentityDetail | undefined
}

export interface PeopleInput {
  readonly world: World
  readonly nodes: Nodes
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
  readonly judge: (one: CompiledPrincipal) => AdminVerdict
  readonly escalatesTo: () => ReadonlyMap<string, Escalating>
}

/** So many take a few milliseconds. */
const countedAtOnce = 10_000

export function* peopleInSteps(input: PeopleInput): Steps<People> {
  const { drafts, suggested } = yield* draftIdentities(input)
  const suggestionsOf = Map.groupBy(suggested.flatMap(bothWays), ({ at }) => at)
  const byId = new Map<string, Draft>()
  const named = new Map<string, string>()
  for (const [position, { summary, aliases = [], tell }] of drafts.entries()) {
    if (position % countedAtOnce === 0) yield
    const suggestions = suggestionsOf.get(summary.id)?.length ?? 0
    byId.set(summary.id, { summary: suggestions === 0 ? summary : { ...summary, suggestions }, tell })
    for (const alias of aliases) named.set(alias, summary.id)
  }
  const identities = yield* sortedInSteps(
    Array.from(byId.values(), ({ summary }) => summary),
    inOrder,
  )
  return {
    identities,
    notes: directoryNotes(input.world),
    identity(asked) {
      const id = named.get(asked) ?? asked
      const one = byId.get(id)
      if (!one) return undefined
      const placed = suggestionsOf.get(id) ?? []
      return detailOf(
        input,
        one,
        placed.map(({ suggestion }) => withName(suggestion, byId)),
      )
    },
  }
}

const inOrder = (a: IdentitySummary, b: IdentitySummary): number =>
  identityKinds.indexOf(a.kind) - identityKinds.indexOf(b.kind) ||
  b.administers - a.administers ||
  compareText(a.name, b.name) ||
  compareText(a.id, b.id)

/* ------------------------------------------------------------------ suggestions */

interface Placed {
  /** The identity that it is shown at. */
  readonly at: string
  readonly suggestion: Omit<LinkSuggestion, 'name' | 'what'>
}

/** Each is seen from either end. */
function bothWays({ identity, person, relation, method, grade, evidence }: Suggested): readonly Placed[] {
  const common = { method, grade, evidence }
  return [
    { at: identity, suggestion: { identity: person.id, relation, ...common } },
    { at: person.id, suggestion: { identity, relation: relation === 'owner' ? 'owned' : relation, ...common } },
  ]
}

function withName(suggestion: Placed['suggestion'], byId: ReadonlyMap<string, Draft>): LinkSuggestion {
  const other = byId.get(suggestion.identity)?.summary
  return { ...suggestion, name: other?.name ?? suggestion.identity, what: other?.what ?? '' }
}

/* ------------------------------------------------------------------ one identity */

function detailOf(input: PeopleInput, { summary, tell }: Draft, suggested: readonly LinkSuggestion[]): IdentityDetail {
  const { judgedOn, accounts, holdings, credentials, conflicts = [], notes = [] } = tell()
  const { account, accountName } = summary
  const access = accessOf(input, holdings)
  const { becomes, more } = becomingsOf(input, summary.disabled ? [] : access)
  const told = {
    ...summary,
    judgedOn,
    accounts: accounts.map((one) => ({ ...one, ...nameIn(input, one.account) })),
    access,
    becomes,
    becomesMore: more,
    credentials: credentials && account !== undefined ? [credentialsAt(credentials, account, accountName)] : [],
    suggested,
    conflicts,
    notes,
  }
  const { id: snapshot, at } = input.world.snapshot
  return { ...told, at, snapshot, sentence: sentenceOf(told) }
}

function nameIn({ world }: PeopleInput, account: string | undefined): { readonly accountName?: string } {
  const name = account === undefined ? undefined : world.accounts.get(account)?.account.name
  return name === undefined ? {} : { accountName: name }
}

function accessOf(input: PeopleInput, holdings: readonly Holding[]): readonly IdentityAccess[] {
  const { world, judge } = input
  const rows = Map.groupBy(holdings, ({ account, name, role }) => `${account} ${role ?? name}`)
  return [...rows.values()]
    .flatMap((same): readonly IdentityAccess[] => {
      const [first] = same
      if (!first) return []
      const one = first.role === undefined ? undefined : world.principals.at(first.role)
      const verdict = one ? judge(one) : { admin: 'unknown' as const }
      const lastUsed = one?.principal.lastUsed
      return [
        {
          account: first.account,
          ...nameIn(input, first.account),
          name: first.name,
          type: first.type,
          ...(one && { arn: one.principal.arn }),
          through: same.flatMap(({ through }) => through),
          admin: verdict.admin,
          ...(verdict.via !== undefined && { adminVia: verdict.via }),
          ...(lastUsed !== undefined && { lastUsed }),
          ...(first.note !== undefined && { note: first.note }),
        },
      ]
    })
    .sort(
      (a, b) =>
        compareText(a.accountName ?? a.account, b.accountName ?? b.account) ||
        compareText(a.account, b.account) ||
        compareText(a.name, b.name),
    )
}

/** Who holds many roles has hundreds; nobody reads on. */
const listedBecomings = 50

function becomingsOf(
  { world, nodes, adminOf, escalatesTo }: PeopleInput,
  access: readonly IdentityAccess[],
): { readonly becomes: readonly IdentityBecoming[]; readonly more: IdentityDetail['becomesMore'] } {
  const adminAt = (arn: string): AdminAnswer => {
    const one = world.principalByArn.get(arn)
    return one ? adminOf(one) : 'unknown'
  }
  const becomes: IdentityBecoming[] = []
  let more: IdentityDetail['becomesMore'] = 0
  for (const { arn, name } of access) {
    const escalating = arn === undefined ? undefined : escalatesTo().get(arn)
    if (arn === undefined || !escalating) continue
    const own = becomingOf({ nodes, adminOf: adminAt }, arn, escalating)
    becomes.push(...own.becomes.map((becoming) => ({ ...becoming, from: arn, fromName: name })))
    more = more === 'not counted' || own.more === 'not counted' ? 'not counted' : more + own.more
  }
  const rest = Math.max(0, becomes.length - listedBecomings)
  return { becomes: becomes.slice(0, listedBecomings), more: more === 'not counted' ? more : more + rest }
}
