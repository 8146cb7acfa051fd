/**
 * The best way of every start at once, backwards from the ends: Dijkstra's algorithm over few distinct costs, a bucket for each,
 * nodes in the order in which they were found. Method: docs/algorithms/paths.md.
 */
import type { Steps } from '../stepwise.ts'
import type { Edge } from './edge.ts'
import { costOf, type Effort, type Found, type Graph, isCertain, isSpent, type Way, weight } from './search.ts'

export interface Best extends Pick<Found, 'whole' | 'unknown'> {
  /** Of every node from which an end can be reached. */
  readonly ways: ReadonlyMap<string, Way>
  /** The best way that does not begin with what the start is itself. */
  readonly becoming: (id: string) => Way | undefined
}

export function* bestWays(graph: Graph, ends: Iterable<string>, depth: number, effort: Effort): Steps<Best> {
  const certain = yield* settle(graph, ends, { depth, follows: isCertain }, effort)
  const all = certain.left ? yield* settle(graph, ends, { depth, follows: () => true }, effort) : certain
  const ways = new Map<string, Way>()
  for (const { settled } of [certain, all]) {
    for (const [id, { best }] of settled) if (!ways.has(id) && best.edge) ways.set(id, wayFrom(best))
    yield
  }
  return {
    ways,
    becoming(id) {
      const label = becoming(certain.settled, id) ?? becoming(all.settled, id)
      return label && wayFrom(label)
    },
    whole: certain.whole && all.whole,
    unknown: certain.left,
  }
}

/** A way on from a node. */
interface Label {
  readonly id: string
  readonly cost: number
  /** The first edge; undefined at an end. */
  readonly edge: Edge | undefined
  readonly rest: Label | undefined
  /** Who the first is that acts as the administrator it is; absent where nobody needs to. */
  readonly as: string | undefined
}

interface Labels {
  readonly best: Label
  /** The best of those that need somebody else to be what it is. */
  readonly other?: Label
}

interface Settled {
  readonly settled: ReadonlyMap<string, Labels>
  /** Edges were not followed. */
  readonly left: boolean
  readonly whole: boolean
}

function becoming(settled: Settled['settled'], id: string): Label | undefined {
  const labels = settled.get(id)
  const label = labels?.best.as === id ? labels.other : labels?.best
  return label?.edge && label
}

function wayFrom(start: Label): Way {
  const way: Edge[] = []
  for (let label: Label | undefined = start; label?.edge; label = label.rest) way.push(label.edge)
  return way
}

function* settle(
  graph: Graph,
  ends: Iterable<string>,
  { depth, follows }: { readonly depth: number; readonly follows: (edge: Edge) => boolean },
  effort: Effort,
): Steps<Settled> {
  const settled = new Map<string, Labels>()
  const open = new Map<string, Labels>()
  const buckets = new Map<number, Label[]>()
  let left = false
  const offer = (label: Label): void => {
    const labels = withLabel(open.get(label.id), label)
    if (!labels) return
    open.set(label.id, labels)
    const bucket = buckets.get(label.cost)
    if (bucket) bucket.push(label)
    else buckets.set(label.cost, [label])
  }
  for (const id of ends) offer({ id, cost: 0, edge: undefined, rest: undefined, as: undefined })
  while (buckets.size > 0) {
    const cost = Math.min(...buckets.keys())
    // Edges that cost nothing put their nodes at the end of the bucket at hand.
    for (const label of buckets.get(cost) ?? []) {
      const labels = open.get(label.id)
      if (labels?.best !== label && labels?.other !== label) continue
      if (isSpent(effort)) return { settled, left, whole: false }
      const best = settled.get(label.id)?.best
      settled.set(label.id, best ? { best, other: label } : { best: label })
      const edges = graph.into(label.id)
      effort.left -= edges.length
      for (const edge of edges) {
        if (!follows(edge)) {
          left = true
          continue
        }
        const next = cost + costOf(edge)
        const as = edge.kind === 'is' ? edge.from : label.as
        if (next < (depth + 1) * weight.step) offer({ id: edge.from, cost: next, edge, rest: label, as })
      }
      yield
    }
    buckets.delete(cost)
  }
  return { settled, left, whole: true }
}

/** Undefined: the label is no better than what is known. */
function withLabel(known: Labels | undefined, label: Label): Labels | undefined {
  if (!known) return { best: label }
  const { best, other } = known
  if (label.cost < best.cost) {
    // Where nobody needs to be anything no other way is asked for.
    if (label.as === undefined) return { best: label }
    return label.as === best.as ? { ...known, best: label } : { best: label, other: best }
  }
  if (best.as === undefined || best.as === label.as || (other && other.cost <= label.cost)) return undefined
  return { best, other: label }
}
