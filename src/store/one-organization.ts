/**
 * An organization is one, whichever of its accounts tells of it: its management account, or a delegated administrator while that
 * cannot be read. What was known of it through another account is merged with what this one has read; otherwise all that has gone
 * since would stand for ever in a cell that nobody reads any more.
 */
import { sql } from 'kysely'
import type { CellKey } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { optionalTime } from './times.ts'
import type { Writing } from './versions.ts'

/** A cell whose objects are another's now. */
export interface TakenCell extends CellKey {
  readonly completeAt: string | null
}

/** Before the merge of `cell`, in which `read` was found. With the objects goes when they were last seen whole. */
export async function takeOverOrganization(
  { database, connectionId }: Writing,
  cell: CellKey,
  read: Iterable<InventoryObject>,
): Promise<readonly TakenCell[]> {
  if (cell.type !== 'organization') return []
  const ids = [...read].flatMap((object) => (object.kind === 'organization' ? [object.nativeId] : []))
  if (ids.length === 0) return []
  const taken = await database
    .selectFrom('object as o')
    .innerJoin('coverage_cell as c', (join) =>
      join
        .onRef('c.connection_id', '=', 'o.connection_id')
        .onRef('c.account_id', '=', 'o.cell_account_id')
        .onRef('c.region', '=', 'o.cell_region')
        .onRef('c.type', '=', 'o.cell_type'),
    )
    .select(['c.account_id', 'c.region', 'c.type', 'c.complete_at'])
    .distinct()
    .where('o.connection_id', '=', connectionId)
    .where('o.kind', '=', 'organization')
    .where('o.native_id', 'in', ids)
    .where('o.cell_type', '=', cell.type)
    .where(sql<boolean>`(o.cell_account_id, o.cell_region) <> (${cell.accountId}, ${cell.region})`)
    .execute()
  for (const { account_id, region } of taken) {
    await database
      .updateTable('object')
      .set({ cell_account_id: cell.accountId, cell_region: cell.region })
      .where('connection_id', '=', connectionId)
      .where('cell_account_id', '=', account_id)
      .where('cell_region', '=', region)
      .where('cell_type', '=', cell.type)
      .execute()
    await sql`
      insert into coverage_cell (connection_id, account_id, region, type, state, action, code, reason, complete_at, checked_at, objects)
      select connection_id, ${cell.accountId}, ${cell.region}, type, state, action, code, reason, complete_at, checked_at, 0
      from coverage_cell where connection_id = ${connectionId}
        and account_id = ${account_id} and region = ${region} and type = ${cell.type}
      on conflict (connection_id, account_id, region, type) do update
        set complete_at = greatest(coverage_cell.complete_at, excluded.complete_at)`.execute(database)
  }
  return taken.map((row) => ({
    accountId: row.account_id,
    region: row.region,
    type: row.type,
    completeAt: optionalTime(row.complete_at),
  }))
}

/** After the coverage of this publication is saved: what nobody has told of in it is no cell any more. */
export async function forgetCells({ database, connectionId, at }: Writing, cells: readonly CellKey[]): Promise<void> {
  for (const { accountId, region, type } of cells) {
    const isIt = sql<boolean>`(connection_id, account_id, region, type) = (${connectionId}, ${accountId}, ${region}, ${type})`
    await database.deleteFrom('coverage_cell').where(isIt).execute()
    await database
      .updateTable('coverage_version')
      .set({ valid_to: at })
      .where(isIt)
      .where('valid_to', 'is', null)
      .execute()
  }
}
