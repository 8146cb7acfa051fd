/** KMS grants beside the key policy. Rules: KMS DG "Grants in AWS KMS". */
import { describe, expect, it } from 'vitest'
import { can, holders, indexOf, who, wholly } from '../../../test/fakes/access-index.ts'
import { accountId, allow, deny, policy, role, user } from '../../../test/fakes/inventory.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'

const prod = '222222222222'
const lab = '333333333333'
const key = `arn:aws:kms:eu-west-1:${prod}:key/1234`
const app = `arn:aws:iam::${prod}:role/app`
const delegating = { Effect: 'Allow', Principal: { AWS: prod }, Action: 'kms:*', Resource: '*' }

function index(grants: readonly Json[] | undefined, statements: readonly Json[] = [delegating]) {
  const object: InventoryObject = {
    kind: 'resource',
    nativeId: key,
    arn: key,
    accountId: accountId(prod),
    region: 'eu-west-1',
    cell: 'kms',
    body: {
      type: 'kms:key',
      name: 'lake-key',
      policy: { state: 'read', document: policy(...statements) },
      tags: {},
      facts: grants ? { grants } : {},
    },
  }
  return indexOf(
    [
      role(prod, 'app'),
      role(prod, 'denied', { inline: policy(deny('kms:*')) }),
      user(prod, 'bob'),
      user(prod, 'kim', { inline: policy(allow('kms:*')) }),
      role(lab, 'guest'),
      object,
    ],
    wholly(prod, lab),
  )
}

const grant = (grantee: string, more: { readonly [key: string]: Json } = {}): Json => ({
  id: 'g1',
  grantee,
  operations: ['Decrypt'],
  ...more,
})

describe('a grant', () => {
  it('allows its operations to its grantee without key policy and identity policy', () => {
    const known = index([grant(app)])
    expect(can(known, 'app', 'kms:Decrypt', 'lake-key')).toMatchObject({
      decision: 'Allowed',
      sentence: 'app can call kms:Decrypt on key lake-key: a grant of lake-key allows it.',
      flags: [],
    })
    expect(can(known, 'app', 'kms:Encrypt', 'lake-key').decision).toBe('ImplicitlyDenied')
    expect(can(known, 'bob', 'kms:Decrypt', 'lake-key').decision).toBe('ImplicitlyDenied')
    expect(who(known, 'kms:Decrypt', key)).toMatchObject({ complete: true, unknown: 0 })
    expect(holders(who(known, 'kms:Decrypt', key))).toEqual(['app Allowed', 'kim Allowed', 'root Allowed'])
  })

  it('is shown as the statement it amounts to', () => {
    const known = index([grant(app)])
    const via = who(known, 'kms:Decrypt', key).principals.find((one) => one.name === 'app')?.via
    expect(via).toMatchObject([{ layer: 'resource', policy: 'a grant of lake-key', statement: 0 }])
    expect(known.policy(via?.[0]?.policyRef ?? '')?.document).toEqual(
      policy({ Effect: 'Allow', Principal: { AWS: [app] }, Action: ['kms:Decrypt'], Resource: '*' }),
    )
    const own = can(known, 'kim', 'kms:Decrypt', key).reasons.find((reason) => reason.layer === 'resource')
    expect(own).toMatchObject({ policy: 'key policy of lake-key', statement: 0 })
  })

  it('yields to a Deny', () => {
    const grants = [grant(`arn:aws:iam::${prod}:role/denied`), grant(app)]
    expect(can(index(grants), 'denied', 'kms:Decrypt', key).decision).toBe('ExplicitlyDenied')
    const forbidding = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }
    expect(can(index(grants, [delegating, forbidding]), 'app', 'kms:Decrypt', key).decision).toBe('ExplicitlyDenied')
  })

  it('holds within its encryption context, and only where an operation has one', () => {
    const bound = grant(app, { operations: ['Decrypt', 'DescribeKey'], encryptionContextSubset: { table: 'orders' } })
    const known = index([bound])
    expect(can(known, 'app', 'kms:Decrypt', key)).toMatchObject({
      decision: 'Conditional',
      conditionText: 'kms:EncryptionContext:table is orders',
    })
    const given = (table: string) => can(known, 'app', 'kms:Decrypt', key, { 'kms:EncryptionContext:table': [table] })
    expect(given('orders').decision).toBe('Allowed')
    expect(given('people').decision).toBe('ImplicitlyDenied')
    expect(can(known, 'app', 'kms:DescribeKey', key).decision).toBe('Allowed')
  })

  it('with an exact context leaves no room for other pairs', () => {
    const known = index([grant(app, { encryptionContextEquals: { table: 'orders' } })])
    const given = (...keys: readonly string[]) =>
      can(known, 'app', 'kms:Decrypt', key, {
        'kms:EncryptionContext:table': ['orders'],
        'kms:EncryptionContextKeys': keys,
      }).decision
    expect(given('table')).toBe('Allowed')
    expect(given('table', 'tenant')).toBe('ImplicitlyDenied')
  })

  it('suffices across accounts, and names sessions and services', () => {
    const session = `arn:aws:sts::${prod}:assumed-role/app/night`
    const known = index(
      [grant(`arn:aws:iam::${lab}:role/guest`), grant(session), grant('dynamodb.eu-west-1.amazonaws.com')],
      [delegating],
    )
    expect(can(known, 'guest', 'kms:Decrypt', key).decision).toBe('Allowed')
    expect(holders(who(known, 'kms:Decrypt', key))).toEqual([
      'kim Allowed',
      'root Allowed',
      'guest Allowed',
      'dynamodb.eu-west-1.amazonaws.com Allowed',
      'app Conditional',
    ])
  })

  it('may be retired by whom it says', () => {
    const known = index([grant(app, { retiringPrincipal: `arn:aws:iam::${prod}:user/bob` })])
    expect(can(known, 'bob', 'kms:RetireGrant', key).decision).toBe('Allowed')
  })

  it('keeps a denial from being certain where grants were not read', () => {
    expect(can(index(undefined), 'bob', 'kms:Decrypt', 'lake-key')).toMatchObject({
      decision: 'Unknown',
      asRead: 'ImplicitlyDenied',
      notes: ['Nothing of what was read allows it.', 'The grants of lake-key were not read.'],
    })
    expect(can(index(undefined), 'kim', 'kms:Decrypt', 'lake-key').decision).toBe('Allowed')
  })

  it('is no way round the many: more kinds than are looked at are told', () => {
    const many = Array.from({ length: 2_500 }, (_, at) =>
      grant(`arn:aws:iam::${prod}:role/r${at}`, { encryptionContextSubset: { volume: `vol-${at}` } }),
    )
    expect(can(index(many), 'bob', 'kms:Decrypt', 'lake-key')).toMatchObject({
      decision: 'Unknown',
      notes: ['Nothing of what was read allows it.', 'lake-key has more grants than are looked at.'],
    })
  })
})
