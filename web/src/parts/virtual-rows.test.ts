import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsInSight } from './virtual-rows.ts'

test('a short table is drawn whole', () => {
  expect(rowsInSight(200, 32, 4_000, 800)).toEqual({ from: 0, to: 200, above: 0, below: 0 })
})

test('in the middle of a thousand rows, those in sight and a few more are drawn', () => {
  const { from, to } = rowsInSight(1_000, 32, 16_000, 800)
  // Rows 500 to 525 are in sight.
  expect(from).toBeLessThanOrEqual(500)
  expect(to).toBeGreaterThanOrEqual(525)
  expect(to - from).toBeLessThan(60)
})

test('what is drawn and what is not add up to the whole height, and everything in sight is drawn', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 201, max: 5_000 }),
      fc.integer({ min: 20, max: 60 }),
      fc.integer({ min: -2_000, max: 400_000 }),
      fc.integer({ min: 100, max: 3_000 }),
      (count, height, hidden, sight) => {
        const { from, to, above, below } = rowsInSight(count, height, hidden, sight)
        expect(above + (to - from) * height + below).toBe(count * height)
        for (let row = 0; row < count; row += 7) {
          const top = row * height - hidden
          if (top + height > 0 && top < sight) expect(row >= from && row < to).toBe(true)
        }
      },
    ),
  )
})
