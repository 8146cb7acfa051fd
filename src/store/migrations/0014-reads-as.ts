/** Whose credentials read a direct connection, and when their session ends. */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const readsAs: Migration = {
  async up(database: Kysely<unknown>) {
    await sql`alter table connection add column reads_as text`.execute(database)
  },
}
