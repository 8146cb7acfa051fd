import { expect, test } from 'vitest'
import { closedForMs, createShare, createShares, throttlesInARow } from './share.ts'

/** Time passes only while somebody waits, or when the test says so. */
function virtualTime() {
  let now = 0
  return {
    clock: { elapsed: () => now },
    wait: async (ms: number) => {
      now += ms
    },
    pass: (ms: number) => {
      now += ms
    },
  }
}

/** Requests let through in the next `ms`, when somebody always asks. */
async function letThrough(share: ReturnType<typeof createShare>, time: ReturnType<typeof virtualTime>, ms: number) {
  const end = time.clock.elapsed() + ms
  let count = 0
  for (;;) {
    await share.gate()
    if (time.clock.elapsed() >= end) return count
    count += 1
  }
}

test('undisturbed it is its full rate, after one second saved up', async () => {
  const time = virtualTime()
  const share = createShare(10, time)
  const count = await letThrough(share, time, 10_000)
  expect(count).toBeGreaterThanOrEqual(10 + 99)
  expect(count).toBeLessThanOrEqual(10 + 100)
})

test('a throttled answer halves it, a burst of them once, and it grows back slowly', async () => {
  const time = virtualTime()
  const share = createShare(10, time)
  await letThrough(share, time, 1_000)
  for (let answer = 0; answer < 5; answer++) share.answered(true)
  const first = await letThrough(share, time, 2_000)
  expect(first).toBeGreaterThanOrEqual(9)
  expect(first).toBeLessThanOrEqual(12)
  time.pass(20_000)
  await letThrough(share, time, 1_000)
  expect(await letThrough(share, time, 10_000)).toBeGreaterThanOrEqual(99)
})

test('throttled again and again it still asks now and then', async () => {
  const time = virtualTime()
  const share = createShare(10, time)
  for (let second = 0; second < 8; second++) {
    share.answered(true)
    share.answered(false)
    time.pass(1_000)
  }
  await letThrough(share, time, 1)
  const count = await letThrough(share, time, 4_000)
  expect(count).toBeGreaterThanOrEqual(2)
  expect(count).toBeLessThanOrEqual(12)
})

test('so many throttled in a row close it for a while; one answer in between does not', () => {
  const time = virtualTime()
  const share = createShare(10, time)
  for (let answer = 1; answer < throttlesInARow; answer++) share.answered(true)
  share.answered(false)
  for (let answer = 1; answer < throttlesInARow; answer++) share.answered(true)
  expect(share.isClosed()).toBe(false)
  share.answered(true)
  expect(share.isClosed()).toBe(true)
  time.pass(closedForMs)
  expect(share.isClosed()).toBe(false)
})

test('an account has one for each service over all Regions, but where AWS counts so little that each Region has its own', () => {
  const shares = createShares({ others: 10, rolesanywhere: 1 }, virtualTime())
  const at = (service: 'sqs' | 'rolesanywhere', region: string) =>
    shares.of({ accountId: '111122223333', service, region })
  expect(at('sqs', 'eu-west-1')).toBe(at('sqs', 'us-east-1'))
  expect(at('rolesanywhere', 'eu-west-1')).toBe(at('rolesanywhere', 'eu-west-1'))
  expect(at('rolesanywhere', 'eu-west-1')).not.toBe(at('rolesanywhere', 'us-east-1'))
})
