/**
 * Wildcard patterns in bounded time. A pattern is split at its stars once; its pieces are then found from left to right,
 * each at its leftmost place. That is sufficient, so nothing is ever tried twice: O(text + pattern); a long piece with `?`
 * takes one step for 32 of its symbols at each character. Policy text never becomes a regular expression.
 *
 * `?` stands for one character, which may take two of the code units that texts are made of.
 *
 * In ARNs some wildcards stay inside their colon-separated field. Such a star is *held*: the run it stands for has no colon.
 * Pieces joined by held stars form a segment; a segment is retried only at the next place where its first piece occurs,
 * which is behind a colon, so a retry never looks at more than the five fields that follow.
 */

/** Pattern symbols: a UTF-16 code unit, or one of these. */
export const anyOne = -1
export const anyOneInField = -2
export const anyRun = -3
export const anyRunInField = -4

const star = 42
const question = 63
const colon = 58

interface Piece {
  /** Code units, `?` counted as one. */
  readonly length: number
  /** The literal text; of no use when `wild` is there. */
  readonly text: string
  /** Only when the piece holds `?`: code points, `anyOne` and `anyOneInField`. */
  readonly wild: Int32Array | undefined
  /** Knuth-Morris-Pratt failure table, for literal pieces that are long enough for it to pay. */
  readonly failure: Int32Array | undefined
}
/** Pieces joined by held stars. */
type Segment = readonly Piece[]

export type Pattern =
  | { readonly kind: 'everything' }
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'glob'; readonly segments: readonly Segment[]; readonly minLength: number }

/** Below this length a plain search is linear enough: at most this many comparisons per character. */
const shortPiece = 16

function failureTable(text: string): Int32Array {
  const table = new Int32Array(text.length)
  let matched = 0
  for (let at = 1; at < text.length; at += 1) {
    while (matched > 0 && text.charCodeAt(at) !== text.charCodeAt(matched)) matched = table[matched - 1] ?? 0
    if (text.charCodeAt(at) === text.charCodeAt(matched)) matched += 1
    table[at] = matched
  }
  return table
}

/** Code units that make up one code point become one. */
function joinSurrogates(units: readonly number[]): Int32Array {
  const codes: number[] = []
  for (let at = 0; at < units.length; at += 1) {
    const [high = 0, low = 0] = [units[at], units[at + 1]]
    const isPair = high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000
    codes.push(isPair ? ((high - 0xd800) << 10) + (low - 0xdc00) + 0x1_0000 : high)
    if (isPair) at += 1
  }
  return Int32Array.from(codes)
}

function pieceOf(units: readonly number[]): Piece {
  const { length } = units
  if (units.some((unit) => unit < 0)) {
    return { length, text: '', wild: joinSurrogates(units), failure: undefined }
  }
  let text = ''
  for (const unit of units) text += String.fromCharCode(unit)
  return { length, text, wild: undefined, failure: length < shortPiece ? undefined : failureTable(text) }
}

/** Compiles symbols; see `plainSymbols` for where they come from. */
export function compilePattern(symbols: readonly number[]): Pattern {
  const segments: Piece[][] = [[]]
  let codes: number[] = []
  let minLength = 0
  let stars = 0
  const closePiece = () => {
    segments.at(-1)?.push(pieceOf(codes))
    minLength += codes.length
    codes = []
  }
  for (const [index, symbol] of symbols.entries()) {
    if (symbol !== anyRun && symbol !== anyRunInField) {
      codes.push(symbol)
      continue
    }
    if (symbol === anyRun && symbols[index - 1] === anyRun) continue
    stars += 1
    closePiece()
    if (symbol === anyRun) segments.push([])
  }
  closePiece()

  const first = segments[0]?.[0]
  if (first !== undefined && first.wild === undefined) {
    if (stars === 0) return { kind: 'exact', text: first.text }
    if (stars === 1 && segments.length === 2 && segments[1]?.[0]?.length === 0) {
      return first.length === 0 ? { kind: 'everything' } : { kind: 'prefix', text: first.text }
    }
  }
  return { kind: 'glob', segments, minLength }
}

/** `*` is any run of characters, `?` any one. */
export function plainSymbols(text: string): number[] {
  const symbols: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    symbols.push(code === star ? anyRun : code === question ? anyOne : code)
  }
  return symbols
}

export const literalSymbols = (text: string): number[] =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

/** The symbols of a pattern, code points instead of code units. */
export function patternSymbols(pattern: Pattern): number[] {
  if (pattern.kind === 'everything') return [anyRun]
  if (pattern.kind !== 'glob') return [...codePoints(pattern.text), ...(pattern.kind === 'prefix' ? [anyRun] : [])]
  return pattern.segments.flatMap((segment, at) => [
    ...(at > 0 ? [anyRun] : []),
    ...segment.flatMap(({ text, wild }, index) => [
      ...(index > 0 ? [anyRunInField] : []),
      ...(wild ?? codePoints(text)),
    ]),
  ])
}

export const codePoints = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0)

export const plainPattern = (text: string): Pattern => simplePattern(text) ?? compilePattern(plainSymbols(text))

/** Text without wildcards, or with one star that ends it: what most patterns are. Undefined for any other. */
export function simplePattern(text: string): Pattern | undefined {
  const first = text.indexOf('*')
  if (text.includes('?')) return undefined
  if (first < 0) return { kind: 'exact', text }
  if (first < text.length - 1) return undefined
  return first === 0 ? { kind: 'everything' } : { kind: 'prefix', text: text.slice(0, -1) }
}

/** Where the piece ends that stands at `at`; -1 when it does not. */
function pieceEnd(piece: Piece, text: string, at: number): number {
  if (piece.wild !== undefined) return wildEnd(piece.wild, text, at)
  return text.startsWith(piece.text, at) ? at + piece.length : -1
}

function wildEnd(codes: Int32Array, text: string, at: number): number {
  let end = at
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0
    const actual = text.codePointAt(end)
    if (actual === undefined) return -1
    if (code === anyOneInField ? actual === colon : code !== anyOne && code !== actual) return -1
    end += widthOf(actual)
  }
  return end
}

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1)

/** Where `count` code points before `end` begin; -1 when there are fewer. */
function stepBack(text: string, end: number, count: number): number {
  let at = end
  for (let left = count; left > 0; left -= 1) {
    if (at <= 0) return -1
    at -= at > 1 && widthOf(text.codePointAt(at - 2) ?? 0) === 2 ? 2 : 1
  }
  return at
}

/** Where the piece first occurs at or behind `from` and not behind `limit`; -1 for nowhere. */
function findPiece(piece: Piece, text: string, from: number, limit: number): number {
  if (piece.wild !== undefined) {
    return piece.length < shortPiece
      ? findShortWild(piece.wild, text, from, limit)
      : findWild(piece.wild, text, from, limit)
  }
  if (piece.failure === undefined) {
    const found = text.indexOf(piece.text, from)
    return found > limit ? -1 : found
  }
  let matched = 0
  const end = Math.min(text.length, limit + piece.length)
  for (let at = from; at < end; at += 1) {
    const code = text.charCodeAt(at)
    while (matched > 0 && code !== piece.text.charCodeAt(matched)) matched = piece.failure[matched - 1] ?? 0
    if (code === piece.text.charCodeAt(matched)) matched += 1
    if (matched === piece.length) return at - piece.length + 1
  }
  return -1
}

function findShortWild(codes: Int32Array, text: string, from: number, limit: number): number {
  for (let at = from; at <= limit && at < text.length; at += widthOf(text.codePointAt(at) ?? 0)) {
    if (wildEnd(codes, text, at) >= 0) return at
  }
  return -1
}

/**
 * Shift-And: bit i of `state` says that the first i + 1 symbols of the piece match what ends here. R. Baeza-Yates, G. Gonnet,
 * *A New Approach to Text Searching* (1992).
 */
function findWild(codes: Int32Array, text: string, from: number, limit: number): number {
  const places = placesIn(codes, text)
  const state = new Uint32Array((codes.length + 31) >> 5)
  const lastWord = state.length - 1
  const lastBit = 1 << ((codes.length - 1) & 31)
  for (let at = from; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0
    const allowed = places.get(code)
    // A piece that begins behind the limit is not looked for.
    let carry = at <= limit ? 1 : 0
    for (let word = 0; word <= lastWord; word += 1) {
      const before = state[word] ?? 0
      state[word] = ((before << 1) | carry) & (allowed?.[word] ?? 0)
      carry = before >>> 31
    }
    at += widthOf(code)
    if (((state[lastWord] ?? 0) & lastBit) !== 0) return stepBack(text, at, codes.length)
  }
  return -1
}

/** For each character of the text: where in the piece it may stand, one bit a place. */
function placesIn(codes: Int32Array, text: string): ReadonlyMap<number, Uint32Array> {
  const bitSet = () => new Uint32Array((codes.length + 31) >> 5)
  const allow = (bits: Uint32Array, at: number) => {
    bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31))
  }
  const [forColon, forOthers] = [bitSet(), bitSet()]
  for (const [at, code] of codes.entries()) {
    if (code === anyOne) allow(forColon, at)
    if (code === anyOne || code === anyOneInField) allow(forOthers, at)
  }
  const places = new Map<number, Uint32Array>()
  for (const code of codePoints(text)) {
    if (!places.has(code)) places.set(code, (code === colon ? forColon : forOthers).slice())
  }
  for (const [at, code] of codes.entries()) {
    const bits = places.get(code)
    if (bits !== undefined) allow(bits, at)
  }
  return places
}

/** Matches a whole segment whose first piece stands at `start`; the leftmost place where it can end, or -1. */
function segmentEnd(segment: Segment, text: string, start: number): number {
  let at = start
  for (const [index, piece] of segment.entries()) {
    if (index > 0) {
      const fieldEnd = text.indexOf(':', at)
      at = findPiece(piece, text, at, fieldEnd < 0 ? text.length : fieldEnd)
      if (at < 0) return -1
    }
    at = pieceEnd(piece, text, at)
    if (at < 0) return -1
  }
  return at
}

/** The leftmost end of a segment that starts anywhere at or behind `from`; with `atEnd` it must end where the text ends. */
function findSegment(segment: Segment, text: string, from: number, atEnd: boolean): number {
  const first = segment[0]
  if (first === undefined) return from
  if (segment.length === 1 && atEnd) {
    const at = first.wild === undefined ? text.length - first.length : stepBack(text, text.length, first.wild.length)
    return at >= from && pieceEnd(first, text, at) === text.length ? text.length : -1
  }
  for (let at = from; ; ) {
    at = findPiece(first, text, at, text.length)
    if (at < 0) return -1
    const end = segmentEnd(segment, text, at)
    if (end >= 0 && (!atEnd || end === text.length)) return end
    if (at >= text.length) return -1
    at += widthOf(text.codePointAt(at) ?? 0)
  }
}

export function matchesPattern(pattern: Pattern, text: string): boolean {
  switch (pattern.kind) {
    case 'everything':
      return true
    case 'exact':
      return pattern.text === text
    case 'prefix':
      return text.startsWith(pattern.text)
    case 'glob':
      return matchesGlob(pattern.segments, pattern.minLength, text)
  }
}

function matchesGlob(segments: readonly Segment[], minLength: number, text: string): boolean {
  const first = segments[0]
  if (first === undefined || text.length < minLength) return false
  let at = segmentEnd(first, text, 0)
  if (segments.length === 1) return at === text.length
  for (let index = 1; index < segments.length && at >= 0; index += 1) {
    const segment = segments[index]
    if (segment === undefined) return false
    at = findSegment(segment, text, at, index === segments.length - 1)
  }
  return at >= 0
}
