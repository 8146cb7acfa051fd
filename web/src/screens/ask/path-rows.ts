/**
 * Which rows the picture of an answer has, and what stands in bundles (look.md §9: at most 30 nodes). Pure, tested through
 * path-layout.ts.
 */
import type { DeniedHolder, Holder, WhoCanAnswer } from '../../api/schema.ts'
import type { PolicyType, PrincipalType } from '../../api/types.ts'
import { grantOf, policyWords, shortName, statementWords } from './names.ts'

export type Fate = 'allowed' | 'conditional' | 'denied' | 'unknown'

/** look.md §9, the resource among them. */
const mostNodes = 30
/** Rows of each fate that get a line of their own. */
const ownRows = { allowed: 5, conditional: 2, denied: 2 } as const
/** When more layers than this deny, each with its own bundle, only one denial gets a line of its own. */
const manyLayers = 3

export interface PathView {
  readonly chosen?: string | undefined
  /** Id of the bundle that somebody has opened. */
  readonly opened?: string | undefined
}

/** What a node says, before it has its place. */
export interface DraftNode {
  readonly id: string
  readonly kind: PrincipalType | 'person' | 'people' | 'unread'
  readonly label: string
  readonly below?: string
  /** More than one behind this node. */
  readonly bundle: boolean
  /** Chosen with a click; undefined for bundles of several principals. */
  readonly arn?: string
  /** A bundle that opens in place, or has more in it than a picture holds. */
  readonly opens?: 'here' | 'table'
}

interface Draft {
  readonly fate: Fate
  readonly arn?: string
  readonly label?: string
  readonly cutBy?: PolicyType
  /** Conditional: the layer whose statement asks, where it is one that lines pass through. */
  readonly askedBy?: PolicyType
  /** Who is drawn above each other before the same role. */
  readonly who: readonly DraftNode[]
  readonly through?: DraftNode
  readonly role?: DraftNode
}

/** A denial unless something holds, before a permission under a condition. */
const askingLayer = ({ decision, limitedBy, via }: Holder): PolicyType | undefined =>
  decision === 'Conditional' ? (limitedBy ?? grantOf(via)?.layer) : undefined

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
  const askedBy = askingLayer(holder)
  const rest = {
    fate: holder.decision === 'Allowed' ? ('allowed' as const) : ('conditional' as const),
    arn: holder.arn,
    ...(askedBy !== undefined && { askedBy }),
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

const bundleDraft = (
  { fate, rest, cutBy, askedBy }: Pick<Group, 'fate' | 'rest' | 'cutBy' | 'askedBy'>,
  isOpen: boolean,
): Draft => ({
  fate,
  ...(cutBy !== undefined && { cutBy }),
  ...(askedBy !== undefined && { askedBy }),
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
  /** Of all in the bundle, where it is the same. */
  readonly askedBy?: PolicyType
  readonly own: readonly Draft[]
  readonly rest: number
  readonly draft: (at: number) => Draft | undefined
}

function groupOf<T extends { readonly arn: string }>(
  facts: Pick<Group, 'fate' | 'cutBy' | 'askedBy'>,
  { all, count }: { readonly all: readonly T[]; readonly count: number },
  shown: readonly T[],
  draft: (one: T) => Draft,
): Group {
  const rest = all.filter((one) => !shown.includes(one))
  return {
    ...facts,
    own: shown.map(draft),
    // With those that are not loaded.
    rest: count - shown.length,
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
    const shown = pick(all, ownRows[fate], view.chosen)
    const asking = new Set(all.filter((holder) => !shown.includes(holder)).map(askingLayer))
    const [askedBy] = asking
    const facts = { fate, ...(asking.size === 1 && askedBy !== undefined && { askedBy }) }
    const count = answer.counts[fate]
    return groupOf(facts, { all, count }, shown, (holder) => holderDraft(holder, view))
  }
  // A line ends at the gate that cuts it, so only those that end at the same gate go together.
  const restDenied = Map.groupBy(
    answer.denied.filter((one) => !ownDenied.includes(one)),
    (one) => one.by.layer,
  )
  return [
    holders('allowed', 'Allowed'),
    holders('conditional', 'Conditional'),
    groupOf({ fate: 'denied' }, { all: ownDenied, count: ownDenied.length }, ownDenied, deniedDraft),
    ...[...restDenied].map(([cutBy, all]) => {
      const own = ownDenied.filter((one) => one.by.layer === cutBy).length
      const count = (answer.counts.deniedBy[cutBy] ?? 0) - own
      return groupOf({ fate: 'denied', cutBy }, { all, count }, [], deniedDraft)
    }),
    { fate: 'unknown', own: [], rest: answer.unknown, draft: () => undefined },
  ]
}

const nodesIn = (drafts: readonly Draft[]): number =>
  drafts.reduce((sum, { who, through, role }) => sum + who.length + (through ? 1 : 0) + (role ? 1 : 0), 0)

export function draftRows(
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
  const { allowed, conditional, denied } = answer.counts
  return { drafts, bundled: allowed + conditional + denied - drawn }
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
