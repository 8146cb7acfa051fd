/** Facts of this installation, and what was done in it. */
import type { Kysely } from 'kysely'
import type { AuditLog, SettingStore } from '../app/ports/people.ts'
import type { Tables } from './schema.ts'

export function settingStore(database: Kysely<Tables>): SettingStore {
  return {
    get: async (key) => {
      const row = await database.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst()
      return row?.value
    },

    set: async (key, value) => {
      if (value === null) {
        await database.deleteFrom('setting').where('key', '=', key).execute()
        return
      }
      await database
        .insertInto('setting')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
    },
  }
}

export function auditLog(database: Kysely<Tables>): AuditLog {
  return {
    append: async ({ at, actor, act, subject, details }) => {
      const entry = { at, actor, act, subject, details: JSON.stringify(details) }
      await database.insertInto('audit_entry').values(entry).execute()
    },
  }
}
