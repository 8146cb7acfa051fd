/**
 * Ways through a graph of edges, cheapest first: fewer steps, then fewer conditions; unknown edges only where there is no other
 * way. Knows nothing of AWS. Bounded in time and memory: what was cut short says so. Deterministic, as the order of edges is.
 * Method: docs/algorithms/paths.md.
 */
import type { Edge } from './edge.ts'
import type { PathStepKind } from './path-answer.ts'

/** By node id. */
export interface Graph {
  into(id: string): readonly Edge[]
}

/** From the start to the end. */
export type Way = readonly Edge[]

/** What follows from what somebody is takes no step: to be member of a group, to be an administrator. */
const facts: ReadonlySet<PathStepKind> = new Set(['memberOf', 'assigned', 'provisions', 'is'])
export const isFact = ({ kind }: { readonly kind: PathStepKind }): boolean => facts.has(kind)
export const stepsOf = (edge: Edge): 0 | 1 => (isFact(edge) ? 0 : 1)
export const stepCount = (way: Way): number => way.reduce((sum, edge) => sum + stepsOf(edge), 0)

/** An unknown edge weighs more than any number of conditions on one way, a step more than any number of both. */
const weight = { condition: 1, unknown: 64, step: 64 * 64 } as const

const costOf = (edge: Edge): number =>
  stepsOf(edge) * weight.step +
  (edge.decision === 'Unknown' ? weight.unknown : edge.decision === 'Conditional' ? weight.condition : 0)

const wayCost = (way: Way): number => way.reduce((sum, edge) => sum + costOf(edge), 0)
const isUnknown = (way: Way): boolean => way.some((edge) => edge.decision === 'Unknown')

/** Certain and conditional ways before unknown ones. */
const compareWays = (a: Way, b: Way): number =>
  Number(isUnknown(a)) - Number(isUnknown(b)) || wayCost(a) - wayCost(b) || a.length - b.length

export interface SearchLimits {
  /** Steps of a way, facts not counted. */
  readonly depth: number
  /** Edges held at once while all ways are told apart: about 200 MB. */
  readonly edges: number
  /** Ways counted; beyond it the count is "at least". */
  readonly ways: number
  /** Edges tried while ways are counted. */
  readonly trials: number
}

export const usualLimits: SearchLimits = { depth: 6, edges: 500_000, ways: 10_000, trials: 2_000_000 }

export interface Found {
  /** Cheapest first. */
  readonly ways: readonly Way[]
  /** False: there may be more. */
  readonly whole: boolean
  /** Unknown edges lead to an end: what they hide could be a further way. */
  readonly unknown: boolean
  /** Edges looked at. */
  readonly edges: number
}

/* ------------------------------------------------------------------ the best way of each start */

interface Settled {
  readonly cost: number
  /** The first edge of the best way on from here; undefined at an end. */
  readonly edge: Edge | undefined
}

export interface Best extends Pick<Found, 'unknown' | 'edges'> {
  readonly ways: ReadonlyMap<string, Way>
}

/** One way for every node from which an end can be reached, backwards from the ends. */
export function bestWays(graph: Graph, ends: Iterable<string>, depth: number): Best {
  const certain = settle(graph, ends, depth, isCertain)
  const all = certain.left ? settle(graph, ends, depth, () => true) : certain
  const ways = new Map<string, Way>()
  for (const { settled } of [certain, all]) {
    for (const id of settled.keys()) {
      const way = ways.has(id) ? [] : wayFrom(settled, id)
      if (way.length > 0) ways.set(id, way)
    }
  }
  return { ways, unknown: certain.left, edges: certain.edges }
}

/** Dijkstra's algorithm over few distinct costs: a bucket for each, and nodes in the order in which they were found. */
function settle(
  graph: Graph,
  ends: Iterable<string>,
  depth: number,
  follows: (edge: Edge) => boolean,
): { readonly settled: ReadonlyMap<string, Settled>; readonly left: boolean; readonly edges: number } {
  const settled = new Map<string, Settled>()
  const open = new Map<string, Settled>()
  const buckets = new Map<number, string[]>()
  let left = false
  let edges = 0
  const offer = (id: string, offered: Settled): void => {
    const known = open.get(id)
    if (known && known.cost <= offered.cost) return
    open.set(id, offered)
    const bucket = buckets.get(offered.cost)
    if (bucket) bucket.push(id)
    else buckets.set(offered.cost, [id])
  }
  for (const id of ends) offer(id, { cost: 0, edge: undefined })
  while (buckets.size > 0) {
    const cost = Math.min(...buckets.keys())
    const bucket = buckets.get(cost) ?? []
    // Edges that cost nothing put their nodes at the end of the bucket at hand.
    for (const id of bucket) {
      const best = open.get(id)
      if (!best || best.cost !== cost || settled.has(id)) continue
      settled.set(id, best)
      for (const edge of graph.into(id)) {
        edges += 1
        if (!follows(edge)) {
          left = true
          continue
        }
        const next = cost + costOf(edge)
        if (next < (depth + 1) * weight.step && !settled.has(edge.from)) offer(edge.from, { cost: next, edge })
      }
    }
    buckets.delete(cost)
  }
  return { settled, left, edges }
}

function wayFrom(settled: ReadonlyMap<string, Settled>, start: string): Way {
  const way: Edge[] = []
  for (let edge = settled.get(start)?.edge; edge; edge = settled.get(edge.to)?.edge) way.push(edge)
  return way
}

/* ------------------------------------------------------------------ all ways of one start */

type Out = ReadonlyMap<string, readonly Edge[]>

/** The part of a graph in which the ways from a start to the ends lie. */
export interface Leading {
  /** By the node that they start from. */
  readonly out: Out
  /** False: what leads there is more than can be held. */
  readonly whole: boolean
}

/** Backwards and breadth first from the ends, whatever the start. */
export function leadingTo(graph: Graph, ends: Iterable<string>, limits: SearchLimits): Leading {
  const into = walked(ends, limits, graph.into, (edge) => edge.from)
  return { out: Map.groupBy([...into.found.values()].flat(), (edge) => edge.from), whole: into.whole }
}

/** Every way from one node to an end that visits no node twice, of at most `limits.depth` steps. */
export function allWays(
  leading: Leading,
  start: string,
  ends: ReadonlySet<string>,
  limits: SearchLimits,
  follows: (edge: Edge) => boolean = () => true,
): Found {
  if (ends.has(start)) return { ways: [], whole: true, unknown: false, edges: 0 }
  const own = walked(
    [start],
    limits,
    (id) => (ends.has(id) ? [] : (leading.out.get(id) ?? []).filter(follows)),
    (edge) => edge.to,
  )
  const certain = enumerate(own.found, start, ends, limits, isCertain)
  const unknown = leadsOn(own.found, ends)
  const found = certain.ways.length > 0 || !unknown ? certain : enumerate(own.found, start, ends, limits, () => true)
  return { ways: sorted(found.ways), whole: found.whole && own.whole && leading.whole, unknown, edges: own.edges }
}

const isCertain = (edge: Edge): boolean => edge.decision !== 'Unknown'

/** Does some unknown edge lead to an end. */
function leadsOn(out: Out, ends: ReadonlySet<string>): boolean {
  const unknown = [...out.values()].flat().filter((edge) => !isCertain(edge))
  if (unknown.length === 0) return false
  const steps = distances(out, ends, () => true)
  return unknown.some((edge) => steps.has(edge.to))
}

/** The edges of every node that is at most so many steps away, in either direction. */
function walked(
  starts: Iterable<string>,
  { depth, edges: mostEdges }: SearchLimits,
  edgesOf: (id: string) => readonly Edge[],
  next: (edge: Edge) => string,
): { readonly found: Out; readonly whole: boolean; readonly edges: number } {
  const found = new Map<string, readonly Edge[]>()
  let layer = [...starts]
  let edges = 0
  for (let steps = 0; layer.length > 0 && steps <= depth; steps += 1) {
    const further = new Set<string>()
    for (const id of layer) {
      if (found.has(id)) continue
      if (edges > mostEdges) return { found, whole: false, edges }
      // At the last step only what takes none.
      const own = edgesOf(id).filter((edge) => steps < depth || stepsOf(edge) === 0)
      edges += own.length
      found.set(id, own)
      for (const edge of own) {
        if (stepsOf(edge) === 0) layer.push(next(edge))
        else further.add(next(edge))
      }
    }
    layer = [...further]
  }
  return { found, whole: true, edges }
}

function enumerate(
  out: Out,
  start: string,
  ends: ReadonlySet<string>,
  limits: SearchLimits,
  follows: (edge: Edge) => boolean,
): Pick<Found, 'ways' | 'whole'> {
  const stepsToEnd = distances(out, ends, follows)
  const ways: Way[] = []
  const way: Edge[] = []
  const visited = new Set([start])
  let trials = 0
  const isSpent = (): boolean => trials > limits.trials || ways.length >= limits.ways
  const walk = (id: string, left: number): void => {
    if (ends.has(id)) {
      if (left === 0) ways.push([...way])
      return
    }
    for (const edge of out.get(id) ?? []) {
      if (isSpent()) return
      trials += 1
      const rest = left - stepsOf(edge)
      if (!follows(edge) || visited.has(edge.to) || (stepsToEnd.get(edge.to) ?? Number.POSITIVE_INFINITY) > rest)
        continue
      visited.add(edge.to)
      way.push(edge)
      walk(edge.to, rest)
      way.pop()
      visited.delete(edge.to)
    }
  }
  // Ways of one length after the other, so that what is cut off are the longest.
  for (let steps = stepsToEnd.get(start) ?? Number.POSITIVE_INFINITY; steps <= limits.depth; steps += 1)
    walk(start, steps)
  return { ways, whole: !isSpent() }
}

/** The fewest steps from each node to an end. */
function distances(out: Out, ends: ReadonlySet<string>, follows: (edge: Edge) => boolean): ReadonlyMap<string, number> {
  const into = Map.groupBy([...out.values()].flat().filter(follows), (edge) => edge.to)
  const known = new Map<string, number>()
  let layer = [...ends]
  for (let steps = 0; layer.length > 0; steps += 1) {
    const next = new Set<string>()
    for (const id of layer) {
      if (known.has(id)) continue
      known.set(id, steps)
      for (const edge of into.get(id) ?? []) {
        if (stepsOf(edge) === 0) layer.push(edge.from)
        else next.add(edge.from)
      }
    }
    layer = [...next]
  }
  return known
}

/** Among equally cheap ways those over nodes not shown yet come before another kind of step between the same nodes. */
function sorted(ways: readonly Way[]): readonly Way[] {
  const seen = new Map<string, number>()
  return ways
    .map((way) => ({ way, route: way.map((edge) => edge.to).join(' ') }))
    .sort((a, b) => compareWays(a.way, b.way))
    .map(({ way, route }) => {
      const turn = seen.get(route) ?? 0
      seen.set(route, turn + 1)
      return { way, turn }
    })
    .sort((a, b) => compareWays(a.way, b.way) || a.turn - b.turn)
    .map(({ way }) => way)
}

/** The order of answers over many starts. */
export const inOrder = (ways: Iterable<Way>): readonly Way[] =>
  [...ways].sort((a, b) => {
    const [first, second] = [a[0]?.from ?? '', b[0]?.from ?? '']
    return compareWays(a, b) || (first < second ? -1 : first > second ? 1 : 0)
  })
