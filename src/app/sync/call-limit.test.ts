import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { lake, lakeForm, operator } from '../../../test/fakes/small-world.ts'
import { AppError } from '../../core/fault.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { callLimitOf, createCallLimit, isCallLimit } from './call-limit.ts'

/** https://aws.amazon.com/s3/pricing/, 26 November 2026: $0.005 for 1,000 LIST requests, $0.0004 for 1,000 others. */
const listUsd = 0.005 / 1_000

describe('what a run may call', () => {
  test('exactly so many, and the fault that ends it is the limit', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(60), (most, made) => {
        const limit = createCallLimit({ maxCallsPerRun: most, maxCostPerDay: null }, { calls: made, usd: 0 })
        const through = Array.from({ length: 60 }, () => limit.allow?.('iam:ListRoles')).filter(Boolean).length
        expect(through).toBe(Math.max(0, most - made))
        expect(isCallLimit(limit.signal.reason)).toBe(true)
      }),
    )
  })

  test('never more than the day may cost, and never less by a whole call', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (most, spent) => {
        const usd = spent * listUsd
        const limit = createCallLimit(
          { maxCallsPerRun: null, maxCostPerDay: (most + 0.5) * listUsd },
          { calls: 0, usd },
        )
        const made = Array.from({ length: 50 }, () => limit.allow?.('s3:ListAllMyBuckets')).filter(Boolean).length
        expect(made).toBe(Math.max(0, most - spent))
      }),
    )
  })

  test('what is free, and what nobody knows the price of, is never too dear', () => {
    const limit = createCallLimit({ maxCallsPerRun: null, maxCostPerDay: 0 }, { calls: 0, usd: 0 })
    expect(limit.allow?.('iam:ListRoles')).toBe(true)
    expect(limit.allow?.('glue:GetResourcePolicies')).toBe(true)
    expect(limit.signal.aborted).toBe(false)
    expect(limit.allow?.('s3:ListAllMyBuckets')).toBe(false)
    expect(limit.signal.reason).toBeInstanceOf(AppError)
  })
})

test('the day counts all runs and checks of the integration since midnight in UTC, and no others', async () => {
  const { store, clock, app } = createHarness()
  await app.connections.create(operator, lakeForm)
  const [connection] = await store.connections.connections()
  if (!connection) throw new Error('the connection is not there')
  const settings = { ...connection.settings, maxCostPerDay: 2.5 * listUsd }
  const row = { accountId: lake, region: 'us-east-1', operation: 's3:ListAllMyBuckets' }
  const once = { ...row, calls: 1, pages: 0, retries: 0, throttles: 0, errors: 0, bytes: 0, ms: 1 }
  const run = async (id: string) => {
    const opened = await store.syncRuns.open(connection.id, toSyncRunId(id), clock.now())
    await store.syncRuns.addCalls(opened.id, 'resources', [once])
    await store.syncRuns.save({ ...opened, state: 'succeeded', endedAt: clock.now() })
    return opened
  }
  const yesterday = await run('00000000-0000-4000-8000-000000000001')
  clock.advance(24 * 3_600_000)
  const allowed = async () => {
    const limit = await callLimitOf({ store, clock }, { ...connection, settings }, yesterday)
    return [1, 2, 3].filter(() => limit.allow?.(row.operation)).length
  }
  expect(await allowed()).toBe(2)
  await run('00000000-0000-4000-8000-000000000002')
  expect(await allowed()).toBe(1)
  await store.checks.addCalls(connection.id, clock.now(), [once])
  expect(await allowed()).toBe(0)
})
