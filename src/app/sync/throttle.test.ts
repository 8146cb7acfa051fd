import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createThrottle } from './throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first at once, then one in each interval, and the last is never lost', async () => {
  let value = 0
  const written: number[] = []
  const throttle = createThrottle(250, async () => void written.push(value))
  for (value = 1; value <= 100; value++) {
    throttle.touch()
    await vi.advanceTimersByTimeAsync(10)
  }
  value = 100
  await vi.advanceTimersByTimeAsync(300)
  expect(written.length).toBeLessThanOrEqual(6)
  expect(written[0]).toBe(1)
  expect(written.at(-1)).toBe(100)
})

test('never two at once, however slow a write is', async () => {
  let underWay = 0
  let most = 0
  const throttle = createThrottle(10, async () => {
    most = Math.max(most, ++underWay)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    underWay--
  })
  for (let index = 0; index < 50; index++) {
    throttle.touch()
    await vi.advanceTimersByTimeAsync(50)
  }
  expect(most).toBe(1)
})

test('closed, it is quiet and hands over the fault of the write under way', async () => {
  let writes = 0
  const throttle = createThrottle(10, async () => {
    writes++
    await new Promise((resolve) => setTimeout(resolve, 100))
    throw new Error('disk full')
  })
  throttle.touch()
  const closed = throttle.close()
  throttle.touch()
  const seen = expect(closed).rejects.toThrow('disk full')
  await vi.advanceTimersByTimeAsync(1000)
  await seen
  expect(writes).toBe(1)
})
