import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisOf, nearest, nextStop, placeLabels, riseOf, runsOf, spanOf, stopsOf } from './history-scale.ts'

const day = (date: number, hour = 0): string => new Date(2026, 4, date, hour).toISOString()

describe('the line of time', () => {
  it('steps hold until the next point, and a stretch that nobody knows is a gap', () => {
    const points = [{ at: day(1), value: 4 }, { at: day(2), value: 6 }, { at: day(3) }, { at: day(4), value: 5 }]
    const span = spanOf([day(1), day(5)])
    expect(runsOf(points, span, 400).map(({ corners }) => corners)).toEqual([
      [
        [0, 4],
        [100, 4],
        [100, 6],
        [200, 6],
      ],
      [
        [300, 5],
        [400, 5],
      ],
    ])
  })

  it('one moment alone stands at the right end', () => {
    const { from, to } = spanOf([day(3)])
    expect(to).toBe(Date.parse(day(3)))
    expect(from).toBeLessThan(to)
  })

  it('small movements of large values are shown in their own range, others from nought', () => {
    expect(
      riseOf([
        { at: day(1), value: 60 },
        { at: day(2), value: 64 },
      ]),
    ).toEqual({ low: 60, high: 64 })
    expect(
      riseOf([
        { at: day(1), value: 2 },
        { at: day(2), value: 9 },
      ]),
    ).toEqual({ low: 0, high: 9 })
    expect(riseOf([{ at: day(1), value: 7 }])).toEqual({ low: 0, high: 7 })
    expect(riseOf([{ at: day(1) }])).toBeUndefined()
  })

  it('arrow keys go from change to change and stop at the ends', () => {
    const stops = stopsOf([day(3), day(1), day(3), day(2)])
    expect(stops).toEqual([day(1), day(2), day(3)])
    expect(nextStop(stops, day(2), 'on')).toBe(day(3))
    expect(nextStop(stops, day(2, 12), 'back')).toBe(day(2))
    expect(nextStop(stops, day(3), 'on')).toBeUndefined()
    expect(nearest(stops, Date.parse(day(2, 13)))).toBe(day(3))
  })

  it('the axis names days of a week, months of a year with the year in January', () => {
    expect(axisOf(spanOf([day(1), day(8)]), 700).map(({ label }) => label)).toEqual([
      '1 May',
      '2 May',
      '3 May',
      '4 May',
      '5 May',
      '6 May',
      '7 May',
      '8 May',
    ])
    const year = spanOf([new Date(2025, 10, 10).toISOString(), new Date(2026, 2, 10).toISOString()])
    expect(axisOf(year, 700).map(({ label }) => label)).toEqual(['Dec', 'Jan 2026', 'Feb', 'Mar'])
  })

  it('labels of the axis keep apart, whatever the span and the width', () => {
    const minutes = fc.integer({ min: 1, max: 60 * 24 * 365 * 20 })
    fc.assert(
      fc.property(minutes, fc.integer({ min: 200, max: 1_600 }), (length, width) => {
        const to = new Date(2026, 4, 3, 9, 7)
        const ticks = axisOf({ from: to.getTime() - length * 60_000, to: to.getTime() }, width)
        const gaps = ticks.slice(1).map(({ x }, at) => x - (ticks[at]?.x ?? 0))
        for (const gap of gaps) expect(gap).toBeGreaterThan(60)
        for (const { x } of ticks) expect(x >= 0 && x <= width).toBe(true)
      }),
    )
  })

  it('labels of changes never cover each other, and the newest is told first', () => {
    const span = spanOf([day(1), day(11)])
    const changes = [
      { at: day(1), label: 'a long label of the first' },
      { at: day(2), label: 'has no room' },
      { at: day(6), label: 'middle' },
      { at: day(11), label: 'the last one' },
    ]
    const placed = placeLabels(changes, span, 400)
    expect(placed.map(({ label, anchor }) => [label, anchor])).toEqual([
      ['the last one', 'end'],
      ['middle', 'start'],
      ['has no room', 'start'],
    ])
  })
})
