/**
 * The generated policy that can stand in place of SecurityAudit (connection.md §2.3): under it alone everything is read and
 * checked, and it allows nothing that nobody calls.
 */
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { KnownObjects } from '../app/ports/aws.ts'
import type { ConnectionSettings, Probe } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { CallCount } from '../app/ports/sync.ts'
import { loadCatalogue } from '../catalog/read.ts'
import type { Catalogue } from '../core/catalogue.ts'
import { createPolicyEngine } from '../core/evaluate/engine.ts'
import { cellTypes } from '../core/inventory/coverage.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { plantUser } from '../sandbox/testing.ts'
import { world } from '../sandbox/world/generate.ts'
import { awsManagedPolicies } from '../sandbox/world/managed-policies.ts'
import { ofKinds } from './collect-all.fake.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { leastPolicies } from './install/role-policies.ts'
import { readActions } from './read-actions.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

let catalogue: Catalogue
beforeAll(() => {
  catalogue = loadCatalogue()
})

let sandbox: Sandbox
let started = false
afterEach(async () => {
  if (started) await sandbox.stop()
  started = false
})

const settings = {
  ...defaultSettings,
  extendedReads: true,
  resourceOwner: { tagKey: 'owner', attribute: 'email' },
}

async function start(people: number): Promise<void> {
  sandbox = await startSandbox({
    world: world({ seed: 'least', accounts: 12, principals: 140, people, start: new Date(), gaps: false }),
    catalogue,
    environment: {},
  })
  started = true
  const { account, identityCenter } = leastPolicies(settings)
  const { managementAccountId } = sandbox.world.organization
  for (const id of sandbox.world.accounts.ids()) {
    const role = sandbox.world.accounts.edit(id)?.iam.roles.get(sandbox.world.home.roleName)
    role?.attachedPolicies.splice(0)
    role?.inlinePolicies.clear()
    const policies = id === managementAccountId ? [...account, ...identityCenter] : account
    for (const { name, document } of policies) role?.inlinePolicies.set(name, document)
  }
}

const connection = (resourceTypes: ConnectionSettings['resourceTypes'] = null) =>
  connectionTo(sandbox.url, {
    externalId: sandbox.world.home.externalId,
    trustPrincipalArn: sandbox.world.home.arn,
    managementAccountId: sandbox.world.organization.managementAccountId,
    organization: true,
    identityCenter: true,
    regions: ['us-east-1', 'eu-west-1', 'eu-central-1'],
    settings: { ...settings, resourceTypes },
  })

const reader = () => readerWith(sandbox.credentials, { wait: async (ms) => sandbox.clock.advance(ms), jobsPerRun: 3 })

async function collect(types?: ConnectionSettings['resourceTypes'], known?: KnownObjects) {
  const sink = createRecordingSink()
  await reader().collect(connection(types), sink, { ...noAbort, ...(known && { known }) })
  return sink
}

async function verify(): Promise<{ readonly calls: readonly CallCount[]; readonly probes: readonly Probe[] }> {
  const calls: CallCount[] = []
  const probes: Probe[] = []
  await reader().verify(connection(), async (target) => void probes.push(...target.probes), {
    ...noAbort,
    onCalls: async (rows) => void calls.push(...rows),
  })
  return { calls, probes }
}

/** Asked only where AWS's answers leave something open, which the simulated ones do not. */
const onlyElsewhere = new Set(['s3:GetBucketLocation'])

test('under the generated policy alone everything is read and checked, and all that it allows is called', async () => {
  const called = new Set<string>()
  const note = (rows: readonly CallCount[]) => {
    for (const { operation } of rows) if (!operation.startsWith('sts:')) called.add(operation)
  }
  // More people than pairs: Identity Center is asked about pairs.
  await start(200)
  const first = await collect()
  note(first.rows)
  expect(first.cellsIn('denied', 'blocked_by_scp', 'failed', 'unsupported')).toEqual([])
  const { calls, probes } = await verify()
  note(calls)
  expect(probes.filter(({ result }) => result === 'denied' || result === 'failed')).toEqual([])
  // A user whom the credential report does not know yet.
  plantUser(sandbox, sandbox.world.organization.managementAccountId, 'late', [])
  const second = await collect(['credentials'], async (cell, kinds) =>
    ofKinds(first.everything(), kinds).filter(({ accountId }) => accountId === cell?.accountId),
  )
  note(second.rows)
  await sandbox.stop()
  // Fewer people than pairs: then about people.
  await start(6)
  note((await collect([])).rows)

  const allowed = readActions(cellTypes).map(({ action }) => action)
  expect(allowed.length).toBeGreaterThan(100)
  expect([...called].filter((action) => !allowed.includes(action))).toEqual([])
  expect(allowed.filter((action) => !called.has(action) && !onlyElsewhere.has(action))).toEqual([])
}, 180_000)

test('the Regions are asked for whatever type is read in them', () => {
  const actions = (types: Parameters<typeof readActions>[0]) =>
    readActions(types).map(({ action, type }) => [action, type])
  expect(actions(['sqs'])).toEqual([
    ['ec2:DescribeRegions', 'ec2'],
    ['iam:GetRole', 'role'],
    ['sqs:GetQueueAttributes', 'sqs'],
    ['sqs:ListQueueTags', 'sqs'],
    ['sqs:ListQueues', 'sqs'],
  ])
  expect(actions([])).toEqual([['iam:GetRole', 'role']])
})

test("what a read says of AWS's managed policies is what they allow", () => {
  const wrong = readActions(cellTypes).filter(({ action, attach, optional }) => {
    const isBrought = attach !== undefined && allows(attach, action)
    return optional ? allows('SecurityAudit', action) && attach === undefined : !isBrought
  })
  expect(wrong.map(({ action, attach }) => `${action} ${attach}`)).toEqual([])
})

/** By AWS's own document, `*` standing for any text. */
function allows(policyName: string, action: string): boolean {
  const policy = awsManagedPolicies.get(`arn:aws:iam::aws:policy/${policyName}`)
  const document = policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document
  if (document === undefined) throw new Error(`there is no ${policyName}`)
  const engine = createPolicyEngine(catalogue)
  const compiled = engine.parse(document, 'identity')
  if (!compiled.ok) throw new Error(`${policyName}: ${compiled.error.message}`)
  const request = {
    principal: 'arn:aws:iam::111122223333:role/reader',
    action,
    resource: '*',
    context: { get: () => 'absent' as const },
  }
  return engine.evaluate(request, { identity: [compiled.value] }).decision !== 'ImplicitlyDenied'
}
