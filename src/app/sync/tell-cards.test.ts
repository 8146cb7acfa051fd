/** What the last check found is not forgotten because a reading did not meet it (connection.md §4, §6). */
import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { manualClock } from '../../../test/fakes/clock-and-log.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { operator } from '../../../test/fakes/small-world.ts'
import type { Integration, Probe } from '../ports/connections.ts'
import { outcomeOf } from './run-outcome.ts'
import { nothingRead, tellCards, whatWasRead } from './tell-cards.ts'

const management = accountOf('999988887777')
const refused: Probe = {
  capability: 'identity_center',
  result: 'denied',
  action: 'identitystore:DescribeUser',
  reason: 'AWS refused identitystore:DescribeUser.',
  attach: 'AWSSSODirectoryReadOnly',
  checkedAt: '2026-05-03T10:00:00.000Z',
}

/** Both cards after a reading of everything, where the last check has refused one action of Identity Center. */
async function afterReading(lastSyncAt: string | null): Promise<ReadonlyMap<Integration['kind'], Integration>> {
  const { app, store } = createHarness()
  await app.connections.create(operator, {
    method: 'manual',
    owner: 'ada@example.com',
    accounts: management,
    managementAccount: management,
    identityCenter: true,
  })
  const [connection] = await store.connections.connections()
  if (!connection) throw new Error('no connection')
  const target = { connectionId: connection.id, accountId: management, name: 'root', reason: null }
  await store.connections.saveTargets([{ ...target, state: 'missing_permissions', probes: [refused] }])
  for (const card of await store.connections.integrations()) {
    await store.connections.updateIntegration(card.id, { state: 'fetching', ...(lastSyncAt && { lastSyncAt }) })
  }
  const at = { accountId: management, state: 'ok' } as const
  await tellCards(
    { store, clock: manualClock() },
    connection.id,
    { state: 'succeeded', reason: null },
    {
      ...nothingRead,
      roles: [{ ...at, region: 'global', type: 'role' }],
      identityCenter: [{ ...at, region: 'us-east-1', type: 'identity_center', objects: 40 }],
      isAnyCellWhole: true,
      isAnythingRead: true,
    },
  )
  return new Map((await store.connections.integrations()).map((card) => [card.kind, card]))
}

test('refused from the start, Identity Center waits and names action and policy; AWS goes on', async () => {
  const cards = await afterReading(null)
  expect(cards.get('aws')).toMatchObject({ state: 'active', reason: null })
  expect(cards.get('aws_identity_center')).toMatchObject({
    state: 'awaiting_trust',
    reason: 'AWS refused identitystore:DescribeUser. AWSSSODirectoryReadOnly brings it.',
    lastSyncAt: null,
  })
})

test('read before, it is degraded', async () => {
  const cards = await afterReading('2026-05-02T10:00:00.000Z')
  expect(cards.get('aws_identity_center')?.state).toBe('degraded')
})

test('a reading of which nothing is whole has read what it found, but for the account, which the role shows', async () => {
  const { app, store } = createHarness()
  await app.connections.create(operator, { method: 'manual', owner: 'ada@example.com', accounts: management })
  const run = await app.sync.request(operator, { integration: 'AWS' })
  const stored = await store.syncRuns.get(run.id)
  if (!stored) throw new Error('no run')
  const stage = { name: 'identity_center', state: 'done', calls: 4, throttles: 0, ms: 10 } as const
  const found = (counts: Readonly<Record<string, number>>) =>
    whatWasRead(store, { ...stored, stages: [{ ...stage, counts }] })
  expect(await found({ account: 1 })).toMatchObject({ isAnythingRead: false })
  const some = await found({ account: 1, permission_set: 3 })
  expect(some).toMatchObject({ isAnythingRead: true })
  expect(outcomeOf(some, undefined)).toEqual({ state: 'partial', reason: 'No part was read whole.' })
})
