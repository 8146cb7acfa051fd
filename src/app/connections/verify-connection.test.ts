/** What becomes of the cards after a check, and what it leaves behind. */
import { expect, test } from 'vitest'
import type { Harness } from '../../../test/fakes/app-harness.ts'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { lakeForm, lakeScript } from '../../../test/fakes/small-world.ts'
import { toUserId } from '../../core/ids.ts'
import type { AccountTarget, Probe } from '../ports/connections.ts'

const operator = { kind: 'operator', osUser: 'ada' } as const
const lake = accountOf('111122223333')
const management = accountOf('999988887777')
const checkedAt = '2026-05-03T10:00:00.000Z'

type Target = Omit<AccountTarget, 'connectionId'>
const target = (accountId: Target['accountId'], change: Partial<Target> = {}): Target => ({
  accountId,
  name: null,
  state: 'ready',
  reason: null,
  probes: [],
  ...change,
})
const probe = (change: Partial<Probe>): Probe => ({ capability: 'role', result: 'ok', checkedAt, ...change })

async function drafted(targets: readonly Target[]): Promise<Harness> {
  const harness = createHarness({ aws: { targets } })
  await harness.app.connections.create(operator, {
    method: 'cloudformation',
    name: 'AWS',
    owner: 'ada@example.com',
    accounts: `${lake} ${management}`,
    managementAccount: management,
    identityCenter: true,
  })
  return harness
}

const cards = async ({ store }: Harness) =>
  new Map((await store.connections.integrations()).map((card) => [card.kind, card]))

test('a member given as the management account is refused: nothing is read', async () => {
  const reason = `${management} is a member. The management account of o-example is 123412341234.`
  const member = probe({ capability: 'organization', result: 'failed', cause: 'not_management', reason })
  const harness = await drafted([target(lake), target(management, { reason, probes: [member] })])
  const view = await harness.app.connections.verify(operator, { integration: 'AWS' })
  expect(view).toMatchObject({ state: 'awaiting_trust', reason })
  expect(await harness.store.syncRuns.unfinished()).toEqual([])
  // Nor when somebody asks for it: it would look whole, and lack the organization.
  await expect(harness.app.sync.request(operator, { integration: 'AWS' })).rejects.toThrow(reason)
})

test('without anybody to read, no run waits for ever, and the card says what there is', async () => {
  const harness = await drafted([target(lake), target(management)])
  const view = await harness.app.connections.verify(operator, { integration: 'AWS', read: false })
  expect(view).toMatchObject({ state: 'awaiting_trust', reason: 'The roles are there; nothing has been read yet.' })
  expect(await harness.store.syncRuns.list()).toEqual([])
  expect(harness.jobs.waiting).toEqual([])
})

test('Identity Center waits with its reason and what to do, and AWS goes on', async () => {
  const refused = probe({
    capability: 'identity_center',
    result: 'denied',
    action: 'sso:ListInstances',
    reason: 'AWS refused sso:ListInstances: no identity policy allows it.',
    attach: 'AWSSSOReadOnly',
    fix: { text: 'Update the stack: set IncludeAWSIdentityCenter to true.' },
  })
  const harness = await drafted([target(lake), target(management, { state: 'missing_permissions', probes: [refused] })])
  await harness.app.connections.verify(operator, { integration: 'AWS', read: false })
  expect((await cards(harness)).get('aws_identity_center')).toMatchObject({
    state: 'awaiting_trust',
    reason:
      'AWS refused sso:ListInstances: no identity policy allows it. Update the stack: set IncludeAWSIdentityCenter to true. AWSSSOReadOnly brings it.',
  })
  await harness.app.connections.verify(operator, { integration: 'AWS' })
  expect((await cards(harness)).get('aws')?.state).toBe('fetching')
})

test('only the accounts that were asked for, and none that is not read', async () => {
  const harness = await drafted([target(lake), target(management)])
  const view = await harness.app.connections.verify(operator, { integration: 'AWS', accounts: ['1111-2222-3333'] })
  expect(view.accounts.map(({ accountId, state }) => `${accountId} ${state}`)).toEqual([
    `${lake} ready`,
    `${management} pending`,
  ])
  const foreign = harness.app.connections.verify(operator, { integration: 'AWS', accounts: ['123412341234'] })
  await expect(foreign).rejects.toThrow('Account 123412341234 is not read through "AWS".')
  const wrong = harness.app.connections.verify(operator, { integration: 'AWS', accounts: ['12345'] })
  await expect(wrong).rejects.toThrow('"12345" is not an AWS account number. Account numbers have 12 digits.')
})

test('what a check has called stands in the ledger', async () => {
  const harness = await drafted([target(lake)])
  const row = { accountId: lake, region: 'us-east-1', pages: 0, retries: 0, throttles: 0, errors: 0, bytes: 9, ms: 1 }
  Object.assign(harness.aws.script, { calls: [{ ...row, operation: 'kms:ListKeys', calls: 2 }] })
  await harness.app.connections.verify(operator, { integration: 'AWS', read: false })
  await harness.app.connections.verify(operator, { integration: 'AWS', read: false })
  const { items, totals } = await harness.app.sync.calls(operator, { integration: 'AWS', checks: true })
  expect(items.map(({ operation, usd }) => [operation, usd])).toEqual([
    ['kms:ListKeys', 0.000006],
    ['kms:ListKeys', 0.000006],
  ])
  expect(totals).toMatchObject({ calls: 4, unpriced: 0, cost: 'less than $0.01' })
})

test('whom the roles trust is remembered once all of them let us in', async () => {
  const harness = await drafted([target(lake), target(management, { state: 'role_missing' })])
  const id = (await cards(harness)).get('aws')?.connectionId
  if (!id) throw new Error('no card')
  await harness.app.connections.verify(operator, { integration: 'AWS', read: false })
  expect(await harness.store.checks.trustIdentity(id)).toBeUndefined()
  Object.assign(harness.aws.script, { targets: [target(lake), target(management)] })
  await harness.app.connections.verify(operator, { integration: 'AWS', read: false })
  expect(await harness.store.checks.trustIdentity(id)).toEqual({
    arn: 'arn:aws:iam::444455556666:role/bailiwick',
    uniqueId: 'AROAOURROLE',
  })
})

test('a list of cards names what is in trouble, one card everything', async () => {
  const probes = [probe({ result: 'ok' }), probe({ capability: 'trust', result: 'failed', reason: 'x' })]
  const harness = await drafted([target(lake, { probes })])
  await harness.app.connections.verify(operator, { integration: 'AWS', read: false })
  const [listed] = await harness.app.connections.list(operator)
  expect(listed?.accounts[0]?.probes.map(({ capability }) => capability)).toEqual(['trust'])
  const shown = await harness.app.connections.show(operator, { integration: 'AWS' })
  expect(shown.accounts[0]?.probes).toHaveLength(2)
})

test('what mends a refusal holds the external id, and only those who integrate are shown it', async () => {
  const harness = createHarness({ aws: { targets: [] } })
  const { externalId } = await harness.app.connections.create(operator, {
    method: 'manual',
    owner: 'ada@example.com',
    accounts: lake,
  })
  const [connection] = await harness.store.connections.connections()
  if (!connection) throw new Error('no connection')
  const refused = probe({ result: 'denied', fix: { text: `sts:ExternalId must be ${externalId}.` } })
  await harness.store.connections.saveTargets([{ ...target(lake, { probes: [refused] }), connectionId: connection.id }])
  const user = {
    id: toUserId('7'),
    email: 'bo@example.com',
    name: 'Bo',
    roles: ['auditor'],
    createdAt: checkedAt,
  } as const
  for (const [actor, isShown] of [
    [operator, true],
    [{ kind: 'user', user }, false],
  ] as const) {
    const seen = [
      await harness.app.connections.show(actor, { integration: 'AWS' }),
      await harness.app.connections.list(actor),
    ]
    for (const view of seen) expect(JSON.stringify(view).includes(externalId)).toBe(isShown)
  }
})

/* ------------------------------------------------------------------ cards that are read otherwise */

async function active(): Promise<Harness> {
  const harness = createHarness({ aws: { ...lakeScript, targets: [target(lake), target(management)] } })
  await harness.app.connections.create(operator, {
    ...lakeForm,
    accounts: `${lake} ${management}`,
    managementAccount: management,
    identityCenter: false,
  })
  await harness.app.connections.verify(operator, { integration: 'AWS' })
  await harness.work()
  expect((await cards(harness)).get('aws')).toMatchObject({ state: 'active', reason: null })
  return harness
}

const refusedKeys = probe({ capability: 'resources:kms', result: 'denied', reason: 'AWS refused kms:ListKeys.' })

test('a check that finds something missing makes an active card degraded, and mended it is read again', async () => {
  const harness = await active()
  const lacking = target(lake, { name: 'lake', state: 'missing_permissions', probes: [refusedKeys] })
  Object.assign(harness.aws.script, { targets: [lacking, target(management)] })
  const view = await harness.app.connections.verify(operator, { integration: 'AWS' })
  expect(view).toMatchObject({ state: 'degraded', reason: 'lake: AWS refused kms:ListKeys.' })
  expect(await harness.store.syncRuns.unfinished()).toEqual([])
  Object.assign(harness.aws.script, { targets: [target(lake), target(management)] })
  expect(await harness.app.connections.verify(operator, { integration: 'AWS' })).toMatchObject({ state: 'fetching' })
  await harness.work()
  expect((await cards(harness)).get('aws')).toMatchObject({ state: 'active', reason: null })
})

test('when no account lets us in any more, the card is in error and keeps the date of what was read', async () => {
  const harness = await active()
  const before = (await cards(harness)).get('aws')?.lastSyncAt
  const reason = 'The role cannot be assumed.'
  const gone = [lake, management].map((id) => target(id, { state: 'role_missing', reason }))
  Object.assign(harness.aws.script, { targets: gone })
  for (let times = 0; times < 2; times += 1) {
    await harness.app.connections.verify(operator, { integration: 'AWS' })
    expect((await cards(harness)).get('aws')).toMatchObject({ state: 'error', reason, lastSyncAt: before })
  }
})

test('a reading that is whole says what the last check has found beside it', async () => {
  const harness = await active()
  const open = probe({ capability: 'trust', result: 'failed', reason: 'The trust policy is wider than generated.' })
  Object.assign(harness.aws.script, {
    targets: [target(lake, { state: 'reachable', probes: [open] }), target(management)],
  })
  await harness.app.connections.verify(operator, { integration: 'AWS' })
  await harness.app.sync.request(operator, { integration: 'AWS' })
  await harness.work()
  const reason = expect.stringContaining('The trust policy is wider than generated.')
  expect((await cards(harness)).get('aws')).toMatchObject({ state: 'degraded', reason })
})

test('a role that was renamed is shown with its path, and what was read before is not called unread', async () => {
  const harness = await active()
  const gone = [lake, management].map((id) => target(id, { state: 'role_missing', reason: 'It cannot be assumed.' }))
  Object.assign(harness.aws.script, { targets: gone })
  await harness.app.connections.verify(operator, { integration: 'AWS' })
  const change = { roleName: 'sec/Renamed' }
  await harness.app.connections.changeSettings(operator, { integration: 'AWS', change })
  Object.assign(harness.aws.script, { targets: [target(lake), target(management)] })
  expect(await harness.app.connections.verify(operator, { integration: 'AWS', read: false })).toMatchObject({
    state: 'awaiting_trust',
    reason: 'The roles are there; what was read before stands until it is read again.',
    roleName: 'sec/Renamed',
    lastSyncAt: expect.any(String),
  })
})
