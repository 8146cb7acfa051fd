import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, type Transaction } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aCard, aConnection, anAccount, aRole, iamCell } from '../../test/contract/store-fixtures.ts'
import { manualClock, memoryLog } from '../../test/fakes/clock-and-log.ts'
import { prepareHome } from '../../test/fakes/prepared-home.ts'
import { toSyncRunId } from '../core/ids.ts'
import { connectionStore } from './connections.ts'
import type { Engine } from './database-engine.ts'
import { openPglite } from './database-pglite.ts'
import { inventoryStore } from './inventory.ts'
import { publishStagesOfRun } from './publish.ts'
import type { Tables } from './schema.ts'
import { syncRunStore } from './sync-runs.ts'

let home: string
let engine: Engine
const clock = manualClock()

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bailiwick-inventory-'))
  await prepareHome(home)
  engine = await openPglite({ home, clock, log: memoryLog() })
})
afterEach(async () => {
  await engine.close()
  await rm(home, { recursive: true, force: true })
})

test('what is published is published, also when tidying up afterwards fails', async () => {
  const database = new Kysely<Tables>({ dialect: engine.dialect })
  const log = memoryLog()
  const inventory = inventoryStore(
    database,
    { kind: 'pglite', settle: () => Promise.reject(new Error('planted: disk full')) },
    log,
  )
  const connection = aConnection()
  await connectionStore(database, clock).create(connection, [aCard(connection)])
  const run = await syncRunStore(database).open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
  const account = anAccount()
  await inventory.stageObjects(run.id, iamCell(account), [aRole(account, 'reader')])
  await inventory.stageCell(run.id, { ...iamCell(account), state: 'ok', checkedAt: clock.now() })
  const snapshot = await inventory.publish(run.id, connection.id, clock.now())
  expect(await inventory.currentSnapshot()).toEqual(snapshot)
  expect((await inventory.load())?.objects).toHaveLength(1)
  expect(log.lines.join()).toContain('database.not_settled')
  expect(log.lines.join()).not.toContain('planted')
})

/** A process that was thought dead wakes up while another one has taken its run over. */
test('two publications of one run at once: what the first has used up is not taken for an empty reading', async () => {
  const database = new Kysely<Tables>({ dialect: engine.dialect })
  const inventory = inventoryStore(database, { kind: 'pglite', settle: async () => undefined }, memoryLog())
  const runs = syncRunStore(database)
  const connection = aConnection()
  await connectionStore(database, clock).create(connection, [aCard(connection)])
  const account = anAccount()
  const stage = async (roles: readonly ReturnType<typeof aRole>[]) => {
    const run = await runs.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
    await inventory.stageObjects(run.id, iamCell(account), roles)
    await inventory.stageCell(run.id, { ...iamCell(account), state: 'ok', checkedAt: clock.now() })
    return run
  }
  const names = ['reader', 'writer']
  const first = await stage(names.map((name) => aRole(account, name)))
  await inventory.publish(first.id, connection.id, clock.now())
  await runs.save({ ...first, state: 'succeeded', endedAt: clock.now() })
  clock.advance(60_000)
  const second = await stage([...names, 'auditor'].map((name) => aRole(account, name)))
  const publish = (through: Kysely<Tables>) =>
    publishStagesOfRun(through, second.id, connection.id, clock.now(), ['iam'])
  await publish(beforeTransactions(database, () => publish(database)))
  expect((await inventory.load())?.objects).toHaveLength(3)
})

test('a run that found everything as it was names the snapshot that knows the same, unless others read beside it', async () => {
  const database = new Kysely<Tables>({ dialect: engine.dialect })
  const inventory = inventoryStore(database, { kind: 'pglite', settle: async () => undefined }, memoryLog())
  const connections = connectionStore(database, clock)
  const runs = syncRunStore(database)
  const connection = aConnection()
  await connections.create(connection, [aCard(connection)])
  const account = anAccount()
  const read = async (roles: readonly string[]) => {
    clock.advance(60_000)
    const run = await runs.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
    const objects = roles.map((name) => aRole(account, name))
    await inventory.stageObjects(run.id, iamCell(account), objects)
    await inventory.stageCell(run.id, { ...iamCell(account), state: 'ok', checkedAt: clock.now() })
    const snapshot = await inventory.publish(run.id, connection.id, clock.now())
    await runs.save({ ...run, state: 'succeeded', endedAt: clock.now() })
    return snapshot
  }
  const first = await read(['reader'])
  const same = await read(['reader'])
  const sameAgain = await read(['reader'])
  const changed = await read(['reader', 'writer'])
  expect([first, same, sameAgain, changed].map(({ sameAs }) => sameAs)).toEqual([
    undefined,
    first.id,
    first.id,
    undefined,
  ])
  expect((await inventory.currentSnapshot())?.id).toBe(changed.id)
  const other = aConnection()
  await connections.create(other, [aCard(other)])
  expect((await read(['reader', 'writer'])).sameAs).toBeUndefined()
})

test('what is loaded while something is published is the old or the new', async () => {
  const database = new Kysely<Tables>({ dialect: engine.dialect })
  const inventory = inventoryStore(database, { kind: 'pglite', settle: async () => undefined }, memoryLog())
  const runs = syncRunStore(database)
  const connection = aConnection()
  await connectionStore(database, clock).create(connection, [aCard(connection)])
  const account = anAccount()
  const read = async (name: string) => {
    clock.advance(60_000)
    const run = await runs.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
    const cells = [iamCell(account), { ...iamCell(account), type: 's3' as const }]
    for (const cell of cells) {
      await inventory.stageObjects(run.id, cell, [aRole(account, `${name}-${cell.type}`)])
      await inventory.stageCell(run.id, { ...cell, state: 'ok', checkedAt: clock.now() })
    }
    await inventory.publish(run.id, connection.id, clock.now())
    await runs.save({ ...run, state: 'succeeded', endedAt: clock.now() })
  }
  await read('round-0')
  let isOver = false
  const publishing = (async () => {
    for (let round = 1; round <= 6; round += 1) await read(`round-${round}`)
    isOver = true
  })()
  const seen = new Set<string>()
  while (!isOver) {
    const rounds = (await inventory.load())?.objects.map(({ arn }) => /round-\d+/.exec(arn)?.[0])
    expect(rounds).toHaveLength(2)
    expect(rounds?.[0]).toBe(rounds?.[1])
    seen.add(rounds?.[0] ?? '')
  }
  await publishing
  expect(seen.size).toBeGreaterThan(1)
})

/** The same database, on which something else comes before each transaction. */
const beforeTransactions = (database: Kysely<Tables>, first: () => Promise<unknown>): Kysely<Tables> =>
  new Proxy(database, {
    get(target, name) {
      if (name === 'transaction') {
        const execute = async <T>(work: (transaction: Transaction<Tables>) => Promise<T>) => {
          await first()
          return target.transaction().execute(work)
        }
        return () => ({ execute })
      }
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
