import type { AccessIndex } from '../../core/access/build-index.ts'
import { toSnapshotId } from '../../core/ids.ts'
import type { AccessService } from '../access/access-service.ts'
import type { SnapshotFigures, TimelineStore } from '../ports/inventory.ts'

export interface FiguresDeps {
  readonly store: { readonly timeline: TimelineStore }
  readonly access: Pick<AccessService<AccessIndex>, 'currentIfAny' | 'prepared'>
}

/**
 * Counts the newest snapshot and keeps the figures, once. While a reading publishes account after account most snapshots are
 * replaced before anybody has counted them: they stay without figures, because counting needs the whole index prepared.
 */
export const keepFigures =
  ({ store: { timeline }, access }: FiguresDeps) =>
  async (): Promise<void> => {
    const newest = await access.currentIfAny()
    if (!newest || (await timeline.isKept(toSnapshotId(newest.snapshot.id)))) return
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
