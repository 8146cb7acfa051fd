/** Letting go of the oldest history (connection.md §11): what stands now or stood then stays. */
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Forgotten } from '../app/ports/inventory.ts'
import { lockPublications } from './publish-lock.ts'
import type { Tables } from './schema.ts'

/** A publication waits for a batch at most: small enough that nobody notices, large enough for a million rows in an hour. */
const batchSize = 2_000

const nothing: Forgotten = { versions: 0, coverage: 0, objects: 0, documents: 0, snapshots: 0 }

/**
 * One batch. The history begins at the last snapshot that had been published by then. Earlier ones go first: nothing before can be
 * asked about any more while the rest is taken away.
 */
export function forget(database: Kysely<Tables>, before: string): Promise<Forgotten> {
  return database.transaction().execute(async (transaction) => {
    // A document that a publication is about to name must not be taken from under it.
    await lockPublications(transaction)
    const begins = await lastPublishedBy(transaction, before)
    if (begins === undefined) return nothing
    const snapshots = await sql`
      delete from snapshot where id in (
        select id from snapshot where published_at < ${begins}::timestamptz order by id limit ${sql.lit(batchSize)}
      )`.execute(transaction)
    const earlier = Number(snapshots.numAffectedRows ?? 0n)
    if (earlier > 0) return { ...nothing, snapshots: earlier }
    return { ...(await forgetVersions(transaction, begins)), snapshots: 0 }
  })
}

async function lastPublishedBy(database: Transaction<Tables>, before: string): Promise<string | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select published_at as at from snapshot where published_at <= ${before}::timestamptz
    order by published_at desc limit 1`.execute(database)
  return rows[0]?.at.toISOString()
}

async function forgetVersions(database: Transaction<Tables>, begins: string): Promise<Omit<Forgotten, 'snapshots'>> {
  const ended = sql`valid_to <= ${begins}::timestamptz`
  const coverage = await sql`
    delete from coverage_version where ctid = any(array(
      select ctid from coverage_version where ${ended} limit ${sql.lit(batchSize)}
    ))`.execute(database)
  const { rows: versions } = await sql<{ object_id: number; hash: string }>`
    delete from version where ctid = any(array(
      select ctid from version where ${ended} limit ${sql.lit(batchSize)}
    )) returning object_id, hash`.execute(database)
  const { rows: objects } = await sql<{ hash: string }>`
    delete from object o where o.id = any(${[...new Set(versions.map(({ object_id }) => object_id))]}::int[])
      and o.status = 'deleted' and not exists (select from version v where v.object_id = o.id)
    returning hash`.execute(database)
  const hashes = [...new Set([...versions, ...objects].map(({ hash }) => hash))]
  const documents = await sql`
    delete from document d where d.hash = any(${hashes}::text[])
      and not exists (select from version v where v.hash = d.hash)
      and not exists (select from object o where o.hash = d.hash)`.execute(database)
  return {
    versions: versions.length,
    coverage: Number(coverage.numAffectedRows ?? 0n),
    objects: objects.length,
    documents: Number(documents.numAffectedRows ?? 0n),
  }
}
