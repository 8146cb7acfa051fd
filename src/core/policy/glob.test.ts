import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { headSymbols, resourcePattern } from './arn-pattern.ts'
import {
  anyOne,
  anyOneInField,
  anyRun,
  anyRunInField,
  compilePattern,
  matchesPattern,
  plainPattern,
  plainSymbols,
} from './glob.ts'

/** Tries everything: exponential, obviously right. */
function naive(symbols: readonly number[], text: string): boolean {
  const [symbol, ...rest] = symbols
  if (symbol === undefined) return text === ''
  if (symbol === anyRun || symbol === anyRunInField) {
    if (naive(rest, text)) return true
    return text !== '' && !(symbol === anyRunInField && text.startsWith(':')) && naive(symbols, text.slice(1))
  }
  if (text === '') return false
  if (symbol === anyOneInField ? text.startsWith(':') : symbol !== anyOne && symbol !== text.charCodeAt(0)) return false
  return naive(rest, text.slice(1))
}

const letters = fc.constantFrom('a', 'b', ':', '*', '?')
const pattern = fc.array(letters, { maxLength: 10 }).map((parts) => parts.join(''))
const subject = fc.array(fc.constantFrom('a', 'b', ':'), { maxLength: 12 }).map((parts) => parts.join(''))

describe('patterns', () => {
  test('match as the naive matcher does', () => {
    fc.assert(
      fc.property(pattern, subject, (text, value) => {
        expect(matchesPattern(plainPattern(text), value)).toBe(naive(plainSymbols(text), value))
      }),
      { numRuns: 4000 },
    )
  })

  test('with held wildcards, too', () => {
    const runOn = fc.boolean()
    fc.assert(
      fc.property(pattern, pattern, subject, runOn, (head, tail, value, free) => {
        const symbols = [...headSymbols(`${head}:`, free), ...plainSymbols(tail)]
        expect(matchesPattern(compilePattern(symbols), value)).toBe(naive(symbols, value))
      }),
      { numRuns: 6000 },
    )
  })

  test('long pieces are found by their failure table', () => {
    const piece = 'abababababababababac'
    expect(matchesPattern(plainPattern(`*${piece}*`), `ababab${piece}x`)).toBe(true)
    expect(matchesPattern(plainPattern(`*${piece}*`), 'ab'.repeat(40))).toBe(false)
  })

  test.each([
    ['`*a` a thousand times against four thousand `a`', `${'*a'.repeat(1000)}*X`, 'a'.repeat(4000)],
    ['a long piece that almost matches everywhere', `*${'a'.repeat(2000)}b*`, 'a'.repeat(4000)],
    ['question marks', `*${'?a'.repeat(500)}X*`, 'a'.repeat(4000)],
    ['an ARN of colons', `arn:aws:s3:*:*:${'*:a'.repeat(500)}X`, `arn:aws:s3:${':a'.repeat(1900)}`],
  ])('hostile: %s', (_name, text, value) => {
    const compiled = resourcePattern(text)
    const began = performance.now()
    expect(matchesPattern(compiled, value)).toBe(false)
    // Exponential or cubic matchers need minutes; the bound leaves room for a busy machine.
    expect(performance.now() - began).toBeLessThan(250)
  })

  test.each([
    ['arn:aws:s3:::b*/k', 'arn:aws:s3:::bucket/dir/k', true],
    ['arn:aws:sqs:*:111111111111:q', 'arn:aws:sqs:eu-west-1:111111111111:q', true],
    ['arn:aws:logs:*:log-group:g', 'arn:aws:logs:eu-west-1:111111111111:log-group:g', true],
    ['arn:aws:sqs:e*t:q:x', 'arn:aws:sqs:eu-west-1:t:q:x', false],
    ['arn:aws:sqs:eu-west-?:111111111111:q', 'arn:aws:sqs:eu-west-1:111111111111:q', true],
    ['arn:aws:sqs:eu-west-1?111111111111:q:x', 'arn:aws:sqs:eu-west-1:111111111111:q:x', false],
    ['arn:aws:logs:*:*:log-group:*', 'arn:aws:logs:eu-west-1:111111111111:log-group:a:log-stream:b', true],
  ])('%s and %s: %s', (text, value, expected) => {
    expect(matchesPattern(resourcePattern(text), value)).toBe(expected)
  })
})
