/**
 * Cells that settings or AWS leave out, which nobody tried to read: of a thousand accounts nearly half a million. They hold nothing,
 * prove nothing and say the same before a publication as after it, so that they need not wait for its one transaction, which would be a
 * minute long with them. Cells that were read before and are left out now go with the others.
 */
import { type Kysely, sql } from 'kysely'
import type { AccountId } from '../core/ids.ts'
import type { CellState } from '../core/inventory/coverage.ts'
import { markDigests } from './coverage-digest.ts'
import type { Preparing } from './prepare-publication.ts'
import { lockConnection, lockPublications } from './publish-lock.ts'
import type { Tables } from './schema.ts'

const leftOut: readonly CellState[] = ['skipped_by_setting', 'region_disabled', 'excluded']

/** Takes those of these accounts out of the staging that are new, or as they were; answers how many are new. */
export function publishLeftOut(
  database: Kysely<Tables>,
  { runId, connectionId, at, types }: Omit<Preparing, 'database'>,
  accounts: readonly AccountId[],
): Promise<number> {
  const staged = sql`s.run_id = ${runId} and s.type = any(${types}::text[]) and s.account_id = any(${accounts}::text[])
    and s.state = any(${leftOut}::text[])`
  const known = sql`k.connection_id = ${connectionId} and k.account_id = s.account_id and k.region = s.region
    and k.type = s.type`
  return database.transaction().execute(async (transaction) => {
    await lockPublications(transaction)
    await lockConnection(transaction, connectionId)
    await sql`
      with taken as (
        delete from staging_cell s using coverage_cell k
        where ${staged} and ${known}
          and (s.state, s.action, s.code, s.reason) is not distinct from (k.state, k.action, k.code, k.reason)
        returning s.account_id, s.region, s.type, s.checked_at
      )
      update coverage_cell k set checked_at = s.checked_at from taken s
      where ${known} and k.checked_at <= s.checked_at`.execute(transaction)
    const { rows } = await sql<{ account_id: AccountId; cells: number }>`
      with taken as (
        delete from staging_cell s
        where ${staged} and not exists (select from coverage_cell k where ${known})
        returning account_id, region, type, state, action, code, reason, checked_at
      ), kept as (
        insert into coverage_cell (connection_id, account_id, region, type, state, action, code, reason, checked_at, objects)
        select ${connectionId}, account_id, region, type, state, action, code, reason, checked_at, 0 from taken
      ), dated as (
        insert into coverage_version (connection_id, account_id, region, type, valid_from, state, action, code, reason)
        select ${connectionId}, account_id, region, type, ${at}::timestamptz, state, action, code, reason from taken
      )
      select account_id, count(*)::int as cells from taken group by account_id`.execute(transaction)
    if (rows.length > 0) {
      await markDigests(
        transaction,
        connectionId,
        rows.map(({ account_id }) => account_id),
      )
    }
    return rows.reduce((sum, { cells }) => sum + cells, 0)
  })
}
