/** The inventory: what is known now, what a run has staged, and how the one becomes the other. */
import type { Kysely } from 'kysely'
import type { Log } from '../app/ports/host.ts'
import type { InventoryStore } from '../app/ports/inventory.ts'
import { traceOf } from '../core/fault-trace.ts'
import { createSharedJson } from '../core/inventory/shared-json.ts'
import type { Engine } from './database-engine.ts'
import { readDocuments } from './documents.ts'
import { countingFigures } from './figures.ts'
import { historyOf, lastChangesOf, outlinesOf } from './history.ts'
import { cellsOf } from './known.ts'
import { cellsKnownNow, inventoryOf, loadRows } from './load-inventory.ts'
import { objectsOfCell, organizationOf } from './organization.ts'
import { publishRun, publishStagesOfRun } from './publish.ts'
import { forget } from './retention.ts'
import type { Tables } from './schema.ts'
import { since, snapshotById, snapshots } from './snapshots.ts'
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

export function inventoryStore(
  database: Kysely<Tables>,
  engine: Pick<Engine, 'settle' | 'kind'>,
  log: Log,
): InventoryStore {
  let settling = Promise.resolve()
  /**
   * What is published is published: whoever published it does not wait for the vacuum, and one that fails (a full disk) makes the next
   * queries slower and nothing else.
   */
  const settle = (why: object): void => {
    settling = settling
      .then(() => engine.settle(publishedTables))
      .catch((cause: unknown) => {
        log.warn('database.not_settled', { ...why, fault: traceOf(cause) })
      })
  }
  return {
    ...stagingStore(database),

    publish: async (runId, connectionId, at) => {
      const snapshot = await publishRun(database, runId, connectionId, at)
      settle({ run: runId })
      return snapshot
    },
    publishStages: async (runId, connectionId, at, stages) => {
      const snapshot = await publishStagesOfRun(database, runId, connectionId, at, stages)
      settle({ run: runId })
      return snapshot
    },

    load: async (at, atHand = { shared: createSharedJson() }) => {
      const loaded = await atOneMoment(database, engine, (moment) => loadRows(moment, at, atHand))
      return loaded && inventoryOf(loaded)
    },
    cellTable: () => atOneMoment(database, engine, cellsKnownNow),
    outlines: (from, to) => atOneMoment(database, engine, (moment) => outlinesOf(moment, from, to)),
    bodies: (hashes) => readDocuments(database, hashes),
    lastChanges: (arns, at) => lastChangesOf(database, arns, at),
    history: (arn, limits) => atOneMoment(database, engine, (moment) => historyOf(moment, arn, limits)),
    forget: async (before) => {
      const forgotten = await forget(database, before)
      settle({})
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
    figures: countingFigures(database),
  }
}

/** After so many the publications come faster than anybody can read; that they wait once is better than to begin for ever. */
const mostAttempts = 5

/**
 * Several queries that see the same: a publication comes before all of them or after. The embedded database has one session, in which
 * a transaction over everything would keep all others waiting for seconds; there the queries go one by one, and anew when something
 * was published between them.
 */
async function atOneMoment<T>(
  database: Kysely<Tables>,
  engine: Pick<Engine, 'kind'>,
  work: (database: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  if (engine.kind === 'pglite') {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const before = await published(database)
      const found = await work(database)
      if ((await published(database)) === before) return found
    }
  }
  return database.transaction().setIsolationLevel('repeatable read').execute(work)
}

/** Each publication adds a snapshot, and retention takes the oldest before anything else. */
async function published(database: Kysely<Tables>): Promise<string> {
  const { first, last } = await database
    .selectFrom('snapshot')
    .select(({ fn }) => [fn.min<number | null>('id').as('first'), fn.max<number | null>('id').as('last')])
    .executeTakeFirstOrThrow()
  return `${first} ${last}`
}
