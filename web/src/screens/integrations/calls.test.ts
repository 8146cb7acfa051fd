import { expect, test } from 'vitest'
import type { CallCount } from '../../api/schema.ts'
import { byOperation, dollars, sizeWords } from './calls.ts'

const row = (facts: Partial<CallCount>): CallCount => ({
  accountId: '111122223333',
  region: 'us-east-1',
  operation: 's3:GetBucketPolicy',
  calls: 2,
  pages: 1,
  retries: 1,
  throttles: 0,
  errors: 0,
  bytes: 1_000,
  ms: 40,
  costClass: 'priced',
  usd: 0.00001,
  ...facts,
})

test('one row for an operation, over accounts and Regions', () => {
  const [first, second] = byOperation([
    row({}),
    row({ region: 'eu-west-1', calls: 3 }),
    row({ operation: 'iam:ListRoles' }),
  ])
  expect(first).toMatchObject({
    operation: 's3:GetBucketPolicy',
    calls: 5,
    pages: 2,
    retries: 2,
    bytes: 2_000,
    ms: 80,
    costClass: 'priced',
  })
  expect(first?.usd).toBeCloseTo(0.00002)
  expect(second?.calls).toBe(2)
})

test('what has no price is not free', () => {
  expect(byOperation([row({ usd: null }), row({ usd: null })])[0]?.usd).toBeNull()
  expect([null, 0, 0.004, 1.5].map(dollars)).toEqual(['not priced', 'free', 'less than $0.01', '$1.50'])
})

test('sizes in words', () => {
  expect([0, 812, 4_200, 31_400_000, 2_500_000_000].map(sizeWords)).toEqual([
    '0 B',
    '812 B',
    '4.2 KB',
    '31 MB',
    '2.5 GB',
  ])
})
