import { expect, test } from 'vitest'
import { createKeptAnswers } from './kept-answers.ts'

function started() {
  const made: string[] = []
  const answers = createKeptAnswers<object, { readonly question: string }, string>({
    most: 6,
    weigh: ({ length }) => length,
  })
  const ask = (of: object, question: string) =>
    answers.of(of, { question }, async () => {
      made.push(question)
      return question
    })
  return { answers, made, ask }
}

test('an answer is worked out once for an index and a question, as long as it fits beside those asked for since', async () => {
  const { made, ask } = started()
  const [index, other] = [{}, {}]
  for (const question of ['a', 'bcd', 'a', 'efg', 'a', 'bcd', 'too long', 'too long', 'a'])
    expect(await ask(index, question)).toBe(question)
  expect(made).toEqual(['a', 'bcd', 'efg', 'bcd', 'too long', 'too long'])
  await ask(other, 'a')
  expect(made.at(-1)).toBe('a')
})

test('several who ask at once wait for one answer, and one that failed is worked out again', async () => {
  const { answers, made, ask } = started()
  const index = {}
  expect(await Promise.all(['a', 'a', 'too long', 'too long'].map((one) => ask(index, one)))).toHaveLength(4)
  expect(made).toEqual(['a', 'too long'])
  const failing = () => answers.of(index, { question: 'b' }, () => Promise.reject(new Error('planted')))
  await Promise.all([failing(), failing()].map((one) => expect(one).rejects.toThrow('planted')))
  expect(await ask(index, 'b')).toBe('b')
})

test('what is kept before anybody asks is given to whoever does, and counts as asked for from then on', async () => {
  const { answers, made, ask } = started()
  const index = {}
  answers.keep(index, { question: 'a' }, 'a')
  answers.keep(index, { question: 'b' }, 'b')
  expect(answers.asked(index)).toEqual([])
  expect(await ask(index, 'a')).toBe('a')
  expect(made).toEqual([])
  expect(answers.asked(index)).toEqual([{ question: 'a' }])
})
