/** Calls the server by the routes that it declares itself: `call('GET /integrations/{integration}', { params: { integration } })`. */
import { parseProblem, unreachable } from './problem.ts'
import type { Routes } from './schema.ts'

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
export const linkTo = <R extends Route>(route: R, input: Input<R>): string => addressOf(route, input as Parts)

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
  if (!response.ok) throw parseProblem(response.status, body)
  return body
}

/** The one place where an answer gets its type: the server checks it against the same schema before it sends it. */
export async function call<R extends Route>(route: R, input: Input<R>, signal?: AbortSignal): Promise<Output<R>> {
  const parts = input as Parts
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

/** A file as it is, so that an error can name its line and column. */
async function importOne(file: File, query: Input<'POST /imports'>['query']): Promise<Output<'POST /imports'>> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-csrf-token': csrfToken,
    'x-file-name': encodeURIComponent(file.name),
  }
  const answer = await send(addressOf('POST /imports', { query }), { method: 'POST', headers, body: file })
  return answer as Output<'POST /imports'>
}

const severalFiles = 'application/vnd.bailiwick.files+json'

export async function importFiles(
  files: readonly File[],
  query: Input<'POST /imports'>['query'],
): Promise<Output<'POST /imports'>> {
  const [only] = files
  if (only !== undefined && files.length === 1) return importOne(only, query)
  const headers = { accept: 'application/json', 'content-type': severalFiles, 'x-csrf-token': csrfToken }
  const texts = await Promise.all(files.map(async (file) => ({ name: pathOf(file), text: await file.text() })))
  const body = JSON.stringify({ files: texts })
  return (await send(addressOf('POST /imports', { query }), {
    method: 'POST',
    headers,
    body,
  })) as Output<'POST /imports'>
}

/** Folders above a file say of which account and Region it is; a file that was chosen by itself has none. */
const pathOf = (file: File): string => file.webkitRelativePath || file.name
