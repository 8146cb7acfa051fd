/**
 * Every operation of a whole reading fails once in every way that the simulated AWS knows, and is then refused for good
 * (connection.md §16): no object is ever lost, coverage names what was not read, and the next reading heals.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../src/app/app.ts'
import type { SyncRunView } from '../../src/app/sync/sync-run-view.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { readerWith } from '../../src/collect/connection.fake.ts'
import { readActions } from '../../src/collect/read-actions.ts'
import { contentKey } from '../../src/core/inventory/content-key.ts'
import type { CellType } from '../../src/core/inventory/coverage.ts'
import { cellTypes } from '../../src/core/inventory/coverage.ts'
import type { FaultEffect, FaultRule } from '../../src/sandbox/faults.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { createHarness, type Harness } from '../fakes/app-harness.ts'
import { installExternalId } from '../fakes/connected-sandbox.ts'
import { operator } from '../fakes/small-world.ts'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 })

let sandbox: Sandbox
let harness: Harness
let app: App
let expected: readonly string[]
/** `service:Operation`, as it goes over the wire, of everything that a reading calls. */
let operations: readonly string[]

/** One of each protocol, and the networks; each type by itself has its own tests. */
const resourceTypes: readonly CellType[] = ['s3', 'sqs', 'kms', 'lambda', 'secretsmanager', 'network']

beforeAll(async () => {
  sandbox = await startSandbox({
    world: world({ seed: 'each call', accounts: 3, principals: 30, people: 4, start: new Date(), gaps: false }),
    catalogue: loadCatalogue(),
    environment: {},
  })
  harness = createHarness()
  const reader = readerWith(sandbox.credentials)
  app = createApp({ ...harness.deps, aws: { ...harness.deps.aws, readings: reader.readings, open: reader.open } })
  const management = sandbox.world.organization.managementAccountId
  const accounts = [...sandbox.world.accounts.ids()].join(' ')
  // Named, so that they are read also when the organization does not tell them.
  const form = { method: 'manual', accounts, managementAccount: management, organization: true } as const
  const region = sandbox.world.identityCenter.region
  const card = await app.connections.create(operator, { ...form, owner: 'ada@example.com', regions: region })
  const [connection] = await harness.store.connections.connections()
  if (!connection) throw new Error('the connection is not there')
  await harness.store.connections.updateConnection(connection.id, {
    endpoint: sandbox.url,
    identityCenter: true,
    identityCenterRegion: region,
    settings: { ...connection.settings, resourceTypes },
  })
  installExternalId(sandbox, card.externalId)
  expect(await sync()).toMatchObject({ state: 'succeeded', reason: null })
  expected = await known()
  operations = [...sandbox.counts.calls.keys()].filter((call) => !call.startsWith('sts:'))
})
afterAll(() => sandbox.stop())

async function sync(faults: readonly FaultRule[] = []): Promise<SyncRunView> {
  harness.clock.advance(60_000)
  sandbox.setFaults(faults)
  const run = await app.sync.request(operator, { integration: 'AWS' })
  await harness.jobs.work(app.sync.run)
  await app.access.settled()
  return app.sync.show(operator, { run: run.id })
}

/** With every detail. */
const known = async (): Promise<readonly string[]> =>
  ((await harness.store.inventory.load())?.objects ?? [])
    .map(({ kind, arn, body }) => `${kind} ${arn} ${contentKey(body)}`)
    .toSorted()

/** Empty where all that was known is known as it was, and nothing beside it. */
async function difference(): Promise<readonly string[]> {
  const now = await known()
  const [before, after] = [new Set(expected), new Set(now)]
  return [
    ...expected.filter((one) => !after.has(one)).map((one) => `lost ${one}`),
    ...now.filter((one) => !before.has(one)).map((one) => `new ${one}`),
  ]
}

const matching = (call: string): FaultRule['match'] => {
  const [service = '', operation = ''] = call.split(':')
  return { service, operation }
}

test.each<FaultEffect>([
  { kind: 'throttle' },
  { kind: 'serverError', status: 500 },
  { kind: 'reset' },
  { kind: 'slow', ms: 100 },
  { kind: 'timeoutAfterEffect', ms: 10 },
])('the first call of each operation meets $kind: everything is read', async (effect) => {
  expect(operations.length).toBeGreaterThan(60)
  const run = await sync(operations.map((call) => ({ match: matching(call), when: { nth: 1 }, effect })))
  expect(run).toMatchObject({ state: 'succeeded', reason: null })
  expect(await difference()).toEqual([])
  const { items, totals } = await app.sync.calls(operator, { run: run.id })
  const repeated = new Set(items.flatMap(({ retries, operation }) => (retries > 0 ? [operation.split(':')[1]] : [])))
  const unrepeated = operations.filter((call) => !repeated.has(actionIn(call)))
  // An answer that is an error takes no effect, and arrives: of a few things the first has none of what is asked for.
  if (effect.kind === 'timeoutAfterEffect') expect(unrepeated.length).toBeLessThan(operations.length / 10)
  else if (effect.kind !== 'slow') expect(unrepeated).toEqual([])
  if (effect.kind === 'throttle') expect(totals.throttles).toBe(operations.length)
})

test('each operation refused in every account: nothing known is lost, coverage names it, the next reading heals', async () => {
  for (const round of chosenRounds()) {
    await sync(round.map((call) => ({ match: matching(call), effect: { kind: 'denied', by: 'identity' } }) as const))
    expect(await difference(), round.join(' ')).toEqual([])
    const { items } = await app.sync.coverage(operator, { limit: 10_000 })
    const told = items.map(({ state, action, reason }) => `${state} ${action} ${reason}`)
    const untold = round.filter((call) => !isOptional(call) && !told.some((text) => text.includes(actionIn(call))))
    expect(untold).toEqual([])
    const refused = new Set(round.map(cellOf))
    // What did not need any of them was read as before, and what was refused in the round before is whole again.
    // In which Regions things are, a cell of any kind tells.
    const strange = items.filter(
      ({ state, type, action }) =>
        state === 'denied' && action !== 'ec2:DescribeRegions' && !refused.has(callerOf(type)),
    )
    expect(strange).toEqual([])
  }
  expect(await sync()).toMatchObject({ state: 'succeeded', reason: null })
  expect(await difference()).toEqual([])
})

/** All of them take ten minutes: a few by chance in each run of the tests, every one with `EVERY_CALL=1`. */
function chosenRounds(): readonly (readonly string[])[] {
  const all = rounds()
  if (process.env['EVERY_CALL'] === '1') return all
  const first = Math.floor(Math.random() * all.length)
  return [...all, ...all].slice(first, first + roundsByChance)
}
const roundsByChance = 3

/** One operation of each kind of cell at a time: cells do not depend on one another. */
function rounds(): readonly (readonly string[])[] {
  const lists = [...Map.groupBy(operations, cellOf).values()]
  const longest = Math.max(...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1)))
}

/** What IAM tells of the organization belongs to its cell, as the directory does to Identity Center's. */
const cellOf = (call: string): string => {
  if (call === 'iam:ListOrganizationsFeatures') return 'organizations'
  return (call.split(':')[0] ?? '').replace('identitystore', 'sso')
}

/** By whose name on the wire a cell is read. */
const callerOf = (type: CellType): string => wireNames[type] ?? type
const wireNames: Partial<Record<CellType, string>> = {
  organization: 'organizations',
  identity_center: 'sso',
  network: 'ec2',
}

const isOptional = (call: string): boolean =>
  readActions(cellTypes).some(({ action, optional }) => optional && action.endsWith(`:${call.split(':')[1]}`))

/** In the IAM action, which has another word for some. */
const actionIn = (call: string): string => {
  const operation = call.split(':')[1] ?? ''
  return actionWords[operation] ?? operation
}
const actionWords: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBuckets',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  GetBucketEncryption: 'GetEncryptionConfiguration',
}
