import { expect, test } from 'vitest'
import { accountId, cell, readAt, role, user } from '../../../test/fakes/inventory.ts'
import { assemble } from './assemble.ts'
import type { InventoryObject, Json } from './objects.ts'

const lake = '111122223333'
const place = { accountId: accountId(lake), region: 'global' } as const

const credentials = (userArn: string, facts: { readonly [fact: string]: Json }): InventoryObject => ({
  ...place,
  kind: 'credentials',
  nativeId: userArn,
  arn: userArn,
  cell: 'credentials',
  body: { userArn, passwordEnabled: true, mfa: true, accessKeys: [], certificates: 0 },
  facts,
})

const lastAccessed = (principalArn: string, lastUsed: string): InventoryObject => ({
  ...place,
  kind: 'lastAccessed',
  nativeId: principalArn,
  arn: principalArn,
  cell: 'last_accessed',
  body: { principalArn },
  facts: { lastUsed },
})

test('of all that tells when a principal last acted the latest stands', () => {
  const ann = { ...user(lake, 'ann'), facts: { passwordLastUsed: '2026-01-01T00:00:00Z' } }
  const bob = user(lake, 'bob')
  const app = { ...role(lake, 'app'), facts: { lastUsed: '2026-02-01T00:00:00.000Z' } }
  const root = `arn:aws:iam::${lake}:root`
  const { principals } = assemble({
    id: '1',
    at: readAt,
    objects: [
      ann,
      bob,
      app,
      credentials(ann.arn, { keysLastUsed: [null, { at: '2026-01-03T00:00:00.000Z', region: 'us-east-1' }] }),
      lastAccessed(ann.arn, '2026-01-02T00:00:00.000Z'),
      credentials(bob.arn, { keysLastUsed: [null] }),
      lastAccessed(app.arn, '2026-01-31T00:00:00.000Z'),
      credentials(root, { passwordLastUsed: '2025-01-01T00:00:00.000Z', keysLastUsed: [] }),
    ],
    cells: [cell(lake, 'iam')],
  })
  expect(principals.map(({ name, lastUsed }) => [name, lastUsed])).toEqual([
    ['ann', '2026-01-03T00:00:00.000Z'],
    ['app', '2026-02-01T00:00:00.000Z'],
    ['bob', undefined],
    ['root', '2025-01-01T00:00:00.000Z'],
  ])
})
