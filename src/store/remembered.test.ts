import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aCard, aConnection } from '../../test/contract/store-fixtures.ts'
import { manualClock, memoryLog } from '../../test/fakes/clock-and-log.ts'
import { createMemoryStore } from '../../test/fakes/memory-store.ts'
import type { SessionRecord, SessionStore, User } from '../app/ports/people.ts'
import { toUserId } from '../core/ids.ts'
import { openStore } from './open.ts'
import { remembered } from './remembered.ts'

const user: User = {
  id: toUserId('7b0c1c4e-5f0f-4c6e-9a52-6a5b0e3b7d11'),
  email: 'ada@example.com',
  name: 'Ada',
  roles: ['auditor'],
  createdAt: '2026-05-03T09:00:00.000Z',
}
const at = (minute: number): string => new Date(Date.parse('2026-05-03T10:00:00.000Z') + minute * 60_000).toISOString()
const sessionOf = (tokenHash: string, minute: number): SessionRecord => ({
  tokenHash,
  userId: user.id,
  csrfToken: 'c',
  createdAt: at(0),
  expiresAt: at(minute),
})

/** One session of a database: everything has its turn, and each turn takes a while. */
function inTurns(sessions: SessionStore): SessionStore {
  let last: Promise<unknown> = Promise.resolve()
  const turn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(() => new Promise((resolve) => setImmediate(resolve))).then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    create: (session) => turn(() => sessions.create(session)),
    byTokenHash: (hash) => turn(() => sessions.byTokenHash(hash)),
    extend: (hash, expiresAt) => turn(() => sessions.extend(hash, expiresAt)),
    remove: (hash) => turn(() => sessions.remove(hash)),
    removeExpired: (time) => turn(() => sessions.removeExpired(time)),
  }
}

const hash = fc.constantFrom('a', 'b')
const minute = fc.integer({ min: 0, max: 5 })
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), hash }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('open' as const), hash, minute }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('extend' as const), hash, minute }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), hash }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), minute }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rest' as const) }) },
)
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never

const extendedWhileRead: Act[] = [
  { kind: 'open', hash: 'a', minute: 1 },
  { kind: 'rest' },
  { kind: 'read', hash: 'a' },
  { kind: 'extend', hash: 'a', minute: 2 },
  { kind: 'rest' },
  { kind: 'read', hash: 'a' },
]

/** What each reading says, each act begun when the one before it was, ended or not. */
async function told(sessions: SessionStore, acts: readonly Act[]): Promise<readonly unknown[]> {
  const answers: Promise<unknown>[] = []
  for (const one of acts) {
    if (one.kind === 'read') answers.push(sessions.byTokenHash(one.hash))
    if (one.kind === 'open') answers.push(sessions.create(sessionOf(one.hash, one.minute)))
    if (one.kind === 'extend') answers.push(sessions.extend(one.hash, at(one.minute)))
    if (one.kind === 'remove') answers.push(sessions.remove(one.hash))
    if (one.kind === 'expire') answers.push(sessions.removeExpired(at(one.minute)))
    if (one.kind === 'rest') await Promise.all(answers)
  }
  return Promise.all(answers)
}

test('a remembered session is what the database would have said, whatever is going on beside it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25, size: 'max' }), async (acts) => {
      const [plain, behind] = [createMemoryStore(manualClock()), createMemoryStore(manualClock())]
      const { sessions } = remembered({ ...behind, sessions: inTurns(behind.sessions) }, memoryLog())
      expect(await told(sessions, acts)).toEqual(await told(inTurns(plain.sessions), acts))
    }),
    { numRuns: 500, examples: [[extendedWhileRead]] },
  )
})

test('what could not be written is not remembered', async () => {
  const store = createMemoryStore(manualClock())
  const log = memoryLog()
  const extend = () => Promise.reject(new Error('the disk is full'))
  const { sessions } = remembered({ ...store, sessions: { ...store.sessions, extend } }, log)
  await sessions.create(sessionOf('a', 15))
  await sessions.byTokenHash('a')
  await sessions.extend('a', at(30))
  await new Promise((resolve) => setImmediate(resolve))
  expect(await sessions.byTokenHash('a')).toEqual(sessionOf('a', 15))
  expect(log.lines.join()).toContain('the disk is full')
})

test('whoever was here is known while the embedded database is busy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-remembered-'))
  const store = await openStore({ home: join(folder, 'home'), clock: manualClock(), log: memoryLog() })
  try {
    const connection = aConnection()
    await store.connections.create(connection, [aCard(connection)])
    await store.users.createFirst(user, 'hash')
    await store.sessions.create(sessionOf('a', 15))
    const whoAsks = async () => [
      await store.sessions.byTokenHash('a'),
      await store.users.byId(user.id),
      await store.connections.externalIds(),
    ]
    const asked = await whoAsks()
    expect(asked).toEqual([sessionOf('a', 15), user, [connection.externalId]])
    const { promise: until, resolve: end } = Promise.withResolvers<void>()
    const publication = store.sql.transaction(() => until)
    let isStrangerTold = false
    const stranger = store.sessions.byTokenHash('b').then(() => {
      isStrangerTold = true
    })
    // Somebody else signs in.
    const another = store.sessions.create(sessionOf('c', 15))
    expect(await whoAsks()).toEqual(asked)
    await store.sessions.extend('a', at(30))
    expect(await store.sessions.byTokenHash('a')).toEqual(sessionOf('a', 30))
    await setTimeout(50)
    expect(isStrangerTold).toBe(false)
    end()
    await Promise.all([publication, stranger, another])
    const { rows } = await store.sql.executeSql("select expires_at from session where token_hash = 'a'")
    expect(rows).toEqual([{ expires_at: new Date(at(30)) }])
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
})
