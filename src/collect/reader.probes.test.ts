/** Every probe against the simulated organization: what it says when it is refused, and that what it says mends it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { VerifyOptions } from '../app/ports/aws.ts'
import type { AccountTarget, Connection, Probe } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { CallCount } from '../app/ports/sync.ts'
import { loadCatalogue } from '../catalog/read.ts'
import { type AccountId, parseArn } from '../core/ids.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { world } from '../sandbox/world/generate.ts'
import type { IamRole } from '../sandbox/world/model.ts'
import { accountIdOf, connectionTo, noAbort, readerWith } from './connection.fake.ts'

const catalogue = loadCatalogue()

let sandbox: Sandbox
beforeEach(async () => {
  const start = new Date()
  sandbox = await startSandbox({
    world: world({ seed: 'probes', accounts: 3, principals: 40, people: 12, start }),
    catalogue,
    environment: {},
  })
})
afterEach(() => sandbox.stop())

const management = (): AccountId => sandbox.world.organization.managementAccountId
const member = (): AccountId => {
  const others = [management(), sandbox.world.home.accountId]
  const found = [...sandbox.world.accounts.ids()].find((id) => !others.includes(id))
  if (!found) throw new Error('the world has no member')
  return found
}

const connection = (change: Partial<Connection> = {}): Connection =>
  connectionTo(sandbox.url, {
    externalId: sandbox.world.home.externalId,
    trustPrincipalArn: parseArn(sandbox.world.home.arn) ?? null,
    managementAccountId: management(),
    accounts: [management()],
    identityCenter: true,
    identityCenterRegion: sandbox.world.identityCenter.region,
    ...change,
  })

type Target = Omit<AccountTarget, 'connectionId'>

async function verify(
  of = connection(),
  options: Partial<VerifyOptions> = {},
): Promise<{ targets: ReadonlyMap<AccountId, Target>; calls: readonly CallCount[]; uniqueId: string | null }> {
  const targets = new Map<AccountId, Target>()
  const calls: CallCount[] = []
  const caller = await readerWith(sandbox.credentials).verify(
    of,
    async (target) => void targets.set(target.accountId, target),
    { ...noAbort, onCalls: async (rows) => void calls.push(...rows), ...options },
  )
  return { targets, calls, uniqueId: caller.uniqueId }
}

async function probesOf(account = management(), of = connection()): Promise<readonly Probe[]> {
  const { targets } = await verify(of, { accounts: [account] })
  return targets.get(account)?.probes ?? []
}

const isTrouble = ({ result, statement }: Probe): boolean =>
  result === 'denied' || result === 'failed' || statement !== undefined

const denied = (probes: readonly Probe[]): readonly Probe[] => probes.filter(({ result }) => result === 'denied')

/* ------------------------------------------------------------------ the role's policies */

function trustRole(account: AccountId): IamRole {
  const role = sandbox.world.accounts.edit(account)?.iam.roles.get(sandbox.world.home.roleName)
  if (!role) throw new Error(`account ${account} has no role`)
  return role
}

type Document = Parameters<IamRole['inlinePolicies']['set']>[1]
const allowing = (statement: object): Document =>
  JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] }))

/** Allows everything but these. */
function allowAllBut(account: AccountId, actions: readonly string[]): void {
  const role = trustRole(account)
  role.attachedPolicies.splice(0)
  role.inlinePolicies.clear()
  role.inlinePolicies.set('most', allowing({ NotAction: actions }))
}

/** What the administrator does with the probe. */
function paste(account: AccountId, probe: Probe): void {
  if (!probe.statement) throw new Error(`${probe.capability} gives no statement`)
  trustRole(account).inlinePolicies.set('pasted', allowing(probe.statement))
}

/** What a check calls with the role of the account. */
async function probedActions(): Promise<readonly string[]> {
  allowAllBut(management(), ['none:None'])
  const { calls } = await verify()
  const entered = calls.filter(
    ({ accountId, operation }) => accountId === management() && !operation.startsWith('sts:'),
  )
  return [...new Set(entered.map(({ operation }) => operation))].sort()
}

test('each action denied alone is named, and its statement pasted mends it', async () => {
  const actions = await probedActions()
  expect(actions.length).toBeGreaterThan(12)
  expect(actions).toEqual(
    expect.arrayContaining([
      'iam:GetRole',
      'iam:GenerateCredentialReport',
      'iam:GetAccountAuthorizationDetails',
      'identitystore:DescribeUser',
      'identitystore:ListUsers',
      'organizations:DescribeOrganization',
      'organizations:ListPolicies',
      'organizations:ListRoots',
      'sso:ListInstances',
      'sso:ListPermissionSets',
    ]),
  )
  for (const action of actions) {
    allowAllBut(management(), [action])
    const [probe, ...others] = (await probesOf()).filter(({ statement }) => statement !== undefined)
    expect(probe?.statement?.Action, action).toEqual([action])
    expect(others, action).toEqual([])
    expect(probe?.reason, action).toContain(action)
    expect(probe?.fix?.cli, action).toContain(`"${action}"`)
    if (probe) paste(management(), probe)
    expect((await probesOf()).filter(isTrouble), action).toEqual([])
  }
}, 120_000)

test('all that a capability lacks is told at once', async () => {
  allowAllBut(management(), ['organizations:ListRoots', 'organizations:ListPolicies', 'sso:*', 'identitystore:*'])
  const probes = new Map(denied(await probesOf()).map((probe) => [probe.capability, probe]))
  expect([...probes.keys()]).toEqual(['organization', 'identity_center'])
  expect(probes.get('organization')?.statement?.Action).toEqual([
    'organizations:ListRoots',
    'organizations:ListPolicies',
  ])
  expect(probes.get('organization')?.reason).toMatch(/Also: organizations:ListPolicies\.$/)
})

test('a Deny in the role itself needs words, not a statement', async () => {
  allowAllBut(management(), ['none:None'])
  trustRole(management()).inlinePolicies.set('deny', allowing({ Effect: 'Deny', Action: 'sqs:ListQueues' }))
  const [explicit] = denied(await probesOf())
  expect(explicit).toMatchObject({ capability: 'resources:sqs', action: 'sqs:ListQueues', cause: 'identity_policy' })
  expect(explicit?.fix).toEqual({
    text: `A Deny in the policies of arn:aws:iam::${management()}:role/BailiwickCrossAccountTrustRole forbids sqs:ListQueues: an Allow does not help, take the Deny away.`,
  })
})

test('what a service control policy forbids is told as that, and taking it away mends it', async () => {
  const { policies } = sandbox.world.organization
  const document = allowing({ Effect: 'Deny', Action: ['sqs:*', 'sns:ListTopics'] })
  policies.set('p-noqueues', {
    id: 'p-noqueues',
    name: 'NoQueues',
    description: '',
    type: 'SERVICE_CONTROL_POLICY',
    awsManaged: false,
    document,
    targets: new Set([member()]),
  })
  const of = connection({ accounts: [member()] })
  const target = (await verify(of, { accounts: [member()] })).targets.get(member())
  expect(target?.state).toBe('missing_permissions')
  const probes = denied(target?.probes ?? [])
  expect(probes.map(({ action, cause }) => `${action} ${cause}`)).toEqual(['sqs:ListQueues scp', 'sns:ListTopics scp'])
  for (const probe of probes) {
    expect(probe).not.toHaveProperty('statement')
    const text = `A service control policy above account ${member()} forbids ${probe.action}`
    expect(probe.fix?.text).toContain(text)
  }
  policies.delete('p-noqueues')
  expect(denied(await probesOf(member(), of))).toEqual([])
})

test('a wrong SSO Region: the enabled Regions are tried, and the one that has the instance is proposed', async () => {
  const { region } = sandbox.world.identityCenter
  const typed = region === 'eu-west-1' ? 'us-east-1' : 'eu-west-1'
  const probes = await probesOf(management(), connection({ identityCenterRegion: typed }))
  expect(probes.find(({ capability }) => capability === 'identity_center')).toMatchObject({
    result: 'ok',
    reason: `The instance is in ${region}, not in ${typed}: SSO Region should be ${region}.`,
  })
})

test('no SSO Region was typed: the one that has the instance is found, and nothing is to be mended', async () => {
  const { region } = sandbox.world.identityCenter
  const homeRegion = region === 'eu-west-1' ? 'us-east-1' : 'eu-west-1'
  const probes = await probesOf(management(), connection({ identityCenterRegion: null, homeRegion }))
  const probe = probes.find(({ capability }) => capability === 'identity_center')
  expect(probe?.result).toBe('ok')
  expect(probe).not.toHaveProperty('reason')
})

test('a Region that was typed and is off in the account will be skipped', async () => {
  const regions = ['us-east-1', 'af-south-1']
  const { targets } = await verify(connection({ accounts: [member()], regions }), { accounts: [member()] })
  expect(targets.get(member())).toMatchObject({ state: 'ready' })
  expect(targets.get(member())?.probes[0]).toMatchObject({
    result: 'ok',
    reason: 'af-south-1 is not enabled in this account; it will be skipped here.',
    regionsOff: ['af-south-1'],
  })
})

test('a stack without Identity Center: what to set, and the command that keeps every other parameter', async () => {
  allowAllBut(management(), ['sso:*', 'identitystore:*'])
  const probes = await probesOf(management(), connection({ method: 'cloudformation' }))
  const { fix } = probes.find(({ capability }) => capability === 'identity_center') ?? {}
  expect(fix?.text).toBe('Update the stack: set IncludeAWSIdentityCenter to true.')
  expect(fix?.cli).toMatch(
    /^aws cloudformation update-stack --stack-name Bailiwick-Trust-Role --region us-east-1 --use-previous-template /,
  )
  expect(fix?.cli).toContain('ParameterKey=IncludeAWSIdentityCenter,ParameterValue=true')
  expect(fix?.cli).toContain('ParameterKey=ExternalID,UsePreviousValue=true')
})

test('a member given as the management account is named, with the one that is', async () => {
  const probes = await probesOf(member(), connection({ accounts: [member()], managementAccountId: member() }))
  expect(probes.find(({ capability }) => capability === 'organization')).toMatchObject({
    result: 'failed',
    cause: 'not_management',
    reason: `${member()} is a member. The management account of ${sandbox.world.organization.id} is ${management()}.`,
  })
})

/* ------------------------------------------------------------------ the role itself */

test('a missing role, a foreign principal and another ExternalId have one answer, and three checks', async () => {
  const { home, accounts } = sandbox.world
  const check = async (): Promise<Target | undefined> =>
    (await verify(connection({ accounts: [member()] }), { accounts: [member()] })).targets.get(member())
  const role = trustRole(member())
  const trust = role.trustPolicy

  role.trustPolicy = trusting({ AWS: home.arn }, { StringEquals: { 'sts:ExternalId': 'another' } })
  const mismatch = await check()
  role.trustPolicy = trusting({ AWS: `arn:aws:iam::${management()}:user/somebody` }, undefined)
  const foreign = await check()
  accounts.edit(member())?.iam.roles.delete(home.roleName)
  const missing = await check()
  accounts.edit(member())?.iam.roles.set(home.roleName, { ...role, trustPolicy: trust })

  for (const target of [mismatch, foreign, missing]) {
    expect(target?.state).toBe('role_missing')
    const [probe] = target?.probes ?? []
    expect(probe).toMatchObject({
      capability: 'role',
      result: 'denied',
      action: 'sts:AssumeRole',
      cause: 'one_of_three',
    })
    expect(probe?.fix?.text?.split('\n')).toEqual([
      expect.stringContaining('Type its name in Assume role'),
      expect.stringContaining(`Principal must be ${home.arn}`),
      expect.stringContaining(`sts:ExternalId must be ${home.externalId}`),
    ])
    expect(probe?.fix?.cli).toBe(
      'aws iam get-role --role-name BailiwickCrossAccountTrustRole --query Role.AssumeRolePolicyDocument',
    )
  }
  expect((await check())?.state).toBe('ready')
})

test('under another name the role may also be one that our own policies leave out', async () => {
  const { targets } = await verify(connection({ accounts: [member()], roleName: 'Reader', rolePath: '/audit/' }))
  const checks = targets.get(member())?.probes[0]?.fix?.text?.split('\n') ?? []
  expect(checks).toHaveLength(4)
  expect(checks[3]).toContain('must allow sts:AssumeRole on arn:aws:iam::*:role/audit/Reader.')
})

const trusting = (Principal: object, Condition: object | undefined): Document =>
  JSON.parse(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }],
    }),
  )

test('a trust policy without the condition, and one that is open: the generated one in its place mends both', async () => {
  const { home } = sandbox.world
  const role = trustRole(member())
  for (const [principal, state] of [
    [home.arn, 'reachable'],
    [`arn:aws:iam::${home.accountId}:root`, 'reachable'],
  ]) {
    role.trustPolicy = trusting({ AWS: principal }, undefined)
    const { targets } = await verify(connection({ accounts: [member()] }), { accounts: [member()] })
    expect(targets.get(member())?.state).toBe(state)
    const probes = new Map(targets.get(member())?.probes.map((probe) => [probe.capability, probe]))
    expect(probes.get('trust')?.reason).toMatch(/^The trust policy is wider than generated/)
    expect(probes.get('external_id')?.reason).toMatch(/^The role can be assumed without the ExternalId/)
    const document = /--policy-document '(.*)'$/.exec(probes.get('trust')?.fix?.cli ?? '')?.[1]
    role.trustPolicy = JSON.parse(document ?? 'null')
    const mended = await verify(connection({ accounts: [member()] }), { accounts: [member()] })
    expect(mended.targets.get(member())?.state).toBe('ready')
  }
})

test('our own principal made again under its name is told when the roles refuse', async () => {
  const { uniqueId } = await verify()
  expect(uniqueId).toMatch(/^AIDA/)
  sandbox.world.accounts.edit(member())?.iam.roles.delete(sandbox.world.home.roleName)
  const trusted = { arn: sandbox.world.home.arn, uniqueId: 'AIDAOLD' }
  const { targets } = await verify(connection({ accounts: [member()] }), { accounts: [member()], trusted })
  expect(targets.get(member())).toMatchObject({ state: 'not_trusted' })
  expect(targets.get(member())?.probes[0]).toMatchObject({
    cause: 'principal_recreated',
    reason: expect.stringContaining(`its unique id is ${uniqueId} and was AIDAOLD`),
  })
})

test('a suspended account, one that has left and one that is left out get no call', async () => {
  const account = sandbox.world.organization.members.get(member())
  if (!account) throw new Error('the organization does not have it')
  account.status = 'SUSPENDED'
  const gone: Target = { accountId: strangerId, name: 'gone', state: 'ready', reason: null, probes: [] }
  const others = [...sandbox.world.accounts.ids()].filter((id) => id !== management() && id !== member())
  const { targets, calls } = await verify(
    connection({ organization: true, settings: { ...defaultSettings, excludedAccounts: others } }),
    { known: [gone] },
  )
  expect(targets.get(member())).toMatchObject({ state: 'account_suspended', probes: [] })
  expect(targets.get(strangerId)).toMatchObject({ state: 'account_left', name: 'gone', probes: [] })
  expect(others.map((id) => targets.get(id)?.state)).toEqual(others.map(() => 'excluded'))
  expect(new Set(calls.map(({ accountId }) => accountId))).toEqual(new Set([null, management()]))
})

const strangerId = accountIdOf('999999999999')

test('STS that is off in the home Region: another Region lets in, and that is said', async () => {
  const off = { service: 'sts', operation: 'AssumeRole', region: 'eu-west-1' }
  sandbox.setFaults([{ match: off, effect: { kind: 'regionDisabled' } }])
  const { targets } = await verify(connection({ accounts: [member()], homeRegion: 'eu-west-1' }), {
    accounts: [member()],
  })
  expect(targets.get(member())?.probes[0]).toEqual({
    capability: 'role',
    result: 'ok',
    reason: 'STS is off in eu-west-1 for this account; its sessions come from us-east-1.',
    checkedAt: expect.any(String),
  })
})

test('a role that is removed in the middle of a check: what was not tried any more is told, and the next check says why', async () => {
  sandbox.setFaults([{ match: { accountId: member(), operation: 'ListQueues' }, effect: { kind: 'roleRemoved' } }])
  const of = connection({ accounts: [member()] })
  const first = (await verify(of, { accounts: [member()] })).targets.get(member())
  const failed = first?.probes.filter(({ result }) => result === 'failed') ?? []
  expect(failed.map(({ capability }) => capability)).toContain('resources:sqs')
  expect(first?.state).toBe('reachable')
  for (const { reason } of failed) expect(reason).toMatch(/^AWS does not know the credentials that called /)
  sandbox.setFaults([])
  expect((await verify(of, { accounts: [member()] })).targets.get(member())).toMatchObject({ state: 'role_missing' })
})

/* ------------------------------------------------------------------ one of them again */

test('one capability again: the others keep what was known, and little is called', async () => {
  allowAllBut(management(), ['sqs:ListQueues', 'sns:ListTopics'])
  const first = await verify()
  const known = [...first.targets.values()]
  allowAllBut(management(), ['sns:ListTopics'])
  const again = await verify(connection(), { known, accounts: [management()], capabilities: ['resources:sqs'] })
  const target = again.targets.get(management())
  expect(denied(target?.probes ?? []).map(({ capability }) => capability)).toEqual(['resources:sns'])
  expect(target?.state).toBe('missing_permissions')
  expect(target?.probes).toHaveLength(known[0]?.probes.length ?? 0)
  const called = again.calls.filter(({ accountId }) => accountId !== null).map(({ operation }) => operation)
  expect(new Set(called)).toEqual(new Set(['sts:AssumeRole', 'sqs:ListQueues']))
})

test('resources that the settings leave out are not tried', async () => {
  const settings = { ...defaultSettings, resourceTypes: ['s3' as const] }
  const probes = await probesOf(management(), connection({ settings }))
  expect(probes.map(({ capability }) => capability).filter((one) => one.startsWith('resources:'))).toEqual([
    'resources:s3',
  ])
})
