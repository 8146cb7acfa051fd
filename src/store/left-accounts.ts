/** What an account leaves behind that is no longer in the organization (core/inventory/account-left.ts). */
import { sql } from 'kysely'
import type { AccountId } from '../core/ids.ts'
import { cellAfterLeaving } from '../core/inventory/account-left.ts'
import type { Writing } from './versions.ts'
import { markDeleted } from './versions.ts'

/** After the coverage is saved: a cell of the account that this publication wrote was read before it left. */
export async function markLeft(writing: Writing, accounts: readonly AccountId[]): Promise<void> {
  if (accounts.length === 0) return
  const { database, connectionId, at } = writing
  // Missing from the first absence on, as the account itself; last seen when the cell was last read whole.
  await sql`
    update object o set status = 'missing', missing_since = ${at}::timestamptz, last_seen_at = c.complete_at
    from coverage_cell c
    where o.connection_id = ${connectionId} and o.cell_account_id = any(${accounts}::text[]) and o.status = 'present'
      and c.connection_id = o.connection_id and c.account_id = o.cell_account_id
      and c.region = o.cell_region and c.type = o.cell_type`.execute(database)
  const { state, code, reason, checkedAt } = cellAfterLeaving(at)
  await database
    .updateTable('coverage_cell')
    .set({ state, code, reason, action: null, checked_at: checkedAt, objects: 0 })
    .where('connection_id', '=', connectionId)
    .where('account_id', 'in', accounts)
    .execute()
}

/** The second whole reading of the organization without the account: what was missing with it is deleted with it. */
export async function markLeftForGood(writing: Writing, accounts: readonly AccountId[]): Promise<void> {
  if (accounts.length === 0) return
  const rows = await writing.database
    .selectFrom('object')
    .select('id')
    .where('connection_id', '=', writing.connectionId)
    .where('cell_account_id', 'in', accounts)
    .where('status', '=', 'missing')
    .execute()
  await markDeleted(
    writing,
    rows.map(({ id }) => id),
  )
}
