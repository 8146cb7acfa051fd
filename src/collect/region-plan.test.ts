import { expect, test } from 'vitest'
import { planRegions } from './region-plan.ts'

const known = [
  { region: 'us-east-1', enabled: true },
  { region: 'eu-west-1', enabled: true },
  { region: 'eu-south-1', enabled: false },
]

test('no setting: what is enabled', () => {
  expect(planRegions([], 'aws', known)).toEqual({ read: ['us-east-1', 'eu-west-1'], disabled: [], skipped: [] })
})

test('a setting leaves out, and names what the account does not have', () => {
  expect(planRegions(['eu-west-1', 'eu-south-1'], 'aws', known)).toEqual({
    read: ['eu-west-1'],
    disabled: ['eu-south-1'],
    skipped: ['us-east-1'],
  })
})

test('a Region that was read once and is read no longer is named', () => {
  const before = ['eu-west-1', 'eu-south-1']
  expect(planRegions([], 'aws', known, before)).toMatchObject({ disabled: ['eu-south-1'], skipped: [] })
  expect(planRegions(['us-east-1'], 'aws', known, before)).toMatchObject({
    disabled: ['eu-south-1'],
    skipped: ['eu-west-1'],
  })
  expect(planRegions(['us-east-1'], 'aws', undefined, before)).toMatchObject({ skipped: before })
  expect(planRegions([], 'aws', undefined, before).read).toHaveLength(18)
})

test('an account that does not say: the setting, or what every account has', () => {
  expect(planRegions(['eu-south-1'], 'aws', undefined).read).toEqual(['eu-south-1'])
  expect(planRegions([], 'aws', undefined).read).toHaveLength(17)
  expect(planRegions([], 'aws-cn', undefined).read).toEqual(['cn-north-1', 'cn-northwest-1'])
})

test('Regions of other partitions are out of reach of an account, whoever lists them', () => {
  const listed = ['cn-north-1', 'us-gov-west-1', 'us-east-1'].map((region) => ({ region, enabled: true }))
  expect(planRegions([], 'aws-cn', listed)).toEqual({ read: ['cn-north-1'], disabled: [], skipped: [] })
  expect(planRegions([], 'aws-us-gov', listed).read).toEqual(['us-gov-west-1'])
  expect(planRegions(['us-east-1'], 'aws', listed)).toEqual({ read: ['us-east-1'], disabled: [], skipped: [] })
})

test('a Region that is newer than our list is read', () => {
  expect(planRegions([], 'aws', [{ region: 'xx-new-1', enabled: true }]).read).toEqual(['xx-new-1'])
})
