import type { AccessIndex } from '../../core/access/build-index.ts'
import { toSnapshotId } from '../../core/ids.ts'
import type { AccessService } from '../access/access-service.ts'
import type { SnapshotFigures } from '../ports/inventory.ts'
import type { Store } from '../ports/store.ts'

interface Deps {
  readonly store: Pick<Store, 'timeline' | 'inventory'>
  readonly access: Pick<AccessService<AccessIndex>, 'currentIfAny' | 'prepared'>
}

/**
 * Background work, never part of an answer: counts the newest snapshot and keeps the figures, once. While a reading publishes account
 * after account most snapshots are replaced before anybody has counted them: they stay without figures, because counting needs the
 * whole index prepared.
 */
export const keepFigures =
  ({ store: { timeline, inventory }, access }: Deps) =>
  async (): Promise<void> => {
    const newest = await inventory.currentSnapshot()
    if (!newest || (await timeline.isKept(newest.id))) return
    // While the index over it is being built the one before stands, which nobody counts any more.
    if ((await access.currentIfAny())?.snapshot.id !== newest.id) return
    const index = await access.prepared()
    await timeline.keep(toSnapshotId(index.snapshot.id), figuresOf(index))
  }

function figuresOf(index: AccessIndex): SnapshotFigures {
  const principals = index.principals()
  return {
    principals: principals.length,
    resources: index.resources().length,
    administrators: principals.filter(({ admin }) => admin === 'yes').length,
  }
}
