/**
 * An account authorization dump that is larger than memory, read twice: once for what it is, whose it is and whether it is all there,
 * and once for its entries. Says of it what `recognizeFile` says of a file that was read whole.
 */

import type { AuthorizationList } from '../inventory/authorization-details.ts'
import { authorizationLists } from '../inventory/authorization-details.ts'
import { isJsonObject } from '../inventory/content-key.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'
import type { JsonDocument, JsonError, JsonPath, JsonPlace } from '../json.ts'
import { parseJson, parseJsonSequence } from '../json.ts'
import type { JsonPiece, JsonRemains } from '../json-cutter.ts'
import { createJsonCutter } from '../json-cutter.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Page, PagesReading } from './authorization-pages.ts'
import { nearestPlace, pagesOf, startReading } from './authorization-pages.ts'
import { isFileOfObjects } from './import-file.ts'
import type { FileReport, ImportError, ImportOptions } from './imported-file.ts'
import type { LargeFile, LargeFileSink } from './large-file.ts'
import { incompleteJson, maxPieceLength, placedIn, placeIn, tooLong } from './large-file.ts'
import { isResourcePolicyLine } from './resource-policy-lines.ts'

/** Undefined: it is something else. */
export async function readLargeDump(
  read: LargeFile,
  options: ImportOptions,
  sink: Pick<LargeFileSink, 'objects'>,
): Promise<Result<FileReport, ImportError> | undefined> {
  const outline = await readOutline(read, options)
  if (outline === undefined || !outline.ok) return outline
  const pages = outline.value.flatMap(pagesOf)
  const reading = startReading(pages, options)
  if (!reading.ok) return reading
  takeWhatWasLeft(pages, reading.value)
  await readEntries(read, outline.value, reading.value, sink)
  return reading.value.end()
}

const newCutter = () => createJsonCutter({ isLong: isListOfEntries, maxLength: maxPieceLength })

/** `UserDetailList` of a document, of a page in a list of pages, or of an account's page. */
const isListOfEntries = (path: JsonPath): boolean => path.length <= 2 && listAt(path) !== undefined

const listAt = (path: JsonPath): AuthorizationList | undefined =>
  authorizationLists.find((name) => name === path.at(-1))

async function* piecesOf(read: LargeFile): AsyncIterable<readonly JsonPiece[]> {
  const cutter = newCutter()
  for await (const text of read()) yield cutter.push(text)
  yield cutter.end()
}

/* ------------------------------------------------------------------ what it is */

/** Entries of one list, as much as tells what the file is: whose each is, and whether there are versions. */
type Outlines = Map<string, Json[]>

async function readOutline(
  read: LargeFile,
  options: ImportOptions,
): Promise<Result<readonly JsonDocument[], ImportError> | undefined> {
  const cutter = newCutter()
  const documents: JsonDocument[] = []
  const outlineOf = createOutlines()
  let lists: Outlines = new Map()
  let length = 0
  let isKnown = false

  /** What is wrong with the pieces; `false`: it is no dump. */
  function take(pieces: readonly JsonPiece[]): ImportError | false | undefined {
    for (const [index, piece] of pieces.entries()) {
      if (piece.kind === 'too_long') return tooLong(piece, options)
      if (piece.kind === 'entry') {
        const parsed = parseJson(piece.text, { depth: piece.path.length })
        if (!parsed.ok) {
          const around = pieces.slice(index).find((later) => later.kind === 'documents') ?? cutter.remains()
          const inside = { ...parsed.error, ...placeIn(piece.place, parsed.error) }
          return incompleteJson(errorBefore(piece.place, around) ?? inside, options)
        }
        const key = JSON.stringify(piece.path.slice(0, -1))
        const list = lists.get(key) ?? []
        lists.set(key, list)
        list[Number(piece.path.at(-1))] = outlineOf(parsed.value.value)
        continue
      }
      const parsed = parseJsonSequence(piece.text)
      if (!parsed.ok) return incompleteJson({ ...parsed.error, ...piece.placeOf(parsed.error) }, options)
      length += piece.text.length
      documents.push(...parsed.value.map((document) => outlined(placedIn(piece, document), lists)))
      lists = new Map()
      isKnown ||= isDump(documents)
      // An empty list of pages says nothing.
      if (!isKnown && documents.some((document) => pagesOf(document).length > 0)) return false
      if (length > maxPieceLength) return tooLong({ path: [], place: piece.placeOf({ line: 1, column: 1 }) }, options)
    }
    return undefined
  }

  for await (const text of read()) {
    const wrong = take(cutter.push(text))
    if (wrong !== undefined) return wrong === false ? undefined : err(wrong)
  }
  const wrong = take(cutter.end())
  if (wrong !== undefined) return wrong === false ? undefined : err(wrong)
  return isDump(documents) ? ok(documents) : undefined
}

const isDump = (documents: readonly JsonDocument[]): boolean =>
  isFileOfObjects(documents) && !documents.every((document) => isResourcePolicyLine(document.value))

/** What is wrong around the entry that begins there, if it comes before: after the first fault nothing is what it seems. */
function errorBefore(entry: JsonPlace, around: JsonRemains): JsonError | undefined {
  const parsed = parseJsonSequence(around.text)
  if (parsed.ok) return undefined
  const place = around.placeOf(parsed.error)
  return (place.line - entry.line || place.column - entry.column) < 0 ? { ...parsed.error, ...place } : undefined
}

/** A hundred thousand entries of one account have one outline. */
function createOutlines(): (entry: Json) => Json {
  const known = new Map<string, Json>()
  return (entry) => {
    if (!isJsonObject(entry)) return null
    const arn = typeof entry['Arn'] === 'string' ? entry['Arn'].split(':')[4] : undefined
    const hasVersions = Object.hasOwn(entry, 'PolicyVersionList')
    const key = `${arn} ${hasVersions}`
    const outline = known.get(key) ?? {
      ...(arn !== undefined && { Arn: `::::${arn}` }),
      ...(hasVersions && { PolicyVersionList: null }),
    }
    known.set(key, outline)
    return outline
  }
}

const outlined = (document: JsonDocument, lists: Outlines): JsonDocument => ({
  ...document,
  value: withEntries(document.value, lists, []),
})

/** The outlines of the entries in the place of the entries. */
function withEntries(value: Json, lists: Outlines, path: JsonPath): Json {
  if (Array.isArray(value)) {
    const entries = isListOfEntries(path) ? (lists.get(JSON.stringify(path)) ?? []) : undefined
    return value.map((item, index) => entries?.[index] ?? withEntries(item, lists, [...path, index]))
  }
  if (!isJsonObject(value) || path.length > 1) return value
  const members: Record<string, Json> = Object.create(null)
  for (const [name, member] of Object.entries(value)) members[name] = withEntries(member, lists, [...path, name])
  return members
}

/* ------------------------------------------------------------------ its entries */

/** Words and numbers where entries should be: they did not come by themselves. */
function takeWhatWasLeft(pages: readonly Page[], reading: PagesReading): void {
  for (const [page, { value, path, document }] of pages.entries()) {
    for (const list of authorizationLists) {
      const entries = isJsonObject(value) ? value[list] : undefined
      for (const [index, entry] of (Array.isArray(entries) ? entries : []).entries()) {
        if (typeof entry === 'object' && entry !== null) continue
        const placeOf = () => nearestPlace(document, [...path, list, index])
        reading.take({ page, list, index, value: entry, twice: undefined, placeOf })
      }
    }
  }
}

/** Objects that are handed on at once. */
const objectsAtOnce = 500

async function readEntries(
  read: LargeFile,
  documents: readonly JsonDocument[],
  reading: PagesReading,
  sink: Pick<LargeFileSink, 'objects'>,
): Promise<void> {
  const numberOf = numbersOf(documents)
  let document = 0
  let objects: InventoryObject[] = []
  for await (const pieces of piecesOf(read)) {
    for (const piece of pieces) {
      if (piece.kind === 'documents') document += 1
      if (piece.kind !== 'entry') continue
      const list = listAt(piece.path.slice(0, -1))
      const page = numberOf(document, piece.path.slice(0, -2))
      if (list === undefined || page === undefined) continue
      const object = reading.take({ page, list, index: Number(piece.path.at(-1)), ...parsedEntry(piece) })
      if (object) objects.push(object)
    }
    if (objects.length < objectsAtOnce) continue
    await sink.objects(objects)
    objects = []
  }
  if (objects.length > 0) await sink.objects(objects)
}

/** A page by the number of its document and its path in it. */
function numbersOf(documents: readonly JsonDocument[]): (document: number, path: JsonPath) => number | undefined {
  const keys = documents.flatMap((document, number) => pagesOf(document).map(({ path }) => `${number} ${path}`))
  const numbers = new Map(keys.map((key, number) => [key, number]))
  return (document, path) => numbers.get(`${document} ${path}`)
}

/** It was parsed before, and is the same. */
function parsedEntry({ path, text, place }: Extract<JsonPiece, { kind: 'entry' }>) {
  const parsed = parseJson(text, { depth: path.length })
  if (!parsed.ok) throw new TypeError(`an entry that was good is not: ${parsed.error.message}`)
  const { value, duplicateKeys } = parsed.value
  const last = duplicateKeys.at(-1)
  return {
    value,
    twice: last && { ...last, ...placeIn(place, last) },
    placeOf: (inside: JsonPath) => {
      const found = nearestPlace(parsed.value, inside)
      return found && placeIn(place, found)
    },
  }
}
