/** What is read of one unit on its way to the database: gathered, counted, and written in few statements. */
import { type CellKey, type CoverageCounts, coverageFold, troubledStates } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CollectSink } from '../ports/aws.ts'
import type { Clock } from '../ports/host.ts'
import type { CallCount, ClaimedUnit, SyncUnitStore, UnitPages, UnitTally } from '../ports/sync.ts'

export interface UnitSink extends CollectSink {
  /** Writes what is gathered; nothing happens when nothing is. Fault `UnitLost`. */
  flush(): Promise<void>
  /** Writes the rest and ends the unit. */
  end(): Promise<void>
}

/** The unit is another worker's by now, or its run has ended: what was read of it is of no use. */
export class UnitLost extends Error {}

/** Some megabytes: enough that the cost of a statement disappears, and little beside the memory of two dozen units. */
const objectsAtOnce = 1_000

type Write = (pages: UnitPages, tally: UnitTally, endedAt?: string) => ReturnType<SyncUnitStore['write']>

export function createUnitSink(
  unit: ClaimedUnit,
  clock: Pick<Clock, 'now'>,
  write: Write,
  onCalls: (rows: readonly CallCount[]) => void,
): UnitSink {
  let pages = emptyPages()
  let gathered = 0
  let isDirty = false
  const tally = createTally(unit)
  let writing = Promise.resolve()

  /** What a second look finds is told at its end only: until then the count of the first stands, but for the calls that are made. */
  function told(endedAt: string | undefined): UnitTally {
    const now = tally.now()
    if (!unit.cells || endedAt !== undefined) return now
    const { calls, retries, throttles } = now
    return { ...unit.tally, calls, retries, throttles }
  }

  /** One write after the other, each with what was gathered before it. */
  function push(endedAt?: string): Promise<void> {
    writing = writing.then(async () => {
      if (!isDirty && endedAt === undefined) return
      const written = pages
      pages = emptyPages()
      gathered = 0
      isDirty = false
      if (!(await write(written, told(endedAt), endedAt))) throw new UnitLost()
    })
    return writing
  }

  return {
    async planned(cells) {
      if (!unit.cells) tally.planned(cells)
      isDirty = true
    },
    async objects(cell, objects) {
      pages.objects.push({ cell, objects })
      tally.objects(objects)
      isDirty = true
      gathered += objects.length
      if (gathered >= objectsAtOnce) await push()
    },
    async cell(cell) {
      pages.cells.push({ ...cell, checkedAt: clock.now() })
      tally.cell(cell)
      isDirty = true
    },
    async calls(rows) {
      pages.calls.push(...rows)
      tally.calls(rows)
      isDirty = true
      onCalls(rows)
    },
    flush: () => push(),
    end: () => push(clock.now()),
  }
}

const emptyPages = () => ({
  objects: [] as { readonly cell: CellKey; readonly objects: readonly InventoryObject[] }[],
  cells: [] as UnitPages['cells'][number][],
  calls: [] as CallCount[],
})

interface Tally {
  planned(cells: number): void
  objects(objects: readonly InventoryObject[]): void
  cell(cell: Parameters<CollectSink['cell']>[0]): void
  calls(rows: readonly CallCount[]): void
  now(): UnitTally
}

/** Goes on from what the unit had come to before. */
function createTally({ tally, cells }: ClaimedUnit): Tally {
  const coverage: { -readonly [Fold in keyof CoverageCounts]: number } = { ...tally.coverage }
  const counts: Record<string, number> = { ...tally.counts }
  const { cellsTotal, objects, calls, retries, throttles } = tally
  const sums = { cellsTotal, objects, calls, retries, throttles }
  let trouble = tally.trouble
  return {
    planned(total) {
      sums.cellsTotal = total
    },
    objects(objects) {
      // A second look sees what the first has counted already.
      if (cells) return
      sums.objects += objects.length
      for (const object of objects) counts[countKey(object)] = (counts[countKey(object)] ?? 0) + 1
    },
    cell({ type, state, reason }) {
      coverage[coverageFold[state]]++
      if (type === 'role') trouble = troubledStates.has(state) ? (reason ?? 'The role could not be assumed.') : null
    },
    calls(rows) {
      for (const row of rows) {
        sums.calls += row.calls
        sums.retries += row.retries
        sums.throttles += row.throttles
      }
    },
    now: () => ({ ...sums, coverage: { ...coverage }, counts: { ...counts }, trouble }),
  }
}

export const countKey = (object: InventoryObject): string =>
  object.kind === 'resource' ? object.body.type : object.kind
