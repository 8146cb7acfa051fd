/** Hand-labelled accounts: `app` gives itself more, or comes to act as another user or role; beside each what only looks like it. */
import { describe, expect, it } from 'vitest'
import {
  arnHere,
  awsManaged,
  escalationsOf,
  escalationWorld,
  everything,
  here,
  admin as roleAdmin,
} from '../../../../test/fakes/escalation-world.ts'
import {
  account,
  allow,
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
import type { InventoryObject, Json } from '../../inventory/objects.ts'
import { createAdminAnswers } from '../administrators.ts'
import { escalationPaths } from './catalogue.ts'

const ownRole = arnHere('role/app')
const ownUser = arnHere('user/app')
const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess'
const administrators = group(here, 'administrators', { inline: everything })
const groupArn = (name: string): string => arnHere(`group/${name}`)
const appRole = (...statements: readonly Json[]) => role(here, 'app', { inline: policy(...statements) })
const appUser = (...statements: readonly Json[]) => user(here, 'app', { inline: policy(...statements) })
const attaching = (arn: string) => ({ Condition: { ArnEquals: { 'iam:PolicyARN': arn } } })
const keeping = (boundary: string) => ({ Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } })
/** A policy of the account, attached to `app`. */
const base = managedPolicy(here, 'base', policy(allow('s3:GetObject')))
const baseArn = arnHere('policy/base')
const withBase = (kind: typeof role | typeof user, ...statements: readonly Json[]) =>
  kind(here, 'app', { attached: [baseArn], inline: policy(...statements) })
const staff = group(here, 'staff', { inline: policy(allow('s3:GetObject')) })
const inStaff = (...statements: readonly Json[]) =>
  user(here, 'app', { groups: ['staff'], inline: policy(...statements) })

const read = policy(allow('s3:GetObject'))
const setDefault = allow('iam:SetDefaultPolicyVersion')
/** Its other version denies what the default allows, and no more. */
const rewritingItself = managedPolicy(here, 'base', policy(setDefault), policy(deny('*'), allow('*')))

type Labelled = readonly (readonly [name: string, expected: readonly string[], account: readonly InventoryObject[]])[]

/* ------------------------------------------------------------------ itself */

const toItself: Readonly<Record<string, Labelled>> = {
  'iam-001': [
    [
      'a policy that is attached',
      ['iam-001 Allowed → app'],
      [base, withBase(role, allow('iam:CreatePolicyVersion', baseArn))],
    ],
    [
      'a policy of its group',
      ['iam-001 Allowed → app'],
      [
        base,
        group(here, 'staff', { attached: [baseArn] }),
        inStaff(allow('iam:CreatePolicyVersion', arnHere('policy/*'))),
      ],
    ],
    ['a policy that nobody has', [], [base, appRole(allow('iam:CreatePolicyVersion'))]],
    [
      'an AWS managed policy',
      [],
      [
        awsManaged('ReadOnly', policy(allow('s3:Get*'))),
        role(here, 'app', {
          attached: ['arn:aws:iam::aws:policy/ReadOnly'],
          inline: policy(allow('iam:CreatePolicyVersion')),
        }),
      ],
    ],
    ['another policy', [], [base, withBase(role, allow('iam:CreatePolicyVersion', arnHere('policy/other')))]],
    [
      'a policy whose Deny goes with it',
      ['iam-001 Allowed → app'],
      [
        managedPolicy(here, 'base', policy(deny(['iam:CreateUser', 'iam:DeleteUser']))),
        withBase(role, allow('iam:CreatePolicyVersion', baseArn)),
      ],
    ],
    [
      'a Deny elsewhere that stays',
      [],
      [base, withBase(role, allow('iam:CreatePolicyVersion', baseArn), deny('iam:CreateUser'))],
    ],
  ],
  'iam-005': [
    ['itself', ['iam-005 Allowed → app'], [appRole(allow('iam:PutRolePolicy', ownRole))]],
    ['a pattern that it fits', ['iam-005 Allowed → app'], [appRole(allow('iam:Put*', arnHere('role/a*')))]],
    ['another role', [], [appRole(allow('iam:PutRolePolicy', arnHere('role/other')))]],
    ['a user', [], [appUser(allow('iam:PutRolePolicy'))]],
    ['a Deny', [], [appRole(allow('iam:PutRolePolicy'), deny('iam:*', ownRole))]],
    [
      'a Deny that it overwrites',
      ['iam-005 Allowed → app'],
      [appRole(allow('iam:PutRolePolicy', ownRole), deny('iam:CreateUser'))],
    ],
    [
      'a Deny of a managed policy, which it does not',
      [],
      [
        managedPolicy(here, 'base', policy(deny('iam:CreateUser'))),
        withBase(role, allow('iam:PutRolePolicy', ownRole)),
      ],
    ],
    [
      'a tag that it has',
      ['iam-005 Allowed → app'],
      [
        role(here, 'app', {
          tags: { team: 'blue' },
          inline: policy(
            allow('iam:PutRolePolicy', '*', { Condition: { StringEquals: { 'iam:ResourceTag/team': 'blue' } } }),
          ),
        }),
      ],
    ],
    [
      'a tag that it has not',
      [],
      [
        role(here, 'app', {
          tags: { team: 'red' },
          inline: policy(
            allow('iam:PutRolePolicy', '*', { Condition: { StringEquals: { 'iam:ResourceTag/team': 'blue' } } }),
          ),
        }),
      ],
    ],
    [
      'MFA',
      ['iam-005 Conditional → app'],
      [appRole(allow('iam:PutRolePolicy', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }))],
    ],
    [
      'a role of Identity Center, which cannot be changed',
      [],
      [
        role(here, 'AWSReservedSSO_Set_0123456789abcdef', {
          path: '/aws-reserved/sso.amazonaws.com/',
          inline: policy(allow('iam:PutRolePolicy')),
        }),
      ],
    ],
  ],
  'iam-007': [
    ['itself', ['iam-007 Allowed → app'], [appUser(allow('iam:PutUserPolicy', arnHere('user/${aws:username}')))]],
    ['a role', [], [appRole(allow('iam:PutUserPolicy'))]],
    ['another user', [], [appUser(allow('iam:PutUserPolicy', arnHere('user/other')))]],
  ],
  'iam-008': [
    ['itself', ['iam-008 Allowed → app'], [appUser(allow('iam:AttachUserPolicy', ownUser))]],
    [
      'AdministratorAccess',
      ['iam-008 Allowed → app'],
      [appUser(allow('iam:AttachUserPolicy', ownUser, attaching(administratorAccess)))],
    ],
    [
      'any policy of the account, and one of them allows everything',
      ['iam-008 Allowed → app'],
      [
        managedPolicy(here, 'team-lead', everything),
        appUser(allow('iam:AttachUserPolicy', ownUser, attaching(arnHere('policy/team-lead')))),
      ],
    ],
    [
      'any policy of the account, and none of them does',
      [],
      [
        managedPolicy(here, 'team-lead', policy(allow('s3:*'))),
        appUser(allow('iam:AttachUserPolicy', ownUser, attaching(arnHere('policy/team-lead')))),
      ],
    ],
    [
      'a harmless policy',
      [],
      [appUser(allow('iam:AttachUserPolicy', ownUser, attaching('arn:aws:iam::aws:policy/ReadOnlyAccess')))],
    ],
    [
      'a boundary that it must keep and has not',
      [],
      [appUser(allow('iam:AttachUserPolicy', ownUser, keeping(baseArn)))],
    ],
    ['a role', [], [appRole(allow('iam:AttachUserPolicy'))]],
  ],
  'iam-009': [
    ['itself', ['iam-009 Allowed → app'], [appRole(allow('iam:AttachRolePolicy', ownRole))]],
    [
      'a harmless policy',
      [],
      [appRole(allow('iam:AttachRolePolicy', ownRole, attaching('arn:aws:iam::aws:policy/ReadOnlyAccess')))],
    ],
    ['a user', [], [appUser(allow('iam:AttachRolePolicy'))]],
  ],
  'iam-010': [
    ['its group', ['iam-010 Allowed → app'], [staff, inStaff(allow('iam:AttachGroupPolicy', groupArn('staff')))]],
    [
      'a permission of the group',
      ['iam-010 Allowed → app'],
      [group(here, 'staff', { inline: policy(allow('iam:AttachGroupPolicy', groupArn('staff'))) }), inStaff()],
    ],
    ['another group', [], [staff, group(here, 'other'), inStaff(allow('iam:AttachGroupPolicy', groupArn('other')))]],
    ['a role', [], [staff, appRole(allow('iam:AttachGroupPolicy'))]],
  ],
  'iam-011': [
    ['its group', ['iam-011 Allowed → app'], [staff, inStaff(allow('iam:PutGroupPolicy', groupArn('staff')))]],
    ['a group that it is not in', [], [staff, appUser(allow('iam:PutGroupPolicy', groupArn('staff')))]],
  ],
  'iam-013': [
    [
      'a group of administrators',
      ['iam-013 Allowed → app'],
      [administrators, appUser(allow('iam:AddUserToGroup', groupArn('administrators')))],
    ],
    ['a group of others', [], [staff, appUser(allow('iam:AddUserToGroup'))]],
    [
      'a group that it then writes a policy for',
      ['iam-013 Allowed → app'],
      [staff, appUser(allow(['iam:AddUserToGroup', 'iam:PutGroupPolicy'], groupArn('staff')))],
    ],
    [
      'a group whose members may give themselves more',
      ['iam-013 Allowed → app'],
      [group(here, 'writers', { inline: policy(allow('iam:PutUserPolicy')) }), appUser(allow('iam:AddUserToGroup'))],
    ],
    ['another group', [], [administrators, staff, appUser(allow('iam:AddUserToGroup', groupArn('staff')))]],
    ['a role', [], [administrators, appRole(allow('iam:AddUserToGroup'))]],
  ],
  'bailiwick-default-policy-version': [
    [
      'a version that allows everything',
      ['bailiwick-default-policy-version Allowed → app'],
      [managedPolicy(here, 'base', read, everything), withBase(role, setDefault)],
    ],
    [
      'one of several, by its group',
      ['bailiwick-default-policy-version Allowed → app'],
      [
        managedPolicy(here, 'base', read, read, policy(allow('iam:*'))),
        group(here, 'staff', { attached: [baseArn] }),
        inStaff(setDefault),
      ],
    ],
    [
      'a version that lets it give itself more',
      ['bailiwick-default-policy-version Allowed → app'],
      [managedPolicy(here, 'base', read, policy(allow('iam:PutUserPolicy'))), withBase(user, setDefault)],
    ],
    [
      'a version that denies less',
      ['bailiwick-default-policy-version Allowed → app'],
      [
        managedPolicy(here, 'base', policy(deny(['iam:*User*', 'iam:*Attach*', 'iam:CreatePolicyVersion'])), read),
        withBase(role, allow('iam:*'), deny('iam:PutRolePolicy', ownRole)),
      ],
    ],
    [
      'a version that demands MFA',
      ['bailiwick-default-policy-version Conditional → app'],
      [
        managedPolicy(
          here,
          'base',
          read,
          policy(allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
        ),
        withBase(role, setDefault),
      ],
    ],
    [
      'a version that cannot be read',
      ['bailiwick-default-policy-version Unknown → app'],
      [managedPolicy(here, 'base', read, null), withBase(role, setDefault)],
    ],
    ['versions that allow no more', [], [managedPolicy(here, 'base', read, read), withBase(role, setDefault)]],
    ['a version that what it now has is needed for', [], [rewritingItself, withBase(role)]],
    ['only one version', [], [base, withBase(role, setDefault)]],
    [
      'another policy',
      [],
      [
        base,
        managedPolicy(here, 'other', read, everything),
        withBase(role, allow('iam:SetDefaultPolicyVersion', arnHere('policy/other'))),
      ],
    ],
    [
      'an AWS managed policy',
      [],
      [
        awsManaged('ReadOnly', read),
        role(here, 'app', { attached: ['arn:aws:iam::aws:policy/ReadOnly'], inline: policy(setDefault) }),
      ],
    ],
  ],
}

describe.each(Object.entries(toItself))('%s', (_id, labelled) => {
  it.each(labelled)('%s', (_name, expected, objects) => {
    expect(escalationsOf([...objects])).toEqual(expected)
    // A role is found under the name of its permission set too.
    expect([...escalationWorld([...objects]).found.values()].flat()).toHaveLength(expected.length)
  })
})

/* ------------------------------------------------------------------ what caps it */

const guarded = (...statements: readonly Json[]): readonly InventoryObject[] => {
  const management = '999999999999'
  const scp = (id: string, document: Json, targets: readonly string[]) =>
    organizationPolicy(management, id, { name: id, type: 'serviceControl', document, targets })
  return [
    organization(management),
    unit(management, 'r-test', 'Root', null),
    account(management, 'management', 'r-test'),
    account(here, 'prod', 'r-test'),
    scp('p-full', everything, ['r-test', here]),
    scp('p-guard', policy(allow('*'), ...statements), [here]),
  ]
}

const bounds = managedPolicy(
  here,
  'bounds',
  policy(allow(['s3:*', 'iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:*Boundary', 'iam:CreatePolicyVersion'])),
)
const boundsArn = arnHere('policy/bounds')
const bounded = (...statements: readonly Json[]) =>
  user(here, 'app', { boundary: boundsArn, inline: policy(...statements) })
const put = allow('iam:PutUserPolicy', ownUser)

const capped: Labelled = [
  ['a boundary caps what it gives itself', [], [bounds, bounded(put)]],
  [
    'a boundary that allows everything does not',
    ['iam-007 Allowed → app'],
    [managedPolicy(here, 'bounds', everything), bounded(put)],
  ],
  [
    'a boundary that may be removed',
    ['bailiwick-boundary-removal Allowed → app'],
    [bounds, bounded(put, allow('iam:DeleteUserPermissionsBoundary', ownUser))],
  ],
  [
    'a boundary that may be replaced by any',
    ['bailiwick-boundary-replacement Allowed → app'],
    [bounds, bounded(put, allow('iam:PutUserPermissionsBoundary', ownUser))],
  ],
  [
    'a boundary that may be put there again',
    [],
    [bounds, bounded(put, allow('iam:PutUserPermissionsBoundary', ownUser, keeping(boundsArn)))],
  ],
  [
    'a boundary that may be rewritten',
    ['bailiwick-boundary-rewrite Allowed → app'],
    [bounds, bounded(put, allow('iam:CreatePolicyVersion', boundsArn))],
  ],
  [
    'a boundary with a version that does not hold it back',
    ['bailiwick-boundary-default-version Allowed → app'],
    [
      managedPolicy(here, 'bounds', policy(allow(['s3:*', 'iam:SetDefaultPolicyVersion'])), everything),
      bounded(put, allow('iam:SetDefaultPolicyVersion', boundsArn)),
    ],
  ],
  [
    'a boundary whose other version holds it back as well',
    [],
    [
      managedPolicy(here, 'bounds', policy(allow('iam:SetDefaultPolicyVersion')), policy(allow('s3:*'))),
      bounded(put, setDefault),
    ],
  ],
  [
    'a boundary that is all there is to lift',
    ['bailiwick-boundary-removal Allowed → app'],
    [
      managedPolicy(here, 'bounds', policy(allow(['s3:*', 'iam:DeleteUserPermissionsBoundary']))),
      user(here, 'app', { boundary: boundsArn, inline: everything }),
    ],
  ],
  [
    'removal without anything to gain',
    [],
    [bounds, bounded(allow('s3:*'), allow('iam:DeleteUserPermissionsBoundary', ownUser))],
  ],
  [
    'an AWS managed boundary cannot be rewritten',
    [],
    [
      awsManaged('Bounds', policy(allow(['s3:*', 'iam:PutUserPolicy', 'iam:CreatePolicyVersion']))),
      user(here, 'app', {
        boundary: 'arn:aws:iam::aws:policy/Bounds',
        inline: policy(put, allow('iam:CreatePolicyVersion')),
      }),
    ],
  ],
  [
    'a role rids itself of its boundary',
    ['bailiwick-boundary-removal-role Allowed → app'],
    [
      managedPolicy(here, 'bounds', policy(allow(['s3:*', 'iam:DeleteRolePermissionsBoundary']))),
      role(here, 'app', { boundary: boundsArn, inline: everything }),
    ],
  ],
  [
    'a role replaces its boundary',
    ['bailiwick-boundary-replacement-role Allowed → app'],
    [
      managedPolicy(here, 'bounds', policy(allow(['s3:*', 'iam:PutRolePermissionsBoundary']))),
      role(here, 'app', { boundary: boundsArn, inline: everything }),
    ],
  ],
  ['an SCP that lets nobody write in IAM', [], [appUser(put), ...guarded(deny('iam:CreateUser'))]],
  ['an SCP about something else', ['iam-007 Allowed → app'], [appUser(put), ...guarded(deny('s3:DeleteBucket'))]],
  ['an SCP about the action', [], [appUser(put), ...guarded(deny('iam:PutUserPolicy'))]],
  [
    'an SCP that wants MFA',
    ['iam-007 Conditional → app'],
    [
      appUser(put),
      ...guarded(deny('iam:*', '*', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })),
    ],
  ],
]

describe('what it gives itself stays within its boundary and the SCPs', () => {
  it.each(capped)('%s', (_name, expected, objects) => {
    expect(escalationsOf([...objects])).toEqual(expected)
  })

  it('is unknown where the SCPs were looked for and not read', () => {
    const cells = [cell(here, 'iam'), cell(here, 'organization', 'denied', 'AWS said no')]
    expect(escalationsOf([appUser(put)], cells)).toEqual(['iam-007 Unknown → app'])
  })

  it('is nothing where only a policy that was not read could allow it', () => {
    const unread = user(here, 'app', { attached: [arnHere('policy/unread')] })
    const { world, found } = escalationWorld([unread, userAdmin, roleAdmin()])
    expect(found.get(ownUser)).toBeUndefined()
    // It may be anything, and that is said of it by itself.
    const one = world.principalByArn.get(ownUser)
    expect(one && createAdminAnswers(world)(one)).toBe('unknown')
  })

  it('stands where nobody looked for SCPs, as in an account dump', () => {
    const { source, nodes } = escalationWorld([appUser(put)], [cell(here, 'iam')])
    const [edge] = source.from(nodes.of(ownUser))
    expect(edge).toMatchObject({ path: 'iam-007', decision: 'Allowed', gaps: [{ service: 'organizations' }] })
  })
})

/* ------------------------------------------------------------------ other principals */

const userAdmin = user(here, 'admin', { inline: everything })
const userArn = arnHere('user/admin')
const adminArn = arnHere('role/admin')
/** Weak, and lets in the account: whoever may call `sts:AssumeRole`. */
const weak = (more: { readonly attached?: readonly string[]; readonly boundary?: string } = {}) =>
  role(here, 'weak', { trust: trust({ AWS: here }), ...more })
const closed = (more: { readonly attached?: readonly string[] } = {}) => role(here, 'weak', more)
const weakArn = arnHere('role/weak')
const weakUser = user(here, 'weak')
const weakUserArn = arnHere('user/weak')
const assume = allow('sts:AssumeRole', weakArn)
const edit = allow('iam:UpdateAssumeRolePolicy', weakArn)
const key = allow('iam:CreateAccessKey', weakUserArn)

const toOthers: Readonly<Record<string, Labelled>> = {
  'iam-002': [
    ['the user', ['iam-002 Allowed → admin'], [userAdmin, appRole(allow('iam:CreateAccessKey', userArn))]],
    ['itself', [], [userAdmin, appUser(allow('iam:CreateAccessKey', ownUser))]],
    ['an administrator that is a role', [], [roleAdmin(), appRole(allow('iam:CreateAccessKey'))]],
    ['a user who is none', [], [weakUser, appRole(allow('iam:CreateAccessKey'))]],
  ],
  'iam-003': [
    [
      'the user',
      ['iam-002 Allowed → admin', 'iam-003 Allowed → admin'],
      [userAdmin, appRole(allow(['iam:CreateAccessKey', 'iam:DeleteAccessKey'], userArn))],
    ],
    ['deletion alone', [], [userAdmin, appRole(allow('iam:DeleteAccessKey', userArn))]],
  ],
  'iam-004': [
    ['the user', ['iam-004 Allowed → admin'], [userAdmin, appRole(allow('iam:CreateLoginProfile', userArn))]],
    ['another user', [], [userAdmin, weakUser, appRole(allow('iam:CreateLoginProfile', weakUserArn))]],
  ],
  'iam-006': [
    ['the user', ['iam-006 Allowed → admin'], [userAdmin, appRole(allow('iam:UpdateLoginProfile', userArn))]],
    [
      'a Deny in another policy',
      [],
      [
        userAdmin,
        managedPolicy(here, 'no', policy(deny('iam:*LoginProfile', userArn))),
        role(here, 'app', { attached: [arnHere('policy/no')], inline: policy(allow('iam:UpdateLoginProfile')) }),
      ],
    ],
  ],
  'iam-012': [
    ['the role', ['iam-012 Allowed → admin'], [roleAdmin(), appRole(allow('iam:UpdateAssumeRolePolicy', adminArn))]],
    [
      'whatever its boundary leaves out of STS',
      ['iam-012 Allowed → admin'],
      [
        roleAdmin(),
        managedPolicy(here, 'bounds', policy(allow('iam:UpdateAssumeRolePolicy'))),
        role(here, 'app', { boundary: boundsArn, inline: policy(allow('iam:UpdateAssumeRolePolicy')) }),
      ],
    ],
    [
      'not where it is denied to assume roles',
      [],
      [roleAdmin(), appRole(allow('iam:UpdateAssumeRolePolicy'), deny('sts:AssumeRole'))],
    ],
    [
      'a role that is linked to a service',
      [],
      [
        role(here, 'admin', { inline: everything, path: '/aws-service-role/ec2.amazonaws.com/' }),
        appRole(allow('iam:UpdateAssumeRolePolicy')),
      ],
    ],
    [
      'a role of Identity Center',
      [],
      [
        role(here, 'AWSReservedSSO_Admin_0123456789abcdef', {
          inline: everything,
          path: '/aws-reserved/sso.amazonaws.com/',
        }),
        appRole(allow('iam:UpdateAssumeRolePolicy')),
      ],
    ],
  ],
  'iam-014': [
    [
      'attach and assume',
      ['iam-014 Allowed → weak'],
      [weak(), appRole(allow('iam:AttachRolePolicy', weakArn), assume)],
    ],
    [
      'attach a harmless policy',
      [],
      [
        weak(),
        appRole(allow('iam:AttachRolePolicy', weakArn, attaching('arn:aws:iam::aws:policy/ReadOnlyAccess')), assume),
      ],
    ],
    ['attach alone', [], [weak(), appRole(allow('iam:AttachRolePolicy', weakArn))]],
    ['a role that does not let it in', [], [closed(), appRole(allow('iam:AttachRolePolicy', weakArn), assume)]],
    [
      'a role whose boundary holds it back',
      [],
      [
        managedPolicy(here, 'bounds', policy(allow('s3:*'))),
        weak({ boundary: boundsArn }),
        appRole(allow('iam:AttachRolePolicy', weakArn), assume),
      ],
    ],
  ],
  'iam-015': [
    [
      'attach and make a key',
      ['iam-015 Allowed → weak'],
      [weakUser, appRole(allow('iam:AttachUserPolicy', weakUserArn), key)],
    ],
    ['attach alone', [], [weakUser, appRole(allow('iam:AttachUserPolicy', weakUserArn))]],
    [
      'the key of another user',
      [],
      [
        weakUser,
        user(here, 'other'),
        appRole(allow('iam:AttachUserPolicy', weakUserArn), allow('iam:CreateAccessKey', arnHere('user/other'))),
      ],
    ],
  ],
  'iam-016': [
    [
      'rewrite and assume',
      ['iam-016 Allowed → weak'],
      [base, weak({ attached: [baseArn] }), appRole(allow('iam:CreatePolicyVersion', baseArn), assume)],
    ],
    ['a policy that it does not have', [], [base, weak(), appRole(allow('iam:CreatePolicyVersion', baseArn), assume)]],
  ],
  'iam-017': [
    ['write and assume', ['iam-017 Allowed → weak'], [weak(), appRole(allow('iam:PutRolePolicy', weakArn), assume)]],
    ['write alone', [], [weak(), appRole(allow('iam:PutRolePolicy', weakArn))]],
  ],
  'iam-018': [
    [
      'write and make a key',
      ['iam-018 Allowed → weak'],
      [weakUser, appRole(allow('iam:PutUserPolicy', weakUserArn), key)],
    ],
    ['write alone', [], [weakUser, appRole(allow('iam:PutUserPolicy', weakUserArn))]],
  ],
  'iam-019': [
    [
      'attach and edit the trust',
      ['iam-019 Allowed → weak'],
      [closed(), appRole(allow('iam:AttachRolePolicy', weakArn), edit)],
    ],
    ['edit the trust alone', [], [closed(), appRole(edit)]],
  ],
  'iam-020': [
    [
      'rewrite and edit the trust',
      ['iam-020 Allowed → weak'],
      [base, closed({ attached: [baseArn] }), appRole(allow('iam:CreatePolicyVersion', baseArn), edit)],
    ],
    ['rewrite alone', [], [base, closed({ attached: [baseArn] }), appRole(allow('iam:CreatePolicyVersion', baseArn))]],
  ],
  'iam-021': [
    [
      'write and edit the trust',
      ['iam-021 Allowed → weak'],
      [closed(), appRole(allow('iam:PutRolePolicy', weakArn), edit)],
    ],
    ['write alone', [], [closed(), appRole(allow('iam:PutRolePolicy', weakArn))]],
  ],
  'sts-001': [
    [
      'with a permission that has run out',
      [],
      [
        roleAdmin({ trust: trust({ AWS: here }) }),
        appUser(
          allow('sts:AssumeRole', adminArn, {
            Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
          }),
        ),
      ],
    ],
    [
      'with a Deny for who comes without TLS',
      ['sts-001 Allowed → admin'],
      [
        roleAdmin({ trust: trust({ AWS: here }) }),
        appUser(
          allow('sts:AssumeRole', adminArn),
          deny('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ),
      ],
    ],
    [
      'an administrator that lets it in',
      ['sts-001 Allowed → admin'],
      [roleAdmin({ trust: trust({ AWS: ownRole }) }), appRole(allow('s3:GetObject'))],
    ],
    [
      'an administrator that lets in the account',
      ['sts-001 Allowed → admin'],
      [roleAdmin({ trust: trust({ AWS: here }) }), appRole(allow('sts:AssumeRole', adminArn))],
    ],
    [
      'not without a permission of its own',
      [],
      [roleAdmin({ trust: trust({ AWS: here }) }), appRole(allow('s3:GetObject'))],
    ],
    [
      'a role on the way',
      ['sts-001 Allowed → weak'],
      [
        role(here, 'weak', { trust: trust({ AWS: here }), inline: policy(allow('iam:PutRolePolicy', weakArn)) }),
        appRole(assume),
      ],
    ],
  ],
}

describe.each(Object.entries(toOthers))('%s', (_id, labelled) => {
  it.each(labelled)('%s', (_name, expected, objects) => {
    expect(escalationsOf([...objects])).toEqual(expected)
  })
})

/** A SAML provider is no object of `test/fakes/inventory.ts`; its document is what the account trusts. */
describe('bailiwick-saml-provider', () => {
  const provider = arnHere('saml-provider/corp')
  const saml: InventoryObject = {
    ...base,
    kind: 'samlProvider',
    nativeId: provider,
    arn: base.arn,
    body: { name: 'corp' },
  }
  const corp: InventoryObject = { ...saml, arn: base.arn.replace('policy/base', 'saml-provider/corp') }
  const signingIn = (name: string) =>
    policy({
      Effect: 'Allow',
      Principal: { Federated: arnHere(`saml-provider/${name}`) },
      Action: 'sts:AssumeRoleWithSAML',
    })
  const update = allow('iam:UpdateSAMLProvider', provider)

  it.each<[string, readonly string[], readonly InventoryObject[]]>([
    [
      'that the role trusts',
      ['bailiwick-saml-provider Allowed → admin'],
      [corp, roleAdmin({ trust: signingIn('corp') }), appRole(update)],
    ],
    ['that it does not trust', [], [corp, roleAdmin({ trust: signingIn('other') }), appRole(update)]],
    [
      'that may not be changed',
      [],
      [corp, roleAdmin({ trust: signingIn('corp') }), appRole(allow('iam:GetSAMLProvider'))],
    ],
  ])('%s', (_name, expected, objects) => {
    expect(escalationsOf([...objects])).toEqual(expected)
  })
})

it('every path of IAM and STS has its accounts', () => {
  const forms = ['grants itself', 'acts as', 'grants and acts as', 'assumes']
  const paths = escalationPaths.filter(({ form }) => forms.includes(form)).map(({ id }) => id)
  const labelled = [...Object.keys(toItself), ...Object.keys(toOthers), 'bailiwick-saml-provider']
  expect(labelled.sort()).toEqual(paths.sort())
})

/* ------------------------------------------------------------------ the edges themselves */

describe('an edge', () => {
  it('shows each permission with the statement that gives it', () => {
    const { source, nodes } = escalationWorld([roleAdmin(), appRole(allow('iam:UpdateAssumeRolePolicy', adminArn))])
    const [edge] = source.into(nodes.of(adminArn))
    expect(edge).toMatchObject({
      kind: 'escalates',
      from: ownRole,
      to: adminArn,
      path: 'iam-012',
      gaps: expect.anything(),
    })
    const proof = edge?.explain()
    expect(proof?.act).toBe('lets itself into role admin by changing its trust policy')
    expect(proof?.permissions).toMatchObject([
      {
        action: 'iam:UpdateAssumeRolePolicy',
        resource: adminArn,
        decision: 'Allowed',
        reasons: [{ effect: 'Allow', layer: 'identity', policy: 'app-inline', statement: 0 }],
      },
    ])
  })

  it('says what it does after a change of itself that does not suffice', () => {
    const { source, nodes } = escalationWorld([
      staff,
      appUser(allow(['iam:AddUserToGroup', 'iam:PutGroupPolicy'], groupArn('staff'))),
    ])
    const proof = source.from(nodes.of(ownUser))[0]?.explain()
    expect(proof?.act).toBe('joins group staff, then writes an inline policy for group staff, which it is in')
    expect(proof?.permissions.map(({ action }) => action)).toEqual(['iam:AddUserToGroup', 'iam:PutGroupPolicy'])
  })

  it('says what it takes for granted', () => {
    const { source, nodes } = escalationWorld([userAdmin, appRole(allow('iam:CreateAccessKey', userArn))])
    expect(source.into(nodes.of(userArn))[0]?.gaps.map(({ reason }) => reason)).toContain(
      'Access keys are not read; a user has at most two.',
    )
  })

  it('stands in both directions', () => {
    const made = escalationWorld([
      base,
      weak({ attached: [baseArn] }),
      roleAdmin(),
      userAdmin,
      weakUser,
      appRole(allow('iam:*', '*'), deny('iam:CreateUser')),
    ])
    const ends = [...Array.from(made.world.principals, ({ principal }) => principal.arn), `administrator:${here}`]
    const key = ({ from, to, path, target }: { from: string; to: string; path: string; target: string }) =>
      `${from} ${path} ${target} ${to}`
    const into = ends.flatMap((end) => made.source.into(made.nodes.of(end))).map(key)
    const from = ends.flatMap((end) => made.source.from(made.nodes.of(end))).map(key)
    expect(into.length).toBeGreaterThan(5)
    expect(into.sort()).toEqual(from.sort())
  })
})
