/** Calls the server by the routes that it declares itself: `call('GET /integrations/{integration}', { params: { integration } })`. */
import { asOf } from '../as-of.ts'
import { parseProblem, unreachable } from './problem.ts'
import { askedAt, type Routes } from './schema.ts'
import { signInAgain } from './sign-in-again.ts'

type Route = keyof Routes

/** `undefined` may stand for what is left out, and lists may be readonly. */
type Given<T> = {
  readonly [K in keyof T]: (NonNullable<T[K]> extends (infer Item)[] ? readonly Item[] : T[K]) | undefined
}
type Part<R extends Route, K extends 'params' | 'query' | 'body'> = Routes[R][K] extends undefined
  ? unknown
  : { readonly [_ in K]: K extends 'query' ? Given<Routes[R][K]> : Routes[R][K] }
export type Input<R extends Route> = Part<R, 'params'> & Part<R, 'query'> & Part<R, 'body'>
export type Output<R extends Route> = Routes[R]['response']

type Words = Readonly<Record<string, unknown>>
interface Parts {
  readonly params?: Words
  readonly query?: Words
  readonly body?: unknown
}

/** Every question that knows a moment is asked about the one that the console looks at, unless it names its own. */
function partsAsOf(route: string, parts: Parts): Parts {
  const at = asOf()
  if (at === undefined) return parts
  if (askedAt[route] === 'query') return { ...parts, query: { ...parts.query, at: parts.query?.['at'] ?? at } }
  return askedAt[route] === 'body' ? { ...parts, body: { at, ...Object(parts.body) } } : parts
}

/** The address of a route: path words are encoded, `undefined` and empty query words left out, lists repeat their key. */
function addressOf(route: string, { params = {}, query = {} }: Parts): string {
  const path = route
    .slice(route.indexOf(' ') + 1)
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== '') search.append(key, String(item))
    }
  }
  const text = search.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

/** For links that the browser itself follows: downloads. */
export const linkTo = <R extends Route>(route: R, input: Input<R>): string =>
  addressOf(route, partsAsOf(route, input as Parts))

let csrfToken = ''
/** From the session document; sent with everything that is not a GET. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token
}

async function send(address: string, init: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(address, { ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  }
  if (response.status === 204) return undefined
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body
  const problem = parseProblem(response.status, body)
  const again = response.status === 401 && !address.startsWith(sessionAddress) ? signInAgain() : undefined
  if (again === undefined) throw problem
  await again.catch(() => {
    throw problem
  })
  return send(address, withToken(init))
}

/** Its own 401 is an answer. */
const sessionAddress = '/api/v1/session'

/** The session that began meanwhile has another token. */
function withToken(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers)
  if (headers.has('x-csrf-token')) headers.set('x-csrf-token', csrfToken)
  return { ...init, headers }
}

/** The one place where an answer gets its type: the server checks it against the same schema before it sends it. */
export async function call<R extends Route>(route: R, input: Input<R>, signal?: AbortSignal): Promise<Output<R>> {
  const parts = partsAsOf(route, input as Parts)
  const method = route.slice(0, route.indexOf(' '))
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method !== 'GET') headers['x-csrf-token'] = csrfToken
  if (parts.body !== undefined) headers['content-type'] = 'application/json'
  const init: RequestInit = {
    method,
    headers,
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
    ...(signal && { signal }),
  }
  return (await send(addressOf(route, parts), init)) as Output<R>
}

/** The server takes files as they are, each after a line with its name and its length; the browser reads them from the disk as it sends. */
const filesInBody = 'application/vnd.bailiwick.files'

export type ImportProgress = Extract<Output<'GET /imports/{import}'>, { state: 'running' }>
type ImportResult = Extract<Output<'GET /imports/{import}'>, { state: 'succeeded' }>['result']

const lookEveryMs = 500

/** Resolves when they are read and published; `tell` hears how far that has come once they are all there. */
export async function importFiles(
  files: readonly File[],
  query: Input<'POST /imports/begin'>['query'],
  tell: (progress: ImportProgress) => void,
): Promise<ImportResult> {
  const headers = { accept: 'application/json', 'content-type': filesInBody, 'x-csrf-token': csrfToken }
  const parts = files.flatMap((file) => [`${JSON.stringify({ name: pathOf(file), bytes: file.size })}\n`, file])
  const init = { method: 'POST', headers, body: new Blob(parts, { type: filesInBody }) }
  const begun = (await send(addressOf('POST /imports/begin', { query }), init)) as Output<'POST /imports/begin'>
  for (;;) {
    const state = await call('GET /imports/{import}', { params: { import: begun.id } })
    if (state.state === 'succeeded') return state.result
    tell(state)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

/** Folders above a file say of which account and Region it is; a file that was chosen by itself has none. */
const pathOf = (file: File): string => file.webkitRelativePath || file.name
