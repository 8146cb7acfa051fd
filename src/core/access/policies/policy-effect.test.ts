import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allow, deny, policy } from '../../../../test/fakes/inventory.ts'
import { loadCatalogue } from '../../../catalog/read.ts'
import type { Json } from '../../inventory/objects.ts'
import { type KnownEffects, type ListedPolicyKind, policyEffect, policyWidths } from './policy-effect.ts'

const catalogue = loadCatalogue()
const widthOf = (document: Json, kind: ListedPolicyKind = 'customer-managed') => {
  const { width, isConditional } = policyEffect(catalogue, document, kind)
  return `${width}${isConditional ? ' if' : ''}`
}
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }

describe('the widest thing that a policy allows', () => {
  // Documents of AdministratorAccess and IAMFullAccess: AWS Managed Policy Reference; levels: Service Authorization Reference.
  test.each<[string, Json, string]>([
    ['everything on everything', policy(allow('*')), 'admin'],
    [
      'all of IAM, which suffices to grant oneself the rest',
      policy(allow(['iam:*', 'organizations:DescribeAccount'])),
      'admin',
    ],
    ['with MFA only', policy(allow('*', '*', mfa)), 'admin if'],
    ['a Deny takes IAM out', policy(allow('*'), deny('iam:*')), 'permissions'],
    [
      'a Deny on one resource takes nothing out',
      policy(allow('*'), deny('iam:*', 'arn:aws:iam::111122223333:role/x')),
      'admin',
    ],
    ['IAM of one path', policy(allow('iam:*', 'arn:aws:iam::111122223333:role/app/*')), 'permissions'],
    ['all but IAM', policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), 'permissions'],
    ['writes', policy(allow(['s3:GetObject', 's3:PutObject'])), 'write'],
    [
      'writes under a condition, reads without one',
      policy(allow('s3:GetObject'), allow('s3:PutObject', '*', mfa)),
      'write if',
    ],
    ['tags', policy(allow('s3:PutObjectTagging')), 'write'],
    ['reads', policy(allow(['s3:GetObject', 's3:ListBucket'])), 'read'],
    ['reads by its name, though listed as permissions management', policy(allow('billing:GetResourcePolicy')), 'read'],
    ['only denies', policy(deny('*')), 'nothing'],
    ['actions that AWS does not have', policy(allow('s3:Fly')), 'nothing'],
    ['no policy', { Version: '2012-10-17' }, 'nothing'],
  ])('%s', (_, document, expected) => {
    expect(widthOf(document)).toBe(expected)
  })

  test('in a policy of a resource `*` is every action on that resource', () => {
    expect(widthOf(policy({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }), 'resource')).toBe(
      'permissions',
    )
  })

  test('SCPs and RCPs grant nothing; what was not read is not nothing', () => {
    expect(widthOf(policy(allow('*')), 'service-control')).toBe('limits')
    expect(policyEffect(catalogue, undefined, 'inline').width).toBe('unread')
  })
})

const action = fc.constantFrom(
  '*',
  'iam:*',
  's3:*',
  's3:GetObject',
  's3:PutObject',
  's3:PutBucketPolicy',
  'sqs:SendMessage',
)
const resource = fc.constantFrom('*', 'arn:aws:s3:::lake/*')
const statement = fc
  .record({ effect: fc.constantFrom('Allow', 'Deny'), action, resource, isSure: fc.boolean(), not: fc.boolean() })
  .map(({ effect, action: Action, resource: Resource, isSure, not }) => ({
    Effect: effect,
    ...(not ? { NotAction: Action } : { Action }),
    Resource,
    ...(!isSure && mfa),
  }))
const statements = fc.array(statement, { minLength: 1, maxLength: 4 })

test('one more Deny never makes a policy wider', () => {
  fc.assert(
    fc.property(statements, action, (own, denied) => {
      const before = policyEffect(catalogue, policy(...own), 'inline')
      const after = policyEffect(catalogue, policy(...own, deny(denied)), 'inline')
      expect(policyWidths.indexOf(after.width)).toBeGreaterThanOrEqual(policyWidths.indexOf(before.width))
      expect(after.actions).toBeLessThanOrEqual(before.actions)
    }),
  )
})

test('what is remembered of other policies changes no answer', () => {
  const known: KnownEffects = new Map()
  fc.assert(
    fc.property(statements, fc.constantFrom<ListedPolicyKind>('inline', 'resource', 'service-control'), (own, kind) => {
      const document = policy(...own)
      expect(policyEffect(catalogue, document, kind, known)).toEqual(policyEffect(catalogue, document, kind))
    }),
  )
})
