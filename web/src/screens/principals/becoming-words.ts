/** How it is said whom somebody can become. Pure, tested beside. */
import type { Becoming, BecomingAnswer } from '../../api/schema.ts'
import type { DecisionTone, SeverityLevel } from '../../parts/marks.tsx'

/** All ways to one target as one. */
export interface Target {
  readonly best: Becoming
  readonly ways: readonly Becoming[]
}

/** In the order of the server: the surest first. */
export function targetsOf(becomes: readonly Becoming[]): readonly Target[] {
  const byTarget = Map.groupBy(becomes, ({ target, itself }) => (itself ? '' : target.id))
  return [...byTarget.values()].flatMap((ways) => (ways[0] === undefined ? [] : [{ best: ways[0], ways }]))
}

/** Of a way to administrator (findings.md, `escalates-to-admin`): less where a condition or something unread stands between. */
export const severityOf = ({ decision }: Becoming): SeverityLevel =>
  decision === 'Allowed' ? 'high' : decision === 'Conditional' ? 'medium' : 'low'

export const toneOfWay = (decision: Becoming['decision']): DecisionTone =>
  decision === 'Allowed' ? 'allowed' : decision === 'Conditional' ? 'conditional' : 'unknown'

export const certaintyWords: Readonly<Record<Becoming['decision'], string>> = {
  Allowed: '',
  Conditional: 'under a condition',
  Unknown: 'as far as was read',
}

/** How many targets there are, for a tab: `3`, `20+`. */
export function countOfTargets({ becomes, more }: BecomingAnswer): string {
  const targets = targetsOf(becomes).length
  if (more === 'not counted' || more > 0) return `${targets}+`
  return String(targets)
}
