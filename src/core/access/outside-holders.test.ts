import { describe, expect, it } from 'vitest'
import { indexOf, who, wholly } from '../../../test/fakes/access-index.ts'
import { account, bucket, organization, policy, role, trust, unit, user } from '../../../test/fakes/inventory.ts'
import type { Json } from '../inventory/objects.ts'

const main = '111111111111'
const prod = '222222222222'
const vendor = '999999999999'

const tree = [
  organization(main),
  unit(main, 'r-test', 'Root', null),
  account(main, 'main', 'r-test'),
  account(prod, 'prod', 'r-test'),
]

/** Who of outside may read, with the condition. */
function outside(statement: { readonly [element: string]: Json }, restrictPublicBuckets = false): readonly string[] {
  const lake = bucket(
    prod,
    'lake',
    policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lake/*', ...statement }),
  )
  const object = { ...lake, body: { ...lake.body, facts: { publicAccessBlock: { restrictPublicBuckets } } } }
  const answer = who(indexOf([...tree, user(prod, 'ada'), object], wholly(main, prod)), 's3:GetObject', 'lake')
  return answer.principals
    .filter((one) => one.account === '' || one.account === vendor)
    .map((one) => `${one.name}: ${one.decision}${one.conditionText === undefined ? '' : ` if ${one.conditionText}`}`)
}

const elsewhere = 'its own account allows it, which is outside what was read'
const when = (operator: string, key: string, value: Json) => ({
  Principal: '*',
  Condition: { [operator]: { [key]: value } },
})

describe('whom a policy lets in from outside', () => {
  it.each<[string, { readonly [element: string]: Json }, readonly string[]]>([
    ['everybody', { Principal: '*' }, ['anybody: Allowed']],
    ['an account', { Principal: { AWS: vendor } }, [`account ${vendor}: Conditional if ${elsewhere}`]],
    [
      'one of its roles',
      { Principal: { AWS: `arn:aws:iam::${vendor}:role/partner` } },
      [`partner: Conditional if ${elsewhere}`],
    ],
    ['a service', { Principal: { Service: 'cloudfront.amazonaws.com' } }, ['cloudfront.amazonaws.com: Allowed']],
    [
      'everybody from some addresses',
      when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'),
      ['anybody: Conditional if the source address is in 203.0.113.0/24'],
    ],
    ['everybody in the organization', when('StringEquals', 'aws:PrincipalOrgID', 'o-test'), []],
    ['everybody in an account that is known', when('StringEquals', 'aws:PrincipalAccount', prod), []],
    [
      'everybody in an account that is not',
      when('StringEquals', 'aws:PrincipalAccount', vendor),
      [`anybody with an AWS account: Conditional if the principal's account is ${vendor} and ${elsewhere}`],
    ],
    [
      'everybody outside the organization',
      when('StringNotEquals', 'aws:PrincipalOrgID', 'o-test'),
      ['anybody: Allowed'],
    ],
  ])('%s', (_, statement, expected) => {
    expect(outside(statement)).toEqual(expected)
  })

  it('a service that nobody names, through the resource behind it', () => {
    const found = outside(when('ArnLike', 'aws:SourceArn', `arn:aws:sns:*:${prod}:*`))
    expect(found).toEqual([
      `any AWS service: Conditional if the resource behind the calling service is like arn:aws:sns:*:${prod}:*`,
    ])
  })

  it('only services, where Block Public Access stops the rest', () => {
    expect(outside({ Principal: '*' }, true)).toEqual(['any AWS service: Allowed'])
  })

  it('an account may take a role that trusts it', () => {
    const roles = [
      role(prod, 'open', { trust: trust({ AWS: `arn:aws:iam::${vendor}:root` }) }),
      role(prod, 'guarded', {
        trust: policy({
          Effect: 'Allow',
          Principal: { AWS: vendor },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'b1d2' } },
        }),
      }),
    ]
    const index = indexOf([...tree, ...roles], wholly(main, prod))
    const takers = (name: string) =>
      who(index, 'sts:AssumeRole', name).principals.map((one) => `${one.name} if ${one.conditionText}`)
    expect(takers('open')).toEqual([`account ${vendor} if ${elsewhere}`])
    expect(takers('guarded')).toEqual([`account ${vendor} if the external id is b1d2 and ${elsewhere}`])
  })
})
