/**
 * Requests of the Query protocols: `Tags.member.1.Key=…` (AWS Query) and `Filter.1.Value.1=…` (EC2 Query).
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, …/aws-ec2-query-protocol.html
 */

import type { SchemaRef } from './schema.ts'
import { type Shape, type Structure, shapeOf } from './shape.ts'
import { readText } from './text.ts'

/** `A.b.1=x` as nested names. */
interface Node {
  text: string | undefined
  readonly children: Map<string, Node>
}

export type QueryFlavor = 'awsQuery' | 'ec2Query'

export function decodeQuery(ref: SchemaRef, form: URLSearchParams, flavor: QueryFlavor): object {
  const shape = shapeOf(ref)
  return shape.kind === 'structure' ? readStructure(shape, treeOf(form), flavor) : {}
}

function treeOf(form: URLSearchParams): Node {
  const root: Node = { text: undefined, children: new Map() }
  for (const [path, text] of form) {
    let node = root
    for (const name of path.split('.')) {
      let child = node.children.get(name)
      if (child === undefined) {
        child = { text: undefined, children: new Map() }
        node.children.set(name, child)
      }
      node = child
    }
    node.text = text
  }
  return root
}

function read(shape: Shape, node: Node, flavor: QueryFlavor): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, node, flavor)
    case 'list': {
      const flat = flavor === 'ec2Query' || shape.traits.xmlFlattened
      const items = flat ? node : node.children.get(shape.item.traits.xmlName ?? 'member')
      return numbered(items).map((item) => read(shape.item, item, flavor))
    }
    case 'map': {
      const entries = shape.traits.xmlFlattened ? node : node.children.get('entry')
      return Object.fromEntries(
        numbered(entries).flatMap((entry) => {
          const key = entry.children.get(shape.key.traits.xmlName ?? 'key')?.text
          const value = entry.children.get(shape.value.traits.xmlName ?? 'value')
          return key === undefined || value === undefined ? [] : [[key, read(shape.value, value, flavor)]]
        }),
      )
    }
    default:
      return readText(shape, node.text ?? '', 'dateTime')
  }
}

function readStructure(shape: Structure, node: Node, flavor: QueryFlavor): object {
  const value: Record<string, unknown> = {}
  for (const { name, shape: member } of shape.members) {
    const child = node.children.get(wireName(name, member, flavor))
    if (child !== undefined) value[name] = read(member, child, flavor)
  }
  return value
}

function wireName(name: string, { traits }: Shape, flavor: QueryFlavor): string {
  if (flavor === 'awsQuery') return traits.xmlName ?? name
  const plain = traits.xmlName ?? name
  return traits.ec2QueryName ?? plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** The children `1`, `2`, … in order. */
function numbered(node: Node | undefined): Node[] {
  if (node === undefined) return []
  return [...node.children]
    .filter(([index]) => /^[1-9]\d*$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}
