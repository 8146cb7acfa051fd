import { describe, expect, it } from 'vitest'
import { comparedWith, sinceWhen, wholeSnapshots } from './history.ts'

const item = (snapshot: string, at: string) => ({
  snapshot,
  at,
  principals: null,
  resources: null,
  administrators: null,
  accounts: null,
  changes: null,
})
const run = (snapshot: string | null, endedAt: string | null) => ({ snapshot, endedAt })

const timeline = [
  item('3', '2026-05-01T09:00:00Z'),
  item('4', '2026-05-01T09:01:00Z'),
  item('7', '2026-05-02T08:00:00Z'),
  item('9', '2026-05-02T12:00:00Z'),
]
const now = Date.parse('2026-05-02T12:30:00Z')

describe('what can be compared', () => {
  it('begins where the first reading ended: before, every new account looks like a gain', () => {
    const runs = [run(null, null), run('9', '2026-05-02T12:00:01Z'), run('4', '2026-05-01T09:01:01Z')]
    expect(wholeSnapshots(timeline, runs).map(({ snapshot }) => snapshot)).toEqual(['4', '7', '9'])
  })

  it('is everything where files were imported, and nothing while the first reading goes on after its snapshots are gone', () => {
    expect(wholeSnapshots(timeline, [])).toHaveLength(4)
    expect(wholeSnapshots(timeline, [run('12', '2026-05-02T12:10:00Z')])).toEqual([])
  })

  it('is the newest that is a day old, else the oldest, else nothing', () => {
    expect(comparedWith(timeline, now)?.snapshot).toBe('4')
    expect(comparedWith(timeline.slice(2), now)?.snapshot).toBe('7')
    expect(comparedWith(timeline.slice(3), now)).toBeUndefined()
  })

  it('says truthfully since when', () => {
    expect(sinceWhen('2026-05-02T08:00:00Z', now)).toBe('the first reading')
    expect(sinceWhen('2026-05-01T09:01:00Z', now)).toBe('yesterday')
    expect(sinceWhen('2026-04-20T09:01:00Z', now)).toBe('earlier')
  })
})
