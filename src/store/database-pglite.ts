/**
 * The embedded database, seen from the main thread: a PGlite for Kysely's dialect whose every call is a message to the
 * thread of `pglite-worker.ts`. There is one session, so whoever runs a transaction has it alone until its end.
 */
import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { PGliteDialect, type PGliteDialectConfig } from 'kysely'
import type { Clock, Log } from '../app/ports/host.ts'
import { AppError } from '../core/fault.ts'
import type { Engine } from './database-engine.ts'
import type {
  JsonColumns,
  WorkerError,
  WorkerReply,
  WorkerRequest,
  WorkerResult,
  WorkerRole,
} from './pglite-protocol.ts'

type KyselyPglite = Exclude<PGliteDialectConfig['pglite'], (...args: never[]) => unknown>

/**
 * The embedded engine has no background process that would write checkpoints, without which its log grows for ever.
 * PostgreSQL's own default (`checkpoint_timeout`) is five minutes.
 */
const checkpointEveryMs = 5 * 60 * 1000

/** Rows die young: a small nursery measures as fast, and 100 MB less stay resident after a sync. */
const maxYoungGenerationSizeMb = 8

export interface PgliteOptions {
  readonly home: string
  readonly clock: Clock
  readonly log: Log
}

/**
 * V8's optimizing compiler takes 600 MB for one function of the engine (its parser of SQL, 105 KB of WebAssembly, hot from the first
 * statements on), once for each thread that opens it: half of what the whole server had at its peak. The baseline compiler's code does
 * the same statements with about a fifth more processor time of this thread, and 60 MB less stay resident. No other WebAssembly runs
 * here. What `--liftoff-only` implies has to be said too when V8 runs already.
 */
function compileInBaseline(): void {
  for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag)
}

/** Faults: `home_locked`, `home_unwritable`, `database_newer`, `database_unavailable`. */
export async function openPglite({ home, clock, log }: PgliteOptions): Promise<Engine> {
  const role: WorkerRole = { role: 'serve', home, now: clock.now() }
  const thread = await startThread(role)
  const turns = takeTurns()
  let wroteSinceCheckpoint = false

  const query = async (sql: string, values: readonly unknown[], json: JsonColumns): Promise<WorkerResult> => {
    const result = await thread.ask({ kind: 'query', sql, values, json })
    wroteSinceCheckpoint ||= result.command !== 'SELECT'
    return result
  }
  const checkpoint = async (): Promise<void> => {
    if (!wroteSinceCheckpoint) return
    await turns.run(() => query('CHECKPOINT', [], 'text'))
    wroteSinceCheckpoint = false
  }
  const timer = setInterval(() => {
    checkpoint().catch((error: unknown) => log.warn('database.checkpoint_failed', { error: String(error) }))
  }, checkpointEveryMs)
  timer.unref()

  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= turns.run(async () => {
      clearInterval(timer)
      await thread.ask({ kind: 'close' }).catch((error: unknown) => {
        log.warn('database.closed_without_checkpoint', { reason: String(error) })
      })
      await thread.ended
    })
    return closing
  }

  return {
    kind: 'pglite',
    dialect: new PGliteDialect({ pglite: kyselyFace(query, turns, () => closing !== undefined) }),
    executeSql: (text, values = []) => turns.run(() => query(text, values, 'parsed')),
    transaction: (work) =>
      turns.run(() =>
        inTransaction(query, () => work({ executeSql: (text, values = []) => query(text, values, 'parsed') })),
      ),
    settle: async (tables) => {
      // Table by table, so that others have their turn in between.
      for (const table of tables) {
        if (closing) return
        await turns.run(() => query(`VACUUM (ANALYZE) ${table}`, [], 'text'))
      }
      if (!closing) await checkpoint()
    },
    close,
  }
}

type Query = (sql: string, values: readonly unknown[], json: JsonColumns) => Promise<WorkerResult>

/** The part of PGlite's interface that Kysely's dialect calls. The engine closes itself; `Kysely.destroy` must not. */
function kyselyFace(query: Query, turns: Turns, closed: () => boolean): KyselyPglite {
  const ask = async <T>(sql: string, values: readonly unknown[] = []) => {
    const { rows, affected } = await query(sql, values, 'text')
    // The row type is what the caller of Kysely's typed query says it is; drivers cannot know better.
    return { rows: rows as T[], affectedRows: affected, fields: [] }
  }
  return {
    ready: true,
    waitReady: Promise.resolve(),
    get closed() {
      return closed()
    },
    close: async () => {},
    query: <T>(sql: string, values?: readonly unknown[]) => turns.run(() => ask<T>(sql, values)),
    transaction: (body) =>
      turns.run(() =>
        inTransaction(query, () =>
          body({ query: ask, rollback: async () => void (await query('ROLLBACK', [], 'text')) }),
        ),
      ),
  }
}

/** Whoever calls it has the session to himself. */
async function inTransaction<T>(query: Query, work: () => Promise<T>): Promise<T> {
  await query('BEGIN', [], 'text')
  try {
    const value = await work()
    const { command } = await query('COMMIT', [], 'text')
    // PostgreSQL answers COMMIT with ROLLBACK when an earlier statement had failed; Kysely knows the code.
    if (command === 'ROLLBACK') throw databaseError({ message: 'The transaction was rolled back', code: '25P02' })
    return value
  } catch (error) {
    await query('ROLLBACK', [], 'text').catch(() => {})
    throw error
  }
}

interface Turns {
  /** Runs `body` after everything asked for before has ended. */
  run<T>(body: () => Promise<T>): Promise<T>
}

function takeTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run: (body) => {
      const turn = last.then(body, body)
      last = turn.catch(() => {})
      return turn
    },
  }
}

type Ask = Omit<Extract<WorkerRequest, { kind: 'query' }>, 'id'> | Omit<Extract<WorkerRequest, { kind: 'close' }>, 'id'>

interface Thread {
  ask(request: Ask): Promise<WorkerResult>
  readonly ended: Promise<void>
}

interface Waiting {
  readonly resolve: (result: WorkerResult) => void
  readonly reject: (error: Error) => void
}

function startThread(role: WorkerRole): Promise<Thread> {
  compileInBaseline()
  // Node 22 announces its SQLite as experimental on every start; that is no news for the person who starts Bailiwick.
  const worker = new Worker(workerFile(), {
    workerData: role,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxYoungGenerationSizeMb },
  })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let died: Error | undefined

  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const die = (error: Error): void => {
    died ??= error
    for (const { reject } of waiting.values()) reject(died)
    waiting.clear()
  }
  const ask = (request: Ask): Promise<WorkerResult> =>
    new Promise((resolve, reject) => {
      if (died !== undefined) return reject(died)
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      worker.postMessage({ ...request, id: lastId })
    })

  return new Promise((resolve, reject) => {
    worker.on('message', (reply: WorkerReply) => {
      if (reply.kind === 'ready') return resolve({ ask, ended })
      if (reply.kind === 'refused') {
        // An engine that failed half way may hold files open: its thread is ended, and the fault told after it.
        died = databaseError(reply.error)
        return void worker.terminate()
      }
      const request = waiting.get(reply.id)
      waiting.delete(reply.id)
      if (reply.kind === 'done') request?.resolve(reply.result)
      else request?.reject(databaseError(reply.error))
    })
    worker.once('error', (cause) => die(stopped(cause)))
    worker.once('exit', () => {
      die(stopped(undefined))
      reject(died)
    })
  })
}

/** Beside this file: TypeScript in a checkout, JavaScript in the published bundle. */
function workerFile(): URL {
  const source = new URL('./pglite-worker.ts', import.meta.url)
  return existsSync(source) ? source : new URL('./pglite-worker.js', import.meta.url)
}

const stopped = (cause: unknown): AppError =>
  new AppError(
    'database_unavailable',
    'The embedded database has stopped.',
    {
      effect: 'What was committed before is kept.',
      fix: 'Start Bailiwick again; if it stops again, run bailiwick doctor.',
    },
    { cause },
  )

function databaseError({ message, fault, details, code, constraint }: WorkerError): Error {
  if (fault !== undefined) return new AppError(fault, message, details)
  return Object.assign(new Error(message), { code, constraint })
}
