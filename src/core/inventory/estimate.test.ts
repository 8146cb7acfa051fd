import { expect, test } from 'vitest'
import type { ReadingFacts } from './estimate.ts'
import { estimateReading } from './estimate.ts'
import { costOf, costText, priceOf } from './prices.ts'

const readings: readonly ReadingFacts[] = [
  { type: 'organization', scope: 'organization', actions: ['organizations:DescribeOrganization'] },
  { type: 'identity_center', scope: 'organization', actions: ['sso:ListInstances'] },
  { type: 'iam', scope: 'account', actions: ['iam:GetAccountAuthorizationDetails', 'iam:ListRoles'] },
  { type: 's3', scope: 'account', actions: ['s3:ListAllMyBuckets', 's3:GetBucketPolicy', 's3:GetBucketAcl'] },
  { type: 'sqs', scope: 'region', actions: ['sqs:ListQueues', 'sqs:GetQueueAttributes'] },
  { type: 'network', scope: 'region', actions: ['ec2:DescribeVpcs'] },
]

const world = { accounts: 1_000, regions: 17, directory: null, objects: new Map() }

test('the figures of connection.md §9: 12 calls an account for IAM, a list for every cell', () => {
  const { lines } = estimateReading(readings, world)
  expect(lines.map(({ stage, calls }) => [stage, calls])).toEqual([
    ['organization', 510],
    ['identity_center', 10],
    ['iam', 12_000],
    // 1,000 for S3, 17,000 for SQS.
    ['resources', 18_000],
    ['network', 17_000],
  ])
})

test('pairs ÷ 10 seconds are the floor of the whole', () => {
  const directory = { permissionSets: 50, groups: 200, users: 10_000, pairs: 12_000 }
  const { lines, minutes } = estimateReading(readings, { ...world, accounts: 3, directory })
  // 100 pages of users, 200 groups, 350 for the sets, 12,000 pairs.
  expect(lines[1]).toMatchObject({ calls: 12_650, seconds: 1_265 })
  expect(minutes).toBe(22)
})

test('objects known from before count for each detail that is read of them', () => {
  const objects = new Map([['s3', 400] as const])
  const { lines, cost } = estimateReading(readings, { accounts: 2, regions: 1, directory: null, objects })
  expect(lines.find(({ stage }) => stage === 'resources')).toMatchObject({ calls: 2 + 800 + 2 })
  // 2 LIST at $0.005 and 800 GET at $0.0004 a thousand, 2 SQS requests at $0.40 a million.
  expect(cost.usd).toBeCloseTo(0.00001 + 0.00032 + 0.0000008, 9)
})

test('further lists count for every cell, and not for the objects', () => {
  const network: ReadingFacts = {
    type: 'network',
    scope: 'region',
    actions: ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeRouteTables'],
    ofCell: ['ec2:DescribeSubnets', 'ec2:DescribeRouteTables'],
  }
  const objects = new Map([['network', 5_000] as const])
  const { lines } = estimateReading([network], { accounts: 10, regions: 17, directory: null, objects })
  expect(lines.map(({ stage, calls }) => [stage, calls])).toEqual([['network', 3 * 170]])
})

test('what has no price is told, and never counts as nothing', () => {
  expect(priceOf('glue:GetResourcePolicies')).toBeUndefined()
  expect(priceOf('iam:ListRoles')).toBe('free')
  const cost = costOf([
    { operation: 'glue:GetResourcePolicies', calls: 3 },
    { operation: 'iam:ListRoles', calls: 100 },
    { operation: 'kms:DescribeKey', calls: 20_000 },
  ])
  expect(cost.usd).toBeCloseTo(0.06, 9)
  expect(cost.unpriced).toBe(3)
  expect(costText(cost)).toBe('about $0.06; 3 calls not priced')
  expect(costText({ usd: 0, unpriced: 1 })).toBe('about $0.00; 1 call not priced')
  expect(costText({ usd: 0.0001, unpriced: 0 })).toBe('less than $0.01')
})
