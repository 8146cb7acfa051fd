/** How many requests of a unit were sent again: a run tells it beside its calls. */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const repeatedCalls: Migration = {
  async up(database: Kysely<unknown>) {
    await sql`alter table sync_unit add column retries integer not null default 0`.execute(database)
  },
}
