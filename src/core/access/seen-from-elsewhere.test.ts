/** What one account shares is read in others too, under the ARN that its owner gave it. */
import { expect, test } from 'vitest'
import { accountId, cell, readAt } from '../../../test/fakes/inventory.ts'
import { loadCatalogue } from '../../catalog/read.ts'
import { createPolicyEngine } from '../evaluate/engine.ts'
import { assemble } from '../inventory/assemble.ts'
import type { ObjectOfKind } from '../inventory/objects.ts'
import { compileWorld } from './world.ts'

const catalogue = loadCatalogue()

const trail = (owner: string, seenIn: string): ObjectOfKind<'resource'> => {
  const arn = `arn:aws:cloudtrail:eu-west-1:${owner}:trail/all`
  const facts = seenIn === owner ? { logging: true } : { owner }
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: accountId(seenIn),
    region: 'eu-west-1',
    cell: 'cloudtrail',
    body: { type: 'cloudtrail:trail', name: 'all', policy: { state: 'none' }, tags: {}, facts },
  }
}

const [first, second, third] = ['111111111111', '222222222222', '333333333333'] as const

test.each([first, second, third])('the owner %s says most of it, whoever else was read', (owner) => {
  const accounts = [first, second, third]
  const objects = accounts.map((seenIn) => trail(owner, seenIn))
  const cells = accounts.map((account) => cell(account, 'cloudtrail'))
  const world = compileWorld(
    assemble({ id: 's', at: readAt, objects, cells }),
    catalogue,
    createPolicyEngine(catalogue),
  )
  expect(world.snapshot.resources).toHaveLength(3)
  expect(world.resourceByArn.get(objects[0]?.arn ?? '')).toMatchObject({ account: owner, facts: { logging: true } })
})

test('where its owner was not read, somebody else’s word is taken', () => {
  const objects = [trail(first, second), trail(first, third)]
  const snapshot = assemble({ id: 's', at: readAt, objects, cells: [] })
  const world = compileWorld(snapshot, catalogue, createPolicyEngine(catalogue))
  expect(world.resourceByArn.get(objects[0]?.arn ?? '')?.facts).toEqual({ owner: first })
})
