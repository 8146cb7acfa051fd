import { expect, test } from 'vitest'
import { recent } from './recent.ts'

test('forgets what was not asked for longest', () => {
  const made: string[] = []
  const remembered = recent<string>(2)
  const ask = (text: string): string =>
    remembered(text, () => {
      made.push(text)
      return `made of ${text}`
    })
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(ask)).toEqual(
    ['a', 'b', 'a', 'c', 'a', 'b'].map((text) => `made of ${text}`),
  )
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})
