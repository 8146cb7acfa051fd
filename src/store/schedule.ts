/** The rhythm in which connections are read, and the last turn of each. */
import type { Kysely } from 'kysely'
import type { RhythmMinutes, ScheduleStore } from '../app/ports/connection-store.ts'
import { rhythms } from '../app/ports/connection-store.ts'
import type { Tables } from './schema.ts'

export function scheduleStore(database: Kysely<Tables>): ScheduleStore {
  return {
    minutes: async (connectionId) => {
      const rows = await database
        .selectFrom('sync_rhythm')
        .select(['rhythm', 'minutes'])
        .where('connection_id', '=', connectionId)
        .execute()
      if (rows.length === 0) return undefined
      const chosen = new Map(rows.map(({ rhythm, minutes }) => [rhythm, minutes]))
      const of = (rhythm: (typeof rhythms)[number]): number | null => chosen.get(rhythm) ?? null
      return {
        identities: of('identities'),
        resources: of('resources'),
        reports: of('reports'),
      } satisfies RhythmMinutes
    },

    setMinutes: async (connectionId, minutes) => {
      const rows = rhythms.map((rhythm) => ({ connection_id: connectionId, rhythm, minutes: minutes[rhythm] }))
      await database
        .insertInto('sync_rhythm')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['connection_id', 'rhythm'])
            .doUpdateSet((row) => ({ minutes: row.ref('excluded.minutes') })),
        )
        .execute()
    },

    turns: async () => {
      const rows = await database.selectFrom('sync_turn').selectAll().execute()
      return rows.map(({ connection_id, rhythm, at }) => ({
        connectionId: connection_id,
        rhythm,
        at: at.toISOString(),
      }))
    },

    take: async ({ connectionId, rhythm, at }, before) => {
      if (before === null) {
        const first = await database
          .insertInto('sync_turn')
          .values({ connection_id: connectionId, rhythm, at })
          .onConflict((conflict) => conflict.columns(['connection_id', 'rhythm']).doNothing())
          .executeTakeFirst()
        return first.numInsertedOrUpdatedRows === 1n
      }
      const { numUpdatedRows } = await database
        .updateTable('sync_turn')
        .set({ at })
        .where('connection_id', '=', connectionId)
        .where('rhythm', '=', rhythm)
        .where('at', '=', new Date(before))
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
  }
}
