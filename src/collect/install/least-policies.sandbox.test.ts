/** The least policies are enough and no more: everything is read under them, and everything they allow is called. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultSettings } from '../../app/ports/connections.ts'
import { loadCatalogue } from '../../catalog/read.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { world } from '../../sandbox/world/generate.ts'
import { connectionTo, noAbort, readerWith } from '../connection.fake.ts'
import { createRecordingSink } from '../recording-sink.fake.ts'
import { leastPolicies } from './role-policies.ts'

/** Of what one reading of one world does not call, and when it is called; each has its own test beside its collector. */
const calledElsewhere = {
  'iam:ListAccessKeys': 'for users that the credential report does not tell of',
  'iam:GetAccessKeyLastUsed': 'for the keys of those users',
  's3:GetBucketLocation': 'where ListBuckets names no Region of a bucket',
  'sso:ListAccountAssignmentsForPrincipal':
    'in principal mode, for many more pairs of sets and accounts than principals',
} as const

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({
    world: world({ seed: 'reader', accounts: 3, principals: 40, people: 6, start: new Date() }),
    catalogue: loadCatalogue(),
    environment: {},
  })
}, 60_000)
afterAll(() => sandbox?.stop())

test('a whole reading under the least policies is refused nothing, and calls whatever they allow', async () => {
  const { organization, accounts, home } = sandbox.world
  const least = leastPolicies({ ...defaultSettings, extendedReads: true })
  for (const id of accounts.ids()) {
    const role = accounts.edit(id)?.iam.roles.get(home.roleName)
    if (!role) throw new Error(`account ${id} has no role`)
    role.attachedPolicies.length = 0
    role.inlinePolicies.clear()
    const isManagement = id === organization.managementAccountId
    for (const { name, document } of [...least.account, ...(isManagement ? least.identityCenter : [])]) {
      role.inlinePolicies.set(name, JSON.parse(JSON.stringify(document)))
    }
  }
  const connection = connectionTo(sandbox.url, {
    externalId: home.externalId,
    trustPrincipalArn: home.arn,
    managementAccountId: organization.managementAccountId,
    organization: true,
    identityCenter: true,
    regions: ['us-east-1', 'eu-west-1'],
    // Tags of accounts are asked for only where one names owners.
    settings: { ...defaultSettings, resourceOwner: { tagKey: 'owner', attribute: 'email' } },
  })
  const { clock } = sandbox
  let waited = 0
  const wait = async (ms: number) => {
    clock.advance(ms)
    waited += ms
  }
  const sink = createRecordingSink()
  const reader = readerWith(sandbox.credentials, { wait, jobsPerRun: 5 })
  await reader.collect(connection, sink, noAbort)
  clock.advance(-waited)
  const called = new Set(sink.rows.map(({ operation }) => operation))
  await reader.verify(connection, async () => undefined, {
    ...noAbort,
    onCalls: async (rows) => {
      for (const { operation } of rows) called.add(operation)
    },
  })

  expect(sink.cellsIn('denied', 'blocked_by_scp', 'failed', 'suspect')).toEqual([])
  expect(sink.cellsIn('unsupported').map(({ type, action }) => `${type} ${action}`)).toEqual([])
  expect(sink.cells.length).toBeGreaterThan(50)
  const allowed = [...least.account, ...least.identityCenter].flatMap(
    ({ document }) => JSON.stringify(document).match(/[\w-]+:[A-Z]\w+/g) ?? [],
  )
  expect(allowed.length).toBeGreaterThan(100)
  const rare = Object.keys(calledElsewhere)
  expect(allowed.filter((action) => !called.has(action) && !rare.includes(action))).toEqual([])
  expect(allowed).toEqual(expect.arrayContaining(rare))
}, 120_000)
