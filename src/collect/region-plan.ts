/** Which Regions of an account are read, and which are left out and why (connection.md §8.6). */
import type { Partition } from '../app/ports.ts'
import { defaultRegionsOf } from '../aws/partitions.ts'
import type { RegionOptIn } from './services/ec2.ts'

export interface RegionPlan {
  readonly read: readonly string[]
  /** In the setting, but off in the account. */
  readonly disabled: readonly string[]
  /** On in the account, but not in the setting. */
  readonly skipped: readonly string[]
}

/** `setting` empty: every enabled Region. `known` undefined: the account would not say. */
export function planRegions(
  setting: readonly string[],
  partition: Partition,
  known: readonly RegionOptIn[] | undefined,
): RegionPlan {
  if (!known) return { read: setting.length > 0 ? setting : defaultRegionsOf(partition), disabled: [], skipped: [] }
  const enabled = known.filter((one) => one.enabled).map((one) => one.region)
  if (setting.length === 0) return { read: enabled, disabled: [], skipped: [] }
  return {
    read: setting.filter((region) => enabled.includes(region)),
    disabled: setting.filter((region) => !enabled.includes(region)),
    skipped: enabled.filter((region) => !setting.includes(region)),
  }
}
