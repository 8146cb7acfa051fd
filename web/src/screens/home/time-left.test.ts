import { expect, it } from 'vitest'
import { timeLeft } from './time-left.ts'

const startedAt = '2026-05-02T12:00:00Z'
const after = (seconds: number): number => Date.parse(startedAt) + seconds * 1_000

it('goes on as it went, to five seconds', () => {
  expect(timeLeft({ done: 25, total: 100, startedAt, now: after(10) })).toBe(30_000)
  expect(timeLeft({ done: 26, total: 100, startedAt, now: after(10) })).toBe(30_000)
  expect(timeLeft({ done: 99, total: 100, startedAt, now: after(100) })).toBe(5_000)
})

it.each([
  ['too little was done', { done: 2, total: 100, startedAt, now: after(10) }],
  ['it has just begun', { done: 20, total: 100, startedAt, now: after(2) }],
  ['nothing has begun', { done: 20, total: 100, startedAt: undefined, now: after(10) }],
  ['nobody knows how much it is', { done: 0, total: 0, startedAt, now: after(10) }],
])('is not guessed while %s', (_, of) => {
  expect(timeLeft(of)).toBeUndefined()
})
