/**
 * A run that found everything as it was publishes a snapshot all the same: since when it is known is news. It names the earlier one
 * that knows the same, so that nobody builds an index twice over one content. Old rows name none: each is taken for new.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const sameContent: Migration = {
  async up(database: Kysely<unknown>) {
    // No reference: retention may let go of the earlier one.
    await sql`alter table snapshot add column same_as integer`.execute(database)
  },
}
