import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Beat } from './turns.ts'
import { isDue, nextTurn } from './turns.ts'

const hour = 3_600_000
const iso = (ms: number): string => new Date(ms).toISOString()
const start = Date.parse('2026-11-26T10:00:00.000Z')
const beats = fc.record({ key: fc.string(), minutes: fc.integer({ min: 15, max: 7 * 24 * 60 }) })

/** Looks sixty times in an interval; the times at which a turn was taken. */
function taken(beat: Beat, from: number, to: number, lastAt: number): readonly number[] {
  const turns: number[] = []
  let last = lastAt
  for (let now = from; now <= to; now += beat.minutes * 1_000) {
    if (!isDue(beat, iso(last), iso(now))) continue
    turns.push(now)
    last = now
  }
  return turns
}

test('one turn in every interval, whenever one begins to look', () => {
  fc.assert(
    fc.property(beats, fc.integer({ min: 0, max: 86_400_000 }), (beat, later) => {
      const every = beat.minutes * 60_000
      const from = start + later
      const turns = taken(beat, from, from + 4 * every, from)
      expect(turns.length).toBeGreaterThanOrEqual(3)
      expect(turns.length).toBeLessThanOrEqual(4)
      for (const [at, turn] of turns.slice(1).entries()) expect(turn - (turns[at] ?? 0)).toBe(every)
    }),
    { numRuns: 40 },
  )
})

test('the place in the interval stays the same across restarts', () => {
  const beat = { key: 'connection identities', minutes: 60 }
  const [first = 0] = taken(beat, start, start + 2 * hour, start)
  const [afterRestart = 0] = taken(beat, start + 30 * hour, start + 32 * hour, start + 30 * hour)
  expect(afterRestart % hour).toBe(first % hour)
})

test('keys spread over the interval', () => {
  const minutes = Array.from({ length: 600 }, (_, at) => {
    const next = nextTurn({ key: `connection-${at}`, minutes: 60 }, iso(start), iso(start))
    return Math.floor(((Date.parse(next) - start) % hour) / 60_000)
  })
  const perTenMinutes = Array.from(
    { length: 6 },
    (_, part) => minutes.filter((m) => Math.floor(m / 10) === part).length,
  )
  // 100 each if they were spread evenly.
  for (const count of perTenMinutes) expect(count).toBeGreaterThan(60)
})

test('a night asleep is made up for by one turn', () => {
  const beat = { key: 'a', minutes: 60 }
  const turns = taken(beat, start + 9 * hour, start + 10 * hour, start)
  expect(turns[0]).toBe(start + 9 * hour)
  expect(turns.length).toBeLessThanOrEqual(2)
})

test('a clock set back by hours gives one turn at once and then the rhythm, not hours of silence', () => {
  const beat = { key: 'a', minutes: 60 }
  const turns = taken(beat, start, start + 3 * hour, start + 5 * hour)
  expect(turns[0]).toBe(start)
  expect(turns.length).toBeGreaterThanOrEqual(3)
  expect(turns.length).toBeLessThanOrEqual(4)
})

test('a clock that steps back by seconds gives no turn more', () => {
  const beat = { key: 'a', minutes: 60 }
  expect(isDue(beat, iso(start + 5_000), iso(start))).toBe(false)
})
