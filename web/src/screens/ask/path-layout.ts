/**
 * The access path as places on a plane (look.md §9): who, through, role, guardrails, resource. Only what bears on the
 * question, at most 30 nodes; the rest is bundled. Pure, tested beside.
 */
import type { DeniedHolder, Holder, Reason, WhoCanAnswer } from '../../api/schema.ts'
import type { PolicyType, PrincipalType } from '../../api/types.ts'
import { grantOf, policyWords, shortName, statementWords } from './names.ts'

export type Fate = 'allowed' | 'conditional' | 'denied' | 'unknown'

export interface PathNode {
  readonly id: string
  readonly column: 'who' | 'through' | 'role'
  readonly kind: PrincipalType | 'person' | 'people' | 'unread'
  readonly label: string
  readonly below?: string
  /** More than one behind this node. */
  readonly bundle: boolean
  /** Chosen with a click; undefined for bundles of several principals. */
  readonly arn?: string
  /** A bundle that opens in place, or has more in it than a picture holds. */
  readonly opens?: 'here' | 'table'
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
  /** Conditional: the gate that asks. */
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
/** look.md §9, the resource among them. */
const mostNodes = 30
/** Rows of each fate that get a line of their own. */
const ownRows = { allowed: 5, conditional: 2, denied: 2 } as const
/** When more layers than this deny, each with its own bundle, only one denial gets a line of its own. */
const manyLayers = 3
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

type DraftNode = Omit<PathNode, 'x' | 'y' | 'width' | 'height' | 'row' | 'column'>

interface Draft {
  readonly fate: Fate
  readonly arn?: string
  readonly label?: string
  readonly cutBy?: PolicyType
  /** Who is drawn above each other before the same role. */
  readonly who: readonly DraftNode[]
  readonly through?: DraftNode
  readonly role?: DraftNode
}

const isRoleLike = (type: PrincipalType): boolean =>
  type === 'role' || type === 'permission-set-role' || type === 'service-linked-role'
const placeOf = (one: Pick<Holder, 'account' | 'accountName'>): string => one.accountName ?? one.account

function holderDraft(holder: Holder, { chosen, opened, room }: RoomyView): Draft {
  const node = {
    id: holder.arn,
    kind: holder.type,
    label: holder.name,
    below: placeOf(holder),
    bundle: false,
    arn: holder.arn,
  }
  const grant = holder.via.find((reason) => reason.layer === 'identity') ?? grantOf(holder.via)
  const label =
    holder.conditionText ??
    (chosen === holder.arn && grant ? `${statementWords(grant).split(',')[0]} allows` : undefined)
  const rest = {
    fate: holder.decision === 'Allowed' ? ('allowed' as const) : ('conditional' as const),
    arn: holder.arn,
    ...(label !== undefined && { label }),
  }
  const people = holder.person ?? []
  if (people.length > 0)
    return { ...rest, who: whoOf(holder.arn, people, opened === bundleOf(holder.arn) ? room : undefined), role: node }
  const chain = holder.reach === 'assume-chain' ? (holder.chain ?? []) : []
  if (chain.length > 1) {
    // The chain runs from the one who asks to the role that has the permission; the holder is its beginning.
    const last = chain.at(-1) ?? ''
    const between = chain.slice(1, -1)
    return {
      ...rest,
      who: [node],
      ...(between.length > 0 && {
        through: {
          id: `${holder.arn}#through`,
          kind: 'role' as const,
          label: between.length === 1 ? shortName(between[0] ?? '') : `${between.length} roles`,
          bundle: between.length > 1,
          arn: holder.arn,
        },
      }),
      role: { id: `${holder.arn}#role`, kind: 'role', label: shortName(last), bundle: false, arn: holder.arn },
    }
  }
  return isRoleLike(holder.type) ? { ...rest, who: [], role: node } : { ...rest, who: [node] }
}

const bundleOf = (arn: string): string => `${arn}#2`

/** The first by name, the others in a bundle. `room`: it is open, and so many nodes more may be drawn. */
function whoOf(arn: string, people: NonNullable<Holder['person']>, room: number | undefined): readonly DraftNode[] {
  const bundle = bundleOf(arn)
  const person = (name: string, at: number): DraftNode => ({
    id: at === 0 ? `${arn}#1` : `${bundle}.${at}`,
    kind: 'person',
    label: name,
    bundle: false,
    arn,
  })
  const most = 2 + (room ?? 0)
  const shown = people.length <= most ? people.length : most - 1
  const rest = people.length - shown
  const more: DraftNode = {
    id: bundle,
    kind: 'people',
    label: `${rest} more people`,
    bundle: true,
    opens: room === undefined ? 'here' : 'table',
  }
  return [...people.slice(0, shown).map(({ name }, at) => person(name, at)), ...(rest > 0 ? [more] : [])]
}

function deniedDraft(one: DeniedHolder): Draft {
  const node = {
    id: one.arn,
    kind: one.type,
    label: one.name,
    below: placeOf(one),
    bundle: false,
    arn: one.arn,
  }
  const rest = { fate: 'denied' as const, arn: one.arn, cutBy: one.by.layer, label: `${policyWords(one.by)} denies` }
  return isRoleLike(one.type) ? { ...rest, who: [], role: node } : { ...rest, who: [node] }
}

const bundleId = (fate: Fate, cutBy?: PolicyType): string => `bundle:${fate}:${cutBy ?? ''}`
const bundleBelow: Readonly<Record<Fate, string>> = {
  allowed: 'opens in place',
  conditional: 'under a condition',
  denied: 'denied explicitly',
  unknown: 'answer unknown',
}

const bundleDraft = ({ fate, rest, cutBy }: Pick<Group, 'fate' | 'rest' | 'cutBy'>, isOpen: boolean): Draft => ({
  fate,
  ...(cutBy !== undefined && { cutBy }),
  who: [],
  role: {
    id: bundleId(fate, cutBy),
    kind: fate === 'unknown' ? 'unread' : 'role',
    label: fate === 'unknown' ? `${rest} unread` : `${rest} more`,
    below: isOpen ? 'in the table' : bundleBelow[fate],
    bundle: true,
    ...(fate !== 'unknown' && { opens: isOpen ? 'table' : 'here' }),
  },
})

/** The chosen one always has a line of its own; the others keep the order of the answer. */
function pick<T extends { readonly arn: string }>(
  all: readonly T[],
  most: number,
  chosen: string | undefined,
): readonly T[] {
  const first = all.slice(0, most)
  const own = all.find((one) => one.arn === chosen)
  return own === undefined || first.includes(own) ? first : [...first.slice(0, most - 1), own]
}

interface RoomyView extends PathView {
  /** How many nodes more than at first may be drawn. */
  readonly room: number
}

/** Rows of one fate that are drawn, and those behind them in a bundle. */
interface Group {
  readonly fate: Fate
  readonly cutBy?: PolicyType
  readonly own: readonly Draft[]
  readonly rest: number
  readonly draft: (at: number) => Draft | undefined
}

function groupOf<T extends { readonly arn: string }>(
  facts: Pick<Group, 'fate' | 'cutBy'>,
  all: readonly T[],
  shown: readonly T[],
  draft: (one: T) => Draft,
): Group {
  const rest = all.filter((one) => !shown.includes(one))
  return {
    ...facts,
    own: shown.map(draft),
    rest: rest.length,
    draft: (at) => {
      const one = rest[at]
      return one && draft(one)
    },
  }
}

function groupsOf(answer: WhoCanAnswer, view: RoomyView): readonly Group[] {
  const layers = new Set(answer.denied.map((one) => one.by.layer))
  const ownDenied = pick(answer.denied, layers.size > manyLayers ? 1 : ownRows.denied, view.chosen)
  const holders = (fate: 'allowed' | 'conditional', decision: Holder['decision']): Group => {
    const all = answer.principals.filter((holder) => holder.decision === decision)
    return groupOf({ fate }, all, pick(all, ownRows[fate], view.chosen), (holder) => holderDraft(holder, view))
  }
  // A line ends at the gate that cuts it, so only those that end at the same gate go together.
  const restDenied = Map.groupBy(
    answer.denied.filter((one) => !ownDenied.includes(one)),
    (one) => one.by.layer,
  )
  return [
    holders('allowed', 'Allowed'),
    holders('conditional', 'Conditional'),
    groupOf({ fate: 'denied' }, ownDenied, ownDenied, deniedDraft),
    ...[...restDenied].map(([cutBy, same]) => groupOf({ fate: 'denied', cutBy }, same, [], deniedDraft)),
    { fate: 'unknown', own: [], rest: answer.unknown, draft: () => undefined },
  ]
}

const nodesIn = (drafts: readonly Draft[]): number =>
  drafts.reduce((sum, { who, through, role }) => sum + who.length + (through ? 1 : 0) + (role ? 1 : 0), 0)

function draftRows(
  answer: WhoCanAnswer,
  view: PathView,
): { readonly drafts: readonly Draft[]; readonly bundled: number } {
  const closed = ({ own, ...group }: Group): readonly Draft[] =>
    group.rest > 0 ? [...own, bundleDraft(group, false)] : own
  const atFirst = groupsOf(answer, { chosen: view.chosen, room: 0 })
  const room = mostNodes - 1 - nodesIn(atFirst.flatMap(closed))
  const drafts = groupsOf(answer, { ...view, room }).flatMap((group) =>
    group.rest > 0 && bundleId(group.fate, group.cutBy) === view.opened ? opened(group, room) : closed(group),
  )
  const drawn = drafts.filter(({ arn }) => arn !== undefined).length
  return { drafts, bundled: answer.principals.length + answer.denied.length - drawn }
}

/** What is in a bundle in its place, as much of it as the picture holds; the rest stays bundled. */
function opened(group: Group, room: number): readonly Draft[] {
  const taken: Draft[] = []
  for (let at = 0; at < group.rest; at += 1) {
    const next = group.draft(at)
    // The bundle's own node is free again once nothing is left in it.
    const free = room + (at === group.rest - 1 ? 1 : 0)
    if (next === undefined || nodesIn([...taken, next]) > free) break
    taken.push(next)
  }
  const rest = group.rest - taken.length
  return [...group.own, ...taken, ...(rest > 0 ? [bundleDraft({ ...group, rest }, true)] : [])]
}

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
  const seen = new Set(reasons.map((reason) => reason.layer))
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

export interface PathView {
  readonly chosen?: string | undefined
  /** Id of the bundle that somebody has opened. */
  readonly opened?: string | undefined
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
      ...(draft.fate === 'conditional' && { askX: gates.at(-1)?.x ?? resourceX - 98 }),
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
export function resourceWords(resource: string): { readonly label: string; readonly below?: string } {
  const name = shortName(resource)
  return resource.startsWith('arn:aws:s3:::') && name.endsWith('/*')
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
