/**
 * XML bodies of the Query protocols' answers and of REST-XML, written and read by the schema's XML traits.
 * https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings
 */
import { unmodelled } from '../aws-error.ts'
import type { SchemaRef } from './schema.ts'
import { type Member, type Shape, type Structure, shapeOf } from './shape.ts'
import { readText, writeText } from './text.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const specials: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A reader normalizes these to a line feed, so literal ones would not come back.
  '\r': '&#xD;',
}

export const escapeXml = (text: string): string => text.replace(/[&<>"\r]/g, (character) => specials[character] ?? '')

/** The members of a structure, without an element around them. */
export function encodeMembers(ref: SchemaRef, value: object): string {
  const shape = shapeOf(ref)
  return shape.kind === 'structure' ? content(shape, value) : ''
}

/** The whole document of a payload structure. */
export function encodeDocument(shape: Shape, value: unknown, xmlNamespace: string): string {
  const name = shape.traits.xmlName ?? shape.name
  const [root, content] = unwrapped(name, shape, value)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, root, content, ` xmlns="${xmlNamespace}"`)}`
}

/** S3's `GetBucketLocation`: the one member bears the name of the whole answer and stands in its place. */
function unwrapped(name: string, shape: Shape, value: unknown): [Shape, unknown] {
  if (shape.kind !== 'structure' || !isObject(value)) return [shape, value]
  const [only, ...others] = shape.members
  if (only === undefined || others.length > 0 || (only.shape.traits.xmlName ?? only.name) !== name)
    return [shape, value]
  return [only.shape, value[only.name] ?? '']
}

function content(shape: Shape, value: unknown): string {
  if (shape.kind === 'structure') return isObject(value) ? structureContent(shape, value) : ''
  if (shape.kind === 'list') return Array.isArray(value) ? items(shape.item, value, itemName(shape.item)) : ''
  if (shape.kind === 'map') return isObject(value) ? entries(shape, value, 'entry') : ''
  return escapeXml(writeText(shape, value, 'dateTime'))
}

function structureContent(shape: Structure, value: object): string {
  let out = ''
  for (const member of shape.members) {
    const of = Reflect.get(value, member.name)
    if (of !== undefined && of !== null && !member.shape.traits.xmlAttribute) out += memberElements(member, of)
  }
  return out
}

function memberElements({ name, shape }: Member, value: unknown): string {
  const tag = shape.traits.xmlName ?? name
  if (shape.traits.xmlFlattened) {
    if (shape.kind === 'list' && Array.isArray(value)) return items(shape.item, value, tag)
    if (shape.kind === 'map' && isObject(value)) return entries(shape, value, tag)
  }
  return element(tag, shape, value)
}

const itemName = (item: Shape): string => item.traits.xmlName ?? 'member'

const items = (item: Shape, values: readonly unknown[], tag: string): string =>
  values.map((value) => element(tag, item, value)).join('')

function entries(shape: Extract<Shape, { kind: 'map' }>, values: object, tag: string): string {
  const keyName = shape.key.traits.xmlName ?? 'key'
  const valueName = shape.value.traits.xmlName ?? 'value'
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(
      ([key, value]) =>
        `<${tag}><${keyName}>${escapeXml(key)}</${keyName}>${element(valueName, shape.value, value)}</${tag}>`,
    )
    .join('')
}

function element(tag: string, shape: Shape, value: unknown, attributes = ''): string {
  return `<${tag}${attributes}${ownAttributes(shape, value)}>${content(shape, value)}</${tag}>`
}

function ownAttributes(shape: Shape, value: unknown): string {
  if (shape.kind !== 'structure' || !isObject(value)) return ''
  const [prefix, uri] = shape.traits.xmlNamespace ?? []
  let out = uri === undefined ? '' : ` xmlns${prefix ? `:${prefix}` : ''}="${uri}"`
  for (const { name, shape: member } of shape.members) {
    const of = value[name]
    if (!member.traits.xmlAttribute || of === undefined) continue
    out += ` ${member.traits.xmlName ?? name}="${escapeXml(writeText(member, of, 'dateTime'))}"`
  }
  return out
}

/* ------------------------------------------------------------------ reading */

export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  text: string
}

/** Decodes a request body whose root element stands for `shape`. */
export function decodeDocument(shape: Shape, body: string): unknown {
  return readElement(shape, parseXml(body))
}

function readElement(shape: Shape, from: XmlElement): unknown {
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members.flatMap((member) => {
          const value = readMember(member, from)
          return value === undefined ? [] : [[member.name, value]]
        }),
      )
    case 'list':
      return named(from, itemName(shape.item)).map((item) => readElement(shape.item, item))
    case 'map':
      return readEntries(shape, named(from, 'entry'))
    default:
      return readText(shape, from.text, 'dateTime')
  }
}

function readMember({ name, shape }: Member, parent: XmlElement): unknown {
  const tag = shape.traits.xmlName ?? name
  if (shape.traits.xmlAttribute) return parent.attributes.get(tag)
  const found = named(parent, tag)
  const [first] = found
  if (first === undefined) return undefined
  if (shape.traits.xmlFlattened && shape.kind === 'list') return found.map((item) => readElement(shape.item, item))
  if (shape.traits.xmlFlattened && shape.kind === 'map') return readEntries(shape, found)
  return readElement(shape, first)
}

function readEntries(shape: Extract<Shape, { kind: 'map' }>, found: readonly XmlElement[]): object {
  return Object.fromEntries(
    found.map((entry) => [
      named(entry, shape.key.traits.xmlName ?? 'key')[0]?.text ?? '',
      named(entry, shape.value.traits.xmlName ?? 'value').map((value) => readElement(shape.value, value))[0],
    ]),
  )
}

const named = ({ children }: XmlElement, name: string): XmlElement[] => children.filter((child) => child.name === name)

const token =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gy

/** Elements, attributes and text only: no DOCTYPE, so no entity can be declared. */
function parseXml(body: string): XmlElement {
  const document: XmlElement = { name: '', attributes: new Map(), children: [], text: '' }
  const open = [document]
  let end = 0
  for (const match of body.matchAll(token)) {
    end = match.index + match[0].length
    const [, closing, name, attributes = '', empty, text] = match
    const parent = open.at(-1)
    if (parent === undefined) break
    if (text !== undefined) parent.text += unescapeXml(text)
    else if (closing) {
      if (parent.name !== name) throw malformedXml()
      open.pop()
    } else if (name !== undefined) {
      const child: XmlElement = { name, attributes: readAttributes(attributes), children: [], text: '' }
      parent.children.push(child)
      if (!empty) open.push(child)
    }
  }
  const [root] = document.children
  if (root === undefined || open.length !== 1 || end !== body.length) throw malformedXml()
  return root
}

const malformedXml = () =>
  unmodelled(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

const readAttributes = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = '', double, single]) => [
      name,
      unescapeXml(double ?? single ?? ''),
    ]),
  )

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return entities[name] ?? whole
  })
