/** What a reading says when AWS refuses, is strange, or is not there. */
import { afterEach, expect, test } from 'vitest'
import type { Connection } from '../app/ports.ts'
import type { ScriptedAnswer, ScriptedAws, ScriptedCall } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { parseArn } from '../core/ids.ts'
import { accountIdOf, connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

const lake = accountIdOf('111111111111')
const shop = accountIdOf('222222222222')
const own = { accessKeyId: 'AKIAOWN', secretAccessKey: 's' }

/** Two accounts without an organization, one enabled Region, nothing in it. */
function quietAws({ operation, input, accessKeyId }: ScriptedCall): ScriptedAnswer {
  switch (operation) {
    case 'GetCallerIdentity':
      return { body: '<Arn>arn:aws:iam::999999999999:user/bailiwick</Arn><Account>999999999999</Account>' }
    case 'AssumeRole': {
      const account = String(input['RoleArn']).split(':')[4]
      const session = `<AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`
      return { body: `<Credentials>${session}<Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>` }
    }
    case 'DescribeRegions':
      return {
        body: `<regionInfo>${regionItem('eu-west-1', 'opt-in-not-required')}${regionItem('eu-south-1', 'not-opted-in')}</regionInfo>`,
      }
    case 'DescribeOrganization':
      return { code: 'AWSOrganizationsNotInUseException' }
    case 'GetQueueAttributes': {
      const name = String(input['QueueUrl']).split('/').at(-1)
      const account = accessKeyId.replace('ASIA', '')
      return {
        body: { Attributes: { QueueArn: `arn:aws:sqs:eu-west-1:${account}:${name}`, Policy: '{"Statement":[]}' } },
      }
    }
    default:
      return {}
  }
}

const regionItem = (name: string, status: string): string =>
  `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`

type Special = (call: ScriptedCall) => ScriptedAnswer | undefined

async function collect(special: Special, change: { [K in keyof Connection]?: Connection[K] } = {}) {
  aws = await startScriptedAws((call) => special(call) ?? quietAws(call))
  const sink = createRecordingSink()
  await readerWith(own).collect(connectionTo(aws.url, { accounts: [lake], ...change }), sink, noAbort)
  return { sink, calls: aws.calls }
}

const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/${lake}/${name}`
const listing = (...names: string[]): ScriptedAnswer => ({ body: { QueueUrls: names.map(url) } })
const denial = (
  action: string,
  why = `because no identity-based policy allows the ${action} action`,
): ScriptedAnswer => ({
  status: 400,
  code: 'AccessDeniedException',
  message: `User: arn:aws:sts::1:assumed-role/R/s is not authorized to perform: ${action} on resource: * ${why}`,
})

test('an empty account: every cell is read, once, with few calls', async () => {
  const { sink } = await collect(() => undefined)
  expect(
    sink
      .cellsIn('ok')
      .map(({ type, region }) => `${type} ${region}`)
      .sort(),
  ).toEqual(
    [
      'role global',
      'organization global',
      'iam global',
      's3 global',
      ...['ec2', 'kms', 'lambda', 'secretsmanager', 'sns', 'sqs'].map((type) => `${type} eu-west-1`),
    ].sort(),
  )
  expect(sink.cells).toHaveLength(10)
  // One list per cell, and the account's setting for S3; IAM has six of its own; then who we are, the role, the Regions, the organization.
  expect(sink.requests()).toBe(7 + 1 + 6 + 4)
})

test('a page refused midway: what was read is kept, and the cell says what was refused', async () => {
  const { sink } = await collect(({ operation, input }) => {
    if (operation !== 'ListQueues') return undefined
    return input['NextToken'] === undefined
      ? { body: { QueueUrls: [url('a'), url('b')], NextToken: 'more' } }
      : denial('sqs:ListQueues')
  })
  expect(sink.resources('sqs:queue').map(({ body }) => body.name)).toEqual(['a', 'b'])
  expect(sink.find('sqs')).toMatchObject({
    state: 'denied',
    action: 'sqs:ListQueues',
    code: 'AccessDeniedException',
    reason: 'AWS refused sqs:ListQueues: no identity policy allows it.',
  })
  expect(sink.cellsIn('ok')).toHaveLength(9)
})

test('a refused policy is unread, never absent', async () => {
  const { sink } = await collect(({ operation, input }) => {
    if (operation === 'ListQueues') return listing('open', 'closed')
    const isClosed = operation === 'GetQueueAttributes' && String(input['QueueUrl']).endsWith('closed')
    return isClosed ? denial('sqs:GetQueueAttributes', 'with an explicit deny in a service control policy') : undefined
  })
  const policies = sink.resources('sqs:queue').map(({ body }) => [body.name, body.policy.state])
  expect(policies).toEqual([
    ['open', 'read'],
    ['closed', 'unread'],
  ])
  expect(sink.find('sqs')).toMatchObject({ state: 'blocked_by_scp', action: 'sqs:GetQueueAttributes' })
})

test('an object of an unexpected shape is left out with a note, and the others are kept', async () => {
  const { sink } = await collect(({ operation, input }) => {
    if (operation === 'ListQueues') return listing('good', 'strange')
    const isStrange = operation === 'GetQueueAttributes' && String(input['QueueUrl']).endsWith('strange')
    return isStrange ? { body: { Attributes: { QueueArn: 'no arn' } } } : undefined
  })
  expect(sink.resources('sqs:queue').map(({ body }) => body.name)).toEqual(['good'])
  expect(sink.find('sqs')).toMatchObject({ state: 'suspect', code: 'unexpected_shape' })
  expect(sink.find('sqs')?.reason).toContain('strange')
})

test('an object that is gone by the time of the second look is simply not there', async () => {
  const { sink } = await collect(({ operation }) => {
    if (operation === 'ListQueues') return listing('gone')
    return operation === 'GetQueueAttributes' ? { code: 'QueueDoesNotExist' } : undefined
  })
  expect(sink.resources('sqs:queue')).toEqual([])
  expect(sink.find('sqs')?.state).toBe('ok')
})

test('S3 where nobody knows of the account as a whole: the buckets are there, with a doubt', async () => {
  const { sink } = await collect(({ service, path }) => {
    if (service !== 's3') return undefined
    if (path.startsWith('/v20180820/')) return { status: 501, code: 'NotImplemented' }
    if (path.startsWith('/?')) return { body: bucketList('data') }
    return path.includes('?policy') ? { status: 404, code: 'NoSuchBucketPolicy' } : {}
  })
  expect(sink.resources('s3:bucket').map(({ body }) => body.name)).toEqual(['data'])
  expect(sink.find('s3')).toMatchObject({
    state: 'suspect',
    action: 's3:GetAccountPublicAccessBlock',
    reason: 's3:GetAccountPublicAccessBlock is not offered here (NotImplemented).',
  })
})

const bucketList = (name: string): string =>
  `<Buckets><Bucket><Name>${name}</Name><BucketRegion>eu-west-1</BucketRegion></Bucket></Buckets>`

/* ------------------------------------------------------------------ was everything read? */

/** IAM with `users` listed at each reading, and `counted` by AWS at each asking; the last of them stays. */
function iamWith(users: readonly number[], counted: readonly number[]): Special {
  const readings = [...users]
  const countings = [...counted]
  const next = (values: number[]): number => (values.length > 1 ? values.shift() : values[0]) ?? 0
  return ({ operation }) => {
    if (operation === 'GetAccountSummary') {
      return { body: `<SummaryMap><entry><key>Users</key><value>${next(countings)}</value></entry></SummaryMap>` }
    }
    if (operation !== 'GetAccountAuthorizationDetails') return undefined
    const listed = Array.from({ length: next(readings) }, (_, index) => iamUser(`user-${index}`))
    return { body: `<UserDetailList>${listed.join('')}</UserDetailList><IsTruncated>false</IsTruncated>` }
  }
}

const iamUser = (name: string): string =>
  `<member><UserName>${name}</UserName><UserId>AIDA${name.toUpperCase()}</UserId><Path>/</Path><CreateDate>2026-01-01T00:00:00Z</CreateDate><Arn>arn:aws:iam::${lake}:user/${name}</Arn></member>`

test('fewer users than AWS counts: read again, and when it stays the cell is suspect', async () => {
  const { sink } = await collect(iamWith([1], [3]))
  expect(sink.find('iam')).toMatchObject({
    state: 'suspect',
    code: 'count_mismatch',
    reason: 'AWS counts 3 users in the account and listed 1, twice.',
  })
  expect(sink.requests('iam:GetAccountAuthorizationDetails')).toBe(2)
})

test('a second reading that finds all of them settles it', async () => {
  const { sink } = await collect(iamWith([1, 3], [3]))
  expect(sink.find('iam')).toMatchObject({ state: 'ok' })
  expect(new Set(sink.all('user').map(({ body }) => body.name))).toEqual(new Set(['user-0', 'user-1', 'user-2']))
})

test('a user who was deleted meanwhile explains the difference, and so does one who was made', async () => {
  const { sink } = await collect(iamWith([2], [3, 2]))
  expect(sink.find('iam')).toMatchObject({ state: 'ok' })
  expect(sink.requests('iam:GetAccountAuthorizationDetails')).toBe(1)
  await aws?.stop()
  const made = await collect(iamWith([3], [2, 3]))
  expect(made.sink.find('iam')).toMatchObject({ state: 'ok' })
})

test('a malformed policy is kept as the text that it is', async () => {
  const { sink } = await collect(({ operation }) => {
    if (operation === 'ListQueues') return listing('q')
    if (operation !== 'GetQueueAttributes') return undefined
    return { body: { Attributes: { QueueArn: `arn:aws:sqs:eu-west-1:${lake}:q`, Policy: '{"Statement":[' } } }
  })
  expect(sink.resources('sqs:queue')[0]?.body.policy).toEqual({ state: 'read', document: '{"Statement":[' })
  expect(sink.find('sqs')?.state).toBe('ok')
})

test('a service that is not offered', async () => {
  const { sink } = await collect(({ service }) =>
    service === 'secretsmanager' ? { status: 404, code: 'UnknownOperationException' } : undefined,
  )
  expect(sink.find('secretsmanager')).toMatchObject({ state: 'unsupported', action: 'secretsmanager:ListSecrets' })
})

test('an account that cannot be entered costs its own cells and no other', async () => {
  const { sink } = await collect(
    ({ operation, input }) =>
      operation === 'AssumeRole' && String(input['RoleArn']).includes(shop)
        ? {
            status: 403,
            code: 'AccessDenied',
            message: 'User: x is not authorized to perform: sts:AssumeRole on resource: y',
          }
        : undefined,
    { accounts: [lake, shop], regions: ['eu-west-1'] },
  )
  const role = sink.find('role', shop)
  expect(role).toMatchObject({ state: 'denied', action: 'sts:AssumeRole' })
  expect(role?.reason).toContain('does not exist, does not trust')
  const shops = sink.cells.filter(({ accountId }) => accountId === shop)
  expect(shops).toHaveLength(10)
  expect(new Set(shops.map(({ state, reason }) => `${state} ${reason}`))).toEqual(new Set([`denied ${role?.reason}`]))
  expect(sink.cells.filter(({ accountId, state }) => accountId === lake && state === 'ok')).toHaveLength(10)
})

test('Regions: off in the account, left out by the setting, unknown', async () => {
  const off = await collect(() => undefined, { regions: ['eu-south-1'] })
  expect(off.sink.find('sqs', lake, 'eu-south-1')).toMatchObject({ state: 'region_disabled' })
  expect(off.sink.find('sqs', lake, 'eu-west-1')).toMatchObject({ state: 'skipped_by_setting' })
  await aws?.stop()

  const unknown = await collect(({ operation }) =>
    operation === 'DescribeRegions' ? { status: 403, code: 'UnauthorizedOperation' } : undefined,
  )
  expect(unknown.sink.cells.filter(({ type }) => type === 'sqs')).toHaveLength(17)
  expect(unknown.sink.cellsIn('denied')).toEqual([
    expect.objectContaining({ type: 'ec2', region: 'us-east-1', action: 'ec2:DescribeRegions' }),
  ])
})

/* ------------------------------------------------------------------ organization */

const organization = (managementAccount: string): ScriptedAnswer => ({
  body: {
    Organization: {
      Id: 'o-a1',
      Arn: `arn:aws:organizations::${lake}:organization/o-a1`,
      MasterAccountId: managementAccount,
    },
  },
})

const accountOf = (id: string, Name: string, State: string) => ({
  Id: id,
  Name,
  State,
  Arn: `arn:aws:organizations::${lake}:account/o-a1/${id}`,
})

test('a suspended account is excluded without a call', async () => {
  const { sink, calls } = await collect(
    ({ operation }) => {
      switch (operation) {
        case 'DescribeOrganization':
          return organization(lake)
        case 'ListRoots':
          return { body: { Roots: [{ Id: 'r-1', Name: 'Root', Arn: `arn:aws:organizations::${lake}:root/o-a1/r-1` }] } }
        case 'ListAccountsForParent':
          return { body: { Accounts: [accountOf(lake, 'lake', 'ACTIVE'), accountOf(shop, 'shop', 'SUSPENDED')] } }
        default:
          return undefined
      }
    },
    { accounts: [], managementAccountId: lake, organization: true, regions: ['eu-west-1'] },
  )
  const shops = sink.cells.filter(({ accountId }) => accountId === shop)
  expect(shops).toHaveLength(9)
  for (const cell of shops) expect(cell).toMatchObject({ state: 'excluded', code: 'account_suspended' })
  expect(calls.filter(({ input }) => String(input['RoleArn']).includes(shop))).toEqual([])
  expect(sink.all('account').map(({ body }) => body.status)).toEqual(['ACTIVE', 'SUSPENDED'])
})

test('a member is named as one, and its organization is not claimed to be read', async () => {
  const { sink } = await collect(({ operation }) =>
    operation === 'DescribeOrganization' ? organization(shop) : undefined,
  )
  expect(sink.find('organization')).toMatchObject({
    state: 'not_collected',
    reason: `${lake} is a member. The management account of o-a1 is ${shop}.`,
  })
})

/* ------------------------------------------------------------------ checks */

async function verify(special: Special, change: { [K in keyof Connection]?: Connection[K] } = {}) {
  aws = await startScriptedAws((call) => special(call) ?? quietAws(call))
  const states: string[] = []
  const probes = new Map<string, object>()
  await readerWith(own).verify(
    connectionTo(aws.url, { accounts: [lake], ...change }),
    async (target) => {
      states.push(`${target.state}${target.reason === null ? '' : `: ${target.reason}`}`)
      for (const { checkedAt: _, ...probe } of target.probes) probes.set(probe.capability, probe)
    },
    noAbort,
  )
  return { states, probes }
}

const without = ({ operation, input }: ScriptedCall): boolean =>
  operation === 'AssumeRole' && input['ExternalId'] === undefined
const withOurs = ({ operation, input }: ScriptedCall): boolean =>
  operation === 'AssumeRole' && input['ExternalId'] !== undefined
const closed: ScriptedAnswer = { status: 403, code: 'AccessDenied' }

test('check: everything as it should be', async () => {
  const { states, probes } = await verify((call) => (without(call) ? closed : undefined))
  expect(states).toEqual(['reachable', 'ready'])
  expect(probes.get('role')).toEqual({ capability: 'role', result: 'ok' })
  expect(probes.get('external_id')).toEqual({ capability: 'external_id', result: 'ok' })
  expect(probes.get('organization')).toEqual({ capability: 'organization', result: 'not_applicable' })
})

const role = (trust: object): ScriptedAnswer => ({
  body: `<Role><RoleName>R</RoleName><AssumeRolePolicyDocument>${encodeURIComponent(JSON.stringify(trust))}</AssumeRolePolicyDocument></Role>`,
})
const principal = 'arn:aws:iam::999999999999:user/bailiwick'
const trusting = (Principal: unknown) => {
  const externalId = connectionTo('').externalId
  const Condition = { StringEquals: { 'sts:ExternalId': externalId } }
  return role({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }] })
}

test.each<[string, ScriptedAnswer, string, object]>([
  ['as generated', trusting({ AWS: principal }), 'ready', { result: 'ok' }],
  [
    'wider',
    trusting('*'),
    'reachable: The trust policy is wider than generated: it admits everybody (*).',
    { result: 'failed', reason: 'The trust policy is wider than generated: it admits everybody (*).' },
  ],
  [
    'not to be read',
    { status: 403, code: 'AccessDenied' },
    'missing_permissions: AWS refused iam:GetRole: cause not stated by AWS.',
    { result: 'denied', action: 'iam:GetRole', attach: 'SecurityAudit', cause: 'not_stated' },
  ],
])('check: the trust policy is %s', async (_, answer, state, probe) => {
  const { states, probes } = await verify(
    (call) => {
      if (without(call)) return closed
      return call.operation === 'GetRole' ? answer : undefined
    },
    { trustPrincipalArn: parseArn(principal) ?? null },
  )
  expect(states.at(-1)).toBe(state)
  expect(probes.get('trust')).toMatchObject(probe)
})

test('check: the credential report may not be asked for', async () => {
  const { probes } = await verify((call) => {
    if (without(call)) return closed
    return call.operation === 'GenerateCredentialReport' ? { status: 403, code: 'AccessDenied' } : undefined
  })
  expect(probes.get('credentials')).toMatchObject({
    result: 'denied',
    action: 'iam:GenerateCredentialReport',
    attach: 'SecurityAudit',
  })
  expect(probes.get('trust')).toEqual({ capability: 'trust', result: 'not_applicable' })
})

test('check: a role that opens without the external id is told', async () => {
  const { states, probes } = await verify(() => undefined)
  expect(states.at(-1)).toMatch(/^ready: The role can be assumed without the ExternalId/)
  expect(probes.get('external_id')).toMatchObject({ result: 'failed' })
})

test('check: wrong external id, missing role, foreign principal', async () => {
  const mismatch = await verify((call) => (withOurs(call) ? closed : undefined))
  expect(mismatch.states[0]).toMatch(/^external_id_mismatch/)
  await aws?.stop()
  const missing = await verify((call) => (call.operation === 'AssumeRole' ? closed : undefined))
  expect(missing.states[0]).toMatch(/^role_missing: .*does not exist, does not trust/)
  await aws?.stop()
  const text =
    'User: x is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action'
  const foreign = await verify((call) => (call.operation === 'AssumeRole' ? { ...closed, message: text } : undefined))
  expect(foreign.states[0]).toMatch(/^not_trusted: The trust policy/)
})

test('check: a refused capability names action, cause, statement and what to attach', async () => {
  const { states, probes } = await verify((call) => {
    if (without(call)) return closed
    return call.operation === 'ListQueues' ? denial('sqs:ListQueues') : undefined
  })
  expect(states.at(-1)).toBe('missing_permissions: AWS refused sqs:ListQueues: no identity policy allows it.')
  expect(probes.get('resources:sqs')).toEqual({
    capability: 'resources:sqs',
    result: 'denied',
    action: 'sqs:ListQueues',
    cause: 'identity_policy',
    reason: 'AWS refused sqs:ListQueues: no identity policy allows it.',
    statement: { Effect: 'Allow', Action: ['sqs:ListQueues'], Resource: '*' },
    attach: 'SecurityAudit',
  })
})

test('check: what an SCP refuses, no statement in the role mends', async () => {
  const { probes } = await verify((call) => {
    if (without(call)) return closed
    return call.operation === 'ListQueues'
      ? denial('sqs:ListQueues', 'with an explicit deny in a service control policy')
      : undefined
  })
  expect(probes.get('resources:sqs')).toMatchObject({ result: 'denied', cause: 'scp' })
  expect(probes.get('resources:sqs')).not.toHaveProperty('statement')
})

test('check: a member given as the management account', async () => {
  const { probes } = await verify(
    (call) => {
      if (without(call)) return closed
      return call.operation === 'DescribeOrganization' ? organization(shop) : undefined
    },
    { managementAccountId: lake },
  )
  expect(probes.get('organization')).toMatchObject({
    result: 'failed',
    reason: `${lake} is a member. The management account of o-a1 is ${shop}.`,
  })
})
