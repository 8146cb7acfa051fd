import { describe, expect, it } from 'vitest'
import { indexOf, wholly } from '../../../../test/fakes/access-index.ts'
import {
  account,
  accountId,
  allow,
  arn,
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
import type { InventoryObject, Json, ObjectBodies, ObjectKind } from '../../inventory/objects.ts'
import type { AccessIndex } from '../build-index.ts'
import type { AccessFault } from '../question.ts'
import type { Change, DiffAnswer, DiffScope } from './change.ts'

const main = '111111111111'
const prod = '222222222222'
const lab = '333333333333'

const setArn = (name: string) => arn(`arn:aws:sso:::permissionSet/ssoins-1/${name}`)

function directoryObject<K extends ObjectKind>(kind: K, id: string, body: ObjectBodies[K]): InventoryObject {
  const made = {
    kind,
    nativeId: id,
    arn: id,
    accountId: accountId(main),
    region: 'global',
    cell: 'identity_center',
    body,
  }
  return made as unknown as InventoryObject
}

const permissionSet = (name: string, inlinePolicy: Json): InventoryObject =>
  directoryObject('permissionSet', setArn(name), {
    arn: setArn(name),
    name,
    managedPolicies: [],
    customerManagedPolicies: [],
    inlinePolicy,
    tags: {},
  })

const directory: readonly InventoryObject[] = [
  permissionSet('Audit', policy(allow('s3:ListAllMyBuckets'))),
  permissionSet('Ops', policy(allow('ec2:StopInstances'))),
  directoryObject('directoryUser', 'u-ann', {
    id: 'u-ann',
    userName: 'ann',
    displayName: 'Ann Lee',
    email: 'ann@example.com',
    enabled: true,
  }),
  directoryObject('directoryUser', 'u-ben', { id: 'u-ben', userName: 'ben', enabled: true }),
  directoryObject('directoryGroup', 'g-eng', { id: 'g-eng', displayName: 'Engineers', members: ['u-ben'] }),
  directoryObject('accountAssignment', 'a-1', {
    permissionSetArn: setArn('Audit'),
    accountId: accountId(prod),
    principalType: 'GROUP',
    principalId: 'g-eng',
  }),
  role(prod, 'AWSReservedSSO_Audit_0123456789abcdef', {
    path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
    inline: policy(allow('s3:ListAllMyBuckets')),
    trust: trust({ Federated: `arn:aws:iam::${prod}:saml-provider/AWSSSO_x_DO_NOT_DELETE` }),
  }),
]

const scp = (id: string, name: string, document: Json, targets: readonly string[]) =>
  organizationPolicy(main, id, { name, type: 'serviceControl', document, targets })

const objects: readonly InventoryObject[] = [
  organization(main),
  unit(main, 'r-test', 'Root', null),
  unit(main, 'ou-prod', 'Production', 'r-test'),
  account(main, 'main', 'r-test'),
  account(prod, 'lake-prod', 'ou-prod'),
  account(lab, 'lab', 'r-test'),
  scp('p-full', 'FullAWSAccess', policy(allow('*')), ['r-test', 'ou-prod', main, prod, lab]),
  scp('p-guard', 'Guard', policy(deny('s3:DeleteBucket')), ['ou-prod']),
  managedPolicy(prod, 'Read', policy(allow(['s3:GetObject', 's3:ListBucket']))),
  managedPolicy(prod, 'Edge', policy(allow('s3:Get*'))),
  managedPolicy(prod, 'Admin', policy(allow('*'))),
  group(prod, 'staff', { attached: [`arn:aws:iam::${prod}:policy/Read`], inline: policy(allow('sqs:SendMessage')) }),
  user(prod, 'ada', { groups: ['staff'] }),
  user(prod, 'bob', { attached: [`arn:aws:iam::${prod}:policy/Read`] }),
  role(prod, 'app', { inline: policy(allow('s3:GetObject', 'arn:aws:s3:::lake/*')) }),
  role(prod, 'deploy', { inline: policy(allow('sts:AssumeRole')) }),
  user(lab, 'dot', { inline: policy(allow(['s3:*', 'sts:AssumeRole'])) }),
  bucket(prod, 'lake', policy(deny('s3:DeleteObject', 'arn:aws:s3:::lake/*', { Principal: '*' }))),
  ...directory,
]

const index = indexOf(objects, [...wholly(main, prod, lab), cell(main, 'identity_center')])

function whatIf(changes: Change | readonly Change[], scope?: DiffScope, of: AccessIndex = index): DiffAnswer {
  const answer = of.whatIf(Array.isArray(changes) ? changes : [changes], scope)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

function refused(...changes: readonly Change[]): AccessFault {
  const answer = index.whatIf(changes)
  if (answer.ok) throw new Error('not refused')
  return answer.error
}

const rows = (answer: DiffAnswer): readonly string[] =>
  answer.changes.map(
    ({ principal, change, actions, actionCount, service, resources }) =>
      `${principal.name} ${change} ${actionCount > 3 ? `${actionCount} of ${service}` : actions.join(' ')} on ${resources.join(' ')}`,
  )

describe('what if a policy', () => {
  const lessRead = policy(allow('s3:ListBucket'))

  it('were edited: all who carry it, themselves or through a group', () => {
    const answer = whatIf({ op: 'edit-policy', policy: 'Read', document: lessRead })
    expect(rows(answer)).toEqual(['ada lost s3:GetObject on *', 'bob lost s3:GetObject on *'])
    expect(answer).toMatchObject({
      from: { snapshot: 'snap' },
      to: { snapshot: 'what-if' },
      principals: { gained: 0, lost: 2, changed: 0 },
      sentence: 'Two principals would lose access.',
      complete: true,
      more: 0,
    })
  })

  it('were edited, as docs/algorithms/what-if.md tells it', () => {
    const carried = index.apply([{ op: 'attach-policy', policy: 'Read', to: 'app' }])
    if (!carried.ok) throw new Error(carried.error.message)
    const answer = whatIf({ op: 'edit-policy', policy: 'Read', document: lessRead }, {}, carried.value)
    expect(rows(answer)).toEqual([
      'ada lost s3:GetObject on *',
      'app lost s3:GetObject on *',
      'bob lost s3:GetObject on *',
    ])
    expect(answer.sentence).toBe('Three principals would lose access.')
    expect(answer.changes[0]).not.toHaveProperty('because')
  })

  it('were attached, or detached, or deleted', () => {
    const attached = whatIf({ op: 'attach-policy', policy: 'Read', to: 'app' })
    expect(rows(attached)).toEqual(['app gained s3:GetObject s3:ListBucket on *'])
    expect(attached.changes[0]).toMatchObject({
      before: 'ImplicitlyDenied',
      after: 'Allowed',
      levels: ['List', 'Read'],
      because: { effect: 'Allow', layer: 'identity', policy: 'Read' },
    })
    expect(rows(whatIf({ op: 'detach-policy', policy: `arn:aws:iam::${prod}:policy/Read`, from: 'bob' }))).toEqual([
      'bob lost s3:GetObject s3:ListBucket on *',
    ])
    expect(rows(whatIf({ op: 'delete-policy', policy: 'Read' }))).toEqual([
      'ada lost s3:GetObject s3:ListBucket on *',
      'bob lost s3:GetObject s3:ListBucket on *',
    ])
  })

  it('were attached to a group', () => {
    expect(rows(whatIf({ op: 'attach-policy', policy: 'Edge', to: 'lake-prod/staff' }))).toEqual([
      expect.stringMatching(/^ada gained \d+ of s3 on \*$/),
    ])
  })

  it('of AWS that nobody has were attached: its document must be given', () => {
    const policyArn = 'arn:aws:iam::aws:policy/AmazonSQSFullAccess'
    expect(refused({ op: 'attach-policy', policy: policyArn, to: 'app' })).toMatchObject({
      code: 'bad_input',
      message: `No managed policy ${policyArn} is known in ${prod}`,
      fix: 'Give its "document" in the change.',
    })
    const answer = whatIf({
      op: 'attach-policy',
      policy: policyArn,
      document: policy(allow('sqs:SendMessage')),
      to: 'app',
    })
    expect(rows(answer)).toEqual(['app gained sqs:SendMessage on *'])
  })

  it('stood inline, or did not', () => {
    const document = policy(allow('s3:PutObject', 'arn:aws:s3:::lake/in/*'))
    expect(rows(whatIf({ op: 'put-inline-policy', name: 'in', document, on: 'app' }))).toEqual([
      'app gained s3:PutObject on arn:aws:s3:::lake/in/*',
    ])
    expect(rows(whatIf({ op: 'delete-inline-policy', name: 'app-inline', on: 'app' }))).toEqual([
      'app lost s3:GetObject on arn:aws:s3:::lake/*',
    ])
  })

  it('denied a part of what another one allows', () => {
    const document = policy(deny('s3:*', 'arn:aws:s3:::*/secret/*'))
    const answer = whatIf({ op: 'put-inline-policy', name: 'no', document, on: 'app' })
    expect(rows(answer)).toEqual(['app lost s3:GetObject on arn:aws:s3:::lake/*/secret/* arn:aws:s3:::lake/secret/*'])
    expect(answer.changes[0]?.because).toMatchObject({ effect: 'Deny', policy: 'no', statement: 0 })
  })

  it('asked for a condition', () => {
    const document = policy(
      allow('s3:GetObject', 'arn:aws:s3:::lake/*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    )
    const answer = whatIf({ op: 'put-inline-policy', name: 'app-inline', document, on: 'app' })
    expect(answer.changes).toMatchObject([
      { change: 'narrowed', before: 'Allowed', after: 'Conditional', conditionText: 'the session used MFA' },
    ])
  })
})

describe('what if a limit', () => {
  it('were a boundary', () => {
    const both: readonly Change[] = [
      { op: 'attach-policy', policy: 'Admin', to: 'app' },
      { op: 'set-boundary', policy: 'Edge', on: 'app' },
    ]
    expect(rows(whatIf(both, { service: 's3' }))).toEqual([expect.stringMatching(/^app gained \d+ of s3 on \*$/)])
    const bounded = index.apply(both)
    if (!bounded.ok) throw new Error(bounded.error.message)
    const freed = whatIf({ op: 'remove-boundary', on: 'app' }, { limit: 5 }, bounded.value)
    expect(freed.admins).toMatchObject([{ principal: { name: 'app' }, before: 'no', after: 'yes' }])
    expect(freed.more).toBeGreaterThan(300)
  })

  it('were an SCP', () => {
    const document = policy(deny('s3:GetObject'))
    const answer = whatIf({
      op: 'attach-organization-policy',
      type: 'serviceControl',
      policy: 'NoReading',
      document,
      target: 'Production',
    })
    expect(rows(answer)).toEqual([
      'ada lost s3:GetObject on *',
      'app lost s3:GetObject on arn:aws:s3:::lake/*',
      'bob lost s3:GetObject on *',
      'root lost s3:GetObject on *',
    ])
    expect(answer.changes[0]?.because).toMatchObject({
      layer: 'serviceControl',
      policy: 'NoReading',
      level: 'OU Production',
    })
    expect(
      rows(whatIf({ op: 'detach-organization-policy', type: 'serviceControl', policy: 'p-guard', target: 'ou-prod' })),
    ).toEqual(['root gained s3:DeleteBucket on *'])
  })

  it('were taken away to the last SCP: nothing is allowed then', () => {
    const answer = whatIf(
      { op: 'detach-organization-policy', type: 'serviceControl', policy: 'FullAWSAccess', target: lab },
      { principal: 'dot' },
    )
    expect(answer.notes).toEqual([
      'It is the only SCP at account lab, and AWS does not detach the last one; without any, nothing is allowed there.',
    ])
    expect(rows(answer)).toContainEqual(expect.stringMatching(/^dot lost \d+ of s3 on \*$/))
  })

  it('were an RCP: it denies on the resources of the account, whoever asks', () => {
    const document = policy(deny('s3:GetObject', '*', { Principal: '*' }))
    const answer = whatIf({
      op: 'attach-organization-policy',
      type: 'resourceControl',
      policy: 'Shut',
      document,
      target: prod,
    })
    expect(rows(answer)).toEqual([
      'ada lost s3:GetObject on *',
      'app lost s3:GetObject on arn:aws:s3:::lake/*',
      'bob lost s3:GetObject on *',
      'root lost s3:GetObject on *',
    ])
  })
})

describe('what if the side of the resource', () => {
  it('were open: everybody is told, also who is no principal', () => {
    const document = policy(allow('s3:GetObject', 'arn:aws:s3:::lake/*', { Principal: '*' }))
    expect(rows(whatIf({ op: 'edit-resource-policy', resource: 'lake', document }))).toEqual([
      'root gained s3:GetObject on arn:aws:s3:::lake/*',
      'Audit gained s3:GetObject on arn:aws:s3:::lake/*',
      'deploy gained s3:GetObject on arn:aws:s3:::lake/*',
      'root gained s3:DeleteObject on arn:aws:s3:::lake/*',
      'dot gained s3:GetObject on arn:aws:s3:::lake/*',
      'root gained s3:GetObject on arn:aws:s3:::lake/*',
      'anybody gained s3:GetObject on arn:aws:s3:::lake/*',
    ])
  })

  it('had no policy', () => {
    expect(rows(whatIf({ op: 'edit-resource-policy', resource: 'arn:aws:s3:::lake', document: null }))).toEqual([
      'root gained s3:DeleteObject on arn:aws:s3:::lake/*',
    ])
  })

  it('let in one from outside alone: that is who is looked at', () => {
    const partner = { AWS: 'arn:aws:iam::999999999999:role/partner' }
    const document = policy(allow('sts:AssumeRole', undefined, { Principal: partner }))
    const answer = whatIf({ op: 'edit-trust-policy', role: 'deploy', document })
    expect(rows(answer).filter((row) => row.startsWith('partner'))).toHaveLength(1)
    expect(answer.examined).toBe(new Set(answer.changes.map(({ principal }) => principal.arn)).size)
  })

  it('trusted somebody else', () => {
    const document = trust({ AWS: [`arn:aws:iam::${lab}:user/dot`, 'arn:aws:iam::999999999999:role/partner'] })
    const answer = whatIf({ op: 'edit-trust-policy', role: 'app', document })
    expect(rows(answer)).toEqual([
      `dot gained sts:AssumeRole on arn:aws:iam::${prod}:role/app`,
      `partner gained sts:AssumeRole on arn:aws:iam::${prod}:role/app`,
      `ec2.amazonaws.com lost sts:AssumeRole on arn:aws:iam::${prod}:role/app`,
    ])
    expect(answer.changes[0]?.because).toMatchObject({
      effect: 'Allow',
      layer: 'resource',
      policy: 'trust policy of app',
    })
  })
})

describe('what if people', () => {
  it('came into a group of Identity Center', () => {
    const answer = whatIf({ op: 'add-to-group', user: 'ann@example.com', group: 'Engineers' })
    expect(answer.people).toMatchObject([
      { person: 'Ann Lee', email: 'ann@example.com', role: { name: 'Audit' }, change: 'gained' },
    ])
    expect(answer).toMatchObject({ changes: [], sentence: 'One person would come to a role.' })
  })

  it('were assigned a permission set where it is not provisioned yet', () => {
    const answer = whatIf({ op: 'add-assignment', permissionSet: 'Ops', account: 'lake-prod', user: 'ann' })
    expect(answer.added).toMatchObject([{ name: 'Ops', type: 'permission-set-role', account: prod }])
    expect(answer.people).toMatchObject([{ person: 'Ann Lee', role: { name: 'Ops' }, change: 'gained' }])
    const opsArn = `arn:aws:iam::${prod}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Ops_0000000000000000`
    expect(rows(answer)).toEqual([
      `AWSSSO_x_DO_NOT_DELETE gained sts:AssumeRole on ${opsArn}`,
      'Ops gained ec2:StopInstances on *',
    ])
    expect(answer.notes).toEqual([
      'AWS would provision a role for Ops in lake-prod; zeros stand for the end of its name, which AWS chooses.',
    ])
  })

  it('lost the last assignment of a permission set: the role goes with it', () => {
    const answer = whatIf({ op: 'remove-assignment', permissionSet: 'Audit', account: prod, group: 'Engineers' })
    expect(answer.removed).toMatchObject([{ name: 'Audit' }])
    expect(answer.people).toMatchObject([{ person: 'ben', change: 'lost' }])
    expect(answer.notes).toEqual(['It is the last assignment of Audit in lake-prod: AWS deletes the role with it.'])
  })

  it('left an IAM group', () => {
    expect(rows(whatIf({ op: 'remove-from-group', user: 'ada', group: 'staff' }))).toEqual([
      'ada lost s3:GetObject s3:ListBucket on *',
      'ada lost sqs:SendMessage on *',
    ])
    expect(rows(whatIf({ op: 'add-to-group', user: 'bob', group: 'staff' }))).toEqual([
      'bob gained sqs:SendMessage on *',
    ])
  })
})

describe('a list of changes', () => {
  it('is applied in order', () => {
    const document = policy(allow('sns:Publish'))
    const answer = whatIf([
      { op: 'put-inline-policy', name: 'x', document, on: 'app' },
      { op: 'delete-inline-policy', name: 'x', on: 'app' },
    ])
    expect(answer).toMatchObject({ changes: [], sentence: 'Nobody would gain or lose access.' })
  })

  it('says which one is refused, and why', () => {
    const good: Change = { op: 'attach-policy', policy: 'Read', to: 'app' }
    expect(refused(good, { op: 'attach-policy', policy: 'Raed', to: 'app' })).toEqual({
      code: 'bad_input',
      message: `Change 2 (attach-policy): No managed policy Raed is known in ${prod}`,
      suggestions: ['Read'],
      fix: 'Give its "document" in the change.',
    })
    expect(refused({ op: 'attach-policy', policy: 'Read', to: 'apq' })).toMatchObject({
      code: 'unknown_principal',
      suggestions: ['app'],
    })
    expect(
      refused({
        op: 'edit-policy',
        policy: 'Read',
        document: '{\n "Statement": [{"Effect": "Alow", "Action": "*", "Resource": "*"}]\n}',
      }),
    ).toMatchObject({
      message: expect.stringMatching(/^The policy is not valid at Statement\[0\]\.Effect, line 2, column \d+: /),
    })
    expect(refused({ op: 'edit-policy', policy: 'app-inlin', document: policy(allow('*')) })).toMatchObject({
      suggestions: ['app-inline'],
    })
    expect(refused({ op: 'add-assignment', permissionSet: 'Adit', account: prod, user: 'ann' })).toMatchObject({
      suggestions: ['Audit'],
    })
    expect(
      refused({ op: 'attach-organization-policy', type: 'serviceControl', policy: 'Guard', target: 'Prodution' }),
    ).toMatchObject({ suggestions: ['Production'] })
    expect(
      refused({ op: 'attach-organization-policy', type: 'serviceControl', policy: 'Guard', target: 'main' }),
    ).toMatchObject({
      message: 'main is the management account; SCPs neither bind its principals nor its resources',
    })
    expect(refused({ op: 'set-boundary', policy: 'Edge', on: 'staff' })).toMatchObject({
      message: 'staff is a group; only users and roles take a boundary',
    })
  })

  it.each<[string, Change]>([
    [
      'Read is attached to bob already; attaching it changes nothing.',
      { op: 'attach-policy', policy: 'Read', to: 'bob' },
    ],
    [
      'Edge is not attached to bob; detaching it changes nothing.',
      { op: 'detach-policy', policy: 'Edge', from: 'bob' },
    ],
    [
      'Read reaches ada through the group staff, not by itself; detaching it from ada changes nothing.',
      { op: 'detach-policy', policy: 'Read', from: 'ada' },
    ],
    ['app has no permissions boundary; removing it changes nothing.', { op: 'remove-boundary', on: 'app' }],
    [
      'ben is in the group Engineers already; the change does nothing.',
      { op: 'add-to-group', user: 'ben', group: 'Engineers' },
    ],
    [
      'Guard is attached to OU Production already; attaching it changes nothing.',
      { op: 'attach-organization-policy', type: 'serviceControl', policy: 'Guard', target: 'ou-prod' },
    ],
  ])('tells what does nothing: %s', (note, change) => {
    expect(whatIf(change)).toMatchObject({ notes: [note], changes: [] })
  })
})

describe('what was not read', () => {
  const unread = indexOf([user(prod, 'eve', { attached: ['arn:aws:iam::aws:policy/Missing'] })], wholly(prod))

  it('makes one row of all that nobody speaks of, once its document is known', () => {
    const answer = whatIf(
      { op: 'edit-policy', policy: 'Missing', document: policy(allow('s3:GetObject')) },
      { service: 's3' },
      unread,
    )
    expect(rows(answer)).toEqual([
      expect.stringMatching(/^eve unknown \d+ of \* on \*$/),
      'eve unknown s3:GetObject on *',
    ])
    expect(answer.changes[0]).toMatchObject({ before: 'Unknown', after: 'ImplicitlyDenied', actions: ['*'] })
    expect(answer).toMatchObject({ complete: false, gaps: [{ account: prod, service: 'iam' }] })
  })
})
