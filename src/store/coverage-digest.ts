/**
 * Coverage by account. A publication says which accounts it has touched, and counts them right after it; one that nobody has come to
 * count is counted by whoever asks. So a look at a card reads a row an account, and is right all the same.
 */
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely'
import type { AccountCoverage, CoverageFilter } from '../app/ports/inventory.ts'
import type { AccountId, ConnectionId } from '../core/ids.ts'
import { type CellState, type CoverageCounts, coverageFold, gridGravity } from '../core/inventory/coverage.ts'
import { lockPublications } from './publish-lock.ts'
import type { CoverageDigestTable, Tables } from './schema.ts'

/** In the transaction that changes cells of these accounts. */
export async function markDigests(
  database: Transaction<Tables>,
  connectionId: ConnectionId,
  accounts: readonly AccountId[],
): Promise<void> {
  await sql`
    insert into coverage_digest (connection_id, account_id, is_stale)
    select ${connectionId}, account_id, true from unnest(${accounts}::text[]) as touched (account_id)
    on conflict (connection_id, account_id) do update set is_stale = true`.execute(database)
}

/** Some hundreds of cells each: a statement's worth. */
const accountsAtOnce = 50

/** Nobody waits for it. One slice after the other; a publication comes before a slice or after it. */
export async function renewDigests(database: Kysely<Tables>, connectionId: ConnectionId): Promise<void> {
  while ((await renewSome(database, connectionId)) > 0);
}

function renewSome(database: Kysely<Tables>, connectionId: ConnectionId): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    await lockPublications(transaction)
    const stale = await transaction
      .selectFrom('coverage_digest')
      .select('account_id')
      .where('connection_id', '=', connectionId)
      .where('is_stale', '=', true)
      .limit(accountsAtOnce)
      .execute()
    if (stale.length === 0) return 0
    const accounts = stale.map(({ account_id }) => account_id)
    await sql`
      update coverage_digest d set is_stale = false, cells = c.cells, known = c.known, as_wished = c.as_wished,
        excluded = c.excluded, ok = c.ok, states = c.states, counts = c.counts
      from (${counted(sql`connection_id = ${connectionId} and account_id = any(${accounts}::text[])`)}) c
      where d.connection_id = c.connection_id and d.account_id = c.account_id`.execute(transaction)
    // Those without any cell left.
    const left = await sql`
      delete from coverage_digest where connection_id = ${connectionId} and account_id = any(${accounts}::text[])
        and is_stale`.execute(transaction)
    return stale.length + Number(left.numAffectedRows ?? 0n)
  })
}

type DigestRow = Omit<Selectable<CoverageDigestTable>, 'is_stale'>

async function digestsOf(
  database: Kysely<Tables>,
  { connectionId, accountId }: Pick<CoverageFilter, 'connectionId' | 'accountId'>,
): Promise<readonly DigestRow[]> {
  const isMeant = sql`(${connectionId ?? null}::text is null or connection_id = ${connectionId ?? null})
    and (${accountId ?? null}::text is null or account_id = ${accountId ?? null})`
  const { rows } = await sql<DigestRow>`
    select connection_id, account_id, cells, known, as_wished, excluded, ok, states, counts
    from coverage_digest where not is_stale and ${isMeant}
    union all
    select * from (${counted(sql`(connection_id, account_id) in (
      select connection_id, account_id from coverage_digest where is_stale and ${isMeant})`)}) c
    order by account_id, connection_id`.execute(database)
  return rows
}

/** Per account, in the order of their numbers; what has nothing but its role is left out. */
export async function accountsOf(
  database: Kysely<Tables>,
  connectionId: ConnectionId,
): Promise<readonly AccountCoverage[]> {
  const rows = await digestsOf(database, { connectionId })
  return rows
    .filter(({ cells }) => cells > 0)
    .map(({ account_id: accountId, as_wished: asWished, cells, known, excluded, ok, states }) => {
      return { accountId, cells, known, asWished, excluded, ok, states: JSON.parse(states) }
    })
}

export async function countsOf(
  database: Kysely<Tables>,
  filter: Pick<CoverageFilter, 'connectionId' | 'accountId'>,
): Promise<CoverageCounts> {
  const sums = { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 }
  for (const row of await digestsOf(database, filter)) {
    const counts: Readonly<Partial<Record<CellState, number>>> = JSON.parse(row.counts)
    for (const state of gridGravity) sums[coverageFold[state]] += counts[state] ?? 0
  }
  return sums
}

const asWished: readonly CellState[] = ['ok', 'region_disabled', 'unsupported', 'excluded', 'skipped_by_setting']

/** Cells of the role itself count among the states only: they are a means, not something read. */
const counted = (isMeant: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  with cells as (
    select connection_id, account_id, type, state, count(*)::int as cells,
      (count(*) filter (where complete_at is not null or state = 'ok'))::int as known
    from coverage_cell where ${isMeant} group by connection_id, account_id, type, state
  ), worst as (
    select connection_id, account_id, json_object_agg(type, (${[...gridGravity]}::text[])[place]) as states from (
      select connection_id, account_id, type, min(array_position(${[...gridGravity]}::text[], state)) as place
      from cells group by connection_id, account_id, type
    ) t group by connection_id, account_id
  ), counts as (
    select connection_id, account_id, json_object_agg(state, cells) as counts from (
      select connection_id, account_id, state, sum(cells)::int as cells from cells group by connection_id, account_id, state
    ) s group by connection_id, account_id
  ), sums as (
    select connection_id, account_id, coalesce(sum(cells), 0)::int as cells, coalesce(sum(known), 0)::int as known,
      coalesce(sum(cells) filter (where state = any(${asWished}::text[])), 0)::int as as_wished,
      coalesce(sum(cells) filter (where state = 'excluded'), 0)::int as excluded,
      coalesce(sum(cells) filter (where state = 'ok'), 0)::int as ok
    from (select connection_id, account_id, state, case when type = 'role' then 0 else cells end as cells,
      case when type = 'role' then 0 else known end as known from cells) own
    group by connection_id, account_id
  )
  select connection_id, account_id, s.cells, s.known, s.as_wished, s.excluded, s.ok, w.states, c.counts
  from sums s join worst w using (connection_id, account_id) join counts c using (connection_id, account_id)`
