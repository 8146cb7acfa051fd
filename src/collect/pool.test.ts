import { expect, test } from 'vitest'
import { runAll } from './pool.ts'

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
