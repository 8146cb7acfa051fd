import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { type LintType, lintPolicies, lintPolicy } from './lint-policies.ts'

const catalogue = loadCatalogue()

const one = (statement: object, version: string | undefined = '2012-10-17') =>
  JSON.stringify({ ...(version === undefined ? {} : { Version: version }), Statement: [statement] })
const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }

function codes(text: string, type?: LintType): string[] {
  return lintPolicy(text, catalogue, type).map(({ code }) => code)
}

describe('lint', () => {
  test('a good policy has no findings', () => expect(codes(one(allow))).toEqual([]))

  test('places findings in the text', () => {
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": {\n    "Effect": "Allow",\n    "Action": ["s3:GetObject", "s3:GetObjekt"],\n    "Resource": "*"\n  }\n}\n'
    expect(lintPolicies([{ file: 'p.json', text }], catalogue)).toEqual([
      {
        file: 'p.json',
        path: 'Statement[0].Action[1]',
        line: 5,
        column: 32,
        severity: 'warning',
        code: 'unknown-action',
        message: 's3 has no action "GetObjekt" that this catalogue knows',
      },
    ])
  })

  test('reports every bad statement', () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...allow, Effect: 'Maybe' }, allow, { Effect: 'Allow', Action: '*' }],
    })
    expect(lintPolicy(text, catalogue).map(({ path, code }) => [path, code])).toEqual([
      ['Statement[0].Effect', 'invalid-effect'],
      ['Statement[2]', 'invalid-policy'],
    ])
  })

  test.each<[string, string, string, LintType?]>([
    ['invalid-json', '{"Version": }', 'broken JSON'],
    ['duplicate-key', '{"Version":"2012-10-17","Statement":[],"Statement":[]}', 'two equal keys'],
    ['unknown-element', one({ ...allow, Actions: 'x' }), 'an element IAM does not know'],
    ['invalid-effect', one({ ...allow, Effect: 'allow' }), 'Effect in another case'],
    ['invalid-principal', one({ ...allow, Principal: '*' }), 'Principal in an identity policy', 'identity'],
    [
      'invalid-condition',
      one({ ...allow, Condition: { StringEqual: { 'aws:PrincipalTag/t': 'x' } } }),
      'an unknown operator',
    ],
    ['malformed-action', one({ ...allow, Action: 's3:Get*, s3:Put*' }), 'two actions in one text'],
    ['unknown-service', one({ ...allow, Action: 's4:GetObject' }), 'an unknown service'],
    ['action-matches-nothing', one({ ...allow, Action: 's3:Fetch*' }), 'a pattern without actions'],
    ['missing-version', '{"Statement":[]}', 'no Version'],
    ['old-version', one(allow, '2008-10-17'), 'the old Version'],
    [
      'variables-are-literal',
      one({ ...allow, Resource: 'arn:aws:s3:::b/${aws:username}/*' }, '2008-10-17'),
      'variables in the old Version',
    ],
    [
      'misplaced-variable',
      one({ ...allow, Resource: 'arn:aws:iam::${aws:PrincipalAccount}:user/x' }),
      'a variable in the head of an ARN',
    ],
    ['malformed-resource', one({ ...allow, Resource: 'arn:aws:s3*' }), 'an ARN of three fields'],
    [
      'needs-resource-star',
      one({ ...allow, Action: 'ec2:DescribeInstances', Resource: 'arn:aws:ec2:*:*:instance/*' }),
      'an action without resources',
    ],
    [
      'operator-does-not-fit',
      one({ ...allow, Condition: { StringEquals: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      'a text operator on an address',
    ],
    [
      'value-never-matches',
      one({ ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/99' } } }),
      'an impossible block',
    ],
    [
      'unknown-condition-key',
      one({ ...allow, Condition: { StringEquals: { 'aws:PrincipalTeam': 'x' } } }),
      'an unknown key',
    ],
    [
      'missing-set-operator',
      one({ ...allow, Condition: { StringEquals: { 'aws:TagKeys': 'x' } } }),
      'a multivalued key',
    ],
    [
      'needless-set-operator',
      one({ ...allow, Condition: { 'ForAnyValue:StringEquals': { 'aws:RequestedRegion': 'x' } } }),
      'a set operator on one value',
    ],
    [
      'for-all-values-allows-absent',
      one({ ...allow, Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' } } }),
      'ForAllValues in an Allow',
    ],
    ['invalid-sid', one({ ...allow, Sid: 'not valid' }), 'a Sid with a blank'],
    [
      'misplaced-resource',
      one({ ...allow, Action: 'sts:AssumeRole', Principal: '*' }),
      'Resource in a trust policy',
      'trust',
    ],
    ['missing-principal', one(allow), 'a resource policy without Principal', 'resource'],
    [
      'wildcard-principal',
      one({ ...allow, Principal: { AWS: 'arn:aws:iam::111111111111:role/*' } }),
      'a wildcard inside a principal',
    ],
    [
      'allow-not-principal',
      one({ Effect: 'Allow', NotPrincipal: { AWS: '111111111111' }, Action: 's3:*', Resource: '*' }),
      'NotPrincipal with Allow',
    ],
    [
      'document-too-long',
      one({ ...allow, Resource: Array.from({ length: 600 }, (_, n) => `arn:aws:s3:::bucket-number-${n}/*`) }),
      'an over-long document',
    ],
  ])('%s', (code, text, _what, type) => {
    expect(codes(text, type)).toContain(code)
  })

  test('two equal Sids', () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { ...allow, Sid: 'A' },
        { ...allow, Sid: 'A' },
      ],
    })
    expect(codes(text)).toEqual(['duplicate-sid'])
  })

  test('ForAllValues beside Null is fine', () => {
    const Condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' }, Null: { 'aws:TagKeys': 'false' } }
    expect(codes(one({ ...allow, Action: 'ec2:CreateTags', Condition }))).toEqual([])
  })

  test('never throws, and always points into the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        for (const { line, column } of lintPolicy(text, catalogue)) {
          expect(line).toBeGreaterThanOrEqual(1)
          expect(column).toBeGreaterThanOrEqual(1)
        }
      }),
      { numRuns: 500 },
    )
  })
})
