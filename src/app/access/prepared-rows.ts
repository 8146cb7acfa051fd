/** Rows of a table, searched and sorted: what a hundred thousand rows need for it is made once for each list and kept with it. */
import { awaited, type Steps, type Stepwise, sortedInSteps, stepwise } from '../../core/access/stepwise.ts'

export const searchedWords = (search: string | undefined): readonly string[] =>
  (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

export type Column<Sort extends string> = Sort extends `-${infer Name}` ? Name : Sort
export type Cell = string | number | undefined

export const columnOf = <Sort extends string>(sort: Sort): Column<Sort> => sort.replace(/^-/, '') as Column<Sort>

/** What has no value comes last both ways: never used is no date. */
export function compareCells(left: Cell, right: Cell, isDown: boolean): number {
  if (left === right) return 0
  if (left === undefined) return 1
  if (right === undefined) return -1
  return left < right === isDown ? 1 : -1
}

export interface RowsOf<T, Sort extends string> {
  /** What is searched, of one row. */
  readonly textOf: (one: T) => string
  readonly cellOf: (one: T, column: Column<Sort>) => Cell
}

export interface PreparedRows<T, Sort extends string> {
  /** All in which every word occurs somewhere, in order. `rows` is a list that stays as it is. */
  find(rows: readonly T[], search: string | undefined, sort: Sort | undefined): Steps<readonly T[]>
}

interface Known<Sort> {
  /** In lower case, by position. */
  readonly texts: Stepwise<readonly string[]>
  /** Positions. */
  readonly orders: Map<Sort, Stepwise<Uint32Array>>
}

/** So many take a few milliseconds. */
const lookedAtOnce = 5_000

export function prepareRows<T extends object, Sort extends string>(of: RowsOf<T, Sort>): PreparedRows<T, Sort> {
  const lists = new WeakMap<readonly T[], Known<Sort>>()
  const knownOf = (rows: readonly T[]): Known<Sort> => {
    const known = lists.get(rows) ?? { texts: stepwise(() => textsOf(rows, of)), orders: new Map() }
    lists.set(rows, known)
    return known
  }
  const orderOf = ({ orders }: Known<Sort>, rows: readonly T[], sort: Sort): Stepwise<Uint32Array> => {
    const order = orders.get(sort) ?? stepwise(() => orderedBy(rows, sort, of))
    orders.set(sort, order)
    return order
  }
  return {
    *find(rows, search, sort) {
      const words = searchedWords(search)
      if (words.length === 0 && sort === undefined) return rows
      const known = knownOf(rows)
      const order = sort === undefined ? rows.keys() : yield* awaited(orderOf(known, rows, sort))
      const texts = words.length === 0 ? undefined : yield* awaited(known.texts)
      const found: T[] = []
      let looked = 0
      for (const position of order) {
        looked += 1
        if (looked % lookedAtOnce === 0) yield
        const one = rows[position]
        if (one && (!texts || words.every((word) => texts[position]?.includes(word)))) found.push(one)
      }
      return found
    },
  }
}

function* textsOf<T, Sort extends string>(rows: readonly T[], { textOf }: RowsOf<T, Sort>): Steps<readonly string[]> {
  const texts: string[] = []
  for (const one of rows) if (texts.push(textOf(one).toLowerCase()) % lookedAtOnce === 0) yield
  return texts
}

/** Equal values keep the order of the list. */
function* orderedBy<T, Sort extends string>(
  rows: readonly T[],
  sort: Sort,
  { cellOf }: RowsOf<T, Sort>,
): Steps<Uint32Array> {
  const isDown = sort.startsWith('-')
  const column = columnOf(sort)
  const cells = rows.map((one) => cellOf(one, column))
  yield
  const inOrder = yield* sortedInSteps([...rows.keys()], (a, b) => compareCells(cells[a], cells[b], isDown))
  return Uint32Array.from(inOrder)
}
