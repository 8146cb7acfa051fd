import { expect, test } from 'vitest'
import type { AccountCoverage, CoverageCell } from '../api/schema.ts'
import { byTrouble, cellReasons, coverageCsv, gridRows, gridTypes, typesByStage } from './coverage-cells.ts'

const cell = (facts: Partial<CoverageCell>): CoverageCell => ({
  integration: 'AWS',
  accountId: '777788889999',
  accountName: 'data-lake',
  region: 'eu-west-1',
  type: 's3',
  state: 'ok',
  completeAt: '2026-05-12T10:26:00Z',
  checkedAt: '2026-05-12T10:26:00Z',
  objects: 3,
  ...facts,
})

const account = (accountId: string, states: AccountCoverage['states']): AccountCoverage => ({
  integration: 'AWS',
  accountId,
  name: null,
  ok: 0,
  missing: 0,
  states,
})

test('what could not be read is trouble, what a setting leaves out is none', () => {
  const [row] = gridRows([
    account('1', { iam: 'ok', s3: 'denied', kms: 'throttled', lambda: 'region_disabled', sqs: 'skipped_by_setting' }),
  ])
  expect(row?.marks).toEqual({ iam: 'read', s3: 'refused', kms: 'throttled', lambda: 'off', sqs: 'off' })
  expect(row?.trouble).toBe(2)
})

test('an account that was left out comes before those that were read, after those in trouble', () => {
  const rows = gridRows([
    account('1', { s3: 'ok', kms: 'ok' }),
    account('2', { s3: 'excluded', kms: 'excluded' }),
    account('3', { s3: 'denied', kms: 'denied' }),
  ])
  expect([...rows].sort(byTrouble).map((row) => row.accountId)).toEqual(['3', '2', '1'])
})

test('columns stand under their stage', () => {
  expect(typesByStage(['iam', 's3', 'kms', 'cloudtrail']).map(({ stage, count }) => [stage, count])).toEqual([
    ['Identities and policies', 1],
    ['Resources', 2],
    ['Trails and configuration', 1],
  ])
})

test('capabilities stand in the order of collection', () => {
  const marks = { kms: 'read', s3: 'read', role: 'read', iam: 'read' } as const
  expect(gridTypes([{ marks }])).toEqual(['role', 'iam', 's3', 'kms'])
})

test('Regions with the same reason are told once', () => {
  const denied = { state: 'denied', action: 'kms:ListKeys', reason: 'no policy allows it' } as const
  const reasons = cellReasons([
    cell({ ...denied }),
    cell({ ...denied, region: 'us-east-1' }),
    cell({ region: 'eu-north-1' }),
  ])
  expect(reasons.map((reason) => [reason.state, reason.regions])).toEqual([
    ['denied', ['eu-west-1', 'us-east-1']],
    ['ok', ['eu-north-1']],
  ])
})

test('the CSV has one line per cell and quotes what needs it', () => {
  const csv = coverageCsv([cell({ reason: 'a, "b"' })])
  expect(csv.split('\r\n')[1]).toBe(
    '777788889999,data-lake,eu-west-1,s3,ok,,"a, ""b""",2026-05-12T10:26:00Z,2026-05-12T10:26:00Z,3',
  )
})
