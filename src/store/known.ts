/** What is known now or was known at a moment, as rows: bodies by hash, cells with their objects apart. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { ConnectionCell, CoveragePlace } from '../app/ports/inventory.ts'
import type { AccountId, ConnectionId } from '../core/ids.ts'
import type { CellType, CoverageCell } from '../core/inventory/coverage.ts'
import { stalePolicyFact } from '../core/inventory/merge.ts'
import type { CoverageCellTable, ObjectTable, Tables } from './schema.ts'
import { optionalTime } from './times.ts'

export type Columns = Pick<
  Selectable<ObjectTable>,
  | 'kind'
  | 'native_id'
  | 'arn'
  | 'account_id'
  | 'region'
  | 'cell_type'
  | 'facts'
  | 'hash'
  | 'connection_id'
  | 'cell_account_id'
  | 'cell_region'
>

export interface PastRow extends Columns {
  readonly valid_from: Date
  readonly observed_after: Date | null
}

export interface Known<Row extends Columns = Columns> {
  readonly objects: readonly Row[]
  readonly cells: readonly ConnectionCell[]
}

/** What one connection knows of one cell. */
export interface KnownCell<Row extends Columns> {
  readonly connectionId: ConnectionId
  readonly cell: CoverageCell
  readonly rows: readonly Row[]
}

export function byCell<Row extends Columns>({ objects, cells }: Known<Row>): readonly KnownCell<Row>[] {
  const rows = Map.groupBy(objects, (row) =>
    placeOf(row.connection_id, row.cell_account_id, row.cell_type, row.cell_region),
  )
  return cells.map(({ connectionId, ...cell }) => {
    const known = rows.get(placeOf(connectionId, cell.accountId, cell.type, cell.region)) ?? []
    return { connectionId, cell: { ...cell, objects: known.length }, rows: known }
  })
}

const placeOf = (...fields: readonly [ConnectionId, AccountId, CellType, string]): string => fields.join('\n')

/** Rows of one statement: more would be copied from the thread of the database in one stretch that others notice. */
const rowsAtOnce = 500

/** Page by page, so that nobody holds the rows of all. */
export const knownNow = (database: Kysely<Tables>): AsyncIterable<readonly Columns[]> =>
  pagesOf((after) =>
    database
      .selectFrom('object')
      .select(['id', 'kind', 'native_id', 'arn', 'account_id', 'region', 'cell_type', 'facts', 'hash'])
      .select(['connection_id', 'cell_account_id', 'cell_region'])
      .where('status', '=', 'present')
      .where('id', '>', after)
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute(),
  )

async function* pagesOf<Row extends { readonly id: number }>(
  pageAfter: (id: number) => Promise<readonly Row[]>,
): AsyncIterable<readonly Row[]> {
  for (let after = 0; ; ) {
    const rows = await pageAfter(after)
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last.id
  }
}

/** Volatile facts are not kept; that a policy stood from an earlier reading is, because answers rest on it. */
const staleFact = sql<
  string | null
>`case when v.policy_stale then ${sql.lit(JSON.stringify({ [stalePolicyFact]: true }))} end`

/**
 * An object that was missing when somebody looked did not count from then on, though its version stood open. `ids`: only of
 * these objects.
 */
export function knownAt(
  database: Kysely<Tables>,
  at: string,
  ids?: readonly number[],
): AsyncIterable<readonly PastRow[]> {
  const moment = sql<Date>`${at}::timestamptz`
  return pagesOf((after) =>
    database
      .selectFrom('object as o')
      .innerJoin('version as v', 'v.object_id', 'o.id')
      .select(['o.id', 'o.kind', 'o.native_id', 'o.arn', 'o.account_id', 'o.region', 'o.cell_type', 'v.hash'])
      .select(['o.connection_id', 'o.cell_account_id', 'o.cell_region', staleFact.as('facts')])
      .select(['v.valid_from', 'v.observed_after'])
      .where('v.valid_from', '<=', moment)
      .where((is) => is.or([is('v.valid_to', 'is', null), is('v.valid_to', '>', moment)]))
      .where((is) => is.or([is('o.missing_since', 'is', null), is('o.missing_since', '>', moment)]))
      .$if(ids !== undefined, (query) => query.where('o.id', '=', sql<number>`any(${ids}::int[])`))
      .where('o.id', '>', after)
      .orderBy('o.id')
      .limit(rowsAtOnce)
      .execute(),
  )
}

/** Cells of one statement, as with rows. */
const cellsAtOnce = 500

/** Half a million of a thousand accounts. In no order that matters. */
export const cellPagesNow = (database: Kysely<Tables>): AsyncIterable<readonly ConnectionCell[]> =>
  cellPagesOf(async (after) => {
    const rows = await database
      .selectFrom('coverage_cell')
      .selectAll()
      .$if(after !== undefined, (query) => query.where(beyond(after)))
      .orderBy(inPlaces)
      .limit(cellsAtOnce)
      .execute()
    return rows.map((row) => ({ ...toCell(row), connectionId: row.connection_id }))
  })

/** As they were at a moment (ISO 8601); how many objects each held then is not told. */
export function cellPagesAt(database: Kysely<Tables>, at: string): AsyncIterable<readonly ConnectionCell[]> {
  const moment = sql<Date>`${at}::timestamptz`
  return cellPagesOf(async (after) => {
    const rows = await database
      .selectFrom('coverage_version')
      .selectAll()
      .where('valid_from', '<=', moment)
      .where((is) => is.or([is('valid_to', 'is', null), is('valid_to', '>', moment)]))
      .$if(after !== undefined, (query) => query.where(beyond(after)))
      .orderBy(inPlaces)
      .limit(cellsAtOnce)
      .execute()
    return rows.map((row) => ({
      ...toCell({ ...row, checked_at: row.valid_from, objects: 0 }),
      connectionId: row.connection_id,
    }))
  })
}

/** The order of the primary keys. */
export const inPlaces = sql`connection_id, account_id, region, type`

export const beyond = (after: CoveragePlace | undefined) =>
  sql<boolean>`(${inPlaces}) > (${after?.connectionId}, ${after?.accountId}, ${after?.region}, ${after?.type})`

async function* cellPagesOf(
  pageAfter: (cell: ConnectionCell | undefined) => Promise<readonly ConnectionCell[]>,
): AsyncIterable<readonly ConnectionCell[]> {
  for (let after: ConnectionCell | undefined; ; ) {
    const cells = await pageAfter(after)
    yield cells
    after = cells.at(-1)
    if (cells.length < cellsAtOnce) return
  }
}

/** The same in one piece. */
export async function cellsAt(database: Kysely<Tables>, at: string): Promise<ConnectionCell[]> {
  const all: ConnectionCell[] = []
  for await (const page of cellPagesAt(database, at)) all.push(...page)
  return all
}

export async function cellsOf(database: Kysely<Tables>, connectionId?: ConnectionId): Promise<ConnectionCell[]> {
  const rows = await database
    .selectFrom('coverage_cell')
    .selectAll()
    .$if(connectionId !== undefined, (query) => query.where('connection_id', '=', connectionId ?? null))
    .orderBy('connection_id')
    .orderBy('account_id')
    .orderBy('type')
    .orderBy('region')
    .execute()
  return rows.map((row) => ({ ...toCell(row), connectionId: row.connection_id }))
}

export const toCell = (row: Omit<Selectable<CoverageCellTable>, 'connection_id'>): CoverageCell => ({
  accountId: row.account_id,
  region: row.region,
  type: row.type,
  state: row.state,
  ...(row.action === null ? {} : { action: row.action }),
  ...(row.code === null ? {} : { code: row.code }),
  ...(row.reason === null ? {} : { reason: row.reason }),
  completeAt: optionalTime(row.complete_at),
  checkedAt: row.checked_at.toISOString(),
  objects: row.objects,
})
