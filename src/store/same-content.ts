/** Whether a run that has changed nothing leaves every answer as it was (docs/algorithms/sync.md, "Publishing"). */
import { sql, type Transaction } from 'kysely'
import type { ConnectionId } from '../core/ids.ts'
import type { Tables } from './schema.ts'

/**
 * The first snapshot that knew what is known now. Undefined where another connection knows something of the same accounts: of a cell
 * or an object that two know the newest reading is believed, so that one which has found everything as it was may still change what
 * is answered.
 */
export async function contentNow(
  database: Transaction<Tables>,
  connectionId: ConnectionId,
): Promise<number | undefined> {
  if (await isKnownTwice(database, connectionId)) return undefined
  const newest = await database
    .selectFrom('snapshot')
    .select(['id', 'same_as'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest && (newest.same_as ?? newest.id)
}

/**
 * A cell is of one account, and so is an object: of the one whose cell it is in, or of another (`object_elsewhere`). Where no account
 * is in both sets of two connections, they have no cell and no object in common. Accounts are found by stepping through the index: a
 * large organization has half a million cells.
 */
async function isKnownTwice(database: Transaction<Tables>, connectionId: ConnectionId): Promise<boolean> {
  const { rows } = await sql`
    with recursive read (account_id) as (
      select min(account_id) from coverage_cell where connection_id = ${connectionId}
      union all
      select (select min(c.account_id) from coverage_cell c where c.connection_id = ${connectionId} and c.account_id > read.account_id)
      from read where read.account_id is not null
    ), own as (
      select account_id from read where account_id is not null
      union
      select account_id from object
      where connection_id = ${connectionId} and account_id <> cell_account_id and status = 'present'
    )
    select from own join connection other on other.id <> ${connectionId} and other.retired_at is null
    where exists (select from coverage_cell c where c.connection_id = other.id and c.account_id = own.account_id)
      or exists (select from object o where o.connection_id = other.id and o.account_id = own.account_id
        and o.account_id <> o.cell_account_id and o.status = 'present')
    limit 1`.execute(database)
  return rows.length > 0
}
