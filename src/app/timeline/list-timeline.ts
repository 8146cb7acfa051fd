import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { pastTime } from '../past-time.ts'
import type { Clock } from '../ports/host.ts'
import type { TimelineItem } from '../ports/inventory.ts'
import type { Store } from '../ports/store.ts'

export interface TimelineInput {
  /** ISO 8601; absent: from the first snapshot on. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly limit: number
}

/** Snapshots through time with what was counted over each, as far as somebody has counted (`keepFigures`). Fault `bad_input`. */
export const listTimeline =
  ({ store, clock }: { readonly store: Pick<Store, 'timeline'>; readonly clock: Pick<Clock, 'now'> }) =>
  async (actor: Actor, { from, to, limit }: TimelineInput): Promise<readonly TimelineItem[]> => {
    permit(actor, 'read')
    const now = clock.now()
    return store.timeline.list(
      {
        ...(from !== undefined && { from: pastTime(from, 'from', now) }),
        ...(to !== undefined && { to: pastTime(to, 'to', now) }),
      },
      limit,
    )
  }
