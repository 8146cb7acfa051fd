/**
 * The line of time: what was counted over each snapshot when its index stood prepared, and indexes for how much came and went.
 * First looks and what stands are no changes, so both indexes hold few of the rows.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  `create table snapshot_figures (
    snapshot_id integer primary key references snapshot on delete cascade,
    principals integer not null,
    resources integer not null,
    administrators integer not null,
    accounts integer not null
  )`,
  'create index version_changed on version (valid_from) where observed_after is not null',
  'create index object_missing on object (missing_since) where missing_since is not null',
]

export const timeline: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
