/**
 * Two connections may read the same account: a dump and a role, an organization and a member of it. Of each cell one of them
 * is believed, whole; what the others know of the cell would only be the same things a second time.
 */
import { atOnce, type Steps, sortedInSteps } from '../access/stepwise.ts'
import { compareText } from '../order.ts'
import { hasLeft } from './account-left.ts'
import { type CellTable, createCellPacker, packCells } from './cell-table.ts'
import type { CellKey, CellState, CoverageCell } from './coverage.ts'
import { cellKeyText } from './coverage.ts'
import { objectKey } from './merge.ts'
import type { InventoryObject } from './objects.ts'

/** What one connection knows of one cell. */
export interface ConnectionReading<T = InventoryObject> {
  readonly connectionId: string
  readonly cell: CoverageCell
  /** Those that count as present. */
  readonly objects: readonly T[]
}

export interface ChosenReadings<T = InventoryObject> {
  /** Each once. */
  readonly objects: readonly T[]
  /** Each once. */
  readonly cells: CellTable
}

type Keyed = Parameters<typeof objectKey>[0]

/** The order of what is given never matters. */
export function chooseReadings<T extends Keyed>(readings: readonly ConnectionReading<T>[]): ChosenReadings<T> {
  const ofConnections = Map.groupBy(readings, ({ connectionId }) => connectionId)
  const known = [...ofConnections].map(([connectionId, own]): [string, CellTable] => [
    connectionId,
    packCells(own.map(({ cell }) => cell)),
  ])
  const choice = atOnce(chooseCellsInSteps(new Map(known)))
  const chosen = createObjectChoice<T>(choice)
  for (const { connectionId, cell, objects } of readings) {
    for (const object of objects) chosen.add({ connectionId, ...cell }, object)
  }
  return { objects: atOnce(chosen.sorted()), cells: choice.cells }
}

/** A cell as one connection knows it. */
interface KnownCell {
  readonly connectionId: string
  readonly cell: CoverageCell
}

type Place = CellKey & Pick<KnownCell, 'connectionId'>

export interface CellChoice {
  readonly cells: CellTable
  /** One connection knows everything, and knows each object once. */
  readonly isOfOne: boolean
  /** As `cells` has it; undefined where another connection is believed, or where nobody knows the cell. */
  chosen(place: Place): KnownCell | undefined
}

const packedAtOnce = 50

/** `known`: the cells of each connection. */
export function* chooseCellsInSteps(known: ReadonlyMap<string, CellTable>): Steps<CellChoice> {
  const [one, ...others] = known
  return one && others.length === 0 ? yield* cellsOfOne(...one) : yield* bestCells(known)
}

function* cellsOfOne(connectionId: string, table: CellTable): Steps<CellChoice> {
  const cells = yield* table.withoutInSteps(hasLeft)
  return {
    cells,
    isOfOne: true,
    chosen(place) {
      const cell =
        place.connectionId === connectionId ? cells.find(place.accountId, place.type, place.region) : undefined
      return cell && { connectionId, cell }
    },
  }
}

function* bestCells(known: ReadonlyMap<string, CellTable>): Steps<CellChoice> {
  const accounts = [...known].flatMap(([connectionId, table]) => table.accounts.map((id) => ({ id, connectionId })))
  const packer = createCellPacker()
  /** Of accounts that one connection alone reads, as nearly all are. */
  const readers = new Map<string, string>()
  /** Of the others, cell by cell. */
  const believed = new Map<string, string>()
  for (const [id, connections] of Map.groupBy(accounts, (account) => account.id)) {
    yield
    const [first] = connections
    if (first && connections.length === 1) readers.set(id, first.connectionId)
    const cells = connections.flatMap(({ connectionId }) =>
      (known.get(connectionId)?.ofAccount(id) ?? []).map((cell): KnownCell => ({ connectionId, cell })),
    )
    for (const [position, { connectionId, cell }] of bestOf(cells).entries()) {
      if (position % packedAtOnce === 0) yield
      packer.add(cell)
      if (connections.length > 1) believed.set(cellKeyText(cell), connectionId)
    }
  }
  const cells = packer.packed()
  return {
    cells,
    isOfOne: known.size === 0,
    chosen(place) {
      const reader = readers.get(place.accountId) ?? believed.get(cellKeyText(place))
      const cell = cells.find(place.accountId, place.type, place.region)
      return cell && reader === place.connectionId ? { connectionId: reader, cell } : undefined
    },
  }
}

function bestOf(cells: readonly KnownCell[]): readonly KnownCell[] {
  const best = new Map<string, KnownCell>()
  for (const known of cells) {
    if (hasLeft(known.cell)) continue
    const key = cellKeyText(known.cell)
    const other = best.get(key)
    if (!other || byWorth(known, other) < 0) best.set(key, known)
  }
  return [...best.values()].filter((known) => !isWithin(known, best))
}

/**
 * One service may be read for the whole account here and Region by Region there (the buckets of a dump). Only a whole reading
 * proves that what it does not hold is not there.
 */
function isWithin(known: KnownCell, best: ReadonlyMap<string, KnownCell>): boolean {
  const { connectionId, cell } = known
  if (cell.region === 'global') return false
  const whole = best.get(cellKeyText({ ...cell, region: 'global' }))
  return whole?.cell.state === 'ok' && whole.connectionId !== connectionId && byWorth(whole, known) < 0
}

export interface ObjectChoice<T> {
  /** `place`: of the cell that proves the object. */
  add(place: Place, object: T): void
  /** By kind, account, Region and id. */
  sorted(): Steps<readonly T[]>
}

/** Two cells may prove one object, as an account is proven by its organization and by itself: the better cell is believed. */
export function createObjectChoice<T extends Keyed>({ chosen, isOfOne }: CellChoice): ObjectChoice<T> {
  /** Without a key each: of half a million objects these are a hundred megabytes. */
  const single: T[] = []
  const objects = new Map<string, { readonly object: T; readonly by: KnownCell }>()
  const cells = new Map<string, KnownCell | undefined>()
  const cellOf = (place: Place): KnownCell | undefined => {
    const key = `${place.connectionId} ${cellKeyText(place)}`
    if (!cells.has(key)) cells.set(key, chosen(place))
    return cells.get(key)
  }
  return {
    add(place, object) {
      const by = cellOf(place)
      if (!by) return
      if (isOfOne) {
        single.push(object)
        return
      }
      const key = objectKey(object)
      const other = objects.get(key)
      if (!other || byWorth(by, other.by) < 0) objects.set(key, { object, by })
    },
    *sorted() {
      for (const { object } of objects.values()) single.push(object)
      objects.clear()
      return yield* sortedInSteps(single, byKey)
    },
  }
}

const byKey = (a: Keyed, b: Keyed): number =>
  compareText(a.kind, b.kind) ||
  compareText(a.accountId, b.accountId) ||
  compareText(a.region, b.region) ||
  compareText(a.nativeId, b.nativeId)

/** Better first: read before unread, then the newest whole reading, then by name so that the choice never flickers. */
const byWorth = (a: KnownCell, b: KnownCell): number =>
  rank[a.cell.state] - rank[b.cell.state] ||
  compareText(b.cell.completeAt ?? '', a.cell.completeAt ?? '') ||
  compareText(a.connectionId, b.connectionId) ||
  byPlace(a.cell, b.cell)

/** Who looked in vain knows of a hole; who did not look knows nothing. */
const rank: Readonly<Record<CellState, number>> = {
  ok: 0,
  suspect: 1,
  denied: 2,
  blocked_by_scp: 2,
  throttled: 2,
  failed: 2,
  region_disabled: 3,
  unsupported: 3,
  excluded: 3,
  skipped_by_setting: 3,
  not_collected: 3,
}

const byPlace = (a: CellKey, b: CellKey): number =>
  compareText(a.accountId, b.accountId) || compareText(a.type, b.type) || compareText(a.region, b.region)
