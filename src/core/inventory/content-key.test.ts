import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentKey, isSameContent } from './content-key.ts'

const value = fc.jsonValue({ maxDepth: 3 })

test('content is the same exactly where its canonical text is', () => {
  const pairs = fc.oneof(
    fc.tuple(value, value),
    value.map((one): [unknown, unknown] => [one, structuredClone(one)]),
  )
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      expect(isSameContent(one, other)).toBe(contentKey(one) === contentKey(other))
    }),
  )
})

test('what is undefined is not there, and what every object inherits is no member', () => {
  expect(isSameContent({ a: 1, b: undefined }, { a: 1 })).toBe(true)
  expect(isSameContent({ a: 1 }, { a: 1, b: 2 })).toBe(false)
  expect(isSameContent(JSON.parse('{"__proto__":{}}'), { x: 1 })).toBe(false)
  expect(isSameContent(JSON.parse('{"__proto__":{}}'), {})).toBe(false)
})

test('a document as deep as somebody likes to write it is looked through once', () => {
  const deep = (): unknown => JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`)
  expect(isSameContent(deep(), deep())).toBe(true)
})
