/** Ways of the search as answers show them: nodes, proofs and sentences are made only for those. */
import type { Residual } from '../../evaluate/types.ts'
import { conditionText } from '../words.ts'
import type { CutOutcome } from './cuts.ts'
import type { Edge } from './edge.ts'
import type { End, Start } from './endpoints.ts'
import type { Nodes } from './nodes.ts'
import type { AccessPath, PathCut, PathDecision, PathNode, PathStep } from './path-answer.ts'
import { together, worstOf } from './proof.ts'
import { isFact, stepCount, type Way } from './search.ts'
import { words } from './words.ts'

export function pathOf(nodes: Nodes, way: Way): AccessPath {
  const told = way.map((edge) => stepOf(nodes, edge))
  const steps = told.map(({ step }) => step)
  const [from, to] = endsOf(nodes, way)
  const decision = worstOf(steps.map((step) => step.decision))
  return {
    from,
    to,
    decision,
    steps,
    ...conditionsOf(steps.map((step) => step.condition)),
    sentence: sentenceOfPath(told, decision),
  }
}

interface ToldStep {
  readonly step: PathStep
  readonly act: string
}

function sentenceOfPath(told: readonly ToldStep[], decision: PathDecision): string {
  const [first] = told
  const last = told.at(-1)
  if (!first || !last) return ''
  const assigned = told.find(({ step }) => step.kind === 'assigned')?.step.to
  const from = assigned
    ? words.asAssigned(first.step.from.name, assigned.name, assigned.accountName ?? assigned.account ?? '')
    : first.step.from.name
  const acts = told.flatMap(({ step, act }) => (isFact(step) ? [] : [act]))
  const { kind, name } = last.step.to
  if (acts.length === 0 && kind === 'administrator') return words.already(from, name, decision)
  return words.path({ from, to: words.end(kind, name), decision }, acts.length, acts.length > 0 ? acts : [last.act])
}

function endsOf(nodes: Nodes, way: Way): readonly [PathNode, PathNode] {
  return [nodes.of(way[0]?.from ?? ''), nodes.of(way.at(-1)?.to ?? '')]
}

function stepOf(nodes: Nodes, edge: Edge): ToldStep {
  const { kind, decision, path, condition, gaps } = edge
  const from = nodes.of(edge.from)
  const { act, permissions } = edge.explain()
  const step = {
    kind,
    from,
    to: nodes.of(edge.to),
    decision,
    ...(path !== undefined && { path }),
    text: words.step(from.name, act),
    permissions,
    ...(condition && { condition, conditionText: conditionText(condition) }),
    gaps,
  }
  return { step, act }
}

/** Each step is a request of its own, so two conditions on one key are about two requests: where there are several, of which. */
export function conditionsOf(
  ofSteps: readonly (Residual | undefined)[],
): Pick<AccessPath, 'condition' | 'conditionText'> {
  const open = ofSteps.flatMap((condition, at) => (condition ? [{ condition, step: at + 1 }] : []))
  const condition = together(open.map((one) => one.condition))
  if (!condition) return {}
  const texts = open.map((one) => ({ text: conditionText(one.condition), step: one.step }))
  const [only] = texts
  return { condition, conditionText: only && texts.length === 1 ? only.text : words.conditions(texts) }
}

/* ------------------------------------------------------------------ cuts */

export function cutsOf(nodes: Nodes, outcome: CutOutcome): readonly PathCut[] {
  if (outcome.kind === 'none') return []
  return outcome.edges.map(({ edge, ways, further }) => {
    const from = nodes.of(edge.from)
    const step = words.step(from.name, edge.explain().act)
    return {
      from,
      to: nodes.of(edge.to),
      ...(edge.path !== undefined && { path: edge.path }),
      paths: ways,
      further,
      text: ways > 0 ? words.cut(step, ways, outcome.ways) : words.furtherCut(step, further),
    }
  })
}

/* ------------------------------------------------------------------ the sentence of an answer */

interface Told {
  readonly nodes: Nodes
  readonly start: Start | undefined
  readonly end: End
  readonly ways: readonly Way[]
  readonly whole: boolean
  readonly complete: boolean
}

export function sentenceOf({ nodes, start, end, ways, whole, complete }: Told): string {
  const to = endName(nodes, end)
  const [first] = ways
  const from = start && nodes.of(start.id).name
  if (!first) return words.noPath(from, to, complete)
  if (from === undefined) {
    const unknown = ways.filter((way) => worstOf(way.map((edge) => edge.decision)) === 'Unknown').length
    return words.starts(ways.length - unknown, unknown, to, complete)
  }
  const best = pathOf(nodes, first)
  if (ways.length === 1) return best.sentence
  return words.ways({ from, to, decision: best.decision, count: ways.length, whole, steps: stepCount(first) })
}

function endName(nodes: Nodes, end: End): string {
  if (end.kind === 'administrator')
    return end.everywhere ? words.anyAdministrator : words.end('administrator', nodes.of(end.ids[0] ?? '').name)
  const node = nodes.of(end.id)
  return words.end(node.kind, node.name)
}
