/** Policies out of a small alphabet, so that statements meet: the same few actions, resources, principals and keys again and again. */
import fc from 'fast-check'
import type { Json } from '../../src/core/inventory/objects.ts'

/** The first is the management account. */
export const accounts = ['111111111111', '222222222222', '333333333333'] as const
export const [management, prod, lab] = accounts
export const stranger = '999999999999'
export const partnerArn = `arn:aws:iam::${stranger}:role/partner`
export const organizationId = 'o-test'

export const bucketArn = 'arn:aws:s3:::lake'
export const queueArn = `arn:aws:sqs:eu-west-1:${prod}:jobs`
export const keyArn = `arn:aws:kms:eu-west-1:${prod}:key/1234`
export const roleArn = `arn:aws:iam::${prod}:role/app`

export const userId = (account: string, name: string): string => `AIDA${account}${name.toUpperCase()}`
export const roleId = (account: string, name: string): string => `AROA${account}${name.toUpperCase()}`

const actionPatterns: readonly Json[] = [
  '*',
  '*',
  '*',
  's3:*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  'S3:getobject',
  's3:?etObject',
  ['s3:GetObject', 's3:ListBucket'],
  ['s3:ListAllMyBuckets', 'iam:*'],
  'kms:Decrypt',
  'kms:*',
  'sqs:*',
  'sts:AssumeRole',
  'sts:*',
  ['iam:CreateUser', 's3:PutBucketPolicy'],
  'ec2:Describe*',
]

const resourcePatterns: readonly Json[] = [
  '*',
  '*',
  '*',
  bucketArn,
  `${bucketArn}/*`,
  [`${bucketArn}/home/blue/*`, queueArn],
  `${bucketArn}/home/\${aws:username}/*`,
  `${bucketArn}/home/\${aws:PrincipalTag/team, 'red'}/*`,
  `${bucketArn}/home/???`,
  'arn:aws:s3:::*',
  'arn:aws:s3:::la*',
  'arn:aws:*:::lake',
  'arn:aws:sqs:*:*:jobs',
  'arn:aws:sqs:eu-*:jobs',
  ['arn:aws:kms:*:*:key/*', 'arn:aws:iam::*:role/*'],
  'arn:aws:s3',
  ['arn:aws:sqs:eu-*', `arn:aws:kms:eu-west-1:${prod}`],
  keyArn,
]

/** Known from the caller, the resource, the organization. */
const settledTests: readonly Json[] = [
  { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
  { StringNotEquals: { 'aws:PrincipalTag/team': ['blue', 'red'] } },
  { StringEquals: { 'aws:PrincipalTag/team': '${aws:username}' } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } },
  { ArnNotLike: { 'AWS:principalARN': [`arn:aws:iam::${prod}:role/app`, 'arn:aws:iam::*:user/*'] } },
  { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${lab}:user/ada` } },
  { StringEquals: { 'aws:username': 'ada' } },
  { StringNotEqualsIfExists: { 'aws:username': 'ada' } },
  { StringEquals: { 'aws:PrincipalOrgID': organizationId } },
  { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId } },
  { StringEquals: { 'aws:PrincipalAccount': [prod, lab] } },
  { StringNotEquals: { 'aws:ResourceAccount': prod } },
  { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${organizationId}/r-test/ou-a/*` } },
  { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': `${organizationId}/r-test/` } },
  { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
  { BoolIfExists: { 'aws:PrincipalIsAWSService': 'true' } },
  { Null: { 'aws:username': 'true' } },
  { Null: { 'aws:PrincipalTag/team': 'false' } },
  { StringLike: { 'aws:userid': '*:night' } },
  { StringNotLike: { 'aws:userid': '*:night' } },
]

/** Of the call itself: not known unless given. */
const openTests: readonly (readonly Json[])[] = [
  [
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/25', '198.51.100.7'] } },
    { NotIpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } },
    { Null: { 'aws:SourceIp': 'true' } },
  ],
  [
    { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    { Null: { 'aws:MultiFactorAuthPresent': 'false' } },
  ],
  [{ Bool: { 'aws:SecureTransport': 'false' } }, { BoolIfExists: { 'aws:SecureTransport': 'true' } }],
  [
    { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
    { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    { StringLike: { 'aws:RequestedRegion': 'eu-*' } },
  ],
  [
    { NumericLessThan: { 's3:max-keys': '10' } },
    { NumericGreaterThanEquals: { 's3:max-keys': '100' } },
    { NumericLessThanEquals: { 's3:max-keys': '100' } },
  ],
  [
    { StringLike: { 's3:prefix': ['home/*', ''] } },
    { StringEquals: { 's3:prefix': 'home/blue' } },
    { StringNotEquals: { 's3:prefix': '${aws:username}' } },
  ],
  [
    { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
    { DateGreaterThanEquals: { 'aws:CurrentTime': '2025-06-01T00:00:00Z' } },
  ],
  [
    { StringEquals: { 'aws:SourceAccount': prod } },
    { StringEqualsIfExists: { 'aws:SourceAccount': prod } },
    { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${prod}:*` } },
  ],
  [{ StringEquals: { 'sts:ExternalId': 'secret' } }, { Null: { 'sts:ExternalId': 'true' } }],
]

export const openKeys = [
  'aws:sourceip',
  'aws:multifactorauthpresent',
  'aws:securetransport',
  'aws:requestedregion',
  's3:max-keys',
  's3:prefix',
  'aws:currenttime',
  'aws:sourceaccount',
  'aws:sourcearn',
  'sts:externalid',
  'aws:userid',
] as const

/** Both blocks where they test different operators; one test of an operator otherwise. */
const merged = (a: Json, b: Json): Json => ({ ...Object(a), ...Object(b) })

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values)
const condition = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: pick(settledTests) },
  { weight: 6, arbitrary: pick(openTests).chain(pick) },
  { weight: 1, arbitrary: fc.tuple(pick(settledTests), pick(openTests).chain(pick)).map(([a, b]) => merged(a, b)) },
)

interface Shape {
  readonly denies: number
  readonly withResource: boolean
}

const statement = ({ denies, withResource }: Shape): fc.Arbitrary<{ readonly [element: string]: Json }> =>
  fc
    .record({
      isDeny: fc.integer({ min: 0, max: 99 }).map((one) => one < denies),
      action: pick(actionPatterns),
      notAction: fc.boolean().chain((one) => (one ? fc.boolean() : fc.constant(false))),
      resource: pick(resourcePatterns),
      notResource: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
      condition,
    })
    .map((made) => ({
      Effect: made.isDeny ? 'Deny' : 'Allow',
      [made.notAction ? 'NotAction' : 'Action']: made.action,
      ...(withResource && { [made.notResource ? 'NotResource' : 'Resource']: made.resource }),
      ...(made.condition !== undefined && { Condition: made.condition }),
    }))

const version = pick(['2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17', undefined])
const document = (of: fc.Arbitrary<Json>, maxLength = 3): fc.Arbitrary<Json> =>
  fc.tuple(version, fc.array(of, { minLength: 1, maxLength })).map(([written, statements]) => ({
    ...(written !== undefined && { Version: written }),
    Statement: statements.length === 1 && statements[0] !== undefined ? statements[0] : statements,
  }))

export const everything: Json = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
/** A limit says yes to most things, or nothing would ever be allowed. */
const mostly = (of: fc.Arbitrary<Json>): fc.Arbitrary<Json> => fc.oneof(fc.constant(everything), of)

export const identityPolicy = document(statement({ denies: 12, withResource: true }))
export const limit = mostly(identityPolicy)
export const guardrail = document(statement({ denies: 70, withResource: true }), 2)
/** RCPs may only deny, and name everybody. */
export const resourceGuardrail = document(
  statement({ denies: 100, withResource: true }).map((made) => ({ ...made, Principal: '*' })),
  2,
)

const names: readonly string[] = [
  ...accounts,
  ...accounts.map((account) => `arn:aws:iam::${account}:root`),
  ...accounts.flatMap((account) => [`arn:aws:iam::${account}:user/ada`, `arn:aws:iam::${account}:role/app`]),
  `arn:aws:sts::${prod}:assumed-role/app/night`,
  `arn:aws:sts::${prod}:federated-user/ada`,
  userId(prod, 'ada'),
  roleId(lab, 'app'),
  'AIDAGONEGONEGONE',
  stranger,
  partnerArn,
  `arn:aws:iam::${prod}:role/*`,
  `arn:aws:iam::${prod}:group/staff`,
]

const principal: fc.Arbitrary<{ readonly [element: string]: Json }> = fc.oneof(
  fc.constant({ Principal: '*' }),
  fc.constant({ Principal: { AWS: '*' } }),
  fc.uniqueArray(pick(names), { minLength: 1, maxLength: 3 }).map((aws) => ({ Principal: { AWS: aws } })),
  fc.uniqueArray(pick(names), { minLength: 1, maxLength: 3 }).map((aws) => ({ Principal: { AWS: aws } })),
  fc.constant({ Principal: { Service: 'ec2.amazonaws.com' } }),
  fc.constant({ Principal: { Service: ['ec2.amazonaws.com', 'sns.amazonaws.com'], AWS: prod } }),
  fc.constant({ Principal: { Federated: `arn:aws:iam::${prod}:saml-provider/okta` } }),
  fc.constant({}),
)

/** With an Allow, AWS's text leaves open whether the account alone lists a caller; so there it stands beside its principals. */
const excluded = (effect: Json | undefined): fc.Arbitrary<{ readonly [element: string]: Json }> =>
  effect === 'Deny'
    ? fc.uniqueArray(pick(names), { minLength: 1, maxLength: 3 }).map((aws) => ({ NotPrincipal: { AWS: aws } }))
    : fc.constant({ NotPrincipal: { AWS: [stranger, partnerArn] } })

export const resourcePolicy = (withResource: boolean): fc.Arbitrary<Json> =>
  document(
    statement({ denies: 25, withResource }).chain((made) =>
      fc
        .integer({ min: 0, max: 7 })
        .chain((one) => (one === 0 ? excluded(made['Effect']) : principal))
        .map((named) => ({ ...made, ...named })),
    ),
  )
