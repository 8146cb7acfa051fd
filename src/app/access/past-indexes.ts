/**
 * Indexes over what was known at earlier moments. Nothing changes between two publications, so they are kept by snapshot: few,
 * because one may take a gigabyte, and not for long.
 */
import { AppError } from '../../core/fault.ts'
import type { Clock } from '../ports/host.ts'
import type { InventoryStore, LoadedInventory, SnapshotRef } from '../ports/inventory.ts'

export interface PastIndexes<Index> {
  /** Questions that come while it is being built wait for the same one. */
  of(snapshot: SnapshotRef): Promise<Index>
  /** Lets go of what nobody has asked about for a while. */
  forgetIdle(): void
  /** Something was erased: what was built with it must not answer. */
  forgetAll(): void
}

export interface PastDeps<Index> {
  readonly inventory: Pick<InventoryStore, 'load'>
  readonly clock: Clock
  readonly build: (inventory: LoadedInventory) => Promise<Index>
}

/** Two moments are compared, and the slider of a screen goes back and forth between few. */
const mostIndexes = 2

/** More objects than these, over all that are kept, and only the last one stays: a principal takes about 4 KB of the index. */
const mostObjects = 250_000

/** Whoever looks at the past asks again within minutes, or not today. */
const idleMs = 10 * 60_000

interface Kept<Index> {
  readonly index: Promise<Index>
  objects: number
  usedAt: number
}

export function createPastIndexes<Index>(deps: PastDeps<Index>): PastIndexes<Index> {
  /** By snapshot, newest use last. */
  const kept = new Map<string, Kept<Index>>()
  let building: Promise<unknown> = Promise.resolve()

  function of(snapshot: SnapshotRef): Promise<Index> {
    const known = kept.get(snapshot.id)
    kept.delete(snapshot.id)
    const one = known ?? begun(snapshot)
    one.usedAt = deps.clock.elapsed()
    kept.set(snapshot.id, one)
    makeRoom()
    return one.index
  }

  /** One after the other: two builds at once would need the memory of both. */
  function begun(snapshot: SnapshotRef): Kept<Index> {
    const index = building.then(async () => {
      const inventory = await deps.inventory.load(snapshot.publishedAt)
      if (!inventory) throw new AppError('nothing_read', `Nothing is known of ${snapshot.publishedAt} any more.`)
      one.objects = inventory.objects.length
      makeRoom()
      return deps.build(inventory)
    })
    const one: Kept<Index> = { index, objects: 0, usedAt: 0 }
    building = index.catch(() => {
      if (kept.get(snapshot.id) === one) kept.delete(snapshot.id)
    })
    return one
  }

  function makeRoom(): void {
    const objects = () => [...kept.values()].reduce((sum, one) => sum + one.objects, 0)
    for (const oldest of kept.keys()) {
      if (kept.size <= 1 || (kept.size <= mostIndexes && objects() <= mostObjects)) return
      kept.delete(oldest)
    }
  }

  return {
    of,
    forgetAll: () => kept.clear(),
    forgetIdle() {
      const before = deps.clock.elapsed() - idleMs
      for (const [id, { usedAt }] of kept) if (usedAt < before) kept.delete(id)
    },
  }
}
