import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBucket, createRate, createTurns, type Gate } from './rate.ts'

/** Time passes only while somebody waits; `late` is how much longer a wait takes than was asked for. */
function quickTime(late = 0) {
  let now = 0
  let waiting: { readonly until: number; readonly tell: () => void }[] = []
  const at = (moment: number): void => {
    now = Math.max(now, moment)
    const due = waiting.filter(({ until }) => until <= now)
    waiting = waiting.filter(({ until }) => until > now)
    for (const { tell } of due) tell()
  }
  return {
    clock: { elapsed: () => now },
    wait: async (ms: number) => {
      at(now + ms + late)
    },
    at,
    /** Resolves when that moment has come. */
    reaches: (until: number): Promise<void> =>
      until <= now ? Promise.resolve() : new Promise((tell) => waiting.push({ until, tell })),
    /** Lets time pass for whoever waits for a moment until `done`. */
    async passes(done: Promise<void>): Promise<void> {
      let isDone = false
      void done.then(() => {
        isDone = true
      })
      for (;;) {
        await new Promise(setImmediate)
        if (isDone) return
        at(Math.min(...waiting.map(({ until }) => until), now + 1_000))
      }
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

/** Where one is counted on its way: at a part of the time between its beginning and its answer. */
const arrivals = fc.array(
  fc.record({ takes: fc.integer({ min: 0, max: 900 }), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  {
    minLength: 1,
    maxLength: 80,
  },
)

test('a rate: never more than so many arrive in any second, also when the thread comes late and ways are of any length', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 300 }),
      momentsInOrder,
      arrivals,
      async (perSecond, late, moments, ways) => {
        const time = quickTime(late)
        const pace = createRate(perSecond, time)
        const begun: number[] = []
        const arrived: number[] = []
        const answering: Promise<void>[] = []
        for (const [index, moment] of moments.entries()) {
          time.at(moment)
          const way = ways[index % ways.length] ?? { takes: 0, part: 0 }
          const begins = Promise.withResolvers<void>()
          const answer = pace(async () => {
            const at = time.clock.elapsed()
            begun.push(at)
            arrived.push(at + way.takes * way.part)
            begins.resolve()
            await time.reaches(at + way.takes)
          })
          answering.push(answer)
          // Several are under way at once; one that waits for an answer lets time pass.
          await Promise.race([begins.promise, time.passes(begins.promise)])
        }
        time.at(Number.MAX_SAFE_INTEGER)
        await Promise.all(answering)
        const inOrder = arrived.toSorted((a, b) => a - b)
        for (const [index, at] of inOrder.entries()) {
          const earlier = inOrder[index - perSecond]
          if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(1_000 - 1e-6)
        }
        for (const [index, at] of begun.entries()) {
          const last = begun[index - 1]
          // A thread in time has them evenly; one that comes late has them no earlier than they are due.
          if (last !== undefined && late === 0) expect(at - last).toBeGreaterThanOrEqual(900 / perSecond - 1e-6)
          expect(at).toBeGreaterThanOrEqual(moments[index] ?? 0)
        }
      },
    ),
  )
})

test('a rate lets nobody wait without need, and saves nothing up', async () => {
  const time = quickTime()
  const pace = createRate(4, time)
  const went = await goings(() => pace(async () => undefined), time, [0, 0, 0, 9_000, 9_000])
  expect(went).toEqual([0, 225, 450, 9_000, 9_225])
})

test('a rate is late once where the thread comes late, not with all that wait behind it', async () => {
  const late = 20
  const time = quickTime(late)
  const pace = createRate(10, time)
  const went: number[] = []
  await Promise.all(Array.from({ length: 101 }, () => pace(async () => void went.push(time.clock.elapsed()))))
  // Each is a second behind the tenth before it, and so late with it: some twenty times, not a hundred.
  expect(went.at(-1)).toBeLessThanOrEqual(10_000 + 20 * late)
})

test('a rate goes on after a request that failed', async () => {
  const time = quickTime()
  const pace = createRate(1, time)
  await expect(pace(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(await pace(async () => time.clock.elapsed())).toBe(1_000)
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
  const turns: number[] = []
  const turn = createTurns({ elapsed: () => turns.length * 7 }, (ms) => turns.push(ms))
  const seen: string[] = []
  const other = (count: number): void => {
    seen.push('other')
    if (count > 1) setImmediate(() => other(count - 1))
  }
  setImmediate(() => other(4))
  await Promise.all(['a', 'b', 'c'].map((name) => turn().then(() => seen.push(name))))
  expect(seen.join(' ')).toBe('other a other b other c')
  expect(turns).toEqual([0, 0, 0])
})
