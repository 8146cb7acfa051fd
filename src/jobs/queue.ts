/**
 * Jobs that outlive the process, kept by pg-boss in the same database as everything else (docs/adr/0004).
 *
 * A job waits at most once for each kind and key, and runs at most once at a time: pg-boss's policy `stately`. While one
 * runs another may wait, so that a request made in the last moment of the old job is not lost; a second
 * request is added to what waits. Every handler is idempotent, because a job whose process died is run again.
 */
import { type ConstructorOptions, PgBoss, type Queue } from 'pg-boss'
import type { JobKind, Jobs, Log } from '../app/ports/host.ts'
import type { SyncScope } from '../app/ports/sync.ts'
import { together } from '../app/sync/scope.ts'
import { AppError } from '../core/fault.ts'
import { traceOf } from '../core/fault-trace.ts'

export interface SyncPayload {
  readonly runId: string
  /** What shall be read once that run has ended: somebody asked for more than it reads. */
  readonly afterwards?: SyncScope
}

/** Kind → use case. The signal says that the process is stopping: return soon, the job is run again at the next start. */
export interface JobHandlers {
  readonly sync: (payload: SyncPayload, signal: AbortSignal) => Promise<void>
}

export interface JobQueue extends Jobs {
  /** Begins to take jobs, those first that an ended process left behind. */
  work(handlers: JobHandlers): Promise<void>
}

interface Sql {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: readonly unknown[] }>
}

export interface JobsOptions {
  readonly sql: Sql & { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> }
  /** `pglite`: this process has the database alone. `postgres`: other servers may take jobs, too. */
  readonly engine: 'pglite' | 'postgres'
  readonly log: Log
}

/** Two connections are read side by side; more would share the same network and the same processor. */
const workersPerKind = 2
/** Jobs of this process wake the workers at once; polling is for those that another server put in or that are retried. */
const pollingIntervalSeconds = 2
/** A process that has not been heard of for so long is dead, and its jobs are run by another. */
const heartbeatSeconds = 20
/** How often dead ones are looked for, where there can be any. */
const superviseIntervalSeconds = { pglite: 60, postgres: 5 } as const
/** Longest time from the first call to the last of a sync: connection.md §9 expects 90 minutes for a thousand accounts. */
const expireInSeconds = 12 * 60 * 60
/** How long running jobs may take to stop. */
const stopTimeoutMs = 30_000

const queueOptions: Omit<Queue, 'name'> = {
  policy: 'stately',
  // A process that is killed again and again uses these up as well; the sync run then asks for a new job at the next start.
  retryLimit: 5,
  retryDelay: 1,
  expireInSeconds,
  // The run is the record of what happened; the job is not kept.
  deleteAfterSeconds: 3600,
}

const kinds: readonly JobKind[] = ['sync']
const parsers = { sync: parseSyncPayload } as const satisfies Record<JobKind, (data: object) => object>

export async function createJobs({ sql, engine, log }: JobsOptions): Promise<JobQueue> {
  const boss = new PgBoss({
    db: executor(sql),
    backend: engine,
    schema: 'jobs',
    schedule: false,
    superviseIntervalSeconds: superviseIntervalSeconds[engine],
    monitorIntervalSeconds: superviseIntervalSeconds[engine],
    // Bailiwick's own doctor and log tell what these would; each costs queries on the one session of the embedded engine.
    registerInstance: false,
    monitorVacuum: false,
    reindex: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', (error) => log.warn('jobs.error', { fault: traceOf(error) }))
  await boss.start()
  for (const kind of kinds) {
    await boss.createQueue(kind, { ...queueOptions, ...(engine === 'postgres' ? { heartbeatSeconds } : {}) })
  }

  const stopping = new AbortController()
  const workers: string[] = []
  return {
    enqueue: async (kind, key, payload) => {
      await sql.transaction((one) => addJob(boss, one, { kind, key, payload: parsers[kind](payload) }))
      for (const worker of workers) boss.notifyWorker(worker)
    },

    work: async (handlers) => {
      for (const kind of kinds) {
        if (engine === 'pglite') await releaseAbandoned(boss, kind, log)
        const handle = taker(kind, handlers, stopping.signal, log)
        for (let worker = 0; worker < workersPerKind; worker += 1) {
          workers.push(await boss.work<object>(kind, { pollingIntervalSeconds, batchSize: 1 }, handle))
        }
      }
    },

    stop: async () => {
      stopping.abort(new AppError('cancelled', 'Bailiwick is stopping; the job goes on at the next start.'))
      await boss.stop({ graceful: true, timeout: stopTimeoutMs })
    },
  }
}

/** What waits is looked at and replaced by one request at a time, in whatever process: else two would add to the same, and one be lost. */
async function addJob(
  boss: PgBoss,
  sql: Sql,
  { kind, key, payload }: { readonly kind: JobKind; readonly key: string; readonly payload: SyncPayload },
): Promise<void> {
  await sql.executeSql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${kind} ${key}`])
  const db = executor(sql)
  const [waiting] = await boss.findJobs<object>(kind, { key, queued: true, db })
  const added = waiting ? addedTo(parsers[kind](waiting.data), payload) : payload
  await boss.upsert(kind, added, { singletonKey: key, db })
}

const executor = (sql: Sql): NonNullable<ConstructorOptions['db']> => ({
  executeSql: async (text, values) => {
    const { rows } = await sql.executeSql(text, values)
    return { rows: [...rows] }
  },
})

type Taken = readonly { readonly id: string; readonly data: object; readonly signal: AbortSignal }[]

const taker =
  (kind: JobKind, handlers: JobHandlers, stopping: AbortSignal, log: Log) =>
  async (taken: Taken): Promise<void> => {
    for (const { id, data, signal } of taken) {
      try {
        await handlers[kind](parsers[kind](data), AbortSignal.any([signal, stopping]))
      } catch (error) {
        if (!stopping.aborted) log.error('jobs.failed', { kind, job: id, fault: traceOf(error) })
        throw error
      }
      // A job that was told to stop has not done its work, whatever it returned: it stays in the queue.
      stopping.throwIfAborted()
    }
  }

/** Of what two requests want read afterwards neither is lost. */
export function addedTo(waiting: SyncPayload, payload: SyncPayload): SyncPayload {
  const { afterwards = waiting.afterwards } = payload
  if (!afterwards) return payload
  return { ...payload, afterwards: waiting.afterwards ? together(waiting.afterwards, afterwards) : afterwards }
}

export function parseSyncPayload(data: object): SyncPayload {
  // What stands behind `afterwards` was written by this program into its own database.
  if ('runId' in data && typeof data.runId === 'string') {
    return { runId: data.runId, ...('afterwards' in data && { afterwards: data.afterwards as SyncScope }) }
  }
  throw new AppError('internal', 'A job of kind sync names no run.')
}

/** Only one process ever has the embedded database, so a job that is active before any worker began has lost its process. */
async function releaseAbandoned(boss: PgBoss, kind: JobKind, log: Log): Promise<void> {
  await boss.deleteStoredJobs(kind)
  for (const job of await boss.findJobs(kind)) {
    if (job.state !== 'active') continue
    log.info('jobs.taken_up', { kind, job: job.id })
    await boss.fail(kind, job.id, { reason: 'The process that ran it has ended.' })
  }
}
