/** What came, went and changed in the configuration between two moments, and what only looks like it. */
import { compareText } from '../order.ts'
import type { CellTable } from './cell-table.ts'
import { type CoverageCell, cellName } from './coverage.ts'
import { objectKey } from './merge.ts'
import type { InventoryObject, ObjectKind } from './objects.ts'

/** Kinds that tell when something was used: they come as AWS answers about them, and are no configuration. */
export const kindsOfUse: readonly ObjectKind[] = ['lastAccessed']

/** An object without its body: what is known of all at once. */
export interface OutlinedObject
  extends Pick<InventoryObject, 'kind' | 'nativeId' | 'arn' | 'accountId' | 'region' | 'cell'> {
  /** The cell that proves it may be another account's, as an account is proven by its organization. */
  readonly cellAccountId: CoverageCell['accountId']
  readonly cellRegion: string
  /** Of the body; equal hashes mean equal bodies. */
  readonly hash: string
  /** When this version was first seen, ISO 8601. */
  readonly validFrom: string
  /** The look before: what changed, changed between the two. Null at the first look. */
  readonly observedAfter: string | null
}

/** All that stood at one moment. */
export interface Outline {
  readonly objects: readonly OutlinedObject[]
  readonly cells: CellTable
}

export interface ObjectDifference {
  readonly change: 'added' | 'removed' | 'changed'
  readonly before?: OutlinedObject
  readonly after?: OutlinedObject
  /** Why it may have been there, or be there still, without having been seen; one sentence. */
  readonly doubt?: string
}

/** By account, kind and ARN. */
export function compareInventories(before: Outline, after: Outline): readonly ObjectDifference[] {
  const [old, now] = [byKey(before), byKey(after)]
  const differences: ObjectDifference[] = []
  for (const [key, object] of now) {
    const known = old.get(key)
    if (!known) differences.push({ change: 'added', after: object, ...doubtOf(object, before, 'before') })
    else if (known.hash !== object.hash) differences.push({ change: 'changed', before: known, after: object })
  }
  for (const [key, object] of old) {
    if (!now.has(key)) differences.push({ change: 'removed', before: object, ...doubtOf(object, after, 'after') })
  }
  return differences.sort((a, b) => compareText(orderOf(a), orderOf(b)))
}

const byKey = ({ objects }: Outline): ReadonlyMap<string, OutlinedObject> =>
  new Map(objects.map((object) => [objectKey(object), object]))

/** What was not read is not known to have been absent (connection.md §10.5). */
function doubtOf(object: OutlinedObject, { cells }: Outline, side: 'before' | 'after'): { readonly doubt?: string } {
  if (cells.find(object.cellAccountId, object.cell, object.cellRegion)?.state === 'ok') return {}
  const place = `${cellName(object.cell)} in ${object.cellAccountId}`
  return {
    doubt:
      side === 'before'
        ? `${place} had not been read whole before, so it may have been there.`
        : `${place} was not read whole any more, so it may still be there.`,
  }
}

function orderOf({ before, after }: ObjectDifference): string {
  const object = after ?? before
  return object ? `${object.accountId}\n${object.kind}\n${object.arn}\n${object.nativeId}` : ''
}
