import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { account, organization, unit } from '../../../test/fakes/inventory.ts'
import { AppError } from '../../core/fault.ts'
import { toUserId } from '../../core/ids.ts'

const operator = { kind: 'operator', osUser: 'ada' } as const
const management = '111111111111'
const lake = accountOf('222222222222')
const shop = accountOf('333333333333')
const closed = accountOf('444444444444')

const suspended = account(closed, 'closed', 'r-test')
const tree = [
  organization(management),
  unit(management, 'r-test', 'Root', null),
  unit(management, 'ou-prod-12345678', 'Production', 'r-test'),
  unit(management, 'ou-shop-12345678', 'Shops', 'ou-prod-12345678'),
  account(management, 'management', 'r-test'),
  account(lake, 'lake', 'ou-prod-12345678'),
  account(shop, 'shop', 'ou-shop-12345678'),
  { ...suspended, body: { ...suspended.body, status: 'SUSPENDED' } },
]

async function connected() {
  const harness = createHarness({ aws: { tree } })
  await harness.app.connections.create(operator, {
    method: 'stackset',
    name: 'AWS',
    owner: 'ada@example.com',
    accounts: management,
    managementAccount: management,
    organization: true,
    regions: 'eu-west-1, us-east-1',
  })
  return harness
}

test('the tree, and what a setting takes out of it', async () => {
  const harness = await connected()
  const [{ id } = { id: undefined }] = await harness.store.connections.connections()
  const connection = id && (await harness.store.connections.connection(id))
  if (!connection) throw new Error('no connection')
  const settings = { ...connection.settings, excludedUnits: ['ou-shop-12345678'] }
  await harness.store.connections.updateConnection(connection.id, { settings })
  const preview = await harness.app.connections.preview(operator, { integration: 'AWS' })
  expect(preview.organization).toEqual({ id: 'o-test', managementAccountId: management })
  expect(preview.units.map(({ name, parentId }) => `${name} < ${parentId}`)).toEqual([
    'Root < null',
    'Production < r-test',
    'Shops < ou-prod-12345678',
  ])
  expect(preview.accounts.map(({ name, unitId, state, excluded }) => [name, unitId, state, excluded])).toEqual([
    ['closed', 'r-test', 'account_suspended', false],
    ['lake', 'ou-prod-12345678', 'pending', false],
    ['management', 'r-test', 'pending', false],
    ['shop', 'ou-shop-12345678', 'pending', true],
  ])
  // The fake reads IAM, S3 once an account, and SQS in two Regions: management and lake.
  expect(preview.estimate.lines.map(({ stage, calls }) => [stage, calls])).toEqual([
    ['organization', 11],
    ['iam', 24],
    ['resources', 2 + 4],
  ])
  expect(preview.estimate).toMatchObject({ calls: 41, minutes: 1, cost: 'less than $0.01' })
  expect(preview.trouble).toBeNull()
})

test('an estimate of a part: the stages and accounts of a run', async () => {
  const harness = await connected()
  const preview = (scope: object) => harness.app.connections.preview(operator, { integration: 'AWS', ...scope })
  const part = await preview({ stages: ['iam'], accounts: [accountOf(management)] })
  expect(part.estimate.lines.map(({ stage, calls }) => [stage, calls])).toEqual([['iam', 12]])
  expect(part.estimate.calls).toBe(12)
  expect(part.accounts).toHaveLength(4)
  await expect(preview({ accounts: [accountOf('999988887777')] })).rejects.toThrow('does not read 999988887777')
})

test('an account that another integration reads is told before the organization brings it along', async () => {
  const harness = await connected()
  const other = { method: 'manual', name: 'Lake', owner: 'ada@example.com', accounts: lake } as const
  await harness.app.connections.create(operator, other)
  const { warnings } = await harness.app.connections.preview(operator, { integration: 'AWS' })
  expect(warnings).toEqual([
    `Account ${lake} already belongs to "Lake". An account is read through one connection only. Exclude it here, or delete the other one.`,
  ])
})

test('a Region that was typed and is off in some accounts', async () => {
  const harness = await connected()
  const [connection] = await harness.store.connections.connections()
  if (!connection) throw new Error('no connection')
  await harness.store.connections.saveTargets(
    [lake, shop, closed].map((accountId) => ({
      connectionId: connection.id,
      accountId,
      name: null,
      state: 'ready',
      reason: null,
      probes: [{ capability: 'role', result: 'ok', regionsOff: ['us-east-1'], checkedAt: '2026-05-03T10:00:00.000Z' }],
    })),
  )
  // Of the suspended account nothing is read anyhow.
  const { warnings } = await harness.app.connections.preview(operator, { integration: 'AWS' })
  expect(warnings).toEqual(['us-east-1 is not enabled in 2 of 3 accounts; it will be skipped there.'])
})

test('an organization that cannot be asked: the named accounts, and why', async () => {
  const harness = await connected()
  Object.assign(harness.aws.script, { tree: new AppError('aws_denied', 'The organization cannot be read: x.') })
  const preview = await harness.app.connections.preview(operator, { integration: 'AWS' })
  expect(preview.organization).toBeNull()
  expect(preview.accounts.map(({ accountId }) => accountId)).toEqual([management])
  expect(preview.trouble).toBe('The organization cannot be read: x.')
})

test('whoever may only look makes no calls in AWS', async () => {
  const harness = await connected()
  // Was it asked, this would be the trouble.
  Object.assign(harness.aws.script, { tree: new AppError('aws_denied', 'The organization cannot be read: x.') })
  const user = { id: toUserId('7'), email: 'bo@example.com', name: 'Bo', roles: ['auditor'], createdAt: '' } as const
  const preview = await harness.app.connections.preview({ kind: 'user', user }, { integration: 'AWS' })
  expect(preview).toMatchObject({ organization: null, accounts: [{ accountId: management }], trouble: null })
})
