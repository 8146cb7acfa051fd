import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interleave, runAll } from './pool.ts'

test('interleaving keeps everything, and the order within each list', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer())), (lists) => {
      const tagged = lists.map((list, owner) => list.map((value, index) => ({ owner, index, value })))
      const mixed = interleave(tagged)
      expect(mixed).toHaveLength(lists.flat().length)
      for (const [owner, list] of tagged.entries()) expect(mixed.filter((one) => one.owner === owner)).toEqual(list)
    }),
  )
  expect(interleave([['a1', 'a2', 'a3'], ['b1']])).toEqual(['a1', 'b1', 'a2', 'a3'])
})

test('so many at once, and all of them', async () => {
  let open = 0
  let most = 0
  let done = 0
  const task = async () => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setTimeout(resolve, 1))
    open -= 1
    done += 1
  }
  await runAll(
    Array.from({ length: 30 }, () => task),
    7,
  )
  expect({ most, done }).toEqual({ most: 7, done: 30 })
})

test('after a failure nothing new begins, and what runs is waited for', async () => {
  const ended: number[] = []
  const task = (index: number) => async () => {
    await new Promise((resolve) => setTimeout(resolve, index === 1 ? 1 : 20))
    if (index === 1) throw new Error('one failed')
    ended.push(index)
  }
  await expect(runAll([0, 1, 2, 3].map(task), 2)).rejects.toThrow('one failed')
  expect(ended).toEqual([0])
})
