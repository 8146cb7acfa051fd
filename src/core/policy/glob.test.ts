import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countComparisons } from '../../../test/fakes/count-comparisons.ts'
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
  return matches(joined(symbols), [...text])
}

function matches(symbols: readonly number[], text: readonly string[]): boolean {
  const [symbol, ...rest] = symbols
  const [first, ...others] = text
  if (symbol === undefined) return first === undefined
  if (symbol === anyRun || symbol === anyRunInField) {
    if (matches(rest, text)) return true
    return first !== undefined && !(symbol === anyRunInField && first === ':') && matches(symbols, others)
  }
  if (first === undefined) return false
  if (symbol === anyOneInField ? first === ':' : symbol !== anyOne && symbol !== first.codePointAt(0)) return false
  return matches(rest, others)
}

/** Code points instead of code units. */
const joined = (symbols: readonly number[]): number[] =>
  symbols.flatMap((symbol, at) => {
    if (symbol >= 0xdc00 && symbol < 0xe000) return []
    if (symbol < 0xd800 || symbol >= 0xe000) return [symbol]
    return [String.fromCharCode(symbol, symbols[at + 1] ?? 0).codePointAt(0) ?? 0]
  })

const astral = '\u{1F511}'
const letters = fc.constantFrom('a', 'b', ':', '*', '?', astral)
const pattern = fc.array(letters, { maxLength: 10 }).map((parts) => parts.join(''))
const subject = fc.array(fc.constantFrom('a', 'b', ':', astral), { maxLength: 12 }).map((parts) => parts.join(''))

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

  test('with long pieces that hold question marks, too', () => {
    const piece = fc.array(fc.constantFrom('a', 'a', 'a', '?', ':', astral), { minLength: 16, maxLength: 40 })
    const text = fc.array(fc.constantFrom('a', 'a', 'a', 'a', ':', astral), { minLength: 16, maxLength: 48 })
    let found = 0
    fc.assert(
      fc.property(piece, text, text, fc.boolean(), (symbols, before, other, isThere) => {
        const here = symbols.map((symbol) => (symbol === '?' ? (isThere ? astral : 'a') : symbol))
        const value = [...before.slice(0, 8), ...(isThere ? here : other), ...before.slice(8, 16)].join('')
        const wanted = plainSymbols(`*${symbols.join('')}*`)
        const matched = matchesPattern(compilePattern(wanted), value)
        if (matched) found += 1
        expect(matched).toBe(naive(wanted, value))
      }),
      { numRuns: 500 },
    )
    expect(found).toBeGreaterThan(50)
  })

  test('long pieces are found by their failure table', () => {
    const piece = 'abababababababababac'
    expect(matchesPattern(plainPattern(`*${piece}*`), `ababab${piece}x`)).toBe(true)
    expect(matchesPattern(plainPattern(`*${piece}*`), 'ab'.repeat(40))).toBe(false)
  })

  // At most ten times text plus pattern.
  test.each([
    ['`*a` a thousand times against four thousand `a`', `${'*a'.repeat(1000)}*X`, 'a'.repeat(4000)],
    ['a long piece that almost matches everywhere', `*${'a'.repeat(2000)}b*`, 'a'.repeat(4000)],
    ['short pieces that almost match everywhere', `${'*aaaaaaab'.repeat(400)}*`, 'a'.repeat(4000)],
    ['question marks', `*${'?a'.repeat(500)}X*`, 'a'.repeat(4000)],
    ['question marks at the end', `*${'a'.repeat(2000)}?X`, 'a'.repeat(4000)],
    ['a question mark behind a long piece', `*${'a'.repeat(2000)}?X*`, 'a'.repeat(4000)],
    ['an ARN of colons', `arn:aws:s3:*:*:${'*:a'.repeat(500)}X`, `arn:aws:s3:${':a'.repeat(1900)}`],
    [
      'an ARN of held stars',
      `arn:a*a*a*a*X:*:*:*:${'*:a'.repeat(500)}X`,
      `arn:${'a'.repeat(1900)}${':a'.repeat(1000)}`,
    ],
  ])('hostile: %s', (_name, text, value) => {
    const compiled = resourcePattern(text)
    let matched = true
    const comparisons = countComparisons(() => {
      matched = matchesPattern(compiled, value)
    })
    expect(matched).toBe(false)
    expect(comparisons).toBeGreaterThan(0)
    expect(comparisons).toBeLessThanOrEqual(10 * (text.length + value.length))
  })

  test.each([
    ['?', astral, true],
    ['??', astral, false],
    ['*?', `a${astral}`, true],
    ['a?b', `a${astral}b`, true],
    ['*a?', `${astral}a${astral}`, true],
    [`*${astral}?*`, `${astral}${astral}`, true],
    ['?', '\ud83d', true],
  ])('one question mark is one character: %s and %s', (text, value, expected) => {
    expect(matchesPattern(plainPattern(text), value)).toBe(expected)
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
