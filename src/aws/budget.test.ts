import { expect, test } from 'vitest'
import type { RequestPlace } from './budget.ts'
import { createBudget, createRoom } from './budget.ts'

const limits = {
  total: 10,
  account: 4,
  accountServiceRegion: 2,
  organizations: 1,
  identityCenter: 3,
  identityCenterPerSecond: 100_000,
  share: { others: 100_000 },
}
const clock = { elapsed: () => performance.now() }

async function mostAtOnce(places: readonly RequestPlace[]): Promise<number> {
  const budget = createBudget({ clock, limits })
  let open = 0
  let most = 0
  await Promise.all(
    places.map((place) =>
      budget.run(place, async () => {
        open += 1
        most = Math.max(most, open)
        await new Promise((resolve) => setTimeout(resolve, 2))
        open -= 1
      }),
    ),
  )
  return most
}

const times = (count: number, make: (index: number) => RequestPlace): RequestPlace[] =>
  Array.from({ length: count }, (_, index) => make(index))

test.each<[string, number, (index: number) => RequestPlace]>([
  ['a cell', 2, () => ({ accountId: '1', service: 'sqs', region: 'eu-west-1' })],
  ['an account', 4, (index) => ({ accountId: '1', service: 'sqs', region: `r${index}` })],
  ['everything but Identity Center', 7, (index) => ({ accountId: `${index}`, service: 'sqs', region: 'eu-west-1' })],
  ['Organizations', 1, () => ({ accountId: '1', service: 'organizations', region: 'us-east-1' })],
  [
    'Identity Center, both services together',
    3,
    (index) => ({ accountId: '1', service: index % 2 ? 'sso-admin' : 'identitystore', region: 'us-east-1' }),
  ],
])('%s has at most %i requests in flight', async (_, limit, make) => {
  expect(await mostAtOnce(times(40, make))).toBe(limit)
})

test('a failed request gives its place back', async () => {
  const budget = createBudget({ clock, limits: { ...limits, organizations: 1 } })
  const place: RequestPlace = { accountId: '1', service: 'organizations', region: 'us-east-1' }
  await expect(budget.run(place, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(await budget.run(place, async () => 'answered')).toBe('answered')
})

/** Time passes only while somebody waits. */
function quickTime() {
  let now = 0
  return {
    clock: { elapsed: () => now },
    wait: async (ms: number) => {
      const until = now + ms
      await new Promise(setImmediate)
      now = Math.max(now, until)
    },
  }
}

test('Identity Center is asked ten times a second by both services together, and other services at once', async () => {
  const time = quickTime()
  const budget = createBudget({ ...time, limits: { ...limits, identityCenterPerSecond: 10 } })
  const begun: number[] = []
  const ask = (service: RequestPlace['service'], accountId = '1') =>
    budget.run({ accountId, service, region: 'us-east-1' }, async () => time.clock.elapsed())
  await Promise.all(
    Array.from({ length: 45 }, async (_, index) => {
      begun.push(await ask(index % 3 ? 'sso-admin' : 'identitystore'))
    }),
  )
  for (const [index, at] of begun.entries()) expect(at - (begun[index - 10] ?? -1_000)).toBeGreaterThanOrEqual(1_000)
  expect(begun.at(-1)).toBe(4_360)
  // IAM of the same account, and Identity Center of another organization.
  expect(await Promise.all([ask('iam'), ask('sso-admin', '2')])).toEqual([4_360, 4_360])
})

test('so many throttled answers in a row, and the rest of the service in that account is told so without being sent', async () => {
  const time = quickTime()
  const budget = createBudget({ ...time, limits })
  let sent = 0
  const throttled = async (): Promise<never> => {
    sent += 1
    throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' })
  }
  const place: RequestPlace = { accountId: '1', service: 'sqs', region: 'eu-west-1' }
  const asked = Array.from({ length: 60 }, () => budget.run(place, throttled).catch((error: Error) => error.name))
  const names = await Promise.all(asked)
  expect(sent).toBeLessThanOrEqual(21)
  expect(names.filter((name) => name === 'ThrottledTooLong').length).toBe(60 - sent)
  // Another service of the account, and the same of another account.
  expect(await budget.run({ ...place, service: 'sns' }, async () => 'answered')).toBe('answered')
  expect(await budget.run({ ...place, accountId: '2' }, async () => 'answered')).toBe('answered')
  await time.wait(10_000)
  expect(await budget.run(place, async () => 'answered')).toBe('answered')
})

test('there is room for as many at once as the thread keeps up with, never for none and never for more than are allowed', () => {
  const room = createRoom(96)
  expect(room(1)).toBe(96)
  for (let turn = 0; turn < 100; turn += 1) room(50)
  expect(room(50)).toBe(4)
  expect(room(15)).toBe(4)
  for (let turn = 0; turn < 40; turn += 1) room(1)
  expect(room(15)).toBe(24)
  for (let turn = 0; turn < 1_000; turn += 1) room(1)
  expect(room(1)).toBe(96)
  expect(createRoom(4)(1_000)).toBe(4)
})

test('Identity Center does not wait for places that others hold', async () => {
  const time = quickTime()
  const budget = createBudget({ ...time, limits: { ...limits, total: 5, identityCenter: 4 } })
  const held = Promise.withResolvers<void>()
  const holding = Array.from({ length: 3 }, (_, at) =>
    budget.run({ accountId: `${at}`, service: 'iam', region: 'us-east-1' }, () => held.promise),
  )
  expect(await budget.run({ accountId: '9', service: 'sso-admin', region: 'us-east-1' }, async () => 'answered')).toBe(
    'answered',
  )
  held.resolve()
  await Promise.all(holding)
})
