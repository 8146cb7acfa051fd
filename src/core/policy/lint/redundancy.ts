/**
 * Statements that other statements of the same document make superfluous. Two statements are compared element by element;
 * whatever cannot be proved counts as different, so that nothing is called superfluous that is not.
 */
import type { ConditionSource, PrincipalSource, StatementSource } from '../document.ts'
import { plainSymbols } from '../glob.ts'
import { coversPattern, mayBegin, mayOverlap, overlapCost, resourceCoverSymbols } from '../overlap.ts'
import { isEveryAction } from './actions.ts'
import type { Budget } from './budget.ts'
import { quoted, type Remark, remark } from './finding.ts'

/** A statement with its lists read once. */
interface Known {
  readonly source: StatementSource
  readonly index: number
  readonly text: string
  readonly conditions: readonly KnownCondition[]
  readonly actions: readonly (readonly number[])[]
  readonly resources: readonly (readonly number[])[] | undefined
}

interface KnownCondition {
  readonly source: ConditionSource
  readonly text: string
  /** Operator and key. */
  readonly test: string
  readonly values: ReadonlySet<string>
}

const everything = plainSymbols('*')

function know(source: StatementSource, index: number): Known {
  const actions = source.actions.map((text) => (isEveryAction(text) ? everything : plainSymbols(text.toLowerCase())))
  return {
    source,
    index,
    text: canonical(source),
    conditions: source.conditions.map(knowCondition),
    actions,
    resources: source.resources?.map((text) => (/^\*+$/.test(text) ? everything : resourceCoverSymbols(text))),
  }
}

const knowCondition = (source: ConditionSource): KnownCondition => ({
  source,
  text: conditionText(source),
  test: JSON.stringify([source.name.toLowerCase(), source.key.toLowerCase()]),
  values: new Set(source.values),
})

/** Equal for statements that say the same; the Sid says nothing. */
function canonical({ sid: _, actions, resources, conditions, principal, ...rest }: StatementSource): string {
  const sorted = (list: readonly string[]): readonly string[] => [...new Set(list)].sort()
  return JSON.stringify([
    rest.effect,
    rest.notAction,
    rest.notResource,
    rest.notPrincipal,
    sorted(actions.map((text) => text.toLowerCase())),
    resources === undefined ? null : sorted(resources),
    sorted(conditions.map(conditionText)),
    principal === undefined ? null : principalTexts(principal),
  ])
}

const conditionText = ({ name, key, values }: ConditionSource): string =>
  JSON.stringify([name.toLowerCase(), key.toLowerCase(), [...new Set(values)].sort()])

const principalTexts = ({ aws, service, federated, canonicalUser }: PrincipalSource): readonly string[] =>
  [
    ...aws.map((text) => `aws ${text}`),
    ...service.map((text) => `service ${text}`),
    ...federated.map((text) => `federated ${text}`),
    ...canonicalUser.map((text) => `canonicalUser ${text}`),
  ].sort()

export function* lintRedundancy(statements: ReadonlyMap<number, StatementSource>, budget: Budget): Iterable<Remark> {
  const all = [...statements].map(([index, source]) => know(source, index))
  const first = new Map<string, Known>()
  const distinct: Known[] = []
  for (const one of all) {
    const twin = first.get(one.text)
    if (twin === undefined) {
      first.set(one.text, one)
      distinct.push(one)
    } else yield remark('repeated-statement', pathOf(one), `It says the same as ${named(twin)}`)
  }
  for (const one of distinct) {
    const covering = distinct.find((other) => other !== one && isSuperfluousBeside(one, other, budget))
    if (covering === undefined) continue
    yield covering.source.effect === one.source.effect
      ? remark('covered-statement', pathOf(one), `${named(covering)} covers it`)
      : remark('unreachable-allow', pathOf(one), `${named(covering)} denies all of it`)
  }
}

const pathOf = ({ index }: Known): string => `Statement[${index}]`
const named = (known: Known): string =>
  known.source.sid ? `${pathOf(known)} (${quoted(known.source.sid)})` : pathOf(known)

function isSuperfluousBeside(one: Known, other: Known, budget: Budget): boolean {
  // A Deny is never superfluous because something is allowed.
  if (one.source.effect === 'Deny' && other.source.effect === 'Allow') return false
  // Of two that cover each other the first stays.
  return covers(other, one, budget) && (other.index < one.index || !covers(one, other, budget))
}

function covers(wide: Known, narrow: Known, budget: Budget): boolean {
  return (
    budget.spend(
      1 + wide.conditions.length * narrow.conditions.reduce((sum, { values }) => sum + values.size + 1, 0),
    ) &&
    wide.conditions.every((test) => isImplied(test, narrow.conditions)) &&
    coversPrincipals(wide.source, narrow.source) &&
    coversActions(wide, narrow, budget) &&
    coversResources(wide, narrow, budget)
  )
}

/** The narrow statement asks the same, or, of a plain positive test, for fewer of the values. */
function isImplied({ source, text, test, values }: KnownCondition, conditions: readonly KnownCondition[]): boolean {
  const { operator } = source
  const mayShrink = !operator.negated && operator.quantifier !== 'ForAllValues'
  return conditions.some(
    (other) =>
      other.text === text ||
      (mayShrink && other.test === test && [...other.values].every((value) => values.has(value))),
  )
}

function coversPrincipals(wide: StatementSource, narrow: StatementSource): boolean {
  if (wide.principal === undefined || narrow.principal === undefined) return wide.principal === narrow.principal
  const own = principalTexts(wide.principal)
  const others = principalTexts(narrow.principal)
  if (wide.notPrincipal || narrow.notPrincipal) {
    return wide.notPrincipal === narrow.notPrincipal && own.join('\n') === others.join('\n')
  }
  return own.includes('aws *') || others.every((text) => own.includes(text))
}

function coversActions(wide: Known, narrow: Known, budget: Budget): boolean {
  if (!wide.source.notAction) {
    if (wide.actions.includes(everything)) return true
    return !narrow.source.notAction && coversAll(wide.actions, narrow.actions, budget)
  }
  // All but these: the narrow list must keep clear of them, or leave out at least as much.
  if (narrow.source.notAction) return coversAll(narrow.actions, wide.actions, budget)
  return wide.actions.every((exempt) =>
    narrow.actions.every(
      (own) => !mayBegin(exempt, own) || (budget.spend(overlapCost(exempt, own)) && !mayOverlap(exempt, own)),
    ),
  )
}

function coversResources(wide: Known, narrow: Known, budget: Budget): boolean {
  if (wide.resources === undefined || narrow.resources === undefined) return wide.resources === narrow.resources
  if (!wide.source.notResource) {
    if (wide.resources.includes(everything)) return true
    return !narrow.source.notResource && coversAll(wide.resources, narrow.resources, budget)
  }
  return narrow.source.notResource && coversAll(narrow.resources, wide.resources, budget)
}

const coversAll = (
  wide: readonly (readonly number[])[],
  narrow: readonly (readonly number[])[],
  budget: Budget,
): boolean =>
  narrow.every((own) =>
    wide.some(
      (pattern) => mayBegin(pattern, own) && budget.spend(overlapCost(pattern, own)) && coversPattern(pattern, own),
    ),
  )
