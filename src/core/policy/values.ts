/**
 * Values of conditions, read once when the policy is compiled, and their comparison with a value of the request. Only the
 * positive comparison is here; negation, sets and absence belong to the test (`condition.ts`).
 */
import { arnConditionPattern } from './arn-pattern.ts'
import { compilePattern, matchesPattern, type Pattern } from './glob.ts'
import { inNetwork, type Network, parseNetwork } from './network.ts'
import type { Comparison, Operator } from './operators.ts'
import { decodeBase64, parseDecimal, parseInstant } from './scalars.ts'
import { hasVariables, parseTemplate, plainText, type TemplatePart, templateSymbols } from './template.ts'

export type ConditionValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'folded'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'number' | 'instant'; readonly value: number; readonly comparison: Comparison }
  | { readonly kind: 'truth'; readonly truth: boolean }
  | { readonly kind: 'bytes'; readonly bytes: string }
  | { readonly kind: 'network'; readonly network: Network }
  /** Holds policy variables: made into one of the others for each request. */
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  /** Not of the operator's type: equals nothing. */
  | { readonly kind: 'never' }

const never: ConditionValue = { kind: 'never' }

/** `variables`: the document's Version has them. */
export function compileValue(text: string, operator: Operator, variables: boolean): ConditionValue {
  switch (operator.family) {
    case 'string':
    case 'stringIgnoreCase':
    case 'stringLike':
    case 'arn':
    case 'bool': {
      const parts: TemplatePart[] = variables ? parseTemplate(text) : [{ kind: 'text', text }]
      if (hasVariables(parts)) return { kind: 'template', parts }
      return instantiate(parts, operator, () => '')
    }
    case 'numeric':
      return ordered('number', parseDecimal(text), operator.comparison)
    case 'date':
      return ordered('instant', parseInstant(text), operator.comparison)
    case 'binary': {
      const bytes = decodeBase64(text)
      return bytes === undefined ? never : { kind: 'bytes', bytes }
    }
    case 'ip': {
      const network = parseNetwork(text)
      return network === undefined ? never : { kind: 'network', network }
    }
    case 'null':
      return truthOf(text)
  }
}

/** A template with its variables filled in. */
export function instantiate(
  parts: readonly TemplatePart[],
  operator: Operator,
  value: (part: TemplatePart & { kind: 'variable' }) => string,
): ConditionValue {
  const text = () => parts.map((part) => (part.kind === 'variable' ? value(part) : part.text)).join('')
  switch (operator.family) {
    case 'string':
      return { kind: 'text', text: text() }
    case 'stringIgnoreCase':
      return { kind: 'folded', text: text().toLowerCase() }
    case 'stringLike':
      return patternValue(templateSymbols(parts, value))
    case 'arn': {
      const pattern = arnConditionPattern(templateSymbols(parts, value))
      return pattern === undefined ? never : { kind: 'pattern', pattern }
    }
    case 'bool':
      return truthOf(text())
    default:
      return { kind: 'text', text: plainText(parts) }
  }
}

const patternValue = (symbols: readonly number[]): ConditionValue => ({
  kind: 'pattern',
  pattern: compilePattern(symbols),
})

function truthOf(text: string): ConditionValue {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? { kind: 'truth', truth: lower === 'true' } : never
}

function ordered(kind: 'number' | 'instant', value: number | undefined, comparison: Comparison): ConditionValue {
  return value === undefined ? never : { kind, value, comparison }
}

/** Does a value of the request match? `actual` is on the left of an ordering. */
export function valueMatches(expected: ConditionValue, actual: string): boolean {
  switch (expected.kind) {
    case 'text':
      return expected.text === actual
    case 'folded':
      return expected.text === actual.toLowerCase()
    case 'pattern':
      return matchesPattern(expected.pattern, actual)
    case 'number':
      return compares(parseDecimal(actual), expected.comparison, expected.value)
    case 'instant':
      return compares(parseInstant(actual), expected.comparison, expected.value)
    case 'truth':
      return actual.toLowerCase() === (expected.truth ? 'true' : 'false')
    case 'bytes':
      return decodeBase64(actual) === expected.bytes
    case 'network':
      return inNetwork(expected.network, actual)
    case 'template':
    case 'never':
      return false
  }
}

function compares(actual: number | undefined, comparison: Comparison, expected: number): boolean {
  if (actual === undefined) return false
  switch (comparison) {
    case 'equal':
      return actual === expected
    case 'less':
      return actual < expected
    case 'lessOrEqual':
      return actual <= expected
    case 'greater':
      return actual > expected
    case 'greaterOrEqual':
      return actual >= expected
  }
}
