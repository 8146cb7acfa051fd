/**
 * Ways through a graph of edges, cheapest first: fewer steps, then fewer conditions; unknown edges only where there is no other
 * way. Knows nothing of AWS. Bounded in time and memory: what was cut short says so. Deterministic, as the order of edges is.
 * Method: docs/algorithms/paths.md.
 */
import type { Steps } from '../stepwise.ts'
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
export const weight = { condition: 1, unknown: 64, step: 64 * 64 } as const

export const costOf = (edge: Edge): number =>
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
  /** Edges tried while the ways of one start are counted. */
  readonly trials: number
}

export const usualLimits: SearchLimits = { depth: 6, edges: 500_000, ways: 10_000, trials: 2_000_000 }

/** What a question may still cost, over all the searches that it takes: each edge that is looked at counts. */
export interface Effort {
  left: number
}

/** About a second of processor time where the edges are known; it takes the edges of 50,000 principals. */
export const usualEffort = 8_000_000
export const isSpent = (effort: Effort): boolean => effort.left <= 0

export interface Found {
  /** Cheapest first. */
  readonly ways: readonly Way[]
  /** False: there may be more. */
  readonly whole: boolean
  /** Unknown edges lead to an end: what they hide could be a further way. */
  readonly unknown: boolean
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
export function* leadingTo(graph: Graph, ends: Iterable<string>, limits: SearchLimits, effort: Effort): Steps<Leading> {
  const { found, whole } = yield* walked(ends, limits, effort, graph.into, (edge) => edge.from)
  return { out: yield* grouped(found, (edge) => edge.from), whole }
}

/** Every way from one node to an end that visits no node twice, of at most `limits.depth` steps. */
export function* allWays(
  leading: Leading,
  start: string,
  ends: ReadonlySet<string>,
  limits: SearchLimits,
  effort: Effort,
  follows: (edge: Edge) => boolean = () => true,
): Steps<Found> {
  if (ends.has(start)) return { ways: [], whole: true, unknown: false }
  const own = yield* walked(
    [start],
    limits,
    effort,
    (id) => (ends.has(id) ? [] : (leading.out.get(id) ?? []).filter(follows)),
    (edge) => edge.to,
  )
  const part = { out: own.found, start, ends }
  const certain = yield* enumerate(part, limits, effort, isCertain)
  const unknown = yield* leadsOn(own.found, ends)
  const found = certain.ways.length > 0 || !unknown ? certain : yield* enumerate(part, limits, effort, () => true)
  return { ways: sorted(found.ways), whole: found.whole && own.whole && leading.whole, unknown }
}

export const isCertain = (edge: Edge): boolean => edge.decision !== 'Unknown'

/** Does some unknown edge lead to an end. */
function* leadsOn(out: Out, ends: ReadonlySet<string>): Steps<boolean> {
  const unknown = [...out.values()].flatMap((edges) => edges.filter((edge) => !isCertain(edge)))
  if (unknown.length === 0) return false
  const steps = yield* distances(out, ends, () => true)
  return unknown.some((edge) => steps.has(edge.to))
}

/** The edges of every node that is at most so many steps away, in either direction. */
function* walked(
  starts: Iterable<string>,
  { depth, edges: mostEdges }: SearchLimits,
  effort: Effort,
  edgesOf: (id: string) => readonly Edge[],
  next: (edge: Edge) => string,
): Steps<{ readonly found: Out; readonly whole: boolean }> {
  const found = new Map<string, readonly Edge[]>()
  let layer = [...starts]
  let edges = 0
  for (let steps = 0; layer.length > 0 && steps <= depth; steps += 1) {
    const further = new Set<string>()
    for (const id of layer) {
      if (found.has(id)) continue
      if (edges > mostEdges || isSpent(effort)) return { found, whole: false }
      // At the last step only what takes none.
      const own = edgesOf(id).filter((edge) => steps < depth || stepsOf(edge) === 0)
      edges += own.length
      effort.left -= own.length
      found.set(id, own)
      for (const edge of own) {
        if (stepsOf(edge) === 0) layer.push(next(edge))
        else further.add(next(edge))
      }
      yield
    }
    layer = [...further]
  }
  return { found, whole: true }
}

function* grouped(found: Out, by: (edge: Edge) => string): Steps<Out> {
  const groups = new Map<string, Edge[]>()
  for (const edges of found.values()) {
    for (const edge of edges) {
      const group = groups.get(by(edge))
      if (group) group.push(edge)
      else groups.set(by(edge), [edge])
    }
    yield
  }
  return groups
}

/** Where ways are looked for: the edges from each node, and between what. */
interface Part {
  readonly out: Out
  readonly start: string
  readonly ends: ReadonlySet<string>
}

/** A node on the way at hand: of its edges those before `at` were tried, `left` steps may follow. */
interface Turn {
  readonly edges: readonly Edge[]
  at: number
  readonly left: number
}

/** So many edges are tried in one step. */
const trialsAtOnce = 10_000

function* enumerate(
  { out, start, ends }: Part,
  limits: SearchLimits,
  effort: Effort,
  follows: (edge: Edge) => boolean,
): Steps<Pick<Found, 'ways' | 'whole'>> {
  const stepsToEnd = yield* distances(out, ends, follows)
  const ways: Way[] = []
  const way: Edge[] = []
  const visited = new Set([start])
  const most = Math.min(limits.trials, effort.left)
  let trials = 0
  const isOver = (): boolean => trials > most || ways.length >= limits.ways
  const turnAt = (id: string, left: number): Turn => ({ edges: out.get(id) ?? [], at: 0, left })
  function* waysOf(length: number): Steps<void> {
    const turns = [turnAt(start, length)]
    for (let turn = turns.at(-1); turn && !isOver(); turn = turns.at(-1)) {
      const edge = turn.edges[turn.at]
      if (!edge) {
        turns.pop()
        visited.delete(way.pop()?.to ?? '')
        continue
      }
      turn.at += 1
      trials += 1
      if (trials % trialsAtOnce === 0) yield
      const left = turn.left - stepsOf(edge)
      if (!follows(edge) || visited.has(edge.to) || (stepsToEnd.get(edge.to) ?? Number.POSITIVE_INFINITY) > left)
        continue
      if (ends.has(edge.to)) {
        if (left === 0) ways.push([...way, edge])
        continue
      }
      visited.add(edge.to)
      way.push(edge)
      turns.push(turnAt(edge.to, left))
    }
  }
  // Ways of one length after the other, so that what is cut off are the longest.
  for (let steps = stepsToEnd.get(start) ?? Number.POSITIVE_INFINITY; steps <= limits.depth && !isOver(); steps += 1)
    yield* waysOf(steps)
  effort.left -= trials
  return { ways, whole: !isOver() }
}

/** The fewest steps from each node to an end. */
function* distances(
  out: Out,
  ends: ReadonlySet<string>,
  follows: (edge: Edge) => boolean,
): Steps<ReadonlyMap<string, number>> {
  const into = yield* grouped(out, (edge) => edge.to)
  const known = new Map<string, number>()
  let layer = [...ends]
  for (let steps = 0; layer.length > 0; steps += 1) {
    const next = new Set<string>()
    for (const id of layer) {
      if (known.has(id)) continue
      known.set(id, steps)
      for (const edge of into.get(id) ?? []) {
        if (!follows(edge)) continue
        if (stepsOf(edge) === 0) layer.push(edge.from)
        else next.add(edge.from)
      }
      yield
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
