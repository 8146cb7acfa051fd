import { describe, expect, test } from 'vitest'
import { type Cell, cellRows, gapsOf, groupRows } from './coverage-text.ts'

const cell = (own: Partial<Cell>): Cell => ({
  integration: 'AWS',
  accountId: '111122223333',
  accountName: 'prod',
  region: 'eu-west-1',
  type: 's3',
  state: 'ok',
  objects: 0,
  ...own,
})
const outside = (region: string, type: Cell['type'], accountName: string): Cell =>
  cell({
    region,
    type,
    accountName,
    state: 'skipped_by_setting',
    reason: `${region} is not among the Regions of this integration.`,
  })

describe('gaps on the command line', () => {
  test('what the settings leave out is one row, whatever the type, account and Region', () => {
    const gaps = gapsOf([
      outside('us-east-1', 's3', 'prod'),
      outside('us-east-2', 'kms', 'prod'),
      outside('us-east-2', 'kms', 'lake'),
    ])
    expect(groupRows(gaps)).toEqual([
      ['2 types', 'switched off in the settings', '2', '2', '… is not among the Regions of this integration.'],
    ])
  })

  test('the gravest first; one account and one Region are named; figures that differ do not part a row', () => {
    const asked = (accountName: string, n: number) =>
      cell({
        accountName,
        region: 'global',
        type: 'last_accessed',
        state: 'not_collected',
        reason: `Last access was asked of 25 of ${n} principals.`,
      })
    const refused = cell({ type: 'kms', state: 'denied', action: 'kms:ListKeys' })
    expect(groupRows(gapsOf([asked('prod', 93), asked('lake', 1_188), refused]))).toEqual([
      ['KMS', 'refused', 'prod', 'eu-west-1', 'kms:ListKeys'],
      ['Last access', 'not collected', '2', 'global', 'Last access was asked of … of … principals.'],
    ])
  })

  test('a cell that was read without one of its calls is a gap; a whole one is not', () => {
    const part = cell({ type: 'glue', reason: 'AWS refused glue:GetResourcePolicies.' })
    expect(cellRows(gapsOf([cell({}), part]))).toEqual([
      ['prod', 'eu-west-1', 'Glue', 'read in part', 'AWS refused glue:GetResourcePolicies.'],
    ])
  })
})
