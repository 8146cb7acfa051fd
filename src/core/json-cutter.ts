/**
 * Cuts JSON that is larger than memory. Documents that follow each other come one by one, and of lists that are said to be long every
 * object and list comes by itself and leaves `{}` in its document: what remains of that is small. Nothing is checked here: the parser
 * does that with every piece (`json.ts`), and up to the first fault, which is all that counts, both see the same structure. Linear.
 */
import { detached } from './detached.ts'
import type { JsonPath, JsonPlace } from './json.ts'

export interface JsonCutterOptions {
  /** Shall the entries of the list at this path of a document come by themselves? Asked three levels deep. */
  isLong(path: JsonPath): boolean
  /** Characters of a piece; a little more may be held. */
  readonly maxLength: number
}

export type JsonPiece =
  | { readonly kind: 'entry'; readonly path: JsonPath; readonly text: string; readonly place: JsonPlace }
  | ({ readonly kind: 'documents' } & JsonRemains)
  /** Nothing comes after it. */
  | { readonly kind: 'too_long'; readonly path: JsonPath; readonly place: JsonPlace }

/** A document less its entries; words and numbers that stand before it stand before it here, too. */
export interface JsonRemains {
  readonly text: string
  /** Of a place in `text`, the one in the whole. */
  placeOf(place: JsonPlace): JsonPlace
}

export interface JsonCutter {
  push(text: string): readonly JsonPiece[]
  /** What has not come to its end; white space only when nothing else came. */
  end(): readonly JsonPiece[]
  /** Of the document that has begun. */
  remains(): JsonRemains
}

const levelsAsked = 3

const lineFeed = 0x0a
const carriageReturn = 0x0d
const quote = 0x22
const comma = 0x2c
const openList = 0x5b
const backslash = 0x5c
const closeList = 0x5d
const openObject = 0x7b
const closeObject = 0x7d
const byteOrderMark = 0xfeff

/** A list or object near the top of a document. */
interface Level {
  /** The member that is being read. */
  name: string | number
  readonly isLong: boolean
  /** Nothing stands where an entry of a list may: what stands behind one without a comma is left for the parser to refuse. */
  isDue: boolean
}

interface Entry {
  readonly path: JsonPath
  readonly place: JsonPlace
  /** Levels around it. */
  readonly depth: number
  readonly parts: string[]
}

export function createJsonCutter({ isLong, maxLength }: JsonCutterOptions): JsonCutter {
  const position = createPosition()
  const levels: Level[] = []
  let pieces: JsonPiece[] = []
  let remains = createRemains(position.at(0))
  let entry: Entry | undefined
  let depth = 0
  let inString = false
  let isEscaped = false
  let isKeyNext = false
  /** As far as it was read, with its escapes. */
  let key: string | undefined
  /** Characters of the entry or document so far. */
  let length = 0
  let text = ''
  /** Where that begins which was not kept yet. */
  let from = 0
  let isFirst = true
  let hasDocument = false
  let hasEnded = false

  const pathNow = (): JsonPath => levels.map(({ name }) => name)
  const isNearTop = (): boolean => entry === undefined && depth === levels.length

  function keep(to: number): void {
    const part = text.slice(from, to)
    from = to
    length += part.length
    if (entry) entry.parts.push(part)
    else remains.add(part)
    if (key !== undefined) key += part
  }

  function open(isList: boolean, at: number): void {
    const level = levels.at(-1)
    if (isNearTop() && level?.isLong && level.isDue) {
      level.isDue = false
      keep(at)
      entry = { path: pathNow(), place: position.at(at), depth, parts: [] }
      length = 0
    } else if (isNearTop() && depth < levelsAsked) {
      levels.push({ name: isList ? 0 : '', isLong: isList && isLong(pathNow()), isDue: true })
      isKeyNext = !isList
    }
    depth += 1
  }

  function close(at: number): void {
    depth = Math.max(0, depth - 1)
    if (levels.length > depth) levels.pop()
    isKeyNext = false
    if (entry?.depth === depth) {
      keep(at + 1)
      const { path, place, parts } = entry
      pieces.push({ kind: 'entry', path, place, text: parts.join('') })
      entry = undefined
      remains.cut(position.at(at + 1))
      length = remains.length()
    } else if (depth === 0) {
      keep(at + 1)
      endDocument(position.at(at + 1))
    }
  }

  function endDocument(next: JsonPlace): void {
    pieces.push({ kind: 'documents', ...remains.view() })
    hasDocument = true
    remains = createRemains(next)
    length = 0
  }

  function nextMember(): void {
    const level = levels.at(-1)
    if (!level || !isNearTop()) return
    level.isDue = true
    if (typeof level.name === 'number') level.name += 1
    else isKeyNext = true
  }

  function openString(at: number): void {
    inString = true
    if (!isKeyNext || !isNearTop()) return
    isKeyNext = false
    keep(at + 1)
    key = ''
  }

  function insideString(code: number, at: number): void {
    if (isEscaped) isEscaped = false
    else if (code === backslash) isEscaped = true
    else if (code === quote) {
      inString = false
      if (key === undefined) return
      keep(at)
      const level = levels.at(-1)
      if (level) level.name = unescaped(key)
      key = undefined
    }
  }

  function take(code: number, at: number): void {
    position.step(code, at)
    if (inString) insideString(code, at)
    else if (code === quote) openString(at)
    else if (code === openObject || code === openList) open(code === openList, at)
    else if (code === closeObject || code === closeList) close(at)
    else if (code === comma) nextMember()
  }

  function tooLong(): void {
    hasEnded = true
    const place = entry?.place ?? remains.view().placeOf({ line: 1, column: 1 })
    pieces.push({ kind: 'too_long', path: entry?.path ?? [], place })
  }

  return {
    push(given) {
      pieces = []
      if (hasEnded || given === '') return pieces
      text = isFirst && given.charCodeAt(0) === byteOrderMark ? given.slice(1) : given
      isFirst = false
      from = 0
      for (let at = 0; at < text.length; at += 1) take(text.charCodeAt(at), at)
      keep(text.length)
      remains.outlive()
      position.next(text.length)
      if (length > maxLength) tooLong()
      return pieces
    },
    end() {
      const rest: JsonPiece[] = []
      if (hasEnded) return rest
      if (entry) rest.push({ kind: 'entry', path: entry.path, place: entry.place, text: entry.parts.join('') })
      const view = remains.view()
      if (!hasDocument || !/^[ \t\r\n]*$/.test(view.text)) rest.push({ kind: 'documents', ...view })
      return rest
    },
    remains: () => remains.view(),
  }
}

/** Lines and columns as `json.ts` counts them, over all that was pushed. */
function createPosition() {
  let line = 1
  /** What the column of the first character of this text would be, less one, if its line began in it. */
  let base = 0
  let isAfterReturn = false
  return {
    /** Has to be told every character. */
    step(code: number, at: number): void {
      if (isAfterReturn && code !== lineFeed) {
        line += 1
        base = -at
      }
      isAfterReturn = code === carriageReturn
      if (code !== lineFeed) return
      line += 1
      base = -(at + 1)
    },
    at: (at: number): JsonPlace => ({ line, column: base + at + 1 }),
    next(length: number): void {
      base += length
    },
  }
}

/** Where an entry was taken out: what comes after it in the text, and where that was. */
interface Cut {
  readonly offset: number
  readonly line: number
  readonly column: number
}

const placeholder = '{}'

function createRemains(begin: JsonPlace) {
  const parts: string[] = []
  const cuts: Cut[] = [{ offset: 0, ...begin }]
  let length = 0
  let copied = 0
  const add = (part: string): void => {
    parts.push(part)
    length += part.length
  }
  return {
    add,
    /** A slice keeps all of the text that it was cut from: of a document of gigabytes that would be all of it. */
    outlive(): void {
      const slices = parts.splice(copied)
      if (slices.length > 0) parts.push(detached(slices.join('')))
      copied = parts.length
    },
    cut(after: JsonPlace): void {
      add(placeholder)
      cuts.push({ offset: length, ...after })
    },
    length: () => length,
    view(): JsonRemains {
      const text = parts.join('')
      return { text, placeOf: (place) => placeInWhole(text, cuts, place) }
    },
  }
}

function placeInWhole(text: string, cuts: readonly Cut[], { line, column }: JsonPlace): JsonPlace {
  let offset = 0
  for (let at = 1; at < line; offset += 1) if (endsLine(text, offset)) at += 1
  offset += column - 1
  const cut = cuts.findLast((one) => one.offset <= offset) ?? { offset: 0, line: 1, column: 1 }
  let place: JsonPlace = { line: cut.line, column: cut.column + (offset - cut.offset) }
  for (let at = cut.offset; at < offset; at += 1) {
    if (endsLine(text, at)) place = { line: place.line + 1, column: offset - at }
  }
  return place
}

function endsLine(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)
}

function unescaped(key: string): string {
  try {
    return String(JSON.parse(`"${key}"`))
  } catch {
    return key
  }
}
