/** Hand-off links and who opened them. Only the digest of a link's token is kept. */
import type { Kysely, Selectable } from 'kysely'
import type { Handoff, HandoffStore } from '../app/ports/connection-store.ts'
import type { HandoffTable, Tables } from './schema.ts'
import { optionalTime } from './times.ts'

export function handoffStore(database: Kysely<Tables>): HandoffStore {
  return {
    create: async (handoff) => {
      await database.insertInto('handoff').values(fromHandoff(handoff)).execute()
    },

    byTokenDigest: async (digest) => {
      const row = await database.selectFrom('handoff').selectAll().where('token_digest', '=', digest).executeTakeFirst()
      return row && toHandoff(row)
    },

    list: async (connectionId) => {
      const own = database.selectFrom('handoff').where('connection_id', '=', connectionId)
      const rows = await own.selectAll().orderBy('created_at', 'desc').orderBy('id').execute()
      const openings = await database
        .selectFrom('handoff_opening')
        .selectAll()
        .where('handoff_id', 'in', own.select('id'))
        .orderBy('opened_at')
        .execute()
      return rows.map((row) => ({
        ...toHandoff(row),
        openings: openings
          .filter(({ handoff_id }) => handoff_id === row.id)
          .map(({ opened_at, opened_from }) => ({ at: opened_at.toISOString(), from: opened_from })),
      }))
    },

    revoke: async (id, at) => {
      await database
        .updateTable('handoff')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .execute()
    },

    opened: async (id, { at, from }) => {
      await database
        .insertInto('handoff_opening')
        .values({ handoff_id: id, opened_at: at, opened_from: from })
        .execute()
    },
  }
}

const fromHandoff = (handoff: Handoff) => ({
  id: handoff.id,
  connection_id: handoff.connectionId,
  token_digest: handoff.tokenDigest,
  asked_by: handoff.askedBy,
  why: handoff.why,
  created_at: handoff.createdAt,
  expires_at: handoff.expiresAt,
  revoked_at: handoff.revokedAt,
})

const toHandoff = (row: Selectable<HandoffTable>): Handoff => ({
  id: row.id,
  connectionId: row.connection_id,
  tokenDigest: row.token_digest,
  askedBy: row.asked_by,
  why: row.why,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  revokedAt: optionalTime(row.revoked_at),
})
