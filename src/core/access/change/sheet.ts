/** What comes out of a comparison: outcomes that stand in one row, and what was met on the way. */
import type { Residual } from '../../evaluate/types.ts'
import { contentKey } from '../../inventory/content-key.ts'
import type { CoverageGap } from '../answers.ts'
import type { Compared, Outcome } from './compare-access.ts'
import { covers } from './probes.ts'

export interface Sheet {
  cut(isCut: boolean): void
  gap(gaps: readonly CoverageGap[]): void
  write(outcome: Outcome): void
  read(): Compared
}

/** Outcomes with the same key differ in their actions only. */
export const rowKey = (outcome: Outcome): string => `${kindKey(outcome)}|${outcome.resources.join(' ')}`

/** Outcomes with the same key differ in their actions and resources only. */
function kindKey({ change, service, before, after, condition, because }: Outcome): string {
  const why = because ? `${because.policyRef} ${because.statement} ${because.level ?? ''}` : ''
  return `${change}|${service}|${before}|${after}|${why}|${conditionKey(condition)}`
}

/** The engine gives one object for one condition, which a change meets again and again. */
const conditionKeys = new WeakMap<Residual, string>()

/** Equal for equal conditions. */
export function conditionKey(condition: Residual | undefined): string {
  if (!condition) return ''
  const known = conditionKeys.get(condition)
  if (known !== undefined) return known
  const made = contentKey(condition)
  conditionKeys.set(condition, made)
  return made
}

/** One row for what was found several times: through the principal and the resource, or on `*` and on one resource too. */
export function folded(outcomes: readonly Outcome[]): readonly Outcome[] {
  if (outcomes.length < 2) return outcomes
  const sheet = createSheet()
  for (const outcome of outcomes) sheet.write(outcome)
  return [...Map.groupBy(sheet.read().outcomes, kindKey).values()].flatMap((alike) =>
    alike.flatMap((outcome): Outcome[] => {
      const wider = alike.filter((other) => other !== outcome && isWithin(outcome, other))
      const actions = outcome.actions.filter((action) => !wider.some((other) => other.actions.includes(action)))
      return actions.length === 0 ? [] : [{ ...outcome, actions }]
    }),
  )
}

const isWithin = (inner: Outcome, outer: Outcome): boolean =>
  inner.resources.every((text) => outer.resources.some((other) => other !== text && covers(other, text)))

/** Actions of other classes that come out alike stand in one row. */
export function createSheet(): Sheet {
  const rows = new Map<string, Outcome>()
  let anyCut = false
  const open = new Set<CoverageGap>()
  return {
    gap(gaps) {
      for (const gap of gaps) open.add(gap)
    },
    cut(isCut) {
      anyCut ||= isCut
    },
    write(outcome) {
      const key = rowKey(outcome)
      const known = rows.get(key)
      rows.set(key, known ? { ...known, actions: [...new Set([...known.actions, ...outcome.actions])] } : outcome)
    },
    read: () => ({ outcomes: [...rows.values()], isCut: anyCut, gaps: [...open] }),
  }
}
