/**
 * From a residual condition to values that make it hold, or fail. Each is only a proposal: whoever uses it asks again with it.
 */
import type { Residual } from '../../evaluate/types.ts'
import { matchesPattern, plainPattern } from '../../policy/glob.ts'
import { type Comparison, complementName, negatedName, parseOperator } from '../../policy/operators.ts'
import { regionsOf } from '../../regions.ts'

export type Leaf = Extract<Residual, { readonly op: string }>

export interface ContextWay {
  /** Key → value; `undefined`: the key is absent. One entry for a key, however it is written. */
  readonly values: ReadonlyMap<string, string | undefined>
  /** What holds then, in the words of the condition. */
  readonly tests: readonly Residual[]
}

const nothing: ContextWay = { values: new Map(), tests: [] }

/** Sums and products of choices are cut here; a person reads two or three. */
const maxWays = 24
const valuesPerTest = 4

/** Whether a request like this one may come without the key. */
type MayBeAbsent = (key: string) => boolean

/** Ways in which the condition holds (or fails), those with the fewest keys first. */
export function contextWays(condition: Residual, holds: boolean, mayBeAbsent: MayBeAbsent): readonly ContextWay[] {
  return [...waysFor(condition, holds, mayBeAbsent)].sort((a, b) => a.values.size - b.values.size)
}

function waysFor(condition: Residual, holds: boolean, mayBeAbsent: MayBeAbsent): readonly ContextWay[] {
  if ('not' in condition) return waysFor(condition.not, !holds, mayBeAbsent)
  if ('op' in condition) return leafWays(condition, holds, mayBeAbsent)
  const parts = 'all' in condition ? condition.all : condition.any
  const needsAll = 'all' in condition === holds
  if (!needsAll) return parts.flatMap((part) => waysFor(part, holds, mayBeAbsent)).slice(0, maxWays)
  return parts.reduce<readonly ContextWay[]>(
    (before, part) =>
      before
        .flatMap((one) => waysFor(part, holds, mayBeAbsent).flatMap((other) => joined(one, other) ?? []))
        .slice(0, maxWays),
    [nothing],
  )
}

/** Undefined where the two want different values of one key. */
function joined(a: ContextWay, b: ContextWay): ContextWay | undefined {
  const values = new Map(a.values)
  for (const [key, value] of b.values) {
    const same = [...values.keys()].find((known) => known.toLowerCase() === key.toLowerCase())
    if (same !== undefined && values.get(same) !== value) return undefined
    values.set(same ?? key, value)
  }
  return { values, tests: [...a.tests, ...b.tests] }
}

function leafWays(leaf: Leaf, holds: boolean, mayBeAbsent: MayBeAbsent): readonly ContextWay[] {
  const test = holds ? leaf : negated(leaf)
  return samples(leaf, holds, mayBeAbsent(leaf.key)).map((value) => ({
    values: new Map([[leaf.key, value]]),
    tests: [test],
  }))
}

/** What holds where the test fails. */
function negated(leaf: Leaf): Residual {
  const { ifExists: _, quantifier, ...plain } = leaf
  const turned = quantifier && ({ quantifier: quantifier === 'ForAllValues' ? 'ForAnyValue' : 'ForAllValues' } as const)
  if (leaf.op === 'Bool' || leaf.op === 'Null') return { ...plain, ...turned, values: leaf.values.map(flip) }
  const operator = parseOperator(leaf.op)
  const op = operator?.negated ? operator.positive : (negatedName(leaf.op) ?? complementName(leaf.op))
  return op === undefined ? { not: leaf } : { ...plain, ...turned, op }
}

const flip = (text: string): string => (text.toLowerCase() === 'true' ? 'false' : 'true')

/* ------------------------------------------------------------------ values */

/** Values of the key for which the test holds, or fails; the ones it names first. */
function samples(
  { op, key, values, ifExists }: Leaf,
  holds: boolean,
  mayBeAbsent: boolean,
): readonly (string | undefined)[] {
  if (op === 'Null') return (values[0] === 'true') === holds ? [undefined] : []
  const operator = parseOperator(op)
  if (!operator) return []
  const { family, comparison, negated: isNegated } = operator
  const inside = holds !== isNegated
  // An absent key fulfils a negated test and one with IfExists, and fails any other.
  const absent = mayBeAbsent && holds === (isNegated || ifExists === true) ? [undefined] : []
  const found = values.slice(0, valuesPerTest).flatMap((value): readonly string[] => {
    switch (family) {
      case 'bool':
        return [inside ? value.toLowerCase() : flip(value)]
      case 'ip':
        return inside ? value.split('/').slice(0, 1) : elsewhere
      case 'numeric':
        return numbersBeside(Number(value), comparison, inside).map(String)
      case 'date':
        return numbersBeside(Date.parse(value) / 1000, comparison, inside).map(instant)
      case 'stringLike':
      case 'arn':
        return inside ? filled(key, value) : others(key, values)
      default:
        return inside ? [value] : others(key, values)
    }
  })
  return [...new Set(inside ? [...found, ...absent] : [...absent, ...found])].slice(0, valuesPerTest)
}

/** RFC 5737: addresses that are nobody's. */
const elsewhere: readonly string[] = ['192.0.2.1', '198.51.100.1']

const isRegion = (key: string): boolean => key.toLowerCase() === 'aws:requestedregion'

function filled(key: string, pattern: string): readonly string[] {
  if (!/[*?]/.test(pattern)) return [pattern]
  if (!isRegion(key)) return [pattern.replaceAll('*', 'any').replaceAll('?', 'x')]
  const compiled = plainPattern(pattern)
  return regionsOf.aws.filter((region) => matchesPattern(compiled, region))
}

/** A value that the test does not name: another Region, or some other text. */
function others(key: string, values: readonly string[]): readonly string[] {
  if (!isRegion(key)) return ['another']
  const named = values.map((value) => plainPattern(value))
  return regionsOf.aws.filter((region) => !named.some((one) => matchesPattern(one, region))).slice(-1)
}

/** On either side of a bound, and the bound itself: which of them fit the comparison, or do not. */
function numbersBeside(bound: number, comparison: Comparison, fits: boolean): readonly number[] {
  if (!Number.isFinite(bound)) return []
  return [bound, bound - 1, bound + 1].filter((value) => compares(value, bound, comparison) === fits)
}

function compares(value: number, bound: number, comparison: Comparison): boolean {
  switch (comparison) {
    case 'equal':
      return value === bound
    case 'less':
      return value < bound
    case 'lessOrEqual':
      return value <= bound
    case 'greater':
      return value > bound
    case 'greaterOrEqual':
      return value >= bound
  }
}

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
