import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesPattern, plainPattern } from '../../policy/glob.ts'
import { fitted } from './escalation-text.ts'

const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:*'

describe('a text that fits a pattern', () => {
  it.each([
    [functionArn, '*', functionArn],
    [functionArn, 'arn:aws:lambda:*:*:function:dev-*', 'arn:aws:lambda:eu-west-1:111111111111:function:dev-*'],
    ['function:dev-*', 'function:*-api', 'function:dev-*-api'],
    ['function:dev-*', 'function:dev-?', 'function:dev-?'],
    // A star that ends a field may run on past the colon (IAM UG "Policy elements: Resource").
    [functionArn, 'arn:aws:lambda:*:function:job', 'arn:aws:lambda:eu-west-1:111111111111:function:job'],
    [functionArn, 'arn:aws:lambda:us-*:*:function:*', undefined],
    ['function:dev-*', 'function:prod-*', undefined],
    // No name holds a colon, so an image cannot pass for an instance.
    ['arn:aws:ec2:eu-west-1:111111111111:image/*', 'arn:aws:ec2:*:111111111111:instance/*', undefined],
  ])('%s and %s: %s', (text, pattern, expected) => {
    expect(fitted(text, pattern)).toBe(expected)
  })

  it('is covered by both', () => {
    const pieces = fc.array(fc.constantFrom('a', 'b', '*', ':'), { maxLength: 8 }).map((list) => list.join(''))
    let some = 0
    fc.assert(
      fc.property(pieces, pieces, (text, pattern) => {
        const found = fitted(text, pattern)
        if (found === undefined) return
        some += 1
        expect(matchesPattern(plainPattern(text), found)).toBe(true)
        expect(matchesPattern(plainPattern(pattern), found)).toBe(true)
      }),
    )
    expect(some).toBeGreaterThan(0)
  })

  it('is found where there is one', () => {
    const name = fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 }).map((list) => list.join(''))
    const starred = (text: string) =>
      fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length }).map((open) => {
        return [...text].map((symbol, at) => (open[at] ? '*' : symbol)).join('')
      })
    const both = name.chain((text) => fc.tuple(starred(text), starred(text)))
    fc.assert(
      fc.property(both, ([text, pattern]) => {
        expect(fitted(text, pattern)).toBeDefined()
      }),
    )
  })

  it('remembers dead ends, without which this would not end', () => {
    expect(fitted(`${'*a'.repeat(200)}*`, `${'*b'.repeat(200)}*:`)).toBeUndefined()
  })
})
