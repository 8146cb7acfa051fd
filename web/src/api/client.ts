import { parseProblem, unreachable } from './problem.ts'

/** `undefined` values are left out, lists repeat their key. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue
    for (const item of Array.isArray(value) ? value : [value]) search.append(key, String(item))
  }
  const text = search.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

let csrfToken = ''
/** From the session document; sent with everything that is not a GET. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token
}

async function send(method: string, address: string, init: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(address, { ...init, method, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  }
  if (response.status === 204) return undefined
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw parseProblem(response.status, body)
  return body
}

/** The one place where an answer gets its type: the server's own schemas stand behind it. */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await send('GET', addressOf(path, query), {
    headers: { accept: 'application/json' },
    ...(signal && { signal }),
  })) as T
}

export async function act<T>(method: 'POST' | 'DELETE', path: string, body?: unknown, query?: Query): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-csrf-token': csrfToken }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const init: RequestInit = { headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  return (await send(method, addressOf(path, query), init)) as T
}

/** A file as it is, so that an error can name its line and column. */
export async function upload<T>(path: string, file: File, query: Query): Promise<T> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-csrf-token': csrfToken,
    'x-file-name': encodeURIComponent(file.name),
  }
  return (await send('POST', addressOf(path, query), { headers, body: file })) as T
}
