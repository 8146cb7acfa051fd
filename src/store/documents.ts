/** Bodies stored once by content. Nothing points at them but objects and versions. */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { chunksOf } from '../core/chunks.ts'
import { contentKey } from '../core/inventory/content-key.ts'
import type { Json } from '../core/inventory/objects.ts'
import type { Tables } from './schema.ts'

/** SHA-256 of the canonical JSON. */
export const documentHash = (body: unknown): string => createHash('sha256').update(contentKey(body)).digest('hex')

export async function addDocument(database: Kysely<Tables>, hash: string, body: unknown): Promise<void> {
  const document = { hash, body: JSON.stringify(body) }
  await database
    .insertInto('document')
    .values(document)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** A statement's worth: what they say is parsed in some milliseconds, and others are served before the next. */
const documentsAtOnce = 200

/** The bodies of these hashes, each parsed once. */
export async function readDocuments(
  database: Kysely<Tables>,
  hashes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Json>> {
  const bodies = new Map<string, Json>()
  for (const some of chunksOf([...hashes], documentsAtOnce)) {
    const rows = await database
      .selectFrom('document')
      .selectAll()
      .where('hash', '=', sql<string>`any(${some}::text[])`)
      .execute()
    for (const { hash, body } of rows) bodies.set(hash, JSON.parse(body))
  }
  return bodies
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
