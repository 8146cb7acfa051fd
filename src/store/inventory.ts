/** The inventory: what is known now, what a run has staged, and how the one becomes the other. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { InventoryStore, LoadedInventory, Log, SnapshotRef } from '../app/ports.ts'
import { traceOf } from '../core/fault-trace.ts'
import { type SnapshotId, toSnapshotId } from '../core/ids.ts'
import { chooseReadings } from '../core/inventory/choose-readings.ts'
import type { Engine } from './database-engine.ts'
import { readDocuments } from './documents.ts'
import { historyOf, outlinesOf } from './history.ts'
import { toObject } from './inventory-object.ts'
import { byCell, cellsAt, cellsOf, knownAt, knownNow } from './known.ts'
import { objectsOfCell, organizationOf } from './organization.ts'
import { publishRun, publishStagesOfRun } from './publish.ts'
import { forget } from './retention.ts'
import type { SnapshotTable, Tables } from './schema.ts'
import { stagingStore } from './staging.ts'

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
  // What is published is published: a vacuum that fails (a full disk) makes the next queries slower and nothing else.
  const settle = (why: object): Promise<void> =>
    engine.settle(publishedTables).catch((cause: unknown) => {
      log.warn('database.not_settled', { ...why, fault: traceOf(cause) })
    })
  return {
    ...stagingStore(database),

    publish: async (runId, connectionId, at) => {
      const snapshot = await publishRun(database, runId, connectionId, at)
      await settle({ run: runId })
      return snapshot
    },
    publishStages: async (runId, connectionId, at, stages) => {
      const snapshot = await publishStagesOfRun(database, runId, connectionId, at, stages)
      await settle({ run: runId })
      return snapshot
    },

    load: (at) => atOneMoment(database, (transaction) => load(transaction, at)),
    outlines: (from, to) => atOneMoment(database, (transaction) => outlinesOf(transaction, from, to)),
    bodies: (hashes) => readDocuments(database, hashes),
    history: (arn, limits) => atOneMoment(database, (transaction) => historyOf(transaction, arn, limits)),
    forget: async (before) => {
      const forgotten = await forget(database, before)
      await settle({})
      return forgotten
    },

    organization: (connectionId) => organizationOf(database, connectionId),
    objectsOf: (connectionId, cell, kinds) => objectsOfCell(database, connectionId, cell, kinds),
    currentSnapshot: async () => (await snapshots(database, 1))[0],
    snapshots: (limit) => snapshots(database, limit),
    snapshot: (id) => snapshotById(database, id),
    snapshotAt: async (at) => (await snapshots(database, 1, at))[0],
    since: () => since(database),
    cells: (connectionId) => cellsOf(database, connectionId),
  }
}

/** Several queries that see the same: a publication comes before all of them or after. */
const atOneMoment = <T>(database: Kysely<Tables>, work: (transaction: Kysely<Tables>) => Promise<T>): Promise<T> =>
  database.transaction().setIsolationLevel('repeatable read').execute(work)

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

async function since(database: Kysely<Tables>): Promise<string | undefined> {
  const row = await database
    .selectFrom('snapshot')
    .select('published_at')
    .orderBy('published_at')
    .limit(1)
    .executeTakeFirst()
  return row?.published_at.toISOString()
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
  const known =
    at === undefined
      ? await knownNow(database)
      : { objects: await knownAt(database, at), cells: await cellsAt(database, at) }
  const bodies = await readDocuments(database, new Set(known.objects.map(({ hash }) => hash)))
  const readings = byCell(known).map(({ rows, ...reading }) => ({
    ...reading,
    objects: rows.map((row) => toObject(row, bodies.get(row.hash))),
  }))
  return { snapshot, ...chooseReadings(readings) }
}
