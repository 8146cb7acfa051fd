/** What a reading says when AWS refuses, is strange, or is not there. */
import { afterEach, expect, test } from 'vitest'
import type { Connection } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { ScriptedAnswer, ScriptedAws } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { accountIdOf, connectionTo, noAbort, readerWith } from './connection.fake.ts'
import type { Special } from './quiet-aws.fake.ts'
import { denial, lake, organization, own, quietAws, shop } from './quiet-aws.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'
import { accountCollectors, collectors, regionCollectors } from './registry.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

async function collect(special: Special, change: { [K in keyof Connection]?: Connection[K] } = {}) {
  aws = await startScriptedAws((call) => special(call) ?? quietAws(call))
  const sink = createRecordingSink()
  await readerWith(own).collect(connectionTo(aws.url, { accounts: [lake], ...change }), sink, noAbort)
  return { sink, calls: aws.calls }
}

const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/${lake}/${name}`
const listing = (...names: string[]): ScriptedAnswer => ({ body: { QueueUrls: names.map(url) } })

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
      ...accountCollectors.map(({ type }) => `${type} global`),
      ...regionCollectors.map(({ type }) => `${type} eu-west-1`),
    ].sort(),
  )
  // Of the identities: nine of IAM, the credential report in two; then who we are, the role, the Regions, the organization.
  const first = sink.rows.filter(({ operation }) => /^(iam|sts|organizations):|^ec2:DescribeRegions$/.test(operation))
  expect(first.reduce((sum, { calls }) => sum + calls, 0)).toBe(9 + 2 + 4)
  // A list or two for each of the rest.
  expect(sink.requests()).toBeLessThan(15 + 3 * regionCollectors.length)
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
  expect(sink.cellsIn('ok')).toHaveLength(sink.cells.length - 1)
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
  expect(shops.map(({ type }) => type)).toEqual(expect.arrayContaining(['iam', 's3', 'sqs', 'credentials']))
  expect(new Set(shops.map(({ state, reason }) => `${state} ${reason}`))).toEqual(new Set([`denied ${role?.reason}`]))
  expect(sink.cells.filter(({ accountId, state }) => accountId === lake && state !== 'ok')).toEqual([])
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

test('what settings leave out is told and is no work, also where an account cannot be entered or is excluded', async () => {
  const bank = accountIdOf('333333333333')
  const { sink } = await collect(
    ({ operation, input }) =>
      operation === 'AssumeRole' && String(input['RoleArn']).includes(shop)
        ? { status: 403, code: 'AccessDenied' }
        : undefined,
    {
      accounts: [lake, shop, bank],
      regions: ['eu-south-1'],
      settings: { ...defaultSettings, resourceTypes: ['s3', 'sqs'], excludedAccounts: [bank] },
    },
  )
  const states = (accountId: string) =>
    new Set(
      sink.cells
        .filter((cell) => cell.accountId === accountId && cell.type !== 'organization')
        .map(({ state }) => state),
    )
  expect(states(lake)).toEqual(new Set(['ok', 'region_disabled', 'skipped_by_setting']))
  expect(states(shop)).toEqual(new Set(['denied', 'skipped_by_setting']))
  expect(states(bank)).toEqual(new Set(['excluded']))
  expect(sink.find('kms', shop)).toMatchObject({ state: 'skipped_by_setting' })
  expect(sink.find('sqs', lake, 'eu-west-1')).toMatchObject({ state: 'skipped_by_setting' })
  const work = sink.cells.filter(({ state }) => state !== 'excluded' && state !== 'skipped_by_setting')
  expect(sink.plans.reduce((sum, count) => sum + count, 0)).toBe(work.length)
})

/* ------------------------------------------------------------------ organization */

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
  const typesInAccounts = collectors.filter(({ scope }) => scope !== 'organization').map(({ type }) => type)
  expect(shops.map(({ type }) => type).sort()).toEqual(['role', ...typesInAccounts].sort())
  for (const cell of shops) expect(cell).toMatchObject({ state: 'excluded', code: 'account_suspended' })
  expect(calls.filter(({ input }) => String(input['RoleArn']).includes(shop))).toEqual([])
  expect(sink.all('account').map(({ body }) => body.status)).toEqual(['ACTIVE', 'SUSPENDED'])
})

test('a member that was given as the management account is a fault', async () => {
  const { sink } = await collect(
    ({ operation }) => (operation === 'DescribeOrganization' ? organization(shop) : undefined),
    { accounts: [lake], managementAccountId: lake },
  )
  expect(sink.find('organization')).toMatchObject({ state: 'failed', code: 'member_account' })
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
