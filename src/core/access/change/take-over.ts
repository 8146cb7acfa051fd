/**
 * A new snapshot over an index that knows the one before: most policies say what they said, and those are not compiled again.
 */
import { isSameContent } from '../../inventory/content-key.ts'
import type { PolicyEntry, Snapshot } from '../../inventory/snapshot.ts'
import { compileWorld, type World } from '../world.ts'
import { withEntries } from './edit.ts'
import { entriesOfSnapshot } from './find.ts'

export const rebuiltWorld = (previous: World, snapshot: Snapshot): World =>
  compileWorld(takenOver(previous.snapshot, snapshot), previous.catalogue, previous.engine, previous)

/** The snapshot with the entries of the earlier one where they are the same: what is compiled is remembered by them. */
function takenOver(previous: Snapshot, snapshot: Snapshot): Snapshot {
  const known = new Map(entriesOfSnapshot(previous).map((entry) => [entry.ref, entry]))
  return withEntries(snapshot, (entry: PolicyEntry) => {
    const earlier = known.get(entry.ref)
    return earlier && isSameContent(earlier, entry) ? earlier : entry
  })
}
