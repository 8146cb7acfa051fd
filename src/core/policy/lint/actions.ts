/** Entries of `Action` and `NotAction`: do they exist, and does each add something? */
import type { Catalogue } from '../../catalogue.ts'
import { nearest } from '../../nearest.ts'
import { expansionCost } from '../action-matcher.ts'
import type { StatementSource } from '../document.ts'
import { plainSymbols } from '../glob.ts'
import { coversPattern, mayBegin, overlapCost } from '../overlap.ts'
import type { Budget } from './budget.ts'
import { didYouMean, quoted, type Remark, remark } from './finding.ts'
import type { LintType } from './types.ts'

/** `*` and `*:*` are every action. */
export const isEveryAction = (action: string): boolean => /^\*+(?::\*+)?$/.test(action)

const wildcard = /[*?]/

/** How dear it is to try a pattern on the actions of its service, in steps of the budget. */
export const expansionSteps = 1_000

export interface ActionRules {
  readonly catalogue: Catalogue
  readonly type: LintType
  readonly budget: Budget
}

export function* lintActions(statement: StatementSource, path: string, rules: ActionRules): Iterable<Remark> {
  const place = `${path}.${statement.notAction ? 'NotAction' : 'Action'}`
  for (const [index, action] of statement.actions.entries()) {
    if (isEveryAction(action)) continue
    const at = `${place}[${index}]`
    yield* lintAction(action, at, rules)
    yield* lintGoverned(action, at, rules)
  }
  yield* lintRedundant(statement.actions, place, {
    code: 'redundant-action',
    symbolsOf: (action) => plainSymbols((isEveryAction(action) ? '*' : action).toLowerCase()),
    budget: rules.budget,
  })
}

function* lintAction(action: string, path: string, { catalogue, budget }: ActionRules): Iterable<Remark> {
  const split = action.indexOf(':')
  const service = action.slice(0, Math.max(split, 0))
  const name = action.slice(split + 1)
  if (split < 1 || /[\s,]/.test(action) || wildcard.test(service)) {
    yield remark('malformed-action', path, `${quoted(action)} is no action`)
  } else if (catalogue.actionRange(service) === undefined) {
    const near = nearest(service, catalogue.services, 1)
    yield remark(
      'unknown-service',
      path,
      `AWS has no service ${quoted(service)} that this catalogue knows`,
      didYouMean(near),
    )
  } else if (!wildcard.test(name)) {
    if (catalogue.actionId(action) >= 0) return
    const near = nearest(name, actionNames(service, catalogue), 1).map((found) => `${service}:${found}`)
    yield remark(
      'unknown-action',
      path,
      `${quoted(service)} has no action ${quoted(name)} that this catalogue knows`,
      didYouMean(near),
    )
  } else if (budget.spend(expansionCost([action]) * expansionSteps) && catalogue.expand(action).length === 0) {
    yield remark('action-matches-nothing', path, `No action of ${quoted(service)} fits ${quoted(action)}`)
  }
}

function actionNames(service: string, catalogue: Catalogue): readonly string[] {
  const [first, end] = catalogue.actionRange(service) ?? [0, 0]
  return Array.from({ length: end - first }, (_, at) => catalogue.action(first + at).name.slice(service.length + 1))
}

/** A trust policy is asked about STS only; RCPs govern the services that Organizations lists. */
function* lintGoverned(action: string, path: string, { catalogue, type }: ActionRules): Iterable<Remark> {
  const service = action.slice(0, Math.max(action.indexOf(':'), 0)).toLowerCase()
  if (catalogue.actionRange(service) === undefined) return
  if (type === 'trust' && service !== 'sts') {
    yield remark('foreign-action', path, `A trust policy is about assuming the role, not about ${quoted(action)}`)
  }
  if (type === 'resourceControl' && !catalogue.rcpSupportedServices.has(service)) {
    yield remark('foreign-action', path, `Resource control policies do not govern ${quoted(service)}`)
  }
}

/** Entries that another of the list covers. The later of two equal ones is the one too many. */
export function* lintRedundant(
  entries: readonly string[],
  place: string,
  {
    code,
    symbolsOf,
    budget,
  }: {
    readonly code: 'redundant-action' | 'redundant-resource'
    symbolsOf(entry: string): readonly number[]
    readonly budget: Budget
  },
): Iterable<Remark> {
  const seen = new Map<string, number>()
  const symbols = entries.map(symbolsOf)
  const wide = [...entries.keys()].filter((index) => entries[index]?.includes('*'))
  for (const [index, own] of symbols.entries()) {
    const text = own.join()
    const twin = seen.get(text)
    // A glance at each of them; there may be very many.
    const others = twin === undefined && budget.spend(wide.length * own.length) ? wide : []
    const covering =
      twin ??
      others.find((other) => {
        const pattern = symbols[other] ?? []
        if (other === index || !mayBegin(pattern, own) || !budget.spend(overlapCost(pattern, own))) return false
        // Of two that cover each other the first stays.
        return coversPattern(pattern, own) && (other < index || !coversPattern(own, pattern))
      })
    if (twin === undefined) seen.set(text, index)
    if (covering === undefined) continue
    yield remark(
      code,
      `${place}[${index}]`,
      `${quoted(entries[covering] ?? '')} covers ${quoted(entries[index] ?? '')}`,
    )
  }
}
