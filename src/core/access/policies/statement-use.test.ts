import { describe, expect, test } from 'vitest'
import type { ShownStatement } from './policy-detail.ts'
import { type ServicesLastUsed, useOfStatements } from './statement-use.ts'

const levels = { List: 0, Read: 1, Write: 0, 'Permissions management': 0, Tagging: 0 }
const statement = (effect: 'Allow' | 'Deny', ...services: readonly string[]): ShownStatement => ({
  index: 0,
  effect,
  text: '',
  actions: services.length,
  services: services.map((service) => ({ service, levels })),
  serviceCount: services.length,
  resources: ['*'],
  resourceCount: 1,
  notResources: false,
})
const used = (uses: Readonly<Record<string, string>>): ServicesLastUsed => new Map(Object.entries(uses))

describe('is a statement used', () => {
  test('unused, when nobody who holds it has used any of its services', () => {
    const holders = [used({ ec2: '2026-01-01T00:00:00Z' }), used({})]
    expect(useOfStatements([statement('Allow', 's3', 'sqs')], { holders })).toEqual([
      { index: 0, answer: 'unused', unusedServices: ['s3', 'sqs'] },
    ])
  })

  test('used, with the latest use and the services that nobody used', () => {
    const holders = [used({ s3: '2026-01-01T00:00:00Z' }), used({ s3: '2026-02-01T00:00:00Z' })]
    expect(useOfStatements([statement('Allow', 's3', 'sqs')], { holders })).toEqual([
      { index: 0, answer: 'used', lastUsed: '2026-02-01T00:00:00Z', unusedServices: ['sqs'] },
    ])
  })

  test('one who was not asked about leaves it unknown, and no service is called unused', () => {
    expect(useOfStatements([statement('Allow', 's3')], { holders: [used({}), undefined] })).toMatchObject([
      { answer: 'unknown', reason: expect.stringContaining('not asked yet') },
    ])
    const [known] = useOfStatements([statement('Allow', 's3', 'sqs')], {
      holders: [used({ s3: '2026-01-01T00:00:00Z' }), undefined],
    })
    expect(known).toEqual({ index: 0, answer: 'used', lastUsed: '2026-01-01T00:00:00Z' })
  })

  test('of services that are not listed one by one nothing is claimed', () => {
    const wide = { ...statement('Allow', 's3'), serviceCount: 300 }
    expect(useOfStatements([wide], { holders: [used({})] })).toMatchObject([{ answer: 'unknown' }])
  })

  test('a Deny is no use of anything', () => {
    expect(useOfStatements([statement('Deny', 's3')], { holders: [used({})] })).toEqual([])
  })
})
