/** What proves an escalation: every permission it needs, together. */
import type { Residual } from '../../evaluate/types.ts'
import type { CoverageGap } from '../answers.ts'
import { type Assessment, isDenial } from '../assess.ts'
import type { PathDecision, PathPermission } from './path-answer.ts'
import { pathDecision, together, worstOf } from './proof.ts'

export interface Proof {
  readonly decision: PathDecision
  /** All of them must hold; distinct. */
  readonly conditions: readonly Residual[]
  readonly gaps: readonly CoverageGap[]
  /** Made when the step is shown. */
  readonly permissions: readonly (() => PathPermission)[]
}

/** Needs nothing. */
export const proven: Proof = { decision: 'Allowed', conditions: [], gaps: [], permissions: [] }

export const rankOf = { Allowed: 0, Conditional: 1, Unknown: 2 } as const satisfies Record<PathDecision, number>

export function allOf(proofs: readonly Proof[]): Proof {
  const [first = proven, ...rest] = proofs
  return rest.reduce(
    (whole, part) => ({
      decision: worstOf([whole.decision, part.decision]),
      conditions: distinct(whole.conditions, part.conditions),
      gaps: distinct(whole.gaps, part.gaps),
      permissions: [...whole.permissions, ...part.permissions],
    }),
    first,
  )
}

function distinct<T extends object>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  return [...new Map([...a, ...b].map((one) => [JSON.stringify(one), one])).values()]
}

/** `Unknown`, for a reason. */
export const doubted = (proof: Proof, gap: CoverageGap): Proof =>
  allOf([proof, { ...proven, decision: 'Unknown', gaps: [gap] }])

/** With something that is not read and is taken for granted. */
export const assuming = (proof: Proof, gap: CoverageGap): Proof => allOf([proof, { ...proven, gaps: [gap] }])

/**
 * Undefined for a denial. A permission that only a policy which was not read could give proves nothing: that such a principal
 * may be anything at all is said of it once, as its being administrator is unknown. The assessment itself is not held: there
 * is a proof for each edge, and few are ever shown.
 */
export function proofOf({ answer, asRead, gaps }: Assessment, permission: () => PathPermission): Proof | undefined {
  const decision = pathDecision(answer)
  if (decision === undefined || isDenial(asRead)) return undefined
  return { decision, conditions: asRead.condition ? [asRead.condition] : [], gaps, permissions: [permission] }
}

export const isBetter = (one: Pick<Proof, 'decision'>, other: Pick<Proof, 'decision'>): boolean =>
  rankOf[one.decision] < rankOf[other.decision]

/** Of several ways to the same end the surest; the first of equals. */
export const surest = (ways: readonly (Proof | undefined)[]): Proof | undefined =>
  ways.reduce((best, way) => (best && way && isBetter(way, best) ? way : (best ?? way)), undefined)

export const conditionOf = ({ conditions }: Proof): Residual | undefined => together(conditions)
