/** Everything a command prints: one JSON document, or sentences and tables for people; problems on standard error. */
import Table from 'cli-table3'
import pc from 'picocolors'
import { type AppError, type FaultCode, type FaultPlace, faults, isAppError } from '../core/fault.ts'

export interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly env: Readonly<Record<string, string | undefined>>
}

export type Colours = ReturnType<typeof pc.createColors>

export interface Output {
  readonly json: boolean
  readonly colours: Colours
  /** The one JSON document of the command, or nothing when people are reading. */
  document(value: unknown): void
  /** A line for people; nothing with `--json`. */
  line(text?: string): void
  table(head: readonly string[], rows: readonly (readonly string[])[]): void
  /** A line on standard error, for people and logs, with `--json` too. */
  note(text: string): void
}

export function createOutput(streams: Streams, json: boolean): Output {
  const colours = pc.createColors(Boolean(streams.stdout.isTTY) && !streams.env['NO_COLOR'] && !json)
  const line = (text = ''): void => {
    if (!json) streams.stdout.write(`${text}\n`)
  }
  return {
    json,
    colours,
    document: (value) => {
      if (json) streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
    },
    line,
    table: (head, rows) => {
      // Laying out a table of thousands of rows takes longer than what it tells about.
      if (!json) line(plainTable(head, rows, colours))
    },
    note: (text) => streams.stderr.write(`${text}\n`),
  }
}

/** Aligned columns without rules, so that a line can be grepped and copied whole. */
function plainTable(head: readonly string[], rows: readonly (readonly string[])[], colours: Colours): string {
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  }
  const table = new Table({
    head: head.map((name) => colours.dim(name)),
    chars: { ...none, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  for (const row of rows) table.push([...row])
  return table
    .toString()
    .split('\n')
    .map((text) => text.trimEnd())
    .join('\n')
}

/**
 * `bailiwick: <what is wrong> (<code>)`, then the fix where one is known. Returns the exit status, which only this function
 * derives from a fault code.
 */
export function printProblem(error: unknown, streams: Streams, debug: boolean): number {
  const { code, message, details } = describe(error)
  const lines = [`bailiwick: ${message} (${code})`]
  for (const place of details.places ?? []) {
    const where = whereOf(place)
    if (where === undefined) continue
    // A field is no place to go and look at: it is named only where several are wrong.
    if (!message.includes(place.message)) lines.push(`  ${where}: ${place.message}`)
    else if (where !== place.path) lines.push(`  at ${where}`)
  }
  if (details.effect) lines.push(details.effect)
  if (details.suggestions?.length && !details.fix?.startsWith('Did you mean')) {
    lines.push(`Did you mean ${list(details.suggestions)}?`)
  }
  if (details.fix) lines.push(details.fix)
  if (debug && error instanceof Error && error.stack) lines.push(error.stack)
  streams.stderr.write(`${lines.join('\n')}\n`)
  return faults[code].exit
}

/** `iam.json:12:5`, `line 12, column 5`, or the path of a field; undefined when the message alone has to do. */
function whereOf({ file, path, line, column = 1 }: FaultPlace): string | undefined {
  if (line === undefined) return file ?? path
  return file ? `${file}:${line}:${column}` : `line ${line}, column ${column}`
}

function describe(error: unknown): Pick<AppError, 'code' | 'message' | 'details'> {
  if (isAppError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  const code: FaultCode = 'internal'
  return { code, message, details: { fix: 'Run it again with --debug to see where it happened.' } }
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

/** `3 accounts`, `1 account`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
