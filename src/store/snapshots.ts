/** Snapshots: moments of publication, and how they are found. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { SnapshotRef } from '../app/ports/inventory.ts'
import { type SnapshotId, toSnapshotId } from '../core/ids.ts'
import type { SnapshotTable, Tables } from './schema.ts'

export const toRef = (row: Pick<Selectable<SnapshotTable>, 'id' | 'published_at' | 'same_as'>): SnapshotRef => ({
  id: toSnapshotId(String(row.id)),
  publishedAt: row.published_at.toISOString(),
  ...(row.same_as !== null && { sameAs: toSnapshotId(String(row.same_as)) }),
})

/** Newest first. */
export async function snapshots(
  database: Kysely<Tables>,
  limit: number,
  until?: string,
): Promise<readonly SnapshotRef[]> {
  const rows = await database
    .selectFrom('snapshot')
    .selectAll()
    .$if(until !== undefined, (query) => query.where('published_at', '<=', sql<Date>`${until}::timestamptz`))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toRef)
}

export async function since(database: Kysely<Tables>): Promise<string | undefined> {
  const row = await database
    .selectFrom('snapshot')
    .select('published_at')
    .orderBy('published_at')
    .limit(1)
    .executeTakeFirst()
  return row?.published_at.toISOString()
}

export async function snapshotById(database: Kysely<Tables>, id: SnapshotId): Promise<SnapshotRef | undefined> {
  // Ids are whole numbers of PostgreSQL's `integer`; anything else names no snapshot.
  if (!/^\d{1,9}$/.test(id)) return undefined
  const row = await database.selectFrom('snapshot').selectAll().where('id', '=', Number(id)).executeTakeFirst()
  return row && toRef(row)
}
