/**
 * The fewest edges that all ways go through: a smallest hitting set. The ways at hand may not be all there are, so each set is
 * tried: what the search still finds without its edges joins the ways, until it finds nothing.
 */
import type { Edge } from './edge.ts'
import { type Found, stepsOf, type Way } from './search.ts'

/** Up to here every subset is tried; beyond it the edge that cuts most comes first. */
const exactUpTo = 12

export interface Cut {
  /** Those of most ways first. */
  readonly edges: readonly Edge[]
  /** The ways at hand, and those that came to light when they were cut. */
  readonly ways: readonly Way[]
}

/** Undefined: there is nothing to cut, or no set was proven in so many rounds, each of which searches the graph again. */
export function smallestCut(
  ways: readonly Way[],
  rounds: number,
  searchWithout: (removed: (edge: Edge) => boolean) => Pick<Found, 'ways' | 'whole'>,
): Cut | undefined {
  if (ways.length === 0) return undefined
  const known = [...ways]
  for (let round = 0; round < rounds; round += 1) {
    const edges = hittingSet(known)
    if (!edges) return undefined
    const removed = new Set(edges.map(edgeKey))
    const rest = searchWithout((edge) => removed.has(edgeKey(edge)))
    if (rest.ways.length === 0) return rest.whole ? { edges, ways: known } : undefined
    known.push(...rest.ways)
  }
  return undefined
}

export const edgeKey = ({ from, to, kind, path }: Edge): string => `${kind} ${path ?? ''} ${from} ${to}`

/** What can be taken away by itself: not what AWS makes of an assignment, nor what somebody is. */
const isCuttable = (edge: Edge): boolean => edge.kind !== 'is' && edge.kind !== 'provisions'

interface Candidate {
  readonly edge: Edge
  /** Positions of the ways that go through it. */
  readonly ways: ReadonlySet<number>
}

function hittingSet(ways: readonly Way[]): readonly Edge[] | undefined {
  const candidates = candidatesOf(ways)
  const cut = new Set(candidates.flatMap((one) => [...one.ways]))
  if (cut.size < ways.length) return undefined
  const chosen = candidates.length <= exactUpTo ? smallest(candidates, cut) : greedy(candidates, cut)
  return chosen.sort((a, b) => b.ways.size - a.ways.size).map(({ edge }) => edge)
}

/** Without those that cut nothing that another one does not cut too. Most ways first, then what somebody does. */
function candidatesOf(ways: readonly Way[]): readonly Candidate[] {
  const found = new Map<string, { readonly edge: Edge; readonly ways: Set<number> }>()
  for (const [index, way] of ways.entries()) {
    for (const edge of way) {
      if (!isCuttable(edge)) continue
      const key = edgeKey(edge)
      const known = found.get(key)
      if (known) known.ways.add(index)
      else found.set(key, { edge, ways: new Set([index]) })
    }
  }
  const bySize = [...found.values()].sort((a, b) => b.ways.size - a.ways.size || stepsOf(b.edge) - stepsOf(a.edge))
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

/** By the number of edges; among equals the first in the order of the candidates. */
function smallest(candidates: readonly Candidate[], every: ReadonlySet<number>): Candidate[] {
  for (let size = 1; size <= candidates.length; size += 1) {
    const found = subset(candidates, every, size)
    if (found) return found
  }
  return [...candidates]
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

function greedy(candidates: readonly Candidate[], every: ReadonlySet<number>): Candidate[] {
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
    if (!best.one) break
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
