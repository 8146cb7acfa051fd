/**
 * What was read of each cell, at every moment: without it a question about the past could not tell "nobody had access" from
 * "nobody could look". Homes that are older start from what is known now.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  `create table coverage_version (
    connection_id text not null references connection on delete cascade,
    account_id text not null,
    region text not null,
    type text not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    state text not null,
    action text,
    code text,
    reason text,
    complete_at timestamptz,
    primary key (connection_id, account_id, region, type, valid_from)
  )`,
  `create unique index coverage_version_current_key on coverage_version (connection_id, account_id, region, type)
    where valid_to is null`,
  `insert into coverage_version (connection_id, account_id, region, type, valid_from, state, action, code, reason, complete_at)
    select connection_id, account_id, region, type, coalesce(complete_at, checked_at), state, action, code, reason, complete_at
    from coverage_cell`,
  'create index snapshot_published on snapshot (published_at)',
]

export const coverageHistory: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
