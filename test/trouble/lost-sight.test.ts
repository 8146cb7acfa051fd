/** What one account no longer sees, or AWS does not tell this time, stands as it was known; what has moved is not known twice. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../src/app/app.ts'
import type { Connection } from '../../src/app/ports/connections.ts'
import type { SyncRunView } from '../../src/app/sync/sync-run-view.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { readerWith } from '../../src/collect/connection.fake.ts'
import type { StageName } from '../../src/core/inventory/coverage.ts'
import type { ObjectKind, ObjectOfKind } from '../../src/core/inventory/objects.ts'
import type { FaultPlan } from '../../src/sandbox/faults.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { type Credentials, plantUser } from '../../src/sandbox/testing.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { createHarness, type Harness } from '../fakes/app-harness.ts'
import { installExternalId } from '../fakes/connected-sandbox.ts'
import { operator } from '../fakes/small-world.ts'

vi.setConfig({ testTimeout: 60_000 })

let sandbox: Sandbox
let harness: Harness
let app: App

const management = () => sandbox.world.organization.managementAccountId
const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }]
const people = ['identityCenter', 'directoryUser', 'permissionSet', 'accountAssignment'] as const
const withPeople = ['organization', 'identity_center'] as const

beforeEach(async () => {
  sandbox = await startSandbox({
    world: world({ seed: 'faulty', accounts: 6, principals: 60, people: 14, start: new Date(), gaps: false }),
    catalogue: loadCatalogue(),
    environment: {},
  })
  harness = createHarness()
})
afterEach(() => sandbox.stop())

interface Wish {
  /** Direct ones are read as this user. */
  readonly as?: Credentials
  readonly change?: Partial<Connection>
  readonly settings?: Partial<Connection['settings']>
}

async function connect({ as, change, settings }: Wish = {}): Promise<void> {
  const reader = readerWith(as ?? sandbox.credentials, {})
  app = createApp({ ...harness.deps, aws: { ...harness.deps.aws, readings: reader.readings, open: reader.open } })
  const owner = 'ada@example.com'
  const own = { method: 'manual', accounts: management(), managementAccount: management(), organization: true } as const
  const form = as ? ({ method: 'direct', name: 'AWS' } as const) : { ...own, regions: 'us-east-1' }
  const card = await app.connections.create(operator, { ...form, owner })
  const [connection] = await harness.store.connections.connections()
  if (!connection) throw new Error('the connection is not there')
  await harness.store.connections.updateConnection(connection.id, {
    endpoint: sandbox.url,
    ...change,
    settings: { ...connection.settings, resourceTypes: ['s3'], ...settings },
  })
  if (!as) installExternalId(sandbox, card.externalId)
}

async function sync(stages: readonly StageName[], faults: FaultPlan = []): Promise<SyncRunView> {
  sandbox.setFaults(faults)
  harness.clock.advance(60_000)
  const run = await app.sync.request(operator, { integration: 'AWS', stages })
  await harness.jobs.work(app.sync.run)
  await app.access.settled()
  return app.sync.show(operator, { run: run.id })
}

async function known<K extends ObjectKind>(kind: K): Promise<readonly ObjectOfKind<K>[]> {
  const objects = (await harness.store.inventory.load())?.objects ?? []
  return objects.filter((object): object is ObjectOfKind<K> => object.kind === kind)
}

const counted = async () => Promise.all(people.map(async (kind) => (await known(kind)).length))

async function peopleCells(): Promise<readonly string[]> {
  const { items } = await app.sync.coverage(operator, { integration: 'AWS' })
  return items
    .flatMap(({ type, region, state }) => (type === 'identity_center' ? [`${region} ${state}`] : []))
    .toSorted()
}

const denied = (operation: string): FaultPlan[number] => ({
  match: { operation },
  effect: { kind: 'denied', by: 'identity' },
})

test('an instance of Identity Center that has moved to another Region is known there, and once', async () => {
  await connect({ change: { identityCenter: true } })
  await sync(withPeople)
  const before = await counted()
  const { region: first } = sandbox.world.identityCenter
  Object.assign(sandbox.world.identityCenter, { region: 'eu-central-1' })
  expect(await sync(withPeople)).toMatchObject({ state: 'succeeded' })
  expect(await counted()).toEqual(before)
  expect((await known('directoryUser')).every(({ region }) => region === 'eu-central-1')).toBe(true)
  expect(await peopleCells()).toEqual(['eu-central-1 ok', `${first} ok`])
  await sync(withPeople)
  expect(await counted()).toEqual(before)
})

test('a member that is no longer delegated administrator of Identity Center takes nothing away', async () => {
  const delegate = [...sandbox.world.accounts.ids()].find((id) => id !== management())
  if (delegate === undefined) throw new Error('there is no member')
  const { delegatedAdministrators } = sandbox.world.organization
  const registration = { accountId: delegate, service: 'sso.amazonaws.com', at: new Date() }
  delegatedAdministrators.push(registration)
  await connect({
    as: plantUser(sandbox, delegate, 'reader', everything),
    change: { accounts: [delegate], identityCenter: true },
  })
  await sync(withPeople)
  const before = await counted()
  expect(Math.min(...before)).toBeGreaterThan(0)
  delegatedAdministrators.splice(delegatedAdministrators.indexOf(registration), 1)
  const { region } = sandbox.world.identityCenter
  for (const _ of ['first', 'second', 'third']) {
    expect(await sync(withPeople)).toMatchObject({ state: 'partial' })
    expect(await counted()).toEqual(before)
    expect(await peopleCells()).toEqual([`${region} suspect`])
  }
  delegatedAdministrators.push(registration)
  expect(await sync(withPeople)).toMatchObject({ state: 'succeeded' })
  expect(await peopleCells()).toEqual([`${region} ok`])
})

test('an instance that the management account lists no more is gone when two runs agree', async () => {
  await connect({ change: { identityCenter: true } })
  await sync(withPeople)
  const before = await counted()
  const { region } = sandbox.world.identityCenter
  Object.assign(sandbox.world.identityCenter, { region: 'nowhere' })
  expect(await sync(withPeople)).toMatchObject({ state: 'partial' })
  expect(await counted()).toEqual(before)
  expect(await peopleCells()).toEqual([`${region} suspect`])
  // Seen again, it must be missed twice again.
  Object.assign(sandbox.world.identityCenter, { region })
  expect(await sync(withPeople)).toMatchObject({ state: 'succeeded' })
  Object.assign(sandbox.world.identityCenter, { region: 'nowhere' })
  await sync(withPeople)
  expect(await counted()).toEqual(before)
  expect(await sync(withPeople)).toMatchObject({ state: 'succeeded' })
  expect(await counted()).toEqual(people.map(() => 0))
  expect(await peopleCells()).toEqual([`${region} ok`])
})

test('who may enter an application stays known while it is not told', async () => {
  await connect({ change: { identityCenter: true } })
  await sync(withPeople)
  const required = async () => (await known('identityCenterApplication')).map(({ body }) => body.assignmentRequired)
  const before = await required()
  expect(before).toContain(false)
  await sync(withPeople, [denied('GetApplicationAssignmentConfiguration')])
  expect(await required()).toEqual(before)
})

test('the boundary of a permission set goes when AWS says that there is none, whatever else it does not tell', async () => {
  const [arn, set] = [...sandbox.world.identityCenter.permissionSets][0] ?? []
  if (!set) throw new Error('there is no permission set')
  const boundary = { managedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }
  Object.assign(set, { boundary })
  await connect({ change: { identityCenter: true } })
  await sync(withPeople)
  const bound = async () => (await known('permissionSet')).find(({ nativeId }) => nativeId === arn)?.body.boundary
  expect(await bound()).toEqual(boundary)
  const tagsRefused = [denied('ListTagsForResource')]
  await sync(withPeople, [...tagsRefused, denied('GetPermissionsBoundaryForPermissionSet')])
  expect(await bound()).toEqual(boundary)
  Object.assign(set, { boundary: undefined })
  await sync(withPeople, tagsRefused)
  expect(await bound()).toBeUndefined()
})

test('tags of accounts stand when another account tells of the organization, and may not read them', async () => {
  await connect({ settings: { resourceOwner: { tagKey: 'owner', attribute: 'email' } } })
  await sync(['organization'])
  const tags = async () => (await known('account')).map(({ nativeId, body }) => [nativeId, body.tags])
  const before = await tags()
  expect(before.every(([, own]) => own !== undefined)).toBe(true)
  sandbox.world.accounts.edit(management())?.iam.roles.delete(sandbox.world.home.roleName)
  expect(await sync(['organization'], [denied('ListTagsForResource')])).toMatchObject({ state: 'partial' })
  expect(await tags()).toEqual(before)
})

test('what lies around a directory stands while AWS fails to tell it', async () => {
  await connect({ change: { regions: ['us-east-1', 'eu-west-1'] }, settings: { resourceTypes: ['ds'] } })
  const stages = ['organization', 'iam', 'resources'] as const
  await sync(stages)
  const trusts = async () => (await known('resource')).flatMap(({ body }) => body.facts['trusts'] ?? [])
  const before = await trusts()
  expect(before.length).toBeGreaterThan(0)
  const failing = [{ match: { operation: 'DescribeTrusts' }, effect: { kind: 'serverError', status: 500 } } as const]
  expect(await sync(stages, failing)).toMatchObject({ state: 'partial' })
  expect(await trusts()).toEqual(before)
})
