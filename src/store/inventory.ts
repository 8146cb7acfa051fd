/** The inventory: what is known now, what a run has staged, and how the one becomes the other. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { InventoryStore, LoadedInventory, Log, SnapshotRef } from '../app/ports.ts'
import { traceOf } from '../core/fault-trace.ts'
import { type AccountId, type ConnectionId, type SnapshotId, toSnapshotId } from '../core/ids.ts'
import { type ConnectionReading, chooseReadings } from '../core/inventory/choose-readings.ts'
import type { CellType, CoverageCell } from '../core/inventory/coverage.ts'
import type { Engine } from './database-engine.ts'
import { readDocuments } from './documents.ts'
import { toObject } from './inventory-object.ts'
import { publishRun } from './publish.ts'
import type { CoverageCellTable, ObjectTable, SnapshotTable, Tables } from './schema.ts'
import { stagingStore } from './staging.ts'
import { optionalTime } from './times.ts'

/** Tables that a publication rewrites. */
const publishedTables = [
  'staging_object',
  'staging_cell',
  'object',
  'version',
  'document',
  'coverage_cell',
  'coverage_version',
  'snapshot',
]

export function inventoryStore(database: Kysely<Tables>, engine: Pick<Engine, 'settle'>, log: Log): InventoryStore {
  return {
    ...stagingStore(database),

    publish: async (runId, connectionId, at) => {
      const snapshot = await publishRun(database, runId, connectionId, at)
      // What is published is published: a vacuum that fails (a full disk) makes the next queries slower and nothing else.
      await engine.settle(publishedTables).catch((cause: unknown) => {
        log.warn('database.not_settled', { run: runId, fault: traceOf(cause) })
      })
      return snapshot
    },

    load: (at) =>
      database
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((transaction) => load(transaction, at)),

    currentSnapshot: async () => (await snapshots(database, 1))[0],
    snapshots: (limit) => snapshots(database, limit),
    snapshot: (id) => snapshotById(database, id),
    cells: (connectionId) => cellsOf(database, connectionId),
  }
}

function toRef(row: Selectable<SnapshotTable>): SnapshotRef {
  return { id: toSnapshotId(String(row.id)), publishedAt: row.published_at.toISOString() }
}

async function snapshots(database: Kysely<Tables>, limit: number, until?: string): Promise<readonly SnapshotRef[]> {
  const rows = await database
    .selectFrom('snapshot')
    .selectAll()
    .$if(until !== undefined, (query) => query.where('published_at', '<=', sql<Date>`${until}::timestamptz`))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toRef)
}

async function snapshotById(database: Kysely<Tables>, id: SnapshotId): Promise<SnapshotRef | undefined> {
  // Ids are whole numbers of PostgreSQL's `integer`; anything else names no snapshot.
  if (!/^\d{1,9}$/.test(id)) return undefined
  const row = await database.selectFrom('snapshot').selectAll().where('id', '=', Number(id)).executeTakeFirst()
  return row && toRef(row)
}

async function load(database: Kysely<Tables>, at: string | undefined): Promise<LoadedInventory | undefined> {
  const [snapshot] = await snapshots(database, 1, at)
  if (snapshot === undefined) return undefined
  const { objects, cells } = at === undefined ? await knownNow(database) : await knownAt(database, at)
  const bodies = await readDocuments(database, new Set(objects.map(({ hash }) => hash)))
  const byCell = Map.groupBy(objects, (row) =>
    placeOf(row.connection_id, row.cell_account_id, row.cell_type, row.cell_region),
  )
  const readings = cells.map(({ connectionId, ...cell }): ConnectionReading => {
    const known = byCell.get(placeOf(connectionId, cell.accountId, cell.type, cell.region)) ?? []
    return {
      connectionId,
      cell: { ...cell, objects: known.length },
      objects: known.map((object) => toObject(object, bodies.get(object.hash))),
    }
  })
  return { snapshot, ...chooseReadings(readings) }
}

interface Known {
  readonly objects: readonly KnownRow[]
  readonly cells: readonly (CoverageCell & { readonly connectionId: ConnectionId })[]
}

type KnownRow = Parameters<typeof toObject>[0] &
  Pick<Selectable<ObjectTable>, 'hash' | 'connection_id' | 'cell_account_id' | 'cell_region'>

async function knownNow(database: Kysely<Tables>): Promise<Known> {
  const objects = await database
    .selectFrom('object')
    .select(['kind', 'native_id', 'arn', 'account_id', 'region', 'cell_type', 'facts', 'hash'])
    .select(['connection_id', 'cell_account_id', 'cell_region'])
    .where('status', '=', 'present')
    .orderBy('id')
    .execute()
  return { objects, cells: await cellsOf(database) }
}

/** An object that was missing when somebody looked did not count from then on, though its version stood open. */
async function knownAt(database: Kysely<Tables>, at: string): Promise<Known> {
  const moment = sql<Date>`${at}::timestamptz`
  const objects = await database
    .selectFrom('object as o')
    .innerJoin('version as v', 'v.object_id', 'o.id')
    .select(['o.kind', 'o.native_id', 'o.arn', 'o.account_id', 'o.region', 'o.cell_type', 'v.hash'])
    .select(['o.connection_id', 'o.cell_account_id', 'o.cell_region', sql<null>`null`.as('facts')])
    .where('v.valid_from', '<=', moment)
    .where((is) => is.or([is('v.valid_to', 'is', null), is('v.valid_to', '>', moment)]))
    .where((is) => is.or([is('o.missing_since', 'is', null), is('o.missing_since', '>', moment)]))
    .orderBy('o.id')
    .execute()
  const cells = await database
    .selectFrom('coverage_version')
    .selectAll()
    .where('valid_from', '<=', moment)
    .where((is) => is.or([is('valid_to', 'is', null), is('valid_to', '>', moment)]))
    .orderBy('connection_id')
    .orderBy('account_id')
    .orderBy('type')
    .orderBy('region')
    .execute()
  return {
    objects,
    cells: cells.map((row) => ({
      ...toCell({ ...row, checked_at: row.valid_from, objects: 0 }),
      connectionId: row.connection_id,
    })),
  }
}

async function cellsOf(
  database: Kysely<Tables>,
  connectionId?: ConnectionId,
): Promise<(CoverageCell & { readonly connectionId: ConnectionId })[]> {
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

const placeOf = (...fields: readonly [ConnectionId, AccountId, CellType, string]): string => fields.join('\n')

const toCell = (row: Omit<Selectable<CoverageCellTable>, 'connection_id'>): CoverageCell => ({
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
