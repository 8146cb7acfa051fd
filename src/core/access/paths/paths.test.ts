import { describe, expect, it } from 'vitest'
import { can } from '../../../../test/fakes/access-index.ts'
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
import {
  accountId,
  allow,
  arn,
  bucket,
  deny,
  group,
  policy,
  role,
  trust,
  user,
} from '../../../../test/fakes/inventory.ts'

describe('a question', () => {
  const names = Array.from({ length: 13 }, (_, n) => `user${n}`)
  const worldOf = (users: readonly string[]) =>
    made(
      ...users.flatMap((name) => [
        user(main, name, { inline: policy(assume(roleOf(main, `of-${name}`))) }),
        role(main, `of-${name}`, { trust: trust({ AWS: rootOf(main) }), inline: administrator }),
      ]),
    )

  it('may be asked in steps, and by several at once', () => {
    const index = worldOf(names)
    const [one, other] = [index.pathsInSteps({ to: 'admin' }), index.pathsInSteps({ to: 'admin', limit: 2 })]
    expect([one.step(), other.step(), one.step()]).toEqual([true, true, true])
    const [some, all] = [other.value(), one.value()]
    expect(all).toEqual(worldOf(names).paths({ to: 'admin' }))
    if (!some.ok || !all.ok) throw new Error('not answered')
    expect(some.value).toEqual({ ...all.value, paths: all.value.paths.slice(0, 2), more: 11 })
  })

  it('lists no more cuts than somebody would make', () => {
    expect(paths(worldOf(names.slice(1)), { to: 'admin' })).toMatchObject({ cuts: { length: 12 }, notes: [] })
    expect(paths(worldOf(names), { to: 'admin' })).toMatchObject({
      cuts: [],
      complete: true,
      notes: ['At least 13 steps would have to go to cut all of these paths, so none are listed.'],
    })
  })
})

describe('a chain of roles across accounts', () => {
  const index = made(
    user(main, 'ada', { inline: policy(assume(roleOf(main, 'one'))) }),
    user(main, 'bob'),
    role(main, 'one', { trust: trust({ AWS: rootOf(main) }), inline: policy(assume(roleOf(lake, 'two'))) }),
    role(lake, 'two', { trust: trust({ AWS: roleOf(main, 'one') }), inline: administrator }),
  )

  it('leads to administrator', () => {
    const answer = paths(index, { from: 'ada', to: 'admin' })
    expect(routes(answer)).toEqual(['ada > assumes one > assumes two > is administrator of lake'])
    expect(answer).toMatchObject({
      from: `arn:aws:iam::${main}:user/ada`,
      to: 'admin',
      more: 0,
      complete: true,
      gaps: [],
      sentence: 'ada can become administrator of lake in two steps: it assumes one, then assumes two in lake.',
    })
    expect(answer.paths[0]).toMatchObject({ decision: 'Allowed', to: { kind: 'administrator', account: lake } })
  })

  it('shows for each step the permission and the statements that give it', () => {
    const [path] = paths(index, { from: 'ada', to: 'admin' }).paths
    expect(path?.steps.map((step) => step.text)).toEqual([
      'ada assumes one.',
      'one assumes two in lake.',
      'two is administrator itself.',
    ])
    const [permission] = path?.steps[1]?.permissions ?? []
    expect(permission).toMatchObject({ action: 'sts:AssumeRole', resource: roleOf(lake, 'two'), decision: 'Allowed' })
    expect(permission?.reasons.map(({ policy: name }) => name).sort()).toEqual(['one-inline', 'trust policy of two'])
  })

  it('is cut by either of its steps', () => {
    const { cuts } = paths(index, { from: 'ada', to: 'admin' })
    expect(cuts).toHaveLength(1)
    expect(cuts[0]).toMatchObject({ paths: 1, text: 'The path needs this: ada assumes one.' })
  })

  it('is listed for everybody by its best start', () => {
    const answer = paths(index, { to: 'admin' })
    expect(routes(answer)).toEqual([
      'one > assumes two > is administrator of lake',
      'ada > assumes one > assumes two > is administrator of lake',
    ])
    expect(answer.cuts.map(({ from, to, paths: count }) => [from.name, to.name, count])).toEqual([['one', 'two', 2]])
  })

  it('leads to a principal too', () =>
    expect(routes(paths(index, { from: 'ada', to: 'two' }))).toEqual(['ada > assumes one > assumes two']))

  it('does not exist for others', () => {
    const answer = paths(index, { from: 'bob', to: 'admin' })
    expect(answer).toMatchObject({ paths: [], cuts: [], complete: true, sentence: 'bob cannot become administrator.' })
  })

  it('is not longer than asked', () => {
    expect(paths(index, { from: 'ada', to: 'admin', maxDepth: 1 }).paths).toEqual([])
    expect(paths(index, { from: 'ada', to: 'admin', maxDepth: 2 }).paths).toHaveLength(1)
  })

  it('ends in the account that is asked about', () => {
    expect(paths(index, { from: 'ada', to: 'admin:lake' }).to).toBe(`administrator:${lake}`)
    expect(paths(index, { from: 'ada', to: `admin:${main}` }).paths).toEqual([])
  })
})

describe('who may start', () => {
  it('is not who is administrator already, nor who nobody can be', () => {
    const index = made(
      role(main, 'admin', { trust: trust({ AWS: rootOf(main) }), inline: administrator }),
      role(main, 'other-admin', { trust: trust({ AWS: rootOf(main) }), inline: administrator }),
      role(main, 'deserted', {
        trust: trust({ AWS: 'AROAEXAMPLEGONEID' }),
        inline: policy(assume(roleOf(main, 'admin'))),
      }),
    )
    expect(routes(paths(index, { to: 'admin' }))).toEqual([])
    // Asked about by name it is followed all the same.
    expect(paths(index, { from: 'deserted', to: 'admin' }).paths).toHaveLength(1)
    expect(paths(index, { from: 'admin', to: 'admin' }).sentence).toBe('admin is administrator of main itself.')
  })

  it('is who is administrator only under a condition, if it may become one without', () => {
    const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
    const index = made(
      user(main, 'careful', { inline: policy(allow('*', '*', mfa)) }),
      user(main, 'ada', { inline: policy(allow('iam:*', '*', mfa), assume(roleOf(main, 'admin'))) }),
      role(main, 'admin', { trust: trust({ AWS: `arn:aws:iam::${main}:user/ada` }), inline: administrator }),
    )
    expect(routes(paths(index, { to: 'admin' }))).toContain('ada > assumes admin > is administrator of main')
    const own = paths(index, { from: 'careful', to: 'admin' }).paths[0]
    expect(own).toMatchObject({ decision: 'Conditional', conditionText: 'the session used MFA' })
    expect(own?.steps.map((step) => step.kind)).toEqual(['is'])
  })
})

describe('who can make itself administrator', () => {
  const self = (id: string, name: string) =>
    user(id, name, { inline: policy(allow('iam:PutUserPolicy', `arn:aws:iam::${id}:user/${name}`)) })
  const index = made(
    self(lake, 'ada'),
    self(main, 'bob'),
    user(lake, 'cyd', { inline: administrator }),
    bucket(lake, 'data', { state: 'none' }),
    bucket(lake, 'sealed', policy(deny('s3:*', 'arn:aws:s3:::sealed/*', { Principal: '*' }))),
    role(lake, 'job', { trust: trust({ Service: 'lambda.amazonaws.com' }) }),
    role(lake, 'open-to-main', { trust: trust({ AWS: rootOf(main) }), inline: policy(allow('s3:GetObject')) }),
    role(main, 'door'),
    role(lake, 'behind-the-door', { trust: trust({ AWS: roleOf(main, 'door') }) }),
  )

  it('comes from there to what the account has', () => {
    expect(routes(paths(index, { from: 'ada', to: 'data' }))).toEqual([
      'ada > escalates administrator of lake > reaches data',
    ])
    expect(paths(index, { from: 'ada', to: 'data' }).sentence).toBe(
      'ada can reach data in two steps: it writes itself an inline policy, then may call s3:GetObject and four more actions on data.',
    )
    expect(paths(index, { from: 'ada', to: 'arn:aws:s3:::sealed', action: 's3:GetObject' }).paths).toEqual([])
  })

  it('comes to every role of the account, as who is administrator already does', () => {
    expect(routes(paths(index, { from: 'ada', to: 'job' }))).toEqual([
      'ada > escalates administrator of lake > escalates job',
    ])
    expect(routes(paths(index, { from: 'cyd', to: 'job' }))).toEqual(['cyd > is administrator of lake > escalates job'])
    expect(routes(paths(index, { from: 'cyd', to: 'data' }))).toEqual(['cyd > reaches data'])
  })

  it('comes to roles of other accounts that let in the account, or one of its roles', () => {
    expect(routes(paths(index, { from: 'bob', to: 'data' }))).toEqual([
      'bob > escalates administrator of main > assumes open-to-main > reaches data',
    ])
    expect(routes(paths(index, { from: 'bob', to: 'behind-the-door' }))).toEqual([
      'bob > escalates administrator of main > assumes behind-the-door',
    ])
    expect(paths(index, { from: 'ada', to: 'door' }).paths).toEqual([])
  })
})

describe('conditions', () => {
  const named = (name: string) => ({ Condition: { StringEquals: { 'sts:RoleSessionName': name } } })
  const index = made(
    user(main, 'ada', { inline: policy(allow('sts:AssumeRole', roleOf(main, 'one'), named('a'))) }),
    role(main, 'one', {
      trust: trust({ AWS: rootOf(main) }),
      inline: policy(allow('sts:AssumeRole', roleOf(main, 'two'), named('b'))),
    }),
    role(main, 'two', { trust: trust({ AWS: rootOf(main) }), inline: administrator }),
  )

  it('on one key of two steps are about two requests, so they do not exclude each other', () => {
    const [path] = paths(index, { from: 'ada', to: 'admin' }).paths
    expect(path?.decision).toBe('Conditional')
    expect(path?.conditionText).toBe('in step 1 the session name is a and in step 2 the session name is b')
    expect(path?.condition).toEqual({
      all: [
        { op: 'StringEquals', key: 'sts:RoleSessionName', values: ['a'] },
        { op: 'StringEquals', key: 'sts:RoleSessionName', values: ['b'] },
      ],
    })
  })
})

describe('what was not read', () => {
  const index = made(
    user(main, 'ada', { inline: policy(assume(roleOf(main, 'hazy'), roleOf(main, 'one'))) }),
    role(main, 'hazy', { trust: trust({ AWS: rootOf(main) }), attached: [`arn:aws:iam::${main}:policy/unread`] }),
    role(main, 'one', { trust: trust({ AWS: rootOf(main) }), inline: policy(assume(roleOf(main, 'two'))) }),
    role(main, 'two', { trust: trust({ AWS: rootOf(main) }), inline: policy(assume(roleOf(main, 'goal'))) }),
    role(main, 'goal', { trust: trust({ AWS: rootOf(main) }) }),
    user(main, 'bob', { attached: [`arn:aws:iam::${main}:policy/unread`] }),
  )

  it('is followed only where there is no other way, however long', () => {
    expect(routes(paths(index, { from: 'ada', to: 'goal' }))).toEqual([
      'ada > assumes one > assumes two > assumes goal',
    ])
    expect(routes(paths(index, { to: 'goal' }))).toContain('ada > assumes one > assumes two > assumes goal')
    const answer = paths(index, { from: 'bob', to: 'goal' })
    expect(answer.sentence).toMatch(/^bob could act as goal in /)
    expect(answer.paths[0]).toMatchObject({
      decision: 'Unknown',
      sentence: 'bob could act as goal in one step: it assumes goal.',
    })
    expect(paths(index, { from: 'bob', to: 'admin' }).paths[0]?.sentence).toBe(
      'Whether bob is administrator of main is not known.',
    )
  })

  it('makes the answer incomplete, with the gap named', () => {
    const answer = paths(index, { from: 'bob', to: 'admin' })
    expect(answer.complete).toBe(false)
    expect(answer.gaps.map((gap) => gap.reason).join()).toContain('unread')
    expect(answer.notes).toContain('Some steps are not known, because something that bears on them was not read.')
  })
})

describe('questions that cannot be answered', () => {
  const index = made(user(main, 'ada'), group(main, 'staff'), user(main, 'staffer', { groups: ['staff'] }))

  it('say why', () => {
    expect(fault(index, { from: 'nobody', to: 'admin' })?.code).toBe('unknown_principal')
    expect(fault(index, { to: 'admin:nowhere' })?.message).toBe('No account is nowhere')
    expect(fault(index, { to: 'ada', from: 'ada' })?.message).toBe('ada is both the start and the end')
    expect(fault(index, { to: 'ada', action: 'iam:NoSuchAction' })?.code).toBe('unknown_action')
    expect(fault(index, { to: 'arn:aws:nosuchservice:eu-west-1:111111111111:thing/x' })?.message).toContain(
      'name an action',
    )
  })

  it('take an IAM group as its members', () => {
    expect(paths(index, { from: 'staff', to: 'admin' })).toMatchObject({
      from: `arn:aws:iam::${main}:group/staff`,
      sentence: 'staff cannot become administrator.',
    })
  })
})

describe('every step', () => {
  it('is what canI says', () => {
    const index = made(
      user(main, 'ada', { inline: policy(assume(roleOf(main, 'one'))) }),
      role(main, 'one', { trust: trust({ AWS: rootOf(main) }), inline: policy(assume(roleOf(lake, 'two'))) }),
      role(lake, 'two', { trust: trust({ AWS: rootOf(main) }), inline: administrator }),
      bucket(lake, 'data', { state: 'none' }),
    )
    const [path] = paths(index, { from: 'ada', to: 'data', action: 's3:GetObject' }).paths
    expect(path?.steps).toHaveLength(3)
    for (const { from, permissions } of path?.steps ?? [])
      for (const { action, resource, decision } of permissions)
        expect(can(index, from.id, action, resource).decision).toBe(decision)
  })
})

/** docs/algorithms/paths.md, "An example". */
describe('the example of the documentation', () => {
  const center = { accountId: accountId(main), region: 'eu-west-1', cell: 'identity_center' } as const
  const set = arn('arn:aws:sso:::permissionSet/ssoins-1/ps-1')
  const index = made(
    {
      ...center,
      kind: 'directoryUser',
      nativeId: 'u-1',
      arn: 'arn:aws:identitystore:::user/u-1',
      body: { id: 'u-1', userName: 'ada', enabled: true },
    },
    {
      ...center,
      kind: 'permissionSet',
      nativeId: set,
      arn: set,
      body: { arn: set, name: 'Payments', managedPolicies: [], customerManagedPolicies: [], tags: {} },
    },
    {
      ...center,
      kind: 'accountAssignment',
      nativeId: 'a-1',
      arn: 'arn:aws:sso:::assignment/a-1',
      body: { permissionSetArn: set, accountId: accountId(main), principalType: 'USER', principalId: 'u-1' },
    },
    role(main, 'AWSReservedSSO_Payments_0123456789abcdef', {
      path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
      trust: trust({ Federated: `arn:aws:iam::${main}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` }),
      inline: policy(allow(['iam:UpdateAssumeRolePolicy', 'iam:PassRole'], roleOf(main, 'sync')), allow('lambda:*')),
    }),
    role(main, 'sync', {
      trust: trust({ Service: 'lambda.amazonaws.com' }),
      inline: policy(assume(roleOf(lake, 'writer'))),
    }),
    role(lake, 'writer', {
      trust: trust({ AWS: roleOf(main, 'sync') }),
      inline: policy(allow('s3:PutObject', 'arn:aws:s3:::ledger/*')),
    }),
    bucket(lake, 'ledger', { state: 'none' }),
  )
  const answer = paths(index, { from: 'ada', to: 'ledger', action: 's3:PutObject' })

  it('is what is answered', () => {
    const ways = answer.paths.map(({ steps }) =>
      steps.map(({ kind, path, to }) => `${path ?? kind} ${to.name}`).join(', '),
    )
    expect(ways.slice(0, 2)).toEqual([
      'assigned Payments, provisions Payments, iam-012 sync, sts-001 writer, reaches objects in ledger',
      'assigned Payments, provisions Payments, lambda-001 sync, sts-001 writer, reaches objects in ledger',
    ])
    expect(answer.paths[0]?.sentence).toBe(
      'ada, as Payments in main, can reach objects in ledger in three steps: it lets itself into role sync by changing its ' +
        'trust policy, then assumes writer in lake, then may call s3:PutObject on objects in ledger.',
    )
    expect(answer.cuts.map(({ text }) => text)).toEqual([
      `All ${['no', 'one', 'two', 'three', 'four', 'five'][ways.length]} paths need this: sync assumes writer in lake.`,
    ])
  })
})
