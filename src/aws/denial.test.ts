import { expect, test } from 'vitest'
import { describeDenial, parseDenial } from './denial.ts'

const user = 'User: arn:aws:sts::111122223333:assumed-role/Audit/bailiwick is not authorized to perform:'

// Texts: IAM User Guide, "Troubleshoot access denied error messages".
test.each([
  [
    `${user} iam:ListRoles on resource: * because no identity-based policy allows the iam:ListRoles action`,
    { cause: 'identity_policy', explicit: false, action: 'iam:ListRoles' },
    'no identity policy allows it',
  ],
  [
    `${user} s3:ListAllMyBuckets on resource: * with an explicit deny in a service control policy`,
    { cause: 'scp', explicit: true, action: 's3:ListAllMyBuckets' },
    'a service control policy denies it',
  ],
  [
    `${user} s3:GetBucketPolicy on resource: arn:aws:s3:::b with an explicit deny in a resource control policy: arn:aws:organizations::1:policy/o-1/rcp/p-1`,
    { cause: 'rcp', explicit: true, action: 's3:GetBucketPolicy' },
    'a resource control policy denies it',
  ],
  [
    `${user} sqs:ListQueues on resource: * because no permissions boundary allows the sqs:ListQueues action`,
    { cause: 'boundary', explicit: false, action: 'sqs:ListQueues' },
    'no permissions boundary allows it',
  ],
  [
    `${user} sns:ListTopics on resource: * because no session policy allows the sns:ListTopics action`,
    { cause: 'session_policy', explicit: false, action: 'sns:ListTopics' },
    'no session policy allows it',
  ],
  [
    `${user} kms:GetKeyPolicy on resource: arn:aws:kms:eu-west-1:1:key/k because no resource-based policy allows the kms:GetKeyPolicy action`,
    { cause: 'resource_policy', explicit: false, action: 'kms:GetKeyPolicy' },
    'no resource policy allows it',
  ],
  [
    `${user} sts:AssumeRole on resource: arn:aws:iam::1:role/R because no role trust policy allows the sts:AssumeRole action`,
    { cause: 'trust_policy', explicit: false, action: 'sts:AssumeRole' },
    'no role trust policy allows it',
  ],
  [
    `${user} kms:ListKeys with an explicit deny in an identity-based policy`,
    { cause: 'identity_policy', explicit: true, action: 'kms:ListKeys' },
    'an identity policy denies it',
  ],
  ['Access Denied', { cause: 'not_stated', explicit: false }, 'cause not stated by AWS'],
  [
    'You are not authorized to perform this operation.',
    { cause: 'not_stated', explicit: false },
    'cause not stated by AWS',
  ],
])('%s', (message, denial, words) => {
  expect(parseDenial(message)).toEqual(denial)
  expect(describeDenial(parseDenial(message))).toBe(words)
})
