import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail'
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { afterEach, describe, expect, test } from 'vitest'
import type { AccountId } from '../../core/ids.ts'
import { createClock } from '../clock.ts'
import { usualRates } from '../rates.ts'
import { identityOf } from '../recording/event.ts'
import type { Sandbox, SandboxOptions } from '../server.ts'
import { assume, type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../testing.ts'
import type { AccountState } from '../world/model.ts'
import { usesOf } from '../world/usage.ts'

let sandbox: Sandbox
afterEach(() => sandbox.stop())

/** Time stands still but for what a test lets pass. */
async function start(options: Partial<SandboxOptions> & { size?: 'tiny' | 'sample' } = {}): Promise<void> {
  const still = Date.now()
  sandbox = await startTestSandbox({ clock: createClock(() => still), ...options })
}

const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }]
const management = () => sandbox.world.organization.managementAccountId
const admin = (accountId: AccountId, name = 'trail-admin') => plantUser(sandbox, accountId, name, everything)
/** Its clock is the sandbox's, which refuses what was signed more than five minutes ago. */
const trailOf = (credentials: Credentials, region = 'us-east-1') =>
  new CloudTrailClient({
    ...clientConfig(sandbox, credentials, region),
    systemClockOffset: sandbox.clock.now() - Date.now(),
  })

async function events(client: CloudTrailClient, input: LookupEventsCommandInput = {}) {
  const all = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new LookupEventsCommand({ ...input, NextToken }))
    expect(page.Events?.length).toBeLessThanOrEqual(50)
    all.push(...(page.Events ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return all
}
const named = (EventName: string): LookupEventsCommandInput => ({
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: EventName }],
})
const recordIn = (event: { CloudTrailEvent?: string | undefined } | undefined) =>
  JSON.parse(event?.CloudTrailEvent ?? '')

describe('what is called', () => {
  test('is told five minutes later, in the shape of CloudTrail', async () => {
    await start()
    const credentials = admin(management())
    const iam = new IAMClient(clientConfig(sandbox, credentials))
    await iam.send(new CreateUserCommand({ UserName: 'made-up', Tags: [{ Key: 'Team', Value: 'A' }] }))
    expect(await events(trailOf(credentials), named('CreateUser'))).toEqual([])
    sandbox.clock.advance(6 * 60_000)
    const [event] = await events(trailOf(credentials), named('CreateUser'))
    expect(event).toMatchObject({ ReadOnly: 'false', Username: 'trail-admin', EventSource: 'iam.amazonaws.com' })
    // CloudTrail User Guide, "CloudTrail log file examples", CreateUser.
    expect(recordIn(event)).toMatchObject({
      userIdentity: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${management()}:user/trail-admin`,
        accountId: management(),
        accessKeyId: credentials.accessKeyId,
        userName: 'trail-admin',
      },
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      awsRegion: 'us-east-1',
      requestParameters: { userName: 'made-up', tags: [{ key: 'Team', value: 'A' }] },
      responseElements: { user: { userName: 'made-up', arn: `arn:aws:iam::${management()}:user/made-up` } },
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: management(),
      eventCategory: 'Management',
    })
  })

  test('is told with its error when it was refused', async () => {
    await start()
    const poor = plantUser(sandbox, management(), 'poor', [])
    const { message } = await failure(new IAMClient(clientConfig(sandbox, poor)).send(new ListUsersCommand({})))
    sandbox.clock.advance(6 * 60_000)
    const [event] = await events(trailOf(admin(management())), {
      LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: poor.accessKeyId }],
    })
    expect(recordIn(event)).toMatchObject({
      errorCode: 'AccessDenied',
      errorMessage: message,
      readOnly: true,
      responseElements: null,
    })
  })

  test('in another account is told in both, and the key of a session leads to its calls', async () => {
    await start()
    const { home } = sandbox.world
    const session = await assume(sandbox, sandbox.credentials, {
      RoleArn: `arn:aws:iam::${management()}:role/${home.roleName}`,
      RoleSessionName: 'reader',
      ExternalId: home.externalId,
    })
    await new IAMClient(clientConfig(sandbox, session)).send(new ListUsersCommand({}))
    sandbox.clock.advance(6 * 60_000)
    const [own] = await events(trailOf(admin(home.accountId)), named('AssumeRole'))
    const there = await events(trailOf(admin(management())))
    const copy = there.map(recordIn).find(({ eventName, sharedEventID }) => eventName === 'AssumeRole' && sharedEventID)
    expect(recordIn(own)).toMatchObject({
      userIdentity: { type: 'IAMUser', userName: home.userName },
      responseElements: { credentials: { accessKeyId: session.accessKeyId } },
      sharedEventID: copy?.sharedEventID,
      readOnly: true,
    })
    expect(own?.CloudTrailEvent).not.toContain(session.secretAccessKey)
    expect(copy).toMatchObject({
      userIdentity: { type: 'AWSAccount', accountId: home.accountId },
      recipientAccountId: management(),
    })
    const listed = there.map(recordIn).find(({ userIdentity }) => userIdentity.accessKeyId === session.accessKeyId)
    expect(listed).toMatchObject({
      eventName: 'ListUsers',
      userIdentity: {
        type: 'AssumedRole',
        principalId: expect.stringMatching(/^AROA[A-Z0-9]{17}:reader$/),
        sessionContext: {
          sessionIssuer: { type: 'Role', userName: home.roleName },
          attributes: { mfaAuthenticated: 'false' },
        },
      },
    })
  })

  test('is kept up to a number of calls', async () => {
    await start({ recordedCalls: 3 })
    const credentials = admin(management())
    const iam = new IAMClient(clientConfig(sandbox, credentials))
    for (let count = 0; count < 5; count += 1) await iam.send(new CreateUserCommand({ UserName: `one-${count}` }))
    sandbox.clock.advance(6 * 60_000)
    const made = await events(trailOf(credentials), named('CreateUser'))
    expect(made.map((event) => recordIn(event).requestParameters.userName)).toEqual(['one-4', 'one-3', 'one-2'])
  })
})

test('a session of a permission set is told on behalf of the person', async () => {
  await start()
  const { world } = sandbox
  const [account] = [...world.accounts.ids()].flatMap((id) => world.accounts.get(id) ?? []).filter(reservedIn)
  const role = account && reservedIn(account)
  const [person] = world.identityCenter.users.values()
  if (account === undefined || role === undefined || person === undefined)
    throw new Error('nobody has a permission set')
  const identity = identityOf(
    world,
    {
      kind: 'role',
      accountId: account.id,
      arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${person.userName}`,
      userId: `${role.id}:${person.userName}`,
      roleName: role.name,
      session: {
        issuedAt: 0,
        expiresAt: 1,
        policies: [],
        managedPolicyArns: [],
        tags: {},
        transitiveTagKeys: [],
        sourceIdentity: 'mateo',
        mfa: true,
      },
    },
    'ASIAEXAMPLE',
  )
  // CloudTrail User Guide, "CloudTrail userIdentity element", onBehalfOf and sourceIdentity.
  expect(identity).toMatchObject({
    type: 'AssumedRole',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: role.arn, principalId: role.id },
      attributes: { creationDate: '1970-01-01T00:00:00Z', mfaAuthenticated: 'true' },
      sourceIdentity: 'mateo',
    },
    onBehalfOf: {
      userId: person.id,
      identityStoreArn: `arn:aws:identitystore::${world.identityCenter.ownerAccountId}:identitystore/${world.identityCenter.storeId}`,
    },
  })
})

const reservedIn = ({ iam }: AccountState) =>
  [...iam.roles.values()].find(({ path }) => path.startsWith('/aws-reserved/sso.amazonaws.com/'))

describe('LookupEvents', () => {
  test('takes one attribute, fifty a page, ninety days', async () => {
    await start()
    const client = trailOf(admin(management()))
    const refused = async (input: LookupEventsCommandInput) =>
      (await failure(client.send(new LookupEventsCommand(input)))).name
    const attribute = { AttributeKey: 'ReadOnly', AttributeValue: 'true' } as const
    expect(await refused({ LookupAttributes: [attribute, attribute] })).toBe('InvalidLookupAttributesException')
    expect(await refused({ MaxResults: 51 })).toBe('InvalidMaxResultsException')
    expect(await refused({ NextToken: 'made up' })).toBe('InvalidNextTokenException')
    const [from, to] = [new Date(sandbox.clock.now()), new Date(sandbox.clock.now() - 1)]
    expect(await refused({ StartTime: from, EndTime: to })).toBe('InvalidTimeRangeException')
  })

  test('is throttled beyond two a second, by account and Region', async () => {
    await start({ rates: usualRates })
    const credentials = admin(management())
    const ask = (region: string) => trailOf(credentials, region).send(new LookupEventsCommand({}))
    await ask('us-east-1')
    await ask('us-east-1')
    expect(await failure(ask('us-east-1'))).toMatchObject({ name: 'ThrottlingException' })
    await ask('eu-west-1')
    sandbox.clock.advance(1_000)
    await ask('us-east-1')
  })
})

describe('the ninety days before', () => {
  test('show what last accessed information says, and nothing that was not used', async () => {
    await start({ size: 'sample' })
    const member = [...sandbox.world.organization.members.values()].find(({ name }) => name === 'prod-payments')
    const account = member && sandbox.world.accounts.get(member.id)
    if (account === undefined) throw new Error('no account prod-payments')
    const credentials = admin(account.id)
    const all = []
    const StartTime = new Date(sandbox.world.start.getTime() - 40 * 86_400_000)
    for (const region of ['eu-west-1', 'us-east-1'])
      all.push(...(await events(trailOf(credentials, region), { StartTime })))
    expect(all.length).toBeGreaterThan(500)
    const records = all.map(recordIn)
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(records.length)
    // Times are told in whole seconds.
    for (const { eventTime } of records) expect(Date.parse(eventTime)).toBeGreaterThan(StartTime.getTime() - 1_000)

    const seen = Map.groupBy(
      records.filter(({ userIdentity }) => userIdentity.type === 'AssumedRole'),
      ({ userIdentity }) => userIdentity.sessionContext.sessionIssuer.arn,
    )
    expect(seen.size).toBeGreaterThan(10)
    let unused = 0
    for (const role of account.iam.roles.values()) {
      const uses = usesOf(sandbox.world.seed, account, role)
      const used = new Map(uses.flatMap(({ service, last }) => (last ? [[service, last.at] as const] : [])))
      unused += uses.length - used.size
      for (const { eventSource, eventTime } of seen.get(role.arn) ?? []) {
        const service = eventSource.split('.')[0].replace('monitoring', 'cloudwatch')
        expect(used.has(service), `${role.name} ${service}`).toBe(true)
        expect(Date.parse(eventTime)).toBeLessThanOrEqual(used.get(service)?.getTime() ?? 0)
      }
    }
    expect(unused).toBeGreaterThan(100)
  }, 60_000)
})
