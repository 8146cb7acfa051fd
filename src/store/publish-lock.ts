import { sql, type Transaction } from 'kysely'
import type { Tables } from './schema.ts'

const publishLock = 8_420_001

/**
 * One transaction at a time that changes what is known, over all connections: snapshots are then in the order of their ids, and
 * what one is about to name is not taken from under it by another.
 */
export async function lockPublications(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(publishLock)})`.execute(transaction)
}
