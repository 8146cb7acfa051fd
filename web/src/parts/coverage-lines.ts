/**
 * The lines of a coverage grid: accounts by trouble or under their units, and those that are alike in a bundle, so that a thousand
 * accounts which were all read are one line. Pure, tested beside.
 */
import { byName, byTrouble, type GridRow } from './coverage-cells.ts'

export type GridOrder = 'trouble' | 'unit'

export type GridLine =
  | { readonly kind: 'unit'; readonly name: string; readonly accounts: number }
  | { readonly kind: 'account'; readonly row: GridRow }
  | {
      readonly kind: 'bundle'
      readonly key: string
      /** One of them: its marks are those of all. */
      readonly row: GridRow
      readonly rows: readonly GridRow[]
      readonly isOpen: boolean
    }

export const lineKey = (line: GridLine): string =>
  line.kind === 'unit' ? `unit ${line.name}` : line.kind === 'bundle' ? line.key : line.row.accountId

/** With fewer alike a bundle would hide more than it saves. */
const leastBundled = 3

const marksOf = (row: GridRow): string =>
  Object.entries(row.marks)
    .map(([type, mark]) => `${type}=${mark}`)
    .sort()
    .join(' ')

export interface LinesView {
  readonly order: GridOrder
  /** Unit of an account by its name; absent: not known. */
  readonly unitOf: (accountId: string) => string | undefined
  readonly opened: ReadonlySet<string>
  /** An account that must stand for itself: the one whose reason is open. */
  readonly alone: string | undefined
}

export function gridLines(rows: readonly GridRow[], view: LinesView): readonly GridLine[] {
  if (view.order === 'trouble') return bundled([...rows].sort(byTrouble), 'all', view)
  const units = Map.groupBy(rows, (row) => view.unitOf(row.accountId) ?? outside)
  return [...units]
    .sort(([a], [b]) => Number(a === outside) - Number(b === outside) || a.localeCompare(b))
    .flatMap(([name, own]): readonly GridLine[] => [
      { kind: 'unit', name, accounts: own.length },
      ...bundled([...own].sort(byTrouble), name, view),
    ])
}

const outside = 'No unit known'

/** The first of those that are alike by name, the others behind it. */
function bundled(rows: readonly GridRow[], place: string, view: LinesView): readonly GridLine[] {
  return [...Map.groupBy(rows, marksOf)].flatMap(([marks, same]): readonly GridLine[] => {
    const alike = same.toSorted(byName)
    const [first, ...rest] = alike.filter((row) => row.accountId !== view.alone)
    const own = alike.filter((row) => row.accountId === view.alone)
    if (first === undefined || rest.length < leastBundled) return alike.map(asAccount)
    const key = `${place} ${marks}`
    const isOpen = view.opened.has(key)
    return [
      ...own.map(asAccount),
      asAccount(first),
      { kind: 'bundle', key, row: first, rows: rest, isOpen },
      ...(isOpen ? rest.map(asAccount) : []),
    ]
  })
}

const asAccount = (row: GridRow): GridLine => ({ kind: 'account', row })
