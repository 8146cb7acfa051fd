/**
 * Paths to privilege: how somebody comes to act as another principal, to reach a resource, or to be administrator of an account,
 * step by step, each step proven. Method and costs: docs/algorithms/paths.md.
 */
import { memo } from '../../evaluate/memo.ts'
import { err, ok, type Result } from '../../result.ts'
import type { AdminAnswer, WhoCanAnswer } from '../answers.ts'
import { accountsNotRead, gapsOver } from '../coverage-gaps.ts'
import type { AccessFault } from '../question.ts'
import type { ActionReach } from '../reach.ts'
import { readingsOfPaths } from '../readings.ts'
import { awaited, type Steps, type Stepwise, stepwise } from '../stepwise.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import { createAdministratorEdges } from './administrator-edges.ts'
import { withChains } from './assume-chains.ts'
import { createAssumeEdges } from './assume-edges.ts'
import { type Best, bestWays } from './best-ways.ts'
import { type CutOutcome, mostCuts, smallestCut } from './cuts.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { type AdministratorEnd, administrators, type End, findEnd, findStart, type Start } from './endpoints.ts'
import { createGraph, extended, kept, restricted } from './graph.ts'
import { administratorId, createNodes, type Nodes } from './nodes.ts'
import { createOnwardEdges } from './onward-edges.ts'
import type { AccessPath, PathNode, PathsAnswer, PathsQuestion } from './path-answer.ts'
import { createPeopleEdges } from './people-edges.ts'
import { recent } from './recent.ts'
import { createResourceEdges } from './resource-edges.ts'
import {
  allWays,
  type Effort,
  type Found,
  type Graph,
  inOrder,
  isSpent,
  type Leading,
  leadingTo,
  type SearchLimits,
  usualEffort,
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
  /** Works ahead what the first edges would wait for; false when nothing is left. */
  readonly step: () => boolean
  /** What leads to an administrator of any account: the question that comes most often, and the largest part of the graph. */
  readonly toAdmins: Stepwise<Leading>
}

export interface AccessPaths {
  ask(question: PathsQuestion): Stepwise<Result<PathsAnswer, AccessFault>>
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
/** A quarter of what the answer itself may cost: without cuts it is an answer too. */
const effortOfCuts = usualEffort / 4
/** Each holds up to 10,000 ways over edges that the graph holds too. */
const rememberedOutcomes = 16

export function createPaths(input: PathsInput): AccessPaths {
  const paths = pathsOf(input)
  const outcomes = recent<Stepwise<Outcome>>(rememberedOutcomes)
  function* answered(question: PathsQuestion): Steps<Result<PathsAnswer, AccessFault>> {
    const asked = askedOf(paths, question)
    if (!asked.ok) return asked
    const { start, end, limits } = asked.value
    // Whoever asks the same meanwhile goes on with the same search.
    const outcome = outcomes(JSON.stringify([start?.ids, end, limits.depth]), () =>
      stepwise(() => outcomeOf(paths, asked.value)),
    )
    return ok(yield* answerOf(paths, asked.value, question, yield* awaited(outcome)))
  }
  return {
    nodes: paths.nodes,
    assumes: paths.assumes,
    ask: (question) => stepwise(() => answered(question)),
    withChains: (answer) => withChains(paths, answer),
  }
}

interface Asked {
  readonly start: Start | undefined
  readonly end: End
  readonly limits: SearchLimits
}

function askedOf({ world, nodes }: Paths, { from, to, action, maxDepth }: PathsQuestion): Result<Asked, AccessFault> {
  const start = from === undefined ? ok(undefined) : findStart(world, from)
  if (!start.ok) return start
  const end = findEnd(world, to, action)
  if (!end.ok) return end
  const sameId = endIds(end.value).find((id) => start.value?.ids.includes(id))
  if (sameId !== undefined) return err(sameEnds(nodes.of(sameId).name))
  const depth = Math.min(mostSteps, Math.max(1, maxDepth ?? usualLimits.depth))
  return ok({ start: start.value, end: end.value, limits: { ...usualLimits, depth } })
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
  const sources = [...facts, assumes, ...(input.sources ?? [])]
  const graph = createGraph(sources, nodes)
  const step = (): boolean => sources.some((source) => source.step?.() ?? false)
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
  const known = { ...input, nodes, assumes, graph, assumptions, isAdmin, isStart, step }
  const toAdmins = stepwise(() => {
    const end = administrators([...world.accounts.keys()], true)
    return leadingTo(administratorGraph(known, end), end.ids, usualLimits, { left: usualEffort })
  })
  return { ...known, toAdmins }
}

/** The edges that lead to this end. */
function* askedGraph(paths: Paths, end: End): Steps<Graph> {
  const { world, graph } = paths
  if (end.kind === 'administrator') return administratorGraph(paths, end)
  const onward = { into: kept(createOnwardEdges(world, end).into) }
  if (end.kind === 'principal') return extended(graph, onward)
  const last = yield* createResourceEdges({ ...paths, ...end })
  const holding = new Set(last.into(end.id).map((edge) => edge.from))
  // Whoever reaches it as it is need not be administrator to do so.
  const leading = restricted(graph, (edge) => edge.kind !== 'is' || !holding.has(edge.from))
  return extended(extended(leading, last), onward)
}

function administratorGraph({ world, nodes, graph, isAdmin }: Omit<Paths, 'toAdmins'>, end: AdministratorEnd): Graph {
  const ends = new Set(end.ids)
  const isThere = ({ from }: Edge): boolean => {
    const { kind, account } = nodes.of(from)
    return kind === 'principal' && account !== undefined && ends.has(administratorId(account)) && isAdmin(from)
  }
  // Who is there has no further to go.
  const leading = restricted(graph, (edge) => edge.kind === 'is' || !isThere(edge))
  return end.everywhere ? leading : extended(leading, { into: kept(createOnwardEdges(world, end).into) })
}

/* ------------------------------------------------------------------ the search */

interface Search extends Paths, Asked {
  readonly graph: Graph
  readonly leading: Stepwise<Leading>
}

/** What is remembered of a question, however much of it is shown. */
interface Outcome {
  readonly found: Found
  readonly cut: CutOutcome
}

const isEverywhere = (end: End): boolean => end.kind === 'administrator' && end.everywhere
const endIds = (end: End): readonly string[] => (end.kind === 'administrator' ? end.ids : [end.id])

function* outcomeOf(paths: Paths, asked: Asked): Steps<Outcome> {
  const { end, limits } = asked
  while (paths.step()) yield
  const graph = yield* askedGraph(paths, end)
  const effort = { left: usualEffort }
  const isUsual = isEverywhere(end) && limits.depth === usualLimits.depth
  const leading = isUsual ? paths.toAdmins : stepwise(() => leadingTo(graph, endIds(end), limits, effort))
  const search = { ...paths, ...asked, graph, leading }
  const found = yield* searched(search, effort, () => true)
  const again = { ...search, limits: { ...limits, ...limitsOfCuts } }
  const left = { left: effortOfCuts }
  const cut = yield* smallestCut(found.ways, (isRemoved) => searched(again, left, (edge) => !isRemoved(edge)))
  return { found, cut }
}

function* searched(search: Search, effort: Effort, follows: (edge: Edge) => boolean): Steps<Found> {
  const { graph, start, end, limits, leading, isStart } = search
  const ends = new Set(endIds(end))
  const [one] = start?.ids ?? []
  if (one !== undefined && start?.ids.length === 1)
    return yield* allWays(yield* awaited(leading), one, ends, limits, effort, follows)
  const best = yield* bestWays(restricted(graph, follows), ends, limits.depth, effort)
  const ways: Way[] = []
  for (const id of start?.ids ?? best.ways.keys()) {
    if (!start && !isStart(id)) continue
    const way = start ? best.ways.get(id) : yield* becoming(search, best, id, effort, follows)
    if (way) ways.push(way)
    yield
  }
  return { ways: inOrder(ways), whole: best.whole && !isSpent(effort), unknown: best.unknown }
}

/** That somebody is administrator under a condition is no path; what it may become without that is. */
function* becoming(
  { end, limits, leading }: Search,
  best: Best,
  id: string,
  effort: Effort,
  follows: (edge: Edge) => boolean,
): Steps<Way | undefined> {
  const way = best.becoming(id)
  if (!way?.some((edge) => edge.to === id)) return way
  // By way of another administrator back to itself, to be what it is after all: too rare to be fast.
  const others = (edge: Edge): boolean => follows(edge) && (edge.kind !== 'is' || edge.from !== id)
  const few = { ...limits, ways: 64 }
  const { ways } = yield* allWays(yield* awaited(leading), id, new Set(endIds(end)), few, effort, others)
  return ways[0]
}

/* ------------------------------------------------------------------ the answer */

function* answerOf(paths: Paths, asked: Asked, question: PathsQuestion, { found, cut }: Outcome): Steps<PathsAnswer> {
  const { world, nodes } = paths
  const { start, end } = asked
  const { ways, whole } = found
  const shown: AccessPath[] = []
  for (const way of ways.slice(0, Math.max(1, question.limit ?? usualPaths))) {
    shown.push(pathOf(nodes, way))
    yield
  }
  const complete = whole && !found.unknown && accountsNotRead(world).length === 0
  const gaps = shown.flatMap((path) => path.steps.flatMap((step) => step.gaps))
  return {
    from: start?.id ?? 'everybody',
    to: isEverywhere(end) ? 'admin' : (endIds(end)[0] ?? ''),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
    paths: shown,
    more: ways.length - shown.length,
    cuts: cutsOf(nodes, cut),
    complete,
    gaps: gapsOver(world, gaps),
    ...readingsOfPaths(world),
    sentence: sentenceOf({ nodes, start, end, ways, whole, complete }),
    notes: notesOf(world, asked, question, { found, cut }),
  }
}

function notesOf(
  world: World,
  { start, end }: Asked,
  { action }: PathsQuestion,
  { found, cut }: Outcome,
): readonly string[] {
  const missing = accountsNotRead(world).map(({ account }) => account.name ?? account.id)
  return [
    ...(end.kind === 'resource' && action === undefined ? [words.actionsAsked(end.actions)] : []),
    ...(start === undefined && world.snapshot.directory.users.length > 0 ? [words.peopleByRole] : []),
    ...(found.whole ? [] : [words.cutShort]),
    ...(found.unknown ? [words.unknownSteps] : []),
    ...(missing.length > 0 ? [words.accountsNotRead(missing)] : []),
    ...(found.ways.length > 0 && cut.kind === 'none' ? [noCutOf(cut.atLeast)] : []),
  ]
}

const noCutOf = (atLeast: number): string => (atLeast > mostCuts ? words.manyCuts(atLeast) : words.noCut)
