import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPrecedence } from './give-way.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function told(work: Promise<void>) {
  let isOver = false
  void work.then(() => {
    isOver = true
  })
  return async (): Promise<boolean> => {
    // `giveWay` itself takes one turn.
    for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate)
    return isOver
  }
}

test('work goes on at once where nobody waits for an answer', async () => {
  const { giveWay } = createPrecedence()
  expect(await told(giveWay())()).toBe(true)
})

test('work goes on when the last has his answer', async () => {
  const { asked, giveWay } = createPrecedence()
  const [first, second] = [asked(), asked()]
  const isOver = told(giveWay())
  first()
  first()
  expect(await isOver()).toBe(false)
  second()
  expect(await isOver()).toBe(true)
})

test('work goes on after a while, however many ask', async () => {
  const { asked, giveWay } = createPrecedence()
  asked()
  const isOver = told(giveWay())
  expect(await isOver()).toBe(false)
  vi.advanceTimersByTime(20)
  expect(await isOver()).toBe(true)
})

test('who waits for long counts no more', async () => {
  const { asked, giveWay } = createPrecedence()
  const answered = asked()
  vi.advanceTimersByTime(300)
  expect(await told(giveWay())()).toBe(true)
  answered()
  expect(await told(giveWay())()).toBe(true)
})
