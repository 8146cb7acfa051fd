/**
 * Where everybody can take over everybody there is an edge for each pair of principals: more than anybody reads or memory holds.
 * Beyond a hundred thousand edges a principal that has enough of its own is left out. That it comes to be administrator, and how
 * certainly, stands by those that it has; only over whom else it could is not listed.
 */
import type { CompiledPrincipal, World } from '../world.ts'
import type { Edge } from './edge.ts'

/** Are edges of a principal still looked for. */
export type Wanted = (one: CompiledPrincipal) => boolean

export interface Bound {
  /** Gives back those that are kept. */
  add<E extends BoundedEdge>(edges: readonly E[]): readonly E[]
  /** Undefined: everybody's. The same function as long as it says the same. */
  wanted(): Wanted | undefined
  /** Are further edges of a principal not looked for. */
  hasLeftOut(arn: string): boolean
}

type BoundedEdge = Pick<Edge, 'from' | 'decision'> & { readonly target?: string }

const manyEdges = 100_000
const enoughCertain = 20
const enough = 200

export function createBound({ principalByArn }: World): Bound {
  const certain = new Map<string, number>()
  const all = new Map<string, number>()
  const left = new Set<string>()
  /** The same by position: to read an ARN is to make a record. */
  const positions = new Set<number>()
  let total = 0
  let wanted: Wanted | undefined
  const leaveOut = (arns: Iterable<string>): void => {
    const before = left.size
    for (const arn of arns) {
      const has = (certain.get(arn) ?? 0) >= enoughCertain || (all.get(arn) ?? 0) >= enough
      if (!has || left.has(arn)) continue
      left.add(arn)
      positions.add(principalByArn.get(arn)?.index ?? -1)
    }
    if (left.size > before) wanted = ({ index }) => !positions.has(index)
  }
  return {
    add(edges) {
      const kept = left.size === 0 ? edges : edges.filter(({ from }) => !left.has(from))
      for (const { from, decision, target } of kept) {
        all.set(from, (all.get(from) ?? 0) + 1)
        // Who gives itself what makes it administrator needs nobody else for it.
        if (decision === 'Allowed') certain.set(from, (certain.get(from) ?? 0) + (target === from ? enoughCertain : 1))
      }
      const wasMany = total >= manyEdges
      total += kept.length
      if (total >= manyEdges) leaveOut(wasMany ? kept.map(({ from }) => from) : all.keys())
      return kept
    },
    wanted: () => wanted,
    hasLeftOut: (arn) => left.has(arn),
  }
}
