/** One export and nothing else: for those who have a file and no home to import it into. */
import { assemble } from '../inventory/assemble.ts'
import type { Snapshot } from '../inventory/snapshot.ts'
import type { ImportedFile } from './imported-file.ts'

/**
 * The snapshot that one file makes. `at` (ISO 8601) is when the file was written: it becomes the snapshot's time, and the
 * time at which what the file proves complete was read. What no such file holds (SCPs, resource policies) is named in the gaps
 * of every answer that rests on it.
 */
export function snapshotOfExport({ objects, cells }: ImportedFile, at: string): Snapshot {
  return assemble({
    id: at,
    at,
    objects,
    cells: cells.map((cell) => ({
      ...cell,
      checkedAt: at,
      completeAt: cell.state === 'ok' ? at : null,
      objects: objects.filter((object) => object.accountId === cell.accountId && object.cell === cell.type).length,
    })),
  })
}
