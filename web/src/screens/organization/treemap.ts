/**
 * The organization as nested rectangles: OUs frame what is in them, accounts are the tiles. Squarified: M. Bruls, K. Huizing, J. van
 * Wijk, "Squarified Treemaps", 2000. Pure, tested beside.
 */
import type { OrganizationMap } from '../../api/types.ts'

export type MapAccount = OrganizationMap['accounts'][number]

export interface UnitNode {
  readonly id: string
  readonly name: string
  readonly units: readonly UnitNode[]
  readonly accounts: readonly MapAccount[]
}

/** Units whose parent is not known stand at the top; so do accounts outside every unit. */
export function unitTree(map: OrganizationMap): UnitNode {
  const known = new Set(map.units.map((unit) => unit.id))
  const place = (id: string | null): string => (id !== null && known.has(id) ? id : '')
  const units = Map.groupBy(map.units, (unit) => place(unit.parentId))
  const accounts = Map.groupBy(map.accounts, (account) => place(account.unitId))
  const node = (id: string, name: string): UnitNode => ({
    id,
    name,
    units: (units.get(id) ?? []).map((unit) => node(unit.id, unit.name)).sort(byUnitName),
    accounts: [...(accounts.get(id) ?? [])].sort(byAccountName),
  })
  const top = node('', 'Organization')
  const [only] = top.units
  return only !== undefined && top.units.length === 1 && top.accounts.length === 0 ? only : top
}

const byUnitName = (a: UnitNode, b: UnitNode): number => a.name.localeCompare(b.name)
export const accountName = (account: Pick<MapAccount, 'name' | 'accountId'>): string =>
  account.name ?? account.accountId
export const byAccountName = (a: MapAccount, b: MapAccount): number => accountName(a).localeCompare(accountName(b))

/** From the top to the unit, both included; empty when it is not under `root`. */
export function unitsTo(root: UnitNode, id: string): readonly UnitNode[] {
  if (root.id === id) return [root]
  const below = root.units.map((unit) => unitsTo(unit, id)).find((path) => path.length > 0)
  return below === undefined ? [] : [root, ...below]
}

export const accountsUnder = (unit: UnitNode): readonly MapAccount[] => [
  ...unit.accounts,
  ...unit.units.flatMap(accountsUnder),
]

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Boxes of the given weights that fill `within`, as square as they go; in the order of `weights`. */
export function squarify(weights: readonly number[], within: Box): readonly Box[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return weights.map(() => ({ ...within, width: 0, height: 0 }))
  const scale = (within.width * within.height) / total
  const order = weights.map((weight, at) => ({ at, area: weight * scale })).sort((a, b) => b.area - a.area)
  const boxes: Box[] = weights.map(() => ({ ...within, width: 0, height: 0 }))
  let rest = within
  let row: { at: number; area: number }[] = []
  const lay = () => {
    const area = row.reduce((sum, item) => sum + item.area, 0)
    const wide = rest.width >= rest.height
    const side = wide ? rest.height : rest.width
    const depth = side === 0 ? 0 : area / side
    let along = 0
    for (const item of row) {
      const length = depth === 0 ? 0 : item.area / depth
      boxes[item.at] = wide
        ? { x: rest.x, y: rest.y + along, width: depth, height: length }
        : { x: rest.x + along, y: rest.y, width: length, height: depth }
      along += length
    }
    rest = wide
      ? { ...rest, x: rest.x + depth, width: Math.max(0, rest.width - depth) }
      : { ...rest, y: rest.y + depth, height: Math.max(0, rest.height - depth) }
    row = []
  }
  for (const item of order) {
    const side = Math.min(rest.width, rest.height)
    if (row.length > 0 && worst([...row, item], side) > worst(row, side)) lay()
    row.push(item)
  }
  if (row.length > 0) lay()
  return boxes
}

/** The worst aspect ratio of a row along a side. */
function worst(row: readonly { readonly area: number }[], side: number): number {
  const sum = row.reduce((total, item) => total + item.area, 0)
  const areas = row.map((item) => item.area)
  const square = side * side
  return Math.max((square * Math.max(...areas)) / (sum * sum), (sum * sum) / (square * Math.min(...areas)))
}

/** What the area of a tile says. */
export type MapSize = 'principals' | 'resources' | 'even'

/** The square root keeps an account of ten beside one of ten thousand readable; what is empty keeps a little room. */
const leastCount = 16
const weightOf = (account: MapAccount, size: MapSize): number =>
  size === 'even' ? 1 : Math.sqrt(account[size] + leastCount)
const weightUnder = (unit: UnitNode, size: MapSize): number =>
  accountsUnder(unit).reduce((sum, account) => sum + weightOf(account, size), 0)

/** Room for an OU's name above what is in it, and round it (px). */
const nameHeight = 20
const frame = 3

export interface Laid {
  readonly units: readonly { readonly unit: UnitNode; readonly box: Box; readonly depth: number }[]
  readonly accounts: readonly { readonly account: MapAccount; readonly box: Box }[]
}

export function layMap(root: UnitNode, within: Box, size: MapSize, depth = 0): Laid {
  const units = root.units.filter((unit) => accountsUnder(unit).length > 0)
  const boxes = squarify(
    [...units.map((unit) => weightUnder(unit, size)), ...root.accounts.map((account) => weightOf(account, size))],
    within,
  )
  const inner = units.map((unit, at): Laid => {
    const box = boxes[at] ?? within
    const content = {
      x: box.x + frame,
      y: box.y + nameHeight,
      width: Math.max(0, box.width - 2 * frame),
      height: Math.max(0, box.height - nameHeight - frame),
    }
    const below = layMap(unit, content, size, depth + 1)
    return { units: [{ unit, box, depth }, ...below.units], accounts: below.accounts }
  })
  return {
    units: inner.flatMap((one) => one.units),
    accounts: [
      ...inner.flatMap((one) => one.accounts),
      ...root.accounts.map((account, at) => ({ account, box: boxes[units.length + at] ?? within })),
    ],
  }
}

const isIn = (box: Box, x: number, y: number): boolean =>
  x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height

/** What is drawn at a point: an account, or the name of a unit above what is in it. */
type Hit = { readonly account: number } | { readonly unit: UnitNode }
export function hitAt(laid: Laid, x: number, y: number): Hit | undefined {
  const account = laid.accounts.findIndex(({ box }) => isIn(box, x, y))
  if (account >= 0) return { account }
  const unit = laid.units.findLast(({ box }) => isIn({ ...box, height: nameHeight }, x, y))
  return unit && { unit: unit.unit }
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The nearest tile in a direction: forward counts once, sideways twice. Undefined at the edge. */
export function neighbour(
  tiles: readonly { readonly box: Box }[],
  from: number,
  direction: Direction,
): number | undefined {
  const here = tiles[from]
  if (here === undefined) return undefined
  const middle = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 })
  const start = middle(here.box)
  const horizontal = direction === 'left' || direction === 'right'
  const sign = direction === 'right' || direction === 'down' ? 1 : -1
  let best: { readonly at: number; readonly far: number } | undefined
  for (const [at, tile] of tiles.entries()) {
    const there = middle(tile.box)
    const ahead = (horizontal ? there.x - start.x : there.y - start.y) * sign
    const aside = Math.abs(horizontal ? there.y - start.y : there.x - start.x)
    if (at === from || ahead <= 1) continue
    const far = ahead + 2 * aside
    if (best === undefined || far < best.far) best = { at, far }
  }
  return best?.at
}
