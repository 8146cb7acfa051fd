import { isAppError } from './fault.ts'

/**
 * A fault as the log may have it: its name and where it arose, never its message. That may quote what AWS, a database or a
 * caller sent, and so anything (the rule of the log: no policy bodies, tokens or keys).
 */
export function traceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause
  const name = isAppError(cause) ? `${cause.name} ${cause.code}` : cause.name
  return [name, ...(cause.stack ?? '').split('\n').filter(isPlace)].join('\n')
}

const isPlace = (line: string): boolean => /^\s+at /.test(line)
