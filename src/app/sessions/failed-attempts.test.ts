import { expect, test } from 'vitest'
import { createFailedAttempts } from './failed-attempts.ts'

test('five are free, then the wait doubles to five minutes, and a success forgives', () => {
  const attempts = createFailedAttempts()
  const waits = Array.from({ length: 16 }, () => {
    attempts.failed('ada', 0)
    return attempts.wait('ada', 0) / 1000
  })
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
  expect(attempts.wait('ada', 299_000)).toBe(1000)
  expect(attempts.wait('ada', 300_000)).toBe(0)
  expect(attempts.wait('eve', 0)).toBe(0)
  attempts.succeeded('ada')
  expect(attempts.wait('ada', 0)).toBe(0)
})

test('after a quarter of an hour without one they are forgotten', () => {
  const attempts = createFailedAttempts()
  for (let tries = 0; tries < 10; tries++) attempts.failed('ada', 0)
  attempts.failed('ada', 15 * 60_000 + 1)
  expect(attempts.wait('ada', 15 * 60_000 + 1)).toBe(0)
})

test('names that nobody has cannot fill the memory and push out what counts last', () => {
  const attempts = createFailedAttempts()
  for (let tries = 0; tries < 5; tries++) attempts.failed('old', 0)
  for (let index = 0; index < 10_000; index++) attempts.failed(`made up ${index}`, 0)
  expect(attempts.wait('old', 0)).toBe(0)
  for (let tries = 0; tries < 5; tries++) attempts.failed('ada', 0)
  expect(attempts.wait('ada', 0)).toBe(1000)
})
