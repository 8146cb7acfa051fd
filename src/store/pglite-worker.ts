/**
 * The thread of the embedded database. It takes the folder's lock before it touches the database and gives it back after
 * the last byte is written, so the lock lives exactly as long as the engine, whatever ends it.
 *
 * A new database is made in a thread of its own: `initdb` needs two more engines' worth of memory, and only the end of
 * a thread gives it back. It is made in `db.new` and renamed when complete: a folder called `db` is always whole.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { PGlite, type QueryOptions, types } from '@electric-sql/pglite'
import { AppError, isAppError } from '../core/fault.ts'
import { DurableFileSystem, syncPath } from './durable-file-system.ts'
import { embeddedFault, errorFields, unwritableHome } from './faults.ts'
import { type HomeLock, lockHome } from './home-lock.ts'
import type { WorkerError, WorkerReply, WorkerRequest, WorkerResult, WorkerRole } from './pglite-protocol.ts'

/** Major version inside `@electric-sql/pglite` 0.5. Another one cannot read the files. */
const postgresMajor = 18
/** 24 MB of catalogue, one WAL segment of 16 MB, and room to begin. */
const newDatabaseBytes = 64 * 1024 * 1024
/** PostgreSQL cannot write at all without room for its next WAL segment (16 MB). */
const walSegmentBytes = 16 * 1024 * 1024

const settings = [
  // The write-ahead log really reaches the disk: see durable-file-system.ts.
  'fsync=on',
  'wal_sync_method=fsync',
  // Bailiwick keeps its working set in the access index; 16 MB of page cache measure as fast as the default of 128 MB here.
  'shared_buffers=16MB',
  // What the planner learns of 3,000 rows decides as well as of the usual 30,000, which takes half a second for each large table.
  'default_statistics_target=10',
  // Few and small segments: checkpoints come often and a home should stay small.
  'min_wal_size=32MB',
]

/** PGlite's own, without `-F`, which turns fsync off. */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...settings.flatMap((setting) => ['-c', setting]),
]

/** Behind the thread that answers and before those that read (`main/reading-worker.ts`), who wait for it. */
const niceness = 5
if (process.platform === 'linux' && getPriority() < niceness) setPriority(niceness)

const say = (reply: WorkerReply): void => parentPort?.postMessage(reply)

async function serve(home: string, now: string): Promise<void> {
  let lock: HomeLock | undefined
  try {
    makeFolder(home)
    lock = await lockHome(home, now)
    const database = await openDatabase(home)
    say({ kind: 'ready' })
    answerRequests(database, home, lock)
  } catch (error) {
    lock?.release()
    say({ kind: 'refused', error: plainError(error) })
  }
}

function makeFolder(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unwritableHome(home, cause)
  }
}

async function openDatabase(home: string): Promise<PGlite> {
  const dataDir = join(home, 'db')
  try {
    if (!isDatabase(dataDir)) await createDatabase(home, dataDir)
    return await PGlite.create({ dataDir, fs: new DurableFileSystem(dataDir), startParams })
  } catch (error) {
    if (!isAppError(error) && freeBytes(home) < walSegmentBytes) throw fullDisk(home, error)
    throw embeddedFault(home, error)
  }
}

/** False when there is nothing yet. Throws when there is something that this program cannot read. */
function isDatabase(dataDir: string): boolean {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return false
  const version = join(dataDir, 'PG_VERSION')
  const major = existsSync(version) ? Number(readFileSync(version, 'utf8').trim()) : Number.NaN
  if (major === postgresMajor) return true
  if (major > postgresMajor) {
    throw new AppError(
      'database_newer',
      `The files in ${dataDir} are of PostgreSQL ${major}; this Bailiwick brings ${postgresMajor}.`,
      {
        effect: 'The database was not opened; nothing was changed.',
        fix: 'Install the Bailiwick that wrote them, or a later one.',
      },
    )
  }
  const what = Number.isNaN(major)
    ? 'no database of Bailiwick'
    : `of PostgreSQL ${major}, which this Bailiwick cannot read`
  throw new AppError('database_unavailable', `The files in ${dataDir} are ${what}.`, {
    effect: 'The database was not opened; nothing was changed.',
    fix: 'Move that folder away, or name another data folder with --home.',
  })
}

async function createDatabase(home: string, dataDir: string): Promise<void> {
  if (freeBytes(home) < newDatabaseBytes) throw fullDisk(home, undefined)
  const unfinished = join(home, 'db.new')
  rmSync(unfinished, { recursive: true, force: true })
  await createInThread(unfinished)
  syncTree(unfinished)
  rmSync(dataDir, { recursive: true, force: true })
  renameSync(unfinished, dataDir)
  syncPath(home)
}

function createInThread(dataDir: string): Promise<void> {
  const role: WorkerRole = { role: 'create', dataDir }
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: role })
    thread.once('error', reject)
    thread.once('exit', (status) => {
      if (status === 0) resolve()
      else reject(new Error(`The new database could not be made (status ${status})`))
    })
  })
}

async function create(dataDir: string): Promise<void> {
  const database = await PGlite.create({ dataDir })
  await database.exec('CHECKPOINT')
  await database.close()
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) syncTree(path)
    else syncPath(path)
  }
  syncPath(folder)
}

function freeBytes(home: string): number {
  const { bavail, bsize } = statfsSync(home)
  return bavail * bsize
}

const fullDisk = (home: string, cause: unknown): AppError =>
  unwritableHome(home, Object.assign(new Error('no space left on device', { cause }), { code: 'ENOSPC' }))

function answerRequests(database: PGlite, home: string, lock: HomeLock): void {
  const answer = async (request: WorkerRequest): Promise<WorkerResult> => {
    if (request.kind === 'query') return run(database, request)
    await closeDatabase(database, lock)
    return { rows: [], affected: 0, command: 'CLOSE' }
  }
  // One at a time and in order: the engine has one session, and `close` must be the last.
  let last: Promise<void> = Promise.resolve()
  parentPort?.on('message', (request: WorkerRequest) => {
    last = last
      .then(() => answer(request))
      .then(
        (result) => say({ kind: 'done', id: request.id, result }),
        (error: unknown) => say({ kind: 'failed', id: request.id, error: plainError(embeddedFault(home, error)) }),
      )
    if (request.kind === 'close') last = last.then(() => parentPort?.close())
  })
}

/** Without the checkpoint (a full disk) the next start has more of the log to read, and loses nothing. */
async function closeDatabase(database: PGlite, lock: HomeLock): Promise<void> {
  try {
    await database.exec('CHECKPOINT')
  } finally {
    await database.close()
    lock.release()
  }
}

const asText = (text: string): string => text
const jsonAsText: QueryOptions = { parsers: { [types.JSON]: asText, [types.JSONB]: asText } }

/**
 * As node-postgres: a statement without values goes by the simple protocol and may be several. One that fails and
 * leaves a transaction open that it began itself takes it back, as a pool would by handing out another session.
 */
async function run(database: PGlite, request: Extract<WorkerRequest, { kind: 'query' }>): Promise<WorkerResult> {
  const options = request.json === 'text' ? jsonAsText : {}
  if (request.values.length > 0) {
    const result = await database.query(request.sql, [...request.values], options)
    return { rows: result.rows, affected: result.affectedRows ?? 0, command: result.command ?? '' }
  }
  const wasInTransaction = database.isInTransaction()
  try {
    const results = await database.exec(request.sql, options)
    const last = results.at(-1)
    return {
      rows: results.flatMap(({ rows }) => rows),
      affected: last?.affectedRows ?? 0,
      command: last?.command ?? '',
    }
  } catch (error) {
    if (!wasInTransaction && database.isInTransaction()) await database.exec('ROLLBACK')
    throw error
  }
}

function plainError(error: unknown): WorkerError {
  if (isAppError(error)) return { message: error.message, fault: error.code, details: error.details }
  return errorFields(error)
}

const role: WorkerRole = workerData
if (role.role === 'create') await create(role.dataDir)
else await serve(role.home, role.now)
