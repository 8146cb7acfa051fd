import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAccountId } from '../ids.ts'
import { joinedSpan, packCells, spanOf } from './cell-table.ts'
import { type CellType, type CoverageCell, cellKeyText, cellStates, cellTypes } from './coverage.ts'

const accounts = ['111111111111', '222222222222', '333333333333'].flatMap((id) => parseAccountId(id) ?? [])
const time = fc.constantFrom('2026-02-01T00:00:00.000Z', '2026-02-01T00:00:01.234Z', '2026-02-01T00:00:00Z', 'once')

const cells = fc.array(
  fc.record<CoverageCell>(
    {
      accountId: fc.constantFrom(...accounts),
      type: fc.constantFrom(...cellTypes),
      region: fc.constantFrom('global', 'eu-west-1', 'us-east-1', 'of-hostile\u0000name'),
      state: fc.constantFrom(...cellStates),
      action: fc.constantFrom('s3:ListBuckets', ''),
      code: fc.string(),
      reason: fc.string(),
      completeAt: fc.option(time),
      checkedAt: time,
      objects: fc.nat(),
    },
    {
      requiredKeys: ['accountId', 'type', 'region', 'state', 'completeAt', 'checkedAt', 'objects'],
    },
  ),
  { maxLength: 60 },
)

test('a table holds the cells that were put into it, the last of those for one place, whatever their order', () => {
  fc.assert(
    fc.property(cells, (given) => {
      const expected = new Map(given.map((cell) => [cellKeyText(cell), cell]))
      const table = packCells(given)
      expect(table.length).toBe(expected.size)
      expect(new Map([...table].map((cell) => [cellKeyText(cell), cell]))).toEqual(expected)
      for (const cell of expected.values()) expect(table.find(cell.accountId, cell.type, cell.region)).toEqual(cell)
      expect(table.accounts).toEqual([...new Set(given.map(({ accountId }) => accountId))].sort())
      for (const account of accounts) {
        const own = table.ofAccount(account)
        expect(own.map(({ type, region }) => `${type} ${region}`)).toEqual(
          own.map(({ type, region }) => `${type} ${region}`).toSorted(),
        )
        expect(table.ofAccount(account, 's3')).toEqual(own.filter(({ type }) => type === 's3'))
      }
    }),
  )
})

test('the span over the columns is that of the cells one by one', () => {
  const asked = new Set<CellType>(['iam', 's3', 'organization'])
  const times = (span: ReturnType<typeof spanOf>) => span && [span.oldest.at, span.newest.at]
  fc.assert(
    fc.property(cells, (given) => {
      const table = packCells(given)
      for (const account of accounts) {
        const own = table.ofAccount(account).filter(({ type }) => asked.has(type))
        for (const isPast of [false, true]) {
          const single = joinedSpan(own.map((cell) => spanOf(cell, isPast)))
          expect(times(table.span(account, asked, isPast))).toEqual(times(single))
        }
      }
    }),
  )
})

test.each<{ readonly is: string; readonly cell: Partial<CoverageCell>; readonly at: string | undefined }>([
  { is: 'read whole', cell: {}, at: '2026-02-01T09:00:00.000Z' },
  { is: 'refused since', cell: { state: 'denied' }, at: '2026-02-01T09:00:00.000Z' },
  { is: 'never read', cell: { state: 'denied', completeAt: null }, at: undefined },
  { is: 'left out since, and empty', cell: { state: 'region_disabled', objects: 0 }, at: undefined },
  { is: 'left out since, with what it held', cell: { state: 'excluded' }, at: '2026-02-01T09:00:00.000Z' },
  {
    is: 'read but for what no answer rests on',
    cell: { type: 'organization', state: 'not_collected', code: 'governance_unread' },
    at: '2026-02-01T10:00:00.000Z',
  },
])('a cell that is $is counts with $at', ({ cell, at }) => {
  const [accountId] = accounts
  if (accountId === undefined) throw new TypeError('no account')
  const whole = { completeAt: '2026-02-01T09:00:00.000Z', checkedAt: '2026-02-01T10:00:00.000Z', objects: 3 }
  const span = spanOf({ accountId, type: 'iam', region: 'global', state: 'ok', ...whole, ...cell })
  expect(span && new Date(span.oldest.at).toISOString()).toBe(at)
})

test('nothing is found where nothing is', () => {
  const [account = ''] = accounts
  expect(packCells([]).find(account, 's3', 'global')).toBeUndefined()
  expect(packCells([]).ofAccount(account)).toEqual([])
})
