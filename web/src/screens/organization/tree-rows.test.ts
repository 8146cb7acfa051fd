import { expect, test } from 'vitest'
import { treeMove, treeRows } from './tree-rows.ts'
import { type MapAccount, unitTree } from './treemap.ts'

const account = (accountId: string, unitId: string, administrators = 0): MapAccount => ({
  accountId,
  name: `account ${accountId}`,
  unitId,
  status: 'ACTIVE',
  integration: 'AWS',
  coverage: { ok: 1, missing: 0, total: 1 },
  principals: 10,
  resources: 0,
  administrators,
  becoming: 0,
  open: 0,
  worst: null,
})
const root = unitTree({
  at: null,
  units: [
    { id: 'r', name: 'Root', parentId: null },
    { id: 'prod', name: 'Production', parentId: 'r' },
    { id: 'lab', name: 'Lab', parentId: 'r' },
  ],
  accounts: [account('1', 'prod', 5), account('2', 'prod', 2), account('3', 'r')],
})
const everything = new Set(['1', '2', '3'])
const rowsOf = (open: readonly string[], shown: ReadonlySet<string> = everything) =>
  treeRows(root, { colour: 'risk', shown, isOpen: (unit) => open.includes(unit.id) })
const names = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => `${row.level} ${row.kind === 'unit' ? row.unit.name : row.account.accountId}`)

test('what is folded is summed up in its unit', () => {
  expect(names(rowsOf([]))).toEqual(['1 Root'])
  expect(names(rowsOf(['r']))).toEqual(['1 Root', '2 Production', '2 3'])
  expect(names(rowsOf(['r', 'prod']))).toEqual(['1 Root', '2 Production', '3 1', '3 2', '2 3'])
  const [, production] = rowsOf(['r'])
  expect(production).toMatchObject({ sum: { accounts: 2, administrators: 7 }, position: 1, siblings: 2 })
  if (production?.kind !== 'unit') throw new Error('no unit')
  expect([...production.sum.shades]).toEqual([
    ['heat3', 1],
    ['heat1', 1],
  ])
})

test('a search leaves out what it does not mean, and units without any of it', () => {
  expect(names(rowsOf(['r', 'prod'], new Set(['2'])))).toEqual(['1 Root', '2 Production', '3 2'])
})

test('arrows unfold, go in, go out and fold', () => {
  const rows = rowsOf(['r', 'prod'])
  expect(treeMove(rows, 1, 'ArrowRight')).toEqual({ to: 2 })
  expect(treeMove(rows, 2, 'ArrowLeft')).toEqual({ to: 1 })
  expect(treeMove(rows, 1, 'ArrowLeft')).toMatchObject({ open: false })
  expect(treeMove(rowsOf(['r']), 1, 'ArrowRight')).toMatchObject({ open: true })
  expect(treeMove(rows, 4, 'ArrowDown')).toEqual({ to: 4 })
  expect(treeMove(rows, 4, 'ArrowLeft')).toEqual({ to: 0 })
  expect(treeMove(rows, 4, 'x')).toBeUndefined()
})
