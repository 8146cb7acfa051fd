/**
 * Every code of the table, once as it is found and once mended. `¦` marks the place of the finding. What is wrong in each is
 * taken from AWS's documentation, the page named in the table (`lintCodes[…].source`), never from the program.
 */
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../../catalog/read.ts'
import { type LintCode, lintCodes } from './codes.ts'
import { lintPolicy } from './lint.ts'
import type { LintType } from './types.ts'

const catalogue = loadCatalogue()

interface Example {
  readonly bad: string
  /** Absent where there is nothing to mend. */
  readonly good?: string
  readonly type?: LintType
  /** Beside the code, to tell two causes apart. */
  readonly says?: RegExp
}

const policy = (...statements: readonly string[]): string =>
  `{"Version": "2012-10-17", "Statement": [${statements.join(', ')}]}`
const allow = (rest: string): string => `{"Effect": "Allow", ${rest}}`
const deny = (rest: string): string => `{"Effect": "Deny", ${rest}}`
const one = (rest: string): string => policy(allow(rest))
const get = '"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"'
const when = (condition: string, rest = get): string => one(`${rest}, "Condition": ${condition}`)
const tag = '"Action": "ec2:CreateTags", "Resource": "*"'
const forWhom = (principal: string): string => one(`"Principal": ${principal}, ${get}`)
const assume = (principal: string, rest = ''): string =>
  one(`"Principal": ${principal}, "Action": "sts:AssumeRole"${rest}`)
const long = (count: number): string =>
  `"Action": "s3:GetObject", "Resource": [${Array.from({ length: count }, (_, n) => `"arn:aws:s3:::bucket-number-${1000 + n}/*"`).join()}]`

const examples: Readonly<Record<LintCode, readonly Example[]>> = {
  'invalid-json': [{ bad: '{"Version": ¦}', good: '{}' }],
  'duplicate-key': [{ bad: `{"Version": "2012-10-17", "Statement": [], ¦"Statement": []}`, good: policy() }],
  'keys-differ-in-case': [
    {
      bad: when('{"StringEquals": {"aws:username": "a", "aws:UserName": ¦"b"}}'),
      good: when('{"StringEquals": {"aws:username": ["a", "b"]}}'),
    },
    {
      bad: when('{"StringEquals": {"aws:username": "a"}, "stringequals": {"aws:username": ¦"b"}}'),
      good: when('{"StringEquals": {"aws:username": "a"}, "StringLike": {"aws:username": "b"}}'),
    },
  ],
  'limit-exceeded': [{ bad: one(`"Action": ¦"s3:${'a'.repeat(5_000)}", "Resource": "*"`), good: one(get) }],
  'document-too-long': [
    { bad: `¦${one(long(300))}`, good: one(long(200)), type: 'serviceControl' },
    { bad: `¦${one(long(160))}`, good: one(long(130)), type: 'resourceControl' },
    { bad: `¦${one(long(200))}`, good: one(long(150)), type: 'managed' },
    { bad: `¦${one(long(80))}`, good: one(long(40)), type: 'inline-user' },
    { bad: `¦${one(long(160))}`, good: one(long(130)), type: 'inline-group' },
    { bad: `¦${one(long(310))}`, good: one(long(280)), type: 'inline-role' },
    { bad: `¦${one(long(700))}`, good: one(long(500)), type: 'bucket' },
    { bad: `¦${one(long(1_000))}`, good: one(long(900)), type: 'key' },
    { bad: `¦${one(long(80))}`, good: one(long(40)), type: 'session' },
    { bad: `¦${one(long(700))}`, good: one(long(500)), type: 'endpoint' },
    // IAM does not count white space.
    { bad: `¦${one(long(310))}`, good: one(`${long(150)}${' '.repeat(20_000)}`) },
  ],
  'exceeds-default-quota': [
    { bad: `¦${one(long(200))}`, good: one(long(100)) },
    { bad: `¦${one(long(80))}`, good: one(long(40)), type: 'trust' },
  ],
  'invalid-policy': [
    { bad: '¦[]', good: policy() },
    { bad: policy(`¦{"Effect": "Allow", "Action": "s3:GetObject"}`), good: one(get), type: 'identity' },
    { bad: policy('¦"x"'), good: one(get) },
  ],
  'unknown-element': [
    { bad: one(`"Actions": ¦"s3:*", ${get}`), good: one(get), says: /Did you mean "Action"\?/ },
    { bad: `{"Version": "2012-10-17", "Owner": ¦"me", "Statement": []}`, good: policy() },
  ],
  'invalid-version': [{ bad: `{"Version": ¦"2012-10-18", "Statement": [${allow(get)}]}`, good: one(get) }],
  'invalid-sid': [
    { bad: one(`"Sid": ¦"Read the bucket", ${get}`), good: one(`"Sid": "ReadTheBucket", ${get}`) },
    { bad: one(`"Sid": ¦1, ${get}`), good: one(`"Sid": "1", ${get}`) },
  ],
  'invalid-effect': [{ bad: policy(`{"Effect": ¦"allow", ${get}}`), good: one(get) }],
  'invalid-principal': [{ bad: one(`"Principal": ¦"*", ${get}`), good: one(get), type: 'identity' }],
  'invalid-not-principal': [{ bad: one(`"NotPrincipal": ¦{"AWS": "*"}, ${get}`), good: one(get), type: 'session' }],
  'invalid-action': [
    { bad: one('"Action": ¦[], "Resource": "*"'), good: one(get) },
    { bad: one('"Action": ["s3:GetObject", ¦7], "Resource": "*"'), good: one(get) },
  ],
  'invalid-not-action': [{ bad: one(`"NotAction": ¦"iam:*", ${get}`), good: one(get) }],
  'invalid-resource': [{ bad: one('"Action": "s3:*", "Resource": ¦[]'), good: one(get) }],
  'invalid-not-resource': [{ bad: one(`"NotResource": ¦"*", ${get}`), good: one(get) }],
  'invalid-condition': [
    {
      bad: when('{"StringEqual": ¦{"aws:username": "a"}}'),
      good: when('{"StringEquals": {"aws:username": "a"}}'),
      says: /Did you mean "StringEquals"\?/,
    },
    // "Null with if exists" of the check reference.
    { bad: when('{"NullIfExists": ¦{"aws:username": "true"}}'), good: when('{"Null": {"aws:username": "true"}}') },
  ],
  'no-statements': [{ bad: '{"Version": "2012-10-17", "Statement": ¦[]}', good: one(get) }],
  'empty-statement': [{ bad: policy('¦{}'), good: one(get) }],
  'missing-version': [{ bad: `¦{"Statement": [${allow(get)}]}`, good: one(get) }],
  'old-version': [{ bad: `{"Version": ¦"2008-10-17", "Statement": [${allow(get)}]}`, good: one(get) }],
  'variables-are-literal': [
    {
      bad: `{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ¦"arn:aws:s3:::b/\${aws:username}/*"}]}`,
      good: one('"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*"'),
    },
    {
      bad: `{"Version": "2008-10-17", "Statement": [${allow(`${get}, "Condition": {"StringLike": {"s3:prefix": ["", ¦"\${aws:username}/*"]}}`)}]}`,
      good: when(
        '{"StringLike": {"s3:prefix": "${aws:username}/*"}}',
        '"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b"',
      ),
    },
  ],
  'malformed-variable': [
    { bad: one('"Action": "s3:GetObject", "Resource": ¦"arn:aws:s3:::b/${aws:username/*"'), good: one(get) },
    { bad: one('"Action": "s3:GetObject", "Resource": ¦"arn:aws:s3:::b/${}/*"'), good: one(get) },
    {
      bad: when('{"StringEquals": {"aws:username": ¦"${aws: username}"}}'),
      good: when('{"StringEquals": {"aws:username": "${aws:userid, \'nobody\'}"}}'),
    },
  ],
  'unknown-variable': [
    {
      bad: one('"Action": "s3:GetObject", "Resource": ¦"arn:aws:s3:::b/${aws:usrname}/*"'),
      good: one('"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}/${*}"'),
    },
  ],
  'duplicate-sid': [
    {
      bad: policy(allow(`"Sid": "A", ${get}`), deny(`"Sid": ¦"A", ${tag}`)),
      good: policy(allow(`"Sid": "A", ${get}`)),
    },
  ],
  'repeated-sid': [
    {
      bad: policy(
        allow(`"Sid": "A", "Principal": "*", ${get}`),
        deny(`"Sid": ¦"A", "Principal": {"AWS": "111111111111"}, ${get}`),
      ),
      good: forWhom('"*"'),
    },
  ],
  'empty-sid': [{ bad: one(`"Sid": ¦"", ${get}`), good: one(get) }],
  'missing-principal': [{ bad: policy(`¦${allow(get)}`), good: forWhom('"*"'), type: 'bucket' }],
  'wildcard-principal': [
    {
      bad: forWhom('{"AWS": ["111111111111", ¦"arn:aws:iam::111111111111:role/*"]}'),
      good: forWhom('{"AWS": ["111111111111", "arn:aws:iam::111111111111:role/app"]}'),
    },
    { bad: assume('{"Service": ¦"*.amazonaws.com"}'), good: assume('{"Service": "ec2.amazonaws.com"}') },
  ],
  'group-principal': [
    {
      bad: forWhom('{"AWS": ¦"arn:aws:iam::111111111111:group/admins"}'),
      good: forWhom('{"AWS": "arn:aws:iam::111111111111:user/ann"}'),
    },
  ],
  'stale-principal': [{ bad: assume('{"AWS": ¦"AIDACKCEVSQ6C2EXAMPLE"}'), good: assume('{"AWS": "111111111111"}') }],
  'malformed-principal': [
    { bad: assume('{"AWS": ¦"11111111111"}'), good: assume('{"AWS": "111111111111"}') },
    {
      bad: assume('{"Service": ¦"ec2"}'),
      good: assume('{"Service": "ec2.amazonaws.com"}'),
      says: /Did you mean "ec2\.amazonaws\.com"\?/,
    },
    {
      bad: assume('{"Federated": ¦"arn:aws:iam::111111111111:role/x"}'),
      good: assume('{"Federated": "arn:aws:iam::111111111111:saml-provider/x"}'),
    },
    {
      bad: forWhom('{"CanonicalUser": ¦"me"}'),
      good: forWhom('{"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}'),
    },
  ],
  'misplaced-not-principal': [
    {
      bad: one('"NotPrincipal": ¦{"AWS": "111111111111"}, "Action": "sts:AssumeRole"'),
      good: assume('{"AWS": "111111111111"}'),
    },
  ],
  'allow-not-principal': [
    { bad: one(`"NotPrincipal": ¦{"AWS": "111111111111"}, ${get}`), good: forWhom('{"AWS": "111111111111"}') },
  ],
  'deny-not-principal': [
    {
      bad: policy(deny(`"NotPrincipal": ¦{"AWS": "111111111111"}, ${get}`)),
      good: policy(
        deny(
          `"Principal": "*", ${get}, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/x"}}`,
        ),
      ),
    },
  ],
  'malformed-action': [
    {
      bad: one('"Action": ¦"s3:Get*, s3:Put*", "Resource": "*"'),
      good: one('"Action": ["s3:Get*", "s3:Put*"], "Resource": "*"'),
    },
    { bad: one('"Action": ¦"GetObject", "Resource": "*"'), good: one(get) },
    { bad: one('"Action": ¦"s?:GetObject", "Resource": "*"'), good: one(get) },
  ],
  'unknown-service': [
    {
      bad: one('"Action": ¦"dynmodb:GetItem", "Resource": "*"'),
      good: one('"Action": "DynamoDB:GetItem", "Resource": "*"'),
      says: /"dynamodb"\?/,
    },
  ],
  'unknown-action': [
    {
      bad: one('"Action": ["s3:GetObject", ¦"s3:ListBuckets"], "Resource": "*"'),
      good: one('"Action": "S3:LISTBUCKET", "Resource": "*"'),
      says: /"s3:ListBucket"\?/,
    },
    {
      bad: one('"NotAction": ¦"iam:PassRoles", "Resource": "*"'),
      good: one('"NotAction": "iam:PassRole", "Resource": "*"'),
    },
  ],
  'action-matches-nothing': [
    { bad: one('"Action": ¦"s3:Fetch*", "Resource": "*"'), good: one('"Action": "s3:Get*", "Resource": "*"') },
  ],
  // The example of the check reference, "Redundant action".
  'redundant-action': [
    {
      bad: one('"Action": ["iam:Get*", "iam:List*", ¦"iam:GetCredentialReport"], "Resource": "*"'),
      good: one('"Action": ["iam:Get*", "iam:List*", "iam:*CredentialReport"], "Resource": "*"'),
    },
    { bad: one('"Action": ["s3:GetObject", ¦"S3:getobject"], "Resource": "*"'), good: one(get) },
  ],
  'foreign-action': [
    { bad: one('"Principal": "*", "Action": ¦"s3:GetObject"'), good: assume('"*"'), type: 'trust' },
    {
      bad: policy(deny('"Principal": "*", "Action": ¦"iam:CreateUser", "Resource": "*"')),
      good: policy(deny('"Principal": "*", "Action": "s3:*", "Resource": "*"')),
      type: 'resourceControl',
    },
  ],
  'rcp-allow': [
    {
      bad: policy(`{"Effect": ¦"Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}`),
      good: policy(allow('"Principal": "*", "Action": "*", "Resource": "*"')),
      type: 'resourceControl',
    },
  ],
  'rcp-unsupported-element': [
    {
      bad: policy(deny('"Principal": "*", "NotAction": ¦"s3:*", "Resource": "*"')),
      good: policy(deny('"Principal": "*", "Action": "s3:*", "Resource": "*"')),
      type: 'resourceControl',
    },
  ],
  'malformed-resource': [
    {
      bad: one('"Action": "s3:*", "Resource": ¦"arn:aws:s3*"'),
      good: one('"Action": "s3:*", "Resource": "arn:aws:s3:::*"'),
    },
    { bad: one('"Action": "s3:*", "Resource": ¦"arn:aws:s?:::b"'), good: one(get) },
    { bad: one('"Action": "s3:*", "Resource": ¦"my-bucket"'), good: one(get) },
  ],
  'misplaced-variable': [
    {
      bad: one('"Action": "iam:GetUser", "Resource": ¦"arn:aws:iam::${aws:PrincipalAccount}:user/x"'),
      good: one('"Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/${aws:username}"'),
    },
  ],
  'misplaced-resource': [{ bad: assume('"*"', ', "Resource": ¦"*"'), good: assume('"*"'), type: 'trust' }],
  'redundant-resource': [
    {
      bad: one('"Action": "s3:GetObject", "Resource": [¦"arn:aws:s3:::b/x/y", "arn:aws:s3:::b/x/*"]'),
      good: one('"Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/x/${aws:username}", "arn:aws:s3:::b/x/y"]'),
    },
  ],
  'needs-resource-star': [
    {
      bad: one('"Action": [¦"ec2:DescribeInstances", "ec2:StartInstances"], "Resource": "arn:aws:ec2:*:*:instance/*"'),
      good: one('"Action": "ec2:DescribeInstances", "Resource": "*"'),
    },
  ],
  'action-fits-no-resource': [
    // Objects are not their bucket (S3 UG *Policies and permissions*): the mistake that is made most.
    {
      bad: one('"Action": ["s3:ListBucket", ¦"s3:GetObject"], "Resource": "arn:aws:s3:::b"'),
      good: one('"Action": ["s3:ListBucket", "s3:GetObject"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]'),
    },
    {
      bad: one('"Action": ["s3:GetObject", ¦"s3:ListBucket"], "Resource": "arn:aws:s3:::b/*"'),
      good: one('"Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::*"'),
    },
  ],
  'resource-fits-no-action': [
    {
      bad: one('"Action": "ec2:StartInstances", "Resource": ["arn:aws:ec2:*:*:instance/*", ¦"arn:aws:ec2:*:*:vpc/*"]'),
      good: one('"Action": "ec2:*", "Resource": ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:vpc/*"]'),
    },
  ],
  'statement-without-effect': [
    // KMS DG *Using aliases to control access*: an alias in Resource stands for the alias, never for the key.
    {
      bad: policy(`¦${allow('"Action": "kms:Decrypt", "Resource": "arn:aws:kms:*:111111111111:alias/x"')}`),
      good: one('"Action": "kms:Decrypt", "Resource": "arn:aws:kms:*:111111111111:key/*"'),
    },
  ],
  'unknown-condition-key': [
    {
      bad: when('{"StringEquals": {"aws:PrincipleOrgID": ¦"o-1"}}'),
      good: when('{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}'),
      says: /"aws:PrincipalOrgID"\?/,
    },
    { bad: when('{"StringEquals": {"prefix": ¦"x"}}'), good: when('{"StringEquals": {"auth.example.com:aud": "x"}}') },
  ],
  'key-never-present': [
    {
      bad: when('{"StringLike": {"s3:prefix": ¦"home/*"}}'),
      good: when('{"StringLike": {"s3:prefix": "home/*"}}', '"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b"'),
      says: /the statement never applies/,
    },
    { bad: when('{"StringLikeIfExists": {"s3:prefix": ¦"home/*"}}'), says: /always holds/ },
    {
      bad: when('{"StringEquals": {"kms:EncryptionContext:a": ¦"b"}}'),
      good: when('{"StringEquals": {"kms:EncryptionContext:a": "b"}}', '"Action": "kms:Decrypt", "Resource": "*"'),
    },
  ],
  'operator-does-not-fit': [
    {
      bad: when('{"StringEquals": {"aws:SourceIp": ¦"203.0.113.0/24"}}'),
      good: when('{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}'),
    },
    {
      bad: when('{"Bool": {"aws:MultiFactorAuthAge": ¦"true"}}'),
      good: when('{"Bool": {"aws:MultiFactorAuthPresent": "true"}}'),
    },
  ],
  'no-values': [
    { bad: when('{"StringEquals": {"aws:username": ¦[]}}'), good: when('{"StringEquals": {"aws:username": "a"}}') },
    { bad: when('{"StringNotEquals": {"aws:username": ¦[]}}'), says: /always holds/ },
    { bad: when('{"StringEqualsIfExists": {"aws:username": ¦[]}}'), says: /only when the key is absent/ },
  ],
  'empty-condition': [{ bad: when('¦{}'), good: one(get) }],
  'value-never-matches': [
    {
      bad: when('{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", ¦"203.0.113.0/33"]}}'),
      good: when('{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}'),
    },
    {
      bad: when('{"DateLessThan": {"aws:CurrentTime": ¦"tomorrow"}}'),
      good: when('{"DateLessThan": {"aws:CurrentTime": "2030-02-28"}}'),
    },
    { bad: when('{"DateLessThan": {"aws:CurrentTime": ¦"2030-02-30"}}') },
    {
      bad: when('{"NumericLessThan": {"aws:MultiFactorAuthAge": ¦"one hour"}}'),
      good: when('{"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}'),
    },
    { bad: when('{"Bool": {"aws:SecureTransport": ¦"yes"}}'), good: when('{"Bool": {"aws:SecureTransport": true}}') },
    { bad: when('{"Null": {"aws:username": ¦"none"}}'), good: when('{"Null": {"aws:username": "true"}}') },
    {
      bad: when('{"ArnLike": {"aws:PrincipalArn": ¦"arn:aws:iam::role/x"}}'),
      good: when('{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}'),
    },
  ],
  'wildcard-is-literal': [
    {
      bad: when('{"StringEquals": {"aws:PrincipalTag/job": ¦"admin-*"}}'),
      good: when('{"StringLike": {"aws:PrincipalTag/job": "admin-*"}}'),
      says: /Say StringLike/,
    },
    {
      bad: when('{"StringNotEquals": {"aws:PrincipalTag/job": ¦"a?"}}'),
      good: when('{"StringEquals": {"aws:PrincipalTag/job": "a${*}"}}'),
      says: /Say StringNotLike/,
    },
  ],
  'matches-any-value': [
    { bad: when('{"StringLike": {"aws:username": ¦"*"}}'), good: when('{"Null": {"aws:username": "false"}}') },
    { bad: when('{"StringNotLike": {"aws:username": ¦"*"}}'), says: /only when the key is absent/ },
  ],
  // The example of the check reference, "Redundant condition value num".
  'redundant-value': [
    {
      bad: when('{"NumericLessThan": {"aws:MultiFactorAuthAge": [¦"2700", "3600"]}}'),
      good: when('{"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}'),
    },
    { bad: when('{"DateGreaterThan": {"aws:CurrentTime": ["2030-01-01", ¦"2031-01-01"]}}') },
  ],
  'private-address': [
    {
      bad: when('{"IpAddress": {"aws:SourceIp": ¦"10.1.0.0/16"}}'),
      good: when('{"IpAddress": {"aws:VpcSourceIp": "10.1.0.0/16"}}'),
    },
    {
      bad: when('{"NotIpAddress": {"aws:SourceIp": ¦"192.168.0.1"}}'),
      good: when('{"NotIpAddress": {"aws:SourceIp": "203.0.113.7"}}'),
      says: /excludes none/,
    },
  ],
  'host-bits-set': [
    {
      bad: when('{"IpAddress": {"aws:SourceIp": ¦"203.0.113.7/24"}}'),
      good: when('{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}'),
      says: /"203\.0\.113\.0\/24"/,
    },
  ],
  'missing-set-operator': [
    {
      bad: when('{"StringEquals": {"aws:TagKeys": ¦"x"}}', tag),
      good: when('{"ForAnyValue:StringEquals": {"aws:TagKeys": "x"}}', tag),
    },
  ],
  'needless-set-operator': [
    {
      bad: when('{"ForAnyValue:StringEquals": {"aws:RequestedRegion": ¦"eu-west-1"}}'),
      good: when('{"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}'),
    },
  ],
  'for-all-values-allows-absent': [
    {
      bad: when('{"ForAllValues:StringEquals": {"aws:TagKeys": ¦"x"}}', tag),
      good: when('{"ForAllValues:StringEquals": {"aws:TagKeys": "x"}, "Null": {"aws:TagKeys": "false"}}', tag),
    },
  ],
  'contradicting-conditions': [
    {
      bad: when('¦{"StringEquals": {"aws:username": "a"}, "StringNotEquals": {"aws:username": ["a", "b"]}}'),
      good: when('{"StringEquals": {"aws:username": ["a", "c"]}, "StringNotEquals": {"aws:username": ["a", "b"]}}'),
    },
    {
      bad: when(
        '¦{"NumericLessThan": {"aws:MultiFactorAuthAge": 60}, "NumericGreaterThan": {"aws:MultiFactorAuthAge": 3600}}',
      ),
      good: when(
        '{"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}, "NumericGreaterThan": {"aws:MultiFactorAuthAge": 60}}',
      ),
    },
    {
      bad: when('¦{"Null": {"aws:MultiFactorAuthPresent": "true"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}}'),
      good: when(
        '{"Null": {"aws:MultiFactorAuthPresent": "true"}, "BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}',
      ),
    },
    {
      bad: when('¦{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "NotIpAddress": {"aws:SourceIp": "203.0.0.0/16"}}'),
      good: when('{"IpAddress": {"aws:SourceIp": "203.0.0.0/16"}, "NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}'),
    },
  ],
  'conditions-always-hold': [
    { bad: when('¦{"Null": {"aws:username": ["true", "false"]}}'), good: when('{"Null": {"aws:username": "true"}}') },
    { bad: when('¦{"BoolIfExists": {"aws:SecureTransport": ["true", "false"]}}') },
  ],
  'repeated-statement': [
    {
      bad: policy(allow(`"Sid": "A", ${get}`), `¦${allow(`${get}, "Sid": "B"`)}`),
      good: policy(allow(get), allow(tag)),
    },
  ],
  'covered-statement': [
    {
      bad: policy(`¦${allow(get)}`, allow('"Action": "s3:*", "Resource": "*"')),
      good: policy(allow(get), allow('"Action": "s3:*", "Resource": "arn:aws:s3:::other/*"')),
    },
    {
      bad: policy(allow(get), `¦${allow(`${get}, "Condition": {"Bool": {"aws:SecureTransport": "true"}}`)}`),
      good: policy(deny(get), allow(`${tag}, "Condition": {"Bool": {"aws:SecureTransport": "true"}}`)),
    },
    {
      bad: policy(
        allow(`${get}, "Condition": {"StringEquals": {"aws:username": ["a", "b"]}}`),
        `¦${allow(`${get}, "Condition": {"StringEquals": {"aws:username": "b"}}`)}`,
      ),
      good: policy(
        allow(`${get}, "Condition": {"StringNotEquals": {"aws:username": ["a", "b"]}}`),
        allow(`${get}, "Condition": {"StringNotEquals": {"aws:username": "c"}}`),
      ),
    },
  ],
  'unreachable-allow': [
    {
      bad: policy(`¦${allow(get)}`, deny('"Action": "s3:Get*", "Resource": "arn:aws:s3:::*"')),
      good: policy(
        allow(get),
        deny('"Action": "s3:Get*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}'),
      ),
    },
    {
      bad: policy(`¦${allow(get)}`, deny('"NotAction": ["iam:*", "sts:*"], "Resource": "*"')),
      good: policy(allow(get), deny('"NotAction": ["iam:*", "s3:G*"], "Resource": "*"')),
    },
    {
      bad: policy(`¦${allow(`"Principal": {"AWS": "111111111111"}, ${get}`)}`, deny(`"Principal": "*", ${get}`)),
      good: policy(
        allow(`"Principal": {"AWS": "111111111111"}, ${get}`),
        deny(`"Principal": {"AWS": "222222222222"}, ${get}`),
      ),
    },
  ],
  'more-findings': [
    {
      bad: one(`"Action": [¦"s3:No",${'"s3:No",'.repeat(250)}"s3:No"], "Resource": "*"`),
      good: one(get),
    },
  ],
}

const mark = '¦'
const severities = new Map<string, string>(Object.entries(lintCodes).map(([code, { severity }]) => [code, severity]))

describe.each(Object.entries(examples))('%s', (code, list) => {
  test.each(list.map((example, index) => [index, example] as const))('example %i', (_, { bad, good, type, says }) => {
    const text = bad.replace(mark, '')
    const found = lintPolicy(text, catalogue, type).find((one) => one.code === code)
    expect(found?.severity).toBe(severities.get(code))
    if (code !== 'more-findings') expect(found).toMatchObject({ line: 1, column: bad.indexOf(mark) + 1 })
    if (says !== undefined) expect(found?.message).toMatch(says)
    if (good === undefined) return
    expect(lintPolicy(good, catalogue, type).map((one) => one.code)).not.toContain(code)
  })
})
