import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeTable } from './time-table.ts'

test('times come out as they went in, of whatever form they are', () => {
  const text = fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString().replace(/\.\d+Z$/, 'Z')),
    fc.constant('2026-02-01T00:00:00+01:00'),
    fc.string(),
    fc.constant(undefined),
  )
  fc.assert(
    fc.property(fc.array(text), (times) => {
      const table = createTimeTable(times.length)
      for (const [position, time] of times.entries()) table.set(position, time)
      expect(times.map((_, position) => table.at(position))).toEqual(times)
    }),
  )
})
