/** Users of the console and their sessions. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { SessionRecord, SessionStore, User, UserStore } from '../app/ports/people.ts'
import { AppError } from '../core/fault.ts'
import type { SessionTable, Tables, UserAccountTable } from './schema.ts'

export function userStore(database: Kysely<Tables>): UserStore {
  return {
    count: () => countUsers(database),

    createFirst: async (user, passwordHash) => {
      await database.transaction().execute(async (transaction) => {
        // Two people with the same setup link: the second waits here and then finds the first.
        await sql`lock table user_account in exclusive mode`.execute(transaction)
        if ((await countUsers(transaction)) > 0) {
          throw new AppError('setup_done', 'The first administrator exists already.', {
            fix: 'Sign in, or ask that administrator.',
          })
        }
        await transaction.insertInto('user_account').values(fromUser(user, passwordHash)).execute()
      })
    },

    byEmail: async (email) => {
      const row = await database
        .selectFrom('user_account')
        .selectAll()
        .where(sql<string>`lower(email)`, '=', email.toLowerCase())
        .executeTakeFirst()
      return row && { user: toUser(row), passwordHash: row.password_hash }
    },

    byId: async (id) => {
      const row = await database.selectFrom('user_account').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toUser(row)
    },
  }
}

export function sessionStore(database: Kysely<Tables>): SessionStore {
  return {
    create: async (session) => {
      await database.insertInto('session').values(fromSession(session)).execute()
    },

    byTokenHash: async (hash) => {
      const row = await database.selectFrom('session').selectAll().where('token_hash', '=', hash).executeTakeFirst()
      return row && toSession(row)
    },

    extend: async (hash, expiresAt) => {
      await database.updateTable('session').set({ expires_at: expiresAt }).where('token_hash', '=', hash).execute()
    },

    remove: async (hash) => {
      await database.deleteFrom('session').where('token_hash', '=', hash).execute()
    },

    removeExpired: async (at) => {
      await database.deleteFrom('session').where('expires_at', '<=', sql<Date>`${at}::timestamptz`).execute()
    },
  }
}

async function countUsers(database: Kysely<Tables>): Promise<number> {
  const { users } = await database
    .selectFrom('user_account')
    .select(({ fn }) => fn.countAll().as('users'))
    .executeTakeFirstOrThrow()
  return Number(users)
}

const fromUser = (user: User, passwordHash: string) => ({
  id: user.id,
  email: user.email,
  name: user.name,
  roles: [...user.roles],
  password_hash: passwordHash,
  created_at: user.createdAt,
})

const toUser = (row: Selectable<UserAccountTable>): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  roles: row.roles,
  createdAt: row.created_at.toISOString(),
})

const fromSession = (session: SessionRecord) => ({
  token_hash: session.tokenHash,
  user_id: session.userId,
  csrf_token: session.csrfToken,
  created_at: session.createdAt,
  expires_at: session.expiresAt,
})

const toSession = (row: Selectable<SessionTable>): SessionRecord => ({
  tokenHash: row.token_hash,
  userId: row.user_id,
  csrfToken: row.csrf_token,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
})
