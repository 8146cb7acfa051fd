/** What is read of identities in the simulated organization: who governs, who may enter, with what, and when last. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { KnownObjects } from '../app/ports/aws.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import { loadCatalogue } from '../catalog/read.ts'
import type { Catalogue } from '../core/catalogue.ts'
import { assemble } from '../core/inventory/assemble.ts'
import type { CoverageCell } from '../core/inventory/coverage.ts'
import { governanceUnread } from '../core/inventory/coverage.ts'
import type { ObjectKind } from '../core/inventory/objects.ts'
import { recommendApps } from '../core/inventory/recommended-apps.ts'
import { createClock } from '../sandbox/clock.ts'
import type { FaultPlan } from '../sandbox/faults.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { plantUser } from '../sandbox/testing.ts'
import { world } from '../sandbox/world/generate.ts'
import { ofKinds } from './collect-all.fake.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import type { RecordingSink } from './recording-sink.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

let catalogue: Catalogue
beforeAll(() => {
  catalogue = loadCatalogue()
})

let sandbox: Sandbox
afterEach(() => sandbox.stop())

async function start(accounts: number, people = 6, options: Pick<SandboxOptions, 'clock'> = {}): Promise<void> {
  sandbox = await startSandbox({
    ...options,
    world: world({ seed: 'identities', accounts, principals: accounts * 12, people, start: new Date(), gaps: false }),
    catalogue,
    environment: {},
  })
}

const management = () => sandbox.world.organization.managementAccountId

interface Wish {
  readonly faults?: FaultPlan
  readonly change?: Parameters<typeof connectionTo>[1]
  readonly reader?: Parameters<typeof readerWith>[1]
  /** What an earlier reading told. */
  readonly before?: RecordingSink
}

async function collect({ faults = [], change, reader, before }: Wish = {}): Promise<RecordingSink> {
  sandbox.setFaults(faults)
  const sink = createRecordingSink()
  const connection = connectionTo(sandbox.url, {
    externalId: sandbox.world.home.externalId,
    managementAccountId: management(),
    organization: true,
    identityCenter: true,
    regions: ['eu-west-1'],
    settings: { ...defaultSettings, resourceTypes: ['credentials', 'last_accessed'] },
    ...change,
  })
  const known: KnownObjects = async (cell, kinds) =>
    ofKinds(before?.everything() ?? [], kinds).filter(
      // What an organization tells is told in one account, of all of them.
      (object) =>
        cell === null ||
        (object.cell === cell.type && (cell.type === 'organization' || object.accountId === cell.accountId)),
    )
  const whole = readerWith(sandbox.credentials, { wait: async (ms) => sandbox.clock.advance(ms), ...reader })
  await whole.collect(connection, sink, { ...noAbort, known })
  return sink
}

const sorted = (values: Iterable<string>): string[] => [...values].sort()
const troubled = (sink: RecordingSink) => sink.cellsIn('denied', 'blocked_by_scp', 'throttled', 'failed', 'suspect')

describe('the organization', () => {
  test('who else governs it is told as the world has it', async () => {
    await start(3)
    const sink = await collect()
    const { delegatedAdministrators, trustedServices, resourcePolicy, rootFeatures } = sandbox.world.organization
    expect(sorted(sink.all('delegatedAdministrator').map(({ body }) => `${body.accountId} ${body.service}`))).toEqual(
      sorted(delegatedAdministrators.map(({ accountId, service }) => `${accountId} ${service}`)),
    )
    expect(delegatedAdministrators.length).toBeGreaterThan(1)
    expect(sorted(sink.all('trustedService').map(({ body }) => body.service))).toEqual(sorted(trustedServices.keys()))
    expect(sink.all('organizationResourcePolicy').map(({ body }) => body.document)).toEqual([resourcePolicy?.document])
    expect(sink.all('organizationFeatures').map(({ body }) => body.features)).toEqual([sorted(rootFeatures)])
    expect(sink.find('organization')).toMatchObject({ state: 'ok' })
    expect(sink.find('organization')?.reason).toBeUndefined()
  })

  test('tags of accounts are asked for only where a tag names owners', async () => {
    await start(3)
    expect((await collect()).requests('organizations:ListTagsForResource')).toBe(0)
    const settings = { ...defaultSettings, resourceOwner: { tagKey: 'owner', attribute: 'email' } }
    const sink = await collect({ change: { settings } })
    expect(sink.requests('organizations:ListTagsForResource')).toBe(3)
    const { members } = sandbox.world.organization
    for (const { accountId, body } of sink.all('account')) expect(body.tags).toEqual(members.get(accountId)?.tags)
  })

  test('without central root access, without a policy of its own: nothing is made up', async () => {
    await start(2)
    const { organization } = sandbox.world
    organization.trustedServices.delete('iam.amazonaws.com')
    delete organization.resourcePolicy
    const sink = await collect()
    expect(sink.all('organizationFeatures').map(({ body }) => body.features)).toEqual([[]])
    expect(sink.all('organizationResourcePolicy')).toEqual([])
    expect(troubled(sink)).toEqual([])
  })
})

test('who else governs refused: the tree and its policies are whole all the same', async () => {
  await start(3)
  const whole = await collect()
  for (const operation of ['ListDelegatedAdministrators', 'DescribeResourcePolicy', 'ListOrganizationsFeatures']) {
    const sink = await collect({ faults: [{ match: { operation }, effect: { kind: 'denied', by: 'identity' } }] })
    const told = sink.find('organization')
    expect(told).toMatchObject({ state: 'not_collected', code: governanceUnread })
    expect(told?.action).toMatch(new RegExp(`:${operation}$`))
    expect(sink.all('organizationPolicy')).toEqual(whole.all('organizationPolicy'))
    const layer = assemble({ id: '1', at: '', objects: sink.everything(), cells: cellsOf(sink) }).accounts[1]
    expect(layer?.serviceControl).toMatchObject({ reading: { state: 'read' } })
  }
  // Refused beside it, the policies speak for the cell, and nothing is claimed of them.
  const both = await collect({
    faults: ['ListDelegatedAdministrators', 'DescribePolicy'].map((operation) => ({
      match: { operation },
      effect: { kind: 'denied', by: 'identity' },
    })),
  })
  expect(both.find('organization')).toMatchObject({ state: 'denied', action: 'organizations:DescribePolicy' })
})

test('an account keeps its tags while they cannot be read', async () => {
  await start(3)
  const resourceOwner = { tagKey: 'owner', attribute: 'email' }
  const change = { settings: { ...defaultSettings, resourceTypes: [], resourceOwner } }
  const before = await collect({ change })
  expect(before.all('account').some(({ body }) => Object.keys(body.tags ?? {}).length > 0)).toBe(true)
  const faults: FaultPlan = [
    {
      match: { service: 'organizations', operation: 'ListTagsForResource' },
      effect: { kind: 'denied', by: 'identity' },
    },
  ]
  const again = await collect({ change, faults, before })
  expect(again.find('organization')).toMatchObject({ state: 'denied', action: 'organizations:ListTagsForResource' })
  expect(again.all('account')).toEqual(before.all('account'))
})

test('an account keeps its name and its place while its organization is not told', async () => {
  await start(3)
  const before = await collect()
  for (const operation of ['DescribeOrganization', 'ListRoots']) {
    const faults: FaultPlan = [{ match: { operation }, effect: { kind: 'denied', by: 'identity' } }]
    const again = await collect({ faults, before })
    expect(again.find('organization', management())).toMatchObject({ state: 'denied' })
    expect(again.all('account')).toEqual([])
    // Of whom nothing is known it is known at least that it is there.
    if (operation === 'DescribeOrganization') {
      expect((await collect({ faults })).all('account')).toMatchObject([{ nativeId: management() }])
    }
  }
})

const cellsOf = (sink: RecordingSink): readonly CoverageCell[] =>
  sink.cells.map((cell) => ({ ...cell, completeAt: null, checkedAt: '', objects: 0 }))

describe('a management account that cannot be entered', () => {
  /** The account in which the product's role was never made, or whose role is gone. */
  function closeManagement(): void {
    sandbox.world.accounts.edit(management())?.iam.roles.delete(sandbox.world.home.roleName)
  }

  test('a delegated administrator tells the same tree, and coverage says through whom', async () => {
    await start(4)
    const whole = await collect()
    closeManagement()
    const accounts = [...sandbox.world.accounts.ids()]
    const sink = await collect({ change: { accounts } })
    const shapeOf = (one: RecordingSink) =>
      (['organizationalUnit', 'account', 'organizationPolicy', 'delegatedAdministrator'] as const).map((kind) =>
        sorted(one.all(kind).map(({ nativeId, accountId, body }) => JSON.stringify([nativeId, accountId, body]))),
      )
    expect(shapeOf(sink)).toEqual(shapeOf(whole))
    const delegate = sandbox.world.organization.delegatedAdministrators[0]?.accountId
    expect(sink.all('organization')).toMatchObject([{ accountId: management(), body: { readThrough: delegate } }])
    expect(sink.find('organization', management())).toMatchObject({ state: 'denied', action: 'sts:AssumeRole' })
    const told = sink.find('organization', delegate)
    expect(told).toMatchObject({ state: 'ok', code: 'delegated_administrator' })
    expect(told?.reason).toContain(`${delegate}, a delegated administrator`)
    expect(sink.cells.filter(({ type }) => type === 'organization')).toHaveLength(2)
    const { accounts: known } = assemble({ id: '1', at: '', objects: sink.everything(), cells: cellsOf(sink) })
    for (const { serviceControl, isManagement } of known) {
      expect(serviceControl.reading.state).toBe(isManagement ? 'none' : 'read')
    }
    // IAM's features are not for a delegate of other services to see: what is known of them stands.
    expect(sink.all('organizationFeatures')).toEqual([])
    const again = await collect({ change: { accounts }, before: whole })
    expect(again.all('organizationFeatures')).toEqual(whole.all('organizationFeatures'))
    expect(again.all('organizationFeatures')).toHaveLength(1)
  })

  test('without a delegated administrator the accounts are read all the same, and the organization is not', async () => {
    await start(3)
    closeManagement()
    sandbox.world.organization.delegatedAdministrators.length = 0
    const accounts = [...sandbox.world.accounts.ids()]
    const sink = await collect({ change: { accounts } })
    expect(sink.all('organization')).toEqual([])
    expect(sink.cells.filter(({ type }) => type === 'organization')).toMatchObject([{ state: 'denied' }])
    expect(sink.cells.filter(({ type, state }) => type === 'iam' && state === 'ok')).toHaveLength(2)
  })
})

describe('IAM of an account', () => {
  test('about twelve calls an account', async () => {
    await start(4)
    const sink = await collect()
    const stage = new Set(['iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'iam:ListOrganizationsFeatures'])
    for (const id of sandbox.world.accounts.ids()) {
      const own = sink.rows.filter(({ accountId, operation }) => accountId === id && /^(iam|sts):/.test(operation))
      const calls = own
        .filter(({ operation }) => !stage.has(operation) && !operation.includes('LastAccessed'))
        .reduce((sum, row) => sum + row.calls, 0)
      const { samlProviders, oidcProviders } = sandbox.world.accounts.get(id)?.iam ?? {}
      const providers = (samlProviders?.size ?? 0) + (oidcProviders?.size ?? 0)
      // Nine, the session, and one for each provider: two or three of them.
      expect([id, calls]).toEqual([id, 10 + providers])
      expect(calls).toBeLessThanOrEqual(14)
    }
  })

  test('posture and providers are as the world has them', async () => {
    await start(3)
    const sink = await collect()
    for (const id of sandbox.world.accounts.ids()) {
      const iam = sandbox.world.accounts.get(id)?.iam
      const of = <K extends ObjectKind>(kind: K) => sink.all(kind).filter(({ accountId }) => accountId === id)
      expect(of('rootUser').map(({ body }) => body)).toEqual([
        { accessKeys: false, mfa: iam?.root.mfa !== 'none', password: true },
      ])
      expect(of('passwordPolicy').map(({ body }) => body.policy?.minimumLength)).toEqual([
        iam?.passwordPolicy?.minimumLength,
      ])
      const devices = [...(iam?.users.values() ?? [])].flatMap(({ mfaDevices }) => mfaDevices)
      expect(of('mfaDevice')).toHaveLength(devices.length + (iam?.root.mfa === 'virtual' ? 1 : 0))
      expect(sorted(of('serverCertificate').map(({ body }) => body.name))).toEqual(
        sorted(iam?.serverCertificates.keys() ?? []),
      )
      for (const { arn, body } of of('oidcProvider')) {
        expect(body).toMatchObject({ thumbprints: iam?.oidcProviders.get(arn)?.thumbprints })
      }
    }
    const okta = sink.all('samlProvider').find(({ body }) => body.name === 'okta')
    expect(okta?.body).toMatchObject({
      entityId: 'http://www.okta.com/exk4hj7k2mQ9sLw0d697',
      signInUrl: 'https://larkfield.okta.com/app/amazon_aws/exk4hj7k2mQ9sLw0d697/sso/saml',
    })
    expect(JSON.stringify(sink.everything())).not.toContain('SPSSODescriptor')
  })

  test('an account without a password policy says so', async () => {
    await start(2)
    const [id] = [...sandbox.world.accounts.ids()].filter((each) => each !== management())
    if (id) delete sandbox.world.accounts.edit(id)?.iam.passwordPolicy
    const sink = await collect()
    expect(sink.all('passwordPolicy').find(({ accountId }) => accountId === id)?.body).toEqual({ policy: null })
    expect(troubled(sink)).toEqual([])
  })

  test('the applications that are found', async () => {
    await start(4)
    const apps = recommendApps((await collect()).everything())
    expect(apps.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'oidc Amazon EKS',
      'identity_center_application Amazon Q',
      'identity_center_application Expense desk',
      'oidc GitHub Actions',
      'oidc HCP Terraform',
      'saml Microsoft Entra ID',
      'saml Okta',
      'identity_center_application Salesforce',
    ])
    expect(apps.find(({ name }) => name === 'GitHub Actions')?.evidence).toHaveLength(4)
  })
})

describe('the credential report', () => {
  test('each user with keys, password, device and last use, and the root user', async () => {
    await start(3)
    const sink = await collect()
    for (const id of sandbox.world.accounts.ids()) {
      const iam = sandbox.world.accounts.get(id)?.iam
      const own = sink.all('credentials').filter(({ accountId }) => accountId === id)
      expect([id, own.length]).toEqual([id, (iam?.users.size ?? 0) + 1])
      for (const { arn, body, facts } of own) {
        const user = [...(iam?.users.values() ?? [])].find((each) => each.arn === arn)
        if (!user) {
          expect(body).toMatchObject({ passwordEnabled: null, mfa: iam?.root.mfa !== 'none' })
          continue
        }
        const keys = [...(iam?.accessKeys.values() ?? [])].filter(({ userName }) => userName === user.name)
        expect(body.passwordEnabled).toBe(user.loginProfile !== undefined)
        expect(body.mfa).toBe(user.mfaDevices.length > 0)
        expect(body.accessKeys.map(({ active }) => active)).toEqual(keys.map(({ status }) => status === 'Active'))
        const used = keys.map(({ lastUsed }) => lastUsed && `${lastUsed.at.toISOString().slice(0, 19)}.000Z`)
        expect(facts?.['keysLastUsed']).toEqual(
          used.map((at) => (at === undefined ? null : { at, region: 'eu-west-1', service: 's3' })),
        )
      }
    }
    // Started, and complete at the second look.
    expect(sink.requests('iam:GenerateCredentialReport')).toBe(6)
    expect(sink.requests('iam:ListAccessKeys')).toBe(0)
  })

  test('a user who came after the report is asked about alone', async () => {
    await start(2)
    await collect()
    const late = plantUser(sandbox, management(), 'late,but-here', [])
    const sink = await collect()
    const found = sink.all('credentials').find(({ arn }) => arn.endsWith('user/late,but-here'))
    expect(found?.body).toMatchObject({
      passwordEnabled: null,
      mfa: null,
      accessKeys: [{ id: late.accessKeyId, active: true }],
    })
    expect(sink.requests('iam:ListAccessKeys')).toBe(1)
    // The report is made anew: the comma in the name does not shift the columns.
    sandbox.clock.advance(4 * 3_600_000 + 60_000)
    const later = (await collect()).all('credentials').filter(({ arn }) => arn.endsWith('user/late,but-here'))
    expect(later.map(({ nativeId, body }) => [nativeId, body.passwordEnabled, body.mfa])).toEqual([
      [found?.nativeId, false, false],
    ])
  })

  test('a report that AWS does not finish in a minute is given up, and nothing is known from it', async () => {
    const still = Date.now()
    await start(2, 6, { clock: createClock(() => still) })
    const waits: number[] = []
    const sink = await collect({ reader: { wait: async (ms) => void waits.push(ms) } })
    const cells = sink.cells.filter(({ type }) => type === 'credentials')
    expect(cells).toHaveLength(2)
    for (const cell of cells) expect(cell).toMatchObject({ state: 'failed', code: 'report_not_made' })
    expect(sink.requests('iam:GetCredentialReport')).toBe(0)
    expect(sink.requests('iam:GenerateCredentialReport')).toBe(2 * 31)
    expect(waits.filter((ms) => ms === 2_000).length).toBeGreaterThanOrEqual(60)
  })
})

describe('last access', () => {
  test('privileged principals first, so many in a run, the others in later ones, nobody twice a day', async () => {
    await start(2)
    const reader = { jobsPerRun: 5 }
    const first = await collect({ reader })
    const own = (sink: RecordingSink) => sink.all('lastAccessed').filter(({ accountId }) => accountId === management())
    const askedIn = (sink: RecordingSink) => sink.requests('iam:GenerateServiceLastAccessedDetails')
    expect(own(first)).toHaveLength(5)
    const cell = first.find('last_accessed', management())
    expect(cell).toMatchObject({ state: 'ok', code: 'asked_in_turn' })
    expect(cell?.reason).toMatch(
      /^Last access was asked of 5 of \d+ principals in this run; \d+ were not asked about yet/,
    )
    expect(own(first).map(({ arn }) => arn)).toContain(
      [...(sandbox.world.accounts.get(management())?.iam.users.values() ?? [])].find(({ name }) => name === 'ops-admin')
        ?.arn,
    )

    const seen = new Set(own(first).map(({ arn }) => arn))
    let before = first
    let rounds = 1
    const isDue = (sink: RecordingSink) =>
      sink.find('last_accessed', management())?.reason?.includes('not asked about yet')
    for (; isDue(before); rounds += 1) {
      const next = await collect({ reader, before })
      expect(own(next).length).toBeGreaterThan(own(before).length)
      for (const { arn } of own(next)) seen.add(arn)
      before = next
    }
    const iam = sandbox.world.accounts.get(management())?.iam
    const linked = [...(iam?.roles.values() ?? [])].filter(({ path }) => path.startsWith('/aws-service-role/'))
    const all = (iam?.users.size ?? 0) + (iam?.roles.size ?? 0) - linked.length
    expect(seen.size).toBe(all)
    expect(rounds).toBe(Math.ceil(all / 5))
    const quiet = await collect({ reader, before })
    expect(
      quiet.rows.some(({ accountId, operation }) => accountId === management() && operation.includes('LastAccessed')),
    ).toBe(false)
    expect(quiet.find('last_accessed', management())).toMatchObject({ state: 'ok', code: 'asked_in_turn' })
    expect(askedIn(first)).toBe(10)
  }, 60_000)

  test('what a principal used last, service by service', async () => {
    await start(2)
    const sink = await collect()
    const roles = [...sandbox.world.accounts.ids()].flatMap((id) => [
      ...(sandbox.world.accounts.get(id)?.iam.roles.values() ?? []),
    ])
    const told = sink.all('lastAccessed')
    const used = roles.filter(({ lastUsed, arn }) => lastUsed && told.some((object) => object.arn === arn))
    expect(used.length).toBeGreaterThan(3)
    for (const { arn, lastUsed } of used) {
      const facts = told.find((object) => object.arn === arn)?.facts
      if (facts?.['reachable'] !== 0)
        expect([arn, facts?.['lastUsed']]).toEqual([arn, lastUsed?.at.toISOString().replace(/\.\d+Z$/, '.000Z')])
    }
  })

  test('a job that fails costs that principal and no other', async () => {
    await start(2)
    const sink = await collect({
      faults: [
        {
          match: { operation: 'GenerateServiceLastAccessedDetails', accountId: management() },
          when: { nth: 2 },
          effect: { kind: 'denied', by: 'scp' },
        },
      ],
    })
    const whole = sink.all('lastAccessed').filter(({ accountId }) => accountId === management())
    expect(sink.find('last_accessed', management())).toMatchObject({ state: 'blocked_by_scp' })
    expect(whole.length).toBeGreaterThan(5)
  })
})

describe('Identity Center', () => {
  test('applications, assignments, issuers, attributes and external ids', async () => {
    await start(3)
    const sink = await collect()
    const center = sandbox.world.identityCenter
    expect(sorted(sink.all('identityCenterApplication').map(({ arn }) => arn))).toEqual(
      sorted(center.applications.keys()),
    )
    for (const { arn, body } of sink.all('identityCenterApplication')) {
      expect(body).toMatchObject({
        enabled: center.applications.get(arn)?.status === 'ENABLED',
        assignmentRequired: center.applications.get(arn)?.assignmentRequired,
      })
    }
    expect(sink.all('applicationAssignment')).toHaveLength(center.applicationAssignments.length)
    expect(center.applicationAssignments.length).toBeGreaterThan(0)
    expect(sink.all('tokenIssuer').map(({ arn }) => arn)).toEqual([...center.tokenIssuers.keys()])
    expect(sink.all('accessControlAttributes')[0]?.body.attributes).toEqual([
      { key: 'CostCenter', source: ['${path:enterprise.costCenter}'] },
      { key: 'Team', source: ['${path:enterprise.department}'] },
    ])
    for (const { nativeId, body } of sink.all('directoryUser')) {
      expect(body.externalIds).toEqual([center.users.get(nativeId)?.externalName])
    }
    expect(sink.all('identityCenter').map(({ body }) => body)).toMatchObject([
      { primaryRegion: center.region, regions: [center.region], ownerAccountId: management() },
    ])
  })

  test('applications refused: people and assignments are whole all the same', async () => {
    await start(3)
    for (const operation of ['ListApplications', 'ListApplicationAssignments', 'ListTrustedTokenIssuers']) {
      const sink = await collect({ faults: [{ match: { operation }, effect: { kind: 'denied', by: 'scp' } }] })
      expect(sink.find('identity_center')).toMatchObject({
        state: 'not_collected',
        code: 'applications_unread',
        action: `sso:${operation}`,
      })
      expect(sink.all('accountAssignment')).toHaveLength(sandbox.world.identityCenter.assignments.length)
    }
  })

  test('the instance of a member is told and not mistaken for that of the organization', async () => {
    await start(12)
    const sink = await collect()
    const [own] = sandbox.world.identityCenter.accountInstances
    expect(sink.all('identityCenter').map(({ arn, body }) => [arn, body.ofOneAccount ?? false])).toEqual([
      [sandbox.world.identityCenter.instanceArn, false],
      [own?.arn, true],
    ])
    expect(sink.find('identity_center')).toMatchObject({ state: 'ok', code: 'account_instance' })
    expect(sink.all('permissionSet')).toHaveLength(sandbox.world.identityCenter.permissionSets.size)
  })

  test('both ways of asking for assignments tell the same', async () => {
    await start(12, 200)
    const { users, groups, assignments } = sandbox.world.identityCenter
    const byPair = await collect()
    expect(byPair.requests('sso:ListAccountAssignmentsForPrincipal')).toBe(0)
    // Fewer people than pairs.
    for (const id of users.keys()) {
      if (users.size + groups.size <= 30) break
      if (!assignments.some(({ principalId }) => principalId === id)) users.delete(id)
    }
    const byPrincipal = await collect()
    expect(byPrincipal.requests('sso:ListAccountAssignments')).toBe(0)
    expect(byPrincipal.requests('sso:ListAccountAssignmentsForPrincipal')).toBe(users.size + groups.size)
    const described = (sink: RecordingSink) => sorted(sink.all('accountAssignment').map((one) => JSON.stringify(one)))
    expect(described(byPrincipal)).toEqual(described(byPair))
    expect(described(byPair)).toHaveLength(assignments.length)
  })

  test('an empty answer is not believed for a set that had assignments before', async () => {
    // More accounts than are all asked on suspicion.
    await start(60)
    const wish = { change: { settings: { ...defaultSettings, resourceTypes: [] } } }
    const before = await collect(wish)
    expect(before.all('accountAssignment').length).toBeGreaterThan(50)
    const faults: FaultPlan = [
      { match: { operation: 'ListAccountsForProvisionedPermissionSet' }, effect: { kind: 'emptyLists' } },
    ]
    expect((await collect({ ...wish, faults })).all('accountAssignment')).toEqual([])
    const after = await collect({ ...wish, faults, before })
    expect(after.all('accountAssignment')).toHaveLength(before.all('accountAssignment').length)
  }, 60_000)
})
