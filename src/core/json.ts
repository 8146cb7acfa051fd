/**
 * JSON (RFC 8259) that says where. `JSON.parse` is as strict, but lets the last of two equal keys win in silence, gives
 * objects a prototype, and after it nobody knows on which line an element stood. Account exports and policies are hostile
 * input: depth and size are limited, time is linear, and `__proto__` is an ordinary key.
 */
import type { Json } from './inventory/objects.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'

export type JsonPath = readonly (string | number)[]

/** Line and column count from 1; the column counts UTF-16 units, as editors do. */
export interface JsonPlace {
  readonly line: number
  readonly column: number
}

export interface JsonError extends JsonPlace {
  readonly message: string
}

export interface DuplicateKey extends JsonPlace {
  /** Ends with the key that occurs again; the place is that of the later one, which wins. */
  readonly path: JsonPath
}

export interface JsonDocument {
  /** Objects have no prototype. */
  readonly value: Json
  /** Where the value at `path` begins; undefined when there is none. Scans again, so ask only for errors. */
  locate(path: JsonPath): JsonPlace | undefined
  /** The same of many paths in one scan. */
  locateAll(paths: readonly JsonPath[]): readonly (JsonPlace | undefined)[]
  readonly duplicateKeys: readonly DuplicateKey[]
}

export interface JsonLimits {
  /** Levels of lists and objects inside each other. */
  readonly maxDepth?: number
  /** Levels in which the text stands already, where it is a part of a larger one. */
  readonly depth?: number
  /** Size of the text in UTF-8. */
  readonly maxBytes?: number
}

/** No export of AWS nests deeper than a policy inside a list inside a page; the parser recurses once per level. */
const defaultMaxDepth = 128
/** Duplicates beyond this many say nothing new, and each costs a scan for its place. */
const maxDuplicates = 100

const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const quote = 0x22
const comma = 0x2c
const minus = 0x2d
const plus = 0x2b
const dot = 0x2e
const zero = 0x30
const nine = 0x39
const colon = 0x3a
const openList = 0x5b
const backslash = 0x5c
const closeList = 0x5d
const openObject = 0x7b
const closeObject = 0x7d
const byteOrderMark = 0xfeff

interface Cursor {
  readonly text: string
  at: number
  readonly maxDepth: number
  readonly depth: number
  readonly path: (string | number)[]
  duplicates: { readonly path: JsonPath; readonly at: number }[]
}

/** Thrown and caught inside this file only: unwinding by hand would double the parser. */
class Malformed {
  readonly message: string
  readonly at: number

  constructor(message: string, at: number) {
    this.message = message
    this.at = at
  }
}

/** One document and nothing after it. */
export function parseJson(text: string, limits: JsonLimits = {}): Result<JsonDocument, JsonError> {
  return parseWith(text, limits, (cursor) => {
    const document = readDocument(cursor)
    if (cursor.at < text.length) {
      throw new Malformed(`Unexpected ${describe(cursor)} after the end of the document`, cursor.at)
    }
    return document
  })
}

/** One or more documents after each other, as JSON lines or as several answers written into one file. */
export function parseJsonSequence(
  text: string,
  limits: JsonLimits = {},
): Result<readonly [JsonDocument, ...JsonDocument[]], JsonError> {
  return parseWith(text, limits, (cursor) => {
    const documents: [JsonDocument, ...JsonDocument[]] = [readDocument(cursor)]
    while (cursor.at < text.length) documents.push(readDocument(cursor))
    return documents
  })
}

function parseWith<T>(text: string, limits: JsonLimits, read: (cursor: Cursor) => T): Result<T, JsonError> {
  if (limits.maxBytes !== undefined && utf8Exceeds(text, limits.maxBytes)) {
    return err({ message: `The text is larger than ${limits.maxBytes} bytes`, line: 1, column: 1 })
  }
  const at = text.charCodeAt(0) === byteOrderMark ? 1 : 0
  try {
    const { maxDepth = defaultMaxDepth, depth = 0 } = limits
    return ok(read({ text, at, maxDepth, depth, path: [], duplicates: [] }))
  } catch (thrown) {
    if (thrown instanceof Malformed) return err({ message: thrown.message, ...placeOf(text, thrown.at) })
    throw thrown
  }
}

function readDocument(cursor: Cursor): JsonDocument {
  const { text, at: start } = cursor
  cursor.duplicates = []
  const value = readValue(cursor, cursor.depth)
  skipSpace(cursor)
  const duplicates = cursor.duplicates
  const locateAll = (paths: readonly JsonPath[]) => placesOf(text, offsetsOf(text, start, paths))
  return {
    value,
    locate: (path) => locateAll([path])[0],
    locateAll,
    duplicateKeys: duplicates.map(({ path, at }) => ({ path, ...placeOf(text, at) })),
  }
}

function readValue(cursor: Cursor, depth: number): Json {
  skipSpace(cursor)
  const code = cursor.text.charCodeAt(cursor.at)
  if (code === quote) return readString(cursor)
  if (code === openObject) return readObject(cursor, depth + 1)
  if (code === openList) return readList(cursor, depth + 1)
  if (code === minus || isDigit(code)) return readNumber(cursor)
  for (const [word, value] of literals) {
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length
      return value
    }
  }
  throw new Malformed(`Expected a value, found ${describe(cursor)}`, cursor.at)
}

const literals: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

function readObject(cursor: Cursor, depth: number): Json {
  enter(cursor, depth)
  const object: Record<string, Json> = Object.create(null)
  skipSpace(cursor)
  if (take(cursor, closeObject)) return object
  for (;;) {
    skipSpace(cursor)
    const keyAt = cursor.at
    if (cursor.text.charCodeAt(keyAt) !== quote) {
      throw new Malformed(`Expected a key in double quotes, found ${describe(cursor)}`, keyAt)
    }
    const key = readString(cursor)
    skipSpace(cursor)
    if (!take(cursor, colon)) throw new Malformed(`Expected ":" after the key, found ${describe(cursor)}`, cursor.at)
    cursor.path.push(key)
    if (key in object && cursor.duplicates.length < maxDuplicates) {
      cursor.duplicates.push({ path: [...cursor.path], at: keyAt })
    }
    object[key] = readValue(cursor, depth)
    cursor.path.pop()
    skipSpace(cursor)
    if (take(cursor, comma)) continue
    if (take(cursor, closeObject)) return object
    throw new Malformed(`Expected "," or "}", found ${describe(cursor)}`, cursor.at)
  }
}

function readList(cursor: Cursor, depth: number): Json {
  enter(cursor, depth)
  const list: Json[] = []
  skipSpace(cursor)
  if (take(cursor, closeList)) return list
  for (;;) {
    cursor.path.push(list.length)
    list.push(readValue(cursor, depth))
    cursor.path.pop()
    skipSpace(cursor)
    if (take(cursor, comma)) continue
    if (take(cursor, closeList)) return list
    throw new Malformed(`Expected "," or "]", found ${describe(cursor)}`, cursor.at)
  }
}

function enter(cursor: Cursor, depth: number): void {
  if (depth > cursor.maxDepth) throw new Malformed(`Nested deeper than ${cursor.maxDepth} levels`, cursor.at)
  cursor.at += 1
}

function readString(cursor: Cursor): string {
  const { text } = cursor
  const start = cursor.at + 1
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      cursor.at = at + 1
      return text.slice(start, at)
    }
    if (code === backslash) return readEscapedString(cursor, start, at)
    if (!(code >= space)) throw unfinishedString(text, at)
    at += 1
  }
}

function readEscapedString(cursor: Cursor, start: number, firstEscape: number): string {
  const { text } = cursor
  const parts = [text.slice(start, firstEscape)]
  let at = firstEscape
  let plainFrom = at
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      parts.push(text.slice(plainFrom, at))
      cursor.at = at + 1
      return parts.join('')
    }
    if (code === backslash) {
      parts.push(text.slice(plainFrom, at))
      const letter = text.charAt(at + 1)
      const plain = escapes.get(letter)
      if (plain !== undefined) {
        parts.push(plain)
        at += 2
      } else if (letter === 'u') {
        parts.push(String.fromCharCode(readHex(text, at + 2)))
        at += 6
      } else {
        throw letter === ''
          ? unfinishedString(text, text.length)
          : new Malformed(`"\\${letter}" is no escape of JSON`, at)
      }
      plainFrom = at
    } else {
      if (!(code >= space)) throw unfinishedString(text, at)
      at += 1
    }
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

function readHex(text: string, at: number): number {
  let value = 0
  for (let index = at; index < at + 4; index += 1) {
    const code = text.charCodeAt(index)
    const digit = isDigit(code) ? code - zero : hexLetter(code | 0x20)
    if (Number.isNaN(code)) throw unfinishedString(text, index)
    if (digit === undefined) throw new Malformed('"\\u" needs four hexadecimal digits', index)
    value = value * 16 + digit
  }
  return value
}

const hexLetter = (code: number): number | undefined => (code >= 0x61 && code <= 0x66 ? code - 0x61 + 10 : undefined)

function unfinishedString(text: string, at: number): Malformed {
  if (at >= text.length) return new Malformed('The text ends inside a string', text.length)
  return new Malformed('A control character must be escaped inside a string', at)
}

/** RFC 8259 §6: no plus sign, no leading zeros, digits on both sides of the point. */
function readNumber(cursor: Cursor): number {
  const { text } = cursor
  const start = cursor.at
  if (text.charCodeAt(cursor.at) === minus) cursor.at += 1
  if (text.charCodeAt(cursor.at) === zero) cursor.at += 1
  else readDigits(cursor)
  if (isDigit(text.charCodeAt(cursor.at))) throw new Malformed('A number must not begin with 0', start)
  if (take(cursor, dot)) readDigits(cursor)
  const exponent = text.charCodeAt(cursor.at) | 0x20
  if (exponent === 0x65) {
    cursor.at += 1
    const sign = text.charCodeAt(cursor.at)
    if (sign === plus || sign === minus) cursor.at += 1
    readDigits(cursor)
  }
  return Number(text.slice(start, cursor.at))
}

function readDigits(cursor: Cursor): void {
  if (!isDigit(cursor.text.charCodeAt(cursor.at)))
    throw new Malformed(`Expected a digit, found ${describe(cursor)}`, cursor.at)
  while (isDigit(cursor.text.charCodeAt(cursor.at))) cursor.at += 1
}

const isDigit = (code: number): boolean => code >= zero && code <= nine

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at)
    if (code !== space && code !== lineFeed && code !== carriageReturn && code !== tab) return
    cursor.at += 1
  }
}

function take(cursor: Cursor, code: number): boolean {
  if (cursor.text.charCodeAt(cursor.at) !== code) return false
  cursor.at += 1
  return true
}

function describe(cursor: Cursor): string {
  const code = cursor.text.codePointAt(cursor.at)
  if (code === undefined) return 'the end of the text'
  if (code > space && code !== 0x7f) return JSON.stringify(String.fromCodePoint(code))
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

const placeOf = (text: string, offset: number): JsonPlace => placesOf(text, [offset])[0] ?? { line: 1, column: 1 }

/** One walk over the text, however many offsets there are. */
function placesOf(text: string, offsets: readonly (number | undefined)[]): readonly (JsonPlace | undefined)[] {
  const places = new Array<JsonPlace | undefined>(offsets.length).fill(undefined)
  const rising = offsets.flatMap((offset, index) => (offset === undefined ? [] : [{ offset, index }]))
  rising.sort((a, b) => a.offset - b.offset)
  let line = 1
  let at = text.charCodeAt(0) === byteOrderMark ? 1 : 0
  let lineStart = at
  for (const { offset, index } of rising) {
    for (; at < offset; at += 1) {
      const code = text.charCodeAt(at)
      const ends = code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)
      if (!ends) continue
      line += 1
      lineStart = at + 1
    }
    places[index] = { line, column: offset - lineStart + 1 }
  }
  return places
}

/** Paths with a common beginning share it, so that each value is passed once. */
interface Wanted {
  readonly indices: number[]
  readonly members: Map<string | number, Wanted>
}

function wantedOf(paths: readonly JsonPath[]): Wanted {
  const root: Wanted = { indices: [], members: new Map() }
  for (const [index, path] of paths.entries()) {
    let node = root
    for (const segment of path) {
      const next = node.members.get(segment) ?? { indices: [], members: new Map() }
      node.members.set(segment, next)
      node = next
    }
    node.indices.push(index)
  }
  return root
}

/** The text is known to be valid here, so this walk only counts brackets. */
function offsetsOf(text: string, start: number, paths: readonly JsonPath[]): readonly (number | undefined)[] {
  const found = new Array<number | undefined>(paths.length).fill(undefined)
  visit({ text, at: start, maxDepth: 0, depth: 0, path: [], duplicates: [] }, wantedOf(paths), found)
  return found
}

function visit(cursor: Cursor, wanted: Wanted, found: (number | undefined)[]): void {
  skipSpace(cursor)
  for (const index of wanted.indices) found[index] = cursor.at
  const opening = cursor.text.charCodeAt(cursor.at)
  if (wanted.members.size === 0 || (opening !== openObject && opening !== openList)) {
    skipValue(cursor)
    return
  }
  cursor.at += 1
  for (let index = 0; ; index += 1) {
    skipSpace(cursor)
    const code = cursor.text.charCodeAt(cursor.at)
    if (code === closeObject || code === closeList) break
    let name: string | number = index
    if (opening === openObject) {
      name = readString(cursor)
      skipSpace(cursor)
      cursor.at += 1
    }
    const member = wanted.members.get(name)
    // The last of two equal keys is the one whose value was kept.
    if (member !== undefined) forget(member, found)
    visit(cursor, member ?? nothing, found)
    skipSpace(cursor)
    take(cursor, comma)
  }
  cursor.at += 1
}

const nothing: Wanted = { indices: [], members: new Map() }

function forget(wanted: Wanted, found: (number | undefined)[]): void {
  for (const index of wanted.indices) found[index] = undefined
  for (const member of wanted.members.values()) forget(member, found)
}

function skipValue(cursor: Cursor): void {
  let open = 0
  while (cursor.at < cursor.text.length) {
    const code = cursor.text.charCodeAt(cursor.at)
    if (code === quote) {
      skipString(cursor)
    } else {
      if (open === 0 && (code === comma || code === closeObject || code === closeList)) return
      if (code === openObject || code === openList) open += 1
      if (code === closeObject || code === closeList) open -= 1
      cursor.at += 1
    }
    if (open === 0 && (code === quote || code === closeObject || code === closeList)) return
  }
}

function skipString(cursor: Cursor): void {
  cursor.at += 1
  while (cursor.text.charCodeAt(cursor.at) !== quote) {
    cursor.at += cursor.text.charCodeAt(cursor.at) === backslash ? 2 : 1
  }
  cursor.at += 1
}

/** A UTF-16 unit takes one to three bytes in UTF-8, so most texts are decided by their length. */
function utf8Exceeds(text: string, limit: number): boolean {
  if (text.length > limit) return true
  if (text.length * 3 <= limit) return false
  let bytes = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isSurrogate = code >= 0xd800 && code <= 0xdfff
    bytes += code < 0x80 ? 1 : code < 0x800 || isSurrogate ? 2 : 3
  }
  return bytes > limit
}
