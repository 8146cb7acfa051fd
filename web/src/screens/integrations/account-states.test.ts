import { expect, test } from 'vitest'
import { isEntered, lookedAtAtOnce, nextToLookAt } from './account-states.ts'

test.each([
  ['ready', true],
  ['missing_permissions', true],
  // AWS refused to assume the role: whether it is there nobody knows.
  ['blocked_by_scp', false],
  ['role_missing', false],
] as const)('the role of an account that is %s is there: %s', (state, told) => {
  expect(isEntered({ state })).toBe(told)
})

test.each([0, 1, lookedAtAtOnce, lookedAtAtOnce + 1, 1_000])(
  'of %i waiting accounts each comes to its turn',
  (count) => {
    const waiting = Array.from({ length: count }, (_, at) => at)
    const looks = Math.max(1, Math.ceil(count / lookedAtAtOnce))
    const seen = Array.from({ length: looks }, (_, look) => nextToLookAt(waiting, look))
    expect(seen.flat()).toEqual(waiting)
    expect(Math.max(...seen.map((some) => some.length))).toBeLessThanOrEqual(lookedAtAtOnce)
    expect(nextToLookAt(waiting, looks)).toEqual(nextToLookAt(waiting, 0))
  },
)
