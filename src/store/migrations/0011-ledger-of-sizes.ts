/** Pages and bytes in the ledger of calls (connection.md §9). What was counted before has neither. */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = ['call_count', 'check_call'].map(
  (table) =>
    `alter table ${table}
      add column pages integer not null default 0,
      add column bytes double precision not null default 0`,
)

export const ledgerOfSizes: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
