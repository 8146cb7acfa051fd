/** What tests above the store rely on; the databases are held to the same and more by test/contract. */
import { beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../src/app/ports/connections.ts'
import { defaultSettings } from '../../src/app/ports/connections.ts'
import { toConnectionId, toIntegrationId, toSyncRunId, toUserId } from '../../src/core/ids.ts'
import type { CellState } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'
import { manualClock } from './clock-and-log.ts'
import { accountOf } from './fake-aws-reader.ts'
import type { MemoryStore } from './memory-store.ts'
import { createMemoryStore } from './memory-store.ts'
import { lake, people, userNamed } from './small-world.ts'

const clock = manualClock()
let store: MemoryStore

const cell = { accountId: lake, region: 'global', type: 'iam' } as const
let runs = 0

async function connect(method: Connection['method'] = 'manual', name = `AWS ${method}`): Promise<Connection> {
  const connection: Connection = {
    id: toConnectionId(`c ${name}`),
    partition: 'aws',
    method,
    externalId: method === 'import' ? '' : `external ${name}`,
    roleName: 'role',
    rolePath: '/',
    trustPrincipalArn: null,
    accounts: [lake],
    managementAccountId: null,
    organization: false,
    identityCenter: false,
    regions: [],
    homeRegion: 'us-east-1',
    identityCenterRegion: null,
    profile: null,
    endpoint: null,
    managementRoleArn: null,
    accessKey: null,
    settings: defaultSettings,
    createdAt: clock.now(),
  }
  const id = toIntegrationId(`i ${name}`)
  await store.connections.create(connection, [
    {
      id,
      connectionId: connection.id,
      kind: 'aws',
      name,
      ownerEmail: null,
      state: 'draft',
      reason: null,
      lastSyncAt: null,
      createdAt: clock.now(),
    },
  ])
  return connection
}

async function sync(
  connection: Connection,
  objects: readonly InventoryObject[],
  state: CellState = 'ok',
): Promise<void> {
  clock.advance(60_000)
  runs++
  const run = await store.syncRuns.open(connection.id, toSyncRunId(`run ${runs}`), clock.now())
  await store.inventory.stageObjects(run.id, cell, objects)
  await store.inventory.stageCell(run.id, { ...cell, state, checkedAt: clock.now() })
  await store.inventory.publish(run.id, connection.id, clock.now())
  await store.syncRuns.save({ ...run, state: 'succeeded', endedAt: clock.now() })
}

const known = async (): Promise<number> => (await store.inventory.load())?.objects.length ?? 0

beforeEach(() => {
  store = createMemoryStore(clock)
})

test('a partial reading removes nothing, a whole one does', async () => {
  const connection = await connect()
  await sync(connection, people)
  await sync(connection, people.slice(0, 1), 'denied')
  expect(await known()).toBe(3)
  await sync(connection, people.slice(0, 1))
  expect(await known()).toBe(1)
  expect(await store.inventory.cells(connection.id)).toMatchObject([
    { state: 'ok', objects: 1, completeAt: clock.now() },
  ])
})

test('a mass disappearance waits for a second reading, an import does not', async () => {
  const many = Array.from({ length: 30 }, (_, index) => userNamed(`user${index}`, { Action: 's3:Get*', Resource: '*' }))
  const connection = await connect()
  await sync(connection, many)
  await sync(connection, many.slice(0, 5))
  expect(await known()).toBe(30)
  await sync(connection, many.slice(0, 5))
  expect(await known()).toBe(5)
  await store.connections.erase(connection.id)
  const imported = await connect('import')
  await sync(imported, many)
  await sync(imported, many.slice(0, 5))
  expect(await known()).toBe(5)
})

test('erasing takes everything of one connection, a new snapshot tells it, and nothing can be published any more', async () => {
  const connection = await connect()
  await sync(connection, people)
  const before = await store.inventory.currentSnapshot()
  await store.connections.erase(connection.id)
  expect(await store.inventory.load()).toMatchObject({ objects: [], cells: { length: 0 } })
  expect((await store.inventory.currentSnapshot())?.id).not.toBe(before?.id)
  expect(await store.syncRuns.list()).toEqual([])
  await expect(sync(connection, people)).rejects.toMatchObject({ code: 'unknown_integration' })
})

test('names and external ids are taken once', async () => {
  const connection = await connect('manual', 'AWS')
  const twin = { ...connection, id: toConnectionId('other') }
  await expect(store.connections.create(twin, [])).rejects.toThrow('never used twice')
  await expect(connect('import', 'aws')).rejects.toMatchObject({ code: 'name_taken' })
})

test('a second opening joins the first until it has ended; the ledger adds up', async () => {
  const connection = await connect()
  const first = await store.syncRuns.open(connection.id, toSyncRunId('a'), clock.now())
  expect((await store.syncRuns.open(connection.id, toSyncRunId('b'), clock.now())).id).toBe('a')
  expect(await store.syncRuns.unfinished()).toHaveLength(1)
  await store.syncRuns.save({ ...first, state: 'failed' })
  expect((await store.syncRuns.open(connection.id, toSyncRunId('b'), clock.now())).id).toBe('b')
  const row = {
    accountId: accountOf('111122223333'),
    region: 'global',
    operation: 'iam:GetUser',
    calls: 2,
    pages: 1,
    retries: 1,
    throttles: 0,
    errors: 0,
    bytes: 100,
    ms: 5,
  }
  await store.syncRuns.addCalls(first.id, 'iam', [row, row])
  expect(await store.syncRuns.calls(first.id)).toEqual([
    { ...row, stage: 'iam', calls: 4, pages: 2, retries: 2, bytes: 200, ms: 10 },
  ])
})

test('there is one first administrator, however many try at once', async () => {
  const user = (id: string) => ({
    id: toUserId(id),
    email: `${id}@example.com`,
    name: id,
    roles: [],
    createdAt: clock.now(),
  })
  const tries = await Promise.allSettled(['a', 'b', 'c'].map((id) => store.users.createFirst(user(id), 'hash')))
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
})
