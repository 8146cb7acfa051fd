import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { AppError } from '../core/fault.ts'
import type { ConnectionId } from '../core/ids.ts'
import type { ConnectionTable, Tables } from './schema.ts'

const publishLock = 8_420_001

/**
 * One transaction at a time that changes what is known, over all connections: snapshots are then in the order of their ids, and
 * what one is about to name is not taken from under it by another.
 */
export async function lockPublications(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(publishLock)})`.execute(transaction)
}

/** The row is locked so that nobody takes the connection away under a publication. Fault `unknown_integration` where it is gone. */
export async function lockConnection(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
): Promise<Pick<Selectable<ConnectionTable>, 'method' | 'accounts'>> {
  const row = await transaction
    .selectFrom('connection')
    .select(['method', 'accounts'])
    .where('id', '=', connectionId)
    .where('retired_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined)
    throw new AppError('unknown_integration', 'The connection was deleted while it was being read.')
  return row
}

/**
 * The moment of what is about to be published: after everything that was published before, also when the clock stands still or was
 * set back, so that no version is written over another. Under the lock it is true until the transaction ends.
 */
export async function nextMoment(database: Kysely<Tables>, now: string): Promise<string> {
  const { last } = await database
    .selectFrom('snapshot')
    .select(({ fn }) => fn.max<Date | null>('published_at').as('last'))
    .executeTakeFirstOrThrow()
  return last === null ? now : new Date(Math.max(Date.parse(now), last.getTime() + 1)).toISOString()
}
