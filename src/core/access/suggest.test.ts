import { describe, expect, it } from 'vitest'
import { indexOf } from '../../../test/fakes/access-index.ts'
import {
  account,
  allow,
  bucket,
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
} from '../../../test/fakes/inventory.ts'
import type { SuggestionKind } from './suggest.ts'

const management = '111111111111'
const prod = '222222222222'
const lab = '333333333333'

const objects = [
  organization(management),
  unit(management, 'r-test', 'Root', null),
  unit(management, 'ou-prod', 'Production', 'r-test'),
  account(management, 'main', 'r-test'),
  account(prod, 'lake-prod', 'ou-prod'),
  account(lab, 'lab', 'r-test'),
  organizationPolicy(management, 'p-guard', {
    name: 'Perimeter',
    type: 'serviceControl',
    document: policy(deny('s3:DeleteBucket')),
    targets: ['ou-prod'],
  }),
  managedPolicy(prod, 'LakeRead', policy(allow('s3:GetObject'))),
  managedPolicy(prod, 'Unattached', policy(allow('s3:PutObject'))),
  group(prod, 'staff', { attached: [`arn:aws:iam::${prod}:policy/LakeRead`] }),
  user(prod, 'ada', { groups: ['staff'] }),
  role(prod, 'app', { inline: policy(allow('s3:*')), trust: trust(`arn:aws:iam::${prod}:root`) }),
  bucket(prod, 'lake', policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' })),
]
const index = indexOf(objects, [])

const labels = (kind: SuggestionKind, typed = '') => index.suggest(kind, typed, 50).map((one) => one.label)

describe('suggestions for a change', () => {
  it('name every document, and each opens', () => {
    const found = index.suggest('policy', '', 50)
    expect(found.map((one) => one.label)).toEqual(
      expect.arrayContaining(['LakeRead', 'Unattached', 'Perimeter', 'trust policy of app', 'bucket policy of lake']),
    )
    for (const { value, label } of found) expect(index.policy(value)?.name).toBe(label)
    expect(new Set(found.map((one) => one.value)).size).toBe(found.length)
  })

  it('name what can be attached by its ARN', () => {
    expect(index.suggest('managed-policy', 'laker', 5)).toEqual([
      { value: `arn:aws:iam::${prod}:policy/LakeRead`, label: 'LakeRead', detail: 'managed, lake-prod' },
    ])
    expect(labels('service-control')).toEqual(['Perimeter'])
    expect(labels('resource-control')).toEqual([])
  })

  it('name groups, accounts and where SCPs hang', () => {
    expect(index.suggest('group', 'sta', 5)).toEqual([
      { value: `arn:aws:iam::${prod}:group/staff`, label: 'staff', detail: 'IAM group in lake-prod' },
    ])
    expect(labels('account')).toEqual(['lab', 'main', 'lake-prod'])
    expect(index.suggest('target', 'produc', 5)).toEqual([
      { value: 'ou-prod', label: 'OU Production', detail: 'ou-prod' },
    ])
  })
})

describe('suggestions of any kind', () => {
  it('say which kind each is, as the kind alone would find it', () => {
    const found = index.suggest('any', 'lake', 50)
    expect(found.map((one) => [one.kind, one.label])).toEqual(
      expect.arrayContaining([
        ['resource', 'lake'],
        ['policy', 'LakeRead'],
        ['account', 'lake-prod'],
        ['principal', 'ada'],
      ]),
    )
    for (const kind of ['principal', 'resource', 'account', 'policy', 'action'] as const) {
      expect(found.filter((one) => one.kind === kind)).toEqual(
        index.suggest(kind, 'lake', 50).map((one) => ({ ...one, kind })),
      )
    }
  })

  it('fit every word that was typed, wherever each stands', () => {
    expect(labels('principal', 'lake app')).toEqual(['app'])
    expect(labels('principal', 'lab app')).toEqual([])
    expect(labels('principal', 'ROLE')).toEqual(['app'])
  })

  it('say what a principal and a resource are', () => {
    expect(index.suggest('principal', 'app', 1)).toMatchObject([{ type: 'role', detail: 'role, lake-prod' }])
    expect(index.suggest('resource', 'lake', 1)).toMatchObject([{ type: 's3:bucket' }])
  })
})
