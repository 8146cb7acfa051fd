/** Forms of the connect dialog that are not finished. */
import type { Kysely } from 'kysely'
import type { DraftStore } from '../app/ports/connection-store.ts'
import type { Tables } from './schema.ts'

export function draftStore(database: Kysely<Tables>): DraftStore {
  return {
    save: async ({ id, step, form, savedAt }) => {
      const saved = { step, form: JSON.stringify(form), saved_at: savedAt }
      await database
        .insertInto('connection_draft')
        .values({ id, ...saved })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(saved))
        .execute()
    },

    list: async () => {
      const rows = await database
        .selectFrom('connection_draft')
        .selectAll()
        .orderBy('saved_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(({ id, step, form, saved_at }) => ({
        id,
        step,
        form: JSON.parse(form),
        savedAt: saved_at.toISOString(),
      }))
    },

    remove: async (id) => {
      await database.deleteFrom('connection_draft').where('id', '=', id).execute()
    },
  }
}
