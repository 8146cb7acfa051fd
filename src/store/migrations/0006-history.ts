/**
 * What time travel and retention need: whether a policy stood from an earlier reading is part of the history, because an answer
 * about the past must not be surer than the one that was given then; objects are found by ARN, and what ended by when it ended.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements: readonly string[] = [
  'alter table version add column policy_stale boolean not null default false',
  `update version v set policy_stale = true from object o
    where o.id = v.object_id and v.valid_to is null and o.facts->'policyStale' is not null`,
  'create index object_arn on object (arn)',
  'create index version_ended on version (valid_to) where valid_to is not null',
  'create index coverage_version_ended on coverage_version (valid_to) where valid_to is not null',
]

export const history: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database)
  },
}
