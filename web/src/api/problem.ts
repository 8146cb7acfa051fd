/** What went wrong, in the three lines people read: cause, effect, fix (RFC 9457 on the wire). */

export interface ProblemPlace {
  readonly path?: string
  readonly line?: number
  readonly column?: number
  readonly message: string
}

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly effect: string | undefined
  readonly fix: string | undefined
  readonly places: readonly ProblemPlace[]
  readonly suggestions: readonly string[]

  constructor(facts: {
    status: number
    code: string
    title: string
    cause: string
    effect?: string | undefined
    fix?: string | undefined
    places?: readonly ProblemPlace[]
    suggestions?: readonly string[]
  }) {
    super(facts.cause)
    this.name = 'Problem'
    this.status = facts.status
    this.code = facts.code
    this.title = facts.title
    this.effect = facts.effect
    this.fix = facts.fix
    this.places = facts.places ?? []
    this.suggestions = facts.suggestions ?? []
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) ? value : undefined
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

function place(value: unknown): ProblemPlace[] {
  if (!isRecord(value)) return []
  const message = text(value['message'])
  const path = text(value['path'])
  if (message === undefined) return []
  const line = whole(value['line'])
  const column = whole(value['column'])
  return [
    {
      message,
      ...(path !== undefined && { path }),
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
    },
  ]
}

/** Where the server does not say it: what is refused as it came changes nothing. */
const effectOf = (status: number): string =>
  status < 500
    ? 'Nothing was changed.'
    : 'It was not answered. Whether something was changed shows when the page is loaded again.'

const fixes: Readonly<Record<number, string>> = {
  400: 'Change what the cause names, and send it again.',
  401: 'Sign in again; what you typed stays where it is.',
  403: 'Ask an administrator of this console for a role that allows it.',
  404: 'Look it up by its name; it may have been renamed, deleted, or not read yet.',
  409: 'Load the page again: something has changed since it was loaded.',
  413: 'Make it smaller, or send it in parts.',
  422: 'Change what the cause names, and send it again.',
  429: 'Wait a minute, then try again.',
}
const fixOf = (status: number): string =>
  fixes[status] ?? 'Try again. If it comes back, look into the log of the server, where the whole fault stands.'

/** Reads a problem document, whatever else a proxy on the way may have sent. */
export function parseProblem(status: number, body: unknown): Problem {
  const facts = isRecord(body) ? body : {}
  const places = facts['places']
  return new Problem({
    status,
    code: text(facts['code']) ?? `http_${status}`,
    title: text(facts['title']) ?? 'The server gave no answer the console understands',
    cause: text(facts['detail']) ?? text(facts['title']) ?? `The server answered with status ${status}.`,
    effect: text(facts['effect']) ?? effectOf(status),
    fix: text(facts['fix']) ?? fixOf(status),
    places: Array.isArray(places) ? places.flatMap(place) : [],
    suggestions: texts(facts['suggestions']),
  })
}

export const unreachable = (): Problem =>
  new Problem({
    status: 0,
    code: 'server_unreachable',
    title: 'The server cannot be reached',
    cause: 'The Bailiwick server does not answer.',
    effect: 'What you see may be older than it looks; nothing you start now is carried out.',
    fix: 'Look whether bailiwick start is still running, and whether this machine can reach it.',
  })

/** Nothing is wrong: nothing has been read yet, and screens teach instead of complaining. */
export const isNothingRead = (error: unknown): boolean => error instanceof Problem && error.code === 'nothing_read'

/** How browsers say that a script or style did not arrive. */
const notLoaded = /dynamically imported module|Importing a module script failed|preload CSS/i

/** Trying the same again may help: nobody answered, too often, or a fault on the other side. */
export const mayHelpAgain = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500

/** Any thrown value as a problem, so that every screen can show it in the same form. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const cause = error instanceof Error ? error.message : 'The console met something it did not expect.'
  if (notLoaded.test(cause)) {
    return new Problem({
      status: 0,
      code: 'console_not_loaded',
      title: 'This part of the console could not be loaded',
      cause: 'The server does not answer, or a newer version of the console has taken the place of this one.',
      effect: 'The screen cannot be shown; nothing was changed.',
      fix: 'Load the page again.',
    })
  }
  return new Problem({
    status: 0,
    code: 'console_fault',
    title: 'A fault in the console',
    cause,
    effect: 'This part of the page cannot be shown; nothing was changed.',
    fix: 'Load the page again. If it comes back, report it with the address of this page.',
  })
}
