/**
 * Into a node everybody is asked in groups that the engine cannot tell apart, out of one each target is asked about singly. On
 * random accounts both must tell the same edges; so grouping and preselection lose nobody.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  arnHere,
  escalationWorld,
  everything,
  here,
  inProfile,
  instance,
  lambdaFunction,
  profileArn,
} from '../../../../test/fakes/escalation-world.ts'
import { cell, group, managedPolicy, policy, role, trust, user } from '../../../../test/fakes/inventory.ts'
import type { CellState } from '../../inventory/coverage.ts'
import type { InventoryObject, Json } from '../../inventory/objects.ts'

const actions = [
  'iam:PutRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreatePolicyVersion',
  'iam:UpdateAssumeRolePolicy',
  'iam:CreateAccessKey',
  'iam:AddUserToGroup',
  'iam:PassRole',
  'iam:*Boundary',
  'lambda:*',
  'ec2:RunInstances',
  'ssm:*',
  'sts:AssumeRole',
  'iam:*',
]
const resources = [
  '*',
  arnHere('role/*'),
  arnHere('role/app'),
  arnHere('user/${aws:username}'),
  arnHere('policy/base'),
  `arn:aws:lambda:*:${here}:function:job*`,
]
const condition = fc.constantFrom<Json | undefined>(
  undefined,
  undefined,
  undefined,
  { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
  { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  { ArnLike: { 'aws:PrincipalArn': arnHere('role/a*') } },
  { ArnEquals: { 'iam:PolicyARN': arnHere('policy/base') } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
)
const statement = fc
  .record({
    effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    actions: fc.subarray(actions, { minLength: 1, maxLength: 3 }),
    resource: fc.constantFrom(...resources),
    condition,
  })
  .map(
    (made): Json => ({
      Effect: made.effect,
      Action: made.actions,
      Resource: made.resource,
      ...(made.condition !== undefined && { Condition: made.condition }),
    }),
  )
const document = fc.array(statement, { minLength: 1, maxLength: 3 }).map((list) => policy(...list))
const access = fc.record(
  {
    inline: document,
    attached: fc.constantFrom<readonly string[]>([], [arnHere('policy/base')]),
    boundary: fc.constantFrom(arnHere('policy/base'), arnHere('policy/unread')),
    tags: fc.constantFrom({}, { team: 'blue' }),
  },
  { requiredKeys: ['inline'] },
)
const trusted = fc.constantFrom<Json>(
  { Service: 'lambda.amazonaws.com' },
  { Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] },
  { AWS: here },
  { AWS: arnHere('role/app') },
  '*',
)
const lambdaCell = fc.constantFrom<CellState>('ok', 'denied')

const accounts = fc
  .record({
    base: document,
    staff: document,
    users: fc.tuple(access, access),
    roles: fc.tuple(access, access, access),
    trusts: fc.tuple(trusted, trusted, trusted),
    lambda: lambdaCell,
  })
  .map(({ base, staff, users: [ada, bob], roles: [app, job], trusts: [first, second, third], lambda }) => ({
    objects: [
      managedPolicy(here, 'base', base),
      group(here, 'staff', { inline: staff }),
      group(here, 'leads', { inline: everything }),
      user(here, 'ada', { ...ada, groups: ['staff'] }),
      user(here, 'bob', bob),
      inProfile(role(here, 'app', { ...app, trust: trust(first) })),
      role(here, 'job', { ...job, trust: trust(second) }),
      role(here, 'admin', { inline: everything, trust: trust(third) }),
      lambdaFunction('job', arnHere('role/job')),
      instance('i-1', profileArn('app')),
    ] satisfies readonly InventoryObject[],
    cells: [cell(here, 'iam'), cell(here, 'lambda', lambda), cell(here, 'ec2')],
  }))

it('the edges into everybody are those out of everybody', () => {
  let edges = 0
  fc.assert(
    fc.property(accounts, ({ objects, cells }) => {
      const { world, source, nodes } = escalationWorld(objects, cells)
      const ids = [...Array.from(world.principals, ({ principal }) => principal.arn), `administrator:${here}`]
      const told = (way: 'into' | 'from'): readonly string[] =>
        ids
          .flatMap((id) => source[way](nodes.of(id)))
          .map(({ from, to, path, decision, target, condition }) =>
            [from, path, decision, target, to, JSON.stringify(condition)].join(' '),
          )
          .sort()
      const into = told('into')
      expect(told('from')).toEqual(into)
      edges += into.length
    }),
    { numRuns: Number(process.env['FC_RUNS'] ?? 60) },
  )
  expect(edges).toBeGreaterThan(100)
})
