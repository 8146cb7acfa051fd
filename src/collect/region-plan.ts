/** Which Regions of an account are read, and which are left out and why (connection.md §8.6). */
import type { Partition } from '../app/ports/connections.ts'
import { defaultRegionsOf } from '../aws/partitions.ts'
import { partitionOfRegion } from '../core/regions.ts'
import type { RegionOptIn } from './services/ec2.ts'

export interface RegionPlan {
  readonly read: readonly string[]
  /** In the setting, but off in the account. */
  readonly disabled: readonly string[]
  /** On in the account, but not in the setting. */
  readonly skipped: readonly string[]
}

/**
 * `setting` empty: every enabled Region. `known` undefined: the account would not say; what it says of other partitions, as emulators
 * do, is nothing that its credentials reach. `before`: where something was read once; a Region that is read no longer is told of, or
 * its cells would stand as read for ever.
 */
export function planRegions(
  setting: readonly string[],
  partition: Partition,
  known: readonly RegionOptIn[] | undefined,
  before: readonly string[] = [],
): RegionPlan {
  const without = (regions: readonly string[], others: readonly string[]): readonly string[] =>
    [...new Set(regions)].filter((region) => !others.includes(region))
  if (!known) {
    if (setting.length > 0) return { read: setting, disabled: [], skipped: without(before, setting) }
    return { read: [...new Set([...defaultRegionsOf(partition), ...before])], disabled: [], skipped: [] }
  }
  const enabled = known.flatMap((one) => (one.enabled && partitionOfRegion(one.region) === partition ? one.region : []))
  if (setting.length === 0) return { read: enabled, disabled: without(before, enabled), skipped: [] }
  return {
    read: setting.filter((region) => enabled.includes(region)),
    disabled: without([...setting, ...before], enabled),
    skipped: without(enabled, setting),
  }
}
