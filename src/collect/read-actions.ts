/** Every IAM action that a reading or a check calls, from what the collectors declare. */
import type { CellType } from '../core/inventory/coverage.ts'
import { compareText } from '../core/order.ts'
import type { Collector, ReadAction } from './collector.ts'
import { trustReads } from './probe-trust.ts'
import { collectors } from './registry.ts'

export interface TypedReadAction extends ReadAction {
  /** The cells that need it first; `role` for what entering an account needs. */
  readonly type: CellType
}

/** For cells of these types; sorted by action, each action once. */
export function readActions(types: readonly CellType[]): readonly TypedReadAction[] {
  const wanted = collectors.filter(({ type }) => types.includes(type))
  const byAction = new Map<string, TypedReadAction>()
  const add = (type: CellType, reads: readonly ReadAction[]): void => {
    for (const read of reads) if (!byAction.has(read.action)) byAction.set(read.action, { ...read, type })
  }
  add('role', trustReads)
  if (wanted.some(isRegional)) add('ec2', regionReads)
  for (const { type, reads } of wanted) add(type, reads)
  return [...byAction.values()].sort((a, b) => compareText(a.action, b.action))
}

const isRegional = ({ scope }: Collector): boolean => scope === 'region'

/** Whatever is read in every Region first asks which Regions there are (enabled-regions.ts). */
const regionReads = collectors
  .flatMap(({ reads }) => reads)
  .filter(({ action }) => action === 'ec2:DescribeRegions')
  .slice(0, 1)
