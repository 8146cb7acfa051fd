/** Whose policy governs what is asked about, and which documents stand together. Rules: the developer guides of each service. */
import { describe, expect, it } from 'vitest'
import { can, holders, indexOf, who, wholly } from '../../../test/fakes/access-index.ts'
import { accountId, allow, arn, cell, policy, role, user } from '../../../test/fakes/inventory.ts'
import { type CellType, optionalReadRefused } from '../inventory/coverage.ts'
import type { InventoryObject, Json, PolicyReading } from '../inventory/objects.ts'
import type { CanAnswer } from './answers.ts'

const prod = '222222222222'
const lab = '333333333333'
const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${prod}:${resource}`

interface Made {
  readonly policy?: Json | PolicyReading
  readonly facts?: { readonly [fact: string]: Json }
}

function resource(
  cellType: CellType,
  type: string,
  text: string,
  { policy: given, facts = {} }: Made = {},
): InventoryObject {
  const reading: PolicyReading =
    given === undefined ? { state: 'none' } : isReading(given) ? given : { state: 'read', document: given }
  return {
    kind: 'resource',
    nativeId: text,
    arn: arn(text),
    accountId: accountId(prod),
    region: 'eu-west-1',
    cell: cellType,
    body: { type, name: text.split(/[:/]/).at(-1) ?? text, policy: reading, tags: {}, facts },
  }
}

const isReading = (given: Json | PolicyReading): given is PolicyReading =>
  typeof given === 'object' && given !== null && 'state' in given

const unread: PolicyReading = { state: 'unread', code: 'AccessDenied', reason: 'AWS refused it.' }
const to = (principal: Json, action: Json, more: { readonly [key: string]: Json } = {}) =>
  allow(action, '*', { Principal: principal, ...more })

const people = [
  user(prod, 'ada', { inline: policy(allow('*')) }),
  user(prod, 'bob'),
  role(lab, 'guest', { inline: policy(allow('*')) }),
]
const bob = { AWS: `arn:aws:iam::${prod}:user/bob` }
const guest = { AWS: `arn:aws:iam::${lab}:role/guest` }

const index = (type: CellType, objects: readonly InventoryObject[], state: 'ok' | 'denied' = 'ok') =>
  indexOf([...people, ...objects], [...wholly(prod, lab), cell(prod, type, state)])

const reasons = (answer: CanAnswer): readonly string[] => answer.gaps.map(({ reason }) => reason)

describe('a part stands under the policy of the whole', () => {
  it.each([
    ['dynamodb', 'dynamodb:table', 'table/orders', 'table/orders/index/by-day', 'dynamodb:Query'],
    ['es', 'es:domain', 'domain/logs', 'domain/logs/_search', 'es:ESHttpGet'],
    ['events', 'events:event-bus', 'event-bus/partners', 'rule/partners/all', 'events:PutRule'],
    ['events', 'events:event-bus', 'event-bus/default', 'rule/all', 'events:PutRule'],
    ['glue', 'glue:catalog', 'catalog', 'table/marts/orders', 'glue:GetTable'],
    ['lambda', 'lambda:function', 'function:run', 'function:run:live', 'lambda:InvokeFunction'],
  ] as const)('%s: %s', (service, type, whole, part, action) => {
    const known = index(service, [resource(service, type, at(service, whole), { policy: policy(to(bob, action)) })])
    expect(can(known, 'bob', action, at(service, part)).decision).toBe('Allowed')
    const without = index(service, [resource(service, type, at(service, whole))])
    expect(can(without, 'bob', action, at(service, part)).decision).toBe('ImplicitlyDenied')
  })

  it('a job of Glue is not of the catalog', () => {
    const catalog = resource('glue', 'glue:catalog', at('glue', 'catalog'), { policy: policy(to(bob, 'glue:*')) })
    expect(can(index('glue', [catalog]), 'bob', 'glue:StartJobRun', at('glue', 'job/nightly')).decision).toBe(
      'ImplicitlyDenied',
    )
  })

  it.each([
    ['dynamodb', 'dynamodb:GetRecords', 'table/orders/stream/2026-01-01T00:00:00.000'],
    ['kinesis', 'kinesis:SubscribeToShard', 'stream/orders/consumer/app:1'],
    ['codeartifact', 'codeartifact:ReadFromRepository', 'repository/company/npm'],
    ['lambda', 'lambda:GetLayerVersion', 'layer:tools:3'],
  ] as const)('%s: what has a policy that nobody reads is not without one: %s', (service, action, part) => {
    const answer = can(index(service, []), 'bob', action, at(service, part))
    expect(answer.decision).toBe('Unknown')
    expect(reasons(answer)).toEqual([expect.stringContaining('was not read')])
  })
})

describe('a repository of ECR', () => {
  const repository = (made?: Made) => resource('ecr', 'ecr:repository', at('ecr', 'repository/app'), made)
  const registry = (made?: Made) => resource('ecr', 'ecr:registry', at('ecr', 'registry'), made)
  const pull = 'ecr:BatchGetImage'
  const app = at('ecr', 'repository/app')

  it('lets in another account by its own policy', () => {
    const known = index('ecr', [repository({ policy: policy(to(guest, pull)) }), registry()])
    expect(can(known, 'guest', pull, app)).toMatchObject({ decision: 'Allowed' })
    expect(holders(who(known, pull, app))).toEqual(['ada Allowed', 'root Allowed', 'guest Allowed'])
    expect(who(known, pull, app).complete).toBe(true)
  })

  it('stands under the policy of the registry too, which is told as such', () => {
    const denies = { Effect: 'Deny', Principal: '*', Action: pull, Resource: at('ecr', 'repository/*') }
    const known = index('ecr', [
      repository({ policy: policy(to(guest, pull)) }),
      registry({ policy: policy(to(bob, 'ecr:CreateRepository'), denies) }),
    ])
    const answer = can(known, 'guest', pull, app)
    expect(answer.decision).toBe('ExplicitlyDenied')
    expect(answer.reasons).toMatchObject([{ effect: 'Deny', policy: 'registry policy of registry', statement: 1 }])
    const own = index('ecr', [repository(), registry({ policy: policy(to(bob, pull)) })])
    expect(can(own, 'bob', pull, app)).toMatchObject({
      decision: 'Allowed',
      reasons: [{ policy: 'registry policy of registry', statement: 0 }],
    })
  })

  it('is not known whole where the registry’s policy was not read', () => {
    const known = index('ecr', [repository({ policy: policy(to(guest, pull)) }), registry({ policy: unread })])
    expect(can(known, 'guest', pull, app).decision).toBe('Unknown')
    const imported = index('kms', [repository({ policy: policy(to(guest, pull)) })])
    expect(can(imported, 'guest', pull, app).decision).toBe('Allowed')
    expect(reasons(can(imported, 'guest', pull, app))).toContain('The policy of the registry in eu-west-1 was not read')
    expect(can(imported, 'bob', pull, app).decision).toBe('Unknown')
  })
})

describe('what if the policy of a registry', () => {
  const pull = 'ecr:BatchGetImage'
  const app = at('ecr', 'repository/app')
  const registry = at('ecr', 'registry')
  const denies = policy({ Effect: 'Deny', Principal: '*', Action: pull, Resource: at('ecr', 'repository/*') })
  const registryOf = (own: Json | undefined) =>
    index('ecr', [
      resource('ecr', 'ecr:repository', app, { policy: policy(to(guest, pull)) }),
      resource('ecr', 'ecr:registry', registry, own === undefined ? {} : { policy: own }),
    ])
  const changesOf = (own: Json | undefined, document: Json | null) => {
    const answer = registryOf(own).whatIf([{ op: 'edit-resource-policy', resource: registry, document }], {
      resource: app,
    })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value.changes.map(
      ({ principal, change, actions }) => `${principal.name} ${change} ${actions.join(' ')}`,
    )
  }

  it('denied: whoever pulled from a repository in it loses that', () => {
    expect(changesOf(undefined, denies)).toContain(`guest lost ${pull}`)
    expect(changesOf(policy(to(bob, 'ecr:ReplicateImage')), denies)).toContain(`guest lost ${pull}`)
    expect(changesOf(denies, null)).toContain(`guest gained ${pull}`)
  })
})

describe('a log group', () => {
  const group = at('logs', 'log-group:/aws/route53/larkfield.example:*')
  const logPolicy = (name: string, document: Json) =>
    resource('logs', 'logs:resource-policy', at('logs', `resource-policy:${name}`), { policy: document })
  const route53 = allow('logs:PutLogEvents', at('logs', 'log-group:/aws/route53/*'), {
    Principal: { Service: 'route53.amazonaws.com' },
  })
  const partner = allow('logs:PutLogEvents', at('logs', 'log-group:/partners/*'), { Principal: guest })

  it('stands under those resource policies of its Region that mean it', () => {
    const known = index('logs', [logPolicy('dns', policy(route53)), logPolicy('partners', policy(partner))])
    const answer = who(known, 'logs:PutLogEvents', group)
    expect(holders(answer)).toContain('route53.amazonaws.com Allowed')
    expect(can(known, 'guest', 'logs:PutLogEvents', at('logs', 'log-group:/partners/lab:*'))).toMatchObject({
      decision: 'Allowed',
      reasons: expect.arrayContaining([
        expect.objectContaining({ policy: 'resource policy of partners', statement: 0 }),
      ]),
    })
  })

  it('may have a policy of its own that is not read, and that is said', () => {
    const known = index('logs', [logPolicy('dns', policy(route53))])
    expect(can(known, 'ada', 'logs:GetLogEvents', group).decision).toBe('Allowed')
    const denied = can(known, 'bob', 'logs:GetLogEvents', group)
    expect(denied.decision).toBe('Unknown')
    expect(reasons(denied)).toEqual(['Policies that are set on one log group alone are not read'])
  })
})

describe('the catalog of Glue', () => {
  const table = at('glue', 'table/marts/orders')
  const catalog = (facts: { readonly [fact: string]: Json }) =>
    resource('glue', 'glue:catalog', at('glue', 'catalog'), { facts })

  it('is open to other accounts by what AWS RAM shares', () => {
    const shared = policy(allow('glue:GetTable', [at('glue', 'catalog'), table], { Principal: { AWS: lab } }))
    const known = index('glue', [catalog({ sharedPolicies: [shared] })])
    expect(can(known, 'guest', 'glue:GetTable', table).decision).toBe('Allowed')
    expect(can(known, 'guest', 'glue:DeleteTable', table).decision).toBe('ImplicitlyDenied')
    // Within the account a share says nothing, and being enough by itself is what only grants of a key are.
    expect(can(known, 'bob', 'glue:GetTable', table).decision).toBe('ImplicitlyDenied')
  })

  it('where the shares were not read, only other accounts are in doubt', () => {
    const known = index('glue', [catalog({})])
    expect(can(known, 'guest', 'glue:GetTable', table).decision).toBe('Unknown')
    expect(can(known, 'bob', 'glue:GetTable', table).decision).toBe('ImplicitlyDenied')
  })
})

describe('an access point of S3', () => {
  const point = at('s3', 'accesspoint/readers')
  const known = index('s3_access_points', [
    resource('s3_access_points', 's3:access-point', point, {
      policy: policy(allow('s3:GetObject', `${point}/object/*`, { Principal: bob })),
      facts: { bucket: 'lake' },
    }),
  ])

  it('has a policy of its own, and the bucket behind it is named', () => {
    const answer = can(known, 'bob', 's3:GetObject', `${point}/object/a.csv`)
    expect(answer.decision).toBe('Allowed')
    expect(reasons(answer)).toEqual([expect.stringContaining('The bucket lake must allow it too')])
    expect(can(known, 'bob', 's3:PutObject', `${point}/object/a.csv`).decision).toBe('ImplicitlyDenied')
  })
})

describe('a list that nobody is expected to allow', () => {
  it('leaves what it would have told unread, though it is no trouble', () => {
    const refused = { ...cell(prod, 'codeartifact', 'unsupported'), code: optionalReadRefused }
    const domain = at('codeartifact', 'domain/company')
    const known = indexOf(people, [...wholly(prod, lab), refused])
    expect(can(known, 'ada', 'codeartifact:DescribeDomain', domain).decision).toBe('Unknown')
    const notOffered = indexOf(people, [...wholly(prod, lab), cell(prod, 'codeartifact', 'unsupported')])
    expect(can(notOffered, 'ada', 'codeartifact:DescribeDomain', domain).decision).toBe('Allowed')
  })
})
