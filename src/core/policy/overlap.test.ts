import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resourcePattern } from './arn-pattern.ts'
import { compilePattern, matchesPattern, plainSymbols } from './glob.ts'
import { arnTemplateSymbols, coversPattern, mayOverlap, resourceSymbols } from './overlap.ts'

const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 6 }).map((parts) => parts.join(''))

/** Every text of up to this many of the letters: two patterns of six symbols, a `*` in each, may need five letters of either. */
function* texts(letters: readonly string[], longest: number): Iterable<string> {
  yield ''
  if (longest === 0) return
  for (const rest of texts(letters, longest - 1)) for (const letter of letters) yield letter + rest
}
const all = [...new Set(texts(['a', 'b'], 10))]

describe('two patterns', () => {
  test('overlap in a text as long as both together', () => {
    expect(mayOverlap(plainSymbols('*aaaaa'), plainSymbols('aaaab*'))).toBe(true)
    expect(mayOverlap(plainSymbols('*a'), plainSymbols('a?b'))).toBe(false)
  })

  test('overlap exactly when some text matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [one, other] = [plainSymbols(a), plainSymbols(b)]
        const found = all.some(
          (text) => matchesPattern(compilePattern(one), text) && matchesPattern(compilePattern(other), text),
        )
        expect(mayOverlap(one, other)).toBe(found)
      }),
      { numRuns: 400 },
    )
  })

  test('one covers the other only when no text matches the other alone', () => {
    let yes = 0
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [wide, narrow] = [plainSymbols(a), plainSymbols(b)]
        if (!coversPattern(wide, narrow)) return
        yes += 1
        const alone = all.find(
          (text) => matchesPattern(compilePattern(narrow), text) && !matchesPattern(compilePattern(wide), text),
        )
        expect(alone).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
    expect(yes).toBeGreaterThan(50)
  })

  test.each<[string, string, boolean]>([
    ['s3:*', 's3:Get*', true],
    ['s3:*Object*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', false],
    ['s3:Get*', 's3:*', false],
    ['*', 's3:?', true],
    ['\u{e000}*', '*b', false],
    ['\u{e001}*', '?b*', false],
  ])('%s covers %s: %s', (wide, narrow, expected) => {
    expect(coversPattern(plainSymbols(wide), plainSymbols(narrow))).toBe(expected)
  })
})

describe('a resource and the ARN template of a type', () => {
  const object = 'arn:${Partition}:s3:::${BucketName}/${ObjectName}'
  const bucket = 'arn:${Partition}:s3:::${BucketName}'
  test.each<[string, string, boolean]>([
    ['arn:aws:s3:::b', object, false],
    ['arn:aws:s3:::b*', object, true],
    ['arn:aws:s3:::b/*', object, true],
    ['arn:aws:s3:::b/*', bucket, false],
    ['arn:aws:s3:::${aws:username}/*', bucket, false],
    ['arn:aws:s3:::*', bucket, true],
    ['arn:aws:s3:us-east-1:111111111111:b', bucket, false],
    ['arn:aws:ec2:us-east-1:*:instance/*', 'arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}', true],
    ['arn:aws:ec2:*:111111111111:image/*', 'arn:${Partition}:ec2:${Region}::image/${ImageId}', false],
    ['arn:aws:iam::*:role/a', 'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}', true],
    ['arn:aws:kms:*:*:alias/x', 'arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}', false],
  ])('%s and %s: %s', (resource, template, expected) => {
    expect(mayOverlap(resourceSymbols(resource), arnTemplateSymbols(template))).toBe(expected)
  })

  test('a resource that matches an ARN overlaps with it', () => {
    const arns = ['arn:aws:s3:::bkt/a/b', 'arn:aws:s3:::bkt', 'arn:aws:ec2:us-east-1:111111111111:instance/i-1']
    const mutated = fc
      .constantFrom(...arns)
      .chain((arn) =>
        fc
          .array(fc.tuple(fc.nat(arn.length - 1), fc.constantFrom('*', '?')), { maxLength: 3 })
          .map(
            (changes) =>
              [
                arn,
                changes.reduce(
                  (text, [at, wildcard]) =>
                    text[at] === ':' ? text : text.slice(0, at) + wildcard + text.slice(at + 1),
                  arn,
                ),
              ] as const,
          ),
      )
    fc.assert(
      fc.property(mutated, ([arn, resource]) => {
        if (!matchesPattern(resourcePattern(resource), arn)) return
        expect(mayOverlap(resourceSymbols(resource), resourceSymbols(arn))).toBe(true)
      }),
    )
  })
})
