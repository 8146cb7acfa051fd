import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { pastTime } from '../past-time.ts'
import type { Clock } from '../ports/host.ts'
import type { TimelineItem } from '../ports/inventory.ts'
import { type FiguresDeps, keepFigures } from './keep-figures.ts'

export interface TimelineInput {
  /** ISO 8601; absent: from the first snapshot on. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly limit: number
}

/** A newer snapshot may follow within seconds while something is read; that one is counted instead (ms). */
const standsAfter = 10_000

/** Snapshots through time with what was counted over each. Fault `bad_input`. */
export const listTimeline =
  (deps: FiguresDeps & { readonly clock: Pick<Clock, 'now'> }) =>
  async (actor: Actor, { from, to, limit }: TimelineInput): Promise<readonly TimelineItem[]> => {
    permit(actor, 'read')
    const now = deps.clock.now()
    const newest = await deps.access.currentIfAny()
    if (newest && Date.parse(now) - Date.parse(newest.snapshot.at) >= standsAfter) await keepFigures(deps)()
    return deps.store.timeline.list(
      {
        ...(from !== undefined && { from: pastTime(from, 'from', now) }),
        ...(to !== undefined && { to: pastTime(to, 'to', now) }),
      },
      limit,
    )
  }
