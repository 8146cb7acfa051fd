import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hitAt, layMap, type MapAccount, neighbour, squarify, unitsTo, unitTree } from './treemap.ts'

const account = (accountId: string, unitId: string | null, principals = 10): MapAccount => ({
  accountId,
  name: `account ${accountId}`,
  unitId,
  status: 'ACTIVE',
  integration: 'AWS',
  coverage: { ok: 1, missing: 0, total: 1 },
  principals,
  resources: 0,
  administrators: 0,
  becoming: 0,
  open: 0,
  worst: null,
})
const units = [
  { id: 'r-1', name: 'Root', parentId: null },
  { id: 'ou-1', name: 'Production', parentId: 'r-1' },
  { id: 'ou-2', name: 'Edge', parentId: 'ou-1' },
]

test('the tree follows the parents; what belongs nowhere stands at the top', () => {
  const root = unitTree({
    at: null,
    units,
    accounts: [account('1', 'ou-2'), account('2', 'r-1'), account('3', 'ou-gone')],
  })
  expect(root.name).toBe('Organization')
  expect(root.accounts.map((one) => one.accountId)).toEqual(['3'])
  expect(root.units[0]?.accounts.map((one) => one.accountId)).toEqual(['2'])
  expect(root.units[0]?.units[0]?.units[0]?.accounts.map((one) => one.accountId)).toEqual(['1'])
})

test('areas keep their weights and fill the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }), (weights) => {
      const within = { x: 10, y: 20, width: 800, height: 460 }
      const boxes = squarify(weights, within)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      for (const [at, box] of boxes.entries()) {
        expect(box.width * box.height).toBeCloseTo(((weights[at] ?? 0) / total) * 800 * 460, 3)
        expect(box.x).toBeGreaterThanOrEqual(10 - 1e-6)
        expect(box.y).toBeGreaterThanOrEqual(20 - 1e-6)
        expect(box.x + box.width).toBeLessThanOrEqual(810 + 1e-6)
        expect(box.y + box.height).toBeLessThanOrEqual(480 + 1e-6)
      }
    }),
  )
})

test('the example of the paper: 6 6 4 3 2 2 1 in six by four', () => {
  // Bruls, Huizing, van Wijk, figure 4: the first row holds the two sixes, each 3 wide and 2 high.
  const boxes = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 })
  expect(boxes[0]).toEqual({ x: 0, y: 0, width: 3, height: 2 })
  expect(boxes[1]).toEqual({ x: 0, y: 2, width: 3, height: 2 })
})

test('an account lies inside the frame of its unit, and arrows find the way there', () => {
  const root = unitTree({
    at: null,
    units,
    accounts: [account('1', 'ou-2'), account('2', 'ou-1'), account('3', 'r-1', 400)],
  })
  const laid = layMap(root, { x: 0, y: 0, width: 900, height: 400 }, 'principals')
  const edge = laid.units.find((one) => one.unit.name === 'Edge')
  const tile = laid.accounts.find((one) => one.account.accountId === '1')
  if (!edge || !tile) throw new Error('not laid')
  expect(tile.box.x).toBeGreaterThanOrEqual(edge.box.x)
  expect(tile.box.y + tile.box.height).toBeLessThanOrEqual(edge.box.y + edge.box.height)
  const reached = new Set<number>([0])
  for (let round = 0; round < 3; round += 1)
    for (const at of [...reached])
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        const next = neighbour(laid.accounts, at, direction)
        if (next !== undefined) reached.add(next)
      }
  expect(reached.size).toBe(3)
  const { x, y, width, height } = tile.box
  expect(hitAt(laid, x + width / 2, y + height / 2)).toEqual({ account: laid.accounts.indexOf(tile) })
  expect(hitAt(laid, edge.box.x + 4, edge.box.y + 4)).toEqual({ unit: edge.unit })
  expect(hitAt(laid, -1, -1)).toBeUndefined()
})

test('the way from the top to a unit', () => {
  const root = unitTree({ at: null, units, accounts: [account('1', 'ou-2')] })
  expect(unitsTo(root, 'ou-2').map((unit) => unit.name)).toEqual(['Root', 'Production', 'Edge'])
  expect(unitsTo(root, 'ou-gone')).toEqual([])
})

test('the area says what was asked for', () => {
  const two = [account('1', 'r-1', 0), { ...account('2', 'r-1', 0), resources: 10_000 }]
  const root = unitTree({ at: null, units, accounts: two })
  const areas = (size: 'principals' | 'resources' | 'even') =>
    layMap(root, { x: 0, y: 0, width: 300, height: 300 }, size).accounts.map(({ box }) => box.width * box.height)
  for (const size of ['principals', 'even'] as const) expect(areas(size)[0]).toBeCloseTo(areas(size)[1] ?? 0, 6)
  const [small = 0, large = 0] = areas('resources')
  // sqrt(16) beside sqrt(10,016)
  expect(large / small).toBeCloseTo(25.02, 1)
})
