/** The organization as rows of a tree: its units, what is in them, and what of it is unfolded. Pure, tested beside. */
import { isKnown, type MapColour, type Shade, shadeOf } from './shades.ts'
import { accountsUnder, type MapAccount, type UnitNode } from './treemap.ts'

interface Place {
  readonly level: number
  readonly position: number
  readonly siblings: number
}
export interface UnitRow extends Place {
  readonly kind: 'unit'
  readonly unit: UnitNode
  readonly isOpen: boolean
  readonly sum: UnitSum
}
export interface AccountRow extends Place {
  readonly kind: 'account'
  readonly account: MapAccount
}
export type TreeRow = UnitRow | AccountRow

export const keyOf = (row: TreeRow): string => (row.kind === 'unit' ? `unit ${row.unit.id}` : row.account.accountId)

/** Of all accounts under a unit; the numbers of those that are known. */
export interface UnitSum {
  readonly accounts: number
  readonly administrators: number
  readonly becoming: number
  readonly open: number
  /** How many accounts have each shade; shades that none has are absent. */
  readonly shades: ReadonlyMap<Shade, number>
}

function sumOf(accounts: readonly MapAccount[], colour: MapColour): UnitSum {
  const known = accounts.filter(isKnown)
  const of = (count: (account: MapAccount) => number): number => known.reduce((sum, one) => sum + count(one), 0)
  const byShade = Map.groupBy(accounts, (account) => shadeOf(account, colour))
  return {
    accounts: accounts.length,
    administrators: of((one) => one.administrators),
    becoming: of((one) => one.becoming),
    open: of((one) => one.open),
    shades: new Map([...byShade].map(([shade, same]) => [shade, same.length])),
  }
}

/** Trees of up to so many lines begin unfolded, longer ones with their upper units alone. */
const shownWhole = 60

export const isOpenAtFirst = (root: UnitNode, unit: UnitNode): boolean =>
  unit === root || accountsUnder(root).length <= shownWhole

/** `isOpen`: whether somebody sees what is in a unit. Accounts that are not shown leave their units out as well. */
export function treeRows(
  root: UnitNode,
  view: {
    readonly colour: MapColour
    readonly shown: ReadonlySet<string>
    readonly isOpen: (unit: UnitNode) => boolean
  },
): readonly TreeRow[] {
  const rowsOf = (unit: UnitNode, place: Place): readonly TreeRow[] => {
    const isOpen = view.isOpen(unit)
    const own = accountsUnder(unit).filter(({ accountId }) => view.shown.has(accountId))
    const row: UnitRow = { kind: 'unit', unit, isOpen, sum: sumOf(own, view.colour), ...place }
    return isOpen ? [row, ...inside(unit, place.level + 1)] : [row]
  }
  const inside = (unit: UnitNode, level: number): readonly TreeRow[] => {
    const units = unit.units.filter((one) => accountsUnder(one).some(({ accountId }) => view.shown.has(accountId)))
    const accounts = unit.accounts.filter(({ accountId }) => view.shown.has(accountId))
    const siblings = units.length + accounts.length
    return [
      ...units.flatMap((one, at) => rowsOf(one, { level, position: at + 1, siblings })),
      ...accounts.map(
        (account, at): AccountRow => ({
          kind: 'account',
          account,
          level,
          position: units.length + at + 1,
          siblings,
        }),
      ),
    ]
  }
  return rowsOf(root, { level: 1, position: 1, siblings: 1 })
}

export type TreeMove = { readonly to: number } | { readonly fold: UnitNode; readonly open: boolean }

/** What an arrow key means on a row (WAI-ARIA, treegrid pattern): right unfolds or goes in, left folds or goes out. */
export function treeMove(rows: readonly TreeRow[], at: number, key: string): TreeMove | undefined {
  const row = rows[at]
  if (row === undefined) return undefined
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(rows.length - 1, at + 1) }
    case 'ArrowUp':
      return { to: Math.max(0, at - 1) }
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: rows.length - 1 }
    case 'ArrowRight':
      if (row.kind === 'account') return { to: at }
      return row.isOpen ? { to: Math.min(rows.length - 1, at + 1) } : { fold: row.unit, open: true }
    case 'ArrowLeft':
      if (row.kind === 'unit' && row.isOpen && row.level > 1) return { fold: row.unit, open: false }
      return {
        to: Math.max(
          0,
          rows.findLastIndex((one, place) => place < at && one.level < row.level),
        ),
      }
    default:
      return undefined
  }
}
