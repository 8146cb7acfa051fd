/**
 * Paths to privilege: how somebody comes to act as another principal, to reach a resource, or to be administrator of an account,
 * step by step, each step proven. Method and costs: docs/algorithms/paths.md.
 */
import { memo } from '../../evaluate/memo.ts'
import { err, ok, type Result } from '../../result.ts'
import type { AdminAnswer, WhoCanAnswer } from '../answers.ts'
import { accountsNotRead, gapsOver } from '../coverage-gaps.ts'
import { lazily } from '../lazily.ts'
import type { AccessFault } from '../question.ts'
import type { ActionReach } from '../reach.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import { createAdministratorEdges } from './administrator-edges.ts'
import { withChains } from './assume-chains.ts'
import { createAssumeEdges } from './assume-edges.ts'
import { smallestCut } from './cuts.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { administrators, type End, findEnd, findStart, type Start } from './endpoints.ts'
import { createGraph, extended, restricted } from './graph.ts'
import { administratorId, createNodes, type Nodes } from './nodes.ts'
import { createOnwardEdges } from './onward-edges.ts'
import type { PathNode, PathsAnswer, PathsQuestion } from './path-answer.ts'
import { createPeopleEdges } from './people-edges.ts'
import { createResourceEdges } from './resource-edges.ts'
import {
  allWays,
  bestWays,
  type Found,
  type Graph,
  inOrder,
  type Leading,
  leadingTo,
  type SearchLimits,
  usualLimits,
  type Way,
} from './search.ts'
import { cutsOf, pathOf, sentenceOf } from './tell.ts'
import { words } from './words.ts'
import { createWorkloadEdges } from './workload-edges.ts'

export interface PathsInput {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
  /** Further kinds of edges: the escalation catalogue. */
  readonly sources?: readonly EdgeSource[]
}

/** What all questions share. */
interface Paths extends PathsInput {
  readonly nodes: Nodes
  readonly assumes: EdgeSource
  readonly graph: Graph
  /** Of the graph, what is assumption of a role. */
  readonly assumptions: Graph
  readonly isAdmin: (id: string) => boolean
  readonly isStart: (id: string) => boolean
}

export interface AccessPaths {
  ask(question: PathsQuestion): Result<PathsAnswer, AccessFault>
  readonly nodes: Nodes
  readonly assumes: EdgeSource
  /** The answer, and behind its holders who gets there by assuming roles. */
  withChains(answer: WhoCanAnswer): WhoCanAnswer
}

/** Beyond it a path is a story that nobody follows, and the search takes long. */
const mostSteps = 12
const usualPaths = 20
/** Of the ways that a cut leaves open a few are enough to mend it. */
const limitsOfCuts = { ways: 500, trials: 200_000 } as const

export function createPaths(input: PathsInput): AccessPaths {
  const paths = pathsOf(input)
  const toAdmins = lazily(() => {
    const end = administrators([...input.world.accounts.keys()], true)
    return leadingTo(askedGraph(paths, end), endIds(end), usualLimits)
  })
  return {
    nodes: paths.nodes,
    assumes: paths.assumes,
    ask(question) {
      const start = question.from === undefined ? ok(undefined) : findStart(input.world, question.from)
      if (!start.ok) return start
      const end = findEnd(input.world, question.to, question.action)
      if (!end.ok) return end
      const sameId = endIds(end.value).find((id) => start.value?.ids.includes(id))
      if (sameId !== undefined) return err(sameEnds(paths.nodes.of(sameId).name))
      const limits = { ...usualLimits, depth: Math.min(mostSteps, Math.max(1, question.maxDepth ?? usualLimits.depth)) }
      const graph = askedGraph(paths, end.value)
      // The question that comes most often, and the largest part of the graph: found once.
      const isUsual = isEverywhere(end.value) && limits.depth === usualLimits.depth
      const leading = isUsual ? toAdmins : lazily(() => leadingTo(graph, endIds(end.value), limits))
      return ok(answerOf({ ...paths, graph, start: start.value, end: end.value, limits, leading }, question))
    },
    withChains: (answer) => withChains(paths, answer),
  }
}

const sameEnds = (name: string): AccessFault => ({
  code: 'bad_input',
  message: words.sameEnds(name),
  suggestions: [],
})

function pathsOf(input: PathsInput): Paths {
  const { world, adminOf } = input
  const nodes = createNodes(world)
  const assumes = createAssumeEdges(input)
  const assumptions = createGraph([assumes], nodes)
  const people = createPeopleEdges(world)
  const facts = [people, createWorkloadEdges(world), createAdministratorEdges(input)]
  const graph = createGraph([...facts, assumes, ...(input.sources ?? [])], nodes)
  // Asked of every edge.
  const isAdmin = memo((id) => {
    const one = world.principalByArn.get(id)
    return one !== undefined && adminOf(one) === 'yes'
  })
  // Credentials are not read, so every user may have some; a role needs somebody whom it lets in.
  const isUsable = (node: PathNode): boolean =>
    node.type === 'user' || people.into(node).length > 0 || assumes.into(node).length > 0
  const isStart = (id: string): boolean => {
    const node = nodes.of(id)
    if (node.kind === 'provider' || node.kind === 'outsider') return true
    if (node.kind !== 'principal' || node.type === 'root' || node.type === 'service-linked-role') return false
    return !isAdmin(id) && isUsable(node)
  }
  return { ...input, nodes, assumes, graph, assumptions, isAdmin, isStart }
}

/** The edges that lead to this end. */
function askedGraph(paths: Paths, end: End): Graph {
  const { world, nodes, graph, isAdmin } = paths
  if (end.kind === 'administrator') {
    const ends = new Set(end.ids)
    const isThere = ({ from }: Edge): boolean => {
      const { kind, account } = nodes.of(from)
      return kind === 'principal' && account !== undefined && ends.has(administratorId(account)) && isAdmin(from)
    }
    // Who is there has no further to go.
    const leading = restricted(graph, (edge) => edge.kind === 'is' || !isThere(edge))
    return end.everywhere ? leading : extended(leading, createOnwardEdges(world, end))
  }
  if (end.kind === 'principal') return extended(graph, createOnwardEdges(world, end))
  const last = createResourceEdges({ ...paths, ...end })
  const holding = new Set(last.into(end.id).map((edge) => edge.from))
  // Whoever reaches it as it is need not be administrator to do so.
  const leading = restricted(graph, (edge) => edge.kind !== 'is' || !holding.has(edge.from))
  return extended(extended(leading, last), createOnwardEdges(world, end))
}

/* ------------------------------------------------------------------ the search */

interface Asked extends Paths {
  readonly start: Start | undefined
  readonly end: End
  readonly limits: SearchLimits
  readonly leading: () => Leading
}

const isEverywhere = (end: End): boolean => end.kind === 'administrator' && end.everywhere
const endIds = (end: End): readonly string[] => (end.kind === 'administrator' ? end.ids : [end.id])

function search({ graph, start, end, limits, leading, isStart }: Asked, follows: (edge: Edge) => boolean): Found {
  const ends = new Set(endIds(end))
  const [one] = start?.ids ?? []
  if (one !== undefined && start?.ids.length === 1) return allWays(leading(), one, ends, limits, follows)
  const best = bestWays(restricted(graph, follows), ends, limits.depth)
  const starts = start?.ids ?? [...best.ways.keys()].filter(isStart)
  const ways = starts.flatMap((id): readonly Way[] => {
    const way = best.ways.get(id)
    if (!way) return []
    if (start || way[0]?.kind !== 'is') return [way]
    // That somebody is administrator under a condition is no path; what it may become without that is.
    const others = (edge: Edge): boolean => follows(edge) && (edge.kind !== 'is' || edge.from !== id)
    return allWays(leading(), id, ends, { ...limits, ways: 64 }, others).ways.slice(0, 1)
  })
  return { ways: inOrder(ways), whole: true, unknown: best.unknown, edges: best.edges }
}

/* ------------------------------------------------------------------ the answer */

function answerOf(asked: Asked, question: PathsQuestion): PathsAnswer {
  const { world, nodes, start, end } = asked
  const found = search(asked, () => true)
  const { ways, whole } = found
  const shown = ways.slice(0, Math.max(1, question.limit ?? usualPaths))
  const paths = shown.map((way) => pathOf(nodes, way))
  const again = { ...asked, limits: { ...asked.limits, ...limitsOfCuts } }
  const cut = smallestCut(ways, roundsFor(found), (removed) => search(again, (edge) => !removed(edge)))
  const complete = whole && !found.unknown && accountsNotRead(world).length === 0
  const gaps = paths.flatMap((path) => path.steps.flatMap((step) => step.gaps))
  return {
    from: start?.id ?? 'everybody',
    to: isEverywhere(end) ? 'admin' : (endIds(end)[0] ?? ''),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
    paths,
    more: ways.length - shown.length,
    cuts: cut ? cutsOf(nodes, cut) : [],
    complete,
    gaps: gapsOver(world, gaps),
    sentence: sentenceOf({ nodes, start, end, ways, whole, complete }),
    notes: notesOf(asked, question, found, cut !== undefined),
  }
}

/** Where a search takes long already, a cut is looked for only if it is easily found. */
const roundsFor = ({ whole, edges }: Found): number => (whole && edges < 200_000 ? 24 : 3)

function notesOf(
  { world, start, end }: Asked,
  { action }: PathsQuestion,
  found: Found,
  isCut: boolean,
): readonly string[] {
  const missing = accountsNotRead(world).map(({ account }) => account.name ?? account.id)
  return [
    ...(end.kind === 'resource' && action === undefined ? [words.actionsAsked(end.actions)] : []),
    ...(start === undefined && world.snapshot.directory.users.length > 0 ? [words.peopleByRole] : []),
    ...(found.whole ? [] : [words.cutShort]),
    ...(found.unknown ? [words.unknownSteps] : []),
    ...(missing.length > 0 ? [words.accountsNotRead(missing)] : []),
    ...(found.ways.length > 0 && !isCut ? [words.noCut] : []),
  ]
}
