/** What every database must do for checks, the rhythm of readings and decisions about recommended apps. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toIntegrationId } from '../../src/core/ids.ts'
import type { ObjectOfKind } from '../../src/core/inventory/objects.ts'
import type { OpenedStore } from '../../src/store/open.ts'
import { manualClock } from '../fakes/clock-and-log.ts'
import type { StoreUnderTest } from './store.contract.ts'
import { aBucket, anAccount, cellOf, newConnection, syncOnce } from './store-fixtures.ts'

export function checksContract(make: () => Promise<StoreUnderTest>): void {
  const clock = manualClock()
  let database: StoreUnderTest
  let store: OpenedStore

  beforeAll(async () => {
    database = await make()
    store = await database.open(clock)
  })
  afterAll(async () => {
    await store?.close()
    await database?.remove()
  })

  test('whom the roles trusted, the newest', async () => {
    const { id } = await newConnection(store)
    expect(await store.checks.trustIdentity(id)).toBeUndefined()
    await store.checks.saveTrustIdentity(id, { arn: 'a', uniqueId: 'AROA1' }, clock.now())
    await store.checks.saveTrustIdentity(id, { arn: 'a', uniqueId: 'AROA2' }, clock.now())
    expect(await store.checks.trustIdentity(id)).toEqual({ arn: 'a', uniqueId: 'AROA2' })
  })

  test('calls of checks add up by day, account, Region and operation', async () => {
    const { id } = await newConnection(store)
    const account = anAccount()
    const where = { region: 'us-east-1', operation: 'iam:GetRole' }
    const row = { ...where, calls: 2, pages: 1, retries: 1, throttles: 0, errors: 1, bytes: 2_000_000_000, ms: 5 }
    await store.checks.addCalls(id, '2026-05-01T23:59:59.000Z', [{ accountId: account, ...row }])
    await store.checks.addCalls(id, '2026-05-02T00:00:00.000Z', [{ accountId: account, ...row }])
    await store.checks.addCalls(id, '2026-05-02T12:00:00.000Z', [
      { accountId: account, ...row },
      { accountId: null, ...row },
    ])
    await store.checks.addCalls(id, '2026-05-02T12:00:00.000Z', [])
    const since = async (at: string) =>
      new Map((await store.checks.calls(id, at)).map(({ accountId, ...sum }) => [accountId, sum]))
    const twice = { ...row, calls: 4, pages: 2, retries: 2, errors: 2, bytes: 4_000_000_000, ms: 10 }
    expect(await since('2026-05-02T08:00:00.000Z')).toEqual(
      new Map([
        [account, twice],
        [null, row],
      ]),
    )
    expect((await since('2026-05-01T08:00:00.000Z')).get(account)?.calls).toBe(6)
    expect(await since('2026-05-03T00:00:00.000Z')).toEqual(new Map())
  })

  test('a rhythm that nobody chose, one that somebody did, and its change', async () => {
    const { id } = await newConnection(store)
    expect(await store.schedule.minutes(id)).toBeUndefined()
    await store.schedule.setMinutes(id, { identities: 30, resources: null, reports: 1_440 })
    await store.schedule.setMinutes(id, { identities: 15, resources: null, reports: null })
    expect(await store.schedule.minutes(id)).toEqual({ identities: 15, resources: null, reports: null })
  })

  test('of several servers one takes a turn', async () => {
    const { id } = await newConnection(store)
    const turn = (at: string) => ({ connectionId: id, rhythm: 'identities', at }) as const
    const first = turn('2026-05-03T10:00:00.125Z')
    const takers = await Promise.all(Array.from({ length: 8 }, () => store.schedule.take(first, null)))
    expect(takers.filter(Boolean)).toHaveLength(1)
    const own = (await store.schedule.turns()).filter(({ connectionId }) => connectionId === id)
    expect(own).toEqual([first])
    const second = turn('2026-05-03T11:00:00.000Z')
    const again = await Promise.all(Array.from({ length: 8 }, () => store.schedule.take(second, first.at)))
    expect(again.filter(Boolean)).toHaveLength(1)
    expect(await store.schedule.take(turn('2026-05-03T12:00:00.000Z'), first.at)).toBe(false)
  })

  test('cells that have been empty for long', async () => {
    const connection = await newConnection(store)
    const account = anAccount()
    const always = { cell: cellOf(account, 'sqs', 'eu-west-1'), objects: [] }
    const emptied = (objects: readonly ObjectOfKind<'resource'>[]) => ({
      cell: cellOf(account, 's3', 'eu-west-1'),
      objects,
    })
    const refused = { cell: cellOf(account, 'sns', 'eu-west-1'), objects: [], state: 'denied' } as const
    const global = { cell: cellOf(account, 'credentials'), objects: [] }
    const bucket = aBucket(account, `gone-${account}`, { state: 'none' })
    const at = (hour: number): string => `2026-05-03T${String(hour).padStart(2, '0')}:00:00.000Z`
    await syncOnce(store, connection, at(0), [always, emptied([]), refused, global])
    await syncOnce(store, connection, at(6), [always, emptied([bucket]), refused, global])
    for (const hour of [12, 18]) await syncOnce(store, connection, at(hour), [always, emptied([]), refused, global])
    const idle = async (emptySince: string, lookedSince: string) =>
      (await store.coverage.idle(connection.id, account, { emptySince, lookedSince })).map(({ type }) => type).sort()
    expect(await idle(at(0), at(18))).toEqual(['sqs'])
    expect(await idle(at(6), at(18))).toEqual(['s3', 'sqs'])
    expect(await store.coverage.regions(connection.id, account)).toEqual(['eu-west-1'])
    expect(await idle('2026-05-02T23:00:00.000Z', at(18))).toEqual([])
    expect(await idle(at(6), at(19))).toEqual([])
  })

  test('decisions about apps, replaced and taken back', async () => {
    const card = toIntegrationId(crypto.randomUUID())
    const added = {
      id: crypto.randomUUID(),
      at: '2026-05-03T10:00:00.000Z',
      state: 'added',
      card,
      name: 'GitHub Actions',
      vendor: null,
      ownerEmail: 'ada@example.com',
    } as const
    const own = async () => (await store.appDecisions.list()).find(({ id }) => id === added.id)
    await store.appDecisions.save(added)
    expect(await own()).toEqual(added)
    const dismissed = { id: added.id, at: '2026-05-03T11:00:00.000Z', state: 'dismissed' } as const
    await store.appDecisions.save(dismissed)
    expect(await own()).toEqual(dismissed)
    await store.appDecisions.remove(added.id)
    expect(await own()).toBeUndefined()
  })

  test('all of a connection goes with it', async () => {
    const { id } = await newConnection(store)
    const turn = { connectionId: id, rhythm: 'checks', at: clock.now() } as const
    await store.schedule.take(turn, null)
    await store.schedule.setMinutes(id, { identities: 30, resources: 60, reports: null })
    await store.checks.saveTrustIdentity(id, { arn: 'a', uniqueId: 'AROA1' }, clock.now())
    await store.connections.erase(id)
    expect((await store.schedule.turns()).filter(({ connectionId }) => connectionId === id)).toEqual([])
    expect(await store.schedule.minutes(id)).toBeUndefined()
    expect(await store.checks.trustIdentity(id)).toBeUndefined()
  })
}
