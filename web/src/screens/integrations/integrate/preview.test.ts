import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountsOf, branchesOf, type LeftOut, outOf, toggleAccount, toggleUnit } from './preview.ts'

const account = (accountId: string, unitId: string | null) =>
  ({ accountId, name: `account ${accountId}`, unitId, status: 'ACTIVE', state: 'pending', excluded: false }) as const
const root = branchesOf({
  units: [
    { id: 'r-1', name: 'Root', parentId: null },
    { id: 'ou-prod', name: 'Production', parentId: 'r-1' },
    { id: 'ou-edge', name: 'Edge', parentId: 'ou-prod' },
    { id: 'ou-empty', name: 'Empty', parentId: 'r-1' },
  ],
  accounts: [account('1', 'r-1'), account('2', 'ou-prod'), account('3', 'ou-edge'), account('4', 'ou-edge')],
})
const nothing: LeftOut = { units: new Set(), accounts: new Set() }
const production = root.branches[0]?.branches[0]
if (production === undefined) throw new Error('no unit Production')

test('the tree has the units with accounts only', () => {
  expect(root.branches.map((one) => one.name)).toEqual(['Root'])
  expect(root.branches[0]?.branches.map((one) => one.name)).toEqual(['Production'])
})

test('a unit that is unticked goes out by its id, with those in it', () => {
  const left = toggleUnit(root, nothing, production, false)
  expect([...left.units]).toEqual(['ou-prod'])
  expect([...outOf(root, left)].sort()).toEqual(['2', '3', '4'])
})

test('one account back into a unit that is out leaves the others out', () => {
  const left = toggleAccount(root, toggleUnit(root, nothing, production, false), '3', true)
  expect([...outOf(root, left)].sort()).toEqual(['2', '4'])
  expect(left.units.size).toBe(0)
})

test('whatever is ticked in which order, exactly that is read', () => {
  const all = accountsOf(root).map((one) => one.accountId)
  const step = fc.tuple(fc.constantFrom(...all, 'unit'), fc.boolean())
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let left = nothing
      const out = new Set<string>()
      for (const [what, read] of steps) {
        left = what === 'unit' ? toggleUnit(root, left, production, read) : toggleAccount(root, left, what, read)
        for (const one of what === 'unit' ? accountsOf(production).map((a) => a.accountId) : [what]) {
          if (read) out.delete(one)
          else out.add(one)
        }
      }
      expect([...outOf(root, left)].sort()).toEqual([...out].sort())
    }),
  )
})
