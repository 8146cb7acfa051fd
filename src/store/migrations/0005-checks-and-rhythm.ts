/** What checks cost and whom the roles trusted; the rhythm of readings and its last turns; decisions about recommended apps. */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  `create table trust_identity (
    connection_id text primary key references connection on delete cascade,
    arn text not null,
    unique_id text not null,
    seen_at timestamptz not null
  )`,
  `create table check_call (
    connection_id text not null references connection on delete cascade,
    day date not null,
    account_id text not null,
    region text not null,
    operation text not null,
    calls integer not null,
    retries integer not null,
    throttles integer not null,
    errors integer not null,
    ms integer not null,
    primary key (connection_id, day, account_id, region, operation)
  )`,
  `create table sync_rhythm (
    connection_id text not null references connection on delete cascade,
    rhythm text not null,
    minutes integer,
    primary key (connection_id, rhythm)
  )`,
  `create table sync_turn (
    connection_id text not null references connection on delete cascade,
    rhythm text not null,
    at timestamptz not null,
    primary key (connection_id, rhythm)
  )`,
  'alter table sync_run add column scope_sparing boolean not null default false',
  `create table app_decision (
    id text primary key,
    at timestamptz not null,
    state text not null,
    card_id text unique,
    name text,
    vendor text,
    owner_email text
  )`,
]

export const checksAndRhythm: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
