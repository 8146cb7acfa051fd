import { expect, test } from 'vitest'
import { renewed } from './credentials.ts'

function fixture(lifetimeMs: number) {
  let now = Date.parse('2026-11-26T08:00:00.000Z')
  let loads = 0
  const clock = { now: () => new Date(now).toISOString(), elapsed: () => now }
  const provider = renewed(async () => {
    loads += 1
    return { accessKeyId: `key ${loads}`, secretAccessKey: 's', expiration: new Date(now + lifetimeMs) }
  }, clock)
  return { provider, pass: (ms: number) => (now += ms), loads: () => loads }
}

test('a session is shared until five minutes before its end', async () => {
  const { provider, pass, loads } = fixture(3_600_000)
  await Promise.all([provider(), provider(), provider()])
  pass(54 * 60_000)
  expect((await provider()).accessKeyId).toBe('key 1')
  pass(2 * 60_000)
  expect((await provider()).accessKeyId).toBe('key 2')
  expect(loads()).toBe(2)
})

test('a failure is not kept', async () => {
  let attempts = 0
  const clock = { now: () => '2026-11-26T08:00:00.000Z', elapsed: () => 0 }
  const provider = renewed(async () => {
    attempts += 1
    if (attempts === 1) throw new Error('refused')
    return { accessKeyId: 'a', secretAccessKey: 's' }
  }, clock)
  await expect(provider()).rejects.toThrow('refused')
  expect((await provider()).accessKeyId).toBe('a')
})
