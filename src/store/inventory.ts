/** The inventory: what is known now, what a run has staged, and how the one becomes the other. */
import type { Kysely, Selectable } from 'kysely'
import type { InventoryStore, LoadedInventory, Log, SnapshotRef } from '../app/ports.ts'
import { traceOf } from '../core/fault-trace.ts'
import { type AccountId, type ConnectionId, toSnapshotId } from '../core/ids.ts'
import { type ConnectionReading, chooseReadings } from '../core/inventory/choose-readings.ts'
import type { CellType, CoverageCell } from '../core/inventory/coverage.ts'
import type { Engine } from './database-engine.ts'
import { toObject } from './inventory-object.ts'
import { publishRun } from './publish.ts'
import type { CoverageCellTable, Tables } from './schema.ts'
import { stagingStore } from './staging.ts'
import { optionalTime } from './times.ts'

/** Tables that a publication rewrites. */
const publishedTables = ['staging_object', 'staging_cell', 'object', 'version', 'document', 'coverage_cell', 'snapshot']

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

    load: () =>
      database
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((transaction) => load(transaction)),

    currentSnapshot: () => currentSnapshot(database),

    cells: async (connectionId) => {
      const rows = await database
        .selectFrom('coverage_cell')
        .selectAll()
        .$if(connectionId !== undefined, (query) => query.where('connection_id', '=', connectionId ?? null))
        .orderBy('account_id')
        .orderBy('type')
        .orderBy('region')
        .execute()
      return rows.map((row) => ({ ...toCell(row), connectionId: row.connection_id }))
    },
  }
}

async function currentSnapshot(database: Kysely<Tables>): Promise<SnapshotRef | undefined> {
  const row = await database.selectFrom('snapshot').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row && { id: toSnapshotId(String(row.id)), publishedAt: row.published_at.toISOString() }
}

/** Each body is transported and parsed once, however many accounts have it, and shared by its objects. */
async function load(database: Kysely<Tables>): Promise<LoadedInventory | undefined> {
  const snapshot = await currentSnapshot(database)
  if (snapshot === undefined) return undefined
  const documents = await database
    .selectFrom('document')
    .select(['hash', 'body'])
    .where('hash', 'in', (query) => query.selectFrom('object').select('hash').where('status', '=', 'present'))
    .execute()
  const bodies = new Map<string, unknown>(documents.map(({ hash, body }) => [hash, JSON.parse(body)]))
  const rows = await database
    .selectFrom('object')
    .select(['kind', 'native_id', 'arn', 'account_id', 'region', 'cell_type', 'facts', 'hash'])
    .select(['connection_id', 'cell_account_id', 'cell_region'])
    .where('status', '=', 'present')
    .orderBy('id')
    .execute()
  const cells = await database
    .selectFrom('coverage_cell')
    .selectAll()
    .orderBy('connection_id')
    .orderBy('account_id')
    .orderBy('type')
    .orderBy('region')
    .execute()
  const byCell = Map.groupBy(rows, (row) =>
    placeOf(row.connection_id, row.cell_account_id, row.cell_type, row.cell_region),
  )
  const readings = cells.map((row): ConnectionReading => {
    const known = byCell.get(placeOf(row.connection_id, row.account_id, row.type, row.region)) ?? []
    const objects = known.map((object) => toObject(object, bodies.get(object.hash)))
    return { connectionId: row.connection_id, cell: toCell(row), objects }
  })
  return { snapshot, ...chooseReadings(readings) }
}

const placeOf = (...fields: readonly [ConnectionId, AccountId, CellType, string]): string => fields.join('\n')

const toCell = (row: Selectable<CoverageCellTable>): CoverageCell => ({
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
