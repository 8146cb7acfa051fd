import { expect, test } from 'vitest'
import { createTurnstile } from './turnstile.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('lets two in, three wait in order, and turns the rest away', async () => {
  const turnstile = createTurnstile({ atOnce: 2, waiting: 3 })
  const begun: number[] = []
  const ends: (() => void)[] = []
  const all = Array.from({ length: 8 }, (_, index) =>
    turnstile.pass(async () => {
      begun.push(index)
      await new Promise<void>((end) => ends.push(end))
      return index
    }),
  )
  const outcomes = Promise.allSettled(all)
  await settle()
  expect(begun).toEqual([0, 1])
  for (const count of [3, 4, 5]) {
    ends[count - 3]?.()
    await settle()
    expect(begun).toHaveLength(count)
  }
  for (const end of ends) end()
  expect((await outcomes).map(({ status }) => status)).toEqual([
    ...Array.from({ length: 5 }, () => 'fulfilled'),
    ...Array.from({ length: 3 }, () => 'rejected'),
  ])
  expect(begun).toEqual([0, 1, 2, 3, 4])
  await expect(all[7]).rejects.toMatchObject({ code: 'too_many_requests', details: { retryAfter: 1 } })
})

test('one that fails gives his place free', async () => {
  const turnstile = createTurnstile({ atOnce: 1, waiting: 0 })
  await expect(turnstile.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await turnstile.pass(async () => 'in')).toBe('in')
})
