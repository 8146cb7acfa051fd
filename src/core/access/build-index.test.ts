import { describe, expect, it } from 'vitest'
import { can, holders, indexOf, who, wholly } from '../../../test/fakes/access-index.ts'
import {
  account,
  allow,
  bucket,
  cell,
  deny,
  group,
  managedPolicy,
  organization,
  organizationPolicy,
  policy,
  role,
  trust,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import type { CoverageCell } from '../inventory/coverage.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'

const management = '111111111111'
const prod = '222222222222'
const lab = '333333333333'
const scp = (id: string, name: string, document: Json, targets: readonly string[]) =>
  organizationPolicy(management, id, { name, type: 'serviceControl', document, targets })

const organizationTree: readonly InventoryObject[] = [
  organization(management),
  unit(management, 'r-test', 'Root', null),
  unit(management, 'ou-prod', 'Production', 'r-test'),
  account(management, 'main', 'r-test'),
  account(prod, 'lake-prod', 'ou-prod'),
  account(lab, 'lab', 'r-test'),
  scp('p-full', 'FullAWSAccess', policy(allow('*')), ['r-test', 'ou-prod', management, prod, lab]),
]

describe('who can, and why', () => {
  const objects: readonly InventoryObject[] = [
    ...organizationTree,
    scp('p-guard', 'DataPerimeter', policy(deny('s3:DeleteBucket'), deny('s3:PutBucketAcl')), ['ou-prod']),
    managedPolicy(prod, 'Read', policy(allow(['s3:GetObject', 's3:ListBucket']))),
    group(prod, 'staff', { attached: [`arn:aws:iam::${prod}:policy/Read`] }),
    user(prod, 'ada', { groups: ['staff'] }),
    user(prod, 'bob'),
    user(prod, 'cy', { groups: ['staff'], inline: policy(deny('s3:*', 'arn:aws:s3:::lake/*')) }),
    role(prod, 'app', {
      inline: policy(allow('s3:GetObject', '*', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })),
    }),
    user(lab, 'dot', { inline: policy(allow('s3:*')) }),
    bucket(
      prod,
      'lake',
      policy(
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${lab}:user/dot` },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::lake/*',
        },
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::999999999999:role/partner' },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::lake/*',
        },
        {
          Effect: 'Allow',
          Principal: { AWS: '888888888888' },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::lake/*',
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::lake/*',
        },
      ),
    ),
  ]
  const index = indexOf(objects, wholly(management, prod, lab))

  it('lists everybody, Allowed first, by account and name', () => {
    const answer = who(index, 's3:GetObject', 'lake')
    expect(holders(answer)).toEqual([
      'ada Allowed',
      'root Allowed',
      'dot Allowed',
      'cloudtrail.amazonaws.com Allowed',
      'app Conditional',
      'account 888888888888 Conditional',
      'partner Conditional',
    ])
    expect(answer).toMatchObject({ complete: true, gaps: [], unknown: 0, examined: 8, resource: 'arn:aws:s3:::lake/*' })
    expect(answer.denied).toMatchObject([
      { name: 'cy', by: { policy: 'cy-inline', effect: 'Deny', layer: 'identity' } },
    ])
    expect(answer.sentence).toBe(
      'Four principals can call s3:GetObject on objects in lake, and three more under a condition.',
    )
    expect(answer.notes).toEqual(['s3:GetObject is about objects: those in lake are meant.'])
  })

  it('says through which statement, and under which condition', () => {
    const answer = who(index, 's3:GetObject', 'arn:aws:s3:::lake/2026/x')
    const named = (name: string) => answer.principals.find((one) => one.name === name)
    expect(named('ada')?.via).toMatchObject([
      { layer: 'serviceControl', policy: 'FullAWSAccess', level: 'Root' },
      { layer: 'serviceControl', policy: 'FullAWSAccess', level: 'OU Production' },
      { layer: 'serviceControl', policy: 'FullAWSAccess', level: 'account lake-prod' },
      { layer: 'identity', policy: 'Read', statement: 0, why: 'the action is s3:GetObject' },
    ])
    expect(named('app')).toMatchObject({
      conditionText: 'the source address is in 203.0.113.0/24',
      accountName: 'lake-prod',
    })
    expect(named('partner')).toMatchObject({
      type: 'external',
      account: '999999999999',
      conditionText: 'its own account allows it, which is outside what was read',
    })
    expect(index.policy(named('ada')?.via.at(-1)?.policyRef ?? '')).toMatchObject({
      name: 'Read',
      kind: 'customer-managed',
    })
  })

  it('explains one decision as a ladder in the order of AWS', () => {
    const answer = can(index, 'lake-prod/ada', 's3:GetObject', 'arn:aws:s3:::lake/x')
    expect(answer.sentence).toBe('ada can call s3:GetObject on lake/x: Read allows it.')
    expect(answer.steps.map(({ label, result, text }) => `${label}: ${result}. ${text}`)).toEqual([
      'SCP, Root: allow. FullAWSAccess allows it',
      'SCP, OU Production: allow. FullAWSAccess allows it. DataPerimeter, 2 Deny statements looked at; none matches',
      'SCP, account lake-prod: allow. FullAWSAccess allows it',
      'RCPs: none. None applies',
      'Resource policy: silent. Silent. It names dot, partner and 2 others only',
      'Identity policy: allow. Read allows it',
      'Boundary: none. None attached',
      'Session policy: none. None asked about',
    ])
    expect(answer.steps.find((step) => step.decides)?.label).toBe('Identity policy')
  })

  it('names what denies, and what is silent', () => {
    const denied = can(index, 'cy', 's3:GetObject', 'lake')
    expect(denied).toMatchObject({ decision: 'ExplicitlyDenied', gaps: [] })
    expect(denied.sentence).toBe('cy cannot call s3:GetObject on objects in lake: cy-inline denies it.')
    const guarded = can(index, 'lab/dot', 's3:DeleteBucket', 'lake')
    expect(guarded.decision).toBe('ImplicitlyDenied')
    const silent = can(index, 'bob', 's3:GetObject', 'arn:aws:s3:::lake/x')
    expect(silent).toMatchObject({
      decision: 'ImplicitlyDenied',
      sentence: 'bob cannot call s3:GetObject on lake/x: no policy allows it.',
    })
    expect(silent.steps.map((step) => step.result)).toEqual([
      'allow',
      'allow',
      'allow',
      'none',
      'silent',
      'none',
      'none',
      'none',
    ])
    expect(silent.steps.find((step) => step.decides)?.label).toBe('Identity policy')
  })

  it('lets the asker settle a condition', () => {
    const ask = (ip: string) => can(index, 'app', 's3:GetObject', 'lake', { 'aws:SourceIp': [ip] }).decision
    expect(ask('203.0.113.7')).toBe('Allowed')
    expect(ask('198.51.100.1')).toBe('ImplicitlyDenied')
  })

  it('takes the trust policy for sts:AssumeRole', () => {
    const trusted = indexOf(
      [
        role(prod, 'target', { trust: trust({ AWS: [`arn:aws:iam::${prod}:user/ada`, `arn:aws:iam::${lab}:root`] }) }),
        user(prod, 'ada'),
        user(lab, 'dot', { inline: policy(allow('sts:AssumeRole')) }),
        user(lab, 'eve'),
      ],
      wholly(prod, lab),
    )
    expect(holders(who(trusted, 'sts:AssumeRole', `arn:aws:iam::${prod}:role/target`))).toEqual([
      'ada Allowed',
      'dot Allowed',
    ])
    expect(can(trusted, 'ada', 'sts:AssumeRole', 'target').steps.map((step) => step.label)).toContain('Trust policy')
  })

  it('takes a role that a policy names by one session for that session only', () => {
    const named = bucket(
      prod,
      'one',
      policy({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:sts::${prod}:assumed-role/app/night` },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::one/*',
      }),
    )
    const answer = who(indexOf([role(prod, 'app'), named], wholly(prod)), 's3:GetObject', 'one')
    expect(holders(answer)).toEqual(['root Allowed', 'app Conditional'])
    expect(answer.principals[1]?.conditionText).toContain('night')
  })

  it('lets a session that the trust policy names pass a boundary that stops its role, whichever statement comes first', () => {
    const own = `arn:aws:iam::${prod}:role/app`
    const byRole = { Effect: 'Allow', Principal: { AWS: own }, Action: 'sts:AssumeRole' }
    const bySession = {
      ...byRole,
      Principal: { AWS: [`arn:aws:sts::${prod}:assumed-role/app/night`, own] },
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    }
    const limit = managedPolicy(prod, 'Limit', policy(allow('s3:GetObject')))
    const app = role(prod, 'app', { boundary: limit.arn ?? '' })
    const decisions = [
      [byRole, bySession],
      [bySession, byRole],
    ].map((statements) => {
      const target = role(prod, 'target', { trust: policy(...statements) })
      const { decision, conditionText } = can(
        indexOf([app, limit, target], wholly(prod)),
        'app',
        'sts:AssumeRole',
        'target',
      )
      return [decision, conditionText]
    })
    expect(decisions[0]).toEqual(decisions[1])
    expect(decisions[0]?.[0]).toBe('Conditional')
    expect(decisions[0]?.[1]).toContain('night')
  })

  it('names the layer of the statement that denies unless the condition holds', () => {
    const encrypted = bucket(
      prod,
      'safe',
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
    const ada = user(prod, 'ada', { inline: policy(allow('s3:GetObject')) })
    const [found] = who(indexOf([ada, encrypted], wholly(prod)), 's3:GetObject', 'safe').principals
    expect(found).toMatchObject({
      name: 'ada',
      decision: 'Conditional',
      via: [{ layer: 'identity', effect: 'Allow' }],
      limitedBy: 'resource',
    })
  })
})

describe('gaps', () => {
  const reader = user(prod, 'ada', { inline: policy(allow('s3:GetObject')) })
  const plain = user(prod, 'bob')
  const lake = (reading: Parameters<typeof bucket>[2]) => bucket(prod, 'lake', reading)
  const unread = { state: 'unread', code: 'AccessDenied', reason: 'AWS refused s3:GetBucketPolicy' } as const
  const decide = (objects: readonly InventoryObject[], cells: readonly CoverageCell[], name: string) => {
    const { decision, asRead, gaps } = can(indexOf(objects, cells), name, 's3:GetObject', 'arn:aws:s3:::lake/x')
    return [decision, asRead, gaps.length > 0]
  }

  it('of a resource policy that was refused make both yes and no unknown', () => {
    const objects = [reader, plain, lake(unread)]
    expect(decide(objects, wholly(prod), 'ada')).toEqual(['Unknown', 'Allowed', true])
    expect(decide(objects, wholly(prod), 'bob')).toEqual(['Unknown', 'ImplicitlyDenied', true])
  })

  it('of the policy of a bucket that blocks the public: it may name the one who asks', () => {
    const object = lake(unread)
    const body = { ...object.body, facts: { publicAccessBlock: { restrictPublicBuckets: true } } }
    const stranger = user(lab, 'dot', { inline: policy(allow('s3:GetObject')) })
    const objects = [stranger, { ...object, body }]
    expect(decide(objects, wholly(prod, lab), 'dot')).toEqual(['Unknown', 'ImplicitlyDenied', true])
    const identity = can(indexOf(objects, wholly(prod, lab)), 'dot', 's3:GetObject', 'arn:aws:s3:::lake/x').steps
    expect(identity.find(({ layer }) => layer === 'identity')).toMatchObject({ result: 'allow' })
  })

  it.each([
    ['ACTIVE', false],
    ['SUSPENDED', true],
  ])('of an account that nobody entered, %s: whether everybody is listed is %s', (status, complete) => {
    const one = account(lab, 'lab', 'r-test')
    const objects = [reader, lake(policy(allow('s3:GetObject'))), { ...one, body: { ...one.body, status } }]
    const answer = who(indexOf(objects, wholly(prod)), 's3:GetObject', 'lake')
    expect(answer).toMatchObject({ complete, gaps: complete ? [] : [{ account: lab, service: 'iam' }] })
  })

  it('do not weaken an explicit denial', () => {
    const denied = user(prod, 'cy', { inline: policy(allow('s3:*'), deny('s3:GetObject')) })
    expect(decide([denied, lake(unread)], wholly(prod), 'cy')).toEqual(['ExplicitlyDenied', undefined, false])
  })

  it('of a layer nobody looked for leave a yes standing, and are named', () => {
    const cells = [cell(prod, 'iam'), cell(prod, 's3'), cell(prod, 'organization', 'not_collected')]
    const index = indexOf([reader, plain, lake({ state: 'none' })], cells)
    const answer = can(index, 'ada', 's3:GetObject', 'lake')
    expect(answer).toMatchObject({
      decision: 'Allowed',
      gaps: [{ service: 'organizations' }, { service: 'organizations' }],
    })
    expect(answer.notes).toContain('As far as the policies that were read say; SCPs and RCPs are not among them.')
    // SCPs never grant, so what they might say cannot turn a no.
    expect(can(index, 'bob', 's3:GetObject', 'lake').decision).toBe('ImplicitlyDenied')
    expect(who(index, 's3:GetObject', 'lake')).toMatchObject({ complete: true, unknown: 0 })
  })

  it('of SCPs that were refused make a yes unknown', () => {
    const cells = [cell(prod, 'iam'), cell(prod, 's3'), cell(prod, 'organization', 'denied', 'AWS refused')]
    expect(decide([reader, lake({ state: 'none' })], cells, 'ada')).toEqual(['Unknown', 'Allowed', true])
  })

  it('of an attached policy that was not read make yes and no unknown', () => {
    const attached = user(prod, 'eve', { attached: ['arn:aws:iam::aws:policy/Missing'] })
    const both = user(prod, 'fay', {
      attached: ['arn:aws:iam::aws:policy/Missing'],
      inline: policy(allow('s3:GetObject')),
    })
    const objects = [attached, both, lake({ state: 'none' })]
    expect(decide(objects, wholly(prod), 'eve')).toEqual(['Unknown', 'ImplicitlyDenied', true])
    expect(decide(objects, wholly(prod), 'fay')).toEqual(['Unknown', 'Allowed', true])
  })

  it('of a malformed policy are gaps like any other', () => {
    const broken = user(prod, 'gil', { inline: '{"Statement": [' })
    expect(decide([broken, lake({ state: 'none' })], wholly(prod), 'gil')).toEqual([
      'Unknown',
      'ImplicitlyDenied',
      true,
    ])
    const index = indexOf([broken, lake({ state: 'none' })], wholly(prod))
    expect(who(index, 's3:GetObject', 'lake')).toMatchObject({
      complete: false,
      unknown: 1,
      gaps: [{ service: 'iam' }],
    })
  })

  it('of a bucket that nobody could look at leave the answer open', () => {
    const cells = [cell(prod, 'iam'), cell(prod, 's3', 'not_collected'), cell(prod, 'organization')]
    expect(decide([reader, plain], cells, 'bob')).toEqual(['Unknown', 'ImplicitlyDenied', true])
    expect(decide([reader, plain], cells, 'ada')).toEqual(['Allowed', undefined, true])
  })

  it('of a whole account keep the list from being complete', () => {
    const cells = [...wholly(prod), cell(lab, 'role', 'denied', 'The role cannot be assumed')]
    const answer = who(indexOf([reader, lake({ state: 'none' })], cells), 's3:GetObject', 'lake')
    expect(answer).toMatchObject({ complete: false, gaps: [{ account: lab, service: 'iam' }] })
  })
})

describe('administrators', () => {
  const admin = (access: Parameters<typeof user>[2], extra: readonly InventoryObject[] = []) => {
    const index = indexOf([user(prod, 'ada', access), ...extra], wholly(prod))
    const summary = index.principals().find((one) => one.name === 'ada')
    expect(index.administrator('ada')).toEqual({ ok: true, value: summary?.admin })
    return [summary?.admin, summary?.adminVia]
  }
  const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }

  it.each<[string, Parameters<typeof user>[2], [string, string?]]>([
    ['everything', { inline: policy(allow('*')) }, ['yes', 'full']],
    [
      'split over two statements',
      { inline: policy(allow('iam:*'), { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }) },
      ['yes', 'full'],
    ],
    ['IAM alone', { inline: policy(allow('iam:*')) }, ['yes', 'equivalent']],
    ['everything but one service', { inline: policy(allow('*'), deny('sqs:*')) }, ['yes', 'equivalent']],
    [
      'everything but one bucket',
      { inline: policy(allow('*'), deny('s3:*', 'arn:aws:s3:::audit')) },
      ['yes', 'equivalent'],
    ],
    ['everything but IAM writes', { inline: policy(allow('*'), deny('iam:Create*')) }, ['no']],
    [
      'power user',
      { inline: policy({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }) },
      ['no'],
    ],
    ['with MFA', { inline: policy(allow('*', '*', mfa)) }, ['conditional']],
    ['reader', { inline: policy(allow(['s3:*', 'iam:Get*'])) }, ['no']],
    ['something that was not read', { attached: ['arn:aws:iam::aws:policy/IAMFullAccess'] }, ['unknown']],
  ])('%s', (_, access, expected) => {
    expect(admin(access)).toEqual([expected[0], expected[1]])
  })

  it('is the root user of its own account, fully, unless an SCP denies something', () => {
    const rootIn = (objects: readonly InventoryObject[]) => {
      const root = indexOf(objects, wholly(management, prod, lab))
        .principals()
        .find((one) => one.type === 'root' && one.account === prod)
      return [root?.admin, root?.adminVia]
    }
    const scpOn = (document: Json) => [...organizationTree, scp('p-x', 'Guard', document, [prod])]
    expect(rootIn([user(prod, 'ada')])).toEqual(['yes', 'full'])
    expect(rootIn(organizationTree)).toEqual(['yes', 'full'])
    expect(rootIn(scpOn(policy(deny('cloudtrail:StopLogging'))))).toEqual(['yes', 'equivalent'])
    expect(rootIn(scpOn(policy(deny('iam:CreateUser'))))).toEqual(['no', undefined])
  })

  it.each<[string, Json, 'yes' | 'no']>([
    ['since a day past', { DateGreaterThan: { 'aws:CurrentTime': '2026-02-28T00:00:00Z' } }, 'yes'],
    ['until a day to come', { DateLessThan: { 'aws:CurrentTime': '2026-03-02T00:00:00Z' } }, 'yes'],
    ['until a day past', { DateLessThan: { 'aws:CurrentTime': '2026-03-01T00:00:00Z' } }, 'no'],
    ['for sessions of long ago', { DateLessThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } }, 'no'],
    ['over TLS', { Bool: { 'aws:SecureTransport': 'true' } }, 'yes'],
  ])('%s', (_name, condition, expected) => {
    expect(admin({ inline: policy(allow('*', '*', { Condition: condition })) })[0]).toBe(expected)
  })

  it('are known, and so is who is none, where their account may hold others that were not read', () => {
    const objects = [user(prod, 'ada', { inline: policy(allow('*')) }), user(prod, 'bob')]
    const principals = indexOf(objects, [cell(prod, 'iam', 'suspect', 'More pages follow')]).principals()
    expect(principals.map(({ name, admin: answer }) => [name, answer])).toEqual([
      ['ada', 'yes'],
      ['bob', 'no'],
      ['root', 'yes'],
    ])
  })

  it('whose earlier sessions were revoked are administrators still', () => {
    const revoked = { Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-02-01T00:00:00Z' } } }
    expect(admin({ inline: policy(allow('*'), deny('*', '*', revoked)) })[0]).toBe('yes')
  })

  it('bounded to reading is none', () => {
    const boundary = managedPolicy(prod, 'Edge', policy(allow(['s3:*', 'iam:Get*'])))
    expect(admin({ inline: policy(allow('*')), boundary: boundary.arn }, [boundary])).toEqual(['no', undefined])
  })
})

describe('what can', () => {
  const index = indexOf(
    [
      user(prod, 'ada', {
        inline: policy(
          allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::lake/${aws:username}/*'),
          allow('s3:ListAllMyBuckets'),
          deny('s3:PutObject', '*'),
          allow('sqs:SendMessage', 'arn:aws:s3:::not-a-queue'),
        ),
      }),
      user(prod, 'tess', { inline: policy(allow(['s3:PutObject', 's3:PutBucketPolicy', 's3:PutBucketTagging'])) }),
    ],
    wholly(prod),
  )

  it('counts by service and level what is allowed somewhere', () => {
    const answer = index.whatCan({ principal: 'ada' })
    expect(
      answer.ok &&
        answer.value.services.map(({ service, levels }) => [service, levels.List, levels.Read, levels.Write]),
    ).toEqual([
      ['s3', 1, 1, 0],
      ['sts', 0, 1, 0],
    ])
  })

  it('counts an action of two levels once, under the special one', () => {
    const answer = index.whatCan({ principal: 'tess' })
    expect(answer.ok && answer.value.services.find(({ service }) => service === 's3')?.levels).toEqual({
      List: 0,
      Read: 0,
      Write: 1,
      'Permissions management': 1,
      Tagging: 1,
    })
  })

  it('names actions and where, for one service', () => {
    const answer = index.whatCan({ principal: 'ada', service: 's3' })
    expect(answer.ok && answer.value.services[0]?.actions).toEqual([
      { action: 's3:GetObject', decision: 'Allowed', resources: ['arn:aws:s3:::lake/ada/*'] },
      { action: 's3:ListAllMyBuckets', decision: 'Allowed', resources: ['*'] },
    ])
  })
})

describe('names', () => {
  const index = indexOf(
    [
      ...organizationTree,
      user(prod, 'ada'),
      user(lab, 'ada'),
      role(prod, 'deploy'),
      bucket(prod, 'lake', { state: 'none' }),
    ],
    wholly(management, prod, lab),
  )

  it('of principals may be ARN, account and name, or a name alone', () => {
    for (const text of [`arn:aws:iam::${prod}:role/deploy`, 'lake-prod/deploy', `${prod}/deploy`, 'deploy']) {
      expect(index.findPrincipal(text)).toEqual({ ok: true, value: `arn:aws:iam::${prod}:role/deploy` })
    }
    expect(index.findPrincipal('lab/root')).toEqual({ ok: true, value: `arn:aws:iam::${lab}:root` })
    expect(index.findPrincipal('ada')).toMatchObject({
      ok: false,
      error: {
        code: 'ambiguous_principal',
        suggestions: [`arn:aws:iam::${prod}:user/ada`, `arn:aws:iam::${lab}:user/ada`],
      },
    })
    expect(index.findPrincipal('deplyo')).toMatchObject({
      ok: false,
      error: { code: 'unknown_principal', suggestions: ['deploy'] },
    })
  })

  it('of actions and resources that do not exist are told with the nearest', () => {
    const wrong = (action: string, resource?: string) => {
      const result = index.whoCan({ action, ...(resource !== undefined && { resource }) })
      return result.ok ? undefined : [result.error.code, ...result.error.suggestions]
    }
    expect(wrong('s3:GetObjects')).toEqual(['unknown_action', 's3:GetObject', 's3:GetObjectAcl', 's3:PutObject'])
    expect(wrong('s4:GetObject')?.[0]).toBe('unknown_action')
    expect(wrong('kms:Decrypt', 'no such key')?.[0]).toBe('bad_input')
    expect(wrong('s3:GetObject', 'arn:aws:s3')?.[0]).toBe('bad_input')
  })

  it('are suggested as they are typed', () => {
    expect(index.suggest('action', 's3:getob', 3).map((one) => one.value)).toEqual([
      's3:GetObject',
      's3:GetObjectAcl',
      's3:GetObjectTagging',
    ])
    expect(index.suggest('principal', 'dep')).toMatchObject([{ label: 'deploy', detail: 'role, lake-prod' }])
    expect(index.suggest('resource', 'LAKE')).toMatchObject([
      { value: 'arn:aws:s3:::lake', detail: 's3:bucket in lake-prod' },
    ])
  })
})

describe('resources', () => {
  const open = (statement: { readonly [key: string]: Json }) =>
    bucket(
      prod,
      'b',
      policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...statement }),
    )

  it.each<[string, InventoryObject, string, string]>([
    ['open to all', open({}), 'yes', 'yes'],
    [
      'open to addresses',
      open({ Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
      'yes',
      'conditional',
    ],
    [
      'open to the organization',
      open({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-test' } } }),
      'yes',
      'no',
    ],
    ['open to one account', open({ Principal: { AWS: lab } }), 'yes', 'no'],
    ['without policy', bucket(prod, 'b', { state: 'none' }), 'no', 'no'],
    ['unread', bucket(prod, 'b', { state: 'unread', code: 'AccessDenied', reason: 'no' }), 'unread', 'unknown'],
  ])('%s', (_, object, hasPolicy, isPublic) => {
    expect(indexOf([object], wholly(prod)).resources()).toMatchObject([{ name: 'b', hasPolicy, public: isPublic }])
  })

  it('that are public let anybody in, unless public access is blocked', () => {
    expect(holders(who(indexOf([open({})], wholly(prod)), 's3:GetObject', 'b'))).toEqual([
      'root Allowed',
      'anybody Allowed',
    ])
    const object = open({})
    const blocked = {
      ...object,
      body: { ...object.body, facts: { publicAccessBlock: { restrictPublicBuckets: true } } },
    }
    expect(holders(who(indexOf([blocked], wholly(prod)), 's3:GetObject', 'b'))).toEqual([
      'root Allowed',
      'any AWS service Allowed',
    ])
  })
})
