import { AppError } from '../core/fault.ts'
import { toSnapshotId } from '../core/ids.ts'
import { pastTime } from './past-time.ts'
import type { Clock } from './ports/host.ts'
import type { InventoryStore, SnapshotRef } from './ports/inventory.ts'

export interface SnapshotAtDeps {
  readonly inventory: Pick<InventoryStore, 'currentSnapshot' | 'snapshot' | 'snapshotAt' | 'since'>
  readonly clock: Pick<Clock, 'now'>
}

/**
 * The snapshot that stood at a moment as people name it: `now`, the id of a snapshot, or a time (ISO 8601). Faults `bad_input`,
 * `not_found`, `nothing_read`; `field` is the name of the input that held the moment.
 */
export async function snapshotAt(
  { inventory, clock }: SnapshotAtDeps,
  moment: string,
  field: string,
): Promise<SnapshotRef> {
  const asked = moment.trim()
  if (asked === 'now') return (await inventory.currentSnapshot()) ?? nothingKnown(inventory, clock.now())
  if (/^\d{1,9}$/.test(asked)) return (await inventory.snapshot(toSnapshotId(asked))) ?? noSuchSnapshot(asked, field)
  const time = pastTime(asked, field, clock.now())
  return (await inventory.snapshotAt(time)) ?? nothingKnown(inventory, time)
}

function noSuchSnapshot(id: string, field: string): never {
  const message = `There is no snapshot ${id}.`
  throw new AppError('not_found', message, {
    places: [{ path: field, message }],
    fix: 'Name a snapshot that a sync or an import told of, or a time.',
  })
}

async function nothingKnown(inventory: Pick<InventoryStore, 'since'>, time: string): Promise<never> {
  const since = await inventory.since()
  throw new AppError('nothing_read', `Nothing is known of ${time}.`, {
    fix:
      since === undefined
        ? 'Connect AWS or import an account dump, and ask again when the first part has been read.'
        : `The history begins at ${since}; ask about a later time.`,
  })
}
