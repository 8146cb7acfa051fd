/** Files in the home that nobody but their owner may read. */
import { randomUUID } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../core/fault.ts'

const groupAndOthers = 0o077

/** Undefined when there is no such file. Fault `secret_exposed` when others may open it. */
export function readPrivateFile(path: string): string | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY)
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
  try {
    // The mode of the file that is open, not of whatever the name means a moment later.
    refuseExposed(path, fstatSync(descriptor).mode)
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function refuseExposed(path: string, mode: number): void {
  // Windows has no such bits; there the folder's access list protects the file.
  if (process.platform === 'win32' || (mode & groupAndOthers) === 0) return
  throw new AppError('secret_exposed', `${path} can be opened by other users (mode ${(mode & 0o777).toString(8)}).`, {
    effect: 'It was not used.',
    fix: `chmod 600 ${shellWord(path)}; if others may have read it, delete it so that a new one is made.`,
    path,
  })
}

/** For people who paste the command. */
const shellWord = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** Writes the whole file or nothing; it is never seen half written or with another mode. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await viaTemporary(path, text, (temporary) => rename(temporary, path))
}

/** The same, unless there is one already: then false. Of two processes at once exactly one creates it. */
export async function createPrivateFile(path: string, text: string): Promise<boolean> {
  try {
    await viaTemporary(path, text, (temporary) => link(temporary, path))
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function viaTemporary(path: string, text: string, place: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.new`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeSynced(temporary, text)
    await place(temporary)
  } catch (error) {
    throw unwritable(path, error)
  } finally {
    // What cannot be removed was never made, or the fault is told already.
    await rm(temporary, { force: true }).catch(() => {})
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

const unwritableCodes: ReadonlySet<unknown> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
])

function unwritable(path: string, cause: unknown): unknown {
  const code = errorCode(cause)
  if (!unwritableCodes.has(code)) return cause
  return new AppError(
    'home_unwritable',
    `${path} cannot be written (${String(code)}).`,
    {
      effect: 'Bailiwick cannot keep what belongs into its data folder.',
      fix: 'Give this user the folder and room on its disk, or name another one with --home.',
      path,
    },
    { cause },
  )
}

const errorCode = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
