/**
 * Pages as AWS cuts them: a size within the operation's range, and a token that is opaque, belongs to one call with one
 * input and is refused when it was made up, altered, or carried to another call.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Call } from './service.ts'

export interface PageRequest {
  readonly token: string | undefined
  readonly size: number | undefined
  /** Page size when none is asked. */
  readonly default: number
  readonly max: number
  /** Lowest size that AWS documents; usually 1. */
  readonly min?: number
  /** The rest of the input, where a token must not outlive a change of it (filters, parents). */
  readonly of?: readonly unknown[]
  /** Services that quietly cut a size beyond the maximum instead of refusing it. */
  readonly clamp?: true
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Token of the next page; undefined on the last. */
  readonly next: string | undefined
}

export interface PageTokens {
  issue(scope: string, offset: number): string
  /** Undefined for a token that was not issued for this scope. */
  read(scope: string, token: string): number | undefined
}

/** The key is new in every sandbox: a token does not outlive its server, as it does not outlive a day at AWS. */
export function createPageTokens(key: Uint8Array = randomBytes(16)): PageTokens {
  const seal = (scope: string, offset: number) =>
    createHmac('sha256', key).update(`${offset}\0${scope}`).digest().subarray(0, 16)
  return {
    issue(scope, offset) {
      const head = Buffer.alloc(4)
      head.writeUInt32BE(offset)
      return Buffer.concat([head, seal(scope, offset)]).toString('base64')
    },
    read(scope, token) {
      const bytes = Buffer.from(token, 'base64')
      if (bytes.length !== 20) return undefined
      const offset = bytes.readUInt32BE()
      return bytes.subarray(4).equals(seal(scope, offset)) ? offset : undefined
    },
  }
}

export function paginate<T>(call: Call, all: readonly T[], request: PageRequest): Page<T> {
  const size = pageSize(call, request)
  const scope = JSON.stringify([
    call.account.id,
    call.region,
    call.service.signingName,
    call.operation,
    request.of ?? [],
  ])
  const start = request.token === undefined ? 0 : call.tokens.read(scope, request.token)
  if (start === undefined) throw call.service.invalidToken('The page token is not valid for this request.')
  const end = start + size
  return { items: all.slice(start, end), next: end < all.length ? call.tokens.issue(scope, end) : undefined }
}

function pageSize(call: Call, { size, default: usual, max, min = 1, clamp }: PageRequest): number {
  if (size === undefined) return usual
  if (size >= min && size <= max) return size
  if (clamp && size > max) return max
  const bound = size < min ? `greater than or equal to ${min}` : `less than or equal to ${max}`
  throw call.service.invalidInput(
    `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value ${bound}`,
  )
}
