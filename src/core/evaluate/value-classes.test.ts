import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseOperator } from '../policy/operators.ts'
import { compileValue, valueMatches } from '../policy/values.ts'
import type { Atom } from './formula.ts'
import { classesOf } from './value-classes.ts'

function atom(name: string, values: readonly string[], more: Partial<Atom> = {}): Atom {
  const operator = parseOperator(name)
  if (operator === undefined) throw new Error(name)
  return {
    key: 'k',
    lowerKey: 'k',
    mode: 'some',
    op: operator.positive,
    values,
    quantifier: undefined,
    mayBeAbsent: false,
    multivalued: false,
    matchers: values.map((text) => compileValue(text, operator, true)),
    ...more,
  }
}

const words = fc
  .array(fc.constantFrom('a', 'b', 'A', 'k', '\u{1F511}'), { maxLength: 4 })
  .map((parts) => parts.join(''))
const patterns = fc.array(fc.constantFrom('a', 'b', 'A', '*', '?'), { maxLength: 5 }).map((parts) => parts.join(''))
const numbers = fc.constantFrom('1', '2', '1.0', '1.5', '1.25', '1.0005', '-3', '1e1', 'x')
const dates = fc.constantFrom(
  '2024',
  '2024-01-01T00:00:00Z',
  '2024-01-01T00:00:00.001Z',
  '1704067200',
  '1704067200.0005',
  'x',
)
const arnFields = fc.constantFrom('aws', 's3', '*', '', 'a*', '?')
const arns = fc.array(arnFields, { minLength: 5, maxLength: 6 }).map((fields) => ['arn', ...fields].join(':'))
const addresses = fc.constantFrom(
  '10.0.0.0',
  '10.0.0.255',
  '10.1.2.3',
  '0.0.0.0',
  '255.255.255.255',
  '::',
  '2001:db8::1',
  '2001:db8:1::',
)
const blocks = fc
  .tuple(addresses, fc.constantFrom('', '/0', '/1', '/8', '/24', '/31', '/32', '/64', '/128'))
  .map(([address, prefix]) => address + prefix)

const lists = (of: fc.Arbitrary<string>) => fc.array(of, { minLength: 1, maxLength: 2 })
const oneOf = (names: readonly string[], of: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom(...names), lists(of)).map(([name, values]) => atom(name, values))
const tests: readonly fc.Arbitrary<Atom>[] = [
  oneOf(['StringEquals', 'StringEqualsIgnoreCase'], words),
  oneOf(['StringLike'], patterns),
  oneOf(['NumericEquals', 'NumericLessThan', 'NumericGreaterThan', 'NumericLessThanEquals'], numbers),
  oneOf(['DateEquals', 'DateLessThan', 'DateGreaterThanEquals'], dates),
  oneOf(['IpAddress'], blocks),
  oneOf(['ArnLike'], arns),
  oneOf(['BinaryEquals'], fc.constantFrom('YQ==', 'Yg==', 'x')),
  oneOf(['Bool'], fc.constantFrom('true', 'False', 'x')),
]
const values = fc.oneof(words, numbers, dates, addresses, arns, fc.constantFrom('true', 'TRUE', 'false', 'YQ==', 'c'))

const holds = (one: Atom, value: string): boolean => one.matchers.some((matcher) => valueMatches(matcher, value))

describe('classes of values', () => {
  test('every value is in one of them', () => {
    const group = fc.oneof(
      ...tests.map((of) => fc.array(of, { minLength: 1, maxLength: 4 })),
      fc.array(fc.oneof(...tests), { minLength: 1, maxLength: 4 }),
    )
    fc.assert(
      fc.property(group, values, (atoms, value) => {
        const rows = classesOf(atoms, undefined)
        expect(rows).toContainEqual(atoms.map((one) => holds(one, value)))
      }),
      { numRuns: 6_000 },
    )
  })

  /** Values that AWS gives such a key, and tests of it by operators of any type. */
  const typed: readonly (readonly [type: string, name: string, values: fc.Arbitrary<string>])[] = [
    ['Bool', 'Bool', fc.constantFrom('true', 'false')],
    ['Numeric', 'NumericLessThan', fc.constantFrom('1', '1.5', '2', '300')],
    ['Date', 'DateLessThan', fc.constantFrom('2024-01-01T00:00:00Z', '2024-05-01T00:00:00Z', '1704067200')],
    ['IPAddress', 'IpAddress', fc.constantFrom('10.0.0.0', '10.0.0.1', '2001:db8::1')],
  ]
  test.each(typed)('of a key of type %s too, when it is compared as text', (type, name, given) => {
    const asText = oneOf(['StringEquals', 'StringLike', 'StringEqualsIgnoreCase'], given)
    const group = fc.array(fc.oneof(asText, oneOf([name], given)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(group, given, (atoms, value) => {
        expect(classesOf(atoms, type)).toContainEqual(atoms.map((one) => holds(one, value)))
      }),
      { numRuns: 1_000 },
    )
  })

  test('a sigma that ends a word in small letters is one inside it in capitals', () => {
    const atoms = [atom('StringEqualsIgnoreCase', ['a\u{3a3}']), atom('StringLike', ['a\u{3a3}*', 'A\u{3a3}*'])]
    const wide = [atom('StringEqualsIgnoreCase', ['ba\u{3a3}']), atom('StringLike', ['bA\u{3a3}*'])]
    expect(classesOf(atoms, undefined)).toContainEqual([true, true])
    expect(classesOf(wide, undefined)).toContainEqual([true, true])
  })

  test('and so is every set of values', () => {
    const quantified = fc
      .tuple(fc.oneof(...tests.slice(0, 2)), fc.boolean())
      .map(([one, all]): Atom => ({ ...one, mode: all ? 'all' : 'some', multivalued: true }))
    const group = fc.array(quantified, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(group, fc.array(values, { minLength: 1, maxLength: 3 }), (atoms, given) => {
        const truth = atoms.map((one) =>
          one.mode === 'all' ? given.every((value) => holds(one, value)) : given.some((value) => holds(one, value)),
        )
        expect(classesOf(atoms, undefined)).toContainEqual(truth)
      }),
      { numRuns: 3_000 },
    )
  })

  test('long lists are not told apart', () => {
    const list = (name: string, prefix: string) =>
      atom(
        name,
        Array.from({ length: 5_000 }, (_, at) => `${prefix}${at}`),
      )
    const independent = [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]
    expect(classesOf([list('StringEquals', 'a'), list('StringEquals', 'b')], undefined)).toEqual(independent)
    expect(classesOf([list('StringLike', 'a*'), list('StringLike', 'b*')], undefined)).toEqual(independent)
  })

  test('an absent key meets nothing but "absent" and "every value"', () => {
    const present = { ...atom('StringEquals', ['a']), mayBeAbsent: true }
    const absent: Atom = { ...present, mode: 'absent', op: 'Null', values: ['true'], matchers: [] }
    const all: Atom = { ...present, mode: 'all', multivalued: true }
    expect(classesOf([present, absent], undefined)).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ])
    expect(classesOf([all, absent], undefined)).toContainEqual([true, true])
  })

  test('a pattern with several variables may match while one of them is absent: it may have a default', () => {
    const absent: Atom = { ...atom('Null', ['true']), mode: 'absent', mayBeAbsent: true, matchers: [] }
    const opaque: Atom = { ...absent, mode: 'opaque', op: 'PatternMatches', values: ['${k}/${l}', 'x/y'] }
    expect(classesOf([opaque, absent], undefined)).toContainEqual([true, true])
    expect(classesOf([opaque, absent], undefined)).toContainEqual([false, true])
  })

  test.each([
    ['two texts', ['StringEquals', 'a'], ['StringEquals', 'b']],
    ['a text and a pattern', ['StringEquals', 'a'], ['StringLike', 'b*']],
    ['two patterns', ['StringLike', 'a*'], ['StringLike', 'b*']],
    ['patterns with different ends', ['StringLike', '*a'], ['StringLike', '*b']],
    ['a text in any case and a pattern', ['StringEqualsIgnoreCase', 'Abc'], ['StringLike', 'b*']],
    ['texts in any case', ['StringEqualsIgnoreCase', 'abc'], ['StringEqualsIgnoreCase', 'abd']],
    ['numbers', ['NumericLessThan', '10'], ['NumericGreaterThan', '20']],
    ['instants', ['DateLessThan', '2024-01-01T00:00:00Z'], ['DateGreaterThan', '1704067200']],
    ['blocks of IPv4', ['IpAddress', '10.0.0.0/8'], ['IpAddress', '11.0.0.0/8']],
    ['blocks of IPv6', ['IpAddress', '2001:db8::/32'], ['IpAddress', '2001:db9::/32']],
    ['both families', ['IpAddress', '::/0'], ['IpAddress', '0.0.0.0/0']],
    ['ARNs', ['ArnLike', 'arn:aws:s3:::a*'], ['ArnLike', 'arn:aws:s3:::b*']],
    ['accounts in ARNs', ['ArnLike', 'arn:aws:sns:*:1:*'], ['ArnEquals', 'arn:aws:sns:*:2:*']],
    ['bytes', ['BinaryEquals', 'YQ=='], ['BinaryEquals', 'Yg==']],
    ['truth', ['Bool', 'true'], ['Bool', 'false']],
  ])('one value does not meet both: %s', (_name, [one = '', first = ''], [other = '', second = '']) => {
    expect(classesOf([atom(one, [first]), atom(other, [second])], undefined)).not.toContainEqual([true, true])
  })

  test.each([
    ['StringLike', 'ab*', 'a*'],
    ['StringLike', 'a?b*', 'a*'],
    ['ArnLike', 'arn:aws:sns:*:1:t', 'arn:aws:sns:*:1:*'],
    ['IpAddress', '10.1.0.0/16', '10.0.0.0/8'],
    ['IpAddress', '2001:db8:1::/48', '2001:db8::/32'],
    ['NumericLessThan', '5', '10'],
  ])('%s %s is inside %s', (name, narrow, wide) => {
    const rows = classesOf([atom(name, [narrow]), atom(name, [wide])], undefined)
    expect(rows).toContainEqual([true, true])
    expect(rows).not.toContainEqual([true, false])
  })
})
