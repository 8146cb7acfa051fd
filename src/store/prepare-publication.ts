/**
 * What a publication does before its transaction, in short statements between which others are served: the embedded database has one
 * session. Nothing of it is visible. Bodies are documents that nothing points at yet; the objects of a cell that was never published
 * are passed over by every reader until the cell is.
 */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { AccountId, ConnectionId, SyncRunId } from '../core/ids.ts'
import { type CellKey, type CellType, cellKeyText } from '../core/inventory/coverage.ts'
import { publishLeftOut } from './left-out-cells.ts'
import type { CoverageCellTable, Tables } from './schema.ts'
import { claimedTwice, differingCells, keepStagedDocuments, type StagedCell, stagedCells } from './staging.ts'

export type CellBefore = Selectable<CoverageCellTable>

/** Of a cell that was read again and found as it was, what its new time needs: a large organization has half a million of them. */
export type UnchangedCell = Pick<StagedCell, 'account_id' | 'region' | 'type' | 'state' | 'checked_at'>

export interface Prepared {
  /** Cells in which merging can change anything. */
  readonly differing: readonly StagedCell[]
  /** The rest of those that ended otherwise than before, or for the first time: a first sync has nearly all here. */
  readonly asRead: readonly StagedCell[]
  readonly unchanged: readonly UnchangedCell[]
  /** What was published before of those that are not as they were, by `cellKeyText`. */
  readonly before: ReadonlyMap<string, CellBefore>
  /** How many cells are published already that hold nothing. */
  readonly leftOut: number
  /** How many objects are staged of a cell, by `cellKeyText`; those of cells that were never published are there already. */
  readonly counts: ReadonlyMap<string, number>
}

export interface Preparing {
  readonly database: Kysely<Tables>
  readonly runId: SyncRunId
  readonly connectionId: ConnectionId
  readonly at: string
  readonly types: readonly CellType[]
}

/** Objects of one statement: a tenth of a second on the embedded engine while others keep the machine busy. */
const objectsAtOnce = 500

export async function preparePublication(preparing: Preparing): Promise<Prepared> {
  const { database, runId, connectionId, types } = preparing
  // Staging was empty when the server last looked; without a fresh look it plans for a handful of rows. Bodies decide no plan.
  await sql`analyze staging_object (run_id, cell_account_id, cell_region, cell_type, kind, account_id, region, native_id,
    hash)`.execute(database)
  await sql`analyze staging_cell`.execute(database)
  const counts = new Map<string, number>()
  const mayDiffer = new Set(await claimedTwice(database, runId, types))
  const differing: StagedCell[] = []
  const asRead: StagedCell[] = []
  const unchanged: UnchangedCell[] = []
  const before = new Map<string, CellBefore>()
  let leftOut = 0
  for (const accounts of slices(await stagedAccounts(preparing), await objectsByAccount(preparing))) {
    for (const [key, objects] of await objectsByCell(preparing, accounts)) counts.set(key, objects)
    leftOut += await publishLeftOut(database, preparing, accounts)
    await keepStagedDocuments(database, runId, types, accounts)
    await insertNew(preparing, accounts)
    for (const key of await differingCells(database, runId, connectionId, types, accounts)) mayDiffer.add(key)
    const known = await coverageBefore(preparing, accounts)
    for (const cell of await stagedCells(database, runId, types, accounts)) {
      const key = cellKeyText(keyOf(cell))
      const was = known.get(key)
      const differs = mayDiffer.has(key)
      if (was && !differs && isAsBefore(cell, was)) unchanged.push(unchangedOf(cell))
      else {
        const news = differs ? differing : asRead
        news.push(cell)
        if (was) before.set(key, was)
      }
    }
  }
  return { differing, asRead, unchanged, before, leftOut, counts }
}

const isAsBefore = (cell: StagedCell, was: CellBefore): boolean =>
  cell.state === was.state && cell.code === was.code && cell.reason === was.reason && cell.action === was.action

const unchangedOf = ({ account_id, region, type, state, checked_at }: StagedCell): UnchangedCell => ({
  account_id,
  region,
  type,
  state,
  checked_at,
})

export const keyOf = (row: Pick<CellBefore, 'account_id' | 'region' | 'type'>): CellKey => ({
  accountId: row.account_id,
  region: row.region,
  type: row.type,
})

async function stagedAccounts({ database, runId, types }: Preparing): Promise<readonly AccountId[]> {
  const rows = await database
    .selectFrom('staging_cell')
    .select('account_id')
    .distinct()
    .where('run_id', '=', runId)
    .where('type', 'in', types)
    .orderBy('account_id')
    .execute()
  return rows.map(({ account_id }) => account_id)
}

/** Of the cells that are staged. */
async function coverageBefore(
  { database, runId, connectionId, types }: Preparing,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<string, CellBefore>> {
  const rows = await database
    .selectFrom('coverage_cell')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('type', 'in', types)
    .where(sql<boolean>`account_id = any(${accounts}::text[])`)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('staging_cell as s')
          .select(sql`1`.as('one'))
          .where('s.run_id', '=', runId)
          .whereRef('s.account_id', '=', 'coverage_cell.account_id')
          .whereRef('s.region', '=', 'coverage_cell.region')
          .whereRef('s.type', '=', 'coverage_cell.type'),
      ),
    )
    .execute()
  return new Map(rows.map((row) => [cellKeyText(keyOf(row)), row]))
}

async function objectsByAccount({ database, runId, types }: Preparing): Promise<ReadonlyMap<AccountId, number>> {
  const rows = await database
    .selectFrom('staging_object')
    .select(['cell_account_id', sql<number>`count(*)::int`.as('count')])
    .where('run_id', '=', runId)
    .where('cell_type', 'in', types)
    .groupBy('cell_account_id')
    .execute()
  return new Map(rows.map((row) => [row.cell_account_id, row.count]))
}

async function objectsByCell(
  { database, runId, types }: Preparing,
  accounts: readonly AccountId[],
): Promise<readonly (readonly [string, number])[]> {
  const rows = await database
    .selectFrom('staging_object')
    .select(['cell_account_id', 'cell_region', 'cell_type', sql<number>`count(*)::int`.as('count')])
    .where('run_id', '=', runId)
    .where('cell_type', 'in', types)
    .where(sql<boolean>`cell_account_id = any(${accounts}::text[])`)
    .groupBy(['cell_account_id', 'cell_region', 'cell_type'])
    .execute()
  return rows.map((row) => [
    cellKeyText({ accountId: row.cell_account_id, region: row.cell_region, type: row.cell_type }),
    row.count,
  ])
}

/** Accounts of one statement: their cells are a few thousand. */
const accountsAtOnce = 50

/** Accounts whose cells together have so many objects. */
function slices(
  accounts: readonly AccountId[],
  byAccount: ReadonlyMap<AccountId, number>,
): readonly (readonly AccountId[])[] {
  const all: AccountId[][] = []
  let room = 0
  for (const accountId of accounts) {
    const objects = byAccount.get(accountId) ?? 0
    const slice = all.at(-1)
    if (slice && objects <= room && slice.length < accountsAtOnce) slice.push(accountId)
    else {
      all.push([accountId])
      room = objectsAtOnce
    }
    room -= objects
  }
  return all
}

async function insertNew(
  { database, runId, connectionId, at, types }: Preparing,
  accounts: readonly AccountId[],
): Promise<void> {
  await sql`
    with fresh as (
      insert into object (connection_id, kind, account_id, region, native_id, arn, cell_account_id, cell_region, cell_type,
        status, hash, facts, first_seen_at)
      select ${connectionId}, o.kind, o.account_id, o.region, o.native_id, o.arn,
        o.cell_account_id, o.cell_region, o.cell_type, 'present', o.hash, o.facts, ${at}::timestamptz
      from staging_object o
      join staging_cell c on c.run_id = o.run_id
        and c.account_id = o.cell_account_id and c.region = o.cell_region and c.type = o.cell_type
      where o.run_id = ${runId} and o.cell_type = any(${types}::text[])
        and o.cell_account_id = any(${accounts}::text[])
        and not exists (select from coverage_cell k where k.connection_id = ${connectionId}
          and k.account_id = o.cell_account_id and k.region = o.cell_region and k.type = o.cell_type)
      on conflict do nothing
      returning id, hash
    )
    insert into version (object_id, valid_from, hash, run_id, observed_after)
    select id, ${at}::timestamptz, hash, ${runId}, null from fresh`.execute(database)
}
