/**
 * A schema read once into what the codecs ask for again and again. Members are resolved at first use, because shapes may
 * contain themselves.
 */
import { NormalizedSchema, type SchemaRef, timestampFormats } from './schema.ts'

export interface Traits {
  readonly xmlName?: string
  readonly xmlFlattened?: 1
  readonly xmlAttribute?: 1
  /** [prefix, uri] */
  readonly xmlNamespace?: readonly [string, string]
  readonly ec2QueryName?: string
  readonly jsonName?: string
  readonly httpLabel?: 1
  readonly httpHeader?: string
  readonly httpQuery?: string
  readonly httpQueryParams?: 1
  readonly httpPrefixHeaders?: string
  readonly httpPayload?: 1
  readonly httpResponseCode?: 1
  /** [method, path template, status] */
  readonly http?: readonly [string, string, number]
}

export type TimestampFormat = 'dateTime' | 'httpDate' | 'epochSeconds'

export interface Member {
  readonly name: string
  readonly shape: Shape
}

export type Shape = { readonly name: string; readonly traits: Traits } & (
  | { readonly kind: 'structure'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }
  /** `format` undefined: the protocol decides. */
  | { readonly kind: 'timestamp'; readonly format: TimestampFormat | undefined }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'blob' | 'document' | 'unit' }
)

export type Structure = Extract<Shape, { kind: 'structure' }>

const known = new WeakMap<NormalizedSchema, Shape>()

export function shapeOf(ref: SchemaRef): Shape {
  const schema = NormalizedSchema.of(ref)
  return known.get(schema) ?? remember(schema)
}

function remember(schema: NormalizedSchema): Shape {
  const shape = read(schema)
  known.set(schema, shape)
  return shape
}

function read(schema: NormalizedSchema): Shape {
  const base = { name: schema.getName() ?? '', traits: schema.getMergedTraits() as Traits }
  if (schema.isStructSchema()) {
    const members = once(() =>
      [...schema.structIterator()].map(([name, member]) => ({ name, shape: known.get(member) ?? remember(member) })),
    )
    return { ...base, kind: 'structure', ...lazily('members', members) }
  }
  if (schema.isListSchema()) return { ...base, kind: 'list', ...lazily('item', once(() => read(schema.getValueSchema()))) }
  if (schema.isMapSchema()) {
    const key = once(() => read(schema.getKeySchema()))
    const value = once(() => read(schema.getValueSchema()))
    return Object.defineProperties({ ...base, kind: 'map', key: undefined, value: undefined } as never, {
      key: { get: key, enumerable: true },
      value: { get: value, enumerable: true },
    })
  }
  if (schema.isTimestampSchema()) return { ...base, kind: 'timestamp', format: formatOf(schema.getSchema()) }
  return { ...base, kind: simpleKind(schema) }
}

function simpleKind(schema: NormalizedSchema): 'string' | 'number' | 'boolean' | 'blob' | 'document' | 'unit' {
  if (schema.isUnitSchema()) return 'unit'
  if (schema.isBooleanSchema()) return 'boolean'
  if (schema.isBlobSchema()) return 'blob'
  if (schema.isDocumentSchema()) return 'document'
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return 'number'
  return 'string'
}
