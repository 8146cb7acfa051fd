/**
 * Two connections may read the same account: a dump and a role, an organization and a member of it. Of each cell one of them
 * is believed, whole; what the others know of the cell would only be the same things a second time.
 */
import { atOnce, type Steps, sortedInSteps } from '../access/stepwise.ts'
import type { AccountId } from '../ids.ts'
import { compareText } from '../order.ts'
import { hasLeft } from './account-left.ts'
import type { CellState, CellType, CoverageCell } from './coverage.ts'
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
  /** By account, type and Region; each once. */
  readonly cells: readonly CoverageCell[]
}

type Keyed = Parameters<typeof objectKey>[0]

/** The order of what is given never matters. */
export const chooseReadings = <T extends Keyed>(readings: readonly ConnectionReading<T>[]): ChosenReadings<T> =>
  atOnce(chooseReadingsInSteps(readings))

export function* chooseReadingsInSteps<T extends Keyed>(
  readings: readonly ConnectionReading<T>[],
): Steps<ChosenReadings<T>> {
  const best = new Map<string, ConnectionReading<T>>()
  for (const reading of readings) {
    if (hasLeft(reading.cell)) continue
    const key = cellKeyText(reading.cell)
    const known = best.get(key)
    if (!known || byWorth(reading, known) < 0) best.set(key, reading)
  }
  const chosen = [...best.values()].filter((reading) => !isWithin(reading, best)).sort(byWorth)
  return { objects: yield* objectsOf(chosen), cells: chosen.map(({ cell }) => cell).sort(byPlace) }
}

interface Place {
  readonly accountId: AccountId
  readonly type: CellType
  readonly region: string
}

/**
 * One service may be read for the whole account here and Region by Region there (the buckets of a dump). Only a whole reading
 * proves that what it does not hold is not there.
 */
function isWithin<T>(reading: ConnectionReading<T>, best: ReadonlyMap<string, ConnectionReading<T>>): boolean {
  const { connectionId, cell } = reading
  if (cell.region === 'global') return false
  const whole = best.get(cellKeyText({ ...cell, region: 'global' }))
  return whole?.cell.state === 'ok' && whole.connectionId !== connectionId && byWorth(whole, reading) < 0
}

/** Two cells may prove one object, as an account is proven by its organization and by itself: the better cell is believed. */
function* objectsOf<T extends Keyed>(chosen: readonly ConnectionReading<T>[]): Steps<readonly T[]> {
  const objects = new Map<string, T>()
  for (const reading of chosen) {
    yield
    for (const object of reading.objects) {
      const key = objectKey(object)
      if (!objects.has(key)) objects.set(key, object)
    }
  }
  const sorted = yield* sortedInSteps([...objects], ([a], [b]) => compareText(a, b))
  return sorted.map(([, object]) => object)
}

/** Better first: read before unread, then the newest whole reading, then by name so that the choice never flickers. */
const byWorth = (a: ConnectionReading<unknown>, b: ConnectionReading<unknown>): number =>
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

const byPlace = (a: Place, b: Place): number =>
  compareText(a.accountId, b.accountId) || compareText(a.type, b.type) || compareText(a.region, b.region)
