import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sceneOf } from './scene.ts'
import type { Box, MapAccount } from './treemap.ts'

const account = (facts: Partial<MapAccount> = {}): MapAccount => ({
  accountId: '111122223333',
  name: 'prod-payments',
  unitId: null,
  status: 'ACTIVE',
  integration: 'AWS',
  coverage: { ok: 10, missing: 0, total: 10 },
  principals: 192,
  resources: 180,
  administrators: 4,
  becoming: 1,
  open: 0,
  worst: { kind: 'becoming', arn: 'arn:aws:iam::111122223333:role/release-bot', name: 'release-bot' },
  ...facts,
})
const scene = (box: Box, of = account(), shown = true) =>
  sceneOf(
    { units: [], accounts: [{ account: of, box }] },
    { colour: 'risk', shown: new Set(shown ? [of.accountId] : []) },
  )
const words = (shapes: ReturnType<typeof scene>) =>
  shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))

test('a large tile says the name, the worst and the size; a small one only its colour', () => {
  expect(words(scene({ x: 0, y: 0, width: 260, height: 160 }))).toEqual([
    'prod-payments',
    '4 administrators',
    'release-bot can become administrator',
    '192 principals',
    '180 resources',
  ])
  const small = scene({ x: 0, y: 0, width: 20, height: 18 })
  // The tile, and a dot in the colour of what is worst in it.
  expect(small.flatMap((shape) => (shape.kind === 'box' ? [shape.fill] : ['']))).toEqual(['heat-3', 'high'])
})

test('where there is little room the same is said in fewer words', () => {
  const [, ...facts] = words(scene({ x: 0, y: 0, width: 100, height: 100 }))
  expect(facts).toEqual(['4 admins', '1 can become', '192 pr.', '180 res.'])
})

test('the mark of what is worst stands beside the name', () => {
  const level = (of: MapAccount) =>
    scene({ x: 0, y: 0, width: 200, height: 120 }, of).flatMap((shape) => (shape.kind === 'bars' ? [shape.level] : []))
  expect(level(account())).toEqual(['high'])
  expect(level(account({ open: 1 }))).toEqual(['critical'])
  expect(level(account({ becoming: 0, worst: null }))).toEqual([])
})

test('what the search does not mean is faded, and nothing leaves its tile', () => {
  expect(scene({ x: 0, y: 0, width: 200, height: 120 }, account(), false).every((shape) => shape.faded)).toBe(true)
  const side = fc.integer({ min: 4, max: 400 })
  fc.assert(
    fc.property(side, side, (width, height) => {
      for (const shape of scene({ x: 10, y: 10, width, height })) {
        if (shape.kind === 'box') continue
        expect(shape.x).toBeGreaterThanOrEqual(10)
        expect(shape.y).toBeGreaterThanOrEqual(10)
        expect(shape.y).toBeLessThanOrEqual(10 + height)
        expect(shape.x).toBeLessThanOrEqual(10 + width)
      }
    }),
  )
})
