import { describe, expect, it } from 'vitest'
import { can, indexOf, who, wholly } from '../../../test/fakes/access-index.ts'
import {
  account,
  allow,
  bucket,
  cell,
  deny,
  managedPolicy,
  organization,
  organizationPolicy,
  policy,
  role,
  trust,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'
import { words } from './words.ts'

const main = '111111111111'
const prod = '222222222222'
const lab = '333333333333'
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }

describe('who can, in one sentence', () => {
  const say = (allowed: number, conditional: number, unknown = 0, complete = true) =>
    words.whoCan({ allowed, conditional, unknown, complete, what: 's3:GetObject on objects in lake' })

  it.each([
    [0, 0, 'No principal can call s3:GetObject on objects in lake.'],
    [1, 0, 'One principal can call s3:GetObject on objects in lake.'],
    [9, 0, 'Nine principals can call s3:GetObject on objects in lake.'],
    [0, 1, 'One principal can call s3:GetObject on objects in lake, under a condition.'],
    [0, 6, 'Six principals can call s3:GetObject on objects in lake, each under a condition.'],
    [1, 1, 'One principal can call s3:GetObject on objects in lake, and one more under a condition.'],
    [9, 2, 'Nine principals can call s3:GetObject on objects in lake, and two more under a condition.'],
    [10, 18_204, '10 principals can call s3:GetObject on objects in lake, and 18,204 more under a condition.'],
  ])('%d allowed, %d under a condition', (allowed, conditional, sentence) => {
    expect(say(allowed, conditional)).toBe(sentence)
  })

  it('claims no "nobody" where nobody could look', () => {
    expect(say(0, 0, 0, false)).toBe('No known principal can call s3:GetObject on objects in lake.')
    expect(say(0, 0, 7, false)).toBe('Who can call s3:GetObject on objects in lake is not known.')
    expect(say(2, 0, 7, false)).toBe('Two principals can call s3:GetObject on objects in lake.')
  })
})

const tree = (scp: Json): readonly InventoryObject[] => [
  organization(main),
  unit(main, 'r-test', 'Root', null),
  unit(main, 'ou-prod', 'Production', 'r-test'),
  account(main, 'main', 'r-test'),
  account(prod, 'lake-prod', 'ou-prod'),
  account(lab, 'lab', 'r-test'),
  organizationPolicy(main, 'p-full', {
    name: 'FullAWSAccess',
    type: 'serviceControl',
    document: policy(allow('*')),
    targets: ['r-test', main, prod, lab],
  }),
  organizationPolicy(main, 'p-ou', {
    name: 'Perimeter',
    type: 'serviceControl',
    document: scp,
    targets: ['ou-prod'],
  }),
]

describe('one decision, in one sentence', () => {
  const boundary = managedPolicy(prod, 'Edge', policy(allow('s3:*')))
  const objects: readonly InventoryObject[] = [
    ...tree(policy(allow(['s3:*', 'iam:*', 'sts:*']), deny('s3:DeleteBucket'))),
    boundary,
    user(prod, 'ada', { inline: policy(allow('*')), boundary: boundary.arn }),
    user(prod, 'app', { inline: policy(allow('*'), deny('iam:*')) }),
    role(prod, 'app', { inline: policy(allow('s3:ListAllMyBuckets', '*', mfa)) }),
    role(lab, 'reader', { inline: policy(allow('*')), trust: trust({ AWS: `arn:aws:iam::${lab}:user/dot` }) }),
    bucket(prod, 'lake', { state: 'none' }),
  ]
  const index = indexOf(objects, wholly(main, prod, lab))

  it.each<[string, string, string | undefined, string]>([
    ['ada', 's3:GetObject', 'lake', 'ada can call s3:GetObject on objects in lake: ada-inline allows it.'],
    ['ada', 'iam:CreateUser', undefined, 'ada cannot call iam:CreateUser: the permissions boundary does not allow it.'],
    [
      'ada',
      's3:DeleteBucket',
      'lake',
      'ada cannot call s3:DeleteBucket on lake: the SCP Perimeter at OU Production denies it.',
    ],
    ['ada', 'sqs:ListQueues', undefined, 'ada cannot call sqs:ListQueues: no SCP at OU Production allows it.'],
    [
      'reader',
      's3:GetObject',
      'arn:aws:s3:::lake/x',
      'reader cannot call s3:GetObject on lake/x: the policy of the resource does not allow it.',
    ],
    [
      'ada',
      'sts:AssumeRole',
      'reader',
      'ada cannot call sts:AssumeRole on role reader: the trust policy of the role does not allow it.',
    ],
    [
      'lake-prod/root',
      'sts:AssumeRole',
      'reader',
      'The root user of lake-prod cannot call sts:AssumeRole on role reader: a root user cannot assume roles.',
    ],
    [
      `arn:aws:iam::${prod}:role/app`,
      'sts:GetSessionToken',
      undefined,
      'app in lake-prod cannot call sts:GetSessionToken: it takes the access key of a user, and a role has none.',
    ],
    [
      'lake-prod/root',
      's3:CreateBucket',
      'lake',
      'The root user of lake-prod can call s3:CreateBucket on lake: a root user needs no policy.',
    ],
    [
      `arn:aws:iam::${prod}:role/app`,
      's3:ListAllMyBuckets',
      undefined,
      'app in lake-prod can call s3:ListAllMyBuckets if the session used MFA.',
    ],
    [
      `arn:aws:iam::${prod}:user/app`,
      'iam:CreateUser',
      undefined,
      'app in lake-prod cannot call iam:CreateUser: app-inline denies it.',
    ],
  ])('%s %s %s', (principal, action, resource, sentence) => {
    expect(can(index, principal, action, resource).sentence).toBe(sentence)
  })

  it('leaves a long condition to the line below', () => {
    const addresses = Array.from({ length: 12 }, (_, at) => `203.0.113.${at}/32`)
    const guarded = user(prod, 'far', {
      inline: policy(allow('s3:ListAllMyBuckets', '*', { Condition: { IpAddress: { 'aws:SourceIp': addresses } } })),
    })
    const answer = can(indexOf([guarded], wholly(prod)), 'far', 's3:ListAllMyBuckets')
    expect(answer.sentence).toBe('far can call s3:ListAllMyBuckets under a condition.')
    expect(answer.conditionText).toContain('203.0.113.11/32')
  })
})

describe('notes', () => {
  const ada = user(prod, 'ada', { inline: policy(allow('s3:*')) })

  it('say how the question was read', () => {
    const index = indexOf([ada, bucket(prod, 'lake', { state: 'none' })], wholly(prod))
    expect(can(index, 'ada', 's3:GetObject', 'arn:aws:s3:::lake/x').notes).toEqual([])
    expect(can(index, 'ada', 's3:GetObject', 'lake').notes).toEqual([
      's3:GetObject is about objects: those in lake are meant.',
    ])
    expect(can(index, 'ada', 's3:ListAllMyBuckets', 'lake').notes).toEqual([
      's3:ListAllMyBuckets takes no resource, so the answer is about all of them.',
    ])
    expect(can(index, 'ada', 's3:ListAllMyBuckets').notes).toEqual([])
    expect(who(index, 'iam:CreateUser').notes).toEqual([
      'No resource was named, so the answer is about every resource.',
    ])
  })

  it('say when a role stands under another path', () => {
    const index = indexOf([ada, role(prod, 'app', { path: '/service/', trust: trust({ AWS: prod }) })], wholly(prod))
    const asked = (name: string) => who(index, 'sts:AssumeRole', `arn:aws:iam::${prod}:role/${name}`).notes
    expect(asked('app')).toEqual(['No role app was read, but role service/app; check the ARN.'])
    expect(asked('elsewhere')).toEqual(['No role elsewhere was read; check the ARN.'])
    expect(asked('service/app')).toEqual([])
  })

  it('say when the owner is not known', () => {
    const index = indexOf([ada], [cell(prod, 'iam'), cell(prod, 'organization')])
    expect(can(index, 'ada', 's3:GetObject', 'arn:aws:s3:::elsewhere/x').notes).toContain(
      'elsewhere was not read, so whether it exists and whose it is, is not known; each principal is asked as if its own account owned it.',
    )
  })

  it('say what was not read', () => {
    const unread = { state: 'unread', code: 'AccessDenied', reason: 'AWS refused s3:GetBucketPolicy' } as const
    const index = indexOf(
      [ada, user(prod, 'bob'), bucket(prod, 'lake', unread)],
      [...wholly(prod), cell(lab, 'role', 'denied', 'The role cannot be assumed')],
    )
    expect(can(index, 'ada', 's3:GetObject', 'arn:aws:s3:::lake/x')).toMatchObject({
      sentence: 'Whether ada can call s3:GetObject on lake/x is not known.',
      notes: ['What was read allows it.', 'The policy of lake was not read: AWS refused s3:GetBucketPolicy.'],
    })
    expect(who(index, 's3:GetObject', 'arn:aws:s3:::lake/x')).toMatchObject({
      sentence: 'Who can call s3:GetObject on lake/x is not known.',
      notes: [
        `The list may be incomplete: ${lab} could not be read.`,
        'For four principals it is not known, because something that bears on them was not read.',
      ],
    })
  })

  it('say where a list of abilities ends', () => {
    const index = indexOf([ada], [cell(prod, 'iam'), cell(prod, 'organization', 'not_collected')])
    const answer = index.whatCan({ principal: 'ada' })
    expect(answer.ok && answer.value.notes).toEqual([
      'What the policies of single resources add is not in this list; who-can on the resource tells it.',
      'As far as the policies that were read say; SCPs and RCPs are not among them.',
    ])
  })
})

describe('a role of Identity Center', () => {
  const path = '/aws-reserved/sso.amazonaws.com/eu-west-1/'
  const own = 'AWSReservedSSO_DataEngineer_5d6733c79a0b9809'
  const arn = `arn:aws:iam::${prod}:role${path}${own}`
  const lake = bucket(
    prod,
    'lake',
    policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:sts::${prod}:assumed-role/${own}/mateo` },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::lake/*',
    }),
  )
  const index = indexOf([role(prod, own, { path, inline: policy(allow('s3:GetObject')) }), lake], wholly(prod))

  it('is called by its permission set, and found by either name', () => {
    for (const text of ['DataEngineer', own, arn, `${prod}/DataEngineer`, `${prod}/${own}`]) {
      expect(index.findPrincipal(text)).toEqual({ ok: true, value: arn })
    }
    expect(can(index, 'DataEngineer', 's3:GetObject', 'lake').sentence).toBe(
      'DataEngineer can call s3:GetObject on objects in lake: AWSReservedSSO_DataEngineer_5d6733c79a0b9809-inline allows it.',
    )
    expect(index.suggest('principal', 'dataeng')).toMatchObject([{ value: arn, label: 'DataEngineer' }])
    expect(index.suggest('principal', 'awsreservedsso_data')).toMatchObject([{ value: arn, label: 'DataEngineer' }])
    expect(index.principals().find((one) => one.arn === arn)?.name).toBe('DataEngineer')
  })

  it('is known behind its sessions', () => {
    const holder = who(index, 's3:PutObject', 'lake').principals.find((one) => one.arn === arn)
    expect(holder).toMatchObject({ name: 'DataEngineer', decision: 'Conditional' })
  })
})
