/** What the engine said of one permission, as a step of a path shows it. */
import type { Residual } from '../../evaluate/types.ts'
import { contentKey } from '../../inventory/content-key.ts'
import type { Answer } from '../answers.ts'
import type { Assessment } from '../assess.ts'
import { type Explained, reasonsOf } from '../explain/reasons.ts'
import type { Edge } from './edge.ts'
import type { PathDecision, PathPermission } from './path-answer.ts'

/** Undefined for a denial: no edge. */
export const pathDecision = (answer: Answer): PathDecision | undefined =>
  answer === 'ImplicitlyDenied' || answer === 'ExplicitlyDenied' ? undefined : answer

/** What an edge takes over from the assessment that proves it. */
export function provenBy({
  answer,
  asRead,
  gaps,
}: Assessment): Pick<Edge, 'decision' | 'condition' | 'gaps'> | undefined {
  const decision = pathDecision(answer)
  if (decision === undefined) return undefined
  const condition = decision === 'Conditional' ? asRead.condition : undefined
  return { decision, ...(condition && { condition }), gaps }
}

export function permissionOf(explained: Explained): PathPermission {
  const { question, assessment } = explained
  const { condition, decision } = provenBy(assessment) ?? { decision: 'Unknown', condition: undefined }
  return {
    action: question.action,
    resource: question.resource,
    decision,
    ...(condition && { condition }),
    reasons: reasonsOf(explained, assessment.asRead.decidedBy),
  }
}

/** All of them, each once; undefined when there is none. */
export function together(conditions: readonly Residual[]): Residual | undefined {
  const parts = conditions.flatMap((condition) => ('all' in condition ? condition.all : [condition]))
  const distinct = [...new Map(parts.map((part) => [contentKey(part), part])).values()]
  return distinct.length > 1 ? { all: distinct } : distinct[0]
}

/** Of several that each suffice the most certain ones, and under which condition one of them holds. */
export function mostCertain<T extends Pick<Edge, 'decision' | 'condition'>>(
  held: readonly T[],
): (Pick<Edge, 'decision' | 'condition'> & { readonly held: readonly T[] }) | undefined {
  const decision = grades.find((grade) => held.some((one) => one.decision === grade))
  if (decision === undefined) return undefined
  const equal = held.filter((one) => one.decision === decision)
  const conditions = [
    ...new Map(equal.flatMap(({ condition }) => (condition ? [[contentKey(condition), condition]] : []))).values(),
  ]
  const condition = conditions.length > 1 ? { any: conditions } : conditions[0]
  return { decision, ...(condition && { condition }), held: equal }
}

/** The most certain first. */
const grades = ['Allowed', 'Conditional', 'Unknown'] as const satisfies readonly PathDecision[]

export const worstOf = (decisions: readonly PathDecision[]): PathDecision =>
  grades[Math.max(0, ...decisions.map((decision) => grades.indexOf(decision)))] ?? 'Unknown'
