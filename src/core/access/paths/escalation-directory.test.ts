/** Identity Center in the management account: people who hand themselves an administrator, and those who only may look. */
import { describe, expect, it } from 'vitest'
import { escalationWorld, everything } from '../../../../test/fakes/escalation-world.ts'
import {
  account,
  allow,
  arn,
  accountId as id,
  organization,
  organizationPolicy,
  policy,
  role,
  unit,
} from '../../../../test/fakes/inventory.ts'
import type { InventoryObject, Json, ObjectBodies, ObjectOfKind } from '../../inventory/objects.ts'

const management = '999999999999'
const prod = '111111111111'
const instance = 'arn:aws:sso:::instance/ssoins-1111111111111111'
const setArn = (name: string): string => `arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-${name}`

const inDirectory = { accountId: id(management), region: 'global', cell: 'identity_center' } as const

const permissionSet = (name: string): ObjectOfKind<'permissionSet'> => ({
  ...inDirectory,
  kind: 'permissionSet',
  nativeId: setArn(name),
  arn: setArn(name),
  body: { arn: arn(setArn(name)), name, managedPolicies: [], customerManagedPolicies: [], tags: {} },
})

const person: ObjectOfKind<'directoryUser'> = {
  ...inDirectory,
  kind: 'directoryUser',
  nativeId: 'u-ada',
  arn: 'arn:aws:identitystore:::user/u-ada',
  body: { id: 'u-ada', userName: 'ada', displayName: 'Ada', enabled: true },
}

const directoryGroup: ObjectOfKind<'directoryGroup'> = {
  ...inDirectory,
  kind: 'directoryGroup',
  nativeId: 'g-admins',
  arn: 'arn:aws:identitystore:::group/g-admins',
  body: { id: 'g-admins', displayName: 'Admins', members: [] },
}

const assignment = (
  set: string,
  accountId: string,
  to: Pick<ObjectBodies['accountAssignment'], 'principalType' | 'principalId'>,
): ObjectOfKind<'accountAssignment'> => ({
  ...inDirectory,
  kind: 'accountAssignment',
  nativeId: `${set} ${accountId} ${to.principalId}`,
  arn: setArn(set),
  body: { permissionSetArn: arn(setArn(set)), accountId: id(accountId), ...to },
})

const provisioned = (owner: string, set: string, ...statements: readonly Json[]) =>
  role(owner, `AWSReservedSSO_${set}_0123456789abcdef`, {
    path: '/aws-reserved/sso.amazonaws.com/',
    inline: policy(...statements),
  })

/** Ada holds `Identity` in the management account; `Admin` is administrator of prod. */
const company = (...mayAda: readonly Json[]): readonly InventoryObject[] => [
  organization(management),
  unit(management, 'r-test', 'Root', null),
  account(management, 'management', 'r-test'),
  account(prod, 'prod', 'r-test'),
  organizationPolicy(management, 'p-full', {
    name: 'FullAWSAccess',
    type: 'serviceControl',
    document: everything,
    targets: ['r-test', management, prod],
  }),
  permissionSet('Admin'),
  permissionSet('Identity'),
  person,
  directoryGroup,
  assignment('Identity', management, { principalType: 'USER', principalId: 'u-ada' }),
  assignment('Admin', prod, { principalType: 'GROUP', principalId: 'g-admins' }),
  provisioned(prod, 'Admin', allow('*')),
  provisioned(management, 'Identity', ...mayAda),
]

function escalationsIn(objects: readonly InventoryObject[]): readonly string[] {
  const { found } = escalationWorld(objects, [])
  return [...found].flatMap(([from, list]) =>
    list.map(({ path, decision, target }) => {
      const short = (text: string): string => /AWSReservedSSO_(\w+)_/.exec(text)?.[1] ?? text
      return `${short(from)} ${path} ${decision} → ${short(target)}`
    }),
  )
}

const onAccount = `arn:aws:sso:::account/${prod}`
const cases: readonly (readonly [string, readonly string[], readonly Json[]])[] = [
  [
    'assigns itself the set',
    ['Identity bailiwick-account-assignment Allowed → Admin'],
    [allow('sso:CreateAccountAssignment')],
  ],
  ['every kind of resource must be allowed', [], [allow('sso:CreateAccountAssignment', [onAccount, instance])]],
  [
    'and these are all',
    ['Identity bailiwick-account-assignment Allowed → Admin'],
    [allow('sso:CreateAccountAssignment', [onAccount, instance, setArn('Admin')])],
  ],
  [
    'another account',
    [],
    [allow('sso:CreateAccountAssignment', ['arn:aws:sso:::account/222222222222', instance, setArn('*')])],
  ],
  [
    'attaches to its own set',
    ['Identity bailiwick-permission-set-policy Allowed → Identity'],
    [allow(['sso:AttachManagedPolicyToPermissionSet', 'sso:ProvisionPermissionSet'])],
  ],
  ['without provisioning it', [], [allow('sso:AttachManagedPolicyToPermissionSet')]],
  [
    'writes into its own set',
    ['Identity bailiwick-permission-set-inline-policy Allowed → Identity'],
    [allow(['sso:PutInlinePolicyToPermissionSet', 'sso:ProvisionPermissionSet'])],
  ],
  [
    'into another set',
    [],
    [allow('sso:PutInlinePolicyToPermissionSet', [instance, setArn('Admin')]), allow('sso:ProvisionPermissionSet')],
  ],
  [
    'joins the group',
    ['Identity bailiwick-directory-group Allowed → Admin'],
    [allow('identitystore:CreateGroupMembership')],
  ],
  [
    'another group',
    [],
    [
      allow('identitystore:CreateGroupMembership', [
        'arn:aws:identitystore:::group/g-other',
        'arn:aws:identitystore:::user/*',
        `arn:aws:identitystore::${management}:identitystore/*`,
      ]),
    ],
  ],
]

describe('Identity Center', () => {
  it.each(cases)('%s', (_name, expected, statements) => {
    expect(escalationsIn(company(...statements))).toEqual(expected)
  })

  it('is out of reach of other accounts', () => {
    const elsewhere = provisioned(prod, 'Identity', allow(['sso:*', 'identitystore:*']))
    expect(escalationsIn([...company(allow('s3:GetObject')), elsewhere])).toEqual([])
  })

  it('stands in both directions', () => {
    const { source, nodes } = escalationWorld(company(allow(['sso:*', 'identitystore:*'])), [])
    const own = `arn:aws:iam::${management}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Identity_0123456789abcdef`
    const into = [management, prod].flatMap((owner) => source.into(nodes.of(`administrator:${owner}`)))
    expect(into.length).toBe(4)
    expect(
      source
        .from(nodes.of(own))
        .map(({ path, to }) => `${path} ${to}`)
        .sort(),
    ).toEqual(into.map(({ path, to }) => `${path} ${to}`).sort())
  })
})
