import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../core/inventory/objects.ts'
import { connectionTo } from './connection.fake.ts'
import { describeInstallation } from './instructions.ts'
import { compareTrust } from './trust-policy.ts'

const expected = { principal: 'arn:aws:iam::444455556666:role/bailiwick', externalId: '3c0f3b0e-7d0a-4f9f' }
const generated = {
  Effect: 'Allow',
  Principal: { AWS: expected.principal },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': expected.externalId } },
}
const policy = (...Statement: readonly object[]): Json =>
  JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement }))

test('what the instructions say is as generated, in whatever form AWS gives it back', () => {
  const connection = connectionTo('http://127.0.0.1', {
    externalId: expected.externalId,
    trustPrincipalArn: expected.principal,
  })
  const { trustPolicy } = describeInstallation(connection)
  expect(compareTrust(trustPolicy, expected)).toEqual({ trust: 'as_generated' })
  const inLists = {
    ...generated,
    Sid: 'Trust',
    Action: ['sts:AssumeRole'],
    Principal: { AWS: [expected.principal] },
    Condition: { StringEquals: { 'STS:externalid': [expected.externalId] } },
  }
  expect(compareTrust(policy(inLists), expected)).toEqual({ trust: 'as_generated' })
  expect(compareTrust({ Statement: JSON.parse(JSON.stringify(generated)) }, expected)).toEqual({
    trust: 'as_generated',
  })
})

test.each<[string, object, string]>([
  ['everybody', { Principal: '*' }, 'it admits everybody (*)'],
  ['everybody of AWS', { Principal: { AWS: '*' } }, 'it admits everybody (*)'],
  [
    'our whole account',
    { Principal: { AWS: 'arn:aws:iam::444455556666:root' } },
    'it admits arn:aws:iam::444455556666:root',
  ],
  ['another beside us', { Principal: { AWS: [expected.principal, '111122223333'] } }, 'it admits 111122223333'],
  ['a service', { Principal: { Service: 'ec2.amazonaws.com' } }, 'it admits ec2.amazonaws.com'],
  ['all but one', { Principal: undefined, NotPrincipal: { AWS: 'x' } }, 'it admits everybody but a few (NotPrincipal)'],
  ['no condition', { Condition: undefined }, 'it does not ask for the ExternalId'],
  [
    'a condition that a caller without ExternalId meets',
    { Condition: { StringEqualsIfExists: { 'sts:ExternalId': expected.externalId } } },
    'it does not ask for the ExternalId',
  ],
  ['a pattern', { Condition: { StringLike: { 'sts:ExternalId': '*' } } }, 'it does not ask for the ExternalId'],
  [
    'another ExternalId beside ours',
    { Condition: { StringEquals: { 'sts:ExternalId': [expected.externalId, 'other'] } } },
    'it accepts another ExternalId than that of this connection',
  ],
])('wider: %s', (_, change, words) => {
  const reason = `The trust policy is wider than generated: ${words}.`
  expect(compareTrust(policy({ ...generated, ...change }), expected)).toEqual({ trust: 'wider', reason })
  // As a second statement as well.
  expect(compareTrust(policy(generated, { ...generated, ...change }), expected)).toEqual({ trust: 'wider', reason })
})

test.each<[string, readonly object[]]>([
  [
    'a narrower condition',
    [{ ...generated, Condition: { ...generated.Condition, Bool: { 'aws:SecureTransport': 'true' } } }],
  ],
  ['another action', [{ ...generated, Action: ['sts:AssumeRole', 'sts:TagSession'] }]],
  ['a denial', [generated, { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }]],
  ['nothing', []],
])('different only: %s', (_, statements) => {
  expect(compareTrust(policy(...statements), expected).trust).toBe('different')
})

test('text that is no policy is no reason to fail', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const document: Json = JSON.parse(JSON.stringify(value))
      expect(['different', 'wider']).toContain(compareTrust(document, expected).trust)
    }),
  )
})
