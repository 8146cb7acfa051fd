/**
 * Pictures whose nodes stand in columns, from left to right, with lines between neighbours: how far an identity reaches, who comes
 * into an account. Pure, tested beside. At most thirty nodes (look.md §9): what a column has no room for stands in a bundle.
 */
import type { IconName } from '../../parts/icon.tsx'

export const mostNodes = 30

export interface ColumnPlan {
  readonly id: string
  /** Over the column. */
  readonly name: string
  /** What a bundle of it holds: `accounts`. */
  readonly plural: string
  readonly shape: 'pill' | 'rounded' | 'end'
  readonly width: number
  /** Nodes it has room for while nothing is opened. */
  readonly room: number
  /** The account behind the nodes, drawn as a band. */
  readonly band?: string
}

export interface Item {
  readonly key: string
  readonly column: string
  readonly label: string
  readonly below?: string | undefined
  readonly icon: IconName
  /** Dashed: nobody has seen it. */
  readonly unread?: boolean
  /** Where its own page is. */
  readonly page?: Page | undefined
  /** The higher the sooner it is shown by itself. */
  readonly weight: number
}

export type Page =
  | { readonly of: 'principal'; readonly arn: string }
  | { readonly of: 'account'; readonly account: string }
  | { readonly of: 'policy'; readonly ref: string }

export const looks = ['plain', 'unknown', 'conditional', 'danger'] as const
export type Look = (typeof looks)[number]

export interface Link {
  readonly from: string
  readonly to: string
  readonly look: Look
}

export interface DrawnNode extends Omit<Item, 'weight'> {
  readonly shape: ColumnPlan['shape']
  /** Keys of the items it stands for. */
  readonly stands: readonly string[]
  /** How many a bundle stands for; 0: it is none. */
  readonly bundled: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Drawing {
  readonly columns: readonly (ColumnPlan & { readonly x: number })[]
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly Link[]
  readonly width: number
  readonly height: number
}

export interface Graph {
  readonly items: readonly Item[]
  readonly links: readonly Link[]
}

/** `opened`: the column whose bundle was opened; `gap` lies between columns. Columns without items are left out. */
export function layColumns(
  plans: readonly ColumnPlan[],
  { items, links }: Graph,
  { opened, gap = usualGap }: { readonly opened?: string | undefined; readonly gap?: number | undefined } = {},
): Drawing {
  const filled = plans
    .map((plan) => ({ plan, own: items.filter((item) => item.column === plan.id) }))
    .filter(({ own }) => own.length > 0)
  const taken = filled.reduce(
    (sum, { plan, own }) => sum + (plan.id === opened ? 0 : Math.min(own.length, plan.room)),
    0,
  )
  const columns = filled.map(({ plan, own }) => ({
    plan,
    entries: bundled(plan, own, plan.id === opened ? Math.max(plan.room, mostNodes - taken) : plan.room),
  }))
  const standsIn = new Map(
    columns.flatMap(({ entries }) => entries.flatMap(({ key, stands }) => stands.map((item) => [item, key] as const))),
  )
  return placed(columns, edgesBetween(links, standsIn), gap)
}

/* ------------------------------------------------------------------ bundles */

type Entry = Omit<DrawnNode, 'x' | 'y' | 'width' | 'height'>

export const bundleOf = (column: string): string => `bundle ${column}`

function bundled(plan: ColumnPlan, items: readonly Item[], room: number): readonly Entry[] {
  const { shape } = plan
  const byWeight = [...items].sort((a, b) => b.weight - a.weight)
  const kept = byWeight.slice(0, items.length > room ? room - 1 : room)
  const rest = byWeight.slice(kept.length)
  const entries = kept.map(
    ({ weight: _weight, ...item }): Entry => ({ ...item, shape, stands: [item.key], bundled: 0 }),
  )
  const [first] = rest
  if (first === undefined) return entries
  return [
    ...entries,
    {
      key: bundleOf(plan.id),
      column: plan.id,
      label: `${rest.length} more`,
      below: plan.plural,
      icon: first.icon,
      shape,
      stands: rest.map(({ key }) => key),
      bundled: rest.length,
    },
  ]
}

/** Between two nodes one line, which says the gravest. */
function edgesBetween(links: readonly Link[], standsIn: ReadonlyMap<string, string>): readonly Link[] {
  const edges = new Map<string, Link>()
  for (const link of links) {
    const from = standsIn.get(link.from)
    const to = standsIn.get(link.to)
    if (from === undefined || to === undefined) continue
    const known = edges.get(`${from}\n${to}`)
    if (known === undefined || looks.indexOf(link.look) > looks.indexOf(known.look))
      edges.set(`${from}\n${to}`, { from, to, look: link.look })
  }
  return [...edges.values()]
}

/* ------------------------------------------------------------------ places */

const nodeHeight = 40
const rowGap = 14
const usualGap = 64
export const headHeight = 34
const footHeight = 10

interface Column {
  readonly plan: ColumnPlan
  readonly entries: readonly Entry[]
}

function placed(columns: readonly Column[], edges: readonly Link[], gap: number): Drawing {
  const tallest = Math.max(1, ...columns.map(({ entries }) => entries.length))
  const height = headHeight + tallest * nodeHeight + (tallest - 1) * rowGap + footHeight
  const nodes: DrawnNode[] = []
  const heads: Drawing['columns'][number][] = []
  let x = bandRoom
  for (const { plan, entries } of columns) {
    heads.push({ ...plan, x })
    const own = entries.length * nodeHeight + (entries.length - 1) * rowGap
    const top = headHeight + (height - headHeight - footHeight - own) / 2
    for (const [row, entry] of inOrder(entries, nodes, edges).entries())
      nodes.push({ ...entry, x, y: top + row * (nodeHeight + rowGap), width: plan.width, height: nodeHeight })
    x += plan.width + gap
  }
  return { columns: heads, nodes, edges, width: x - gap + bandRoom, height }
}

/** A band reaches so far beyond its nodes. */
export const bandRoom = 12

/** Near to what they come from, so that few lines cross; a bundle is last. The same order on each visit. */
function inOrder(entries: readonly Entry[], before: readonly DrawnNode[], edges: readonly Link[]): readonly Entry[] {
  const places = new Map(before.map((node) => [node.key, node.y]))
  const middle = (key: string): number => {
    const from = edges.flatMap((edge) => (edge.to === key ? (places.get(edge.from) ?? []) : []))
    return from.length === 0 ? 0 : from.reduce((sum, y) => sum + y, 0) / from.length
  }
  const middles = new Map(entries.map(({ key }) => [key, middle(key)]))
  return [...entries].sort(
    (a, b) => Number(a.bundled > 0) - Number(b.bundled > 0) || (middles.get(a.key) ?? 0) - (middles.get(b.key) ?? 0),
  )
}

/* ------------------------------------------------------------------ ways through it */

/** A node and what hangs together with it, to either side. */
export function connectedWith({ edges }: Pick<Drawing, 'edges'>, key: string): ReadonlySet<string> {
  const walked = (ends: (edge: Link) => readonly [string, string]): ReadonlySet<string> => {
    const found = new Set([key])
    // A set is walked to its end, also while it grows.
    for (const here of found) {
      for (const edge of edges) {
        const [from, to] = ends(edge)
        if (from === here) found.add(to)
      }
    }
    return found
  }
  return new Set([...walked(({ from, to }) => [from, to]), ...walked(({ from, to }) => [to, from])])
}

/** Right and left follow the lines, up and down go to the next node of the same column. */
export function neighbourOf({ nodes, edges }: Drawing, key: string, arrow: string): string | undefined {
  const column = nodes.filter((node) => node.column === nodes.find((one) => one.key === key)?.column)
  const at = column.findIndex((node) => node.key === key)
  switch (arrow) {
    case 'ArrowRight':
      return edges.find((edge) => edge.from === key)?.to
    case 'ArrowLeft':
      return edges.find((edge) => edge.to === key)?.from
    case 'ArrowDown':
      return column[at + 1]?.key
    case 'ArrowUp':
      return column[at - 1]?.key
    default:
      return undefined
  }
}
