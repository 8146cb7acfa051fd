/**
 * How a command reaches Bailiwick. A running server is spoken to over HTTP; without one the same API is composed inside this
 * process on the home's own database. Commands cannot tell the difference.
 */
import { AppError, type FaultCode, type FaultDetails, faults } from '../core/fault.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, with a leading slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | boolean | number | undefined>>
  /** Sent as JSON, unless `contentType` says otherwise. */
  readonly body?: unknown
  /** Sent as it is instead of `body`, while it is read. */
  readonly content?: AsyncIterable<Uint8Array>
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface ApiResponse {
  readonly status: number
  /** Parsed JSON; undefined when the answer has no body. */
  readonly body: unknown
}

export interface Transport {
  /** `server`: somebody else's process; `here`: this one, which must stay until work it started is done. */
  readonly kind: 'server' | 'here'
  send(request: ApiRequest): Promise<ApiResponse>
  close(): Promise<void>
}

/** The answer's body, or the fault that the problem document describes. */
export async function call<T>(transport: Transport, request: ApiRequest): Promise<T> {
  const { status, body } = await transport.send(request)
  if (status < 400) return body as T
  throw faultOf(status, body)
}

export interface Page {
  readonly items: readonly unknown[]
  /** Null on the last. */
  readonly nextCursor: string | null
}

/** The first page with the items of all. */
export async function callForAll<T extends Page>(transport: Transport, request: ApiRequest): Promise<T> {
  const first = await call<T>(transport, request)
  const items = [...first.items]
  for (let cursor = first.nextCursor; cursor; ) {
    const page = await call<T>(transport, { ...request, query: { ...request.query, cursor } })
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return { ...first, items, nextCursor: null }
}

const isFaultCode = (code: unknown): code is FaultCode => typeof code === 'string' && code in faults

function faultOf(status: number, body: unknown): AppError {
  if (typeof body !== 'object' || body === null)
    return new AppError('internal', `The server answered ${status} without an explanation.`)
  const {
    code,
    detail,
    title,
    status: _status,
    type: _type,
    instance: _instance,
    ...details
  } = body as Record<string, unknown>
  const message =
    typeof detail === 'string' ? detail : typeof title === 'string' ? title : `The server answered ${status}.`
  return new AppError(isFaultCode(code) ? code : 'internal', message, details as FaultDetails)
}

/** Path and query of a request, as it goes over the wire. */
export function addressOf(request: ApiRequest): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value === undefined || value === false) continue
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item))
  }
  const text = query.toString()
  return `/api/v1${request.path}${text ? `?${text}` : ''}`
}
