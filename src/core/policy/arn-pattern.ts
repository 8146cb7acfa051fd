/**
 * Patterns over ARNs. In `Resource` a wildcard in the first five fields stays in its field, except that a `*` which ends its
 * field may run on past the colon; behind the fifth colon wildcards also match colons (IAM UG *Policy elements: Resource*).
 * `ArnLike` is stricter: there every wildcard of the first five fields stays in its field (IAM UG *Condition operators*).
 */
import { resourcePartStart } from '../arn/arn.ts'
import {
  anyOne,
  anyOneInField,
  anyRun,
  anyRunInField,
  compilePattern,
  type Pattern,
  plainSymbols,
  simplePattern,
} from './glob.ts'

const star = 42
const question = 63
const colon = 58

/** Patterns with fewer than six fields are not valid in IAM; they are matched as plain text. */
export function resourcePattern(text: string): Pattern {
  const simple = simplePattern(text)
  if (simple !== undefined) return simple
  const tail = resourcePartStart(text)
  return compilePattern(
    tail < 0 ? plainSymbols(text) : [...headSymbols(text.slice(0, tail), true), ...plainSymbols(text.slice(tail))],
  )
}

/** The symbols of the first five fields, colons included. */
export function headSymbols(head: string, runOn: boolean): number[] {
  const symbols: number[] = []
  for (let at = 0; at < head.length; at += 1) {
    const code = head.charCodeAt(at)
    const endsField = head.charCodeAt(at + 1) === colon
    if (code === star) symbols.push(runOn && endsField ? anyRun : anyRunInField)
    else symbols.push(code === question ? anyOneInField : code)
  }
  return symbols
}

/** Pattern of `ArnEquals` and `ArnLike`; undefined when it has fewer than six fields and so matches nothing. */
export function arnConditionPattern(symbols: readonly number[]): Pattern | undefined {
  const fielded: number[] = []
  let colons = 0
  for (const symbol of symbols) {
    if (symbol === colon) colons += 1
    const held = colons < 5
    fielded.push(held && symbol === anyRun ? anyRunInField : held && symbol === anyOne ? anyOneInField : symbol)
  }
  return colons < 5 ? undefined : compilePattern(fielded)
}

/** The service field of a `Resource` pattern takes no wildcard: such a pattern matches nothing. */
export function hasWildcardService(text: string): boolean {
  if (!text.includes('*') && !text.includes('?')) return false
  if (resourcePartStart(text) < 0) return false
  const service = text.split(':', 3)[2] ?? ''
  return service.includes('*') || service.includes('?')
}
