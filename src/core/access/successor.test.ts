/** An index that takes over from another one answers as one that is made anew. */
import { expect, test } from 'vitest'
import { indexOf, who, wholly } from '../../../test/fakes/access-index.ts'
import { account, allow, bucket, deny, policy, readAt, role, user } from '../../../test/fakes/inventory.ts'
import { loadCatalogue } from '../../catalog/read.ts'
import { createPolicyEngine } from '../evaluate/engine.ts'
import { assemble } from '../inventory/assemble.ts'
import { packCells } from '../inventory/cell-table.ts'
import type { InventoryObject } from '../inventory/objects.ts'
import type { AccessIndex } from './build-index.ts'
import { indexAtInSteps, rebuildIndex } from './build-index.ts'
import { rankSignatures } from './ranks.ts'
import { createReach, type KnownReaches, reachesAsBefore } from './reach.ts'
import { atOnce } from './stepwise.ts'
import { compileWorld } from './world.ts'

const prod = '222222222222'
const cells = wholly(prod)
const objects = (app: InventoryObject): readonly InventoryObject[] => [
  account(prod, 'prod', 'r-test'),
  bucket(prod, 'lake', { state: 'none' }),
  user(prod, 'ada', { inline: policy(allow('s3:*'), deny('s3:DeleteBucket')) }),
  app,
]
const before = objects(role(prod, 'app', { inline: policy(allow('s3:GetObject')) }))
const after = objects(role(prod, 'app', { inline: policy(allow('s3:PutObject'), deny('s3:GetObject')) }))
const snapshot = (known: readonly InventoryObject[]) => assemble({ id: 'snap', at: readAt, objects: known, cells })

const actions = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteBucket',
  's3:ListBucket',
  'iam:CreateUser',
  's3:DeleteObject',
]
const answers = (index: AccessIndex) => actions.map((action) => JSON.stringify(who(index, action)))

test('whatever was asked before, a successor answers as an index made anew, and so does the same index at another moment', () => {
  const first = indexOf(before, cells)
  const asked = answers(first)
  const second = rebuildIndex(first, snapshot(after))
  expect(answers(second)).toEqual(answers(indexOf(after, cells)))
  expect(answers(second)).not.toEqual(asked)
  expect(answers(first)).toEqual(asked)
  const later = '2026-03-02T10:00:00.000Z'
  const again = packCells(cells.map((one) => ({ ...one, completeAt: later, checkedAt: later })))
  const moved = atOnce(indexAtInSteps(second, { id: 'later', at: later, cells: again }))
  expect(answers(moved)).toEqual(
    answers(second).map((text) => text.replace('"snapshot":"snap"', '"snapshot":"later"').replaceAll(readAt, later)),
  )
  expect(answers(second)[0]).toContain(`"oldest":"${readAt}"`)
})

test('what was asked about last is made ready for a successor', () => {
  const catalogue = loadCatalogue()
  const world = compileWorld(snapshot(before), catalogue, createPolicyEngine(catalogue))
  const ranks = rankSignatures(world)
  const known: KnownReaches = new Map()
  const reach = createReach(world, () => ranks, known)
  for (const action of ['s3:a', 's3:b', 's3:c', 's3:d', 's3:e', 's3:a']) reach(action)
  const ready = atOnce(reachesAsBefore(world, ranks, known))
  expect([...ready.keys()]).toEqual(['s3:c', 's3:d', 's3:e', 's3:a'])
  const again = createReach(world, () => ranks, ready)
  expect(again('s3:a')).toBe(ready.get('s3:a'))
})
