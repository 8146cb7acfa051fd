import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRate, createTurns } from './rate.ts'

/** When each of those who ask at `times` goes, by a clock that the test moves. */
async function goings(perSecond: number, times: readonly number[]): Promise<number[]> {
  let now = 0
  let delay = 0
  const rate = createRate(perSecond, {
    clock: { elapsed: () => now },
    wait: async (ms) => {
      delay = ms
    },
  })
  const went: number[] = []
  for (const time of times) {
    now = time
    delay = 0
    await rate()
    went.push(now + delay)
  }
  return went
}

const momentsInOrder = fc
  .array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 80 })
  .map((moments) => moments.sort((a, b) => a - b))

test('never more than so many in any second, in order, and nobody waits without need', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), momentsInOrder, async (perSecond, moments) => {
      const went = await goings(perSecond, moments)
      for (const [index, at] of went.entries()) {
        const earlier = went[index - perSecond]
        const asked = moments[index] ?? 0
        // Exactly when the last token came back, or at once.
        expect(at).toBe(earlier === undefined ? asked : Math.max(asked, earlier + 1_000))
        expect(at).toBeGreaterThanOrEqual(went[index - 1] ?? 0)
      }
    }),
  )
})

test('a pause saves up one second and no more', async () => {
  const went = await goings(3, [0, 0, 0, 0, 9_000, 9_000, 9_000, 9_000])
  expect(went).toEqual([0, 0, 0, 1_000, 9_000, 9_000, 9_000, 10_000])
})

test('one begins in each turn of the event loop, and whoever else waits for the loop comes in between', async () => {
  const turn = createTurns()
  const seen: string[] = []
  const other = (count: number): void => {
    seen.push('other')
    if (count > 1) setImmediate(() => other(count - 1))
  }
  setImmediate(() => other(4))
  await Promise.all(['a', 'b', 'c'].map((name) => turn().then(() => seen.push(name))))
  expect(seen.join(' ')).toBe('other a other b other c')
})
