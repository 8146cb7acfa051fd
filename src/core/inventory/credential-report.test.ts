import { expect, test } from 'vitest'
import { credentialsOf, isIncomplete, lastUseOfCredentials } from './credential-report.ts'

/** Header and values of the example in the IAM User Guide, "Generate credential reports for your AWS account". */
const row = (change: Readonly<Record<string, string>> = {}) => ({
  user: 'ann',
  arn: 'arn:aws:iam::111122223333:user/ann',
  user_creation_time: '2013-10-02T17:01:44+00:00',
  password_enabled: 'true',
  password_last_used: 'no_information',
  password_last_changed: '2013-10-02T17:01:44+00:00',
  password_next_rotation: 'N/A',
  mfa_active: 'false',
  access_key_1_active: 'true',
  access_key_1_last_rotated: '2015-04-10T20:00:36+00:00',
  access_key_1_last_used_date: '2015-05-03T08:00:00+00:00',
  access_key_1_last_used_region: 'us-east-1',
  access_key_1_last_used_service: 's3',
  access_key_2_active: 'false',
  access_key_2_last_rotated: 'N/A',
  access_key_2_last_used_date: 'N/A',
  access_key_2_last_used_region: 'N/A',
  access_key_2_last_used_service: 'N/A',
  cert_1_active: 'true',
  cert_1_last_rotated: '2013-10-02T17:01:44+00:00',
  cert_2_active: 'false',
  cert_2_last_rotated: 'N/A',
  ...change,
})

test('a row becomes what stays and, apart from it, what was used last', () => {
  expect(credentialsOf(row())).toEqual({
    kind: 'credentials',
    nativeId: 'arn:aws:iam::111122223333:user/ann 2013-10-02T17:01:44Z',
    arn: 'arn:aws:iam::111122223333:user/ann',
    accountId: '111122223333',
    region: 'global',
    cell: 'credentials',
    body: {
      userArn: 'arn:aws:iam::111122223333:user/ann',
      passwordEnabled: true,
      passwordChangedAt: '2013-10-02T17:01:44.000Z',
      mfa: false,
      accessKeys: [{ active: true, rotatedAt: '2015-04-10T20:00:36.000Z' }],
      certificates: 1,
    },
    facts: { keysLastUsed: [{ at: '2015-05-03T08:00:00.000Z', region: 'us-east-1', service: 's3' }] },
  })
})

test('the root user has no password of its own and keys without a date', () => {
  const root = credentialsOf(
    row({
      user: '<root_account>',
      arn: 'arn:aws:iam::111122223333:root',
      password_enabled: 'not_supported',
      password_last_changed: 'not_supported',
      access_key_1_last_rotated: 'N/A',
      access_key_1_last_used_date: 'N/A',
      mfa_active: 'true',
    }),
  )
  expect(root).toMatchObject({
    nativeId: 'arn:aws:iam::111122223333:root',
    body: { passwordEnabled: null, mfa: true, accessKeys: [{ active: true }] },
    facts: { keysLastUsed: [null] },
  })
})

test('an inactive key is a key, and none is none', () => {
  const inactive = credentialsOf(row({ access_key_1_active: 'false' }))
  expect(inactive?.body.accessKeys).toEqual([{ active: false, rotatedAt: '2015-04-10T20:00:36.000Z' }])
  const none = credentialsOf(row({ access_key_1_active: 'false', access_key_1_last_rotated: 'N/A' }))
  expect(none?.body.accessKeys).toEqual([])
})

test('last use is the latest of password and keys', () => {
  const facts = credentialsOf(row({ password_last_used: '2015-06-01T00:00:00+00:00' }))?.facts
  expect(lastUseOfCredentials(facts)).toBe('2015-06-01T00:00:00.000Z')
  expect(lastUseOfCredentials(credentialsOf(row())?.facts)).toBe('2015-05-03T08:00:00.000Z')
  expect(lastUseOfCredentials(undefined)).toBeUndefined()
})

test('a row that leaves the keys open is incomplete; one that names nobody is none', () => {
  expect(isIncomplete(row())).toBe(false)
  expect(isIncomplete(row({ access_key_2_active: 'N/A' }))).toBe(true)
  expect(credentialsOf({ user: 'ann', arn: 'ann' })).toBeUndefined()
})
