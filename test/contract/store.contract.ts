/** What every database behind the store must do. Tests share one database and keep apart by account and connection. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSettings } from '../../src/app/ports/connections.ts'
import type { AccountCoverage } from '../../src/app/ports/inventory.ts'
import { countCells } from '../../src/app/sync/coverage-counts.ts'
import { type AccountId, toConnectionId, toSnapshotId, toSyncRunId, toUserId } from '../../src/core/ids.ts'
import { assemble } from '../../src/core/inventory/assemble.ts'
import { objectBehind } from '../../src/core/inventory/assemble-resources.ts'
import { spanOf } from '../../src/core/inventory/cell-table.ts'
import { type CellState, type CoverageCell, gridGravity } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'
import { createSharedJson } from '../../src/core/inventory/shared-json.ts'
import type { OpenedStore } from '../../src/store/open.ts'
import { type ManualClock, manualClock } from '../fakes/clock-and-log.ts'
import { arnOf } from '../fakes/fake-aws-reader.ts'
import {
  aBucket,
  aCard,
  aConnection,
  aMember,
  anAccount,
  anOrganization,
  aRole,
  cellOf,
  iamCell,
  loadedOf,
  names,
  newConnection,
  stage,
  syncOnce,
} from './store-fixtures.ts'

/** Coverage by account, cell by cell. */
function countedBySight(cells: readonly CoverageCell[]): readonly AccountCoverage[] {
  const asWished = new Set<CellState>(['ok', 'region_disabled', 'unsupported', 'excluded', 'skipped_by_setting'])
  return [...Map.groupBy(cells, ({ accountId }) => accountId)].map(([accountId, own]) => {
    const counted = own.filter(({ type }) => type !== 'role')
    const types = [...Map.groupBy(own, ({ type }) => type)]
    return {
      accountId,
      cells: counted.length,
      known: counted.filter(({ completeAt, state }) => completeAt !== null || state === 'ok').length,
      asWished: counted.filter(({ state }) => asWished.has(state)).length,
      excluded: counted.filter(({ state }) => state === 'excluded').length,
      ok: counted.filter(({ state }) => state === 'ok').length,
      states: Object.fromEntries(
        types.map(([type, of]) => [type, gridGravity.find((state) => of.some((cell) => cell.state === state))]),
      ),
    }
  })
}

export interface StoreUnderTest {
  /** Opens the same database each time. */
  open(clock: ManualClock): Promise<OpenedStore>
  remove(): Promise<void>
}

export function storeContract(make: () => Promise<StoreUnderTest>): void {
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

  const later = (): string => {
    clock.advance(60_000)
    return clock.now()
  }

  test('a new database knows nothing', async () => {
    expect(await store.inventory.load()).toBeUndefined()
    expect(await store.inventory.currentSnapshot()).toBeUndefined()
    expect(await store.users.count()).toBe(0)
    expect(store.migrated.applied.length).toBeGreaterThan(0)
  })

  test('reopened, there is nothing to migrate and everything is there', async () => {
    await store.settings.set('kept', 'yes')
    await store.close()
    store = await database.open(clock)
    expect(store.migrated.applied).toEqual([])
    expect(await store.settings.get('kept')).toBe('yes')
    expect(await store.describe()).toMatchObject({ migration: store.migrated.latest })
  })

  describe('connections', () => {
    test('come back as they were given', async () => {
      const connection = aConnection({
        accounts: [anAccount(), anAccount()],
        managementAccountId: anAccount(),
        profile: 'p',
        managementRoleArn: 'arn:aws:iam::111122223333:role/audit/Other',
        readsAs: { principal: 'arn:aws:iam::111122223333:user/ada', isRoot: false, session: { ends: null } },
        accessKey: { id: 'AKIAIOSFODNN7EXAMPLE', since: '2026-05-03T09:00:00.000Z' },
        settings: { ...defaultSettings, resourceTypes: ['s3'], portalUrl: 'https://example.awsapps.com/start' },
      })
      const cards = [
        aCard(connection),
        aCard(connection, { kind: 'aws_identity_center', name: `IdC ${connection.id}` }),
      ]
      await store.connections.create(connection, cards)
      expect(await store.connections.connection(connection.id)).toEqual(connection)
      expect(await store.connections.connections()).toContainEqual(connection)
      const kept = (await store.connections.integrations()).filter((card) => card.connectionId === connection.id)
      expect(kept).toEqual(expect.arrayContaining(cards))
      expect(kept).toHaveLength(2)
    })

    test('a taken name, whatever its case, leaves neither row', async () => {
      const first = await newConnection(store)
      const [card] = (await store.connections.integrations()).filter((one) => one.connectionId === first.id)
      const second = aConnection()
      const taken = aCard(second, { name: card?.name.toUpperCase() ?? '' })
      await expect(store.connections.create(second, [taken])).rejects.toMatchObject({ code: 'name_taken' })
      expect(await store.connections.connection(second.id)).toBeUndefined()
    })

    test('an external id is never used twice, not even after its connection is erased', async () => {
      const known = await store.connections.externalIds()
      const first = await newConnection(store)
      expect([...(await store.connections.externalIds())].sort()).toEqual([...known, first.externalId].sort())
      await store.connections.erase(first.id)
      expect(await store.connections.externalIds()).toContain(first.externalId)
      const again = aConnection({ externalId: first.externalId })
      await expect(store.connections.create(again, [aCard(again)])).rejects.toThrow()
      expect(await store.connections.connection(again.id)).toBeUndefined()
    })

    test('connections without an external id do not meet', async () => {
      await newConnection(store, { method: 'direct', externalId: '' })
      await newConnection(store, { method: 'import', externalId: '' })
      expect(await store.connections.externalIds()).not.toContain('')
    })

    test('changes touch what they name and nothing else', async () => {
      const connection = await newConnection(store)
      const [card] = (await store.connections.integrations()).filter((one) => one.connectionId === connection.id)
      if (card === undefined) throw new Error('no card')
      const changed = { state: 'active', reason: null, lastSyncAt: '2026-05-03T10:00:00.000Z' } as const
      await store.connections.updateIntegration(card.id, changed)
      await store.connections.updateIntegration(card.id, {})
      expect(await store.connections.integration(card.id)).toEqual({ ...card, ...changed })
      const change = {
        accounts: [anAccount()],
        endpoint: 'http://127.0.0.1:1',
        managementAccountId: anAccount(),
        identityCenterRegion: 'eu-central-1',
        trustPrincipalArn: 'arn:aws:iam::111122223333:role/another',
        managementRoleArn: 'arn:aws:iam::111122223333:role/another',
        roleName: 'Another',
        rolePath: '/audit/',
        organization: true,
        identityCenter: true,
        regions: ['eu-north-1'],
        homeRegion: 'eu-north-1',
        settings: { ...defaultSettings, extendedReads: true },
        readsAs: {
          principal: 'arn:aws:iam::111122223333:role/reader',
          isRoot: false,
          session: { ends: '2026-05-03T12:00:00.000Z' },
        },
      }
      await store.connections.updateConnection(connection.id, change)
      await store.connections.updateConnection(connection.id, {})
      expect(await store.connections.connection(connection.id)).toEqual({ ...connection, ...change })
    })

    test('a target is saved once for each account', async () => {
      const connection = await newConnection(store)
      const accountId = anAccount()
      const target = {
        connectionId: connection.id,
        accountId,
        name: null,
        state: 'pending',
        reason: null,
        probes: [],
      } as const
      await store.connections.saveTargets([target])
      const probe = { capability: 'identities', result: 'denied', action: 'iam:X', checkedAt: clock.now() } as const
      const ready = {
        ...target,
        name: 'prod',
        state: 'missing_permissions',
        reason: 'iam:X is refused.',
        probes: [probe],
      } as const
      await store.connections.saveTargets([ready])
      expect(await store.connections.targets(connection.id)).toEqual([ready])
    })

    test('erasing takes everything of one connection and a new snapshot tells it', async () => {
      const [erased, kept] = [anAccount(), anAccount()]
      const connection = await newConnection(store)
      const other = await newConnection(store)
      const cells = (account: AccountId) => [{ cell: iamCell(account), objects: [aRole(account, 'reader')] }]
      await syncOnce(store, connection, later(), cells(erased))
      await syncOnce(store, other, later(), cells(kept))
      const before = await store.inventory.currentSnapshot()
      await store.connections.erase(connection.id)
      expect(await loadedOf(store, erased)).toEqual([])
      expect(await loadedOf(store, kept)).toHaveLength(1)
      expect(await store.inventory.cells(connection.id)).toEqual([])
      expect(await store.syncRuns.list(connection.id)).toEqual([])
      expect((await store.inventory.currentSnapshot())?.id).not.toBe(before?.id)
    })

    test('taken away with its history kept, it is known of the past only, and its name is free', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const [card] = (await store.connections.integrations()).filter((one) => one.connectionId === connection.id)
      const read = later()
      await syncOnce(store, connection, read, [{ cell: iamCell(account), objects: [aRole(account, 'reader')] }])
      await store.secrets.put({ owner: connection.id, field: 'f', sealed: 's' })
      await store.connections.retire(connection.id, later())
      expect(await loadedOf(store, account)).toEqual([])
      const before = await store.inventory.load(read)
      expect(before?.objects.filter((object) => object.accountId === account)).toHaveLength(1)
      expect([...(before?.cells.ofAccount(account) ?? [])]).toHaveLength(1)
      expect(await store.inventory.cells(connection.id)).toEqual([])
      expect(await store.connections.connection(connection.id)).toBeUndefined()
      expect((await store.connections.integrations()).map(({ id }) => id)).not.toContain(card?.id)
      expect(await store.secrets.get(connection.id, 'f')).toBeUndefined()
      const kept = (await store.connections.retired()).find(({ id }) => id === connection.id)
      const { id, kind, name, ownerEmail } = card ?? aCard(connection)
      expect(kept).toMatchObject({ method: 'cloudformation', cards: [{ id, kind, name, ownerEmail }], accounts: 1 })
      expect(kept?.retiredAt.localeCompare(read)).toBe(1)
      const again = aConnection()
      await store.connections.create(again, [aCard(again, { name: card?.name ?? '' })])
      const reused = aConnection({ externalId: connection.externalId })
      await expect(store.connections.create(reused, [aCard(reused)])).rejects.toThrow()
      // Erased later, it is as if it had never been, in the past too.
      await store.connections.erase(connection.id)
      expect((await store.connections.retired()).map((one) => one.id)).not.toContain(connection.id)
      const erased = await store.inventory.load(read)
      expect(erased?.objects.filter((object) => object.accountId === account) ?? []).toEqual([])
      expect([...(erased?.cells.ofAccount(account) ?? [])]).toEqual([])
      await expect(store.connections.create(reused, [aCard(reused)])).rejects.toThrow()
    })
  })

  describe('what belongs to a connection', () => {
    test('a secret is replaced, and sealed again only while it is the same', async () => {
      const { id: owner } = await newConnection(store)
      const secret = { owner, field: 'secretAccessKey', sealed: 'first' }
      await store.secrets.put(secret)
      expect(await store.secrets.all()).toContainEqual(secret)
      await store.secrets.put({ ...secret, sealed: 'second' })
      await store.secrets.reseal(secret, 'too late')
      expect(await store.secrets.get(owner, 'secretAccessKey')).toBe('second')
      await store.secrets.reseal({ ...secret, sealed: 'second' }, 'third')
      expect(await store.secrets.get(owner, 'secretAccessKey')).toBe('third')
      const key = { id: 'AKIAIOSFODNN7EXAMPLE', since: '2026-05-03T09:00:00.000Z' }
      await store.connections.replaceKey(owner, key, { ...secret, sealed: 'fourth' })
      expect(await store.secrets.get(owner, 'secretAccessKey')).toBe('fourth')
      expect((await store.connections.connection(owner))?.accessKey).toEqual(key)
      await store.connections.erase(owner)
      expect(await store.secrets.get(owner, 'secretAccessKey')).toBeUndefined()
    })

    test('a secret comes with its connection or not at all', async () => {
      const connection = aConnection()
      const secret = { owner: connection.id, field: 'f', sealed: 's' }
      await store.connections.create(connection, [aCard(connection)], [secret])
      expect(await store.secrets.get(connection.id, 'f')).toBe('s')
      const taken = aConnection()
      const card = aCard(taken, { name: `AWS ${connection.id}` })
      await expect(store.connections.create(taken, [card], [{ ...secret, owner: taken.id }])).rejects.toThrow()
      expect(await store.secrets.get(taken.id, 'f')).toBeUndefined()
    })

    test('a draft is saved again under its id, and the one saved last comes first', async () => {
      const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
      const draft = { id: first, step: 'accounts', form: { accounts: '1', settings: { enableAudit: true } } }
      await store.drafts.save({ ...draft, savedAt: '2026-05-03T09:00:00.000Z' })
      await store.drafts.save({ id: second, step: 'method', form: {}, savedAt: '2026-05-03T09:01:00.000Z' })
      await store.drafts.save({ ...draft, step: 'owner', savedAt: '2026-05-03T09:02:00.000Z' })
      const saved = (await store.drafts.list()).filter(({ id }) => id === first || id === second)
      expect(saved.map(({ id, step }) => [id, step])).toEqual([
        [first, 'owner'],
        [second, 'method'],
      ])
      expect(saved[0]?.form).toEqual(draft.form)
      await store.drafts.remove(first)
      expect((await store.drafts.list()).map(({ id }) => id)).not.toContain(first)
    })

    test('a link is found by its digest, revoked once, and remembers who opened it', async () => {
      const { id: connectionId } = await newConnection(store)
      const handoff = {
        id: crypto.randomUUID(),
        connectionId,
        tokenDigest: crypto.randomUUID(),
        askedBy: 'Ada <ada@example.com>',
        why: null,
        createdAt: '2026-05-03T09:00:00.000Z',
        expiresAt: '2026-05-10T09:00:00.000Z',
        revokedAt: null,
      }
      await store.handoffs.create(handoff)
      expect(await store.handoffs.byTokenDigest(handoff.tokenDigest)).toEqual(handoff)
      expect(await store.handoffs.byTokenDigest('nothing')).toBeUndefined()
      const opening = { at: '2026-05-04T09:00:00.000Z', from: '192.0.2.1' }
      await store.handoffs.opened(handoff.id, opening)
      await store.handoffs.revoke(handoff.id, '2026-05-05T09:00:00.000Z')
      await store.handoffs.revoke(handoff.id, '2026-05-06T09:00:00.000Z')
      expect(await store.handoffs.list(connectionId)).toEqual([
        { ...handoff, revokedAt: '2026-05-05T09:00:00.000Z', openings: [opening] },
      ])
      await store.connections.erase(connectionId)
      expect(await store.handoffs.byTokenDigest(handoff.tokenDigest)).toBeUndefined()
    })
  })

  describe('sync runs', () => {
    test('a second opening joins the first until it has ended', async () => {
      const connection = await newConnection(store)
      const ids = Array.from({ length: 5 }, () => toSyncRunId(crypto.randomUUID()))
      const runs = await Promise.all(ids.map((id) => store.syncRuns.open(connection.id, id, clock.now())))
      const opened = new Set(runs.map(({ id }) => id))
      expect(opened.size).toBe(1)
      const [run] = runs
      if (run === undefined) throw new Error('no run')
      expect(run).toMatchObject({ state: 'queued', startedAt: null, stages: [], accounts: [], snapshotId: null })
      await store.syncRuns.save({ ...run, state: 'failed', endedAt: clock.now(), reason: 'AWS cannot be reached.' })
      const next = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), later())
      expect(opened.has(next.id)).toBe(false)
      expect((await store.syncRuns.list(connection.id)).map(({ id }) => id)).toEqual([next.id, run.id])
      expect(await store.syncRuns.list(connection.id, 1)).toHaveLength(1)
    })

    test('progress comes back as it was saved, and unfinished runs are found', async () => {
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      const running = {
        ...run,
        state: 'running',
        startedAt: clock.now(),
        stages: [{ name: 'iam', state: 'running', counts: { role: 3 }, calls: 4, throttles: 0, ms: 120.5 }],
        accounts: [{ accountId: anAccount(), name: 'prod', state: 'running', cellsDone: 1, cellsTotal: 9, objects: 3 }],
        coverage: { ...run.coverage, ok: 1 },
      } as const
      await store.syncRuns.save(running)
      expect(await store.syncRuns.get(run.id)).toEqual(running)
      expect(await store.syncRuns.unfinished()).toContainEqual(running)
      await store.syncRuns.save({ ...running, state: 'succeeded', endedAt: clock.now() })
      expect((await store.syncRuns.unfinished()).map(({ id }) => id)).not.toContain(run.id)
    })

    test('a run that has ended, or is gone, is not written over', async () => {
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      const cancelled = { ...run, state: 'cancelled', reason: 'Stopped.', endedAt: clock.now() } as const
      expect(await store.syncRuns.save({ ...run, state: 'running', startedAt: clock.now() })).toBe(true)
      expect(await store.syncRuns.save(cancelled)).toBe(true)
      expect(await store.syncRuns.save({ ...run, state: 'running', startedAt: clock.now() })).toBe(false)
      expect(await store.syncRuns.save({ ...run, state: 'succeeded', endedAt: clock.now() })).toBe(false)
      expect(await store.syncRuns.get(run.id)).toEqual(cancelled)
      await store.connections.erase(connection.id)
      expect(await store.syncRuns.save(run)).toBe(false)
    })

    test('the ledger adds up', async () => {
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      const accountId = anAccount()
      const row = {
        accountId,
        region: 'global',
        operation: 'iam:ListRoles',
        calls: 2,
        pages: 1,
        retries: 1,
        throttles: 0,
        errors: 0,
        bytes: 2_000_000_000,
        ms: 10.5,
      }
      const ours = { ...row, accountId: null, operation: 'sts:GetCallerIdentity' }
      await store.syncRuns.addCalls(run.id, 'iam', [row, row, ours])
      await store.syncRuns.addCalls(run.id, 'iam', [row])
      await store.syncRuns.addCalls(run.id, 'analysis', [row])
      await store.syncRuns.addCalls(run.id, 'iam', [])
      expect(await store.syncRuns.calls(run.id)).toEqual([
        { ...row, stage: 'analysis' },
        { ...ours, stage: 'iam' },
        { ...row, stage: 'iam', calls: 6, pages: 3, retries: 3, bytes: 6_000_000_000, ms: 31.5 },
      ])
    })
  })

  describe('publishing', () => {
    test('nothing is visible before, everything after, as it was read', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      const role = { ...aRole(account, 'reader'), facts: { lastUsed: '2026-05-01T00:00:00Z' } }
      const at = later()
      await stage(store, run, at, [{ cell: iamCell(account), objects: [role] }])
      expect(await loadedOf(store, account)).toEqual([])
      const snapshot = await store.inventory.publish(run.id, connection.id, at)
      expect(snapshot.publishedAt).toBe(at)
      expect(await store.inventory.currentSnapshot()).toEqual(snapshot)
      const loaded = await store.inventory.load()
      expect(loaded?.snapshot).toEqual(snapshot)
      expect(await loadedOf(store, account)).toEqual([role])
      // Key order is AWS's: a person compares it with the console.
      expect(JSON.stringify((await loadedOf(store, account))[0]?.body)).toBe(JSON.stringify(role.body))
      const [cell] = await store.inventory.cells(connection.id)
      const expected = {
        ...iamCell(account),
        state: 'ok',
        completeAt: at,
        checkedAt: at,
        objects: 1,
        connectionId: connection.id,
      }
      expect(cell).toEqual(expected)
    })

    test('a resource that is at hand as it was is not read again, and one that changed is', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const documentOf = (action: string) => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })
      const bucket = (name: string, action: string) =>
        aBucket(account, `${name}-${account}`, { state: 'read', document: documentOf(action) })
      const none = aBucket(account, `none-${account}`, { state: 'none' })
      const unread = aBucket(account, `unread-${account}`, { state: 'unread', code: 'AccessDenied', reason: 'no' })
      const cells = cellOf(account, 's3', 'eu-west-1')
      const read = (action: string) =>
        syncOnce(store, connection, later(), [
          { cell: cells, objects: [bucket('same', 's3:GetObject'), bucket('other', action), none, unread] },
        ])
      await read('s3:GetObject')
      const first = await store.inventory.load()
      if (!first) throw new Error('nothing was loaded')
      const { resources } = assemble({ ...first, id: 'first', at: clock.now() })
      await read('s3:PutObject')
      const asked: string[] = []
      const atHand = {
        shared: createSharedJson(),
        resource(arn: string, content: string) {
          const known = resources.find((one) => one.arn === arn && one.content === content)
          if (known?.account === account) asked.push(known.name)
          return known && objectBehind(known)
        },
      }
      const second = await store.inventory.load(undefined, atHand)
      // What is at hand is another class of object, which says the same.
      const said = (objects: readonly InventoryObject[] = []) =>
        objects.map(({ kind, nativeId, arn, accountId, region, cell, body, content, facts }) => {
          return { kind, nativeId, arn, accountId, region, cell, body, content, facts }
        })
      expect(said(second?.objects)).toEqual(said((await store.inventory.load())?.objects))
      expect(asked.toSorted()).toEqual(['none', 'same', 'unread'].map((name) => `${name}-${account}`))
      const body = second?.objects.find(({ arn }) => arn === bucket('same', '').arn)?.body
      expect(body).toHaveProperty('policy.document')
      const documentIn = (name: string) =>
        resources.find((one) => one.name === `${name}-${account}`)?.policyEntry?.document
      expect((body as { policy: { document: unknown } }).policy.document).toBe(documentIn('same'))
    })

    test('text that databases dislike is kept', async () => {
      const account = anAccount()
      const role = aRole(account, 'odd')
      const tags = { nul: 'a\u0000b', half: '\ud800', quote: `'"\\{}[],NULL`, emoji: '🛡️', empty: '' }
      const odd = { ...role, body: { ...role.body, tags } }
      await syncOnce(store, await newConnection(store), later(), [{ cell: iamCell(account), objects: [odd] }])
      expect(await loadedOf(store, account)).toEqual([odd])
    })

    test('a changed object gets a version, an unchanged one none, changed facts alone none', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const [first, second] = [later(), later()]
      const cell = iamCell(account)
      const objects = [aRole(account, 'still'), aRole(account, 'changes'), aRole(account, 'used')]
      await syncOnce(store, connection, first, [{ cell, objects }])
      const changed = aRole(account, 'changes', 's3:*')
      const used = { ...aRole(account, 'used'), facts: { lastUsed: second } }
      await syncOnce(store, connection, second, [{ cell, objects: [aRole(account, 'still'), changed, used] }])
      expect(await loadedOf(store, account)).toEqual(expect.arrayContaining([aRole(account, 'still'), changed, used]))
      expect(await versions(store, account)).toEqual([
        { name: 'changes', from: first, to: second, after: null },
        { name: 'changes', from: second, to: null, after: first },
        { name: 'still', from: first, to: null, after: null },
        { name: 'used', from: first, to: null, after: null },
      ])
    })

    test('absent once is missing, absent twice is deleted, dated back to the first', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const cell = iamCell(account)
      const [first, second, third] = [later(), later(), later()]
      await syncOnce(store, connection, first, [{ cell, objects: [aRole(account, 'stays'), aRole(account, 'goes')] }])
      await syncOnce(store, connection, second, [{ cell, objects: [aRole(account, 'stays')] }])
      expect(names(await loadedOf(store, account))).toEqual(['stays'])
      expect(await statuses(store, account)).toEqual({ stays: 'present', goes: 'missing' })
      expect(await versions(store, account)).toContainEqual({ name: 'goes', from: first, to: null, after: null })
      await syncOnce(store, connection, third, [{ cell, objects: [aRole(account, 'stays')] }])
      expect(await statuses(store, account)).toEqual({ stays: 'present', goes: 'deleted' })
      expect(await versions(store, account)).toContainEqual({ name: 'goes', from: first, to: second, after: null })
      const fourth = later()
      await syncOnce(store, connection, fourth, [{ cell, objects: [aRole(account, 'stays'), aRole(account, 'goes')] }])
      expect(names(await loadedOf(store, account))).toEqual(['goes', 'stays'])
      expect(await versions(store, account)).toContainEqual({ name: 'goes', from: fourth, to: null, after: third })
    })

    test('every moment of the past can be loaded, with what was and was not read then', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const cell = iamCell(account)
      const [first, second, third, fourth] = [later(), later(), later(), later()]
      const before = aRole(account, 'changes')
      const after = aRole(account, 'changes', 's3:*')
      await syncOnce(store, connection, first, [{ cell, objects: [before, aRole(account, 'goes')] }])
      await syncOnce(store, connection, second, [{ cell, objects: [after] }])
      await syncOnce(store, connection, third, [{ cell, state: 'denied', objects: [] }])
      await syncOnce(store, connection, fourth, [{ cell, objects: [after] }])
      const at = async (moment: string) => {
        const loaded = await store.inventory.load(moment)
        return {
          published: loaded?.snapshot.publishedAt,
          objects: loaded?.objects.filter((object) => object.accountId === account).map((object) => object.body),
          state: [...(loaded?.cells.ofAccount(account) ?? [])][0]?.state,
        }
      }
      const body = ({ body }: typeof before) => body
      expect(await at(first)).toEqual({
        published: first,
        objects: [body(before), body(aRole(account, 'goes'))],
        state: 'ok',
      })
      expect(await at(second)).toEqual({ published: second, objects: [body(after)], state: 'ok' })
      expect(await at(third)).toEqual({ published: third, objects: [body(after)], state: 'denied' })
      expect(await at(fourth)).toEqual({ published: fourth, objects: [body(after)], state: 'ok' })
      expect((await at('2001-01-01T00:00:00.000Z')).published).toBeUndefined()
      const [newest, previous] = await store.inventory.snapshots(2)
      expect([newest?.publishedAt, previous?.publishedAt]).toEqual([fourth, third])
      expect(await store.inventory.snapshot(previous?.id ?? toSnapshotId(''))).toEqual(previous)
      expect(await store.inventory.snapshot(toSnapshotId('999999999'))).toBeUndefined()
      expect(await store.inventory.snapshot(toSnapshotId('no snapshot'))).toBeUndefined()
    })

    test('what comes back in time was never gone', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const cell = iamCell(account)
      const first = later()
      await syncOnce(store, connection, first, [{ cell, objects: [aRole(account, 'a'), aRole(account, 'flickers')] }])
      await syncOnce(store, connection, later(), [{ cell, objects: [aRole(account, 'a')] }])
      await syncOnce(store, connection, later(), [{ cell, objects: [aRole(account, 'a'), aRole(account, 'flickers')] }])
      expect(await versions(store, account)).toContainEqual({ name: 'flickers', from: first, to: null, after: null })
      expect((await versions(store, account)).filter(({ name }) => name === 'flickers')).toHaveLength(1)
    })

    test.each(['denied', 'throttled', 'failed', 'suspect', 'not_collected'] as const)(
      'a cell that is %s removes nothing and keeps the date of the last whole reading',
      async (state) => {
        const account = anAccount()
        const connection = await newConnection(store)
        const cell = iamCell(account)
        const first = later()
        await syncOnce(store, connection, first, [{ cell, objects: [aRole(account, 'a'), aRole(account, 'b')] }])
        const second = later()
        await syncOnce(store, connection, second, [{ cell, objects: [aRole(account, 'a', 'sqs:*')], state }])
        expect(names(await loadedOf(store, account))).toEqual(['a', 'b'])
        expect(await loadedOf(store, account)).toContainEqual(aRole(account, 'a', 'sqs:*'))
        const [kept] = await store.inventory.cells(connection.id)
        expect(kept).toMatchObject({ state, completeAt: first, checkedAt: second, objects: 2 })
      },
    )

    test('the cells alone are as with everything, and tell when what stayed as it was has been read again', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const page = { cell: iamCell(account), objects: [aRole(account, 'a')] }
      const first = later()
      await syncOnce(store, connection, first, [page])
      const second = later()
      await syncOnce(store, connection, second, [page])
      const cells = (await store.inventory.cellTable()).ofAccount(account)
      expect(cells).toMatchObject([{ type: 'iam', completeAt: second, checkedAt: second, objects: 1 }])
      const now = await store.inventory.load()
      expect(now?.cells.ofAccount(account)).toEqual(cells)
      expect(now).not.toHaveProperty('isPast')
      const past = await store.inventory.load(first)
      expect(past?.isPast).toBe(true)
      expect(past?.cells.ofAccount(account)).toMatchObject([{ type: 'iam', completeAt: first }])
    })

    test('another cell of the same account is not touched', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const bucket = aBucket(account, `b${account}`, { state: 'none' })
      const s3 = cellOf(account, 's3', 'eu-west-1')
      await syncOnce(store, connection, later(), [
        { cell: iamCell(account), objects: [aRole(account, 'a')] },
        { cell: s3, objects: [bucket] },
      ])
      await syncOnce(store, connection, later(), [{ cell: s3, objects: [] }])
      expect(await loadedOf(store, account)).toEqual([aRole(account, 'a')])
    })

    test('what settings leave out is known with the rest, keeps what was read there before, and is no news a second time', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const [here, there] = [cellOf(account, 's3', 'eu-west-1'), cellOf(account, 's3', 'us-east-1')]
      const bucket = aBucket(account, 'lake', { state: 'none' })
      const skipped = { cell: there, objects: [], state: 'skipped_by_setting' as const }
      const states = async (at?: string) =>
        Object.fromEntries(
          ((await store.inventory.load(at))?.cells.ofAccount(account) ?? []).map(({ region, state }) => [
            region,
            state,
          ]),
        )

      const first = later()
      await syncOnce(store, connection, first, [{ cell: here, objects: [] }, skipped])
      expect(await states()).toEqual({ 'eu-west-1': 'ok', 'us-east-1': 'skipped_by_setting' })
      expect(await store.coverage.accounts(connection.id)).toMatchObject([{ accountId: account, cells: 2, ok: 1 }])

      const again = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), later())
      const at = later()
      await stage(store, again, at, [{ cell: here, objects: [] }, skipped])
      expect(await store.inventory.publishStages(again.id, connection.id, at, ['resources'])).toBeUndefined()
      expect(await store.inventory.isStaged(again.id, ['resources'])).toBe(false)
      expect((await store.inventory.cells(connection.id)).map(({ checkedAt }) => checkedAt)).toEqual([at, at])
      await store.syncRuns.save({ ...again, state: 'succeeded', startedAt: at, endedAt: at })

      const second = later()
      await syncOnce(store, connection, second, [
        { cell: here, objects: [] },
        { cell: there, objects: [{ ...bucket, region: 'us-east-1' }] },
      ])
      expect(await states()).toEqual({ 'eu-west-1': 'ok', 'us-east-1': 'ok' })
      const third = later()
      await syncOnce(store, connection, third, [{ cell: here, objects: [] }, skipped])
      expect(await states()).toEqual({ 'eu-west-1': 'ok', 'us-east-1': 'skipped_by_setting' })
      for (const at of [undefined, third]) {
        const then = await store.inventory.load(at)
        const cell = then?.cells.find(account, 's3', 'us-east-1')
        const span = cell && spanOf(cell, then?.isPast)
        expect(span && new Date(span.oldest.at).toISOString()).toBe(second)
      }
      expect((await loadedOf(store, account)).map(({ nativeId }) => nativeId)).toEqual([bucket.nativeId])
      expect(await states(first)).toEqual({ 'eu-west-1': 'ok', 'us-east-1': 'skipped_by_setting' })
    })

    test('what a run did not read: of each account the first, the organization before all; of a closed one its role', async () => {
      const [entered, closed] = [anAccount(), anAccount()]
      const connection = await newConnection(store)
      const at = later()
      await syncOnce(store, connection, at, [
        { cell: cellOf(entered, 'role'), objects: [] },
        { cell: cellOf(entered, 'iam'), objects: [], state: 'denied' },
        { cell: cellOf(entered, 'organization'), objects: [], state: 'denied' },
        { cell: cellOf(entered, 's3', 'eu-west-1'), objects: [] },
        { cell: cellOf(closed, 'role'), objects: [], state: 'denied' },
        { cell: cellOf(closed, 'iam'), objects: [], state: 'failed' },
      ])
      const digest = await store.coverage.digest(connection.id, at)
      expect(new Map(digest.roles.map(({ accountId, state }) => [accountId, state]))).toEqual(
        new Map([
          [entered, 'ok'],
          [closed, 'denied'],
        ]),
      )
      expect(digest.troubles).toMatchObject([{ accountId: entered, type: 'organization', state: 'denied' }])
      expect(digest).toMatchObject({ parts: 2, isAnyCellWhole: true, identityCenter: [] })
      expect(await store.coverage.digest(connection.id, later())).toMatchObject({ troubles: [], parts: 0 })
    })

    test('a stage of which everything is left out is news the first time', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const skipped = { cell: cellOf(account, 'kms', 'eu-west-1'), objects: [], state: 'skipped_by_setting' as const }
      for (const isNews of [true, false]) {
        const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), later())
        const at = later()
        await stage(store, run, at, [skipped])
        const snapshot = await store.inventory.publishStages(run.id, connection.id, at, ['resources'])
        expect(snapshot !== undefined).toBe(isNews)
        await store.syncRuns.save({ ...run, state: 'succeeded', startedAt: at, endedAt: at })
      }
      await store.connections.erase(connection.id)
      const gone = toSyncRunId(crypto.randomUUID())
      await expect(store.inventory.publishStages(gone, connection.id, later(), ['resources'])).rejects.toMatchObject({
        code: 'unknown_integration',
      })
    })

    test('a policy that could not be read this time stands from before', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const cell = cellOf(account, 's3', 'eu-west-1')
      const known = aBucket(account, `p${account}`, { state: 'read', document: { Statement: [] } })
      const unread = aBucket(account, `p${account}`, { state: 'unread', code: 'AccessDenied', reason: 'refused' })
      await syncOnce(store, connection, later(), [{ cell, objects: [known] }])
      await syncOnce(store, connection, later(), [{ cell, objects: [unread] }])
      const [bucket] = await loadedOf(store, account)
      expect(bucket?.body).toEqual(known.body)
      expect(bucket?.facts).toMatchObject({ policyStale: { code: 'AccessDenied' } })
      // The content is the same; that it was not seen again belongs to the history.
      expect((await versions(store, account)).map(({ name }) => name)).toEqual([`p${account}`, `p${account}`])
    })

    test('a detail that could not be read this time stands from before, and makes no version', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const cell = cellOf(account, 's3', 'eu-west-1')
      const bare = aBucket(account, `d${account}`, { state: 'none' })
      const known = { ...bare, body: { ...bare.body, tags: { owner: 'ada' }, facts: { acl: [], kmsKey: 'k' } } }
      const unread = {
        ...bare,
        body: { ...bare.body, tags: {}, facts: { kmsKey: 'k' } },
        facts: { unread: ['acl', 'tags'] },
      }
      await syncOnce(store, connection, later(), [{ cell, objects: [known] }])
      await syncOnce(store, connection, later(), [{ cell, objects: [unread], state: 'throttled' }])
      expect((await loadedOf(store, account)).map(({ body }) => body)).toEqual([known.body])
      expect(await versions(store, account)).toHaveLength(1)
      await syncOnce(store, connection, later(), [{ cell, objects: [bare] }])
      expect((await loadedOf(store, account)).map(({ body }) => body)).toEqual([bare.body])
    })

    test('a resource that an incomplete reading did not show is marked, and a whole reading takes the mark away', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const cell = cellOf(account, 's3', 'eu-west-1')
      const [seen, unseen] = ['a', 'b'].map((name) => aBucket(account, `${name}${account}`, { state: 'none' }))
      const all = [seen, unseen].flatMap((one) => one ?? [])
      const marks = async () =>
        (await loadedOf(store, account)).map(({ facts }) => facts?.['policyStale'] !== undefined)
      await syncOnce(store, connection, later(), [{ cell, objects: all }])
      expect(await marks()).toEqual([false, false])
      await syncOnce(store, connection, later(), [{ cell, objects: all.slice(0, 1), state: 'denied' }])
      expect((await marks()).sort()).toEqual([false, true])
      await syncOnce(store, connection, later(), [{ cell, objects: [], state: 'denied' }])
      expect(await marks()).toEqual([true, true])
      await syncOnce(store, connection, later(), [{ cell, objects: all }])
      expect(await marks()).toEqual([false, false])
    })

    test('a mass disappearance waits for a second reading, an import does not', async () => {
      const account = anAccount()
      const many = Array.from({ length: 30 }, (_, index) => aRole(account, `r${index}`))
      const cell = iamCell(account)
      const connection = await newConnection(store)
      const first = later()
      await syncOnce(store, connection, first, [{ cell, objects: many }])
      await syncOnce(store, connection, later(), [{ cell, objects: many.slice(0, 5) }])
      expect(await loadedOf(store, account)).toHaveLength(30)
      const [held] = await store.inventory.cells(connection.id)
      expect(held).toMatchObject({ state: 'suspect', code: 'MassDisappearance', completeAt: first })
      expect(held?.reason).toContain('25 of 30')
      await syncOnce(store, connection, later(), [{ cell, objects: many.slice(0, 5) }])
      expect(await loadedOf(store, account)).toHaveLength(5)
      expect((await store.inventory.cells(connection.id))[0]).toMatchObject({ state: 'ok', objects: 5 })

      const importedAccount = anAccount()
      const imported = Array.from({ length: 30 }, (_, index) => aRole(importedAccount, `r${index}`))
      const file = await newConnection(store, { method: 'import', externalId: '' })
      const importCell = iamCell(importedAccount)
      await syncOnce(store, file, later(), [{ cell: importCell, objects: imported }])
      await syncOnce(store, file, later(), [{ cell: importCell, objects: imported.slice(0, 5) }])
      expect(await loadedOf(store, importedAccount)).toHaveLength(5)
    })

    test('an instance of Identity Center that is not listed any more waits for a second reading', async () => {
      const account = anAccount()
      const cell = { accountId: account, region: 'us-east-1', type: 'identity_center', state: 'ok' } as const
      const connection = await newConnection(store)
      const arn = arnOf('arn:aws:sso:::instance/ssoins-1111111111111111')
      const instance: InventoryObject = {
        kind: 'identityCenter',
        nativeId: arn,
        arn,
        accountId: account,
        region: 'us-east-1',
        cell: 'identity_center',
        body: { instanceArn: arn, identityStoreId: 'd-1', region: 'us-east-1', ownerAccountId: account },
      }
      await syncOnce(store, connection, later(), [{ cell, objects: [instance] }])
      await syncOnce(store, connection, later(), [{ cell, objects: [] }])
      expect(await loadedOf(store, account)).toEqual([instance])
      const [held] = await store.inventory.cells(connection.id)
      expect(held).toMatchObject({ state: 'suspect', code: 'identity_center_gone' })
      await syncOnce(store, connection, later(), [{ cell, objects: [] }])
      expect(await loadedOf(store, account)).toEqual([])
    })

    test('a role made again under an old name is another object', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const cell = iamCell(account)
      const again = { ...aRole(account, 'app'), nativeId: 'AROASECOND' }
      await syncOnce(store, connection, later(), [{ cell, objects: [aRole(account, 'app')] }])
      await syncOnce(store, connection, later(), [{ cell, objects: [again] }])
      expect(await loadedOf(store, account)).toEqual([again])
      expect(await versions(store, account)).toHaveLength(2)
    })

    test('an object that two cells prove is there once', async () => {
      const account = anAccount()
      const management = anAccount()
      const connection = await newConnection(store)
      const object = (cell: 'organization' | 'role') =>
        ({
          kind: 'account',
          nativeId: account,
          arn: `arn:aws:organizations::${account}:account/o-1/${account}`,
          accountId: account,
          region: 'global',
          cell,
          body: { id: account, name: cell, status: 'ACTIVE', parentId: null },
        }) as const
      const cells = [
        { cell: cellOf(account, 'role'), objects: [object('role')] },
        { cell: cellOf(management, 'organization'), objects: [object('organization')] },
      ]
      for (const _round of [1, 2, 3]) {
        await syncOnce(store, connection, later(), cells)
        expect(await loadedOf(store, account)).toEqual([object('organization')])
      }
    })

    test('two connections that read one account make one inventory of it, the newest whole reading', async () => {
      const account = anAccount()
      const cell = iamCell(account)
      const dump = await newConnection(store, { method: 'import', externalId: '' })
      const live = await newConnection(store)
      await syncOnce(store, dump, later(), [{ cell, objects: [aRole(account, 'x'), aRole(account, 'gone')] }])
      await syncOnce(store, live, later(), [{ cell, objects: [aRole(account, 'x')] }])
      const cellsOf = async () => [...((await store.inventory.load())?.cells.ofAccount(account) ?? [])]
      expect(await loadedOf(store, account)).toEqual([aRole(account, 'x')])
      expect(await cellsOf()).toMatchObject([{ state: 'ok', objects: 1 }])
      await syncOnce(store, live, later(), [{ cell, objects: [], state: 'denied' }])
      expect(names(await loadedOf(store, account))).toEqual(['gone', 'x'])
      expect(await cellsOf()).toMatchObject([{ state: 'ok', objects: 2 }])
    })

    describe('an organization that one account tells of today and another tomorrow', () => {
      /** The management account, and a delegated administrator of it. */
      async function organizationOfTwo() {
        const [management, delegate, gone] = [anAccount(), anAccount(), anAccount()]
        const connection = await newConnection(store, { managementAccountId: management, organization: true })
        const id = `o-${crypto.randomUUID().slice(0, 8)}`
        const told = (reader: AccountId, ...members: readonly AccountId[]) => ({
          cell: cellOf(reader, 'organization'),
          objects: [
            anOrganization(id, management, reader === management ? undefined : reader),
            ...[management, delegate, ...members].map(aMember),
          ],
        })
        const refused = { cell: cellOf(management, 'organization'), objects: [], state: 'denied' } as const
        const organizationCells = async () =>
          (await store.inventory.cells(connection.id)).map(({ accountId, state, objects }) => ({
            accountId,
            state,
            objects,
          }))
        const members = async () =>
          (await store.inventory.organization(connection.id)).accounts.map(({ accountId }) => accountId)
        const reader = async () =>
          (await loadedOf(store, management)).flatMap((one) =>
            one.kind === 'organization' ? [one.body.readThrough] : [],
          )
        return { management, delegate, gone, connection, told, refused, organizationCells, members, reader }
      }

      test('is known as the management account tells of it, once that can be read again', async () => {
        const { management, delegate, gone, connection, told, refused, organizationCells, members, reader } =
          await organizationOfTwo()
        const first = later()
        await syncOnce(store, connection, first, [refused, told(delegate, gone)])
        expect(await organizationCells()).toEqual([
          { accountId: management, state: 'denied', objects: 0 },
          { accountId: delegate, state: 'ok', objects: 4 },
        ])
        expect(await members()).toContain(gone)
        const second = later()
        await syncOnce(store, connection, second, [told(management)])
        expect(await organizationCells()).toEqual([{ accountId: management, state: 'ok', objects: 3 }])
        expect(await members()).toEqual([management, delegate])
        expect(await reader()).toEqual([undefined])
        expect(await statuses(store, gone)).toEqual({ [gone]: 'missing' })
        // What was true then stands for then, and the second look without the account deletes it.
        const then = await store.inventory.load(first)
        expect(then?.cells.find(delegate, 'organization', 'global')).toMatchObject({ state: 'ok' })
        expect(then?.objects.filter(({ accountId }) => accountId === gone)).toHaveLength(1)
        await syncOnce(store, connection, later(), [told(management)])
        expect(await statuses(store, gone)).toEqual({ [gone]: 'deleted' })
      })

      test('is known as a delegated administrator tells of it, where the management account no longer does', async () => {
        const { management, delegate, gone, connection, told, refused, organizationCells, members, reader } =
          await organizationOfTwo()
        await syncOnce(store, connection, later(), [told(management, gone)])
        for (const _round of [1, 2]) {
          await syncOnce(store, connection, later(), [refused, told(delegate)])
          expect(await organizationCells()).toEqual([
            { accountId: management, state: 'denied', objects: 0 },
            { accountId: delegate, state: 'ok', objects: 3 },
          ])
          expect(await members()).toEqual([management, delegate])
          expect(await reader()).toEqual([delegate])
        }
        expect(await statuses(store, gone)).toEqual({ [gone]: 'deleted' })
      })

      test('loses nothing where the other account tells of a part only', async () => {
        const { management, delegate, gone, connection, told, organizationCells, members } = await organizationOfTwo()
        await syncOnce(store, connection, later(), [told(delegate, gone)])
        await syncOnce(store, connection, later(), [{ ...told(management), state: 'throttled' }])
        expect(await organizationCells()).toEqual([{ accountId: management, state: 'throttled', objects: 4 }])
        expect(await members()).toContain(gone)
      })

      test('is another than the one that another management account tells of', async () => {
        const { management, delegate, connection, told, organizationCells } = await organizationOfTwo()
        const other = anAccount()
        const second = {
          cell: cellOf(other, 'organization'),
          objects: [anOrganization('o-other', other), aMember(other)],
        }
        await syncOnce(store, connection, later(), [told(management), second])
        await syncOnce(store, connection, later(), [told(management), second])
        expect(delegate).not.toBe(other)
        expect(await organizationCells()).toEqual([
          { accountId: management, state: 'ok', objects: 3 },
          { accountId: other, state: 'ok', objects: 2 },
        ])
      })
    })

    describe('an account that leaves the organization', () => {
      async function memberOf() {
        const [management, account] = [anAccount(), anAccount()]
        const connection = await newConnection(store, { accounts: [management], organization: true })
        const organization = (...members: readonly AccountId[]) => ({
          cell: cellOf(management, 'organization'),
          objects: [management, ...members].map(aMember),
        })
        const own = [
          { cell: cellOf(account, 'role'), objects: [] },
          { cell: iamCell(account), objects: [aRole(account, 'a')] },
        ]
        const first = later()
        await syncOnce(store, connection, first, [organization(account), ...own])
        const cells = async () =>
          (await store.inventory.cells(connection.id)).filter((one) => one.accountId === account)
        return { account, connection, organization, own, first, cells }
      }

      test('is known as having left, and its principals no longer count', async () => {
        const { account, connection, organization, first, cells } = await memberOf()
        const second = later()
        await syncOnce(store, connection, second, [organization()])
        expect(await loadedOf(store, account)).toEqual([])
        const reason = `The account left the organization on ${second.slice(0, 10)}.`
        const left = {
          state: 'excluded',
          code: 'account_left',
          reason,
          completeAt: first,
          checkedAt: second,
          objects: 0,
        }
        expect(await cells()).toMatchObject([
          { type: 'iam', ...left },
          { type: 'role', ...left },
        ])
        expect((await store.inventory.load())?.cells.accounts.includes(account)).toBe(false)
        expect(await statuses(store, account)).toMatchObject({ a: 'missing' })
        await syncOnce(store, connection, later(), [organization()])
        expect(await statuses(store, account)).toMatchObject({ a: 'deleted' })
        expect(await versions(store, account)).toContainEqual({ name: 'a', from: first, to: second, after: null })
        expect(await cells()).toMatchObject([left, left])
      })

      test('is there again when it comes back', async () => {
        const { account, connection, organization, own, cells } = await memberOf()
        await syncOnce(store, connection, later(), [organization()])
        await syncOnce(store, connection, later(), [organization(account), ...own])
        expect(names(await loadedOf(store, account))).toEqual([account, 'a'].sort())
        expect((await cells()).map(({ state, objects }) => [state, objects])).toEqual([
          ['ok', 1],
          ['ok', 0],
        ])
      })

      test.each(['throttled', 'suspect', 'not_collected'] as const)(
        'is not known to have left when the organization is %s',
        async (state) => {
          const { account, connection, organization, cells } = await memberOf()
          await syncOnce(store, connection, later(), [{ ...organization(), state }])
          expect(names(await loadedOf(store, account))).toEqual([account, 'a'].sort())
          expect((await cells()).map((one) => one.state)).toEqual(['ok', 'ok'])
        },
      )

      test('is read on its own when an administrator named it', async () => {
        const management = anAccount()
        const account = anAccount()
        const connection = await newConnection(store, { accounts: [account], organization: true })
        const cell = cellOf(management, 'organization')
        await syncOnce(store, connection, later(), [
          { cell, objects: [management, account].map(aMember) },
          { cell: iamCell(account), objects: [aRole(account, 'a')] },
        ])
        await syncOnce(store, connection, later(), [{ cell, objects: [aMember(management)] }])
        expect(names(await loadedOf(store, account))).toEqual(['a'])
      })

      test('no longer counts among what the connection knows; what others know of it does not either', async () => {
        const { account, connection, organization, own } = await memberOf()
        const other = await newConnection(store)
        await syncOnce(store, other, later(), [{ cell: iamCell(account), objects: [aRole(account, 'of-another')] }])
        const figures = async () => {
          const { accounts, principals, resources } = await store.inventory.figures(connection.id)
          return { accounts: accounts.length, principals, resources }
        }
        // Of two accounts the role and two root users.
        expect(await figures()).toEqual({ accounts: 2, principals: 3, resources: 0 })
        await syncOnce(store, connection, later(), [organization()])
        expect(await figures()).toEqual({ accounts: 1, principals: 1, resources: 0 })
        const bucket = aBucket(account, 'of-the-returned', { state: 'none' })
        const buckets = { cell: cellOf(account, 's3'), objects: [bucket] }
        await syncOnce(store, connection, later(), [organization(account), ...own, buckets])
        expect(await figures()).toEqual({ accounts: 2, principals: 3, resources: 1 })
      })
    })

    test('pages may repeat an object; the later look counts', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      const cell = iamCell(account)
      await store.inventory.stageObjects(run.id, cell, [aRole(account, 'a', 'one:*'), aRole(account, 'a', 'two:*')])
      await store.inventory.stageObjects(run.id, cell, [aRole(account, 'a', 'three:*')])
      await store.inventory.stageCell(run.id, { ...cell, state: 'ok', checkedAt: clock.now() })
      await store.inventory.publish(run.id, connection.id, later())
      expect(await loadedOf(store, account)).toEqual([aRole(account, 'a', 'three:*')])
    })

    test('dropped staging leaves no trace, and a cell that has not ended waits for its end', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      const cell = iamCell(account)
      await stage(store, run, clock.now(), [{ cell, objects: [aRole(account, 'lost')] }])
      await store.inventory.dropStaging(run.id)
      await store.inventory.stageObjects(run.id, cell, [aRole(account, 'half')])
      await store.inventory.publish(run.id, connection.id, later())
      expect(await loadedOf(store, account)).toEqual([])
      await store.inventory.stageCell(run.id, { ...cell, state: 'ok', checkedAt: clock.now() })
      await store.inventory.publish(run.id, connection.id, later())
      expect(names(await loadedOf(store, account))).toEqual(['half'])
    })

    test('a run that has ended leaves nothing staged, whoever ended it', async () => {
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      await stage(store, run, clock.now(), [{ cell: iamCell(anAccount()), objects: [] }])
      expect(await store.inventory.isStaged(run.id, ['iam'])).toBe(true)
      await store.syncRuns.save({ ...run, state: 'cancelled', endedAt: later() })
      expect(await store.inventory.isStaged(run.id, ['iam'])).toBe(false)
    })

    test('a publication that fails leaves the old snapshot', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      await syncOnce(store, connection, later(), [{ cell: iamCell(account), objects: [aRole(account, 'a')] }])
      const before = await store.inventory.currentSnapshot()
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      await stage(store, run, clock.now(), [{ cell: iamCell(account), objects: [aRole(account, 'a', 'x:*')] }])
      await expect(store.inventory.publish(run.id, connection.id, 'not a time')).rejects.toThrow()
      expect(await store.inventory.currentSnapshot()).toEqual(before)
      expect(await loadedOf(store, account)).toEqual([aRole(account, 'a')])
      await store.inventory.publish(run.id, connection.id, later())
      expect(await loadedOf(store, account)).toEqual([aRole(account, 'a', 'x:*')])
    })

    test('an erased connection cannot be published into', async () => {
      const connection = await newConnection(store)
      const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      await store.connections.erase(connection.id)
      const publishing = store.inventory.publish(run.id, connection.id, later())
      await expect(publishing).rejects.toMatchObject({ code: 'unknown_integration' })
      expect(await store.connections.connection(toConnectionId('nobody'))).toBeUndefined()
    })

    test('a clock that was set back writes no version over another', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const read = (at: string, ...roles: readonly string[]) =>
        syncOnce(store, connection, at, [
          { cell: iamCell(account), objects: roles.map((name) => aRole(account, name)) },
        ])
      const [early, late] = [later(), later()]
      const published: string[] = []
      for (const [at, roles] of [
        [late, ['first']],
        [early, ['first', 'second']],
        [early, ['first', 'second', 'third']],
      ] as const) {
        const { snapshotId } = await read(at, ...roles)
        published.push((snapshotId && (await store.inventory.snapshot(snapshotId))?.publishedAt) ?? '')
      }
      expect(published).toEqual([...new Set(published)].sort())
      const stood = []
      for (const at of published) {
        const objects = (await store.inventory.load(at))?.objects ?? []
        stood.push(objects.filter(({ accountId }) => accountId === account).length)
      }
      expect(stood).toEqual([1, 2, 3])
      clock.advance(60_000)
    })

    test('coverage by account is what its cells say, also before it was counted anew', async () => {
      const connection = await newConnection(store)
      const accounts = [anAccount(), anAccount(), anAccount()]
      const states = ['ok', 'denied', 'region_disabled', 'excluded', 'throttled', 'ok'] as const
      for (const round of [0, 1, 2, 3]) {
        const cells = accounts.flatMap((account, place) =>
          // The last account is not read every time.
          round % 2 === 1 && place === 2
            ? []
            : (['role', 'iam', 's3', 'kms'] as const).flatMap((type, at) => [
                { cell: cellOf(account, type), objects: [], state: states[(round + place + at) % 6] ?? 'ok' },
                {
                  cell: cellOf(account, type, 'eu-west-1'),
                  objects: [],
                  state: states[(round * at + place) % 6] ?? 'ok',
                },
              ]),
        )
        await syncOnce(store, connection, later(), cells)
        const counted = await store.coverage.accounts(connection.id)
        expect(counted).toEqual(countedBySight(await store.inventory.cells(connection.id)))
        const own = { connectionId: connection.id }
        const sums = await Promise.all(accounts.map((accountId) => store.coverage.counts({ ...own, accountId })))
        const total = await store.coverage.counts(own)
        expect(total.ok).toBe(sums.reduce((sum, { ok }) => sum + ok, 0))
        expect(total).toEqual(countCells(await store.inventory.cells(connection.id)))
      }
      await store.connections.retire(connection.id, later())
      expect(await store.coverage.accounts(connection.id)).toEqual([])
    })

    test('readers see the old or the new state, never a mixture', async () => {
      const account = anAccount()
      const connection = await newConnection(store)
      const generation = (action: string) => [
        {
          cell: iamCell(account),
          objects: Array.from({ length: 60 }, (_, index) => aRole(account, `g${index}`, action)),
        },
      ]
      await syncOnce(store, connection, later(), generation('old:*'))
      const publishing = syncOnce(store, connection, later(), generation('new:*'))
      const seen = new Set<string>()
      let isDone = false
      void publishing.finally(() => {
        isDone = true
      })
      do {
        const actions = new Set(
          (await loadedOf(store, account)).map(({ body }) => JSON.stringify(body).match(/(old|new):/)?.[1]),
        )
        expect(actions.size).toBe(1)
        for (const action of actions) seen.add(action ?? '')
      } while (!isDone)
      await publishing
      expect(JSON.stringify(await loadedOf(store, account))).not.toContain('old:*')
      expect(seen.has('old')).toBe(true)
    })

    test('publications of two connections at once both arrive', async () => {
      const accounts = [anAccount(), anAccount(), anAccount()]
      const shared = {
        kind: 'managedPolicy',
        region: 'global',
        cell: 'iam',
        nativeId: 'ANPASHARED',
        arn: 'arn:aws:iam::aws:policy/Shared',
      } as const
      const body = { name: 'Shared', path: '/', awsManaged: true, defaultVersion: 'v1', document: { Statement: [] } }
      await Promise.all(
        accounts.map(async (accountId) =>
          syncOnce(store, await newConnection(store), clock.now(), [
            { cell: iamCell(accountId), objects: [aRole(accountId, 'a'), { ...shared, accountId, body }] },
          ]),
        ),
      )
      for (const accountId of accounts) expect(await loadedOf(store, accountId)).toHaveLength(2)
    })
  })

  describe('people', () => {
    test('there is one first administrator, however many try at once', async () => {
      const user = (email: string) =>
        ({
          id: toUserId(crypto.randomUUID()),
          email,
          name: 'Ada',
          roles: ['administrator'],
          createdAt: clock.now(),
        }) as const
      const tries = ['Ada@example.com', 'eve@example.com', 'bob@example.com'].map((email) => user(email))
      const results = await Promise.allSettled(tries.map((one) => store.users.createFirst(one, 'hash')))
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'setup_done' })
      expect(await store.users.count()).toBe(1)
      const first = tries[results.findIndex(({ status }) => status === 'fulfilled')]
      if (first === undefined) throw new Error('nobody was first')
      expect(await store.users.byEmail(first.email.toUpperCase())).toEqual({ user: first, passwordHash: 'hash' })
      expect(await store.users.byId(first.id)).toEqual(first)

      const session = { tokenHash: 'h', userId: first.id, csrfToken: 'c', createdAt: clock.now(), expiresAt: later() }
      await store.sessions.create(session)
      expect(await store.sessions.byTokenHash('h')).toEqual(session)
      const extended = later()
      await store.sessions.extend('h', extended)
      await store.sessions.extend('gone', extended)
      await store.sessions.removeExpired(session.expiresAt)
      expect(await store.sessions.byTokenHash('h')).toEqual({ ...session, expiresAt: extended })
      await store.sessions.removeExpired(extended)
      expect(await store.sessions.byTokenHash('h')).toBeUndefined()
      await store.sessions.create(session)
      expect(await store.sessions.byTokenHash('h')).toEqual(session)
      await store.sessions.remove('h')
      expect(await store.sessions.byTokenHash('h')).toBeUndefined()
    })
  })

  test('settings are set, replaced and removed', async () => {
    await store.settings.set('k', 'a')
    await store.settings.set('k', 'b')
    expect(await store.settings.get('k')).toBe('b')
    await store.settings.set('k', null)
    expect(await store.settings.get('k')).toBeUndefined()
  })

  test('the audit log takes entries in order', async () => {
    const entry = {
      at: clock.now(),
      actor: 'system',
      act: 'sync.started',
      subject: 's',
      details: { run: 'r', odd: '\u0000' },
    }
    await store.audit.append(entry)
    await store.audit.append({ ...entry, act: 'sync.ended', subject: null })
    const { rows } = await store.sql.executeSql('select act, subject from audit_entry order by id')
    expect(rows).toEqual([
      { act: 'sync.started', subject: 's' },
      { act: 'sync.ended', subject: null },
    ])
  })

  test('libraries may send several statements at once, and a failed one leaves no transaction behind', async () => {
    const { rows } = await store.sql.executeSql(`begin; select 1 as a; select '{"b":2}'::json as b; commit`)
    expect(rows).toEqual([{ a: 1 }, { b: { b: 2 } }])
    await expect(store.sql.executeSql('begin; select 1/0; commit')).rejects.toMatchObject({ code: '22012' })
    expect((await store.sql.executeSql('select $1::int as n', [7])).rows).toEqual([{ n: 7 }])
    expect(await store.settings.get('kept')).toBe('yes')
  })

  test('what libraries do in one transaction is there whole or not at all, and nobody comes between', async () => {
    const { sql } = store
    await sql.executeSql('create table if not exists counted (n int)')
    await sql.executeSql('insert into counted values (0)')
    const addOne = () =>
      sql.transaction(async (one) => {
        const { rows } = await one.executeSql('select n from counted for update')
        const [{ n = -1 } = {}] = rows as readonly { readonly n: number }[]
        await one.executeSql('update counted set n = $1', [n + 1])
      })
    await Promise.all(Array.from({ length: 12 }, addOne))
    const broken = sql.transaction(async (one) => {
      await one.executeSql('update counted set n = 99')
      throw new Error('half way')
    })
    await expect(broken).rejects.toThrow('half way')
    expect((await sql.executeSql('select n from counted')).rows).toEqual([{ n: 12 }])
    await sql.executeSql('drop table counted')
  })

  test('a database of a later program is refused and left alone', async () => {
    await store.sql.executeSql(`insert into schema_migration values ('9999-future', '2030-01-01')`)
    await store.close()
    await expect(database.open(clock)).rejects.toMatchObject({ code: 'database_newer' })
    await expect(database.open(clock)).rejects.toThrow('9999-future')
  })
}

interface VersionRow {
  readonly name: string
  readonly from: string
  readonly to: string | null
  readonly after: string | null
}

async function versions(store: OpenedStore, account: AccountId): Promise<readonly VersionRow[]> {
  const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const { rows } = await store.sql.executeSql(
    `select regexp_replace(o.arn, '^.*[/:]', '') as name, ${iso('v.valid_from')} as "from", ${iso('v.valid_to')} as "to",
      ${iso('v.observed_after')} as after
    from version v join object o on o.id = v.object_id where o.account_id = $1 order by 1, 2`,
    [account],
  )
  return rows.map((row) => ({ ...(row as VersionRow) }))
}

async function statuses(store: OpenedStore, account: AccountId): Promise<Record<string, string>> {
  const { rows } = await store.sql.executeSql(
    `select json_object_agg(regexp_replace(arn, '^.*/', ''), status) as all from object where account_id = $1`,
    [account],
  )
  return (rows[0] as { all: Record<string, string> }).all
}
