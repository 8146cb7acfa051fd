/**
 * HTTP bindings of the REST protocols: which operation a method and path mean, and where members travel besides the body.
 * https://smithy.io/2.0/spec/http-bindings.html
 */
import type { OperationSchema, SchemaRef } from './schema.ts'
import { type Shape, type Structure, shapeOf, type Traits } from './shape.ts'
import { readText, writeText } from './text.ts'

export interface HttpInput {
  readonly method: string
  /** As it stood on the request line, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Route<T> {
  readonly method: string
  readonly segments: readonly Segment[]
  /** Query parameters that the template itself demands (`?policy`). */
  readonly literals: readonly (readonly [string, string])[]
  /** Of the answer when all goes well. */
  readonly status: number
  readonly target: T
}

type Segment = { readonly literal: string } | { readonly label: string; readonly greedy: boolean }

export function routeOf<T>(schema: OperationSchema, target: T): Route<T> | undefined {
  const http = (schema[3] as Traits | 0 | undefined) || undefined
  if (http?.http === undefined) return undefined
  const [method, template, status] = http.http
  const [path = '/', query = ''] = template.split('?')
  const segments = path.split('/').filter(Boolean).map(segmentOf)
  const bucket = bucketLabel(schema[4], segments)
  return {
    method,
    segments: bucket === undefined ? segments : [bucket, ...segments],
    literals: [...new URLSearchParams(query)],
    status,
    target,
  }
}

function segmentOf(text: string): Segment {
  const label = /^\{(.+?)(\+?)\}$/.exec(text)
  return label?.[1] === undefined ? { literal: text } : { label: label[1], greedy: label[2] === '+' }
}

/** S3's client takes `{Bucket}` out of the template and into the endpoint; with path-style addressing it comes first. */
function bucketLabel(input: SchemaRef, segments: readonly Segment[]): Segment | undefined {
  const shape = shapeOf(input)
  if (shape.kind !== 'structure') return undefined
  const labels = new Set(segments.flatMap((segment) => ('label' in segment ? [segment.label] : [])))
  const missing = shape.members.find(({ name, shape: of }) => of.traits.httpLabel && !labels.has(name))
  return missing && { label: missing.name, greedy: false }
}

/** The route whose template demands most; labels are returned decoded. */
export function matchRoute<T>(
  routes: readonly Route<T>[],
  { method, path, query }: HttpInput,
): { target: T; labels: Readonly<Record<string, string>> } | undefined {
  const parts = path.split('/').filter(Boolean)
  const best = routes
    .filter((route) => route.method === method && demandsOf(route, query))
    .flatMap((route) => {
      const labels = labelsOf(route.segments, parts)
      return labels === undefined ? [] : [{ route, labels }]
    })
    .sort((a, b) => weight(b.route) - weight(a.route))[0]
  return best && { target: best.route.target, labels: best.labels }
}

/** `x-id` only names the operation; other clients leave it out. */
const demandsOf = ({ literals }: Route<unknown>, query: URLSearchParams): boolean =>
  literals.every(([name, value]) =>
    name === 'x-id'
      ? !query.has(name) || query.get(name) === value
      : value === ''
        ? query.has(name)
        : query.get(name) === value,
  )

const weight = ({ segments, literals }: Route<unknown>): number =>
  literals.filter(([name]) => name !== 'x-id').length * 100 + segments.filter((segment) => 'literal' in segment).length

function labelsOf(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const part = parts[index]
    if (part === undefined) return undefined
    if ('literal' in segment) {
      if (segment.literal !== part) return undefined
    } else if (segment.greedy) {
      labels[segment.label] = decodeURIComponent(parts.slice(index).join('/'))
      return labels
    } else {
      labels[segment.label] = decodeURIComponent(part)
    }
  }
  return segments.length === parts.length ? labels : undefined
}

/** The members that travel outside the body. */
export function decodeBindings(
  shape: Structure,
  labels: Readonly<Record<string, string>>,
  { query, headers }: HttpInput,
): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const { name, shape: member } of shape.members) {
    const decoded = decodeBinding(name, member, labels, query, headers)
    if (decoded !== undefined) value[name] = decoded
  }
  return value
}

function decodeBinding(
  name: string,
  member: Shape,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams,
  headers: Readonly<Record<string, string>>,
): unknown {
  const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpQueryParams } = member.traits
  if (httpLabel) {
    const text = labels[name]
    return text === undefined ? undefined : readText(member, text, 'dateTime')
  }
  if (httpQuery !== undefined) {
    if (!query.has(httpQuery)) return undefined
    if (member.kind === 'list') return query.getAll(httpQuery).map((text) => readText(member.item, text, 'dateTime'))
    return readText(member, query.get(httpQuery) ?? '', 'dateTime')
  }
  if (httpHeader !== undefined) {
    const text = headers[httpHeader.toLowerCase()]
    if (text === undefined) return undefined
    if (member.kind === 'list') return text.split(',').map((item) => readText(member.item, item.trim(), 'httpDate'))
    return readText(member, text, 'httpDate')
  }
  if (httpPrefixHeaders !== undefined) return prefixed(headers, httpPrefixHeaders.toLowerCase())
  return httpQueryParams ? Object.fromEntries(query) : undefined
}

function prefixed(headers: Readonly<Record<string, string>>, prefix: string): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix))
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}

export const isBodyMember = ({ traits }: Shape): boolean =>
  !traits.httpLabel &&
  traits.httpQuery === undefined &&
  traits.httpHeader === undefined &&
  traits.httpPrefixHeaders === undefined &&
  !traits.httpQueryParams &&
  !traits.httpResponseCode

/** Headers and status of an answer. */
export function encodeBindings(shape: Structure, value: object): { headers: Record<string, string>; status?: number } {
  const headers: Record<string, string> = {}
  let status: number | undefined
  for (const { name, shape: member } of shape.members) {
    const of: unknown = Reflect.get(value, name)
    if (of === undefined || of === null) continue
    const { httpHeader, httpResponseCode } = member.traits
    if (httpHeader !== undefined) headers[httpHeader.toLowerCase()] = headerText(member, of)
    if (httpResponseCode) status = Number(of)
  }
  return status === undefined ? { headers } : { headers, status }
}

const headerText = (member: Shape, value: unknown): string =>
  member.kind === 'list' && Array.isArray(value)
    ? value.map((item) => writeText(member.item, item, 'httpDate')).join(', ')
    : writeText(member, value, 'httpDate')
