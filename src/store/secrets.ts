/** Sealed secrets. What they hold is known to nobody here. */
import type { Kysely } from 'kysely'
import type { SecretStore } from '../app/ports/connection-store.ts'
import type { Tables } from './schema.ts'

export function secretStore(database: Kysely<Tables>): SecretStore {
  return {
    put: async ({ owner, field, sealed }) => {
      await database
        .insertInto('secret')
        .values({ owner_id: owner, field, sealed })
        .onConflict((conflict) => conflict.columns(['owner_id', 'field']).doUpdateSet({ sealed }))
        .execute()
    },

    get: async (owner, field) => {
      const row = await database
        .selectFrom('secret')
        .select('sealed')
        .where('owner_id', '=', owner)
        .where('field', '=', field)
        .executeTakeFirst()
      return row?.sealed
    },

    reseal: async ({ owner, field, sealed: before }, sealed) => {
      await database
        .updateTable('secret')
        .set({ sealed })
        .where('owner_id', '=', owner)
        .where('field', '=', field)
        .where('sealed', '=', before)
        .execute()
    },

    all: async () => {
      const rows = await database.selectFrom('secret').selectAll().orderBy('owner_id').orderBy('field').execute()
      return rows.map(({ owner_id, field, sealed }) => ({ owner: owner_id, field, sealed }))
    },
  }
}
