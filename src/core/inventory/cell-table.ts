/**
 * Cells in columns. Where a setting leaves Regions out, a thousand accounts have half a million cells that say the same but for
 * their place: what they say stands once, and each costs thirty bytes. Cells are made when asked for.
 */
import type { Steps } from '../access/stepwise.ts'
import type { AccountId } from '../ids.ts'
import { compareText } from '../order.ts'
import { type CellKey, type CellType, type CoverageCell, cellTypes, wholeTimeOf } from './coverage.ts'
import { createTimeTable, type TimeTable } from './time-table.ts'

/** Iterates by account, type and Region. Cells may be made anew on each access: compare places, never cells. */
export interface CellTable extends Iterable<CoverageCell> {
  readonly length: number
  /** Sorted. */
  readonly accounts: readonly AccountId[]
  /** Exactly this one. */
  find(account: string, type: CellType, region: string): CoverageCell | undefined
  /** By type and Region; `type`: of this one only. */
  ofAccount(account: string, type?: CellType): readonly CoverageCell[]
  /** Of the account's cells of these types: undefined where none was ever read whole. `isPast`: as they were at a moment. */
  span(account: string, types: ReadonlySet<CellType>, isPast?: boolean): CellSpan | undefined
  /** Without cells that say this; accounts that have none of them are not packed again. */
  withoutInSteps(isLeftOut: (says: Verdict) => boolean): Steps<CellTable>
}

/** The cell whose last whole reading (`wholeTimeOf`) is the oldest, and the one whose is the newest. */
export interface CellSpan {
  readonly oldest: WholeReading
  readonly newest: WholeReading
}

export interface WholeReading {
  readonly cell: CoverageCell
  /** When it ended, in milliseconds since 1970. */
  readonly at: number
}

/** What a cell says but for when and how many. */
type Verdict = Pick<CoverageCell, 'state' | 'action' | 'code' | 'reason'>

/** Columns side by side. */
interface AccountCells {
  readonly accountId: AccountId
  /** Place codes, sorted by type and Region as texts. */
  readonly places: Uint32Array
  /** Numbers of verdicts. */
  readonly verdicts: Uint32Array
  readonly objects: Uint32Array
  readonly completed: TimeTable
  readonly checked: TimeTable
}

export function packCells(cells: Iterable<CoverageCell>): CellTable {
  const packer = createCellPacker()
  for (const cell of cells) packer.add(cell)
  return packer.packed()
}

export interface CellPacker {
  /** Of two for one place the later one counts. Cells of one account had better come together. */
  add(cell: CoverageCell): void
  packed(): CellTable
}

export function createCellPacker(): CellPacker {
  const codes = createPlaceCodes()
  const verdicts = createVerdicts()
  const byAccount = new Map<AccountId, AccountCells>()
  /** Of the account at hand, by place. */
  let pending = new Map<number, CoverageCell>()
  let account: AccountId | undefined
  const packAccount = (): void => {
    if (account === undefined) return
    const before = byAccount.get(account)
    const cells = new Map([...(before ? cellsIn(before, codes, verdicts) : []).map(keyed), ...pending])
    byAccount.set(account, columnsOf(account, cells, codes, verdicts))
    pending = new Map()
  }
  const keyed = (cell: CoverageCell): [number, CoverageCell] => [codes.of(cell.type, cell.region), cell]
  return {
    add(cell) {
      if (cell.accountId !== account) packAccount()
      account = cell.accountId
      pending.set(...keyed(cell))
    },
    packed() {
      packAccount()
      return tableOf(byAccount, codes, verdicts)
    },
  }
}

function columnsOf(
  accountId: AccountId,
  cells: ReadonlyMap<number, CoverageCell>,
  codes: PlaceCodes,
  verdicts: Verdicts,
): AccountCells {
  const sorted = [...cells].sort(([a], [b]) => codes.compare(a, b))
  const [completed, checked] = [createTimeTable(sorted.length), createTimeTable(sorted.length)]
  for (const [position, [, { completeAt, checkedAt }]] of sorted.entries()) {
    completed.set(position, completeAt ?? undefined)
    checked.set(position, checkedAt)
  }
  return {
    accountId,
    places: Uint32Array.from(sorted, ([place]) => place),
    verdicts: Uint32Array.from(sorted, ([, cell]) => verdicts.numberOf(cell)),
    objects: Uint32Array.from(sorted, ([, { objects }]) => objects),
    completed,
    checked,
  }
}

function cellAt(
  cells: AccountCells,
  position: number,
  codes: PlaceCodes,
  verdicts: Verdicts,
): CoverageCell | undefined {
  const place = codes.placeOf(cells.places[position] ?? -1)
  const verdict = verdicts.at(cells.verdicts[position] ?? -1)
  return (
    place &&
    verdict && {
      accountId: cells.accountId,
      ...place,
      ...verdict,
      completeAt: cells.completed.at(position) ?? null,
      checkedAt: cells.checked.at(position) ?? '',
      objects: cells.objects[position] ?? 0,
    }
  )
}

const cellsIn = (cells: AccountCells, codes: PlaceCodes, verdicts: Verdicts): readonly CoverageCell[] =>
  [...cells.places.keys()].flatMap((position) => cellAt(cells, position, codes, verdicts) ?? [])

function tableOf(byAccount: ReadonlyMap<string, AccountCells>, codes: PlaceCodes, verdicts: Verdicts): CellTable {
  const accounts = [...byAccount.values()].map(({ accountId }) => accountId).sort(compareText)
  const ofAccount: CellTable['ofAccount'] = (account, type) => {
    const cells = byAccount.get(account)
    const all = cells ? cellsIn(cells, codes, verdicts) : []
    return type === undefined ? all : all.filter((cell) => cell.type === type)
  }
  return {
    length: [...byAccount.values()].reduce((sum, { places }) => sum + places.length, 0),
    accounts,
    find(account, type, region) {
      const cells = byAccount.get(account)
      const code = codes.known(type, region)
      if (!cells || code === undefined) return undefined
      const position = cells.places.indexOf(code)
      return position < 0 ? undefined : cellAt(cells, position, codes, verdicts)
    },
    ofAccount,
    span(account, types, isPast = false) {
      const cells = byAccount.get(account)
      return (
        cells && spanIn(cells, types, (position) => wholeMoment(cells, position, verdicts, isPast), codes, verdicts)
      )
    },
    *withoutInSteps(isLeftOut) {
      const kept = new Map<string, AccountCells>()
      for (const [account, cells] of byAccount) {
        yield
        const staying = withoutCells(cells, isLeftOut, codes, verdicts)
        if (staying.places.length > 0) kept.set(account, staying)
      }
      return tableOf(kept, codes, verdicts)
    },
    *[Symbol.iterator]() {
      for (const account of accounts) yield* ofAccount(account)
    },
  }
}

function withoutCells(
  cells: AccountCells,
  isLeftOut: (says: Verdict) => boolean,
  codes: PlaceCodes,
  verdicts: Verdicts,
): AccountCells {
  const says = new Map([...new Set(cells.verdicts)].map((number) => [number, verdicts.at(number)]))
  if (![...says.values()].some((verdict) => verdict && isLeftOut(verdict))) return cells
  const staying = cellsIn(cells, codes, verdicts).filter((cell) => !isLeftOut(cell))
  return columnsOf(
    cells.accountId,
    new Map(staying.map((cell) => [codes.of(cell.type, cell.region), cell])),
    codes,
    verdicts,
  )
}

/** Over the columns: a cell is made of the two only. */
function spanIn(
  cells: AccountCells,
  types: ReadonlySet<CellType>,
  momentAt: (position: number) => number,
  codes: PlaceCodes,
  verdicts: Verdicts,
): CellSpan | undefined {
  let [oldest, newest] = [-1, -1]
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [position, place] of cells.places.entries()) {
    const type = codes.typeOf(place)
    if (type === undefined || !types.has(type)) continue
    const at = momentAt(position)
    if (at < first) [oldest, first] = [position, at]
    if (at > last) [newest, last] = [position, at]
  }
  const [one, other] = [cellAt(cells, oldest, codes, verdicts), cellAt(cells, newest, codes, verdicts)]
  return one && other && { oldest: { cell: one, at: first }, newest: { cell: other, at: last } }
}

/** NaN where there is none. */
function wholeMoment(cells: AccountCells, position: number, verdicts: Verdicts, isPast: boolean): number {
  const verdict = verdicts.at(cells.verdicts[position] ?? -1)
  const time = verdict && wholeTimeOf(verdict, isPast || (cells.objects[position] ?? 0) > 0)
  if (time === undefined) return Number.NaN
  return (time === 'completeAt' ? cells.completed : cells.checked).momentAt(position)
}

/** Of one cell, as of several. */
export function spanOf(cell: CoverageCell, isPast = false): CellSpan | undefined {
  const time = wholeTimeOf(cell, isPast || cell.objects > 0)
  const at = time === undefined ? Number.NaN : Date.parse(cell[time] ?? '')
  return Number.isNaN(at) ? undefined : { oldest: { cell, at }, newest: { cell, at } }
}

/** Of several as of one; undefined where none was read. */
export function joinedSpan(spans: Iterable<CellSpan | undefined>): CellSpan | undefined {
  let joined: CellSpan | undefined
  for (const span of spans) {
    if (!span) continue
    joined = {
      oldest: joined && joined.oldest.at <= span.oldest.at ? joined.oldest : span.oldest,
      newest: joined && joined.newest.at >= span.newest.at ? joined.newest : span.newest,
    }
  }
  return joined
}

/* ------------------------------------------------------------------ places */

/** Type and Region as one number. */
interface PlaceCodes {
  of(type: CellType, region: string): number
  known(type: CellType, region: string): number | undefined
  typeOf(code: number): CellType | undefined
  placeOf(code: number): Pick<CellKey, 'type' | 'region'> | undefined
  compare(a: number, b: number): number
}

/** More Regions than AWS will ever have. */
const regionsAtMost = 65_536

function createPlaceCodes(): PlaceCodes {
  const typeNumbers = new Map(cellTypes.map((type, number) => [type, number]))
  const regions: string[] = []
  const regionNumbers = new Map<string, number>()
  const code = (type: CellType, region: number): number => (typeNumbers.get(type) ?? 0) * regionsAtMost + region
  const typeOf: PlaceCodes['typeOf'] = (place) => cellTypes[Math.floor(place / regionsAtMost)]
  const placeOf: PlaceCodes['placeOf'] = (place) => {
    const type = typeOf(place)
    const region = regions[place % regionsAtMost]
    return type === undefined || region === undefined ? undefined : { type, region }
  }
  return {
    of(type, region) {
      const known = regionNumbers.get(region)
      if (known !== undefined) return code(type, known)
      regionNumbers.set(region, regions.length)
      return code(type, regions.push(region) - 1)
    },
    known(type, region) {
      const number = regionNumbers.get(region)
      return number === undefined ? undefined : code(type, number)
    },
    typeOf,
    placeOf,
    compare(a, b) {
      const [first, second] = [placeOf(a), placeOf(b)]
      return (
        compareText(first?.type ?? '', second?.type ?? '') || compareText(first?.region ?? '', second?.region ?? '')
      )
    },
  }
}

/* ------------------------------------------------------------------ what cells say */

interface Verdicts {
  numberOf(verdict: Verdict): number
  at(number: number): Verdict | undefined
}

function createVerdicts(): Verdicts {
  const verdicts: Verdict[] = []
  const numbers = new Map<string, number>()
  return {
    numberOf({ state, action, code, reason }) {
      const key = JSON.stringify([state, action, code, reason])
      const known = numbers.get(key)
      if (known !== undefined) return known
      const verdict = {
        state,
        ...(action !== undefined && { action }),
        ...(code !== undefined && { code }),
        ...(reason !== undefined && { reason }),
      }
      numbers.set(key, verdicts.length)
      return verdicts.push(verdict) - 1
    },
    at: (number) => verdicts[number],
  }
}
