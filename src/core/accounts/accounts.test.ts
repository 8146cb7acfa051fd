import { describe, expect, it } from 'vitest'
import { indexOf, wholly } from '../../../test/fakes/access-index.ts'
import {
  account,
  allow,
  bucket,
  cell,
  organization,
  organizationPolicy,
  policy,
  role,
  trust,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import {
  administrator,
  assignment,
  credentials,
  directoryGroup,
  permissionSet,
  person,
  setRole,
} from '../../../test/fakes/people-world.ts'
import type { AccountDetail } from './account.ts'

const management = '111111111111'
const lake = '222222222222'
const ci = '333333333333'
const stranger = '444444444444'
const closed = '555555555555'
const roleArn = (id: string, name: string) => `arn:aws:iam::${id}:role/${name}`

const index = indexOf(
  [
    organization(management),
    unit(management, 'r-test', 'Root', null),
    unit(management, 'ou-prod', 'Production', 'r-test'),
    unit(management, 'ou-data', 'Data', 'ou-prod'),
    account(management, 'root-account', 'r-test'),
    account(lake, 'lake', 'ou-data'),
    account(ci, 'ci', 'ou-prod'),
    account(closed, 'closed', 'ou-prod'),
    ...['r-test', 'ou-prod', 'ou-data', lake, ci].map((target) =>
      organizationPolicy(management, `p-full-${target}`, {
        name: 'FullAWSAccess',
        type: 'serviceControl',
        document: policy(allow('*')),
        targets: [target],
      }),
    ),
    organizationPolicy(management, 'p-guard', {
      name: 'Guard',
      type: 'serviceControl',
      document: policy({ Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }),
      targets: ['ou-prod'],
    }),
    person('u-1', 'ada'),
    person('u-2', 'gone', { enabled: false }),
    directoryGroup('g-1', 'Data', 'u-1', 'u-2'),
    permissionSet('Reader'),
    assignment('GROUP', 'g-1', 'Reader', lake),
    setRole(lake, 'Reader'),
    user(lake, 'ops', { inline: administrator }),
    credentials(lake, 'root', { password: true, mfa: true }),
    role(ci, 'build', { inline: policy(allow('sts:AssumeRole', roleArn(lake, 'deploy'))) }),
    role(lake, 'deploy', { trust: trust({ AWS: roleArn(ci, 'build') }), inline: administrator }),
    role(lake, 'audit', { trust: trust({ AWS: `arn:aws:iam::${stranger}:root` }) }),
    role(lake, 'fn', { trust: trust({ Service: 'lambda.amazonaws.com' }) }),
    role(lake, 'inner', { trust: trust({ AWS: `arn:aws:iam::${lake}:user/ops` }) }),
    role(lake, 'AWSServiceRoleForX', {
      path: '/aws-service-role/x.amazonaws.com/',
      trust: trust({ Service: 'x.amazonaws.com' }),
    }),
    bucket(
      lake,
      'lake-open',
      policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lake-open/*' }),
    ),
    bucket(lake, 'lake-shut', { state: 'none' }),
  ],
  [
    ...wholly(management, lake, ci),
    cell(management, 'identity_center'),
    cell(lake, 'sqs', 'denied', 'AWS refused sqs:ListQueues'),
    cell(closed, 'role', 'denied', 'The role is missing'),
  ],
)

function detailOf(name: string): AccountDetail {
  const found = index.accounts().value().detail(name)
  if (!found) throw new Error(`no account ${name}`)
  return found.value()
}

describe('the list', () => {
  const listed = (id: string) =>
    index
      .accounts()
      .value()
      .list.find((one) => one.id === id)

  it('counts who acts in each account', () => {
    expect(listed(lake)).toMatchObject({
      name: 'lake',
      units: ['Production', 'Data'],
      reading: 'read',
      coverage: { ok: 4, missing: 1, total: 5 },
      principals: 8,
      administrators: 3,
      people: 1,
      resources: 2,
    })
  })

  it('says where nobody came in', () => {
    expect(listed(closed)).toMatchObject({
      reading: 'unread',
      principals: 1,
      coverage: { ok: 0, missing: 1, total: 1 },
    })
    expect(detailOf('closed').sentence).toBe('What is in closed was not read.')
  })

  it('has accounts by number and by name, and no others', () => {
    expect(detailOf(lake).id).toBe(lake)
    expect(detailOf(' LAKE ').id).toBe(lake)
    expect(index.accounts().value().detail('nowhere')).toBeUndefined()
  })
})

describe('one account', () => {
  it('stands under the levels of the organization', () => {
    const { path, serviceControl } = detailOf('lake')
    expect(path.map((one) => one.name)).toEqual(['Root', 'Production', 'Data'])
    expect(serviceControl.levels.map(({ label, policies }) => [label, ...policies.map((one) => one.name)])).toEqual([
      ['Root', 'FullAWSAccess'],
      ['OU Production', 'FullAWSAccess', 'Guard'],
      ['OU Data', 'FullAWSAccess'],
      ['account lake', 'FullAWSAccess'],
    ])
    expect(detailOf('root-account').serviceControl).toEqual({ state: 'none', levels: [] })
  })

  it('has doors: who comes in from elsewhere, strangers first, services last', () => {
    expect(
      detailOf('lake').doors.map(({ kind, name, isOurs, callers, admin, roles }) => [
        kind,
        name,
        isOurs,
        callers,
        admin,
        roles.map((one) => `${one.name} ${one.decision}`),
      ]),
    ).toEqual([
      // Whether the other account lets its own people go is not known.
      ['account', 'account 444444444444', false, undefined, 'no', ['audit Conditional']],
      ['account', 'ci', true, 1, 'yes', ['deploy Allowed']],
      ['identity-center', 'Identity Center', undefined, 1, 'no', ['Reader Allowed']],
      ['service', 'lambda.amazonaws.com', undefined, undefined, 'no', ['fn Allowed']],
    ])
  })

  it('has administrators, resources that are open, and what was not read', () => {
    const lakeDetail = detailOf('lake')
    expect(lakeDetail.administratorList.map(({ name, admin }) => [name, admin])).toEqual([
      ['deploy', 'yes'],
      ['ops', 'yes'],
      ['root', 'yes'],
    ])
    expect(lakeDetail.principalTypes).toEqual([
      { type: 'permission-set-role', count: 1, administrators: 0 },
      { type: 'user', count: 1, administrators: 1 },
      { type: 'role', count: 4, administrators: 1 },
      { type: 'service-linked-role', count: 1, administrators: 0 },
      { type: 'root', count: 1, administrators: 1 },
    ])
    expect(lakeDetail.resourceTypes).toEqual([{ type: 's3:bucket', count: 2, open: 1 }])
    expect(lakeDetail.gaps).toEqual([{ account: lake, service: 'sqs', reason: 'AWS refused sqs:ListQueues' }])
    expect(lakeDetail.root).toMatchObject({ password: 'yes', mfa: 'yes' })
    expect(lakeDetail.passwordPolicy).toBeUndefined()
    expect(lakeDetail.sentence).toBe(
      'lake has eight principals, three administrators among them; one person and two other accounts come in.',
    )
  })
})

it('nobody is called no administrator where SCPs were not read', () => {
  const lakeAlone = indexOf(
    [
      organization(management),
      unit(management, 'r-test', 'Root', null),
      account(management, 'root-account', 'r-test'),
      account(lake, 'lake', 'r-test'),
      role(lake, 'boss', { inline: administrator }),
    ],
    [...wholly(lake), cell(management, 'organization', 'denied', 'AWS refused')],
  )
  expect(lakeAlone.accounts().value().detail('lake')?.value().sentence).toBe(
    'lake has two principals, no known administrator among them.',
  )
})
