import { expect, test } from 'vitest'
import { markOf, readingOf, shadeOf, tileWords } from './shades.ts'
import type { MapAccount } from './treemap.ts'

const account = (facts: Partial<MapAccount>): MapAccount => ({
  accountId: '111122223333',
  name: 'root',
  unitId: null,
  status: 'ACTIVE',
  integration: 'AWS',
  coverage: { ok: 10, missing: 0, total: 10 },
  principals: 3,
  resources: 4,
  administrators: 0,
  ...facts,
})
const unread = account({ coverage: { ok: 0, missing: 10, total: 10 } })

test('what could not be read is never shown as without administrators', () => {
  expect(shadeOf(unread, 'administrators', 5)).toBe('unread')
  expect(markOf(unread, 'administrators')).toBe('not read')
  expect(tileWords(unread)).toBe('root, not read')
  expect(readingOf(account({ integration: null, coverage: { ok: 0, missing: 0, total: 0 } }))).toBe('unread')
})

test('none, some and most administrators differ', () => {
  const shades = [0, 1, 5].map((administrators) => shadeOf(account({ administrators }), 'administrators', 5))
  expect(new Set(shades).size).toBe(3)
})

test('suspended is neither read nor missing', () => {
  const suspended = account({ status: 'SUSPENDED', coverage: { ok: 0, missing: 0, total: 0 } })
  expect(readingOf(suspended)).toBe('out')
})
