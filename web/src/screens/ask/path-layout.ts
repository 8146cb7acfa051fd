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
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly row: number
}

export interface PathEdge {
  readonly id: string
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
const head = 28
const low = 30
const high = 40
const resourceWidth = 196
const resourceHeight = 60
const columnWidth = { who: 168, through: 148, role: 168 } as const
/** A role gets this much more room when nothing stands between it and who holds it. */
const withoutThrough = 56
const columnGap = 44
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

interface Draft {
  readonly fate: Fate
  readonly arn?: string
  readonly label?: string
  readonly cutBy?: PolicyType
  /** Who is drawn above each other before the same role. */
  readonly who: readonly Omit<PathNode, 'x' | 'y' | 'width' | 'height' | 'row' | 'column'>[]
  readonly through?: Omit<PathNode, 'x' | 'y' | 'width' | 'height' | 'row' | 'column'>
  readonly role?: Omit<PathNode, 'x' | 'y' | 'width' | 'height' | 'row' | 'column'>
}

const isRoleLike = (type: PrincipalType): boolean =>
  type === 'role' || type === 'permission-set-role' || type === 'service-linked-role'
const placeOf = (one: Pick<Holder, 'account' | 'accountName'>): string => one.accountName ?? one.account

function holderDraft(holder: Holder, chosen: boolean): Draft {
  const node = {
    id: holder.arn,
    kind: holder.type,
    label: holder.name,
    below: placeOf(holder),
    bundle: false,
    arn: holder.arn,
  }
  const grant = holder.via.find((reason) => reason.layer === 'identity') ?? grantOf(holder.via)
  const label = holder.conditionText ?? (chosen && grant ? `${statementWords(grant).split(',')[0]} allows` : undefined)
  const rest = {
    fate: holder.decision === 'Allowed' ? ('allowed' as const) : ('conditional' as const),
    arn: holder.arn,
    ...(label !== undefined && { label }),
  }
  const people = holder.person ?? []
  if (people.length > 0) {
    const [first, ...more] = people
    const who = first
      ? [{ id: `${holder.arn}#1`, kind: 'person' as const, label: first.name, bundle: false, arn: holder.arn }]
      : []
    const others =
      more.length === 0
        ? []
        : [
            {
              id: `${holder.arn}#2`,
              kind: (more.length === 1 ? 'person' : 'people') as 'person' | 'people',
              label: more.length === 1 ? (more[0]?.name ?? '') : `${more.length} more people`,
              bundle: more.length > 1,
              arn: holder.arn,
            },
          ]
    return { ...rest, who: [...who, ...others], role: node }
  }
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

const bundleDraft = (fate: Fate, count: number, cutBy?: PolicyType): Draft => ({
  fate,
  ...(cutBy !== undefined && { cutBy }),
  who: [],
  role: {
    id: `bundle:${fate}:${cutBy ?? ''}`,
    kind: fate === 'unknown' ? 'unread' : 'role',
    label: fate === 'unknown' ? `${count} unread` : `${count} more`,
    below:
      fate === 'unknown'
        ? 'answer unknown'
        : fate === 'conditional'
          ? 'under a condition'
          : fate === 'denied'
            ? 'denied explicitly'
            : 'in the table',
    bundle: true,
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

function draftRows(
  answer: WhoCanAnswer,
  chosen: string | undefined,
): { readonly drafts: readonly Draft[]; readonly bundled: number } {
  const allowed = answer.principals.filter((holder) => holder.decision === 'Allowed')
  const conditional = answer.principals.filter((holder) => holder.decision === 'Conditional')
  const layers = new Set(answer.denied.map((one) => one.by.layer))
  const own = {
    allowed: pick(allowed, ownRows.allowed, chosen),
    conditional: pick(conditional, ownRows.conditional, chosen),
    denied: pick(answer.denied, layers.size > manyLayers ? 1 : ownRows.denied, chosen),
  }
  // A line ends at the gate that cuts it, so only those that end at the same gate go together.
  const restDenied = Map.groupBy(
    answer.denied.filter((one) => !own.denied.includes(one)),
    (one) => one.by.layer,
  )
  const rest = {
    allowed: allowed.length - own.allowed.length,
    conditional: conditional.length - own.conditional.length,
    denied: answer.denied.length - own.denied.length,
  }
  const drafts: Draft[] = [
    ...own.allowed.map((holder) => holderDraft(holder, holder.arn === chosen)),
    ...(rest.allowed > 0 ? [bundleDraft('allowed', rest.allowed)] : []),
    ...own.conditional.map((holder) => holderDraft(holder, holder.arn === chosen)),
    ...(rest.conditional > 0 ? [bundleDraft('conditional', rest.conditional)] : []),
    ...own.denied.map(deniedDraft),
    ...[...restDenied].map(([layer, same]) => bundleDraft('denied', same.length, layer)),
    ...(answer.unknown > 0 ? [bundleDraft('unknown', answer.unknown)] : []),
  ]
  return { drafts, bundled: rest.allowed + rest.conditional + rest.denied }
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
  return shown.map(([layer, name]) => ({
    layer,
    name,
    // The resource's own policy stands close to it, the others at their beginning.
    x: layer === 'resource' ? to : from + guards.findIndex(([one]) => one === layer) * 56,
  }))
}

export function layPath(answer: WhoCanAnswer, chosen: string | undefined): PathDrawing {
  const { drafts, bundled } = draftRows(answer, chosen)
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
    const middle = top + (lines * rowPitch) / 2
    const place = (
      node: Omit<PathNode, 'x' | 'y' | 'width' | 'height' | 'row' | 'column'>,
      column: PathNode['column'],
      y: number,
    ): PathNode => {
      const height = node.below === undefined ? low : high
      const placed = {
        ...node,
        column,
        row,
        x: columnX[column] ?? 0,
        y: y - height / 2,
        width: widthOf(column),
        height,
      }
      nodes.push(placed)
      return placed
    }
    const who = draft.who.map((node, at) => place(node, 'who', top + rowPitch * (at + 0.5) + (lines - 2 * at - 1) * 6))
    const through = draft.through && place(draft.through, 'through', middle)
    const role = draft.role && place(draft.role, 'role', middle)
    const link = (from: PathNode, to: PathNode) =>
      edges.push({
        id: `${from.id}>${to.id}`,
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
    top += lines * rowPitch - (lines > 1 ? 12 * (lines - 1) : 0)
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
