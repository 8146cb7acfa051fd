/**
 * What every principal could become administrator through: from the administrators backwards over all edges at once
 * (docs/algorithms/escalations.md).
 */
import { memo } from '../../evaluate/memo.ts'
import { compareText } from '../../order.ts'
import { isPerhapsAdministrator } from '../administrators.ts'
import type { AdminAnswer } from '../answers.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { type Bound, createBound, type Wanted } from './escalation-bound.ts'
import { isBetter, rankOf } from './escalation-proof.ts'
import { administratorId, type Nodes } from './nodes.ts'
import type { Escalating, Escalation, PathDecision } from './path-answer.ts'

/** findings.md §8: a longer path is no plan. */
const maxEdges = 6

const grades = ['Allowed', 'Conditional', 'Unknown'] as const satisfies readonly PathDecision[]

export interface EscalationsInput {
  readonly world: World
  readonly nodes: Nodes
  /** Escalations, and roles that may be assumed. */
  readonly sources: readonly EdgeSource[]
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
}

/** Who holds IAM in its hands has hundreds of targets over each path; nobody reads on. The others are counted. */
const listedTargets = 20

/** By ARN. Principals that could become nothing are missing; administrators too. A step asks about one principal. */
export function* escalations(input: EscalationsInput): Generator<void, ReadonlyMap<string, Escalating>> {
  for (const source of input.sources) while (source.step?.()) yield
  const graph = yield* graphBehind(input)
  const distances = distancesIn(graph)
  const found = new Map<string, Escalating>()
  for (const [arn, edges] of graph.outgoing) {
    yield
    const one = input.world.principalByArn.get(arn)
    const admin = one ? input.adminOf(one) : 'yes'
    if (admin === 'yes') continue
    const best = new Map<string, Escalation>()
    for (const edge of edges) {
      const decision = edge.path === undefined ? undefined : decisionVia(graph, distances, edge)
      if (edge.path === undefined || decision === undefined) continue
      // Who is administrator under a condition gains by what is certain alone.
      if (admin === 'conditional' && decision !== 'Allowed') continue
      const { target } = edge
      const key = `${edge.path} ${target}`
      const before = best.get(key)
      if (!before || isBetter({ decision }, before)) best.set(key, { path: edge.path, target, decision })
    }
    if (best.size > 0) found.set(arn, listed([...best.values()].sort(inOrder(graph)), graph.bound.hasLeftOut(arn)))
  }
  return found
}

function listed(all: readonly Escalation[], othersLeftOut: boolean): Escalating {
  const targets = new Map<string, number>()
  const escalatesTo = all.filter(({ path }) => {
    const before = targets.get(path) ?? 0
    targets.set(path, before + 1)
    return before < listedTargets
  })
  const more = all.length - escalatesTo.length
  if (othersLeftOut) return { escalatesTo, escalatesToMore: 'not counted' }
  return { escalatesTo, ...(more > 0 && { escalatesToMore: more }) }
}

/** Of a path those who are administrators already come before those that only lead on: they are the ones to be listed. */
const inOrder =
  ({ ends }: Graph) =>
  (a: Escalation, b: Escalation): number =>
    rankOf[a.decision] - rankOf[b.decision] ||
    compareText(a.path, b.path) ||
    Number(ends.has(b.target)) - Number(ends.has(a.target)) ||
    compareText(a.target, b.target)

/* ------------------------------------------------------------------ the graph behind the administrators */

/** An edge without its proof: less than a tenth of it. There may be a million. */
interface Step extends Pick<Edge, 'from' | 'to' | 'decision'> {
  readonly path: string | undefined
  /** Of an edge to administrator, whom it makes one. */
  readonly target: string
}

interface Graph {
  /** Where paths end, and how certainly. */
  readonly ends: ReadonlyMap<string, PathDecision>
  readonly incoming: ReadonlyMap<string, readonly Step[]>
  readonly outgoing: ReadonlyMap<string, readonly Step[]>
  readonly bound: Bound
}

/**
 * Of edges that are unknown a path has one at most: what rests on two things that nobody has seen is a guess. So whoever is
 * reached over one is asked for no further ones.
 */
function* graphBehind(input: EscalationsInput): Generator<void, Graph> {
  const ends = yield* endsOf(input)
  const incoming = new Map<string, readonly Step[]>()
  const outgoing = new Map<string, Step[]>()
  const guessed = new Set<string>()
  const isPrincipal = memo((id) => input.world.principalByArn.get(id) !== undefined)
  const bound = createBound(input.world)
  function* expand(start: Iterable<string>, wanted: (edge: Edge) => boolean): Generator<void, void> {
    let layer = [...start].filter((id) => !incoming.has(id))
    for (let depth = 0; depth < maxEdges && layer.length > 0; depth += 1) {
      const next = new Set<string>()
      for (const id of layer) {
        const steps: Step[] = []
        for (const part of partsInto(input, id, bound.wanted())) {
          for (const edge of part) if (edge.from !== id && wanted(edge)) steps.push(stepOf(edge))
          yield
        }
        const kept = bound.add(steps)
        incoming.set(id, kept)
        for (const step of kept) {
          append(outgoing, step.from, step)
          const further = step.decision === 'Unknown' ? guessed : next
          if (isPrincipal(step.from)) further.add(step.from)
        }
      }
      layer = [...next].filter((id) => !incoming.has(id))
    }
  }
  const known = [...ends].flatMap(([id, decision]) => (decision === 'Unknown' ? [] : [id]))
  yield* expand(known, () => true)
  yield* expand([...ends.keys(), ...guessed], ({ decision }) => decision !== 'Unknown')
  return { ends, incoming, outgoing, bound }
}

function* partsInto(
  { nodes, sources }: EscalationsInput,
  id: string,
  wanted: Wanted | undefined,
): Generator<readonly Edge[]> {
  const node = nodes.of(id)
  for (const source of sources) yield* source.parts?.(node, wanted) ?? [source.into(node, wanted)]
}

const stepOf = ({ from, to, decision, path, target }: Edge & { readonly target?: string }): Step => ({
  from,
  to,
  decision,
  path,
  target: target ?? to,
})

/** Administrators, and whoever gives itself what makes it one; root users are nobody's target. */
function* endsOf({ world, adminOf }: EscalationsInput): Generator<void, ReadonlyMap<string, PathDecision>> {
  const ends = new Map<string, PathDecision>()
  for (const account of world.accounts.keys()) ends.set(administratorId(account), 'Allowed')
  for (const one of world.principals) {
    yield
    const admin = adminOf(one)
    if (admin === 'no' || one.principal.type === 'root') continue
    // Who may be anything because a policy of its own was not read is no end; that is said of it by itself.
    if (admin === 'unknown' && !isPerhapsAdministrator(world, one)) continue
    ends.set(one.principal.arn, admin === 'yes' ? 'Allowed' : admin === 'conditional' ? 'Conditional' : 'Unknown')
  }
  return ends
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/* ------------------------------------------------------------------ how far each principal is from an end */

/** Fewest edges to an end, for each grade of certainty of the whole path. */
type Distances = Readonly<Record<PathDecision, ReadonlyMap<string, number>>>

function distancesIn(graph: Graph): Distances {
  const upTo = (grade: 'Allowed' | 'Conditional'): ReadonlyMap<string, number> =>
    distancesOver(graph, startingAt(graph.ends, grade), grade)
  const Conditional = upTo('Conditional')
  const guesses = startingAt(graph.ends, 'Unknown')
  for (const [to, distance] of Conditional) {
    for (const edge of graph.incoming.get(to) ?? []) {
      if (edge.decision !== 'Unknown') continue
      guesses.set(edge.from, Math.min(guesses.get(edge.from) ?? maxEdges, distance + 1))
    }
  }
  return { Allowed: upTo('Allowed'), Conditional, Unknown: distancesOver(graph, guesses, 'Conditional') }
}

const startingAt = (ends: Graph['ends'], grade: PathDecision): Map<string, number> =>
  new Map([...ends].flatMap(([id, decision]) => (rankOf[decision] <= rankOf[grade] ? [[id, 0] as const] : [])))

function distancesOver(
  { incoming }: Graph,
  starts: ReadonlyMap<string, number>,
  grade: 'Allowed' | 'Conditional',
): ReadonlyMap<string, number> {
  const distances = new Map<string, number>()
  let layer: string[] = []
  for (let distance = 0; distance <= maxEdges; distance += 1) {
    const reached = [...starts].flatMap(([id, own]) => (own === distance ? [id] : []))
    const here = [...new Set([...layer, ...reached])].filter((id) => !distances.has(id))
    for (const id of here) distances.set(id, distance)
    layer = here.flatMap((id) => (incoming.get(id) ?? []).flatMap((edge) => (isWithin(edge, grade) ? [edge.from] : [])))
  }
  return distances
}

const isWithin = ({ decision }: Step, grade: PathDecision): boolean => rankOf[decision] <= rankOf[grade]

/** Over the whole path that begins with an edge; undefined when none leads on without coming back. */
function decisionVia(graph: Graph, distances: Distances, edge: Step): PathDecision | undefined {
  return grades.find((grade) => {
    if (!isWithin(edge, grade)) return false
    // After a guess nothing is guessed.
    const further = edge.decision === 'Unknown' ? 'Conditional' : grade
    const rest = distances[further].get(edge.to)
    if (rest === undefined || rest >= maxEdges) return false
    const own = distances[further].get(edge.from) ?? maxEdges
    // The shortest way on comes back only where it is longer than the way from here.
    return rest <= own || leadsOn(graph, further, edge)
  })
}

function leadsOn({ ends, outgoing }: Graph, grade: PathDecision, { from, to }: Step): boolean {
  const seen = new Set([from, to])
  let layer = [to]
  for (let depth = 1; depth < maxEdges && layer.length > 0; depth += 1) {
    const next: string[] = []
    for (const edge of layer.flatMap((id) => outgoing.get(id) ?? [])) {
      if (seen.has(edge.to) || !isWithin(edge, grade)) continue
      const end = ends.get(edge.to)
      if (end !== undefined && rankOf[end] <= rankOf[grade]) return true
      seen.add(edge.to)
      next.push(edge.to)
    }
    layer = next
  }
  return false
}
