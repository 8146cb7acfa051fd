/**
 * Coverage by account, counted when it is published: a large organization has half a million cells, and every look at a card would
 * count them. What stands already is counted with the next publication.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  `create table coverage_digest (
    connection_id text not null references connection on delete cascade,
    account_id text not null,
    is_stale boolean not null,
    cells integer not null default 0,
    known integer not null default 0,
    as_wished integer not null default 0,
    excluded integer not null default 0,
    ok integer not null default 0,
    states json not null default '{}',
    counts json not null default '{}',
    primary key (connection_id, account_id)
  )`,
  `insert into coverage_digest (connection_id, account_id, is_stale)
    select distinct connection_id, account_id, true from coverage_cell`,
]

export const coverageDigest: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
