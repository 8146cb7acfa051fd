/** Bodies stored once by content. Nothing points at them but objects and versions. */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { contentKey } from '../core/inventory/content-key.ts'
import type { Tables } from './schema.ts'

/** SHA-256 of the canonical JSON. */
export const documentHash = (body: unknown): string => createHash('sha256').update(contentKey(body)).digest('hex')

export async function addDocuments(
  database: Kysely<Tables>,
  hashes: readonly string[],
  bodies: readonly string[],
): Promise<void> {
  // In order of the hash, so that two publications that add the same bodies wait for each other and never deadlock.
  await sql`
    insert into document (hash, body)
    select distinct on (hash) hash, body::json from unnest(${hashes}::text[], ${bodies}::text[]) as new (hash, body)
    order by hash
    on conflict do nothing`.execute(database)
}

/** The bodies of these hashes, each parsed once. */
export async function readDocuments(
  database: Kysely<Tables>,
  hashes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, unknown>> {
  const rows = await database
    .selectFrom('document')
    .selectAll()
    .where('hash', '=', sql<string>`any(${[...hashes]}::text[])`)
    .execute()
  return new Map(rows.map(({ hash, body }) => [hash, JSON.parse(body)]))
}

export async function forgetUnusedDocuments(database: Kysely<Tables>): Promise<void> {
  await database
    .deleteFrom('document as d')
    .where(({ not, exists, selectFrom, ref }) =>
      not(exists(selectFrom('version as v').select(sql`1`.as('one')).where('v.hash', '=', ref('d.hash')))),
    )
    .where(({ not, exists, selectFrom, ref }) =>
      not(exists(selectFrom('object as o').select(sql`1`.as('one')).where('o.hash', '=', ref('d.hash')))),
    )
    .execute()
}
