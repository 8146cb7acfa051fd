/** What a connection knows now: of its organization as a whole, and of one cell. */
import { type Kysely, sql } from 'kysely'
import type { ConnectionId } from '../core/ids.ts'
import { type KnownOrganization, knownOrganization } from '../core/inventory/accounts-to-read.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import type { InventoryObject, ObjectKind, ObjectOfKind } from '../core/inventory/objects.ts'
import { readDocuments } from './documents.ts'
import { toObject } from './inventory-object.ts'
import type { Tables } from './schema.ts'

export async function organizationOf(database: Kysely<Tables>, connectionId: ConnectionId): Promise<KnownOrganization> {
  return knownOrganization(
    await presentObjects(database, connectionId, ['organization', 'organizationalUnit', 'account']),
  )
}

export async function objectsOfCell<K extends ObjectKind>(
  database: Kysely<Tables>,
  connectionId: ConnectionId,
  cell: CellKey | null,
  kinds: readonly K[],
): Promise<readonly ObjectOfKind<K>[]> {
  const objects = await presentObjects(database, connectionId, kinds, cell ?? undefined)
  const isOfKind = (object: InventoryObject): object is ObjectOfKind<K> => kinds.some((kind) => kind === object.kind)
  return objects.filter(isOfKind)
}

async function presentObjects(
  database: Kysely<Tables>,
  connectionId: ConnectionId,
  kinds: readonly ObjectKind[],
  cell?: CellKey,
): Promise<readonly InventoryObject[]> {
  const rows = await database
    .selectFrom('object')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('status', '=', 'present')
    .where(sql<boolean>`kind = any(${[...kinds]}::text[])`)
    .$if(cell !== undefined, (query) =>
      query.where(
        sql<boolean>`(cell_account_id, cell_region, cell_type) = (${cell?.accountId}, ${cell?.region}, ${cell?.type})`,
      ),
    )
    .orderBy('id')
    .execute()
  const bodies = await readDocuments(database, new Set(rows.map(({ hash }) => hash)))
  return rows.map((row) => toObject(row, bodies.get(row.hash)))
}
