import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutPermission } from './without-permission.ts'

const allow = (Action: unknown, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more })
const policy = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements })
const removal = {
  statement: 0,
  action: 'iam:PassRole',
  resource: 'arn:aws:iam::111111111111:role/admin',
  principal: 'arn:aws:iam::111111111111:role/bot',
}
const denial = {
  Sid: 'WhatIfCut',
  Effect: 'Deny',
  Action: 'iam:PassRole',
  Resource: 'arn:aws:iam::111111111111:role/admin',
}

describe('withoutPermission', () => {
  test('takes a named action out of its statement, whatever its case', () => {
    const document = policy(allow(['IAM:passrole', 'lambda:InvokeFunction']), allow('s3:GetObject'))
    expect(withoutPermission(document, removal, 'identity')).toEqual(
      policy(allow('lambda:InvokeFunction'), allow('s3:GetObject')),
    )
  })

  test('takes the statement out when nothing is left of it', () => {
    const document = policy(allow('iam:PassRole'), allow('s3:GetObject'))
    expect(withoutPermission(document, removal, 'identity')).toEqual(policy(allow('s3:GetObject')))
  })

  test('a document always keeps a statement', () => {
    expect(withoutPermission(policy(allow('iam:PassRole')), removal, 'identity')).toEqual(policy(denial))
  })

  test.each([['*'], ['iam:*'], [['iam:PassRole', 'iam:Pass*']]])(
    'what a wildcard covers is denied beside it: %j',
    (actions) => {
      expect(withoutPermission(policy(allow(actions)), removal, 'identity')).toEqual(policy(allow(actions), denial))
    },
  )

  test('without Action (NotAction), it is denied beside', () => {
    const statement = { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }
    expect(withoutPermission(policy(statement), removal, 'identity')).toEqual(policy(statement, denial))
  })

  test('a policy that names principals denies it to the one, without Resource in a trust policy', () => {
    const trust = policy({ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' })
    const asked = { ...removal, action: 'sts:AssumeRole' }
    expect(withoutPermission(trust, asked, 'trust')).toEqual({
      ...trust,
      Statement: [
        ...trust.Statement,
        { Sid: 'WhatIfCut', Effect: 'Deny', Principal: { AWS: removal.principal }, Action: 'sts:AssumeRole' },
      ],
    })
  })

  test.each([
    ['arn:aws:iam::222233334444:oidc-provider/token.actions.githubusercontent.com', 'Federated'],
    ['arn:aws:iam::222233334444:saml-provider/okta', 'Federated'],
    ['lambda.amazonaws.com', 'Service'],
    ['111111111111', 'AWS'],
  ])('%s is denied as AWS takes it: %s', (principal, key) => {
    const trust = policy({ Effect: 'Allow', Principal: { [key]: principal }, Action: 'sts:AssumeRole' })
    const { Statement } = withoutPermission(trust, { ...removal, principal }, 'trust')
    expect(Statement).toMatchObject([{}, { Effect: 'Deny', Principal: { [key]: principal } }])
  })

  test('one statement without a list is read like a list of one', () => {
    const document = { Version: '2012-10-17', Statement: allow(['iam:PassRole', 'iam:GetRole']) }
    expect(withoutPermission(document, removal, 'identity')).toEqual(policy(allow('iam:GetRole')))
  })

  test('other statements stay as they are', () => {
    const statement = fc.record({ Effect: fc.constant('Allow'), Action: fc.string(), Resource: fc.string() })
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), fc.nat(5), (statements, at) => {
        const index = at % statements.length
        const named = statements.map((one, place) => (place === index ? { ...one, Action: 'iam:PassRole' } : one))
        const after = withoutPermission(policy(...named), { ...removal, statement: index }, 'identity')
        const others = named.filter((_, place) => place !== index)
        expect(after['Statement']).toEqual(others.length > 0 ? others : [denial])
      }),
    )
  })
})
