import { expect, test } from 'vitest'
import { atOnce, awaited, stepwise } from './stepwise.ts'

test('is done once, however many go through its steps', () => {
  let made = 0
  const work = stepwise(function* () {
    made += 1
    yield
    yield
    return made
  })
  expect(work.step()).toBe(true)
  expect(atOnce(awaited(work))).toBe(1)
  expect([work.step(), work.value(), made]).toEqual([false, 1, 1])
})

test('what failed begins anew', () => {
  let attempts = 0
  const work = stepwise(function* () {
    attempts += 1
    yield
    if (attempts === 1) throw new Error('planted')
    return 'made'
  })
  expect(() => work.value()).toThrow('planted')
  expect(work.value()).toBe('made')
})
