import { expect, test } from 'vitest'
import type { CallCount } from '../../api/schema.ts'
import { byOperation, dollars } from './calls.ts'

const row = (facts: Partial<CallCount>): CallCount => ({
  accountId: '111122223333',
  region: 'us-east-1',
  operation: 's3:GetBucketPolicy',
  calls: 2,
  retries: 1,
  throttles: 0,
  errors: 0,
  ms: 40,
  usd: 0.00001,
  ...facts,
})

test('one row for an operation, over accounts and Regions', () => {
  const [first, second] = byOperation([
    row({}),
    row({ region: 'eu-west-1', calls: 3 }),
    row({ operation: 'iam:ListRoles' }),
  ])
  expect(first).toMatchObject({ operation: 's3:GetBucketPolicy', calls: 5, retries: 2, ms: 80 })
  expect(first?.usd).toBeCloseTo(0.00002)
  expect(second?.calls).toBe(2)
})

test('what has no price is not free', () => {
  expect(byOperation([row({ usd: null }), row({ usd: null })])[0]?.usd).toBeNull()
  expect([null, 0, 0.004, 1.5].map(dollars)).toEqual(['not priced', 'free', 'less than $0.01', '$1.50'])
})
