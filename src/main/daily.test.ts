import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memoryLog } from '../../test/fakes/clock-and-log.ts'
import { daily } from './daily.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const dayMs = 24 * 60 * 60_000

test('works soon after the start and then once a day, until it is stopped', async () => {
  let worked = 0
  const work = daily('count', async () => void worked++, memoryLog())
  work.start()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(worked).toBe(1)
  await vi.advanceTimersByTimeAsync(2 * dayMs)
  expect(worked).toBe(3)
  await work.stop()
  await vi.advanceTimersByTimeAsync(2 * dayMs)
  expect(worked).toBe(3)
})

test('a day that failed is told, and the next one comes', async () => {
  const log = memoryLog()
  let days = 0
  const work = daily(
    'fails',
    async () => {
      days++
      throw new Error('planted')
    },
    log,
  )
  work.start()
  await vi.advanceTimersByTimeAsync(60_000 + dayMs)
  expect(days).toBe(2)
  expect(log.lines.join()).toContain('recurring work failed')
  await work.stop()
})

test('is told to stop, and waited for', async () => {
  const work = daily(
    'long',
    (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve)),
    memoryLog(),
  )
  work.start()
  await vi.advanceTimersByTimeAsync(60_000)
  await work.stop()
})
