/** How much each connection knows now. Half a million rows are counted once for each snapshot, however often cards are looked at. */
import { type Kysely, sql } from 'kysely'
import type { AccountId, ConnectionId, SnapshotId } from '../core/ids.ts'
import { figuresOf, type InventoryFigures } from '../core/inventory/figures.ts'
import type { ObjectKind } from '../core/inventory/objects.ts'
import type { Tables } from './schema.ts'
import { snapshots } from './snapshots.ts'

interface Counted {
  readonly snapshot: SnapshotId | undefined
  readonly figures: Promise<InventoryFigures>
}

export function countingFigures(database: Kysely<Tables>): (connectionId: ConnectionId) => Promise<InventoryFigures> {
  const counted = new Map<ConnectionId, Counted>()
  return async (connectionId) => {
    // Looked up before counting: what is published in between is counted again.
    const snapshot = (await snapshots(database, 1))[0]?.id
    const known = counted.get(connectionId)
    if (known && known.snapshot === snapshot) return known.figures
    const figures = countOf(database, connectionId)
    counted.set(connectionId, { snapshot, figures })
    figures.catch(() => counted.delete(connectionId))
    return figures
  }
}

async function countOf(database: Kysely<Tables>, connectionId: ConnectionId): Promise<InventoryFigures> {
  const { rows } = await sql<{ kind: ObjectKind; account_id: AccountId; count: number }>`
    select kind, account_id, count(*)::int as count from object
    where connection_id = ${connectionId} and status = 'present' group by kind, account_id`.execute(database)
  const counts = new Map<ObjectKind, number>()
  for (const { kind, count } of rows) counts.set(kind, (counts.get(kind) ?? 0) + count)
  const accounts = [...new Set(rows.map(({ account_id }) => account_id))].sort()
  return figuresOf(accounts, (kind) => counts.get(kind) ?? 0)
}
