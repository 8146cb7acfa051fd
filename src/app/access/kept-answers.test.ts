import { expect, test } from 'vitest'
import { createKeptAnswers } from './kept-answers.ts'

test('an answer is worked out once for an index and a question, until others were asked for since', () => {
  const made: string[] = []
  const keep = createKeptAnswers<object, string>({ most: 2, isKept: (answer) => !answer.startsWith('long') })
  const [index, other] = [{}, {}]
  const ask = (of: object, question: string): string =>
    keep(of, { question }, () => {
      made.push(question)
      return question
    })
  for (const question of ['a', 'b', 'a', 'c', 'a', 'b', 'long', 'long', 'a'])
    expect(ask(index, question)).toBe(question)
  expect(made).toEqual(['a', 'b', 'c', 'b', 'long', 'long'])
  ask(other, 'a')
  expect(made.at(-1)).toBe('a')
  expect(made).toHaveLength(7)
})
