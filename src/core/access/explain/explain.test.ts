import { describe, expect, it } from 'vitest'
import { can, indexOf, wholly } from '../../../../test/fakes/access-index.ts'
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
} from '../../../../test/fakes/inventory.ts'
import type { InventoryObject } from '../../inventory/objects.ts'

const main = '111111111111'
const prod = '222222222222'
const lab = '333333333333'
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }

const outsideEu = {
  Sid: 'Region',
  Effect: 'Deny',
  NotAction: 'iam:*',
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
}
const boundary = managedPolicy(prod, 'DevBoundary', policy(allow('s3:*')))

const objects: readonly InventoryObject[] = [
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
    targets: ['r-test', 'ou-prod', main, prod, lab],
  }),
  organizationPolicy(main, 'p-eu', {
    name: 'DenyOutsideEu',
    type: 'serviceControl',
    document: policy(allow('*'), outsideEu),
    targets: ['ou-prod'],
  }),
  boundary,
  user(prod, 'ada', { inline: policy(allow('*')), boundary: boundary.arn }),
  user(prod, 'bob', { inline: policy(allow('sqs:*'), allow('s3:GetObject', 'arn:aws:s3:::other/*')) }),
  user(prod, 'cy', { inline: policy(allow('*'), deny('s3:*', 'arn:aws:s3:::lake/*'), deny('s3:GetObject')) }),
  user(prod, 'eve', {
    inline: policy(allow('s3:GetObject', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'data' } } })),
  }),
  role(prod, 'app', { inline: policy(allow('s3:*'), allow('sqs:ListQueues', '*', mfa)) }),
  role(lab, 'reader', { inline: policy(allow('*')), trust: trust({ AWS: `arn:aws:iam::${lab}:user/dot` }) }),
  role(lab, 'nobody'),
  bucket(
    prod,
    'lake',
    policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${lab}:role/other` },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::lake/*',
    }),
  ),
  bucket(prod, 'plain', { state: 'none' }),
]
const index = indexOf(objects, wholly(main, prod, lab))
const inUs = { 'aws:RequestedRegion': ['us-east-1'] }
const object = 'arn:aws:s3:::lake/x'

type Asked = Parameters<typeof can> extends [unknown, ...infer Rest] ? Rest : never
const changes = (...asked: Asked): readonly string[] =>
  can(index, ...asked).wouldChange.map(({ text, decision }) => `${text} ${decision}`)

describe('nearest miss', () => {
  it.each<[string, Asked]>([
    [
      'Would be allowed if the SCP DenyOutsideEu at OU Production did not deny it (statement Region).',
      ['ada', 's3:ListAllMyBuckets', undefined, inUs],
    ],
    ['Would be allowed if the boundary DevBoundary allowed it.', ['ada', 'iam:CreateUser']],
    [
      'Would be allowed if the SCP DenyOutsideEu at OU Production did not deny it (statement Region) and the boundary DevBoundary allowed it.',
      ['ada', 'sqs:ListQueues', undefined, inUs],
    ],
    ['Would be allowed if an identity policy allowed s3:PutObject on lake/x.', ['bob', 's3:PutObject', object]],
    [
      'Would be allowed if an identity policy allowed s3:GetObject on lake/x; bob-inline, statement 2, allows it only on arn:aws:s3:::other/*.',
      ['bob', 's3:GetObject', object],
    ],
    [
      "Would be allowed if an identity policy allowed s3:GetObject on lake/x; eve-inline, statement 1, allows it only if the principal's tag team is data.",
      ['eve', 's3:GetObject', object],
    ],
    ['Would be allowed if cy-inline did not deny it (statements 2 and 3).', ['cy', 's3:GetObject', object]],
    [
      `Would be allowed if the bucket policy of lake allowed it; its statement 1 allows it only to arn:aws:iam::${lab}:role/other.`,
      ['reader', 's3:GetObject', object],
    ],
    [
      'Would be allowed if an identity policy allowed s3:GetObject on lake/x and the bucket policy of lake allowed it.',
      ['nobody', 's3:GetObject', object],
    ],
    ['No policy would allow it: a root user cannot assume roles.', ['lake-prod/root', 'sts:AssumeRole', 'reader']],
    [
      'No policy would allow it: it takes the access key of a user, and a role has none.',
      ['app', 'sts:GetSessionToken'],
    ],
    [
      `No policy would allow it: arn:aws:ec2:eu-west-1:${prod}:instance/i-1 can carry no policy of its own, so nobody outside its account can be let in.`,
      ['reader', 'ec2:StartInstances', `arn:aws:ec2:eu-west-1:${prod}:instance/i-1`],
    ],
  ])('%s', (sentence, asked) => {
    expect(can(index, ...asked).nearestMiss).toBe(sentence)
  })

  it('is nothing that an answer other than a denial has', () => {
    expect(can(index, 'app', 's3:GetObject', 'plain')).not.toHaveProperty('nearestMiss')
    expect(can(index, 'app', 's3:ListAllMyBuckets')).not.toHaveProperty('nearestMiss')
  })

  it('names a statement of the same service before one of another', () => {
    const fay = user(prod, 'fay', {
      inline: policy(
        allow('*', 'arn:aws:sqs:*:*:*'),
        allow('s3:*', 'arn:aws:s3:::other/*'),
        allow('s3:Get*', 'arn:aws:s3:::lake/2026/*'),
      ),
    })
    const lake = bucket(prod, 'lake', { state: 'none' })
    expect(can(indexOf([fay, lake], wholly(prod)), 'fay', 's3:GetObject', object).nearestMiss).toBe(
      'Would be allowed if an identity policy allowed s3:GetObject on lake/x; fay-inline, statement 3, allows it only on arn:aws:s3:::lake/2026/*.',
    )
  })

  it('tells contradicting conditions by what would resolve them', () => {
    const gus = user(prod, 'gus', {
      inline: policy(allow('s3:*', '*', mfa), {
        ...deny('s3:*'),
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    })
    const answer = can(indexOf([gus], wholly(prod)), 'gus', 's3:ListAllMyBuckets')
    expect(answer.decision).toBe('ImplicitlyDenied')
    expect(answer.nearestMiss).toBe('Would be allowed under a condition if gus-inline did not deny it (statement 2).')
  })

  it('knows Block Public Access', () => {
    const open = bucket(
      prod,
      'open',
      policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }),
    )
    const blocked = { ...open, body: { ...open.body, facts: { publicAccessBlock: { restrictPublicBuckets: true } } } }
    const answer = can(indexOf([...objects, blocked], wholly(main, prod, lab)), 'reader', 's3:GetObject', 'open')
    expect(answer.nearestMiss).toBe('Would be allowed if Block Public Access did not shut out other accounts.')
    expect(answer.steps.find((step) => step.decides)).toMatchObject({ layer: 'resource', result: 'deny' })
  })
})

describe('what would change a denial', () => {
  it('first another call, then the statement', () => {
    expect(can(index, 'ada', 's3:ListAllMyBuckets', undefined, inUs).wouldChange).toEqual([
      {
        text: 'Call in eu-central-1 or eu-west-1.',
        decision: 'Allowed',
        kind: 'context',
        context: ['aws:RequestedRegion=eu-central-1'],
      },
      {
        text: 'Remove statement Region of the SCP DenyOutsideEu at OU Production.',
        decision: 'Allowed',
        kind: 'edit',
        layer: 'serviceControl',
        policy: 'DenyOutsideEu',
        policyRef: expect.any(String),
        statement: 1,
      },
    ])
  })

  it('what the snapshot knows of a key that the asker set otherwise', () => {
    expect(changes('ada', 's3:DeleteBucket', 'lake', inUs)[0]).toBe('Call in eu-central-1. Allowed')
  })

  it('an Allow that nearly covers it, or one more', () => {
    expect(changes('bob', 's3:GetObject', object)).toEqual([
      `Let statement 2 of bob-inline cover ${object} too. Allowed`,
      'Let the inline policy bob-inline allow s3:GetObject on lake/x. Allowed',
      'Let the bucket policy of lake allow s3:GetObject on lake/x to bob. Allowed',
    ])
    expect(changes('eve', 's3:GetObject', object)[0]).toBe(
      'Take the condition out of statement 1 of eve-inline. Allowed',
    )
    expect(changes('reader', 's3:GetObject', object)[0]).toBe(
      'Name reader in statement 1 of the bucket policy of lake. Allowed',
    )
    expect(changes('nobody', 'iam:CreateUser')).toEqual(['Give nobody a policy that allows iam:CreateUser. Allowed'])
  })

  it('what one policy denies and does not allow is told together', () => {
    const shut = bucket(
      prod,
      'shut',
      policy({ Sid: 'Nobody', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::shut/*' }),
    )
    const answer = can(indexOf([...objects, shut], wholly(main, prod, lab)), 'reader', 's3:GetObject', 'shut')
    expect(answer.nearestMiss).toBe(
      'Would be allowed if the bucket policy of shut allowed it and did not deny it (statement Nobody).',
    )
    expect(answer.wouldChange.map(({ text }) => text)).toEqual([
      'Remove statement Nobody of the bucket policy of shut and let it allow s3:GetObject on objects in shut to reader.',
    ])
  })

  it('several changes only where none alone does', () => {
    expect(changes('cy', 's3:GetObject', object)).toEqual(['Remove statements 2 and 3 of cy-inline. Allowed'])
    expect(changes('nobody', 's3:GetObject', object)).toEqual([
      'Give nobody a policy that allows s3:GetObject on lake/x and let the bucket policy of lake allow s3:GetObject on lake/x to nobody. Allowed',
    ])
  })

  it('a policy that only AWS edits is detached, and none that others share is widened', () => {
    const own = managedPolicy(prod, 'Quarantine', policy(deny('iam:*')))
    const arn = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3'
    const quarantine: InventoryObject = { ...own, nativeId: arn, arn, body: { ...own.body, awsManaged: true } }
    const staff = group(prod, 'staff', { inline: policy(allow('s3:ListAllMyBuckets')) })
    const hal = user(prod, 'hal', { inline: policy(allow('*')), attached: [arn] })
    const ivy = user(prod, 'ivy', { groups: ['staff'] })
    const small = indexOf([quarantine, staff, hal, ivy], wholly(prod))
    const texts = (name: string) => can(small, name, 'iam:CreateUser').wouldChange.map(({ text }) => text)
    expect(texts('hal')).toEqual(['Detach Quarantine.'])
    expect(texts('ivy')).toEqual(['Give ivy a policy that allows iam:CreateUser.'])
    const narrow = managedPolicy(prod, 'Narrow', policy(allow('iam:CreateUser', `arn:aws:iam::${prod}:user/team/*`)))
    const lea = user(prod, 'lea', { attached: [narrow.arn] })
    const named = can(indexOf([narrow, lea], wholly(prod)), 'lea', 'iam:CreateUser', `arn:aws:iam::${prod}:user/x`)
    expect(named.nearestMiss).toContain('Narrow, statement 1, allows it only on')
    expect(named.wouldChange.map(({ text }) => text)).toEqual([
      'Give lea a policy that allows iam:CreateUser on user x.',
    ])
  })

  it('is not said where the answer is not known', () => {
    const small = indexOf(
      [user(prod, 'bob', { attached: [`arn:aws:iam::${prod}:policy/Unread`] })],
      [cell(prod, 'iam')],
    )
    expect(can(small, 'bob', 'iam:CreateUser')).toMatchObject({ decision: 'Unknown', wouldChange: [] })
  })
})

describe('what would change the other answers', () => {
  it('a condition: what fulfils it, what fails it, what takes it away', () => {
    expect(changes('app', 's3:ListAllMyBuckets')).toEqual([
      'Call in eu-central-1 or eu-west-1. Allowed',
      'It is denied if the Region is not eu-central-1 or eu-west-1. ExplicitlyDenied',
      'Without statement Region of the SCP DenyOutsideEu at OU Production it would be allowed in any case. Allowed',
    ])
    expect(can(index, 'app', 'sqs:ListQueues').wouldChange[0]).toMatchObject({
      text: 'Call in eu-central-1 or eu-west-1 with MFA.',
      context: ['aws:RequestedRegion=eu-central-1', 'aws:MultiFactorAuthPresent=true'],
    })
  })

  it('the one statement that carries a decision', () => {
    expect(changes('app', 's3:GetObject', 'plain')).toEqual([
      'Without statement 1 of app-inline it would be denied. ImplicitlyDenied',
    ])
    const twice = user(prod, 'jo', { inline: policy(allow('iam:*'), allow('iam:CreateUser')) })
    expect(can(indexOf([twice], wholly(prod)), 'jo', 'iam:CreateUser').wouldChange).toEqual([])
  })

  it('asks again with what was given, and what is absent', () => {
    const kit = user(prod, 'kit', {
      inline: policy(allow('*'), deny('*', '*', { Condition: { Null: { 'aws:SourceVpce': 'false' } } })),
    })
    const small = indexOf([kit], wholly(prod))
    expect(
      can(small, 'kit', 'iam:CreateUser', undefined, { 'aws:SourceVpce': ['vpce-1'] }).wouldChange[0],
    ).toMatchObject({
      text: 'Call where the VPC endpoint is absent.',
      context: ['aws:SourceVpce='],
    })
  })
})
