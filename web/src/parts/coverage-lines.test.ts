import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CellMark, GridRow } from './coverage-cells.ts'
import { gridLines, type LinesView, lineKey } from './coverage-lines.ts'

const row = (accountId: string, mark: CellMark = 'read'): GridRow => ({
  integration: 'AWS',
  accountId,
  name: `account-${accountId}`,
  marks: { iam: 'read', s3: mark },
  trouble: mark === 'read' ? 0 : 1,
  leftOut: false,
})
const view = (facts: Partial<LinesView> = {}): LinesView => ({
  order: 'trouble',
  unitOf: () => undefined,
  opened: new Set(),
  alone: undefined,
  ...facts,
})
const words = (lines: ReturnType<typeof gridLines>) =>
  lines.map((line) =>
    line.kind === 'unit'
      ? `[${line.name} ${line.accounts}]`
      : line.kind === 'bundle'
        ? `+${line.rows.length}`
        : line.row.accountId,
  )

test('trouble stands first, and what is alike behind the first of it', () => {
  const rows = [row('1'), row('2'), row('3'), row('4'), row('5', 'refused'), row('6')]
  expect(words(gridLines(rows, view()))).toEqual(['5', '1', '+4'])
  expect(words(gridLines(rows.slice(0, 3), view()))).toEqual(['1', '2', '3'])
})

test('a bundle opens in place, and the account whose reason is open stands for itself', () => {
  const rows = ['1', '2', '3', '4', '5'].map((id) => row(id))
  const bundle = gridLines(rows, view()).find((line) => line.kind === 'bundle')
  if (bundle === undefined) throw new Error('no bundle')
  expect(words(gridLines(rows, view({ opened: new Set([lineKey(bundle)]) })))).toEqual(['1', '+4', '2', '3', '4', '5'])
  expect(words(gridLines(rows, view({ alone: '4' })))).toEqual(['4', '1', '+3'])
})

test('under their units by name, what is in none at the end', () => {
  const rows = [row('1'), row('2', 'scp'), row('3')]
  const unitOf = (id: string) => ({ '1': 'Production', '2': 'Data' })[id]
  expect(words(gridLines(rows, view({ order: 'unit', unitOf })))).toEqual([
    '[Data 1]',
    '2',
    '[Production 1]',
    '1',
    '[No unit known 1]',
    '3',
  ])
})

test('every account is on a line or in a bundle, once', () => {
  const marks = fc.array(fc.constantFrom<CellMark>('read', 'refused', 'off'), { maxLength: 40 })
  fc.assert(
    fc.property(marks, fc.constantFrom('trouble' as const, 'unit' as const), (all, order) => {
      const rows = all.map((mark, at) => row(String(at), mark))
      const lines = gridLines(rows, view({ order, unitOf: (id) => (Number(id) % 3 === 0 ? 'A' : 'B') }))
      const found = lines.flatMap((line) =>
        line.kind === 'unit' ? [] : line.kind === 'bundle' ? line.rows : [line.row],
      )
      expect(found.map((one) => one.accountId).sort()).toEqual(rows.map((one) => one.accountId).sort())
      expect(new Set(lines.map(lineKey)).size).toBe(lines.length)
    }),
  )
})
