import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Kysely, type Transaction } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aCard, aConnection, aMember, anAccount, aRole, iamCell } from '../../test/contract/store-fixtures.ts'
import { manualClock, memoryLog } from '../../test/fakes/clock-and-log.ts'
import { prepareHome } from '../../test/fakes/prepared-home.ts'
import { type ConnectionId, toSyncRunId } from '../core/ids.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
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

test('many cells are staged at once, empty ones among them, and none of it is left when they are published', async () => {
  const database = new Kysely<Tables>({ dialect: engine.dialect })
  const inventory = inventoryStore(database, { kind: 'pglite', settle: async () => undefined }, memoryLog())
  const connection = aConnection()
  await connectionStore(database, clock).create(connection, [aCard(connection)])
  const accounts = Array.from({ length: 5 }, anAccount)
  const ended = accounts.map((account) => ({ ...iamCell(account), state: 'ok', checkedAt: clock.now() }) as const)
  for (const names of [['reader', 'writer'], ['reader']]) {
    const run = await syncRunStore(database).open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
    const objects = accounts.slice(1).map((account) => ({
      cell: iamCell(account),
      objects: names.map((name) => aRole(account, name)),
    }))
    await inventory.stagePages(run.id, { objects, cells: [] })
    await inventory.stagePages(run.id, { objects: [], cells: ended })
    await inventory.publish(run.id, connection.id, clock.now())
    const loaded = await inventory.load()
    expect(loaded?.objects.map(({ arn }) => arn).sort()).toEqual(
      accounts.slice(1).flatMap((account) => names.map((name) => aRole(account, name).arn)),
    )
    expect(await database.selectFrom('staging_object').select('arn').execute()).toEqual([])
    expect(await database.selectFrom('staging_cell').select('type').execute()).toEqual([])
    await syncRunStore(database).save({ ...run, state: 'succeeded', endedAt: clock.now() })
  }
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

describe('a run that found everything as it was', () => {
  type Account = ReturnType<typeof anAccount>

  async function world() {
    const database = new Kysely<Tables>({ dialect: engine.dialect })
    const inventory = inventoryStore(database, { kind: 'pglite', settle: async () => undefined }, memoryLog())
    const connections = connectionStore(database, clock)
    const runs = syncRunStore(database)
    const connect = async () => {
      const connection = aConnection()
      await connections.create(connection, [aCard(connection)])
      return connection
    }
    const read = async (
      connection: { readonly id: ConnectionId },
      cells: readonly { readonly cell: CellKey; readonly objects: readonly InventoryObject[] }[],
    ) => {
      clock.advance(60_000)
      const run = await runs.open(connection.id, toSyncRunId(crypto.randomUUID()), clock.now())
      for (const { cell, objects } of cells) {
        if (objects.length > 0) await inventory.stageObjects(run.id, cell, objects)
        await inventory.stageCell(run.id, { ...cell, state: 'ok', checkedAt: clock.now() })
      }
      const snapshot = await inventory.publish(run.id, connection.id, clock.now())
      await runs.save({ ...run, state: 'succeeded', endedAt: clock.now() })
      return snapshot
    }
    return { inventory, connections, connect, read }
  }
  const rolesIn = (account: Account, ...roles: readonly string[]) => ({
    cell: iamCell(account),
    objects: roles.map((name) => aRole(account, name)),
  })
  const organizationIn = (management: Account, ...members: readonly Account[]) => ({
    cell: { accountId: management, region: 'global', type: 'organization' as const },
    objects: members.map(aMember),
  })

  test('names the snapshot that knows the same', async () => {
    const { inventory, connect, read } = await world()
    const [connection, account] = [await connect(), anAccount()]
    const first = await read(connection, [rolesIn(account, 'reader')])
    const same = await read(connection, [rolesIn(account, 'reader')])
    const sameAgain = await read(connection, [rolesIn(account, 'reader')])
    const changed = await read(connection, [rolesIn(account, 'reader', 'writer')])
    const named = [undefined, first.id, first.id, undefined]
    expect([first, same, sameAgain, changed].map(({ sameAs }) => sameAs)).toEqual(named)
    expect((await inventory.currentSnapshot())?.id).toBe(changed.id)
  })

  test('names it also beside a connection that reads other accounts, whatever that has published meanwhile', async () => {
    const { connections, connect, read } = await world()
    const [one, other] = [await connect(), await connect()]
    const [mine, theirs, member] = [anAccount(), anAccount(), anAccount()]
    await read(one, [rolesIn(mine, 'reader'), organizationIn(mine, mine, member)])
    const theirFirst = await read(other, [rolesIn(theirs, 'reader')])
    const again = await read(one, [rolesIn(mine, 'reader'), organizationIn(mine, mine, member)])
    expect(again.sameAs).toBe(theirFirst.id)
    const theirAgain = await read(other, [rolesIn(theirs, 'reader')])
    expect(theirAgain.sameAs).toBe(theirFirst.id)
    // A third reads what both know something of: the same account, and a member of the organization of the first.
    const third = await connect()
    await read(third, [rolesIn(theirs, 'reader')])
    expect((await read(other, [rolesIn(theirs, 'reader')])).sameAs).toBeUndefined()
    expect((await read(one, [rolesIn(mine, 'reader'), organizationIn(mine, mine, member)])).sameAs).toBeDefined()
    await read(third, [rolesIn(theirs, 'reader'), rolesIn(member, 'reader')])
    expect((await read(one, [rolesIn(mine, 'reader'), organizationIn(mine, mine, member)])).sameAs).toBeUndefined()
    // What was taken away knows nothing any more.
    await connections.retire(third.id, clock.now())
    expect((await read(other, [rolesIn(theirs, 'reader')])).sameAs).toBeDefined()
    expect((await read(one, [rolesIn(mine, 'reader'), organizationIn(mine, mine, member)])).sameAs).toBeDefined()
  })

  test('names none where its being the newest changes what is believed', async () => {
    const { inventory, connect, read } = await world()
    const [one, other, account] = [await connect(), await connect(), anAccount()]
    await read(one, [rolesIn(account, 'reader', 'old')])
    await read(other, [rolesIn(account, 'reader')])
    const known = async () => (await inventory.load())?.objects.length
    expect(await known()).toBe(1)
    expect((await read(one, [rolesIn(account, 'reader', 'old')])).sameAs).toBeUndefined()
    expect(await known()).toBe(2)
  })

  test('names one only where as much is known as then, whoever reads what', { timeout: 60_000 }, async () => {
    const accounts = Array.from({ length: 4 }, anAccount)
    const some = fc.subarray(accounts, { minLength: 1 })
    // Which connection reads which accounts, what its organization lists, and who reads when.
    const plan = fc.tuple(
      fc.array(fc.record({ reads: some, lists: fc.subarray(accounts), roles: fc.subarray(['a', 'b']) }), {
        minLength: 2,
        maxLength: 3,
      }),
      fc.array(fc.nat(2), { minLength: 3, maxLength: 6 }),
    )
    await fc.assert(
      fc.asyncProperty(plan, async ([readers, turns]) => {
        const { inventory, connections, connect, read } = await world()
        const made = await Promise.all(readers.map(async (reader) => ({ reader, connection: await connect() })))
        const contentOf = async () => {
          const loaded = await inventory.load()
          const cells = accounts.flatMap((account) => [...(loaded?.cells.ofAccount(account) ?? [])])
          return {
            objects: loaded?.objects,
            cells: cells.map(({ completeAt: _, checkedAt: __, ...cell }) => cell),
          }
        }
        const contents = new Map<string, unknown>()
        for (const turn of [...made.keys(), ...turns.map((at) => at % made.length)]) {
          const one = made[turn]
          if (!one) continue
          const { reads, lists, roles } = one.reader
          const [management = anAccount()] = reads
          const snapshot = await read(one.connection, [
            ...reads.map((account) => rolesIn(account, ...roles)),
            organizationIn(management, ...lists),
          ])
          const content = await contentOf()
          if (snapshot.sameAs !== undefined) expect(content).toEqual(contents.get(snapshot.sameAs))
          contents.set(snapshot.id, content)
        }
        for (const { connection } of made) await connections.erase(connection.id)
      }),
      { numRuns: 15 },
    )
  })
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
