import { expect, test } from 'vitest'
import { byRisk, factsOf, readingOf, severityOf, shadeOf, tileWords } from './shades.ts'
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
  becoming: 0,
  open: 0,
  worst: null,
  ...facts,
})
const unread = account({ coverage: { ok: 0, missing: 10, total: 10 } })

test('what could not be read is never shown as without administrators', () => {
  expect(shadeOf(unread, 'risk')).toBe('unread')
  expect(factsOf(unread, 'risk')).toEqual([{ words: 'not read', short: 'not read' }])
  expect(tileWords(unread)).toBe('root, not read')
  expect(severityOf({ ...unread, open: 2 })).toBeUndefined()
  expect(readingOf(account({ integration: null, coverage: { ok: 0, missing: 0, total: 0 } }))).toBe('unread')
})

test('the shade counts who is administrator and who can become one', () => {
  const shades = [0, 1, 3, 5, 10, 25].map((administrators) => shadeOf(account({ administrators }), 'risk'))
  expect(shades).toEqual(['heat0', 'heat1', 'heat2', 'heat3', 'heat4', 'heat5'])
  expect(shadeOf(account({ administrators: 2, becoming: 1 }), 'risk')).toBe('heat2')
  expect(shadeOf(account({ administrators: 1_000 }), 'risk')).toBe('heat5')
})

test('open to anybody is graver than somebody who can become administrator', () => {
  const open = account({ accountId: '1', open: 1, worst: { kind: 'open', arn: 'arn:aws:s3:::lake', name: 'lake' } })
  const becoming = account({ accountId: '2', administrators: 9, becoming: 2 })
  const quiet = account({ accountId: '3', administrators: 30 })
  expect([quiet, becoming, open].sort(byRisk).map(({ accountId }) => accountId)).toEqual(['1', '2', '3'])
  expect([open, becoming, quiet].map(severityOf)).toEqual(['critical', 'high', undefined])
  expect(factsOf(open, 'risk').map(({ words }) => words)).toContain('lake is open to anybody')
})

test('suspended is neither read nor missing', () => {
  const suspended = account({ status: 'SUSPENDED', coverage: { ok: 0, missing: 0, total: 0 } })
  expect(readingOf(suspended)).toBe('out')
})
