import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writtenAnswer } from './written-answer.ts'

const rows = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 60 })
const members = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue({ maxDepth: 3 }), rows, fc.constant(undefined)))

test('an answer is written as JSON.stringify writes it, however often', () => {
  fc.assert(
    fc.property(members, (answer) => {
      const text = JSON.stringify(answer)
      expect(writtenAnswer(answer)).toBe(text)
      expect(writtenAnswer(answer)).toBe(text)
    }),
  )
})

test('what a copy of a large answer has instead of rows is read when it is written', () => {
  const answer = {
    before: 1,
    get principals() {
      return Array.from({ length: 51 }, (_, at) => ({ at }))
    },
  }
  expect(writtenAnswer(answer)).toBe(JSON.stringify(answer))
})
