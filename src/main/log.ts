/** The log: one JSON object a line on standard error, or a short line where a person is watching. */
import { pino } from 'pino'
import type { Log } from '../app/ports/host.ts'

/** Named here although no caller logs them: a slip must not become a leak (tested). */
const secrets = [
  'password',
  'token',
  'secretAccessKey',
  'sessionToken',
  'cookie',
  'authorization',
  'document',
  'policy',
]

/** Where the lines go: standard error, as a rule. */
export type LogStream = Pick<NodeJS.WritableStream, 'write'> & { readonly isTTY?: boolean }

export function createLog(level: string, stream: LogStream): Log {
  const redact = { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' }
  const destination = stream.isTTY ? { write: (line: string) => stream.write(forPeople(line)) } : stream
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact,
    },
    destination,
  )
  return {
    debug: (fact, details = {}) => logger.debug(details, fact),
    info: (fact, details = {}) => logger.info(details, fact),
    warn: (fact, details = {}) => logger.warn(details, fact),
    error: (fact, details = {}) => logger.error(details, fact),
  }
}

function forPeople(line: string): string {
  const { level, time, msg, ...rest }: { level: string; time: string; msg: string } & Record<string, unknown> =
    JSON.parse(line)
  const facts = Object.entries(rest).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${msg}${facts.join('')}\n`
}
