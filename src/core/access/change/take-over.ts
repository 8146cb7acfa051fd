/**
 * A new snapshot over an index that knows the one before: most policies say what they said, and those are not compiled again.
 */
import { isSameContent } from '../../inventory/content-key.ts'
import type { PolicyEntry, Snapshot, SnapshotPrincipal } from '../../inventory/snapshot.ts'
import { compileWorld, type World } from '../world.ts'
import { draftOver, mapShared } from './edit.ts'
import { entriesOf } from './find.ts'

export const rebuiltWorld = (previous: World, snapshot: Snapshot): World =>
  compileWorld(takenOver(previous, snapshot), previous.catalogue, previous.engine, previous)

/** The snapshot with the entries of the earlier one where they are the same: what is compiled is remembered by its document. */
function takenOver(previous: World, snapshot: Snapshot): Snapshot {
  const known = new Map(Array.from(entriesOf(draftOver(previous)), (entry) => [entry.ref, entry]))
  const keep = (entry: PolicyEntry): PolicyEntry => {
    const earlier = known.get(entry.ref)
    return earlier && isSameContent(earlier, entry) ? earlier : entry
  }
  return {
    ...snapshot,
    principals: mapShared(snapshot.principals, (one): SnapshotPrincipal => {
      const identity = mapShared(one.identity, keep)
      const boundary = one.boundary && keep(one.boundary)
      if (identity === one.identity && boundary === one.boundary) return one
      return { ...one, identity, ...(boundary && { boundary }) }
    }),
  }
}
