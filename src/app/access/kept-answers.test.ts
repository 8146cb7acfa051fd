import { expect, test } from 'vitest'
import { createKeptAnswers } from './kept-answers.ts'

test('an answer is worked out once for an index and a question, as long as it fits beside those asked for since', () => {
  const made: string[] = []
  const keep = createKeptAnswers<object, string>({ most: 6, weigh: ({ length }) => length })
  const [index, other] = [{}, {}]
  const ask = (of: object, question: string): void => {
    const answer = keep(of, { question }, () => {
      made.push(question)
      return question
    })
    expect(answer).toBe(question)
  }
  for (const question of ['a', 'bcd', 'a', 'efg', 'a', 'bcd', 'too long', 'too long', 'a']) ask(index, question)
  expect(made).toEqual(['a', 'bcd', 'efg', 'bcd', 'too long', 'too long'])
  ask(other, 'a')
  expect(made.at(-1)).toBe('a')
})
