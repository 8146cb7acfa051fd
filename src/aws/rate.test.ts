import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBucket, createRate, createTurns, type Gate } from './rate.ts'

/** Time passes only while somebody waits; `late` is how much longer a wait takes than was asked for. */
function quickTime(late = 0) {
  let now = 0
  return {
    clock: { elapsed: () => now },
    wait: async (ms: number) => {
      now += ms + late
    },
    at: (moment: number) => {
      now = Math.max(now, moment)
    },
  }
}

/** When each of those who ask at `moments` goes. */
async function goings(gate: Gate, time: ReturnType<typeof quickTime>, moments: readonly number[]): Promise<number[]> {
  const went: number[] = []
  for (const moment of moments) {
    time.at(moment)
    await gate()
    went.push(time.clock.elapsed())
  }
  return went
}

const momentsInOrder = fc
  .array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 80 })
  .map((moments) => moments.sort((a, b) => a - b))

test('a rate: never more than so many in any second, in order, also when the thread comes late', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 700 }),
      momentsInOrder,
      async (perSecond, late, moments) => {
        const time = quickTime(late)
        const went = await goings(createRate(perSecond, time), time, moments)
        for (const [index, at] of went.entries()) {
          const earlier = went[index - perSecond]
          if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(1_000 - 1e-6)
          expect(at).toBeGreaterThanOrEqual(moments[index] ?? 0)
        }
      },
    ),
  )
})

test('a rate lets nobody wait without need, and saves nothing up', async () => {
  const time = quickTime()
  const went = await goings(createRate(4, time), time, [0, 0, 0, 9_000, 9_000])
  expect(went).toEqual([0, 250, 500, 9_000, 9_250])
})

test('a bucket lets a full one through at once, then as it fills', async () => {
  const time = quickTime()
  const went = await goings(
    createBucket(() => 2, 3, time),
    time,
    [0, 0, 0, 0, 0, 9_000, 9_000, 9_000, 9_000],
  )
  expect(went.map(Math.round)).toEqual([0, 0, 0, 500, 1_000, 9_000, 9_000, 9_000, 9_500])
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
