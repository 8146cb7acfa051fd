/**
 * What the database is asked with every request of a person, remembered: who asks, and which external ids to mask for whom. The embedded
 * database has one session, in which a publication may take seconds, and one process that writes to it (`home-lock.ts`): what that
 * process did not change stands. Of PostgreSQL nothing is remembered: other servers write there, and it has other sessions.
 */
import type { ConnectionStore } from '../app/ports/connection-store.ts'
import type { Log } from '../app/ports/host.ts'
import type { SessionRecord, SessionStore, User, UserStore } from '../app/ports/people.ts'

interface AskedAlways {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly connections: ConnectionStore
}

export const remembered = ({ users, sessions, connections }: AskedAlways, log: Log): AskedAlways => ({
  users: rememberedUsers(users),
  sessions: rememberedSessions(sessions, log),
  connections: rememberedConnections(connections),
})

function rememberedUsers(users: UserStore): UserStore {
  const known = createMemory<User>()
  return {
    ...users,
    byId: (id) => known.of(id, () => users.byId(id)),
    createFirst: (...first) => known.during(() => users.createFirst(...first)),
  }
}

function rememberedSessions(sessions: SessionStore, log: Log): SessionStore {
  const known = createMemory<SessionRecord>()
  return {
    byTokenHash: (hash) => known.of(hash, () => sessions.byTokenHash(hash)),
    create: (session) =>
      known.during(
        () => sessions.create(session),
        ({ tokenHash }) => tokenHash === session.tokenHash,
      ),
    remove: (hash) =>
      known.during(
        () => sessions.remove(hash),
        ({ tokenHash }) => tokenHash === hash,
      ),
    removeExpired: (at) =>
      known.during(
        () => sessions.removeExpired(at),
        ({ expiresAt }) => expiresAt <= at,
      ),
    /** Nobody waits until it is written that he is still here; unwritten, the next request writes it. */
    async extend(hash, expiresAt) {
      known.change(hash, (session) => ({ ...session, expiresAt }))
      sessions.extend(hash, expiresAt).catch((cause: unknown) => {
        known.forget()
        log.warn('session.not_extended', { reason: String(cause) })
      })
    },
  }
}

function rememberedConnections(connections: ConnectionStore): ConnectionStore {
  const known = createMemory<readonly string[]>()
  return {
    ...connections,
    externalIds: async () => (await known.of('all', connections.externalIds)) ?? [],
    create: (...made) => known.during(() => connections.create(...made)),
  }
}

interface Memory<Value> {
  /** What is known, or what `read` says from now on; that something is not there is not remembered. */
  of(key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined>
  /** Of what is known; what is being read meanwhile is not remembered. */
  change(key: string, to: (value: Value) => Value): void
  /** What was read before or during `write` may be otherwise after it; of what is known only that which is `touched`. */
  during(write: () => Promise<void>, touched?: (value: Value) => boolean): Promise<void>
  readonly forget: () => void
}

function createMemory<Value>(): Memory<Value> {
  const known = new Map<string, Value>()
  let changes = 0
  const forget = (touched: (value: Value) => boolean = () => true): void => {
    changes += 1
    for (const [key, value] of known) if (touched(value)) known.delete(key)
  }
  return {
    async of(key, read) {
      const one = known.get(key)
      if (one !== undefined) return one
      const before = changes
      const value = await read()
      if (value !== undefined && before === changes) known.set(key, value)
      return value
    },
    change(key, to) {
      changes += 1
      const one = known.get(key)
      if (one !== undefined) known.set(key, to(one))
    },
    async during(write, touched) {
      forget(touched)
      try {
        await write()
      } finally {
        forget(touched)
      }
    },
    forget: () => forget(),
  }
}
