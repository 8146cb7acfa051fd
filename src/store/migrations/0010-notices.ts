/** What people are told, and each delivery of it. The id names what happened, so that two servers tell of it once. */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  `create table notice (
    id text primary key,
    kind text not null,
    at timestamptz not null,
    integration_id text references integration on delete cascade,
    words json not null
  )`,
  'create index notice_at on notice (at desc)',
  'create index notice_integration on notice (integration_id)',
  `create table notice_delivery (
    notice_id text not null references notice on delete cascade,
    channel text not null,
    recipient text not null,
    state text not null,
    attempts integer not null default 0,
    next_at timestamptz,
    claim text,
    claimed_at timestamptz,
    ended_at timestamptz,
    reason text,
    primary key (notice_id, channel, recipient)
  )`,
  `create index notice_delivery_open on notice_delivery (next_at) where ended_at is null`,
]

export const notices: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
