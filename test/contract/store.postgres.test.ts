/** On `TEST_DATABASE_URL` where it is set (an empty database), or else on a PostgreSQL of the machine's own; skipped aloud without either. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'
import { findPostgres, startPostgres } from '../fakes/postgres-cluster.ts'
import { storeContract } from './store.contract.ts'

const givenUrl = process.env['TEST_DATABASE_URL']
const binaries = findPostgres()
const options = { home: '/nonexistent', clock: manualClock(), log: memoryLog() }

if (givenUrl === undefined && binaries === undefined) {
  process.stderr.write('skipped: the store on PostgreSQL (no TEST_DATABASE_URL, and initdb is not installed)\n')
}

describe.skipIf(givenUrl === undefined && binaries === undefined)('the store on PostgreSQL', () => {
  storeContract(async () => {
    if (givenUrl !== undefined) {
      return { open: (clock) => openStore({ ...options, clock, databaseUrl: givenUrl }), remove: async () => {} }
    }
    const cluster = await startPostgres(binaries ?? '')
    const databaseUrl = await cluster.createDatabase('contract')
    return { open: (clock) => openStore({ ...options, clock, databaseUrl }), remove: () => cluster.stop() }
  })
})

describe.skipIf(binaries === undefined)('a DATABASE_URL that does not work', () => {
  test('is told with its place, its cause and a fix, and without the password', async () => {
    const cluster = await startPostgres(binaries ?? '')
    try {
      const good = await cluster.createDatabase('one')
      const wrongPassword = good.replace(cluster.password, 'wrong-planted-secret')
      const noDatabase = good.replace(/one$/, 'two')
      const noServer = `postgres://bailiwick:${cluster.password}@127.0.0.1:1/one`
      const expected = [
        [wrongPassword, 'DATABASE_URL'],
        [noDatabase, 'Create the database'],
        [noServer, 'PostgreSQL runs there'],
      ] as const
      for (const [databaseUrl, fix] of expected) {
        const fault = await openStore({ ...options, databaseUrl }).catch((error: unknown) => error)
        expect(fault).toMatchObject({ code: 'database_unavailable', details: { fix: expect.stringContaining(fix) } })
        const said = JSON.stringify(fault, Object.getOwnPropertyNames(fault))
        expect(said).toContain('127.0.0.1')
        expect(said).not.toContain(cluster.password)
        expect(said).not.toContain('wrong-planted-secret')
      }
    } finally {
      await cluster.stop()
    }
  })

  test('a server that goes away in the middle is told, not crashed upon', async () => {
    const cluster = await startPostgres(binaries ?? '')
    const store = await openStore({ ...options, databaseUrl: await cluster.createDatabase('gone') })
    await store.settings.set('a', randomUUID())
    await cluster.stop()
    await expect(store.settings.get('a')).rejects.toMatchObject({ code: 'database_unavailable' })
    await expect(store.connections.connections()).rejects.toMatchObject({ code: 'database_unavailable' })
    await store.close()
  })

  test('two programs that start at once migrate once', async () => {
    const cluster = await startPostgres(binaries ?? '')
    try {
      const databaseUrl = await cluster.createDatabase('both')
      const stores = await Promise.all([1, 2, 3].map(() => openStore({ ...options, databaseUrl })))
      const applied = stores.flatMap(({ migrated }) => migrated.applied)
      expect(applied[0]).toBe('0001-foundation')
      expect(applied.at(-1)).toBe(stores[0]?.migrated.latest)
      expect(applied).toEqual([...new Set(applied)].sort())
      for (const store of stores) await store.close()
    } finally {
      await cluster.stop()
    }
  })
})
