/** From when on the past can be compared with the present. Pure, tested beside. */
import type { SyncRun, TimelineItem } from '../../api/schema.ts'

const day = 24 * 60 * 60_000

type Run = Pick<SyncRun, 'endedAt' | 'snapshot'>

/**
 * Snapshots from the end of the first reading on, oldest first: before that each new account looks as if somebody had gained
 * everything. Where no run is known (a file was imported) all count.
 */
export function wholeSnapshots(timeline: readonly TimelineItem[], runs: readonly Run[]): readonly TimelineItem[] {
  const ended = runs.flatMap(({ endedAt, snapshot }) => (endedAt !== null && snapshot !== null ? [snapshot] : []))
  const first = ended.at(-1)
  const from = first === undefined ? 0 : timeline.findIndex(({ snapshot }) => Number(snapshot) >= Number(first))
  return from < 0 ? [] : timeline.slice(from)
}

/** The newest snapshot that is a day old, else the oldest there is; undefined: there is nothing to compare with yet. */
export function comparedWith(whole: readonly TimelineItem[], now: number): TimelineItem | undefined {
  const earlier = whole.slice(0, -1)
  return earlier.findLast(({ at }) => now - Date.parse(at) >= day) ?? earlier[0]
}

/** What the section is called, truthfully: `since yesterday` only where it is about a day. */
export const sinceWhen = (at: string, now: number): 'yesterday' | 'the first reading' | 'earlier' => {
  const age = now - Date.parse(at)
  if (age < day) return 'the first reading'
  return age < 2 * day ? 'yesterday' : 'earlier'
}
