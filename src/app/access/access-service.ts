/**
 * Holds the index over the newest snapshot. While a newer one is being built, questions are answered from the old one; nobody
 * waits but the very first.
 */
import { AppError } from '../../core/fault.ts'
import type { Clock, InventoryStore, LoadedInventory, Log } from '../ports.ts'

export interface AccessService<Index> {
  /** Fault `nothing_read`. */
  current(): Promise<Index>
  /** Undefined instead of the fault. */
  currentIfAny(): Promise<Index | undefined>
  /** Somebody in this process published, or erased: build again. */
  changed(): void
  /** Resolves when nothing is being built. */
  settled(): Promise<void>
}

/** Other processes publish into the same database too; looking this often is cheap and late enough to notice nobody. */
const lookEveryMs = 5_000

interface Deps<Index> {
  readonly inventory: Pick<InventoryStore, 'load' | 'currentSnapshot'>
  readonly clock: Pick<Clock, 'elapsed'>
  readonly log: Log
  readonly build: (inventory: LoadedInventory) => Index
}

interface Built<Index> {
  readonly snapshotId: string
  readonly index: Index
}

export function createAccessService<Index>(deps: Deps<Index>): AccessService<Index> {
  let built: Built<Index> | undefined
  let building: Promise<void> | undefined
  let isStale = true
  let lookedAt = Number.NEGATIVE_INFINITY

  async function build(): Promise<void> {
    while (isStale) {
      isStale = false
      const started = deps.clock.elapsed()
      const inventory = await deps.inventory.load()
      built = inventory && { snapshotId: inventory.snapshot.id, index: deps.build(inventory) }
      lookedAt = deps.clock.elapsed()
      const ms = Math.round(lookedAt - started)
      deps.log.debug('access index built', { snapshot: inventory?.snapshot.id, objects: inventory?.objects.length, ms })
    }
  }

  function rebuild(): Promise<void> {
    building ??= build()
      .catch((cause: unknown) => {
        isStale = true
        throw cause
      })
      .finally(() => {
        building = undefined
      })
    return building
  }

  /** In the background, so that the question at hand is not the one that pays. */
  function rebuildQuietly(): void {
    rebuild().catch((cause: unknown) => {
      deps.log.error('access index not built', { cause: cause instanceof Error ? cause.name : typeof cause })
    })
  }

  async function look(): Promise<void> {
    const newest = await deps.inventory.currentSnapshot()
    if (newest?.id === built?.snapshotId) return
    isStale = true
    rebuildQuietly()
  }

  async function currentIfAny(): Promise<Index | undefined> {
    if (!built) await rebuildWhenStale()
    if (deps.clock.elapsed() - lookedAt > lookEveryMs) {
      lookedAt = deps.clock.elapsed()
      if (built) look().catch(() => deps.log.warn('the newest snapshot could not be looked up'))
      else {
        isStale = true
        await rebuild()
      }
    }
    return built?.index
  }

  const rebuildWhenStale = async (): Promise<void> => {
    if (isStale || building) await rebuild()
  }

  return {
    async current() {
      const index = await currentIfAny()
      if (index !== undefined) return index
      throw new AppError('nothing_read', 'Nothing has been read from AWS yet, and nothing was imported.', {
        fix: 'Connect AWS or import an account dump, and ask again when the first part has been read.',
      })
    },
    currentIfAny,
    changed() {
      isStale = true
      rebuildQuietly()
    },
    async settled() {
      while (building) await building.catch(() => undefined)
    },
  }
}
