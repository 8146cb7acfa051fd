import { describe, expect, test } from 'vitest'
import type { ServiceAbilities, ServiceUsage } from '../../api/schema.ts'
import { cellOf, csvOfServices, inTellingOrder, serviceUses, shortService, summed } from './heat-rows.ts'

const levels = (List: number, Read: number, Write: number, Tagging = 0, permissions = 0) => ({
  ...{ List, Read, Write, Tagging },
  'Permissions management': permissions,
})
const service = (name: string, of: ReturnType<typeof levels>): ServiceAbilities => ({ service: name, levels: of })
const usage: ServiceUsage = {
  known: true,
  services: [{ service: 's3', at: '2026-03-01T00:00:00.000Z' }],
  actions: [
    { action: 's3:GetObject', at: '2026-03-01T00:00:00.000Z', level: 'Read' },
    { action: 's3:Unknown', at: '2026-03-01T00:00:00.000Z' },
  ],
}
const use = serviceUses(usage)

describe('a cell', () => {
  test('without a grant says so, whatever was used', () => {
    expect(cellOf(0, 'Read', null)).toMatchObject({ fill: 'none', says: 'not granted' })
  })

  test('is hatched where the service was never used, and only there', () => {
    expect(cellOf(12, 'Write', null)).toMatchObject({ fill: 'idle', text: '0 / 12' })
    expect(cellOf(12, 'Write', undefined).fill).not.toBe('idle')
    expect(cellOf(12, 'Write', use?.get('s3'))).toMatchObject({ fill: 0, text: '12' })
  })

  test('shades by the share that is known to be used, and never claims more than was granted', () => {
    const used = { at: '', used: { Read: 3 } }
    const shades = [100, 40, 25, 10, 4].map((granted) => cellOf(granted, 'Read', used).fill)
    expect(shades).toEqual([1, 2, 3, 4, 5])
    expect(cellOf(2, 'Read', used)).toMatchObject({ strong: '2', text: ' / 2' })
  })

  test('without any knowledge of use shades by what is granted', () => {
    expect([3, 10, 60].map((granted) => cellOf(granted, 'List', undefined).fill)).toEqual([1, 2, 3])
  })
})

test('use that is not known is no use at all', () => {
  expect(serviceUses({ known: false, services: [], actions: [] })).toBeUndefined()
  expect(serviceUses(undefined)).toBeUndefined()
  expect(use?.get('s3')?.used).toEqual({ Read: 1 })
})

test('used services come first, then those of incidents, then the largest grant; what grants nothing is left out', () => {
  const all = [
    service('glue', levels(9, 9, 9)),
    service('iam', levels(0, 1, 0)),
    service('athena', levels(0, 0, 40)),
    service('s3', levels(1, 0, 0)),
    service('none', levels(0, 0, 0)),
  ]
  expect(inTellingOrder(all, use).map((one) => one.service)).toEqual(['s3', 'iam', 'athena', 'glue'])
  expect(inTellingOrder(all, undefined).map((one) => one.service)).toEqual(['iam', 's3', 'athena', 'glue'])
})

test('names are as people say them', () => {
  expect(shortService({ service: 'kms', name: 'AWS Key Management Service' })).toBe('KMS')
  expect(shortService({ service: 's3', name: 'Amazon S3' })).toBe('S3')
  expect(shortService({ service: 'logs', name: 'Amazon CloudWatch Logs' })).toBe('CloudWatch Logs')
  expect(shortService({ service: 'new' })).toBe('new')
})

test('sums level by level', () => {
  expect(summed([service('a', levels(1, 2, 3, 4, 5)), service('b', levels(1, 1, 1))])).toEqual(levels(2, 3, 4, 4, 5))
})

test('the file tells never used from not known', () => {
  const rows = [service('s3', levels(1, 2, 0)), service('iam', levels(0, 1, 0))]
  expect(csvOfServices(rows, use).map((row) => row.at(-1))).toEqual(['last used', '2026-03-01T00:00:00.000Z', 'never'])
  expect(csvOfServices(rows, undefined).map((row) => row.at(-1))).toEqual(['last used', '', ''])
})
