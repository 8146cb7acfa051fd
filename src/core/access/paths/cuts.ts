/**
 * The fewest edges that all ways go through: a smallest hitting set. The ways at hand may not be all there are, so each set is
 * tried: what the search still finds without its edges joins the ways, until it finds nothing.
 */
import type { Steps } from '../stepwise.ts'
import type { Edge } from './edge.ts'
import { type Found, stepsOf, type Way } from './search.ts'

/** Nobody takes away more at once, and a longer list tells nobody where to begin. */
export const mostCuts = 12

/** Subsets of one size times ways: some ten milliseconds. Beyond it the edge that cuts most comes first. */
const mostTrials = 1_000_000

/** Each searches the graph again. */
const mostRounds = 24

export type CutOutcome =
  | {
      readonly kind: 'cut'
      /** At most `mostCuts`, those of most ways at hand first. */
      readonly edges: readonly CutEdge[]
      /** The ways at hand. */
      readonly ways: number
    }
  /** There is none of at most `mostCuts` edges, or none was proven; as many as this it takes in any case. */
  | { readonly kind: 'none'; readonly atLeast: number }

export interface CutEdge {
  readonly edge: Edge
  /** How many of the ways at hand go through it. */
  readonly ways: number
  /** And how many of those that came to light when others were cut. */
  readonly further: number
}

export function* smallestCut(
  ways: readonly Way[],
  searchWithout: (isRemoved: (edge: Edge) => boolean) => Steps<Pick<Found, 'ways' | 'whole'>>,
): Steps<CutOutcome> {
  const known = createKnownWays()
  let more = ways
  let atLeast = 0
  for (let round = 0; round < mostRounds && more.length > 0; round += 1) {
    if (!known.add(more)) break
    // Far cheaper than to look for a set, and where everybody goes a way of his own it says that there is none.
    atLeast = apart(known.ways)
    if (atLeast > mostCuts) break
    const chosen = hittingSet(known, atLeast)
    if (!chosen) break
    yield
    const edges = chosen.map(cutEdgeOf(known, ways.length)).sort((a, b) => b.ways - a.ways || b.further - a.further)
    const rest = yield* searchWithout(isOneOf(edges.map(({ edge }) => edge)))
    if (rest.ways.length === 0)
      return rest.whole ? { kind: 'cut', edges, ways: ways.length } : { kind: 'none', atLeast }
    more = rest.ways
  }
  return { kind: 'none', atLeast }
}

/** Ways are known in the order in which they came, those at hand first. */
const cutEdgeOf =
  (known: KnownWays, atHand: number) =>
  ({ number, ways }: Candidate): CutEdge => {
    const own = [...ways].filter((position) => position < atHand).length
    return { edge: known.edge(number), ways: own, further: ways.size - own }
  }

/* ------------------------------------------------------------------ edges by number */

export const edgeKey = ({ from, to, kind, path }: Edge): string => `${kind} ${path ?? ''} ${from} ${to}`

/** Few edges, asked of very many: most lead elsewhere. */
function isOneOf(edges: readonly Edge[]): (edge: Edge) => boolean {
  const byEnd = Map.groupBy(edges, ({ to }) => to)
  return ({ from, to, kind, path }) =>
    byEnd.get(to)?.some((one) => one.from === from && one.kind === kind && one.path === path) ?? false
}

/** What can be taken away by itself: not what AWS makes of an assignment, nor what somebody is. */
const isCuttable = (edge: Edge): boolean => edge.kind !== 'is' && edge.kind !== 'provisions'

interface KnownWays {
  /** Of each way the numbers of the edges that can be cut. */
  readonly ways: readonly (readonly number[])[]
  edge(number: number): Edge
  /** False: one of them cannot be cut anywhere. */
  add(more: readonly Way[]): boolean
}

function createKnownWays(): KnownWays {
  const ways: (readonly number[])[] = []
  const edges: Edge[] = []
  const byKey = new Map<string, number>()
  const numberOf = (edge: Edge): number => {
    const key = edgeKey(edge)
    const known = byKey.get(key)
    if (known !== undefined) return known
    byKey.set(key, edges.length)
    return edges.push(edge) - 1
  }
  return {
    ways,
    edge(number) {
      const edge = edges[number]
      if (!edge) throw new RangeError(`no edge ${number}`)
      return edge
    },
    add(more) {
      for (const way of more) {
        const numbers = way.filter(isCuttable).map(numberOf)
        if (numbers.length === 0) return false
        ways.push(numbers)
      }
      return true
    },
  }
}

/** How many of the ways share no edge with one another, counted greedily: each of those needs a cut of its own. */
function apart(ways: readonly (readonly number[])[]): number {
  const taken = new Set<number>()
  let count = 0
  for (const way of ways) {
    if (way.some((number) => taken.has(number))) continue
    for (const number of way) taken.add(number)
    count += 1
  }
  return count
}

/* ------------------------------------------------------------------ hitting sets */

interface Candidate {
  readonly number: number
  /** Positions of the ways that go through it. */
  readonly ways: ReadonlySet<number>
}

/** Undefined: none of at most `mostCuts` was found. */
function hittingSet(known: KnownWays, atLeast: number): readonly Candidate[] | undefined {
  const candidates = candidatesOf(known)
  const every = new Set(known.ways.keys())
  const chosen = smallest(candidates, every, atLeast) ?? greedy(candidates, every)
  return chosen?.sort((a, b) => b.ways.size - a.ways.size)
}

/** Without those that cut nothing that another one does not cut too. Most ways first, then what somebody does. */
function candidatesOf({ ways, edge }: KnownWays): readonly Candidate[] {
  const found = new Map<number, Set<number>>()
  for (const [index, way] of ways.entries()) {
    for (const number of way) {
      const known = found.get(number)
      if (known) known.add(index)
      else found.set(number, new Set([index]))
    }
  }
  const bySize = Array.from(found, ([number, own]): Candidate => ({ number, ways: own })).sort(
    (a, b) => b.ways.size - a.ways.size || stepsOf(edge(b.number)) - stepsOf(edge(a.number)),
  )
  const kept: Candidate[] = []
  const keptOf = new Map<number, Candidate[]>()
  for (const one of bySize) {
    // Whatever cuts all of its ways cuts the first.
    const [first = -1] = one.ways
    if (keptOf.get(first)?.some((other) => [...one.ways].every((way) => other.ways.has(way)))) continue
    kept.push(one)
    for (const way of one.ways) {
      const own = keptOf.get(way)
      if (own) own.push(one)
      else keptOf.set(way, [one])
    }
  }
  return kept
}

/** By the number of edges; among equals the first in the order of the candidates. Undefined where that takes too long. */
function smallest(
  candidates: readonly Candidate[],
  every: ReadonlySet<number>,
  atLeast: number,
): Candidate[] | undefined {
  for (let size = atLeast; size <= mostCuts; size += 1) {
    if (subsetsOf(candidates.length, size) * every.size > mostTrials) return undefined
    const found = subset(candidates, every, size)
    if (found) return found
  }
  return undefined
}

/** How many subsets of this size there are. */
function subsetsOf(count: number, size: number): number {
  let subsets = 1
  for (let at = 0; at < size; at += 1) subsets *= (count - at) / (at + 1)
  return subsets
}

function subset(candidates: readonly Candidate[], left: ReadonlySet<number>, size: number): Candidate[] | undefined {
  if (left.size === 0) return []
  if (size === 0) return undefined
  for (const [at, one] of candidates.entries()) {
    const rest = subset(candidates.slice(at + 1), new Set([...left].filter((way) => !one.ways.has(way))), size - 1)
    if (rest) return [one, ...rest]
  }
  return undefined
}

function greedy(candidates: readonly Candidate[], every: ReadonlySet<number>): Candidate[] | undefined {
  const chosen: Candidate[] = []
  const left = new Set(every)
  let open = candidates.map((one) => ({ one, gain: one.ways.size }))
  while (left.size > 0) {
    // What a candidate cuts only grows less: what it once cut bounds it, and most need not be counted again.
    let best = { one: open[0]?.one, gain: 0 }
    for (const candidate of open) {
      if (candidate.gain <= best.gain) continue
      candidate.gain = [...candidate.one.ways].filter((way) => left.has(way)).length
      if (candidate.gain > best.gain) best = candidate
    }
    if (!best.one || chosen.length === mostCuts) return undefined
    chosen.push(best.one)
    for (const way of best.one.ways) left.delete(way)
    open = open.filter((candidate) => candidate !== best)
  }
  return withoutNeedless(chosen)
}

/** What the first choices cut, later ones may cut too. */
function withoutNeedless(chosen: readonly Candidate[]): Candidate[] {
  const times = new Map<number, number>()
  for (const way of chosen.flatMap((one) => [...one.ways])) times.set(way, (times.get(way) ?? 0) + 1)
  return chosen.filter((one) => {
    const needed = [...one.ways].some((way) => times.get(way) === 1)
    if (!needed) for (const way of one.ways) times.set(way, (times.get(way) ?? 0) - 1)
    return needed
  })
}
