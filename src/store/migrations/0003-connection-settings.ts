/** Settings of a connection, its access key, sealed secrets, unfinished forms, hand-off links; and connections taken away with their history kept. */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  `alter table connection
    add column settings json not null default '{}',
    add column management_role_arn text,
    add column access_key_id text,
    add column access_key_since timestamptz,
    add column retired_at timestamptz`,
  // Who took a card away may give its name to the next one.
  'drop index integration_name_key',
  `create unique index integration_name_key on integration (lower(name)) where state <> 'deleted'`,
  `create table secret (
    owner_id text not null references connection on delete cascade,
    field text not null,
    sealed text not null,
    primary key (owner_id, field)
  )`,
  `create table connection_draft (
    id text primary key,
    step text not null,
    form json not null,
    saved_at timestamptz not null
  )`,
  `create table handoff (
    id text primary key,
    connection_id text not null references connection on delete cascade,
    token_digest text not null unique,
    asked_by text not null,
    why text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
  )`,
  'create index handoff_connection on handoff (connection_id)',
  `create table handoff_opening (
    handoff_id text not null references handoff on delete cascade,
    opened_at timestamptz not null,
    opened_from text not null
  )`,
  'create index handoff_opening_handoff on handoff_opening (handoff_id)',
]

export const connectionSettings: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
