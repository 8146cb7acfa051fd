import { describe, expect, it } from 'vitest'
import {
  administrator,
  assume,
  fault,
  lake,
  made,
  main,
  paths,
  roleOf,
  rootOf,
  routes,
} from '../../../../test/fakes/access-paths.ts'
import { accountId, allow, arn, bucket, deny, policy, role, trust, user } from '../../../../test/fakes/inventory.ts'
import type { ObjectOfKind } from '../../inventory/objects.ts'

describe('services, providers and other accounts', () => {
  const provider = `arn:aws:iam::${lake}:oidc-provider/token.actions.githubusercontent.com`
  const stranger = '999999999999'
  const index = made(
    role(lake, 'deploy', {
      trust: policy({
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:larkfield/*' } },
      }),
      inline: administrator,
    }),
    role(lake, 'vendor', {
      trust: policy({
        Effect: 'Allow',
        Principal: { AWS: rootOf(stranger) },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'k7' } },
      }),
      inline: policy(allow('s3:GetObject')),
    }),
    role(lake, 'job', { trust: trust({ Service: 'lambda.amazonaws.com' }), inline: policy(allow('s3:GetObject')) }),
    role(lake, 'developer', {
      trust: trust({ Service: 'account-access.amazonaws.com' }),
      inline: policy(allow('s3:GetObject')),
    }),
    bucket(lake, 'data', { state: 'none' }),
  )

  it('lets in the callers of a provider, under the condition of the trust policy', () => {
    const answer = paths(index, { from: provider, to: 'admin' })
    expect(answer.paths[0]).toMatchObject({
      decision: 'Conditional',
      from: { kind: 'provider', name: 'token.actions.githubusercontent.com' },
      conditionText: 'token.actions.githubusercontent.com:sub is like repo:larkfield/*',
    })
    expect(answer.paths[0]?.steps[0]).toMatchObject({
      kind: 'signsIn',
      permissions: [{ action: 'sts:AssumeRoleWithWebIdentity', reasons: [{ policy: 'trust policy of deploy' }] }],
    })
    expect(routes(paths(index, { to: 'admin' }))).toEqual([
      'token.actions.githubusercontent.com > signsIn deploy > is administrator of lake',
    ])
  })

  it('lets in another account with its external id, as far as that account allows it', () => {
    const [path] = paths(index, { from: rootOf(stranger), to: 'data' }).paths
    expect(path?.from).toMatchObject({ kind: 'outsider', name: `account ${stranger}` })
    expect(path?.steps.map((step) => step.conditionText)).toEqual([
      'the external id is k7 and its own account allows it, which is outside what was read',
      undefined,
    ])
  })

  it('does not know whom AWS lets in whose entitlements were not read, and never says nobody', () => {
    const answer = paths(index, { from: 'account-access.amazonaws.com', to: 'data' })
    const why = 'More people may enter role developer than can be listed'
    expect(answer).toMatchObject({ complete: false, gaps: [{ account: lake, service: 'account-access' }] })
    expect(answer.paths[0]).toMatchObject({ decision: 'Unknown', steps: [{ kind: 'assumes' }, { kind: 'reaches' }] })
    expect(answer.gaps[0]?.reason).toContain(why)
    const asked = index.whoCan({ action: 'sts:AssumeRole', resource: roleOf(lake, 'developer') })
    expect(asked.ok && asked.value).toMatchObject({ complete: false, gaps: [{ service: 'account-access' }] })
    expect(asked.ok && asked.value.notes.join(' ')).toContain(why)
  })

  it('lets in a service, which is asked about by its host and is no start of its own', () => {
    expect(routes(paths(index, { from: 'lambda.amazonaws.com', to: 'data' }))).toEqual([
      'lambda.amazonaws.com > assumes job > reaches data',
    ])
    expect(routes(paths(index, { to: 'data' })).filter((route) => route.startsWith('lambda'))).toEqual([])
  })
})

describe('workloads', () => {
  const lambda = (name: string, executionRole: string): ObjectOfKind<'resource'> => ({
    ...bucket(main, name, { state: 'none' }),
    nativeId: `arn:aws:lambda:eu-west-1:${main}:function:${name}`,
    arn: `arn:aws:lambda:eu-west-1:${main}:function:${name}`,
    region: 'eu-west-1',
    cell: 'lambda',
    body: { type: 'lambda:function', name, policy: { state: 'none' }, tags: {}, facts: { executionRole } },
  })
  const instance: ObjectOfKind<'resource'> = {
    ...bucket(main, 'i-1', { state: 'none' }),
    nativeId: `arn:aws:ec2:eu-west-1:${main}:instance/i-1`,
    arn: `arn:aws:ec2:eu-west-1:${main}:instance/i-1`,
    region: 'eu-west-1',
    cell: 'ec2',
    body: {
      type: 'ec2:instance',
      name: 'web',
      policy: { state: 'none' },
      tags: {},
      facts: { instanceProfile: `arn:aws:iam::${main}:instance-profile/web` },
    },
  }
  const web = role(main, 'web', { inline: administrator })
  const index = made(
    role(main, 'fn-role', { trust: trust({ Service: 'lambda.amazonaws.com' }), inline: administrator }),
    { ...web, body: { ...web.body, instanceProfiles: [arn(`arn:aws:iam::${main}:instance-profile/web`)] } },
    lambda('fn', roleOf(main, 'fn-role')),
    lambda('gone', roleOf(main, 'gone')),
    instance,
  )

  it('run as their roles', () => {
    expect(routes(paths(index, { from: 'fn', to: 'admin' }))).toEqual([
      'fn > runsAs fn-role > is administrator of main',
    ])
    expect(routes(paths(index, { from: 'web', to: 'admin:main' }))[0]).toBe('web > is administrator of main')
    expect(routes(paths(index, { from: instance.arn, to: 'admin' }))).toEqual([
      'web > runsAs web > is administrator of main',
    ])
    expect(paths(index, { from: 'gone', to: 'admin' }).paths).toEqual([])
  })
})

describe('people of Identity Center', () => {
  const center = { accountId: accountId(main), region: 'eu-west-1', cell: 'identity_center' } as const
  const set = arn('arn:aws:sso:::permissionSet/ssoins-1/ps-1')
  const person = (id: string, userName: string, enabled = true): ObjectOfKind<'directoryUser'> => ({
    ...center,
    kind: 'directoryUser',
    nativeId: id,
    arn: `arn:aws:identitystore:::user/${id}`,
    body: { id, userName, displayName: `${userName} Byron`, email: `${userName}@larkfield.example`, enabled },
  })
  const assignment = (principalType: 'USER' | 'GROUP', principalId: string): ObjectOfKind<'accountAssignment'> => ({
    ...center,
    kind: 'accountAssignment',
    nativeId: `${principalType}${principalId}`,
    arn: `arn:aws:sso:::assignment/${principalId}`,
    body: { permissionSetArn: set, accountId: accountId(lake), principalType, principalId },
  })
  const people = [person('u-1', 'ada'), person('u-2', 'gone', false), person('u-3', 'cyd')]
  const index = made(
    ...people,
    {
      ...center,
      kind: 'directoryGroup',
      nativeId: 'g-1',
      arn: 'arn:aws:identitystore:::group/g-1',
      body: { id: 'g-1', displayName: 'Data', members: ['u-1', 'u-2'] },
    },
    {
      ...center,
      kind: 'permissionSet',
      nativeId: set,
      arn: set,
      body: { arn: set, name: 'Analyst', managedPolicies: [], customerManagedPolicies: [], tags: {} },
    },
    assignment('GROUP', 'g-1'),
    assignment('USER', 'u-2'),
    role(lake, 'AWSReservedSSO_Analyst_0123456789abcdef', {
      path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
      trust: policy({
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${lake}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` },
        Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
        Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      }),
      inline: policy(assume(roleOf(lake, 'writer'))),
    }),
    role(lake, 'writer', { trust: trust({ AWS: rootOf(lake) }), inline: administrator }),
  )
  const route =
    'ada Byron > memberOf Data > assigned Analyst > provisions Analyst > assumes writer > is administrator of lake'

  it('come through group, assignment and role, by e-mail, user name or display name', () => {
    for (const from of ['Ada@larkfield.example', 'ada', 'ada Byron', 'person:u-1'])
      expect(routes(paths(index, { from, to: 'admin' }))).toEqual([route])
  })

  it('take a step only where they act', () => {
    const answer = paths(index, { from: 'ada', to: 'admin', maxDepth: 1 })
    expect(answer.sentence).toBe(
      'ada Byron, as Analyst in lake, can become administrator of lake in one step: it assumes writer.',
    )
  })

  it('lead nowhere when they are disabled or not assigned', () => {
    expect(paths(index, { from: 'gone', to: 'admin' }).paths).toEqual([])
    expect(paths(index, { from: 'cyd', to: 'admin' }).paths).toEqual([])
  })

  it('are found by their group, and their provider is not told beside them', () => {
    expect(routes(paths(index, { from: 'Data', to: 'admin' }))).toHaveLength(1)
    expect(routes(paths(index, { to: 'admin' }))).toEqual(['Analyst > assumes writer > is administrator of lake'])
  })

  it('are no end', () => expect(fault(index, { to: 'ada@larkfield.example' })).toMatchObject({ code: 'bad_input' }))
})

describe('resources', () => {
  const index = made(
    user(lake, 'ada', { inline: policy(assume(roleOf(lake, 'reader'), roleOf(lake, 'guarded'))) }),
    role(lake, 'reader', {
      trust: trust({ AWS: rootOf(lake) }),
      inline: policy(allow('s3:GetObject', 'arn:aws:s3:::data/*')),
    }),
    role(lake, 'guarded', {
      trust: trust({ AWS: rootOf(lake) }),
      inline: policy(allow('s3:*'), deny('s3:*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
    }),
    bucket(lake, 'data', { state: 'none' }),
    role(lake, 'data', { trust: trust({ Service: 'ec2.amazonaws.com' }) }),
  )
  const data = 'arn:aws:s3:::data'

  it('are reached by the actions of their type, and the answer says which were asked', () => {
    const answer = paths(index, { from: 'ada', to: data })
    expect(routes(answer)).toEqual(['ada > assumes reader > reaches data', 'ada > assumes guarded > reaches data'])
    expect(answer.paths[0]?.steps[1]?.permissions.map((one) => one.action)).toEqual(['s3:GetObject'])
    expect(answer.notes[0]).toMatch(/^No action was named, so these were asked: s3:GetObject, /)
  })

  it('are reached by one action where one is asked about', () => {
    const answer = paths(index, { from: 'ada', to: data, action: 's3:DeleteBucket' })
    expect(routes(answer)).toEqual(['ada > assumes guarded > reaches data'])
    expect(answer.notes).toEqual([])
  })

  it('may be a role, which is then acted upon and not taken on', () => {
    const answer = paths(index, { from: 'ada', to: roleOf(lake, 'reader'), action: 'iam:GetRole' })
    expect(answer.paths).toEqual([])
    expect(answer.to).toBe(`on:${roleOf(lake, 'reader')}`)
  })

  it('need their ARN where something else has their name', () =>
    expect(fault(index, { to: 'data' })).toMatchObject({
      code: 'bad_input',
      suggestions: [roleOf(lake, 'data'), data],
    }))
})
