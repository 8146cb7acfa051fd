/** The access graph: the edges of all sources, by node id. What was asked for is kept, up to a bound. */
import type { Edge, EdgeSource } from './edge.ts'
import type { Nodes } from './nodes.ts'
import type { Graph } from './search.ts'

/** About 200 MB; beyond it edges are made anew. */
const keptEdges = 500_000

export const createGraph = (sources: readonly EdgeSource[], nodes: Nodes): Graph => ({
  into: kept((id) => sources.flatMap((source) => source.into(nodes.of(id)))),
})

export function kept(make: (id: string) => readonly Edge[]): (id: string) => readonly Edge[] {
  const known = new Map<string, readonly Edge[]>()
  let edges = 0
  return (id) => {
    const found = known.get(id)
    if (found) return found
    const made = make(id)
    if (edges > keptEdges) {
      known.clear()
      edges = 0
    }
    known.set(id, made)
    edges += made.length
    return made
  }
}

/** The edges that a question may use. */
export const restricted = (graph: Graph, uses: (edge: Edge) => boolean): Graph => ({
  into: (id) => graph.into(id).filter(uses),
})

/** With further edges, made for one question. */
export const extended = (graph: Graph, source: Graph): Graph => ({
  into: (id) => [...graph.into(id), ...source.into(id)],
})
