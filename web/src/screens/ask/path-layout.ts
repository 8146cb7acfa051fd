/**
 * The access path as places on a plane (look.md §9): who, through, role, guardrails, resource. Only what bears on the
 * question, at most 30 nodes; the rest is bundled. Pure, tested beside.
 */
import type { Reason, WhoCanAnswer } from '../../api/schema.ts'
import type { PolicyType } from '../../api/types.ts'
import { policyWords, resourceNamed } from './names.ts'
import { type DraftNode, draftRows, type Fate, type PathView } from './path-rows.ts'

export interface PathNode extends DraftNode {
  readonly column: 'who' | 'through' | 'role'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly row: number
}

export interface PathEdge {
  readonly id: string
  /** Nodes at its ends. */
  readonly fromId: string
  readonly toId: string
  readonly row: number
  readonly from: { readonly x: number; readonly y: number }
  readonly to: { readonly x: number; readonly y: number }
}

/** One line from its last node through the guardrails to the resource, or to where it is cut. */
export interface PathRow {
  readonly row: number
  readonly fate: Fate
  readonly arn?: string
  readonly y: number
  readonly startX: number
  /** Where the line meets the resource. */
  readonly portY: number
  /** Denied: the gate that cuts it, or the start of the line. */
  readonly cutX?: number
  /** Conditional: the gate that asks, or the start of the line. */
  readonly askX?: number
  readonly label?: string
}

export interface Gate {
  readonly layer: PolicyType
  readonly name: string
  readonly x: number
}

export interface PathDrawing {
  readonly width: number
  readonly height: number
  readonly columns: readonly { readonly name: string; readonly x: number }[]
  readonly nodes: readonly PathNode[]
  readonly edges: readonly PathEdge[]
  readonly rows: readonly PathRow[]
  readonly gates: readonly Gate[]
  /** Top and bottom of the gates. */
  readonly gateSpan: readonly [number, number]
  readonly resource: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** Principals that stand in no row of their own. */
  readonly bundled: number
}

/** The width of the console's content at 1440 px. */
const width = 1156
const rowPitch = 50
/** Those who hold the same role stand closer. */
const peoplePitch = 38
const head = 28
const low = 30
const high = 40
const resourceWidth = 196
const resourceHeight = 60
const columnWidth = { who: 168, through: 148, role: 168 } as const
/** A role gets this much more room when nothing stands between it and who holds it. */
const withoutThrough = 56
const columnGap = 44
/** Where a line is cut that no gate cuts (the principal's own policy denies), right of its node. */
const ownCut = 20

const gateNames: readonly (readonly [PolicyType, string])[] = [
  ['serviceControl', 'SCP'],
  ['resourceControl', 'RCP'],
  ['permissionsBoundary', 'Boundary'],
  ['session', 'Session'],
  ['endpoint', 'Endpoint'],
  ['resource', 'Resource policy'],
]

/** `Bucket policy` rather than `Resource policy`, as the policy is called. */
const gateNameOf = (reason: Reason, usual: string): string => {
  const [, first = '', rest = ''] = /^([a-z])([a-z]+ policy)$/.exec(policyWords(reason)) ?? []
  return first === '' ? usual : `${first.toUpperCase()}${rest}`
}

/** The guardrails that the answer speaks of, in the order in which AWS evaluates them. */
function gatesOf(answer: WhoCanAnswer, from: number, to: number): readonly Gate[] {
  const reasons: readonly Reason[] = [
    ...answer.principals.flatMap((holder) => holder.via),
    ...answer.denied.map((one) => one.by),
  ]
  const seen = new Set([
    ...reasons.map((reason) => reason.layer),
    ...answer.principals.flatMap((holder) => holder.limitedBy ?? []),
  ])
  const shown = gateNames.filter(([layer]) => seen.has(layer))
  const guards = shown.filter(([layer]) => layer !== 'resource')
  const own = reasons.find((reason) => reason.layer === 'resource')
  return shown.map(([layer, name]) => ({
    layer,
    name: layer === 'resource' && own ? gateNameOf(own, name) : name,
    // The resource's own policy stands close to it, the others at their beginning.
    x: layer === 'resource' ? to : from + guards.findIndex(([one]) => one === layer) * 56,
  }))
}

export function layPath(answer: WhoCanAnswer, view: PathView): PathDrawing {
  const { drafts, bundled } = draftRows(answer, view)
  const used = (['who', 'through', 'role'] as const).filter((column) =>
    drafts.some((draft) => (column === 'who' ? draft.who.length > 0 : draft[column] !== undefined)),
  )
  const columnX: Record<string, number> = {}
  let x = 0
  const widthOf = (column: PathNode['column']): number =>
    columnWidth[column] + (column === 'role' && !used.includes('through') ? withoutThrough : 0)
  for (const column of used) {
    columnX[column] = x
    x += widthOf(column) + columnGap
  }
  const nodesEnd = x - columnGap
  const resourceX = width - resourceWidth
  const gates = gatesOf(answer, nodesEnd + 44, resourceX - 98)
  // Where a condition is that no gate asks for: the principal's own policy does, right of its node.
  const betweenX = nodesEnd + ownCut

  const nodes: PathNode[] = []
  const edges: PathEdge[] = []
  const rows: Omit<PathRow, 'portY'>[] = []
  let top = head
  drafts.forEach((draft, row) => {
    const lines = Math.max(1, draft.who.length)
    const height = rowPitch + (lines - 1) * peoplePitch
    const middle = top + height / 2
    const place = (node: DraftNode, column: PathNode['column'], y: number): PathNode => {
      const tall = node.below === undefined ? low : high
      const placed = {
        ...node,
        column,
        row,
        x: columnX[column] ?? 0,
        y: y - tall / 2,
        width: widthOf(column),
        height: tall,
      }
      nodes.push(placed)
      return placed
    }
    const who = draft.who.map((node, at) => place(node, 'who', top + rowPitch / 2 + at * peoplePitch))
    const through = draft.through && place(draft.through, 'through', middle)
    const role = draft.role && place(draft.role, 'role', middle)
    const link = (from: PathNode, to: PathNode) =>
      edges.push({
        id: `${from.id}>${to.id}`,
        fromId: from.id,
        toId: to.id,
        row,
        from: { x: from.x + from.width, y: from.y + from.height / 2 },
        to: { x: to.x, y: to.y + to.height / 2 },
      })
    const next = through ?? role
    if (next) for (const one of who) link(one, next)
    if (through && role) link(through, role)
    const last = role ?? through ?? who[0]
    const startX = last === undefined ? 0 : last.x + last.width
    const cutAt = gates.find((gate) => gate.layer === draft.cutBy)?.x
    rows.push({
      row,
      fate: draft.fate,
      y: middle,
      startX,
      ...(draft.arn !== undefined && { arn: draft.arn }),
      ...(draft.label !== undefined && { label: draft.label }),
      ...(draft.fate === 'denied' && { cutX: cutAt ?? nodesEnd + ownCut }),
      ...(draft.fate === 'conditional' && { askX: gates.find(({ layer }) => layer === draft.askedBy)?.x ?? betweenX }),
    })
    top += height
  })
  const bottom = top
  const reaching = rows.filter((row) => row.fate !== 'denied')
  const middle = Math.max(head + resourceHeight / 2, (head + bottom) / 2)
  const spread = Math.min(40, Math.max(0, (reaching.length - 1) * 8))
  const portOf = (row: Omit<PathRow, 'portY'>): number => {
    const at = reaching.indexOf(row)
    return reaching.length < 2 || at < 0 ? middle : middle - spread / 2 + (spread * at) / (reaching.length - 1)
  }
  return {
    width,
    height: Math.max(bottom, middle + resourceHeight / 2) + 24,
    columns: [
      ...used.map((column) => ({
        name: { who: 'Who', through: 'Through', role: 'Role' }[column],
        x: columnX[column] ?? 0,
      })),
      ...(gates.length > 0 ? [{ name: 'Guardrails', x: (gates[0]?.x ?? 0) - 5 }] : []),
      { name: 'Resource', x: resourceX },
    ],
    nodes,
    edges,
    rows: rows.map((row) => ({ ...row, portY: portOf(row) })),
    gates,
    gateSpan: [head - 2, bottom],
    resource: { x: resourceX, y: middle - resourceHeight / 2, width: resourceWidth, height: resourceHeight },
    bundled,
  }
}

/** The row of the chosen one from left to right, then the others from top to bottom (look.md §9). */
export const focusOrder = (drawing: PathDrawing, chosenRow: number | undefined): readonly PathNode[] => {
  const isOn = (node: PathNode): boolean => node.row === chosenRow
  const inPlace = (a: PathNode, b: PathNode): number => a.row - b.row || a.x - b.x || a.y - b.y
  return [...drawing.nodes.filter(isOn).sort(inPlace), ...drawing.nodes.filter((node) => !isOn(node)).sort(inPlace)]
}

/** The two lines of the resource: of a bucket's every object, the bucket is what people know. */
export function resourceWords(of: { readonly resource: string; readonly resourceName?: string }): {
  readonly label: string
  readonly below?: string
} {
  const name = resourceNamed(of)
  return of.resource.startsWith('arn:aws:s3:::') && name.endsWith('/*')
    ? { label: name.slice(0, -2), below: 'every object' }
    : { label: name }
}

/** Id of the resource among the nodes that the arrows go to. */
export const resourceId = 'resource'

/** Right and left follow the lines, up and down go to the nearest node of the same column. */
export function pathNeighbour(
  drawing: PathDrawing,
  from: string,
  key: string,
  chosenRow: number | undefined,
): string | undefined {
  const node = drawing.nodes.find((one) => one.id === from)
  const last = (row: number | undefined): string | undefined =>
    drawing.nodes.filter((one) => one.row === row).sort((a, b) => b.x - a.x)[0]?.id
  if (node === undefined) return key === 'ArrowLeft' ? last(chosenRow ?? 0) : undefined
  const inColumn = drawing.nodes.filter((one) => one.column === node.column).sort((a, b) => a.y - b.y)
  const at = inColumn.indexOf(node)
  switch (key) {
    case 'ArrowRight': {
      const edge = drawing.edges.find((one) => one.fromId === from)
      const isCut = drawing.rows[node.row]?.fate === 'denied'
      return edge?.toId ?? (isCut ? undefined : resourceId)
    }
    case 'ArrowLeft':
      return drawing.edges.find((one) => one.toId === from)?.fromId
    case 'ArrowDown':
      return inColumn[at + 1]?.id
    case 'ArrowUp':
      return inColumn[at - 1]?.id
    default:
      return undefined
  }
}
