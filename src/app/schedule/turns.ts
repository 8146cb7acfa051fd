/**
 * When a connection is read again. Time is cut into slots of one interval, shifted by a hash of who waits for them: so connections
 * and accounts spread over the hour, keep their place across restarts, and an interval that is changed needs no memory of the old
 * one. Pure.
 */
import { hashSeed, hashTexts } from '../../core/policy/intern.ts'
import type { RhythmMinutes } from '../ports/connection-store.ts'

/** connection.md §9. */
export const defaultMinutes: RhythmMinutes = { identities: 60, resources: 6 * 60, reports: 24 * 60 }

export interface Beat {
  /** Who waits: decides where in the interval the slots lie. */
  readonly key: string
  readonly minutes: number
}

const minuteMs = 60_000
/** A clock that is set right moves by less. */
const clockStepMs = minuteMs

/**
 * When the next turn is due: the first slot after the last turn, however long ago that was, so what was slept through is made up
 * for once. A last turn that lies ahead was taken before the clock was set back; waiting for that time again would be long.
 */
export function nextTurn({ key, minutes }: Beat, lastAt: string, now: string): string {
  const last = Date.parse(lastAt)
  if (last - Date.parse(now) > clockStepMs) return now
  const every = minutes * minuteMs
  const shift = (hashTexts(hashSeed, [key]) >>> 0) % every
  const slot = Math.floor((last - shift) / every) + 1
  return new Date(slot * every + shift).toISOString()
}

export const isDue = (beat: Beat, lastAt: string, now: string): boolean => nextTurn(beat, lastAt, now) <= now
