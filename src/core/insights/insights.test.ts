/** Each rule over a small world: where it tells something, where it does not, and where it cannot know. */
import { describe, expect, it } from 'vitest'
import { indexOf, wholly } from '../../../test/fakes/access-index.ts'
import {
  account,
  accountId,
  allow,
  bucket,
  cell,
  deny,
  organization,
  organizationPolicy,
  policy,
  readAt,
  role,
  trust,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import type { CoverageCell } from '../inventory/coverage.ts'
import { credentialsObject, type KeyFacts } from '../inventory/credential-report.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'
import type { InsightRule, InsightsAnswer } from './insight.ts'

const here = '111111111111'
const stranger = '999999999999'
const everything = policy(allow('*'))
const fullAccess = organizationPolicy(here, 'p-FullAWSAccess', {
  name: 'FullAWSAccess',
  type: 'serviceControl',
  document: everything,
  targets: ['r-test', here, '222222222222', '333333333333'],
})
const tree = [
  organization(here, ['SERVICE_CONTROL_POLICY']),
  unit(here, 'r-test', 'Root', null),
  account(here, 'shop', 'r-test'),
  fullAccess,
]
const cells = [...wholly(here), cell(here, 'credentials'), cell(here, 'role')]

const insights = (objects: readonly InventoryObject[], read: readonly CoverageCell[] = cells): InsightsAnswer =>
  indexOf([...tree, ...objects], read)
    .insights()
    .value()

/** `rule severity: sentence` of all that is told. */
const told = (objects: readonly InventoryObject[], read?: readonly CoverageCell[]): readonly string[] =>
  insights(objects, read).items.map((one) => `${one.rule} ${one.severity}: ${one.sentence}`)

interface Signs {
  readonly password?: boolean | null
  readonly mfa?: boolean | null
  readonly keys?: readonly KeyFacts[]
}

const signs = (name: string, { password = false, mfa = false, keys = [] }: Signs): InventoryObject =>
  credentialsObject({
    accountId: accountId(here),
    userArn: name === 'root' ? `arn:aws:iam::${here}:root` : `arn:aws:iam::${here}:user/${name}`,
    createdAt: '2025-01-01T00:00:00.000Z',
    passwordEnabled: password,
    mfa,
    keys,
    certificates: 0,
  })

const opening = (...statements: readonly Json[]): Json => policy(...statements)
const toEverybody = { Principal: '*' } as const

describe('escalates-to-admin', () => {
  const rewriting = role(here, 'bot', {
    inline: policy(allow('iam:PutRolePolicy', `arn:aws:iam::${here}:role/bot`)),
  })

  it('tells of a role that may give itself everything', () => {
    expect(told([rewriting])).toEqual(['escalates-to-admin high: bot can become administrator of shop in one step.'])
  })

  it('counts the steps over other roles', () => {
    const boss = role(here, 'boss', { inline: everything, trust: trust({ AWS: `arn:aws:iam::${here}:role/middle` }) })
    const middle = role(here, 'middle', {
      inline: policy(allow('sts:AssumeRole', boss.arn)),
      trust: trust({ AWS: `arn:aws:iam::${here}:role/start` }),
    })
    const start = role(here, 'start', { inline: policy(allow('sts:AssumeRole', middle.arn)) })
    const [first, second] = insights([boss, middle, start]).items
    expect(first?.sentence).toBe('middle can become administrator of shop in one step.')
    expect(second?.sentence).toBe('start can become administrator of shop in two steps.')
    expect(second?.why).toBe(
      'start is no administrator, but it can act as middle, then as boss, which is administrator of shop.',
    )
    expect(second?.question).toEqual({ ask: 'paths', from: start.arn, to: 'admin' })
  })

  it('is silent of administrators, and where a deny stands in the way', () => {
    expect(told([role(here, 'boss', { inline: everything })])).toEqual([])
    const held = role(here, 'bot', { inline: policy(allow('iam:PutRolePolicy'), deny('iam:*')) })
    expect(told([held])).toEqual([])
  })
})

describe('trust', () => {
  const open = (principal: Json, condition?: Json): Json =>
    policy({
      Effect: 'Allow',
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...(condition !== undefined && { Condition: condition }),
    })
  const outside = { AWS: `arn:aws:iam::${stranger}:root` }

  it('of an account nobody knows is high, and critical where it ends in administration', () => {
    expect(told([role(here, 'helper', { trust: open(outside) })])).toEqual([
      `trust-unknown-external-account high: Account ${stranger}, outside the organization, can assume helper.`,
    ])
    const [first] = insights([role(here, 'boss', { trust: open(outside), inline: everything })]).items
    expect(first).toMatchObject({
      rule: 'escalates-to-admin',
      severity: 'critical',
      sentence: `Account ${stranger}, outside the organization, can become administrator of shop.`,
      question: { ask: 'paths', from: `arn:aws:iam::${stranger}:root`, to: 'admin' },
    })
  })

  it('with an external id is thought about', () => {
    const trusting = open(outside, { StringEquals: { 'sts:ExternalId': 'f00d' } })
    expect(told([role(here, 'helper', { trust: trusting })])).toEqual([])
  })

  it.each([
    [{ StringEqualsIfExists: { 'sts:ExternalId': 'f00d' } }],
    [{ StringLike: { 'sts:ExternalId': '*' } }],
    [{ ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${stranger}:role/one` } }],
  ])('%j binds nobody', (condition) => {
    expect(told([role(here, 'helper', { trust: open(outside, condition) })])).toHaveLength(1)
  })

  it('of an account in the organization is nothing to tell', () => {
    const other = '222222222222'
    const objects = [
      account(other, 'lake', 'r-test'),
      role(here, 'helper', { trust: open({ AWS: `arn:aws:iam::${other}:root` }) }),
    ]
    expect(told(objects, [...cells, ...wholly(other), cell(other, 'credentials')])).toEqual([])
  })

  it('of everybody is critical, and medium under a condition', () => {
    expect(told([role(here, 'helper', { trust: open('*') })])).toEqual([
      'trust-anyone critical: Anybody with an AWS account can assume helper.',
    ])
    const inside = open('*', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })
    expect(told([role(here, 'helper', { trust: inside })])).toEqual([
      'trust-anyone medium: Anybody with an AWS account can assume helper, under a condition.',
    ])
  })

  it('is not judged without an organization: nobody knows which accounts are one’s own', () => {
    const objects = [role(here, 'helper', { trust: open(outside) })]
    const answer = indexOf(objects, cells).insights().value()
    expect(answer.items).toEqual([])
    expect(answer.notes.join(' ')).toContain('No organization was read')
    expect(answer.complete).toBe(false)
  })
})

describe('what resource policies open', () => {
  const objects = 'arn:aws:s3:::photos/*'

  it('to everybody: the most dangerous thing is told', () => {
    const [first] = insights([
      bucket(here, 'photos', opening(allow(['s3:GetObject', 's3:PutObject'], objects, toEverybody))),
    ]).items
    expect(first).toMatchObject({
      rule: 'public-resource-s3',
      severity: 'critical',
      sentence: 'Anybody on the internet can write to photos.',
      question: { ask: 'who-can', action: 's3:PutObject', resource: objects },
    })
  })

  it('to everybody who is in the organization is no opening', () => {
    const inside = { ...toEverybody, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-test' } } }
    expect(told([bucket(here, 'photos', opening(allow('s3:GetObject', objects, inside)))])).toEqual([])
  })

  it('to everybody, and S3 Block Public Access shuts it', () => {
    const block = {
      restrictPublicBuckets: true,
      ignorePublicAcls: true,
      blockPublicAcls: true,
      blockPublicPolicy: true,
    }
    const settings: InventoryObject = {
      kind: 'accountSettings',
      nativeId: `arn:aws:iam::${here}:settings`,
      arn: `arn:aws:iam::${here}:settings`,
      accountId: accountId(here),
      region: 'global',
      cell: 's3',
      body: { s3BlockPublicAccess: block },
    }
    const open = bucket(here, 'photos', opening(allow('s3:GetObject', objects, toEverybody)))
    expect(told([open])).toHaveLength(1)
    expect(told([open, settings])).toEqual([])
  })

  it('to an account outside', () => {
    const toStranger = { Principal: { AWS: stranger } }
    expect(told([bucket(here, 'photos', opening(allow('s3:GetObject', objects, toStranger)))])).toEqual([
      `cross-account-resource medium: Account ${stranger}, outside the organization, can read what lies in photos.`,
    ])
  })

  it('is not told of a policy that was not read', () => {
    const unread = bucket(here, 'photos', { state: 'unread', code: 'AccessDenied', reason: 'AWS refused' })
    expect(told([unread])).toEqual([])
  })
})

describe('credentials', () => {
  const boss = user(here, 'boss', { inline: everything })
  const clerk = user(here, 'clerk', { inline: policy(allow('s3:ListAllMyBuckets')) })
  const key = (createdAt: string): KeyFacts => ({ active: true, rotatedAt: createdAt, lastUsed: null })

  it('a password alone is high, and critical where it administers', () => {
    expect(told([boss, signs('boss', { password: true })])).toEqual([
      'console-user-without-mfa critical: boss administers shop with a password alone.',
    ])
    expect(told([clerk, signs('clerk', { password: true })])).toEqual([
      'console-user-without-mfa high: clerk signs in to the console with a password alone.',
    ])
  })

  it('is nothing to tell with MFA, without a password, or where nobody said', () => {
    expect(told([boss, signs('boss', { password: true, mfa: true })])).toEqual([])
    expect(told([boss, signs('boss', { password: false })])).toEqual([])
    expect(told([boss, signs('boss', { password: true, mfa: null })])).toEqual([])
  })

  it('is nothing to tell where policies ask for MFA', () => {
    const guard = deny('*', '*', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })
    const guarded = user(here, 'boss', { inline: policy(allow('*'), guard) })
    expect(told([guarded, signs('boss', { password: true })])).toEqual([])
  })

  it('of root: no MFA and a key are critical, but not without a password', () => {
    expect(told([signs('root', { password: true })])).toEqual([
      'root-mfa-missing critical: The root user of shop has no MFA.',
    ])
    expect(told([signs('root', { mfa: true, keys: [key(readAt)] })])).toEqual([
      'root-access-key critical: The root user of shop has an access key.',
    ])
    expect(told([signs('root', { password: false })])).toEqual([])
  })

  it('of root without MFA is not known to matter where nobody said whether it has a password', () => {
    const { items, notes, complete } = insights([signs('root', { password: null })])
    expect(items).toEqual([])
    expect(notes).toContain('The root user of shop has no MFA, and whether it has a password is not known.')
    expect(complete).toBe(false)
    expect(insights([signs('root', { password: null, mfa: null })]).notes.join()).not.toContain('root user')
  })

  it('tells of the oldest key, how many more there are, and of each that administers', () => {
    const old = '2024-01-01T00:00:00.000Z'
    const answer = insights([
      boss,
      clerk,
      user(here, 'aide'),
      signs('boss', { keys: [key('2025-06-01T00:00:00.000Z')] }),
      signs('clerk', { keys: [key(old)] }),
      signs('aide', { keys: [key('2025-10-01T00:00:00.000Z')] }),
    ])
    expect(answer.items.map(({ severity, sentence }) => `${severity}: ${sentence}`)).toEqual([
      'high: The access key of boss is nine months old.',
      'medium: The access key of clerk is two years old.',
    ])
    expect(answer.items[1]?.why).toContain('One other key of other users is older than 90 days.')
    const both = insights([clerk, signs('clerk', { keys: [key(old), key('2024-06-01T00:00:00.000Z')] })])
    expect(both.items[0]?.why).toBe('It is active, and no use of it is known.')
    expect(told([clerk, signs('clerk', { keys: [{ ...key(old), active: false }] })])).toEqual([])
    expect(told([clerk, signs('clerk', { keys: [key('2026-01-15T00:00:00.000Z')] })])).toEqual([])
  })

  it('that were not read are said', () => {
    const answer = insights([boss], wholly(here))
    expect(answer.notes.join(' ')).toContain('Passwords, MFA and keys of one account were not read')
    const one = account(here, 'shop', 'r-test')
    const closed = insights([boss, { ...one, body: { ...one.body, status: 'SUSPENDED' } }], wholly(here))
    expect(closed.notes.join(' ')).not.toContain('were not read')
    expect(answer.complete).toBe(false)
  })
})

it('a function is open to the internet by its address alone', () => {
  const name = `arn:aws:lambda:eu-west-1:${here}:function:page`
  const open = (action: string, facts: { readonly [name: string]: Json }): InventoryObject => ({
    kind: 'resource',
    nativeId: name,
    arn: name,
    accountId: accountId(here),
    region: 'eu-west-1',
    cell: 'lambda',
    body: {
      type: 'lambda:function',
      name: 'page',
      policy: { state: 'read', document: opening(allow(action, name, toEverybody)) },
      tags: {},
      facts,
    },
  })
  expect(told([open('lambda:InvokeFunction', {})])).toEqual([
    'public-resource-lambda high: Anybody with an AWS account can call the function page.',
  ])
  expect(told([open('lambda:InvokeFunctionUrl', { urls: [{ authType: 'NONE' }] })])).toEqual([
    'public-resource-lambda high: Anybody on the internet can call the function page.',
  ])
})

describe('unused-admin', () => {
  const used = (lastUsed: string | undefined): InventoryObject => ({
    ...role(here, 'boss', { inline: everything }),
    ...(lastUsed !== undefined && { facts: { lastUsed } }),
  })

  it('tells of power that nobody used for ninety days, not of what nobody knows', () => {
    expect(told([used('2025-01-01T00:00:00.000Z')])).toEqual([
      'unused-admin high: Nobody has used boss, an administrator, for 14 months.',
    ])
    expect(told([used('2026-02-20T00:00:00.000Z')])).toEqual([])
    expect(told([used(undefined)])).toEqual([])
  })
})

describe('all together', () => {
  const many = [
    ...['a', 'b', 'c', 'd'].map((name) =>
      bucket(here, name, opening(allow('s3:GetObject', `arn:aws:s3:::${name}/*`, toEverybody))),
    ),
    signs('root', { password: true }),
    role(here, 'bot', { inline: policy(allow('iam:PutRolePolicy', `arn:aws:iam::${here}:role/bot`)) }),
  ]

  it('the first three are of three rules, the rest by gravity', () => {
    const rules = insights(many).items.map(({ rule }) => rule)
    expect(rules).toEqual([
      'public-resource-s3',
      'root-mfa-missing',
      'escalates-to-admin',
      'public-resource-s3',
      'public-resource-s3',
      'public-resource-s3',
    ])
  })

  it('each rule says how much it found, also nothing', () => {
    const found = new Map(insights(many).rules.map((one): [InsightRule, number] => [one.rule, one.found]))
    expect(found.get('public-resource-s3')).toBe(4)
    expect(found.get('trust-anyone')).toBe(0)
    expect(found.size).toBe(19)
  })

  it('does not depend on the order in which things were read', () => {
    expect(insights([...many].reverse())).toEqual(insights(many))
  })

  it('tells once what stands in many accounts', () => {
    const others = ['222222222222', '333333333333']
    const bot = (id: string) =>
      role(id, 'bot', { inline: policy(allow('iam:PutRolePolicy', `arn:aws:iam::${id}:role/bot`)) })
    const objects = [bot(here), ...others.flatMap((id) => [account(id, `copy-${id[0]}`, 'r-test'), bot(id)])]
    const read = [...cells, ...others.flatMap((id) => [...wholly(id), cell(id, 'credentials')])]
    const answer = insights(objects, read)
    expect(answer.items.map(({ why }) => why)).toEqual([
      'bot is no administrator, but it may change its own permissions. The same stands in two other accounts.',
    ])
    expect(answer.rules.find(({ rule }) => rule === 'escalates-to-admin')?.found).toBe(3)
  })

  it('looks at everything, and says when an account could not be read', () => {
    const answer = insights(many)
    expect(answer.examined).toEqual({ principals: 2, resources: 4 })
    const half = insights(
      many,
      [...cells, cell(here, 'iam', 'denied', 'AWS refused')].filter((one) => one.type !== 'iam' || one.state !== 'ok'),
    )
    expect(half.complete).toBe(false)
    expect(half.notes.join(' ')).toContain('shop could not be read')
    const closed = insights(many, [...cells, cell(here, 'sqs', 'denied', 'AWS refused')])
    expect(closed.notes).toEqual(['Resources of one account were not read whole, so more may be open there.'])
    expect(closed.complete).toBe(false)
  })
})
