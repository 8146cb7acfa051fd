/** On a PostgreSQL of the machine's own; skipped aloud without one. */
import { describe, expect, test } from 'vitest'
import { deliverNotices } from '../../src/app/notices/deliver-notices.ts'
import { type OpenedStore, openStore } from '../../src/store/open.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'
import { createFakeMailer } from '../fakes/fake-mailer.ts'
import { findPostgres, startPostgres } from '../fakes/postgres-cluster.ts'
import { noticesContract } from './notices.contract.ts'
import { newConnection } from './store-fixtures.ts'

const binaries = findPostgres()
if (binaries === undefined) process.stderr.write('skipped: notices on PostgreSQL (initdb is not installed)\n')

test.skipIf(binaries === undefined)('two servers and one database: each letter leaves once', async () => {
  const cluster = await startPostgres(binaries ?? '')
  const databaseUrl = await cluster.createDatabase('two_servers')
  const clock = manualClock()
  const open = () => openStore({ home: '/nonexistent', clock, log: memoryLog(), databaseUrl })
  const stores = [await open(), await open()]
  const [first] = stores
  const mailer = createFakeMailer()
  const recipients = Array.from({ length: 40 }, (_, n) => `p${n}@example.com`)
  if (first) await tellEverybody(first, recipients, clock.now())
  const signal = new AbortController().signal
  const ids = { uuid: () => crypto.randomUUID(), token: () => '' }
  await Promise.all(stores.map((store) => deliverNotices({ store, clock, ids, log: memoryLog(), mailer })(signal)))
  expect(mailer.sent.map(({ to }) => to).sort()).toEqual([...recipients].sort())
  for (const store of stores) await store.close()
  await cluster.stop()
})

async function tellEverybody(store: OpenedStore, mailTo: readonly string[], at: string): Promise<void> {
  await newConnection(store)
  const [card] = await store.connections.integrations()
  if (!card) throw new Error('a connection without a card')
  const words = { title: 'Read', paragraphs: [], facts: [], link: { label: 'Open', path: '/' } }
  const notice = { id: 'read.1', kind: 'integration_read', at, integrationId: card.id, words, mailTo } as const
  await store.connections.updateIntegration(card.id, { state: 'active' }, notice)
}

describe.skipIf(binaries === undefined)('notices on PostgreSQL', () => {
  noticesContract(async () => {
    const cluster = await startPostgres(binaries ?? '')
    const databaseUrl = await cluster.createDatabase('notices')
    return {
      open: (clock) => openStore({ home: '/nonexistent', clock, log: memoryLog(), databaseUrl }),
      remove: () => cluster.stop(),
    }
  })
})
