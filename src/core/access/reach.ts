/**
 * The inverted index: who has a policy that bears on a question, and what all those policies say together. Signatures of one
 * account and type about which the policies say the same form a crowd; the engine decides alike for all its members, so it is
 * asked once. Method: docs/algorithms/index.md.
 */
import { compiledPolicies, statementKeys } from '../evaluate/engine.ts'
import type { PolicyId } from '../evaluate/types.ts'
import { coversAction, type RequestedAction } from '../policy/action-matcher.ts'
import type { CompiledPolicy, Statement } from '../policy/compiled.ts'
import { addHeads, createSayings, headOf, type Sayings, silent, speakingOf } from './bearing.ts'
import { isSinglePrincipalKey } from './context.ts'
import { lazily } from './lazily.ts'
import type { StatementFacts } from './policy-facts.ts'
import type { Question } from './question.ts'
import { type Rank, type Ranks, rankSignatures } from './ranks.ts'
import { atOnce, type Steps } from './stepwise.ts'
import type { CompiledAccount, Signature, World } from './world.ts'

export interface Asking {
  /** Only these accounts; absent: all. */
  readonly accounts?: ReadonlySet<string> | undefined
  /**
   * The account in which also those are asked who have no Allow of their own: the resource's policy may let everybody in, or was
   * not read. From other accounts both sides must allow.
   */
  readonly everybody: string | 'anywhere' | undefined
}

/** Signatures for whose members the engine decides alike, but for `keys`. */
export interface Crowd {
  readonly account: CompiledAccount
  readonly first: Signature
  signatures(): readonly Signature[]
  /** Principals. */
  readonly size: number
  /** Keys about the single principal on which the decision rests. */
  readonly keys: readonly string[]
  /** Their own policies have no statement that matters. */
  readonly silent: boolean
  /** Does a policy of theirs have one? */
  bears(policy: PolicyId): boolean
}

export interface ActionReach {
  /** All whose members may be allowed, or may be unknown. */
  crowds(question: Question, asking: Asking): readonly Crowd[]
  /** Policies that speak of the action, of all accounts. */
  readonly size: number
}

/** Questions repeat and come by screens. A policy in a reach takes up to 400 bytes. */
const rememberedReaches = 32
const rememberedPolicies = 250_000

/** By action in lower case, the one that was asked about last behind the others. */
export type KnownReaches = Map<string, ActionReach>

export function createReach(
  world: World,
  ranks: () => Ranks = lazily(() => rankSignatures(world)),
  known: KnownReaches = new Map(),
): (actionLowerCase: string) => ActionReach {
  return (action) => {
    const found = known.get(action)
    if (found) {
      known.delete(action)
      known.set(action, found)
      return found
    }
    const reach = atOnce(reachInSteps(world, ranks(), action))
    const policies = [...known.values()].reduce((sum, { size }) => sum + size, reach.size)
    if (known.size >= rememberedReaches || policies > rememberedPolicies) known.clear()
    known.set(action, reach)
    return reach
  }
}

/** So many actions are asked about again when there is a new index: a tenth of a second each, of a hundred thousand principals. */
const askedAgain = 4

/** Of another index, what was asked about last is made ready in this one, so that whoever asks again does not wait for it. */
export function* reachesAsBefore(world: World, ranks: Ranks, before: KnownReaches): Steps<KnownReaches> {
  const known: KnownReaches = new Map()
  for (const action of [...before.keys()].slice(-askedAgain))
    known.set(action, yield* reachInSteps(world, ranks, action))
  return known
}

/* ------------------------------------------------------------------ one action */

/** A policy that speaks of the action, and the signatures of one account that carry it. */
interface Carried {
  readonly policy: PolicyId
  readonly speaking: readonly Statement[]
  /** As boundary, not as identity policy: then what it says has another effect. */
  readonly bounds: boolean
  readonly carriers: number[]
}

/** The policies of one account about the action, by the resources that they can cover. */
interface Shelf {
  readonly byHead: ReadonlyMap<string, readonly Carried[]>
  readonly anywhere: readonly Carried[]
  /** Policies. */
  readonly size: number
}

/** A few milliseconds. */
const accountsAtOnce = 20

function* reachInSteps(world: World, ranks: Ranks, actionLowerCase: string): Steps<ActionReach> {
  const [service = '', name = ''] = actionLowerCase.split(':')
  const action: RequestedAction = { id: world.catalogue.actionId(actionLowerCase), service, name }
  const policyOf = compiledPolicies(world.engine)
  const speakers = createSpeakers(policyOf, action)
  const shelves = new Map<string, Shelf>()
  let looked = 0
  for (const [account, positions] of ranks.positionsOf) {
    const shelf = shelve(positions, ranks, speakers)
    if (shelf) shelves.set(account, shelf)
    looked += 1
    if (looked % accountsAtOnce === 0) yield
  }
  const sayings = createSayings()
  const mixtures = createMixtures(ranks.ranks.length, sayings)
  const keysOfAccount = createAccountKeys(policyOf, action)
  // Of a question, and put back after it: paths ask of every role, and a list for each would be the whole cost.
  const states = ranks.rankOf.slice()

  const ranksOf = createRanksOf(ranks)

  const crowdOf = (positions: readonly number[], state: number, bears: Crowd['bears']): readonly Crowd[] => {
    const { rank, keys } = mixtures.of(state)
    const { account } = ranks.ranks[rank] ?? {}
    const first = world.signatures[positions[0] ?? -1]
    if (!account || !first) return []
    return [
      {
        account,
        first,
        signatures: lazily(() => positions.flatMap((position) => world.signatures[position] ?? [])),
        size: positions.reduce((sum, position) => sum + (ranks.sizes[position] ?? 0), 0),
        keys: joined(keys, keysOfAccount(account)),
        silent: state < ranks.ranks.length,
        bears,
      },
    ]
  }

  return {
    size: [...shelves.values()].reduce((sum, { size }) => sum + size, 0),
    crowds(question, asking) {
      const { accounts, everybody } = asking
      const isAskedAnyway = ({ account: { account }, always }: Rank): boolean =>
        (!accounts || accounts.has(account.id)) && (always || everybody === 'anywhere' || everybody === account.id)
      const asked = accounts ? [...accounts].flatMap((id) => shelves.get(id) ?? []) : [...shelves.values()]
      const { touched, bears } = mix(asked, states, { sayings, mixtures, question }, ranks)
      const byState = new Map<number, number[]>()
      for (const position of touched) {
        const state = states[position] ?? 0
        const others = byState.get(state)
        if (others) others.push(position)
        else byState.set(state, [position])
      }
      const crowds: Crowd[] = []
      for (const [state, positions] of byState) {
        const { rank: number, allows } = mixtures.of(state)
        const rank = ranks.ranks[number]
        if (!rank || !(allows || isAskedAnyway(rank))) continue
        crowds.push(...crowdOf(positions, state, bears))
      }
      for (const number of ranksOf(asking)) {
        const rank = ranks.ranks[number]
        if (!rank || !isAskedAnyway(rank)) continue
        crowds.push(
          ...crowdOf(
            rank.positions.filter((position) => states[position] === number),
            number,
            bears,
          ),
        )
      }
      for (const position of touched) states[position] = ranks.rankOf[position] ?? 0
      return crowds
    },
  }
}

/** Those that may be asked though nothing is said of them, ascending: a question about one account is not to look at all of them. */
function createRanksOf({ ranks }: Ranks): (asking: Asking) => Iterable<number> {
  const byAccount = Map.groupBy(ranks.keys(), (number): string => ranks[number]?.account.account.id ?? '')
  const always = [...ranks.keys()].filter((number) => ranks[number]?.always)
  return ({ accounts, everybody }) => {
    if (accounts) return [...accounts].flatMap((id) => byAccount.get(id) ?? []).sort((a, b) => a - b)
    if (everybody === 'anywhere') return ranks.keys()
    const own = everybody === undefined ? undefined : byAccount.get(everybody)
    return own ? [...new Set([...always, ...own])].sort((a, b) => a - b) : always
  }
}

const none: readonly never[] = []

type Speakers = (policy: PolicyId) => readonly Statement[] | undefined

function createSpeakers(policyOf: (id: PolicyId) => CompiledPolicy, action: RequestedAction): Speakers {
  const known: (readonly Statement[] | null)[] = []
  return (policy) => {
    const before = known[policy]
    if (before !== undefined) return before ?? undefined
    const found = speakingOf(policyOf(policy), action)
    known[policy] = found ?? null
    return found
  }
}

function shelve(positions: readonly number[], { identity, boundary }: Ranks, speakers: Speakers): Shelf | undefined {
  const carried = new Map<number, Carried>()
  const carry = (policy: PolicyId, bounds: boolean, position: number): void => {
    const key = policy * 2 + (bounds ? 1 : 0)
    const known = carried.get(key)
    if (known) {
      known.carriers.push(position)
      return
    }
    const speaking = speakers(policy)
    if (speaking) carried.set(key, { policy, speaking, bounds, carriers: [position] })
  }
  for (const position of positions) {
    for (const policy of identity[position] ?? none) carry(policy, false, position)
    for (const policy of boundary[position] ?? none) carry(policy, true, position)
  }
  if (carried.size === 0) return undefined
  const byHead = new Map<string, Carried[]>()
  const anywhere: Carried[] = []
  for (const one of carried.values()) {
    const heads = new Set<string>()
    if (!one.speaking.every((statement) => addHeads(statement, heads))) {
      anywhere.push(one)
      continue
    }
    for (const head of heads) {
      const others = byHead.get(head)
      if (others) others.push(one)
      else byHead.set(head, [one])
    }
  }
  return { byHead, anywhere, size: carried.size }
}

/** Keys about the single principal that the SCPs of an account test. */
export function createAccountKeys(policyOf: (id: PolicyId) => CompiledPolicy, action: RequestedAction) {
  const known = new Map<CompiledAccount, readonly string[]>()
  return (account: CompiledAccount): readonly string[] => {
    const before = known.get(account)
    if (before) return before
    const statements = account.serviceControl
      .flatMap((level) => level.ids)
      .flatMap((id) => policyOf(id).statements)
      .filter((one) => coversAction(one.actions, action))
    const made = statements.flatMap((one) => [...statementKeys(one)].filter(isSinglePrincipalKey))
    known.set(account, made)
    return made
  }
}

/* ------------------------------------------------------------------ what several policies say together */

interface Mixing {
  readonly sayings: Sayings
  readonly mixtures: Mixtures
  readonly question: Question
}

/** Puts the number of what the policies of each signature say into `states`; `touched` are those of whom something is said. */
function mix(
  shelves: readonly Shelf[],
  states: Uint32Array,
  { sayings, mixtures, question }: Mixing,
  { rankOf }: Ranks,
): { readonly touched: readonly number[]; readonly bears: Crowd['bears'] } {
  const touched: number[] = []
  const head = headOf(question.resource)
  const said = new Map<PolicyId, number>()
  const sayingOf = ({ policy, speaking }: Carried): number => {
    const before = said.get(policy)
    if (before !== undefined) return before
    const made = sayings.of(speaking, question)
    said.set(policy, made)
    return made
  }
  for (const { byHead, anywhere } of shelves) {
    for (const some of [anywhere, byHead.get(head) ?? none]) {
      for (const one of some) {
        const saying = sayingOf(one)
        if (saying === silent) continue
        for (const position of one.carriers) {
          const before = states[position] ?? 0
          if (before === rankOf[position]) touched.push(position)
          states[position] = mixtures.after(before, saying, one.bounds)
        }
      }
    }
  }
  return { touched, bears: (policy) => (said.get(policy) ?? silent) !== silent }
}

interface Mixture {
  readonly rank: number
  /** Sorted: twice the number of the saying, and one more of a boundary. */
  readonly parts: readonly number[]
  /** An identity policy among them has an Allow. */
  readonly allows: boolean
  /** Keys about the single principal that they test. */
  readonly keys: readonly string[]
}

interface Mixtures {
  after(state: number, saying: number, bounds: boolean): number
  of(state: number): Mixture
}

/** The first states are the ranks, of which nothing is said. */
function createMixtures(ranks: number, { saying: sayingOf }: Sayings): Mixtures {
  const unsaid = (rank: number): Mixture => ({ rank, parts: none, allows: false, keys: none })
  const mixtures: Mixture[] = Array.from({ length: ranks }, (_, rank) => unsaid(rank))
  const numbers = new Map<string, number>()
  const steps = new Map<number, Map<number, number>>()
  const of = (state: number): Mixture => mixtures[state] ?? unsaid(0)

  function mixed(state: number, part: number): number {
    const { rank, parts, allows, keys } = of(state)
    if (parts.includes(part)) return state
    const together = [...parts, part].sort((a, b) => a - b)
    const key = `${rank}|${together.join(',')}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    const saying = sayingOf(part >> 1)
    const made = mixtures.push({
      rank,
      parts: together,
      allows: allows || (part % 2 === 0 && saying.allows),
      keys: saying.keys.length === 0 ? keys : [...new Set([...keys, ...saying.keys])],
    })
    numbers.set(key, made - 1)
    return made - 1
  }

  return {
    after(state, saying, bounds) {
      const part = saying * 2 + (bounds ? 1 : 0)
      const ways = steps.get(part) ?? new Map<number, number>()
      steps.set(part, ways)
      const known = ways.get(state)
      if (known !== undefined) return known
      const made = mixed(state, part)
      ways.set(state, made)
      return made
    },
    of,
  }
}

const joined = (keys: readonly string[], more: readonly string[]): readonly string[] =>
  more.length === 0 ? keys : [...new Set([...keys, ...more])]

/** Keys about the single principal that the statements test. */
export const singleKeys = (statements: readonly StatementFacts[]): readonly string[] =>
  statements.flatMap((statement) => [...statement.keys].filter(isSinglePrincipalKey))
