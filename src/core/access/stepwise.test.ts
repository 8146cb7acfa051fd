import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atOnce, awaited, mappedInSteps, sortedInSteps, stepwise } from './stepwise.ts'

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

test('a sort in steps is the sort of the language, stable too', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.nat()), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(pairs, (some) => {
      // More than one run, which an array of random values never is.
      const values = Array.from({ length: 9_001 }, (_, index) => some[index % some.length] ?? [0, 0])
      const byFirst = ([a]: readonly number[], [b]: readonly number[]): number => (a ?? 0) - (b ?? 0)
      expect(atOnce(sortedInSteps(values, byFirst))).toEqual([...values].sort(byFirst))
    }),
    { numRuns: 20 },
  )
})

test('maps as an array does, with a pause now and then', () => {
  const all = Array.from({ length: 1_000 }, (_, at) => at)
  const double = (one: number): number => one * 2
  expect(atOnce(mappedInSteps(all, double))).toEqual(all.map(double))
  expect([...mappedInSteps(all, double)].length).toBeGreaterThan(1)
})
