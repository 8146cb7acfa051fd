import { expect, test } from 'vitest'
import { untilDone } from './background.ts'

async function waitsUntil(done: number, firstWaitMs?: number): Promise<{ found: unknown; waits: readonly number[] }> {
  const waits: number[] = []
  let looks = 0
  const look = async () => {
    looks += 1
    return looks >= done ? 'report' : undefined
  }
  const found = await untilDone({ wait: async (ms) => void waits.push(ms) }, look, firstWaitMs)
  return { found, waits }
}

test('what is done at once is not waited for', async () => {
  expect(await waitsUntil(1)).toEqual({ found: 'report', waits: [] })
  expect(await waitsUntil(3)).toEqual({ found: 'report', waits: [2_000, 2_000] })
})

test('short waits grow to two seconds', async () => {
  expect((await waitsUntil(6, 250)).waits).toEqual([250, 500, 1_000, 2_000, 2_000])
})

test('after a minute it is given up', async () => {
  const { found, waits } = await waitsUntil(1_000)
  expect(found).toBeUndefined()
  expect(waits).toHaveLength(30)
  const grown = (await waitsUntil(1_000, 250)).waits.reduce((sum, ms) => sum + ms, 0)
  expect(grown).toBeGreaterThanOrEqual(60_000)
  expect(grown).toBeLessThan(62_000)
})
