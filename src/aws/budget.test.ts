import { expect, test } from 'vitest'
import type { RequestPlace } from './budget.ts'
import { createBudget } from './budget.ts'

const limits = { total: 10, account: 4, accountServiceRegion: 2, identityCenter: 3, organizations: 1 }

async function mostAtOnce(places: readonly RequestPlace[]): Promise<number> {
  const budget = createBudget(limits)
  let open = 0
  let most = 0
  await Promise.all(
    places.map((place) =>
      budget.run(place, async () => {
        open += 1
        most = Math.max(most, open)
        await new Promise((resolve) => setTimeout(resolve, 1))
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
  ['everything', 10, (index) => ({ accountId: `${index}`, service: 'sqs', region: 'eu-west-1' })],
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
  const budget = createBudget({ ...limits, organizations: 1 })
  const place: RequestPlace = { accountId: '1', service: 'organizations', region: 'us-east-1' }
  await expect(budget.run(place, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(await budget.run(place, async () => 'answered')).toBe('answered')
})
