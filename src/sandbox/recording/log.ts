/** Everything that happened in an account and Region: what is told of the past, and then what was called. */
import type { AccountId } from '../../core/ids.ts'
import type { Memory, MemorySlot } from '../service.ts'
import { type Activity, activityOf, activityStart } from '../world/activity.ts'
import type { World } from '../world/model.ts'
import type { TrailEvent } from './event.ts'
import type { Recorder } from './recorder.ts'

/** CloudTrail User Guide: events are there "within an average of about 5 minutes of an API call". */
export const trailLagMs = 5 * 60_000

const dayMs = 86_400_000

/** Days are made again when they are needed again; what people do is kept, because accounts change. */
const daysKept = 400

interface Kept {
  readonly activities: Map<AccountId, Activity>
  /** Least recently read first. */
  readonly days: Map<string, readonly TrailEvent[]>
}

const slot: MemorySlot<Kept> = { make: () => ({ activities: new Map(), days: new Map() }) }

interface Sources {
  readonly world: World
  readonly memory: Memory
  readonly recorder: Recorder
}

/** From `from` until before `to` (milliseconds since the epoch), oldest first. */
export function eventsBetween(
  { world, memory, recorder }: Sources,
  accountId: AccountId,
  region: string,
  from: number,
  to: number,
): TrailEvent[] {
  const start = world.start.getTime()
  const events: TrailEvent[] = []
  const begin = Math.max(from, activityStart(world))
  for (let day = Math.floor(begin / dayMs) * dayMs; day <= Math.min(to, start); day += dayMs) {
    for (const event of madeDay(world, memory.of(slot), accountId, region, day))
      if (event.at >= from && event.at < to && event.at <= start) events.push(event)
  }
  // Before the world was left nobody called.
  if (to <= start) return events
  for (const event of recorder.of(accountId, region)) if (event.at >= from && event.at < to) events.push(event)
  return events
}

function madeDay(world: World, kept: Kept, accountId: AccountId, region: string, day: number): readonly TrailEvent[] {
  const name = `${accountId} ${region} ${day}`
  const made = kept.days.get(name) ?? activityIn(world, kept, accountId)?.on(region, day) ?? []
  kept.days.delete(name)
  kept.days.set(name, made)
  for (const oldest of kept.days.keys()) {
    if (kept.days.size <= daysKept) break
    kept.days.delete(oldest)
  }
  return made
}

function activityIn(world: World, { activities }: Kept, accountId: AccountId): Activity | undefined {
  const known = activities.get(accountId)
  if (known !== undefined) return known
  const account = world.accounts.get(accountId)
  const activity = account && activityOf(world, account)
  if (activity !== undefined) activities.set(accountId, activity)
  return activity
}
