/** Simple values as text, as they stand in query strings, headers and XML. */
import { unmodelled } from '../aws-error.ts'
import type { Shape, TimestampFormat } from './shape.ts'

export function readText(shape: Shape, text: string, usual: TimestampFormat): unknown {
  switch (shape.kind) {
    case 'number':
      return readNumber(text)
    case 'boolean':
      return readBoolean(text)
    case 'timestamp':
      return readTimestamp(text, shape.format ?? usual)
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'))
    default:
      return text
  }
}

export function writeText(shape: Shape, value: unknown, usual: TimestampFormat): string {
  if (value instanceof Date) return writeTimestamp(value, shape.kind === 'timestamp' ? (shape.format ?? usual) : usual)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return String(value)
}

const malformed = (text: string, wanted: string) => unmodelled('MalformedInput', 400, `"${text}" is not ${wanted}`)

function readNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw malformed(text, 'a number')
  return value
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw malformed(text, 'true or false')
  return text === 'true'
}

export function readTimestamp(text: string, format: TimestampFormat): Date {
  const at = new Date(format === 'epochSeconds' ? readNumber(text) * 1000 : text)
  if (Number.isNaN(at.getTime())) throw malformed(text, 'an instant')
  return at
}

function writeTimestamp(at: Date, format: TimestampFormat): string {
  switch (format) {
    case 'dateTime':
      return at.toISOString().replace('.000Z', 'Z')
    case 'httpDate':
      return at.toUTCString()
    case 'epochSeconds':
      return String(at.getTime() / 1000)
  }
}
