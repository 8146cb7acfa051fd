/** Who can, a part at a time: of a hundred thousand principals the whole answer is tens of megabytes. */
import type { Holder, WhoCanAnswer } from '../../core/access/answers.ts'
import type { PolicyType } from '../../core/evaluate/types.ts'

export interface HolderCounts {
  readonly allowed: number
  readonly conditional: number
  readonly denied: number
  /** The denied by the layer that denies. */
  readonly deniedBy: Readonly<Partial<Record<PolicyType, number>>>
}

export interface WhoCanView extends WhoCanAnswer {
  /** Of the whole answer, whatever part of it is here. */
  readonly counts: HolderCounts
  /** Offset of the part behind this one; absent behind the last. */
  readonly next?: number
}

/** So many rows of each decision, behind so many of each. */
export interface PartAsked {
  /** Absent: all. */
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** A copy has the rows and nothing of what they were worked out from. */
export function wholeAnswer(answer: WhoCanAnswer): WhoCanView {
  return { ...answer, counts: countsOf(answer.principals, answer.denied) }
}

/** The whole answer keeps its order and is itself; in parts those from outside come first, whom nobody must overlook among thousands. */
export function whoCanPart(answer: WhoCanView, { limit, offset = 0 }: PartAsked): WhoCanView {
  const { principals, denied, counts } = answer
  if (limit === undefined && offset === 0) return answer
  const end = offset + (limit ?? Number.POSITIVE_INFINITY)
  const part = (decision: Holder['decision']): readonly Holder[] =>
    principals
      .filter((one) => one.decision === decision)
      .sort((a, b) => strangeness(a) - strangeness(b))
      .slice(offset, end)
  const isMore = Math.max(counts.allowed, counts.conditional, counts.denied) > end
  return {
    ...answer,
    principals: [...part('Allowed'), ...part('Conditional')],
    denied: denied.slice(offset, end),
    ...(isMore && { next: end }),
  }
}

const strangeness = ({ type }: Holder): number => (type === 'anonymous' ? 0 : type === 'external' ? 1 : 2)

function countsOf(principals: readonly Holder[], denied: WhoCanAnswer['denied']): HolderCounts {
  const allowed = principals.filter(({ decision }) => decision === 'Allowed').length
  const deniedBy: Partial<Record<PolicyType, number>> = {}
  for (const { by } of denied) deniedBy[by.layer] = (deniedBy[by.layer] ?? 0) + 1
  return { allowed, conditional: principals.length - allowed, denied: denied.length, deniedBy }
}
