/** The reader against the simulated organization: everything is found, every refusal is told, every request is counted. */
import { afterEach, beforeAll, expect, test } from 'vitest'
import { loadCatalogue } from '../catalog/read.ts'
import type { Catalogue } from '../core/catalogue.ts'
import type { AccountId } from '../core/ids.ts'
import { cellTypes, optionalReadRefused } from '../core/inventory/coverage.ts'
import type { FaultPlan } from '../sandbox/faults.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { world } from '../sandbox/world/generate.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { readActions } from './read-actions.ts'
import type { RecordingSink } from './recording-sink.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

let catalogue: Catalogue
beforeAll(() => {
  catalogue = loadCatalogue()
})

let sandbox: Sandbox
afterEach(() => sandbox.stop())

/** Small enough to be read dozens of times, large enough that every operation is called. */
const small = { accounts: 3, principals: 40, people: 6 }

async function start(size: { accounts: number; principals: number; people: number } = small): Promise<void> {
  sandbox = await startSandbox({
    world: world({ seed: 'reader', ...size, start: new Date() }),
    catalogue,
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
  faults: FaultPlan = [],
  change: Parameters<typeof connectionTo>[1] = {},
): Promise<RecordingSink> {
  sandbox.setFaults(faults)
  const sink = createRecordingSink()
  const { clock } = sandbox
  let waited = 0
  const wait = async (ms: number) => {
    clock.advance(ms)
    waited += ms
  }
  await readerWith(sandbox.credentials, { wait, jobsPerRun: 5 }).collect(connection(change), sink, noAbort)
  // Signatures hold for minutes only, by the clock that did not wait.
  clock.advance(-waited)
  return sink
}

const requestsSeen = (): number => [...sandbox.counts.calls.values()].reduce((sum, count) => sum + count, 0)
const sorted = (values: Iterable<string>): string[] => [...values].sort()

test('everything that is there is found, in as many requests as the ledger says', async () => {
  await start()
  const sink = await collect()
  const { organization, identityCenter, accounts } = sandbox.world
  expect(sink.cellsIn('denied', 'blocked_by_scp', 'throttled', 'failed', 'suspect')).toEqual([])
  expect(new Set(sink.cellsIn('unsupported').map(({ code }) => code))).toEqual(new Set([optionalReadRefused]))
  expect(sorted(sink.all('account').map(({ accountId }) => accountId))).toEqual(sorted(organization.members.keys()))
  expect(sorted(sink.all('organizationalUnit').map(({ nativeId }) => nativeId))).toEqual(
    sorted([organization.rootId, ...organization.ous.keys()]),
  )
  for (const { nativeId, body } of sink.all('organizationPolicy')) {
    expect([nativeId, ...sorted(body.targets)]).toEqual([
      nativeId,
      ...sorted(organization.policies.get(nativeId)?.targets ?? []),
    ])
  }
  expect(sink.all('organizationPolicy')).toHaveLength(organization.policies.size)
  expect(sink.all('permissionSet')).toHaveLength(identityCenter.permissionSets.size)
  expect(sink.all('directoryUser')).toHaveLength(identityCenter.users.size)
  expect(sink.all('directoryGroup')).toHaveLength(identityCenter.groups.size)
  expect(sink.all('accountAssignment')).toHaveLength([...identityCenter.assignments.values()].length)
  for (const id of accounts.ids()) expectIam(sink, id)
  expect(sink.requests()).toBe(requestsSeen())
})

function expectIam(sink: RecordingSink, id: AccountId): void {
  const iam = sandbox.world.accounts.get(id)?.iam
  const namesOf = (kind: 'user' | 'role' | 'group'): string[] =>
    sorted(sink.all(kind).flatMap(({ accountId, body }) => (accountId === id ? [body.name] : [])))
  expect([id, ...namesOf('user')]).toEqual([id, ...sorted(iam?.users.keys() ?? [])])
  expect([id, ...namesOf('role')]).toEqual([id, ...sorted(iam?.roles.keys() ?? [])])
  expect([id, ...namesOf('group')]).toEqual([id, ...sorted(iam?.groups.keys() ?? [])])
}

test('each operation refused: the reading ends, and a cell names the action', async () => {
  await start()
  // Named, so that they are read also when the organization does not tell them.
  const named = { accounts: [...sandbox.world.accounts.ids()], regions: ['eu-west-1'] }
  const before = await collect([], named)
  const operations = [...sandbox.counts.calls.keys()].filter((call) => !call.startsWith('sts:'))
  expect(operations.length).toBeGreaterThan(40)
  for (const round of rounds(operations)) {
    const sink = await collect(
      round.map((call) => {
        const [service = '', operation = ''] = call.split(':')
        return { match: { service, operation }, effect: { kind: 'denied', by: 'identity' } }
      }),
      named,
    )
    const told = sink.cells.map(({ action, reason }) => `${action} ${reason}`)
    const untold = round.filter((call) => !isOptional(call) && !told.some((text) => text.includes(operationIn(call))))
    expect(untold).toEqual([])
    // Every cell ends, and those that needed none of them are read as before.
    expect(tried(sink)).toEqual(expect.arrayContaining(tried(before)))
    expect(sink.cellsIn('ok').length).toBeGreaterThan(0)
  }
}, 240_000)

/**
 * One operation of each cell type at a time: cells do not depend on one another, only on the organization. What IAM tells of the
 * organization comes alone, because its cell ends before with any other refusal.
 */
function rounds(operations: readonly string[]): readonly (readonly string[])[] {
  const lists = new Map<string, string[]>()
  for (const call of operations) {
    const service = call === 'iam:ListOrganizationsFeatures' ? 'organizations' : serviceOf(call)
    lists.set(service, [...(lists.get(service) ?? []), call])
  }
  const longest = Math.max(...[...lists.values()].map((list) => list.length))
  return Array.from({ length: longest }, (_, turn) => [...lists.values()].flatMap((list) => list.slice(turn, turn + 1)))
}

const serviceOf = (call: string): string => (call.split(':')[0] ?? '').replace('identitystore', 'sso')

/** Without the Region of Identity Center's cell, which is not found when the instances are not told. */
const tried = (sink: RecordingSink): string[] =>
  sink.cells
    .filter(({ state }) => state !== 'skipped_by_setting')
    .map(({ accountId, type, region }) => `${accountId} ${type} ${type === 'identity_center' ? '' : region}`)

/** Of several optional actions that are refused, a cell names the first. */
const isOptional = (call: string): boolean =>
  readActions(cellTypes).some(({ action, optional }) => optional && action.endsWith(`:${call.split(':')[1]}`))

/** In the IAM action, which has another word for some. */
const operationIn = (call: string): string => {
  const operation = call.split(':')[1] ?? ''
  return actionWords[operation] ?? operation
}

const actionWords: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBuckets',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  GetBucketEncryption: 'GetEncryptionConfiguration',
}

test('a second page refused: the first is kept', async () => {
  await start({ ...small, people: 130 })
  const sink = await collect([
    {
      match: { operation: 'ListUsers', service: 'identitystore' },
      when: { nth: 2 },
      effect: { kind: 'denied', by: 'scp' },
    },
  ])
  expect(sandbox.world.identityCenter.users.size).toBeGreaterThan(100)
  expect(sink.all('directoryUser')).toHaveLength(100)
  expect(sink.find('identity_center')).toMatchObject({ state: 'blocked_by_scp', action: 'identitystore:ListUsers' })
})

test('errors and cut connections are repeated until everything is read', async () => {
  await start()
  const clean = await collect()
  const faulty = await collect([
    { match: {}, when: { every: 9 }, effect: { kind: 'serverError', status: 503 } },
    { match: {}, when: { every: 14 }, effect: { kind: 'reset' } },
  ])
  expect(faulty.cellsIn('ok')).toHaveLength(clean.cellsIn('ok').length)
  expect(faulty.all('role')).toHaveLength(clean.all('role').length)
  expect(faulty.rows.reduce((sum, row) => sum + row.retries, 0)).toBeGreaterThan(20)
  expect(firstAttempts(faulty)).toBe(firstAttempts(clean))
}, 60_000)

/** How often AWS is asked whether something is done depends on how long it takes. */
const askedUntilDone = new Set(['iam:GenerateCredentialReport', 'iam:GetServiceLastAccessedDetails'])

const firstAttempts = ({ rows }: RecordingSink): number =>
  rows
    .filter(({ operation }) => !askedUntilDone.has(operation))
    .reduce((sum, { calls, retries }) => sum + calls - retries, 0)

test('throttled calls are repeated and counted', async () => {
  await start({ accounts: 2, principals: 4, people: 2 })
  const sink = await collect([{ match: { service: 'iam' }, when: { first: 2 }, effect: { kind: 'throttle' } }], {
    regions: ['us-east-1'],
  })
  expect(sink.cellsIn('throttled', 'failed')).toEqual([])
  expect(sink.rows.reduce((sum, row) => sum + row.throttles, 0)).toBeGreaterThan(1)
}, 60_000)

test('an account that loses its role keeps the others readable', async () => {
  await start()
  const [lost] = [...sandbox.world.accounts.ids()].filter((id) => id !== sandbox.world.organization.managementAccountId)
  if (lost === undefined) throw new Error('the world has one account only')
  sandbox.world.accounts.edit(lost)?.iam.roles.delete(sandbox.world.home.roleName)
  const sink = await collect()
  const refused = sink.cellsIn('denied')
  expect(new Set(refused.map(({ accountId }) => accountId))).toEqual(new Set([lost]))
  expect(sink.find('role', lost)).toMatchObject({ state: 'denied', action: 'sts:AssumeRole' })
  expect(sink.find('iam', sandbox.world.organization.managementAccountId)?.state).toBe('ok')
})

test('a wrong external id opens nothing, and the check names it as far as AWS allows', async () => {
  await start()
  const sink = await collect([], { externalId: 'not-the-one' })
  expect(sink.cellsIn('ok')).toEqual([])
  const states: string[] = []
  await readerWith(sandbox.credentials).verify(
    connection({ externalId: 'not-the-one', organization: false }),
    async ({ state }) => void states.push(state),
    noAbort,
  )
  expect(states).toHaveLength(1)
  expect(['role_missing', 'not_trusted']).toContain(states[0])
})

test('the check passes where the sandbox is as generated', async () => {
  await start()
  const ready: string[] = []
  await readerWith(sandbox.credentials).verify(
    connection(),
    async ({ accountId, state, probes }) => {
      if (state !== 'ready') return
      ready.push(accountId)
      expect(probes.find(({ capability }) => capability === 'external_id')?.result).toBe('ok')
      expect(probes.filter(({ result }) => result === 'denied' || result === 'failed')).toEqual([])
    },
    noAbort,
  )
  expect(sorted(ready)).toEqual(sorted(sandbox.world.accounts.ids()))
})

test('an unknown key is a fault of the whole connection', async () => {
  await start()
  const reader = readerWith({ ...sandbox.credentials, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })
  await expect(reader.collect(connection(), createRecordingSink(), noAbort)).rejects.toMatchObject({
    code: 'aws_credentials_refused',
  })
  const wrongSecret = readerWith({ ...sandbox.credentials, secretAccessKey: 'wrong' })
  await expect(wrongSecret.callerIdentity(connection())).rejects.toMatchObject({
    code: 'aws_credentials_refused',
    message: 'The secret access key does not belong to the access key.',
  })
})
