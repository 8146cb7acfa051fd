/** JSON bodies by the schema: AWS JSON 1.0/1.1 use member names, REST-JSON also `jsonName`. */
import { unmodelled } from '../aws-error.ts'
import type { Shape } from './shape.ts'
import { readTimestamp } from './text.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mismatch = (shape: Shape, value: unknown) =>
  unmodelled('SerializationException', 400, `${JSON.stringify(value)} is no ${shape.kind} (${shape.name})`)

const jsonNameOf = (name: string, shape: Shape): string => shape.traits.jsonName ?? name

/** Null members are absent ones. Unknown members are ignored, as AWS does. */
export function decodeJson(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure': {
      if (!isObject(value)) throw mismatch(shape, value)
      const decoded: Record<string, unknown> = {}
      for (const { name, shape: member } of shape.members) {
        const of = value[jsonNameOf(name, member)]
        if (of !== undefined && of !== null) decoded[name] = decodeJson(member, of)
      }
      return decoded
    }
    case 'list':
      if (!Array.isArray(value)) throw mismatch(shape, value)
      return value.map((item) => decodeJson(shape.item, item))
    case 'map':
      if (!isObject(value)) throw mismatch(shape, value)
      return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, decodeJson(shape.value, of)]))
    case 'timestamp':
      return readTimestamp(String(value), typeof value === 'number' ? 'epochSeconds' : (shape.format ?? 'epochSeconds'))
    case 'blob':
      return new Uint8Array(Buffer.from(String(value), 'base64'))
    case 'string':
    case 'number':
    case 'boolean':
      if (typeof value !== shape.kind) throw mismatch(shape, value)
      return value
    case 'document':
    case 'unit':
      return value
  }
}

/** A value that `JSON.stringify` writes as the protocol wants it. */
export function encodeJson(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure': {
      if (!isObject(value)) return undefined
      const encoded: Record<string, unknown> = {}
      for (const { name, shape: member } of shape.members) {
        const of = value[name]
        if (of !== undefined && of !== null) encoded[jsonNameOf(name, member)] = encodeJson(member, of)
      }
      return encoded
    }
    case 'list':
      return Array.isArray(value) ? value.map((item) => encodeJson(shape.item, item)) : undefined
    case 'map':
      if (!isObject(value)) return undefined
      return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, encodeJson(shape.value, of)]))
    case 'timestamp':
      return value instanceof Date ? encodeTimestamp(value, shape.format ?? 'epochSeconds') : undefined
    case 'blob':
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
    default:
      return value
  }
}

const encodeTimestamp = (at: Date, format: string): number | string =>
  format === 'epochSeconds' ? at.getTime() / 1000 : format === 'httpDate' ? at.toUTCString() : at.toISOString()

export function parseBody(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body)
  } catch {
    throw unmodelled('SerializationException', 400, 'The request body is not valid JSON')
  }
}
