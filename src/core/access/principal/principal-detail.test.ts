import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexOf } from '../../../../test/fakes/access-index.ts'
import { lake, main } from '../../../../test/fakes/access-paths.ts'
import {
  account,
  allow,
  bucket,
  cell,
  deny,
  group,
  managedPolicy,
  policy,
  role,
  trust,
  user,
} from '../../../../test/fakes/inventory.ts'
import {
  assignment,
  credentials,
  directoryGroup,
  lambda,
  peopleWorld,
  permissionSet,
  person,
  setRole,
} from '../../../../test/fakes/people-world.ts'
import { accessLevels } from '../../catalogue.ts'
import type { InventoryObject, Json } from '../../inventory/objects.ts'
import type { AccessIndex } from '../build-index.ts'
import type { HeldPolicy } from './held-policies.ts'
import type { PrincipalDetail } from './principal-detail.ts'

const owner = '111111111111'
const other = '222222222222'
const policyArn = (name: string) => `arn:aws:iam::${owner}:policy/${name}`
const cells = (['iam', 's3', 'sqs', 'organization'] as const).map((type) => cell(owner, type))

const read = managedPolicy(
  owner,
  'Read',
  policy(allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::lake', 'arn:aws:s3:::lake/*'])),
)
const write = managedPolicy(owner, 'Write', policy(allow(['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'], '*')))
const guard = managedPolicy(owner, 'Guard', policy(deny('s3:PutObject')))
const limit = managedPolicy(owner, 'Limit', policy(allow(['s3:*', 'sqs:*', 'sts:*'])))

const objects: readonly InventoryObject[] = [
  account(owner, 'data', null),
  bucket(owner, 'lake', policy()),
  read,
  write,
  guard,
  limit,
  group(owner, 'readers', { attached: [policyArn('Read')], inline: policy(allow('iam:ListRoles')) }),
  user(owner, 'ann', { groups: ['readers'], attached: [policyArn('Write')], tags: { Owner: 'data team' } }),
  role(owner, 'job', {
    attached: [policyArn('Read'), policyArn('Write')],
    trust: trust({ Service: 'glue.amazonaws.com' }),
  }),
  role(owner, 'held', { attached: [policyArn('Write'), policyArn('Guard')], boundary: policyArn('Limit') }),
  role(owner, 'bounded', {
    attached: [policyArn('Write')],
    inline: policy(allow('iam:*')),
    boundary: policyArn('Limit'),
  }),
  role(owner, 'developer', { trust: trust({ Service: 'account-access.amazonaws.com' }) }),
  role(owner, 'caller', { inline: policy(allow('sts:AssumeRole', `arn:aws:iam::${owner}:role/open`)) }),
  role(owner, 'open', {
    trust: policy({
      Effect: 'Allow',
      Principal: { AWS: [`arn:aws:iam::${owner}:root`, `arn:aws:iam::${other}:root`] },
      Action: 'sts:AssumeRole',
    }),
  }),
]
const index = indexOf(objects, cells)

function detailOf(name: string, asked: AccessIndex = index): PrincipalDetail {
  const work = asked.principalInSteps(name)
  if (!work.ok) throw new Error(work.error.message)
  return work.value.value()
}
const held = (name: string, of: string): HeldPolicy | undefined =>
  detailOf(name).policies.find((one) => one.name === of)

describe('what each policy is good for', () => {
  it('counts what it grants alone, and what nothing else grants', () => {
    // GetObject is in both, so removing one of them takes it from nobody.
    expect(held('job', 'Read')?.share).toEqual({ actions: 2, lost: 1, gained: 0, lostServices: [] })
    expect(held('job', 'Write')?.share).toEqual({ actions: 3, lost: 2, gained: 0, lostServices: ['sqs'] })
  })

  it('tells what a Deny holds back', () => {
    expect(held('held', 'Guard')?.share).toEqual({ actions: 0, lost: 0, gained: 1, lostServices: [] })
  })

  it('counts within the boundary: what that cuts off is granted by nobody', () => {
    expect(held('bounded', 'bounded-inline')?.share).toMatchObject({ actions: 0, lost: 0 })
  })

  it('puts those that grant most first, then the boundary and the trust policy', () => {
    expect(detailOf('bounded').policies.map(({ name, bears }) => [name, bears])).toEqual([
      ['Write', 'grants'],
      ['bounded-inline', 'grants'],
      ['Limit', 'boundary'],
      ['trust policy of bounded', 'trust'],
    ])
  })

  it('names the group that brings it, and what would take it away', () => {
    const group = `arn:aws:iam::${owner}:group/readers`
    const user = `arn:aws:iam::${owner}:user/ann`
    expect(held('ann', 'Write')).toMatchObject({
      removal: { op: 'detach-policy', policy: policyArn('Write'), from: user },
    })
    expect(held('ann', 'Read')).toMatchObject({
      group: 'readers',
      removal: { op: 'detach-policy', policy: policyArn('Read'), from: group },
    })
  })

  it('offers removals that what-if takes, and that lose what was said', () => {
    for (const name of ['ann', 'job', 'held', 'bounded']) {
      for (const one of detailOf(name).policies) {
        if (!one.removal || !one.share) continue
        const applied = index.apply([one.removal])
        if (!applied.ok) throw new Error(`${name}, ${one.name}: ${applied.error.message}`)
        const before = actionsOf(index, name)
        const after = actionsOf(applied.value, name)
        const lost = [...before].filter((action) => !after.has(action))
        expect(lost, `${name} without ${one.name}`).toHaveLength(one.share.lost)
        expect([...after].filter((action) => !before.has(action))).toHaveLength(one.share.gained)
      }
    }
  })

  it('says of one that was not read that it was not', () => {
    const unread = indexOf(
      [account(owner, 'data', null), role(owner, 'lost', { attached: [policyArn('Gone')] })],
      cells,
    )
    const [policyOf] = detailOf('lost', unread).policies
    expect(policyOf).toMatchObject({ name: 'Gone', unread: expect.stringContaining('not read') })
    expect(policyOf?.share).toBeUndefined()
  })
})

/** Action by action, asked service by service: the other way to the same set. */
function actionsOf(asked: AccessIndex, principal: string): ReadonlySet<string> {
  const names = new Set<string>()
  const all = asked.whatCan({ principal })
  if (!all.ok) throw new Error(all.error.message)
  for (const { service } of all.value.services) {
    const one = asked.whatCan({ principal, service })
    if (!one.ok) throw new Error(one.error.message)
    for (const { actions = [] } of one.value.services) for (const { action } of actions) names.add(action)
  }
  return names
}

describe('what it reaches', () => {
  it('puts a bucket and its objects into one row, in which an action counts once', () => {
    const lake = detailOf('job').resources.find(({ pattern }) => pattern === 'arn:aws:s3:::lake')
    expect(lake).toMatchObject({ known: true, name: 'lake', levels: { List: 1, Read: 0, Write: 0 } })
  })

  it('counts no action more often than there are actions, whatever the policies', () => {
    const actions = ['s3:*', 's3:Get*', 's3:PutObjectTagging', 'iam:*', 'iam:TagRole', 'sqs:*', 'kms:CreateGrant', '*']
    const resources = ['*', 'arn:aws:s3:::lake', 'arn:aws:s3:::lake/*', `arn:aws:iam::${owner}:role/*`]
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.subarray(actions, { minLength: 1 }),
      Resource: fc.subarray(resources, { minLength: 1 }),
    })
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (statements) => {
        const document: Json = policy(...statements)
        const asked = indexOf([account(owner, 'data', null), role(owner, 'any', { inline: document })], cells)
        const granted = actionsOf(asked, 'any')
        const answer = asked.whatCan({ principal: 'any' })
        if (!answer.ok) throw new Error(answer.error.message)
        const total = answer.value.services.reduce(
          (sum, { levels }) => sum + accessLevels.reduce((all, level) => all + levels[level], 0),
          0,
        )
        expect(total).toBe(granted.size)
        for (const { levels, pattern } of detailOf('any', asked).resources) {
          const inRow = accessLevels.reduce((all, level) => all + levels[level], 0)
          expect(inRow, pattern).toBeLessThanOrEqual(granted.size)
        }
      }),
      { numRuns: 8 },
    )
  }, 60_000)
})

describe('who can become it', () => {
  it('names services, other accounts and principals, those from outside first', () => {
    const { items, total } = detailOf('open').assumers
    expect(total).toBe(items.length)
    expect(items.map(({ who, how, decision }) => [who.name, who.kind, how, decision])).toEqual([
      // The other account must allow it as well, which nobody read.
      [`account ${other}`, 'outsider', 'assumes', 'Conditional'],
      // Root users may not assume roles (STS API Reference, AssumeRole).
      ['caller', 'principal', 'assumes', 'Allowed'],
    ])
    expect(detailOf('job').assumers.items.map(({ who }) => who.name)).toEqual(['glue.amazonaws.com'])
  })

  it('says where more people may enter than are listed', () => {
    const [manager, ...others] = detailOf('developer').assumers.items
    expect(others).toEqual([])
    expect(manager).toMatchObject({ who: { kind: 'service' }, decision: 'Unknown' })
    expect(manager?.reason).toMatch(/^More people may enter role developer than can be listed/)
  })

  it('nobody becomes a user', () => {
    expect(detailOf('ann').assumers).toMatchObject({ items: [], total: 0 })
  })
})

describe('facts', () => {
  it('finds the owner by a tag, without case', () => {
    expect(detailOf('ann').owner).toEqual({ tag: 'Owner', value: 'data team' })
    expect(detailOf('job').owner).toBeUndefined()
    expect(detailOf('ann').groups).toEqual(['readers'])
  })

  it('does not know a principal that was not read', () => {
    expect(index.principalInSteps('nobody')).toMatchObject({ ok: false, error: { code: 'unknown_principal' } })
  })
})

describe('with what it signs in', () => {
  const known = indexOf(
    [
      account(owner, 'data', null),
      user(owner, 'ann'),
      user(owner, 'bob'),
      role(owner, 'job'),
      credentials(owner, 'ann', { password: true, mfa: false, keys: ['2025-01-01T00:00:00.000Z'] }),
    ],
    [...cells, cell(owner, 'credentials')],
  )

  it('stands beside a user as beside the identity of the user', () => {
    const own = detailOf('ann', known).credentials
    expect(own).toMatchObject({ accountName: 'data', password: 'yes', mfa: 'no', keys: [{ active: true }] })
    const identity = known
      .people()
      .value()
      .identity(`iam-user:${detailOf('ann', known).uniqueId}`)
    expect(identity?.credentials).toEqual([own])
  })

  it('is nothing where nobody read it, and of a role', () => {
    expect(detailOf('bob', known)).not.toHaveProperty('credentials')
    expect(detailOf('job', known)).not.toHaveProperty('credentials')
  })
})

describe('what runs as it', () => {
  it('is listed as far as anybody reads, and counted beyond', () => {
    const functions = Array.from({ length: 103 }, (_, number) =>
      lambda(owner, `f${number}`, `arn:aws:iam::${owner}:role/job`),
    )
    const { workloads, moreWorkloads } = detailOf(
      'job',
      indexOf([account(owner, 'data', null), role(owner, 'job'), ...functions], cells),
    )
    expect([workloads.length, moreWorkloads]).toEqual([100, 3])
    expect(detailOf('ann')).toMatchObject({ workloads: [], moreWorkloads: 0 })
  })
})

it('names who is assigned a permission set by the id under which the identity is found', () => {
  const index = peopleWorld(
    person('u-1', 'ada'),
    person('u-2', 'bea'),
    person('u-3', 'cid', { enabled: false }),
    directoryGroup('g-1', 'ops', 'u-2', 'u-3'),
    permissionSet('Audit'),
    assignment('USER', 'u-1', 'Audit', main),
    assignment('GROUP', 'g-1', 'Audit', main),
    assignment('USER', 'u-2', 'Audit', lake),
    setRole(main, 'Audit'),
  )
  const { items } = detailOf('main/Audit', index).assumers
  const assigned = items.filter(({ how }) => how === 'assigned')
  expect(assigned.map(({ who }) => who.id)).toEqual(['person:u-1', 'person:u-2'])
  for (const { who } of assigned)
    expect(index.people().value().identity(who.id.replace('person:', 'idc-user:'))?.name).toBe(who.name)
})
