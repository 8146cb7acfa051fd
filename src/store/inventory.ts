/** The inventory: what is known now, what a run has staged, and how the one becomes the other. */
import { setImmediate as others } from 'node:timers/promises'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { InventoryStore, Log, SnapshotRef } from '../app/ports.ts'
import type { Steps } from '../core/access/stepwise.ts'
import { traceOf } from '../core/fault-trace.ts'
import { type SnapshotId, toSnapshotId } from '../core/ids.ts'
import {
  type ChosenReadings,
  type ConnectionReading,
  chooseReadingsInSteps,
} from '../core/inventory/choose-readings.ts'
import type { Json } from '../core/inventory/objects.ts'
import type { Engine } from './database-engine.ts'
import { readDocuments } from './documents.ts'
import { historyOf, outlinesOf } from './history.ts'
import { toObject } from './inventory-object.ts'
import { byCell, cellsAt, cellsOf, type Known, knownAt, knownNow } from './known.ts'
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

    load: async (at) => {
      const rows = await atOneMoment(database, (transaction) => loadRows(transaction, at))
      return rows && { snapshot: rows.snapshot, ...(await servingOthers(inventoryOf(rows))) }
    },
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

interface LoadedRows {
  readonly snapshot: SnapshotRef
  readonly known: Known
  readonly bodies: ReadonlyMap<string, Json>
}

async function loadRows(database: Kysely<Tables>, at: string | undefined): Promise<LoadedRows | undefined> {
  const [snapshot] = await snapshots(database, 1, at)
  if (snapshot === undefined) return undefined
  const known =
    at === undefined
      ? await knownNow(database)
      : { objects: await knownAt(database, at), cells: await cellsAt(database, at) }
  return { snapshot, known, bodies: await readDocuments(database, new Set(known.objects.map(({ hash }) => hash))) }
}

function* inventoryOf({ known, bodies }: LoadedRows): Steps<ChosenReadings> {
  const readings: ConnectionReading[] = []
  for (const { rows, ...reading } of byCell(known)) {
    readings.push({ ...reading, objects: rows.map((row) => toObject(row, bodies.get(row.hash))) })
    yield
  }
  return yield* chooseReadingsInSteps(readings)
}

/** Short enough that nobody notices waiting for it. */
const sliceMs = 12

async function servingOthers<T>(work: Steps<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + sliceMs
    while (performance.now() < until) {
      const next = work.next()
      if (next.done === true) return next.value
    }
    await others()
  }
}
