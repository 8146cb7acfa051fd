/** What the database and the disk can say, turned into what a person is told. */
import { AppError, isAppError } from '../core/fault.ts'

/** The fields of PostgreSQL's and Node's errors that decide; both engines and the worker's messages carry them. */
interface DatabaseErrorFields {
  readonly code?: string
  readonly constraint?: string
  readonly message: string
}

export function errorFields(error: unknown): DatabaseErrorFields {
  if (typeof error !== 'object' || error === null) return { message: String(error) }
  const { code, constraint, message } = error as Partial<Record<keyof DatabaseErrorFields, unknown>>
  return {
    message: typeof message === 'string' ? message : String(error),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
  }
}

/** SQLSTATE 23505 on this constraint or index. */
export function violatesUnique(error: unknown, constraint: string): boolean {
  const fields = errorFields(error)
  return fields.code === '23505' && fields.constraint === constraint
}

const diskSentences: Readonly<Record<string, { readonly cause: string; readonly fix: string }>> = {
  ENOSPC: { cause: 'the disk is full', fix: 'Free some space, then start again.' },
  EDQUOT: { cause: 'the disk quota is used up', fix: 'Free some space or raise the quota, then start again.' },
  EROFS: { cause: 'it lies on a read-only file system', fix: 'Mount it writable, or name another folder with --home.' },
  EACCES: {
    cause: 'this user may not write there',
    fix: 'Give this user the folder (chown), or name another one with --home.',
  },
  EPERM: {
    cause: 'this user may not write there',
    fix: 'Give this user the folder (chown), or name another one with --home.',
  },
  ENOTDIR: { cause: 'part of the path is a file, not a folder', fix: 'Name a folder with --home.' },
  EEXIST: { cause: 'it is a file, not a folder', fix: 'Name a folder with --home.' },
}

export function unwritableHome(home: string, cause: unknown): AppError {
  const { code, message } = errorFields(cause)
  const sentence = code === undefined ? undefined : diskSentences[code]
  return new AppError(
    'home_unwritable',
    `The data folder ${home} cannot be written: ${sentence?.cause ?? message}.`,
    {
      effect: 'The database cannot be opened or changed; what was stored before is kept.',
      fix: sentence?.fix ?? 'Check the folder and its disk, or name another folder with --home.',
      home,
    },
    { cause },
  )
}

/** SQLSTATE 53100 disk_full; the embedded engine also passes the text of ENOSPC on when it cannot extend a file. */
const saysDiskFull = (error: unknown): boolean => {
  const { code, message } = errorFields(error)
  return code === '53100' || code === 'ENOSPC' || /no space left on device/i.test(message)
}

/** The embedded engine's errors: a full disk is the folder's trouble, everything else passes through. */
export function embeddedFault(home: string, error: unknown): unknown {
  if (isAppError(error) || !saysDiskFull(error)) return error
  return unwritableHome(
    home,
    Object.assign(new Error(errorFields(error).message, { cause: error }), { code: 'ENOSPC' }),
  )
}

/**
 * SQLSTATE classes and Node codes that mean "there is no database to talk to": 08 connection, 28 authorization,
 * 3D no such database, 53 resources (too many connections, disk), 57 operator intervention.
 */
const unavailable = /^(08|28|3D|53|57)|^E(CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOST|NET|PIPE|ACCES|NOENT)/

/** `where` names the server without the password. */
export function postgresFault(where: string, error: unknown): unknown {
  if (isAppError(error)) return error
  const { code, message } = errorFields(error)
  const lost = code === undefined && /terminat|timeout|SSL|connection/i.test(message)
  if (!lost && !(code !== undefined && unavailable.test(code))) return error
  return new AppError('database_unavailable', `PostgreSQL at ${where} cannot be used: ${plainCause(error)}.`, {
    effect: 'Nothing was changed.',
    fix: fixFor(code),
    ...(code === undefined ? {} : { databaseCode: code }),
  })
}

function plainCause(error: unknown): string {
  // A host with several addresses fails as an AggregateError whose own message is empty.
  const first = error instanceof AggregateError ? error.errors[0] : error
  return errorFields(first).message.replace(/\.$/, '')
}

function fixFor(code: string | undefined): string {
  if (code?.startsWith('28')) return 'Check the user and password in DATABASE_URL.'
  if (code?.startsWith('3D')) return 'Create the database, or correct its name in DATABASE_URL.'
  return 'Check that PostgreSQL runs there and that DATABASE_URL names it.'
}
