import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../../catalog/read.ts'
import { lintPolicies, lintPolicy } from './lint.ts'
import { type LintType, lintTypeNames } from './types.ts'

const catalogue = loadCatalogue()

const one = (statement: object, version: string | undefined = '2012-10-17') =>
  JSON.stringify({ ...(version === undefined ? {} : { Version: version }), Statement: [statement] })
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
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
        message:
          '"s3" has no action "GetObjekt" that this catalogue knows: the entry matches nothing. Did you mean "s3:GetObject"?',
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
    expect(codes(text)).toContain('duplicate-sid')
  })

  test('ForAllValues beside Null is fine', () => {
    const Condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' }, Null: { 'aws:TagKeys': 'false' } }
    expect(codes(one({ ...allow, Action: 'ec2:CreateTags', Condition }))).toEqual([])
  })

  test.each<[string, string, LintType?]>([
    // IAM UG, "Allows users to access a specific S3 bucket programmatically and in the console".
    [
      'console access to a bucket',
      policy(
        {
          ...allow,
          Action: ['s3:GetAccountPublicAccessBlock', 's3:GetBucketPublicAccessBlock', 's3:ListAllMyBuckets'],
        },
        { ...allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' },
        { ...allow, Action: ['s3:PutObject', 's3:GetObject'], Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' },
      ),
    ],
    // IAM UG, "Denies access to AWS based on the source IP".
    [
      'source address',
      policy({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] },
          Bool: { 'aws:ViaAWSService': 'false' },
        },
      }),
    ],
    // IAM UG, "How to use an external ID".
    [
      'external id',
      policy({
        Effect: 'Allow',
        Principal: { AWS: '111122223333' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': '12345' } },
      }),
      'trust',
    ],
    // KMS DG, "Default key policy".
    [
      'default key policy',
      policy({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' }),
      'key',
    ],
    // ORG UG, "Deny access to AWS based on the requested AWS Region", shortened.
    [
      'region SCP',
      policy({
        Sid: 'DenyAllOutsideEU',
        Effect: 'Deny',
        NotAction: ['iam:*', 'organizations:*', 'sts:*'],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
      }),
      'serviceControl',
    ],
    // ORG UG, "RCP: identity perimeter", shortened.
    [
      'RCP',
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:*', 'sqs:*', 'kms:*'],
        Resource: '*',
        Condition: {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
      'resourceControl',
    ],
  ])('has nothing to say of what AWS recommends: %s', (_, text, type) => {
    expect(lintPolicy(text, catalogue, type)).toEqual([])
  })

  const word = fc.constantFrom(
    '*',
    's3:Get*',
    's3:GetObject',
    'ec2:?*',
    'nope',
    'arn:aws:s3:::b/${aws:username}',
    'arn:aws:s3:::*',
    '10.0.0.0/8',
    'true',
    '111111111111',
    '${',
    '\u0000',
    '__proto__',
  )
  const words = fc.oneof(word, fc.array(word, { maxLength: 4 }))
  const names = fc.constantFrom(
    'StringLike',
    'StringNotEqualsIfExists',
    'ForAllValues:ArnLike',
    'Null',
    'IpAddress',
    'No',
  )
  const keys = fc.constantFrom('aws:SourceIp', 'aws:TagKeys', 's3:prefix', 'aws:PrincipalTag/x', 'constructor', '')
  const statement = fc.record(
    {
      Sid: word,
      Effect: fc.constantFrom('Allow', 'Deny', 'allow'),
      Principal: fc.oneof(word, fc.dictionary(fc.constantFrom('AWS', 'Service', 'Federated'), words)),
      Action: words,
      NotAction: words,
      Resource: words,
      NotResource: words,
      Condition: fc.dictionary(names, fc.dictionary(keys, words)),
    },
    { requiredKeys: [] },
  )
  const likely = fc
    .record({
      Version: fc.constantFrom('2012-10-17', '2008-10-17', 'x'),
      Statement: fc.array(statement, { maxLength: 5 }),
    })
    .map((document) => JSON.stringify(document))

  test('never throws, and always points into the text', () => {
    let findings = 0
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string(), likely),
        fc.option(fc.constantFrom(...lintTypeNames), { nil: undefined }),
        (text, type) => {
          for (const { line, column, message } of lintPolicy(text, catalogue, type)) {
            findings += 1
            expect(line).toBeGreaterThanOrEqual(1)
            expect(column).toBeGreaterThanOrEqual(1)
            expect(column).toBeLessThanOrEqual((text.split('\n')[line - 1]?.length ?? 0) + 1)
            expect(message).toMatch(/[.?]$/)
          }
        },
      ),
      { numRuns: 1_000 },
    )
    expect(findings).toBeGreaterThan(1_000)
  })

  const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

  /** Each near the limits of the parser; nobody could read the answer, so it only has to come, soon. */
  test.each<[string, () => string]>([
    ['10,000 statements', () => policy(...many(10_000, () => allow))],
    [
      '4,999 statements, all different',
      () => policy(...many(4_999, (n) => ({ ...allow, Resource: `arn:aws:s3:::b${n}/*` }))),
    ],
    ['60,000 actions', () => one({ ...allow, Action: many(60_000, (n) => `s3:A${n}`) })],
    ['60,000 patterns of actions', () => one({ ...allow, Action: many(60_000, (n) => `ec2:*${n % 7}*e*`) })],
    ['60,000 actions that exist', () => one({ ...allow, Action: many(60_000, () => 's3:GetObject') })],
    [
      'resources of 4,000 stars',
      () => one({ ...allow, Action: 'ec2:*', Resource: many(240, (n) => `arn:aws:ec2:*:*:${'*a'.repeat(2_000)}${n}`) }),
    ],
    [
      '20,000 condition keys',
      () =>
        one({
          ...allow,
          Condition: { StringLike: Object.fromEntries(many(20_000, (n) => [`aws:PrincipalTag/${n}`, '*a*a*'])) },
        }),
    ],
    ['90,000 values', () => one({ ...allow, Condition: { StringEquals: { 'aws:username': many(90_000, String) } } })],
    [
      '1,500 conditional statements',
      () =>
        policy(
          ...many(1_500, (n) => ({
            ...allow,
            Action: ['s3:Get*', 's3:*Object*'],
            Condition: { StringEquals: { 'aws:username': [`a${n}`, 'b'] } },
          })),
        ),
    ],
    [
      'variables inside each other',
      () =>
        one({
          ...allow,
          Action: 's3:GetObject',
          Resource: many(5_000, (n) => `arn:aws:s3:::b/${'${a'.repeat(40)}${n}`),
        }),
    ],
    ['depth', () => '{"Statement":'.repeat(50_000)],
  ])('takes no time over %s', (_, make) => {
    const text = make()
    const begun = performance.now()
    expect(lintPolicy(text, catalogue).length).toBeGreaterThan(0)
    // Half a second here; the bound only tells linear from quadratic on a busy machine.
    expect(performance.now() - begun).toBeLessThan(15_000)
  })

  test('twice the text takes about twice the work, not four times', () => {
    const time = (count: number): number => {
      const text = policy(
        ...many(count, (n) => ({ ...allow, Action: 's3:GetObject', Resource: `arn:aws:s3:::b${n}/*` })),
      )
      const begun = performance.now()
      lintPolicy(text, catalogue)
      return performance.now() - begun
    }
    time(500)
    expect(time(4_000)).toBeLessThan(30 * Math.max(time(1_000), 20))
  })
})
