/** What every database must do about the past: versions of one thing, all that stood at a moment, letting go of what is old. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LoadedInventory } from '../../src/app/ports/inventory.ts'
import { type AccountId, toSnapshotId } from '../../src/core/ids.ts'
import { compareInventories } from '../../src/core/inventory/compare-inventories.ts'
import type { OpenedStore } from '../../src/store/open.ts'
import { type ManualClock, manualClock } from '../fakes/clock-and-log.ts'
import type { StoreUnderTest } from './store.contract.ts'
import { aBucket, anAccount, aRole, cellOf, iamCell, newConnection, syncOnce } from './store-fixtures.ts'

/** Two tables of cells are never equal, what they hold may be. */
const listed = (loaded: LoadedInventory | undefined) => loaded && { ...loaded, cells: [...loaded.cells] }

const dayMs = 24 * 60 * 60_000
const document = { Version: '2012-10-17', Statement: [] }

export function historyContract(make: () => Promise<StoreUnderTest>): void {
  const clock: ManualClock = manualClock()
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

  const later = (ms = 60_000): string => {
    clock.advance(ms)
    return clock.now()
  }
  const reader = async () => {
    const connection = await newConnection(store)
    return (cells: Parameters<typeof syncOnce>[3], at = later()) => syncOnce(store, connection, at, cells)
  }
  const arnOf = (account: AccountId, name: string): string => aRole(account, name).arn
  const limits = { objects: 10, versions: 10 }

  describe('one thing through time', () => {
    test('tells volatile facts as they are now, and makes no version for them', async () => {
      const account = anAccount()
      const read = await reader()
      const cell = iamCell(account)
      const used = (lastUsed: string) => ({ ...aRole(account, 'app'), facts: { lastUsed } })
      await read([{ cell, objects: [used('2026-01-01T00:00:00.000Z')] }])
      await read([{ cell, objects: [used('2026-02-01T00:00:00.000Z')] }])
      const { objects } = await store.inventory.history(arnOf(account, 'app'), limits)
      expect(objects).toMatchObject([
        { facts: { lastUsed: '2026-02-01T00:00:00.000Z' }, versions: [{ validTo: null }] },
      ])
      expect(objects[0]?.versions).toHaveLength(1)
    })

    test('has a version for each content, newest first, each with the look before', async () => {
      const account = anAccount()
      const read = await reader()
      const cell = iamCell(account)
      const times = [later(), later(), later()]
      await read([{ cell, objects: [aRole(account, 'app', 's3:GetObject')] }], times[0])
      await read([{ cell, objects: [aRole(account, 'app', 's3:GetObject')] }], times[1])
      await read([{ cell, objects: [aRole(account, 'app', 's3:PutObject')] }], times[2])
      const { objects, more } = await store.inventory.history(arnOf(account, 'app'), limits)
      expect(more).toBe(0)
      expect(objects).toMatchObject([
        {
          nativeId: 'AROAAPP',
          accountId: account,
          status: 'present',
          firstSeenAt: times[0],
          moreVersions: 0,
          versions: [
            { validFrom: times[2], validTo: null, observedAfter: times[1], policyStale: false },
            { validFrom: times[0], validTo: times[2], observedAfter: null },
          ],
        },
      ])
      expect(objects[0]?.versions.map(({ body }) => body)).toEqual([
        aRole(account, 'app', 's3:PutObject').body,
        aRole(account, 'app', 's3:GetObject').body,
      ])
      const short = await store.inventory.history(arnOf(account, 'app'), { objects: 1, versions: 1 })
      expect(short.objects[0]).toMatchObject({ versions: [{ validTo: null }], moreVersions: 1 })
    })

    test('tells when it was last seen to have changed, as of then', async () => {
      const account = anAccount()
      const read = await reader()
      const cell = iamCell(account)
      const times = [later(), later(), later()]
      const steady = aRole(account, 'steady')
      await read([{ cell, objects: [aRole(account, 'app', 's3:GetObject'), steady] }], times[0])
      await read([{ cell, objects: [aRole(account, 'app', 's3:PutObject'), steady] }], times[1])
      await read([{ cell, objects: [aRole(account, 'app', 's3:DeleteObject'), steady] }], times[2])
      const [app, other] = [arnOf(account, 'app'), arnOf(account, 'steady')]
      const changes = (at: string | undefined) =>
        store.inventory.lastChanges([app, other, 'arn:aws:iam::1:role/x'], at ?? '')
      expect(await changes(later())).toEqual(new Map([[app, times[2]]]))
      expect(await changes(times[1])).toEqual(new Map([[app, times[1]]]))
      expect(await changes(times[0])).toEqual(new Map())
      expect(await store.inventory.lastChanges([], later())).toEqual(new Map())
    })

    test('made again under its old name is two, the later first', async () => {
      const account = anAccount()
      const read = await reader()
      const cell = iamCell(account)
      await read([{ cell, objects: [aRole(account, 'app')] }])
      await read([{ cell, objects: [{ ...aRole(account, 'app'), nativeId: 'AROAAGAIN' }] }])
      await read([{ cell, objects: [{ ...aRole(account, 'app'), nativeId: 'AROAAGAIN' }] }])
      const { objects } = await store.inventory.history(arnOf(account, 'app'), limits)
      expect(objects.map(({ nativeId, status }) => [nativeId, status])).toEqual([
        ['AROAAGAIN', 'present'],
        ['AROAAPP', 'deleted'],
      ])
      expect(objects[1]?.versions[0]?.validTo).toBe(objects[1]?.missingSince)
      expect(await store.inventory.history(arnOf(account, 'app'), { objects: 1, versions: 1 })).toMatchObject({
        objects: [{ nativeId: 'AROAAGAIN' }],
        more: 1,
      })
    })

    test('unknown is nothing', async () => {
      expect(await store.inventory.history('arn:aws:iam::1:role/x', limits)).toEqual({ objects: [], more: 0 })
    })
  })

  test('a policy that could not be read then is old in the past too, and only then', async () => {
    const account = anAccount()
    const read = await reader()
    const cell = cellOf(account, 's3')
    const bucket = aBucket(account, 'lake', { state: 'read', document })
    const unread = aBucket(account, 'lake', { state: 'unread', code: 'AccessDenied', reason: 'no' })
    const times = [later(), later(), later()]
    await read([{ cell, objects: [bucket] }], times[0])
    await read([{ cell, objects: [unread], state: 'denied' }], times[1])
    await read([{ cell, objects: [bucket] }], times[2])
    const marks = []
    for (const at of times) {
      const loaded = await store.inventory.load(at)
      const [found] = loaded?.objects.filter((object) => object.accountId === account) ?? []
      expect(found?.body).toEqual(bucket.body)
      marks.push(found?.facts?.['policyStale'] !== undefined)
    }
    expect(marks).toEqual([false, true, false])
    const { objects } = await store.inventory.history(bucket.arn, limits)
    expect(objects.find((object) => object.accountId === account)?.versions.map((one) => one.policyStale)).toEqual([
      false,
      true,
      false,
    ])
  })

  test('all that stood at two moments, and what differs', async () => {
    const account = anAccount()
    const read = await reader()
    const [iam, s3] = [iamCell(account), cellOf(account, 's3')]
    const times = [later(), later()]
    const [app, old] = [aRole(account, 'app'), aRole(account, 'old')]
    await read([{ cell: iam, objects: [app, old] }], times[0])
    const changed = aRole(account, 'app', 'iam:*')
    const bucket = aBucket(account, 'lake', { state: 'none' })
    await read(
      [
        { cell: iam, objects: [changed, aRole(account, 'new')] },
        { cell: s3, objects: [bucket] },
      ],
      times[1],
    )
    const { before, after } = await store.inventory.outlines(times[0] ?? '', times[1] ?? '')
    const own = compareInventories(before, after).filter((one) => (one.after ?? one.before)?.accountId === account)
    expect(own.map(({ change, before: from, after: to, doubt }) => [change, (to ?? from)?.arn, doubt])).toEqual([
      ['added', bucket.arn, expect.stringContaining('had not been read')],
      ['changed', app.arn, undefined],
      ['added', arnOf(account, 'new'), undefined],
      ['removed', old.arn, undefined],
    ])
    const hashes = own.flatMap(({ before: from, after: to }) => [from?.hash ?? '', to?.hash ?? ''])
    const bodies = await store.inventory.bodies(new Set(hashes))
    const [, role] = own
    expect(bodies.get(role?.before?.hash ?? '')).toEqual(app.body)
    expect(bodies.get(role?.after?.hash ?? '')).toEqual(changed.body)
    expect(role?.after).toMatchObject({ validFrom: times[1], observedAfter: times[0] })
  })

  test('an account that another connection reads better from now on has not changed', async () => {
    const account = anAccount()
    const cell = iamCell(account)
    const [first, second] = [await reader(), await reader()]
    const times = [later(), later()]
    await first([{ cell, objects: [aRole(account, 'same'), aRole(account, 'changed')] }], times[0])
    await second([{ cell, objects: [aRole(account, 'same'), aRole(account, 'changed', 'iam:*')] }], times[1])
    const { before, after } = await store.inventory.outlines(times[0] ?? '', times[1] ?? '')
    const own = compareInventories(before, after).filter((one) => (one.after ?? one.before)?.accountId === account)
    expect(own.map(({ change, after: to }) => [change, to?.nativeId])).toEqual([['changed', 'AROACHANGED']])
  })

  test('what is old is let go of, in batches, and nothing that stands or stood since', async () => {
    const account = anAccount()
    const read = await reader()
    const cell = iamCell(account)
    const start = later(dayMs)
    const [app, gone] = [aRole(account, 'app', 's3:GetObject'), aRole(account, 'gone')]
    await read([{ cell, objects: [app, gone] }], start)
    await read([{ cell, objects: [app] }], later())
    await read([{ cell, objects: [app] }], later())
    await read([{ cell, objects: [aRole(account, 'app', 's3:PutObject')], state: 'suspect' }], later())
    const begins = clock.now()
    await read([{ cell, objects: [aRole(account, 'app', 's3:DeleteObject')] }], later(10 * dayMs))
    const before = await store.inventory.load()
    const stood = await store.inventory.load(begins)

    // A moment between two snapshots: what the earlier one said was true until the later.
    const cutoff = new Date(Date.parse(begins) + dayMs).toISOString()
    const total = { versions: 0, coverage: 0, objects: 0, documents: 0, snapshots: 0 }
    for (let batches = 1; ; batches += 1) {
      const batch = await store.inventory.forget(cutoff)
      if (Object.values(batch).every((rows) => rows === 0)) break
      expect(batches).toBeLessThan(50)
      for (const key of ['versions', 'coverage', 'objects', 'documents', 'snapshots'] as const) total[key] += batch[key]
    }
    expect(total.versions).toBeGreaterThanOrEqual(2)
    expect(total.snapshots).toBeGreaterThanOrEqual(3)
    // The body of the old role was its own; that of the other one stands in other accounts too.
    expect(total.documents).toBe(1)
    expect(total.coverage).toBeGreaterThanOrEqual(1)
    expect(listed(await store.inventory.load())).toEqual(listed(before))
    expect(listed(await store.inventory.load(begins))).toEqual(listed(stood))
    expect(await store.inventory.since()).toBe(begins)
    expect(await store.inventory.snapshotAt(start)).toBeUndefined()
    expect(await store.inventory.load(start)).toBeUndefined()
    expect((await store.inventory.history(gone.arn, limits)).objects).toEqual([])
    const kept = (await store.inventory.history(app.arn, limits)).objects[0]?.versions
    expect(kept?.map(({ body }) => body)).toEqual([
      aRole(account, 'app', 's3:DeleteObject').body,
      aRole(account, 'app', 's3:PutObject').body,
    ])
    // What a later reading says again finds its document or writes it anew.
    await read([{ cell, objects: [app] }], later())
    expect((await store.inventory.history(app.arn, limits)).objects[0]?.versions[0]?.body).toEqual(app.body)
  })

  test('with nothing published there is nothing to let go of', async () => {
    expect(await store.inventory.forget('2000-01-01T00:00:00.000Z')).toEqual({
      versions: 0,
      coverage: 0,
      objects: 0,
      documents: 0,
      snapshots: 0,
    })
  })

  describe('the line of time', () => {
    test('has every snapshot, what was counted over it, and how much changed; a first look changes nothing', async () => {
      const account = anAccount()
      const read = await reader()
      const cell = iamCell(account)
      const from = later()
      const [clerk, parting] = [aRole(account, 'clerk', 's3:GetObject'), aRole(account, 'parting')]
      await read([{ cell, objects: [clerk, parting] }], from)
      await read(
        [{ cell, objects: [aRole(account, 'clerk', 's3:PutObject'), aRole(account, 'newcomer'), parting] }],
        later(),
      )
      await read([{ cell, objects: [aRole(account, 'clerk', 's3:PutObject'), aRole(account, 'newcomer')] }], later())
      const range = { from, to: clock.now() }
      const [first, second, third] = await store.timeline.list(range, 10)
      expect([first, second, third].map((one) => one?.changes)).toEqual([null, 2, 1])
      expect([first?.at, third?.at]).toEqual([from, range.to])

      const snapshot = second?.snapshot ?? toSnapshotId('0')
      expect(await store.timeline.isKept(snapshot)).toBe(false)
      const figures = { principals: 7, resources: 5, administrators: 2 }
      await store.timeline.keep(snapshot, figures)
      await store.timeline.keep(snapshot, { ...figures, principals: 70 })
      expect(await store.timeline.isKept(snapshot)).toBe(true)
      expect((await store.timeline.list(range, 10))[1]).toMatchObject(figures)
      expect((await store.timeline.list(range, 10))[1]?.accounts).toBeGreaterThanOrEqual(1)
      expect(await store.timeline.list(range, 10)).toMatchObject([{ administrators: null }, {}, { accounts: null }])
    })

    test('is thinned evenly, and what is left out keeps counting', async () => {
      const account = anAccount()
      const read = await reader()
      const from = later()
      for (let count = 1; count <= 9; count += 1) {
        const roles = Array.from({ length: count }, (_, at) => aRole(account, `role-${at}`))
        await read([{ cell: iamCell(account), objects: roles }], count === 1 ? from : later())
      }
      const all = await store.timeline.list({ from }, 100)
      expect(all.map(({ changes }) => changes)).toEqual([null, 1, 1, 1, 1, 1, 1, 1, 1])
      for (const limit of [2, 3, 5, 8]) {
        const some = await store.timeline.list({ from }, limit)
        expect(some.map(({ at }) => at)).toEqual(expect.arrayContaining([all[0]?.at, all[8]?.at]))
        expect(some).toHaveLength(limit)
        expect(some.reduce((sum, { changes }) => sum + (changes ?? 0), 0)).toBe(8)
      }
      expect((await store.timeline.list({ from }, 3)).map(({ at }) => at)).toEqual([all[0]?.at, all[4]?.at, all[8]?.at])
    })

    test('figures of a snapshot that is no more, and a time without snapshots', async () => {
      await store.timeline.keep(toSnapshotId('999999'), { principals: 1, resources: 1, administrators: 1 })
      expect(await store.timeline.isKept(toSnapshotId('999999'))).toBe(false)
      expect(await store.timeline.list({ to: '2000-01-01T00:00:00.000Z' }, 10)).toEqual([])
    })
  })
}
