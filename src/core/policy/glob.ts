/**
 * Wildcard patterns in bounded time. A pattern is split at its stars once; its pieces are then found from left to right,
 * each at its leftmost place. That is sufficient, so nothing is ever tried twice: O(text + pattern). Policy text never
 * becomes a regular expression.
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
  readonly length: number
  /** The literal text; of no use when `codes` is there. */
  readonly text: string
  /** Only when the piece holds `?`. */
  readonly codes: Int32Array | undefined
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

/** Below this length the engine's own search is linear enough: at most this many comparisons per character. */
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

function pieceOf(codes: readonly number[]): Piece {
  if (codes.some((code) => code < 0))
    return { length: codes.length, text: '', codes: Int32Array.from(codes), failure: undefined }
  let text = ''
  for (const code of codes) text += String.fromCharCode(code)
  return {
    length: text.length,
    text,
    codes: undefined,
    failure: text.length < shortPiece ? undefined : failureTable(text),
  }
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
  if (first !== undefined && first.codes === undefined) {
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

export const literalSymbols = (text: string): number[] => Array.from(text, (_, at) => text.charCodeAt(at))

export const plainPattern = (text: string): Pattern => compilePattern(plainSymbols(text))

function pieceAt(piece: Piece, text: string, at: number): boolean {
  if (piece.codes === undefined) return text.startsWith(piece.text, at)
  if (at + piece.length > text.length) return false
  for (let index = 0; index < piece.length; index += 1) {
    const code = piece.codes[index]
    if (code === anyOne) continue
    const actual = text.charCodeAt(at + index)
    if (code === anyOneInField ? actual === colon : actual !== code) return false
  }
  return true
}

/** Where the piece first occurs at or behind `from` and not behind `limit`; -1 for nowhere. */
function findPiece(piece: Piece, text: string, from: number, limit: number): number {
  if (piece.codes !== undefined) {
    for (let at = from; at <= limit; at += 1) if (pieceAt(piece, text, at)) return at
    return -1
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

/** Matches a whole segment whose first piece stands at `start`; the leftmost place where it can end, or -1. */
function segmentEnd(segment: Segment, text: string, start: number): number {
  let at = start
  for (const [index, piece] of segment.entries()) {
    if (index === 0) {
      if (!pieceAt(piece, text, at)) return -1
    } else {
      const fieldEnd = text.indexOf(':', at)
      at = findPiece(piece, text, at, fieldEnd < 0 ? text.length : fieldEnd)
      if (at < 0) return -1
    }
    at += piece.length
  }
  return at
}

/** The leftmost end of a segment that starts anywhere at or behind `from`; with `atEnd` it must end where the text ends. */
function findSegment(segment: Segment, text: string, from: number, atEnd: boolean): number {
  const first = segment[0]
  if (first === undefined) return from
  if (segment.length === 1 && atEnd) {
    const at = text.length - first.length
    return at >= from && pieceAt(first, text, at) ? text.length : -1
  }
  for (let at = from; ; at += 1) {
    at = findPiece(first, text, at, text.length)
    if (at < 0) return -1
    const end = segmentEnd(segment, text, at)
    if (end >= 0 && (!atEnd || end === text.length)) return end
    if (at >= text.length) return -1
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
