/**
 * Lays out who is concerned by a policy: the policy, where it hangs, who is behind each place (look.md §9). Policies of resources and
 * of trust read the other way: who is named, the policy, what it hangs on. Pure, tested beside.
 */
import type { AffectedPrincipal, PolicyAttachment, PolicyDetail } from '../../api/schema.ts'
import type { IconName } from '../../parts/icon.tsx'
import { figure } from '../../parts/verdict.tsx'
import { attachmentIcons, attachmentWords, kindWords } from './words.ts'

export interface ReachNode {
  readonly id: string
  readonly column: 0 | 1 | 2
  readonly label: string
  readonly below?: string
  readonly icon: IconName
  readonly shape: 'pill' | 'rounded' | 'end'
  /** How many it stands for; 1: itself. */
  readonly count: number
  /** A bundle that opens in place. */
  readonly opens: boolean
  /** Principal whose page it leads to. */
  readonly principal?: string
  readonly resource?: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface ReachEdge {
  readonly from: string
  readonly to: string
  readonly isBoundary: boolean
  readonly start: { readonly x: number; readonly y: number }
  readonly end: { readonly x: number; readonly y: number }
}

export interface ReachDrawing {
  readonly nodes: readonly ReachNode[]
  readonly edges: readonly ReachEdge[]
  readonly columns: readonly { readonly name: string; readonly x: number }[]
  readonly width: number
  readonly height: number
}

/** look.md §9: at most thirty nodes. */
const mostNodes = 30
const mostPlaces = 8
/** Behind one place, while another one is open, and when it is open itself. */
const shownBehind = 3
const shownOpen = 12

const boxWidth = 232
const boxHeight = 44
export const columnGap = 84
const rowGap = 12
const top = 26

type Draft = Omit<ReachNode, 'x' | 'y' | 'width' | 'height'>

/** What hangs together: a place, and who is behind it. */
interface Branch {
  readonly place: Draft | undefined
  readonly ends: readonly Draft[]
  readonly isBoundary: boolean
}

export function layReach(detail: PolicyDetail, opened: string | undefined): ReachDrawing {
  const policy: Draft = {
    id: 'policy',
    column: 0,
    label: detail.name,
    below: kindWords[detail.kind],
    icon: 'audit',
    shape: 'rounded',
    count: 1,
    opens: false,
  }
  return detail.kind === 'trust' || detail.kind === 'resource'
    ? layNamed({ ...policy, column: 1 }, detail)
    : layHeld(policy, detail, opened)
}

/* ------------------------------------------------------------------ policy → places → who */

function layHeld(policy: Draft, detail: PolicyDetail, opened: string | undefined): ReachDrawing {
  const branches = branchesOf(detail, opened)
  const nodes: ReachNode[] = []
  const edges: ReachEdge[] = []
  let row = 0
  const tops: number[] = []
  for (const { place, ends, isBoundary } of branches) {
    const rows = Math.max(1, ends.length)
    const middle = row + (rows - 1) / 2
    tops.push(middle)
    const at = place && placed(place, middle)
    if (at) nodes.push(at)
    ends.forEach((end, index) => {
      const node = placed(end, row + index)
      nodes.push(node)
      edges.push({ ...edgeBetween(at?.id ?? policy.id, node.id), isBoundary })
    })
    if (at) edges.push({ ...edgeBetween(policy.id, at.id), isBoundary })
    row += rows
  }
  const first = tops[0] ?? 0
  const own = placed(policy, (first + (tops.at(-1) ?? first)) / 2)
  return drawn([own, ...nodes], edges, ['The policy', 'Hangs on', 'Concerns'], row)
}

function branchesOf(detail: PolicyDetail, opened: string | undefined): readonly Branch[] {
  const shared = detail.attachments.filter(isShared)
  const places = shared.slice(0, mostPlaces)
  const direct = branchOfSingles(detail, 'policy', opened)
  const bounded = branchOfSingles(detail, 'boundary', opened)
  const singles = [...direct, ...bounded]
  const room = mostNodes - 1 - places.length - (shared.length > places.length ? 1 : 0) - singles.reduce(endCount, 0)
  const each = Math.max(1, Math.min(shownBehind, Math.floor(room / Math.max(1, places.length))))
  const isCrowded = places.some(({ id }) => id === opened) && places.length * shownBehind + shownOpen > room
  const branches = places.map((attachment): Branch => {
    const most =
      attachment.id === opened ? Math.min(shownOpen, Math.max(each, room - places.length)) : isCrowded ? 1 : each
    return {
      place: placeNode(attachment),
      ends: endsOf(detail, attachment, most, attachment.id === opened),
      isBoundary: attachment.as === 'boundary',
    }
  })
  const left = shared.length - places.length + moreShared(detail)
  const rest: readonly Branch[] =
    left > 0 ? [{ place: restNode('places', 1, left, 'more places'), ends: [], isBoundary: false }] : []
  return [...branches, ...rest, ...singles]
}

const endCount = (sum: number, { ends }: Branch): number => sum + ends.length

const isShared = ({ kind }: PolicyAttachment): boolean =>
  kind === 'group' || kind === 'permission-set' || kind === 'place'

/** Of an SCP or RCP all attachments are places, so those that were left out are too; of others they are users and roles. */
const moreShared = ({ kind, moreAttachments }: PolicyDetail): number =>
  kind === 'service-control' || kind === 'resource-control' ? moreAttachments : 0

/** Users and roles that carry it themselves stand directly behind the policy. */
function branchOfSingles(
  detail: PolicyDetail,
  as: PolicyAttachment['as'],
  opened: string | undefined,
): readonly Branch[] {
  const own = detail.attachments.filter((one) => !isShared(one) && one.as === as)
  if (own.length === 0) return []
  const id = `${as} of its own`
  const all = as === 'boundary' ? detail.boundaryOf : Math.max(own.length, detail.attachedTo - sharedCount(detail))
  const most = opened === id ? shownOpen : shownBehind
  const shown = own.slice(0, all > most ? most : own.length)
  const ends = shown.map((one): Draft => ({ ...endOfAttachment(one), id: `${as} ${one.id}` }))
  const left = all - shown.length
  return [
    {
      place: undefined,
      ends:
        left > 0
          ? [
              ...ends,
              restNode(
                id,
                2,
                left,
                as === 'boundary' ? 'more it bounds' : 'more carry it',
                opened !== id && own.length > shown.length,
              ),
            ]
          : ends,
      isBoundary: as === 'boundary',
    },
  ]
}

const sharedCount = ({ attachments }: PolicyDetail): number => attachments.filter(isShared).length

const placeNode = ({ id, kind, name, accountName, account }: PolicyAttachment): Draft => ({
  id,
  column: 1,
  label: name,
  below: [attachmentWords[kind], accountName ?? account].filter(Boolean).join(', '),
  icon: attachmentIcons[kind],
  shape: 'rounded',
  count: 1,
  opens: false,
})

const endOfAttachment = ({ id, kind, name, accountName, account, as }: PolicyAttachment): Draft => ({
  id,
  column: 2,
  label: name,
  below: [as === 'boundary' ? 'bounded' : attachmentWords[kind], accountName ?? account].filter(Boolean).join(', '),
  icon: attachmentIcons[kind],
  shape: kind === 'user' ? 'pill' : 'rounded',
  count: 1,
  opens: false,
  principal: id,
})

const restNode = (id: string, column: 1 | 2, count: number, words: string, opens = false): Draft => ({
  id,
  column,
  label: `${figure(count)} ${words}`,
  below: opens ? 'opens here' : 'in the table',
  icon: 'people',
  shape: 'rounded',
  count,
  opens,
})

/** People where there are some, else the principals themselves. */
function endsOf(
  { affected }: PolicyDetail,
  { id, kind, people, principals }: PolicyAttachment,
  most: number,
  isOpen: boolean,
): readonly Draft[] {
  if (kind === 'place') return below(id, principals, people)
  const through = affected.filter((one) => one.through.includes(id))
  const persons = personsAmong(through)
  const isPeople = persons.length > 0
  const known = isPeople ? persons : through.map(principalEnd)
  const all = Math.max(known.length, (isPeople ? people : principals) ?? 0)
  if (all === 0) return []
  // One that stands for two would say less in the same room.
  const shown = all > most ? known.slice(0, isOpen ? most : Math.max(0, most - 1)) : known
  const left = all - shown.length
  const ends = shown.map((end): Draft => ({ ...end, id: `${id} ${end.id}` }))
  if (left <= 0) return ends
  const words = `${shown.length > 0 ? 'more ' : ''}${isPeople ? (left === 1 ? 'person' : 'people') : left === 1 ? 'principal' : 'principals'}`
  return [...ends, restNode(`rest of ${id}`, 2, left, words, !isOpen && known.length > shown.length)]
}

/** Below a place of the organization stand so many that a few names would say nothing. */
function below(id: string, principals: number | null, people: number | null): readonly Draft[] {
  if (principals === null || principals === 0) return []
  const bundle = restNode(`rest of ${id}`, 2, principals, principals === 1 ? 'principal' : 'principals')
  return [
    { ...bundle, below: people === null || people === 0 ? 'in the table' : `${figure(people)} people behind them` },
  ]
}

function personsAmong(affected: readonly AffectedPrincipal[]): readonly Draft[] {
  const persons = new Map<string, Draft>()
  for (const { person = [] } of affected) {
    for (const { name, email } of person) {
      const key = `${email ?? ''} ${name}`
      if (persons.has(key)) continue
      persons.set(key, {
        id: key,
        column: 2,
        label: name,
        ...(email !== undefined && { below: email }),
        icon: 'person',
        shape: 'pill',
        count: 1,
        opens: false,
      })
    }
  }
  return [...persons.values()]
}

const principalEnd = ({ arn, name, type, account, accountName }: AffectedPrincipal): Draft => ({
  id: arn,
  column: 2,
  label: name,
  below: accountName ?? account,
  icon: type === 'user' ? 'person' : type === 'root' ? 'account' : 'role',
  shape: type === 'user' ? 'pill' : 'rounded',
  count: 1,
  opens: false,
  principal: arn,
})

/** Which bundle a click on a node opens: that of the place it stands behind. */
export const bundleOf = (id: string): string => id.replace(/^rest of /, '')

/* ------------------------------------------------------------------ who is named → policy → where it hangs */

function layNamed(policy: Draft, detail: PolicyDetail): ReachDrawing {
  const { named, attachments } = detail
  const most = 10
  const shown = named.slice(0, most)
  const who: readonly Draft[] = [
    ...shown.map(
      (name): Draft => ({
        id: `named ${name}`,
        column: 0,
        label: name,
        icon: name === 'anybody' ? 'external' : 'person',
        shape: 'pill',
        count: 1,
        opens: false,
      }),
    ),
    ...(named.length > shown.length
      ? [{ ...restNode('named', 2, named.length - shown.length, 'more'), column: 0 as const }]
      : []),
  ]
  const rows = Math.max(1, who.length, attachments.length)
  const middle = (rows - 1) / 2
  const own = placed(policy, middle)
  const left = who.map((one, at) => placed(one, middle - (who.length - 1) / 2 + at))
  const right = attachments.map((one, at) =>
    placed(
      {
        ...endOfAttachment(one),
        shape: one.kind === 'resource' ? 'end' : 'rounded',
        ...(one.kind === 'resource' && { resource: one.id }),
      },
      middle - (attachments.length - 1) / 2 + at,
    ),
  )
  const edges = [
    ...left.map(({ id }) => ({ ...edgeBetween(id, own.id), isBoundary: false })),
    ...right.map(({ id }) => ({ ...edgeBetween(own.id, id), isBoundary: false })),
  ]
  return drawn([...left, own, ...right], edges, ['Names', 'The policy', 'Hangs on'], rows)
}

/* ------------------------------------------------------------------ places on the sheet */

const placed = (draft: Draft, row: number): ReachNode => ({
  ...draft,
  x: draft.column * (boxWidth + columnGap) + 1,
  y: top + row * (boxHeight + rowGap),
  width: boxWidth,
  height: boxHeight,
})

const nowhere = { x: 0, y: 0 }
const edgeBetween = (from: string, to: string) => ({ from, to, start: nowhere, end: nowhere })

function drawn(
  nodes: readonly ReachNode[],
  edges: readonly ReachEdge[],
  names: readonly [string, string, string],
  rows: number,
): ReachDrawing {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  return {
    nodes,
    edges: edges.flatMap((edge) => {
      const [from, to] = [byId.get(edge.from), byId.get(edge.to)]
      if (!from || !to) return []
      return [
        {
          ...edge,
          start: { x: from.x + from.width, y: from.y + from.height / 2 },
          end: { x: to.x, y: to.y + to.height / 2 },
        },
      ]
    }),
    columns: names.flatMap((name, column) =>
      nodes.some((node) => node.column === column) ? [{ name, x: column * (boxWidth + columnGap) + 1 }] : [],
    ),
    width: 3 * boxWidth + 2 * columnGap + 8,
    height: top + Math.max(1, rows) * (boxHeight + rowGap),
  }
}
