/** Ways of reading the simulated organization that must all come to the same: page by page, slowly, with Regions off. */
import { afterEach, beforeAll, expect, test } from 'vitest'
import { unsharedLimits } from '../aws/budget.ts'
import { loadCatalogue } from '../catalog/read.ts'
import type { Catalogue } from '../core/catalogue.ts'
import { parseArn } from '../core/ids.ts'
import { optionalReadRefused } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import type { FaultPlan } from '../sandbox/faults.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { world } from '../sandbox/world/generate.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import type { AwsReaderSettings } from './reader.ts'
import type { RecordingSink } from './recording-sink.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'
import { regionCollectors } from './registry.ts'

let catalogue: Catalogue
beforeAll(() => {
  catalogue = loadCatalogue()
})

let sandbox: Sandbox
afterEach(() => sandbox.stop())

async function start(faults: FaultPlan = []): Promise<void> {
  const start = new Date()
  sandbox = await startSandbox({
    world: world({ seed: 'ways', accounts: 3, principals: 40, people: 12, start }),
    catalogue,
    faults,
    environment: {},
  })
}

const connection = (change: Parameters<typeof connectionTo>[1] = {}) =>
  connectionTo(sandbox.url, {
    externalId: sandbox.world.home.externalId,
    managementAccountId: sandbox.world.organization.managementAccountId,
    organization: true,
    identityCenter: true,
    regions: ['us-east-1', 'eu-west-1'],
    ...change,
  })

async function collect(
  settings: Partial<AwsReaderSettings> = {},
  change: Parameters<typeof connectionTo>[1] = {},
  sink = createRecordingSink(),
): Promise<RecordingSink> {
  const wait = async (ms: number) => sandbox.clock.advance(ms)
  await readerWith(sandbox.credentials, { wait, ...settings }).collect(connection(change), sink, noAbort)
  return sink
}

/* ------------------------------------------------------------------ pages */

const keyOf = ({ kind, accountId, region, nativeId }: Omit<InventoryObject, 'facts'>): string =>
  `${kind} ${accountId} ${region} ${nativeId}`

/** When somebody was asked about is not what was told. */
const withoutMoment = ({ facts, ...object }: InventoryObject): Omit<InventoryObject, 'facts'> => {
  const { askedAt: _, ...told } = facts ?? {}
  return { ...object, ...(facts && { facts: told }) }
}

function everything(sink: RecordingSink): unknown {
  const inOrder = <T>(values: readonly T[], key: (value: T) => string): T[] =>
    [...values].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return {
    objects: inOrder(sink.everything().map(withoutMoment), keyOf),
    cells: inOrder(sink.cells, ({ accountId, region, type }) => `${accountId} ${region} ${type}`),
  }
}

test('every list read one item a page gives what AWS’s largest pages give', async () => {
  await start()
  const large = await collect()
  const callsForLarge = large.requests()
  const small = await collect({ pageSize: 1 })
  expect(everything(small)).toEqual(everything(large))
  expect(large.cellsIn('ok').length).toBeGreaterThan(30)
  // One more page for each item but the first of a list.
  expect(small.requests()).toBeGreaterThan(callsForLarge + 150)
  for (const list of ['iam:GetAccountAuthorizationDetails', 'identitystore:ListUsers', 's3:ListAllMyBuckets']) {
    expect([list, small.requests(list) > large.requests(list)]).toEqual([list, true])
  }
}, 60_000)

/* ------------------------------------------------------------------ Identity Center has its own pace */

test('nothing waits for Identity Center, whose pages come as its rate lets them', async () => {
  await start()
  const told: string[] = []
  const sink = createRecordingSink(({ type }) => told.push(type))
  const begun = performance.now()
  await collect({ limits: { ...unsharedLimits, identityCenterPerSecond: 50 } }, {}, sink)
  const seconds = (performance.now() - begun) / 1_000
  const calls = sink.rows.reduce(
    (sum, { operation, calls }) => sum + (/^(sso|identitystore):/.test(operation) ? calls : 0),
    0,
  )
  expect(calls).toBeGreaterThan(50)
  expect(seconds).toBeGreaterThanOrEqual(Math.ceil(calls / 50) - 1)
  expect(sink.events.indexOf('resources done')).toBeLessThan(sink.events.indexOf('identity_center done'))
  expect(told.filter((type) => type === 'identity_center').length).toBeGreaterThan(1)
  expect(sink.all('accountAssignment')).toHaveLength([...sandbox.world.identityCenter.assignments.values()].length)
}, 60_000)

/* ------------------------------------------------------------------ Regions */

/** Each in the protocol of its service. */
const regional = regionCollectors.map(({ type }) => type)
const sentence = 'eu-south-1 is not enabled in this account.'

test('a Region that the account has not enabled is not called', async () => {
  await start()
  const sink = await collect({}, { regions: ['us-east-1', 'eu-south-1'] })
  const off = sink.cells.filter(({ region }) => region === 'eu-south-1')
  expect(off).toHaveLength(regional.length * [...sandbox.world.accounts.ids()].length)
  expect(new Set(off.map(({ state, reason }) => `${state} ${reason}`))).toEqual(
    new Set([`region_disabled ${sentence}`]),
  )
  expect(sink.rows.filter(({ region }) => region === 'eu-south-1')).toEqual([])
})

test('a Region that turns out to be off when it is called', async () => {
  await start([
    // The accounts do not say which Regions they have, so the setting is followed.
    { match: { operation: 'DescribeRegions' }, effect: { kind: 'denied', by: 'identity' } },
    { match: { region: 'eu-south-1' }, effect: { kind: 'regionDisabled' } },
  ])
  const sink = await collect({}, { regions: ['us-east-1', 'eu-south-1'] })
  const off = sink.cells.filter(({ region }) => region === 'eu-south-1')
  expect(new Set(off.map(({ type }) => type))).toEqual(new Set(regional))
  for (const { state, reason } of off) expect(`${state} ${reason}`).toContain(`region_disabled ${sentence}`)
  const troubled = sink.cells.filter(
    ({ region, state, code }) => region === 'us-east-1' && state !== 'ok' && code !== optionalReadRefused,
  )
  expect(new Set(troubled.map(({ type }) => type))).toEqual(new Set(['ec2']))
})

/* ------------------------------------------------------------------ S3 of an account as a whole */

test('the account’s block of public access, where there is one', async () => {
  await start()
  const [closed, ...others] = [...sandbox.world.accounts.ids()]
  const account = closed && sandbox.world.accounts.edit(closed)
  if (!account) throw new Error('the world has no account')
  account.s3.publicAccessBlock = {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: false,
    restrictPublicBuckets: true,
  }
  const sink = await collect({}, { accounts: [closed, ...others] })
  expect(sink.all('accountSettings').filter(({ cell }) => cell === 's3')).toEqual([
    expect.objectContaining({
      accountId: closed,
      body: {
        s3BlockPublicAccess: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: false,
          restrictPublicBuckets: true,
        },
      },
    }),
  ])
  expect(sink.cells.filter(({ type, state }) => type === 's3' && state !== 'ok')).toEqual([])
})

test('a refused look at it keeps the buckets', async () => {
  await start([{ match: { operation: 'GetAccountPublicAccessBlock' }, effect: { kind: 'denied', by: 'scp' } }])
  const sink = await collect()
  expect(sink.resources('s3:bucket').length).toBeGreaterThan(3)
  for (const cell of sink.cells.filter(({ type }) => type === 's3')) {
    expect(cell).toMatchObject({ state: 'blocked_by_scp', action: 's3:GetAccountPublicAccessBlock' })
  }
})

/* ------------------------------------------------------------------ the role itself */

test('a trust policy that somebody opened is found by the check', async () => {
  await start()
  const { home, organization, accounts } = sandbox.world
  const opened = [...accounts.ids()].find((id) => id !== organization.managementAccountId)
  const role = opened && accounts.edit(opened)?.iam.roles.get(home.roleName)
  if (!role) throw new Error('the world has no role to open')
  role.trustPolicy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [home.arn, '111122223333'] },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': home.externalId } },
      },
    ],
  }
  const states = new Map<string, string>()
  await readerWith(sandbox.credentials).verify(
    connection({ trustPrincipalArn: parseArn(home.arn) ?? null }),
    async ({ accountId, state, probes }) => {
      states.set(accountId, `${state} ${probes.find(({ capability }) => capability === 'trust')?.result}`)
    },
    noAbort,
  )
  expect(states.get(opened ?? '')).toBe('reachable failed')
  expect([...states.values()].filter((state) => state === 'ready ok')).toHaveLength(states.size - 1)
})
