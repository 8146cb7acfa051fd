import { expect, test } from 'vitest'
import type { CoverageCell } from '../api/schema.ts'
import { byTrouble, cellReasons, coverageCsv, gridRows, gridTypes, markOf } from './coverage-cells.ts'

const now = Date.parse('2026-05-12T10:30:00Z')
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

test('one refused Region shows, whatever was read elsewhere', () => {
  const [row] = gridRows([cell({}), cell({ region: 'us-east-1', state: 'denied', action: 's3:GetBucketPolicy' })], now)
  expect(row?.cells['s3']?.mark).toBe('refused')
  expect(row?.trouble).toBe(1)
})

test('a Region that is not enabled does not hide what was read', () => {
  const [row] = gridRows([cell({}), cell({ region: 'eu-south-1', state: 'region_disabled' })], now)
  expect(row?.cells['s3']?.mark).toBe('read')
  expect(row?.trouble).toBe(0)
})

test('an account that was left out comes before those that were read, after those in trouble', () => {
  const account = (accountId: string, facts: Partial<CoverageCell>) => [
    cell({ accountId, accountName: null, ...facts }),
    cell({ accountId, accountName: null, type: 'kms', ...facts }),
  ]
  const rows = gridRows(
    [...account('1', {}), ...account('2', { state: 'excluded' }), ...account('3', { state: 'denied' })],
    now,
  )
  expect([...rows].sort(byTrouble).map((row) => row.accountId)).toEqual(['3', '2', '1'])
})

test('a complete reading grows old after a day', () => {
  expect(markOf(cell({ completeAt: '2026-05-11T10:31:00Z' }), now)).toBe('read')
  expect(markOf(cell({ completeAt: '2026-05-11T10:29:00Z' }), now)).toBe('old')
})

test('capabilities stand in the order of collection, unknown ones last', () => {
  const types = ['zeta', 's3', 'role', 'iam', 'alpha'].map((type) => ({ type }))
  expect(gridTypes(types)).toEqual(['role', 'iam', 's3', 'alpha', 'zeta'])
})

test('Regions with the same reason are told once', () => {
  const denied = { state: 'denied', action: 'kms:ListKeys', reason: 'no policy allows it' } as const
  const [row] = gridRows(
    [cell({ ...denied }), cell({ ...denied, region: 'us-east-1' }), cell({ region: 'eu-north-1' })],
    now,
  )
  const reasons = cellReasons(row?.cells['s3'] ?? { mark: 'none', cells: [] })
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
