/**
 * The layout of the catalogue file, shared by the build step (`src/catalog/build.ts`) and the reader. Little-endian; sections follow each other,
 * each padded to four bytes:
 *
 *   magic (8 bytes) | one uint32 length per section | meta | names | levels | typeOffsets | typeEntries | keyLists | keyOffsets | keyEntries
 */

export const magic = 'BWCAT001'

/** `typeEntries`: the resource type's index in the low bits; this bit says that the type is required. */
export const requiredBit = 0x8000

export const sections = [
  /** JSON, `Meta`. */
  'meta',
  /** Action names in the order of their ids, separated by line feeds, as AWS writes them and without the service. */
  'names',
  /** uint8 per action: bit n set = `accessLevels[n]`. */
  'levels',
  /** uint32 per action and one more: where its entries start in `typeEntries`. */
  'typeOffsets',
  'typeEntries',
  /** uint16 per action: its list of condition keys. Lists are shared. */
  'keyLists',
  /** uint32 per list and one more: where its entries start in `keyEntries`. */
  'keyOffsets',
  /** uint16: index in `Meta.keys`. */
  'keyEntries',
] as const
export type Section = (typeof sections)[number]

export interface Meta {
  readonly version: string
  /** Prefix, full name, id of the first action. Sorted by prefix. */
  readonly services: readonly (readonly [prefix: string, name: string, firstAction: number])[]
  readonly rcpSupportedServices: readonly string[]
  /** Name as AWS writes it and type (empty when AWS gives none). */
  readonly keys: readonly (readonly [key: string, type: string])[]
  /** Index of the service, name, ARN template, list of condition keys. */
  readonly types: readonly (readonly [service: number, name: string, arnPattern: string, keyList: number])[]
  /** Action → actions that the caller needs as well. */
  readonly dependentActions: Readonly<Record<string, readonly string[]>>
}

export const padded = (length: number): number => (length + 3) & ~3
