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

export const shapeOf = (ref: SchemaRef): Shape => shapeOfSchema(NormalizedSchema.of(ref))

function shapeOfSchema(schema: NormalizedSchema): Shape {
  const cached = known.get(schema)
  if (cached !== undefined) return cached
  const shape = read(schema)
  known.set(schema, shape)
  return shape
}

function read(schema: NormalizedSchema): Shape {
  // The SDK types traits as an open record; `Traits` states those that the codecs rely on.
  const base = { name: schema.getName() ?? '', traits: schema.getMergedTraits() as Traits }
  if (schema.isStructSchema()) {
    const members = once(() => [...schema.structIterator()].map(([name, of]) => ({ name, shape: shapeOfSchema(of) })))
    return {
      ...base,
      kind: 'structure',
      get members() {
        return members()
      },
    }
  }
  if (schema.isListSchema()) {
    const item = once(() => read(schema.getValueSchema()))
    return {
      ...base,
      kind: 'list',
      get item() {
        return item()
      },
    }
  }
  if (schema.isMapSchema()) {
    const value = once(() => read(schema.getValueSchema()))
    return {
      ...base,
      kind: 'map',
      key: read(schema.getKeySchema()),
      get value() {
        return value()
      },
    }
  }
  if (schema.isTimestampSchema()) return { ...base, kind: 'timestamp', format: formatOf(schema) }
  return { ...base, kind: simpleKind(schema) }
}

function formatOf(schema: NormalizedSchema): TimestampFormat | undefined {
  switch (schema.getSchema()) {
    case timestampFormats.dateTime:
      return 'dateTime'
    case timestampFormats.httpDate:
      return 'httpDate'
    case timestampFormats.epochSeconds:
      return 'epochSeconds'
    default:
      return undefined
  }
}

function simpleKind(schema: NormalizedSchema): 'string' | 'number' | 'boolean' | 'blob' | 'document' | 'unit' {
  if (schema.isUnitSchema()) return 'unit'
  if (schema.isBooleanSchema()) return 'boolean'
  if (schema.isBlobSchema()) return 'blob'
  if (schema.isDocumentSchema()) return 'document'
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return 'number'
  return 'string'
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
