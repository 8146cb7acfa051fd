/**
 * Conditions as the reference evaluator reads them: one context in which every key is known, two values, nothing compiled.
 * Rules: IAM UG *Condition operators*, *Conditions with multiple context keys or values*, *Variables and tags*.
 */
import type { Json } from '../../src/core/inventory/objects.ts'

/** Lower-case key → values; what is not in it is absent. */
export type Context = ReadonlyMap<string, readonly string[]>

type Block = { readonly [key: string]: Json }

export const isBlock = (value: Json | undefined): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textsOf = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((one) => String(one))

export function conditionHolds(condition: Json | undefined, context: Context, hasVariables: boolean): boolean {
  if (!isBlock(condition)) return true
  return Object.entries(condition).every(
    ([operator, keys]) =>
      isBlock(keys) &&
      Object.entries(keys).every(([key, values]) => testHolds(operator, key, textsOf(values), context, hasVariables)),
  )
}

/** One operator on one key. */
export function testHolds(
  operator: string,
  key: string,
  values: readonly string[],
  context: Context,
  hasVariables: boolean,
): boolean {
  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  const actual = context.get(key.toLowerCase())
  const isAbsent = actual === undefined || actual.length === 0
  if (base === 'Null') return values.some((value) => (value === 'true') === isAbsent)
  const positive = positives.get(base) ?? base
  const isNegated = positive !== base
  if (isAbsent) {
    if (ifExists !== undefined) return true
    if (quantifier !== undefined) return quantifier === 'ForAllValues'
    return isNegated
  }
  const matchesOne = (one: string): boolean =>
    values.some((value) => compare(positive, value, one, context, hasVariables))
  if (quantifier === 'ForAllValues') return actual.every((one) => matchesOne(one) !== isNegated)
  if (quantifier === 'ForAnyValue') return actual.some((one) => matchesOne(one) !== isNegated)
  // Without a set operator: some value matches; negated, none does.
  return actual.some(matchesOne) !== isNegated
}

const positives: ReadonlyMap<string, string> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnLike'],
  ['ArnNotLike', 'ArnLike'],
  ['NotIpAddress', 'IpAddress'],
  ['NumericNotEquals', 'NumericEquals'],
  ['DateNotEquals', 'DateEquals'],
])

function compare(operator: string, wanted: string, actual: string, context: Context, hasVariables: boolean): boolean {
  switch (operator) {
    case 'StringEquals': {
      const text = fill(wanted, context, hasVariables)
      return text !== undefined && text.map(({ char }) => char).join('') === actual
    }
    case 'StringEqualsIgnoreCase':
      return wanted.toLowerCase() === actual.toLowerCase()
    case 'StringLike': {
      const pattern = fill(wanted, context, hasVariables)
      return pattern !== undefined && like(pattern, actual, () => anything)
    }
    case 'ArnEquals':
    case 'ArnLike':
      return arnLike(wanted, actual)
    case 'Bool':
      return wanted.toLowerCase() === actual.toLowerCase()
    case 'IpAddress':
      return inBlock(wanted, actual)
    case 'NumericEquals':
      return Number(actual) === Number(wanted)
    case 'NumericLessThan':
      return Number(actual) < Number(wanted)
    case 'NumericGreaterThanEquals':
      return Number(actual) >= Number(wanted)
    case 'NumericGreaterThan':
      return Number(actual) > Number(wanted)
    case 'NumericLessThanEquals':
      return Number(actual) <= Number(wanted)
    case 'DateLessThan':
      return Date.parse(actual) < Date.parse(wanted)
    case 'DateGreaterThanEquals':
      return Date.parse(actual) >= Date.parse(wanted)
    default:
      throw new Error(`the reference evaluator has no operator ${operator}`)
  }
}

/** Six fields, wildcards within their field; the last is the rest of the text. */
function arnLike(pattern: string, actual: string): boolean {
  const wanted = fieldsOf(pattern)
  const given = fieldsOf(actual)
  if (!wanted || !given) return false
  return wanted.every((field, at) => like(plain(field), given[at] ?? '', () => anything))
}

function fieldsOf(arn: string): readonly string[] | undefined {
  const parts = arn.split(':')
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

function inBlock(block: string, address: string): boolean {
  const [base = '', prefix = '32'] = block.split('/')
  const wanted = numberOf(base)
  const given = numberOf(address)
  if (wanted === undefined || given === undefined) return false
  const size = 2 ** (32 - Number(prefix))
  return Math.floor(wanted / size) === Math.floor(given / size)
}

/** IPv4 only; other addresses are in no block that the tests use. */
function numberOf(address: string): number | undefined {
  const octets = address.split('.').map(Number)
  return octets.length === 4 && octets.every((octet) => octet >= 0 && octet < 256)
    ? octets.reduce((sum, octet) => sum * 256 + octet, 0)
    : undefined
}

/* ------------------------------------------------------------------ text with wildcards */

/** One character of a pattern; `isWild` for `*` and `?` that are wildcards and not text. */
export interface Letter {
  readonly char: string
  readonly isWild: boolean
}

export const plain = (text: string): readonly Letter[] =>
  [...text].map((char) => ({ char, isWild: char === '*' || char === '?' }))

/** Which characters a wildcard at this place of the pattern may stand for. */
export type Reach = (at: number) => (char: string) => boolean
export const anything = (): boolean => true

/** Tries everything; patterns in the tests are short. */
export function like(pattern: readonly Letter[], text: string, reach: Reach, at = 0, from = 0): boolean {
  const symbol = pattern[at]
  if (symbol === undefined) return from === text.length
  const here = text[from]
  if (!symbol.isWild) return here === symbol.char && like(pattern, text, reach, at + 1, from + 1)
  const covers = here !== undefined && reach(at)(here)
  if (symbol.char === '?') return covers && like(pattern, text, reach, at + 1, from + 1)
  return like(pattern, text, reach, at + 1, from) || (covers && like(pattern, text, reach, at, from + 1))
}

/** Variables replaced by literal text; undefined when one has neither value nor default. */
export function fill(text: string, context: Context, hasVariables: boolean): readonly Letter[] | undefined {
  if (!hasVariables) return plain(text)
  const symbols: Letter[] = []
  for (let at = 0; at < text.length; ) {
    const found = /^\$\{([^}]*)\}/.exec(text.slice(at))
    if (!found) {
      symbols.push(...plain(text[at] ?? ''))
      at += 1
      continue
    }
    const [whole, inside = ''] = found
    const value = variableValue(inside, context)
    if (value === undefined) return undefined
    symbols.push(...[...value].map((char) => ({ char, isWild: false })))
    at += whole.length
  }
  return symbols
}

function variableValue(variable: string, context: Context): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable
  const [, key = '', fallback] = /^([^,]*?)\s*(?:,\s*'(.*)')?$/.exec(variable) ?? []
  const values = context.get(key.trim().toLowerCase()) ?? []
  return values.length === 1 ? values[0] : fallback
}
