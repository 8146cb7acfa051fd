/**
 * Objects of another account than the one that told of them (the members that an organization lists): whether two connections know
 * the same thing is asked of them after each run that has changed nothing.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const objectsElsewhere: Migration = {
  async up(database: Kysely<unknown>) {
    await sql`create index object_elsewhere on object (connection_id, account_id) where account_id <> cell_account_id`.execute(
      database,
    )
  },
}
