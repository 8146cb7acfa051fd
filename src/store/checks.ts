/** What checks leave behind beside the targets: whom the roles trusted, and what the checks of each day cost. */
import { type Kysely, sql } from 'kysely'
import type { CheckStore } from '../app/ports/connection-store.ts'
import type { CallCount } from '../app/ports/sync.ts'
import { chunksOf } from '../core/chunks.ts'
import type { ConnectionId } from '../core/ids.ts'
import type { Tables } from './schema.ts'

export function checkStore(database: Kysely<Tables>): CheckStore {
  return {
    trustIdentity: async (connectionId) => {
      const row = await database
        .selectFrom('trust_identity')
        .select(['arn', 'unique_id'])
        .where('connection_id', '=', connectionId)
        .executeTakeFirst()
      return row && { arn: row.arn, uniqueId: row.unique_id }
    },

    saveTrustIdentity: async (connectionId, { arn, uniqueId }, at) => {
      const seen = { arn, unique_id: uniqueId, seen_at: at }
      await database
        .insertInto('trust_identity')
        .values({ connection_id: connectionId, ...seen })
        .onConflict((conflict) => conflict.column('connection_id').doUpdateSet(seen))
        .execute()
    },

    addCalls: (connectionId, at, rows) => addCalls(database, connectionId, at.slice(0, 10), rows),

    calls: async (connectionId, since) => {
      // A sum of whole numbers would come back as text.
      const total = (column: Counted) => sql<number>`cast(sum(${sql.ref(column)}) as double precision)`.as(column)
      const rows = await database
        .selectFrom('check_call')
        .select(['account_id', 'region', 'operation'])
        .select(counted.map(total))
        .where('connection_id', '=', connectionId)
        .where(sql<boolean>`day >= cast(${since.slice(0, 10)} as date)`)
        .groupBy(['account_id', 'region', 'operation'])
        .execute()
      return rows.map(
        ({ account_id, ...row }): CallCount => ({ accountId: account_id === '' ? null : account_id, ...row }),
      )
    },
  }
}

const counted = ['calls', 'pages', 'retries', 'throttles', 'errors', 'bytes', 'ms'] as const
type Counted = (typeof counted)[number]

/** Rows of one statement; PostgreSQL takes 65,535 parameters, and a row has twelve. */
const rowsAtOnce = 5_000

async function addCalls(
  database: Kysely<Tables>,
  connectionId: ConnectionId,
  day: string,
  rows: readonly CallCount[],
): Promise<void> {
  for (const some of chunksOf(rows, rowsAtOnce)) {
    const values = some.map(
      ({ accountId, ...row }) => ({ connection_id: connectionId, day, account_id: accountId ?? '', ...row }) as const,
    )
    await database
      .insertInto('check_call')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['connection_id', 'day', 'account_id', 'region', 'operation']).doUpdateSet((known) => ({
          calls: sql<number>`check_call.calls + ${known.ref('excluded.calls')}`,
          pages: sql<number>`check_call.pages + ${known.ref('excluded.pages')}`,
          retries: sql<number>`check_call.retries + ${known.ref('excluded.retries')}`,
          throttles: sql<number>`check_call.throttles + ${known.ref('excluded.throttles')}`,
          errors: sql<number>`check_call.errors + ${known.ref('excluded.errors')}`,
          bytes: sql<number>`check_call.bytes + ${known.ref('excluded.bytes')}`,
          ms: sql<number>`check_call.ms + ${known.ref('excluded.ms')}`,
        })),
      )
      .execute()
  }
}
