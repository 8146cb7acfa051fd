/**
 * One process per data folder, kept by the operating system's kernel.
 *
 * The embedded database has no lock of its own, and two processes on it destroy it. A file holding a process id cannot be
 * trusted: after a crash somebody must decide that the owner is dead and take the file away, and between that decision and
 * the taking a third process may have become the owner; ids repeat after a restart, and two containers that share a folder
 * are both process 1. So the lock is a kernel file lock (fcntl on Unix, LockFileEx on Windows) on `home.lock`. It ends when
 * the process ends, however it ends, and nobody can take it from a living one: there is no code here that decides
 * that an owner is dead. It holds between containers on one kernel; on a network file system it is as good as that system's locks.
 *
 * Node gives no such call, but its SQLite does exactly this: `BEGIN EXCLUSIVE` on an empty file takes the lock and,
 * with the journal in memory, writes nothing. Beware: on Unix, opening and closing `home.lock` by any other means inside
 * the owning process would release it (POSIX fcntl semantics). Who owns it is told in `home.owner`, for messages only.
 */
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/fault.ts'
import { unwritableHome } from './faults.ts'

export interface HomeLock {
  release(): void
}

export interface HomeOwner {
  readonly pid: number
  readonly host: string
  readonly since: string
}

/** SQLite's primary result code for "another connection holds the lock". */
const sqliteBusy = 5
/** The owner writes its name just after taking the lock; how long a second process waits to read it. */
const ownerPatienceMs = 500

/** Faults: `home_locked` with the owner's process id, `home_unwritable`. */
export async function lockHome(home: string, now: string): Promise<HomeLock> {
  const database = openLockFile(home)
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (errorNumber(cause) === sqliteBusy) throw await lockedHome(home, cause)
    throw unwritableHome(home, cause)
  }
  try {
    writeOwner(home, now)
  } catch (cause) {
    database.close()
    throw unwritableHome(home, cause)
  }
  return {
    release: () => {
      rmSync(ownerFile(home), { force: true })
      database.close()
    },
  }
}

function openLockFile(home: string): DatabaseSync {
  try {
    // SQLite would only say "unable to open"; this says why.
    accessSync(home, constants.W_OK)
    return new DatabaseSync(join(home, 'home.lock'))
  } catch (cause) {
    throw unwritableHome(home, cause)
  }
}

async function lockedHome(home: string, cause: unknown): Promise<AppError> {
  const owner = await patientOwner(home)
  const who = owner === undefined ? 'Another process' : `Process ${owner.pid} on ${owner.host}`
  return new AppError(
    'home_locked',
    `${who} uses the data folder ${home}.`,
    {
      effect: 'The embedded database was not opened; nothing was changed.',
      fix:
        owner === undefined
          ? 'Stop that process, or name another folder with --home.'
          : `Stop process ${owner.pid}, or name another folder with --home.`,
      home,
      ...(owner === undefined ? {} : { pid: owner.pid, host: owner.host, since: owner.since }),
    },
    { cause },
  )
}

async function patientOwner(home: string): Promise<HomeOwner | undefined> {
  for (let waited = 0; waited < ownerPatienceMs; waited += 50) {
    const owner = readOwner(home)
    if (owner !== undefined) return owner
    await sleep(50)
  }
  return undefined
}

const ownerFile = (home: string): string => join(home, 'home.owner')

function writeOwner(home: string, now: string): void {
  const owner: HomeOwner = { pid: process.pid, host: hostname(), since: now }
  writeFileSync(ownerFile(home), `${JSON.stringify(owner)}\n`, { mode: 0o600 })
}

function readOwner(home: string): HomeOwner | undefined {
  try {
    return parseOwner(JSON.parse(readFileSync(ownerFile(home), 'utf8')))
  } catch {
    return undefined
  }
}

function parseOwner(value: unknown): HomeOwner | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, host, since } = value as Partial<Record<keyof HomeOwner, unknown>>
  if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'string') return undefined
  return { pid, host, since }
}

const errorNumber = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined
