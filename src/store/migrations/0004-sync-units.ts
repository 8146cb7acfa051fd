/**
 * A run is a list of units of work (docs/algorithms/sync.md), and its calls are counted by the stage that made them. Calls of
 * older runs belong to no stage.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  'alter table sync_run add column scope_stages text[], add column scope_accounts text[]',
  `create table sync_unit (
    run_id text not null references sync_run on delete cascade,
    stage text not null,
    account_id text not null,
    account_name text,
    place integer not null,
    ready boolean not null,
    state text not null check (state in ('waiting', 'running', 'done')),
    closed_code text,
    closed_reason text,
    cells json,
    worker text,
    heard_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    cells_total integer not null default 0,
    cells_ok integer not null default 0,
    cells_denied integer not null default 0,
    cells_throttled integer not null default 0,
    cells_unsupported integer not null default 0,
    cells_skipped integer not null default 0,
    cells_failed integer not null default 0,
    cells_suspect integer not null default 0,
    objects integer not null default 0,
    counts json,
    calls integer not null default 0,
    throttles integer not null default 0,
    trouble text,
    primary key (run_id, stage, account_id)
  )`,
  `create index sync_unit_waiting on sync_unit (run_id, place) where state = 'waiting'`,
  `alter table call_count add column stage text not null default ''`,
  'alter table call_count drop constraint call_count_pkey',
  'alter table call_count add primary key (run_id, stage, account_id, region, operation)',
  // Cells by what came of them, for the end of a run and the grid of accounts.
  'create index coverage_cell_checked on coverage_cell (connection_id, checked_at)',
]

export const syncUnits: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
