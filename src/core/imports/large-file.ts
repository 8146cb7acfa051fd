/** What the readers of files that are larger than memory have in common. */

import type { InventoryObject } from '../inventory/objects.ts'
import type { JsonDocument, JsonPath, JsonPlace } from '../json.ts'
import type { JsonRemains } from '../json-cutter.ts'
import type { FileReport, ImportError, ImportOptions } from './imported-file.ts'
import { nameOf } from './imported-file.ts'
import type { RecordedCall } from './recorded-calls.ts'

/** From its beginning, each time; a piece of text may end anywhere. */
export type LargeFile = () => AsyncIterable<string>

export interface LargeFileSink {
  objects(objects: readonly InventoryObject[]): Promise<void>
  calls(calls: readonly RecordedCall[]): Promise<void>
}

/** What is left to say when the sink has been given all. */
export type LargeReading = { readonly kind: 'objects'; readonly file: FileReport } | { readonly kind: 'calls' }

/** Characters of what is parsed at once: one entry, one answer of the CLI, or what remains of a dump beside its entries. */
export const maxPieceLength = 128 * 2 ** 20

export const incompleteJson = (
  { message, line, column }: JsonPlace & { readonly message: string },
  options: ImportOptions,
): ImportError => ({
  code: 'bad_input',
  message: `${nameOf(options)} is no complete JSON: ${message}`,
  line,
  column,
})

export function tooLong(
  { path, place }: { readonly path: JsonPath; readonly place: JsonPlace },
  options: ImportOptions,
): ImportError {
  const what = path.length > 0 ? `${path.join('.')} in ${nameOf(options)}` : `A single answer in ${nameOf(options)}`
  return {
    code: 'limit_exceeded',
    message: `${what} has more than ${maxPieceLength / 2 ** 20} million characters`,
    ...place,
  }
}

/** Where something is that is at `inner` in a text that begins at `outer`. */
export const placeIn = (outer: JsonPlace, inner: JsonPlace): JsonPlace =>
  inner.line === 1
    ? { line: outer.line, column: outer.column + inner.column - 1 }
    : { line: outer.line + inner.line - 1, column: inner.column }

/** A document that was parsed by itself, with the places that its parts have in the file. */
export function placedIn(remains: JsonRemains, document: JsonDocument): JsonDocument {
  const placeOf = (place: JsonPlace | undefined): JsonPlace | undefined => place && remains.placeOf(place)
  return {
    value: document.value,
    locate: (path) => placeOf(document.locate(path)),
    locateAll: (paths) => document.locateAll(paths).map(placeOf),
    duplicateKeys: document.duplicateKeys.map((duplicate) => ({ ...duplicate, ...remains.placeOf(duplicate) })),
  }
}
