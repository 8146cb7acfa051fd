import { CredentialsProviderError } from '@smithy/core/config'
import { expect, test } from 'vitest'
import { clockSkewMinutes, connectionFault } from './connection-fault.ts'

const caller = { host: 'sts.us-east-1.amazonaws.com', profile: null, env: {} }

const awsError = (name: string, message = name) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 403 } })

test.each([
  ['InvalidClientTokenId', 'aws_credentials_refused', 'AWS does not know this access key, or it is inactive.'],
  ['ExpiredToken', 'aws_credentials_refused', 'The AWS session has ended.'],
  ['SignatureDoesNotMatch', 'aws_credentials_refused', 'The secret access key does not belong to the access key.'],
  ['RequestTimeTooSkewed', 'aws_credentials_refused', "This machine's clock differs from AWS by more than 5 minutes."],
])('%s', (name, code, message) => {
  expect(connectionFault(awsError(name), caller)).toMatchObject({ code, message })
})

test('the clock difference is told in minutes when AWS gives both times', () => {
  const text = 'Signature expired: 20261126T080000Z is now earlier than 20261126T080600Z (20261126T082100Z - 15 min.)'
  expect(clockSkewMinutes(text)).toBe(21)
  expect(connectionFault(awsError('SignatureDoesNotMatch', text), caller).message).toBe(
    "This machine's clock differs from AWS by 21 minutes.",
  )
  expect(clockSkewMinutes('Signature expired')).toBeUndefined()
})

test('no way to AWS: host, cause and proxy are named', () => {
  const error = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
  expect(connectionFault(error, caller)).toMatchObject({
    code: 'aws_unreachable',
    message:
      'Cannot reach sts.us-east-1.amazonaws.com: the name could not be resolved (DNS, ENOTFOUND); HTTPS_PROXY is not set.',
  })
  const behindProxy = { ...caller, env: { HTTPS_PROXY: 'http://proxy.internal:3128' } }
  const said = connectionFault(error, behindProxy).message
  expect(said).toContain('HTTPS_PROXY is set')
  expect(said).not.toContain('proxy.internal')
})

test('a proxy that wants a password is not AWS, and says nothing of the credentials', () => {
  const error = Object.assign(new Error('UnknownError'), { name: '407', $metadata: { httpStatusCode: 407 } })
  expect(connectionFault(error, { ...caller, env: { HTTPS_PROXY: 'http://p' } })).toMatchObject({
    code: 'aws_unreachable',
    message: 'What answers as sts.us-east-1.amazonaws.com is not AWS: status 407; HTTPS_PROXY is set.',
  })
})

test('no credentials', () => {
  const error = new CredentialsProviderError('Could not load credentials from any providers')
  expect(connectionFault(error, caller).code).toBe('aws_no_credentials')
  expect(connectionFault(error, { ...caller, profile: 'audit' }).message).toBe(
    'The profile "audit" gives no AWS credentials.',
  )
})

test.each([
  [
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    'The single sign-on session has ended.',
    'Run `aws sso login --profile audit`.',
  ],
  [
    "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    'The single sign-on session has ended.',
    'Run `aws sso login --profile audit`.',
  ],
  [
    'UnauthorizedException: Session token not found or invalid',
    'The single sign-on session has ended.',
    'Run `aws sso login --profile audit`.',
  ],
  [
    'Your session has expired. Please reauthenticate.',
    'The AWS session has ended.',
    'Run `aws login --profile audit`.',
  ],
  [
    'Profile audit credential_process returned expired credentials.',
    'The AWS session has ended.',
    'Sign in to AWS again and retry.',
  ],
])('a sign-in that is over, as the SDK words it: %s', (text, message, fix) => {
  expect(connectionFault(new CredentialsProviderError(text), { ...caller, profile: 'audit' })).toMatchObject({
    code: 'aws_no_credentials',
    message,
    details: { fix, sessionEnded: true },
  })
})

test.each([
  "Sso session 'audit' could not be found in shared credentials file.",
  "Sso session 'audit' is missing required property 'sso_region'.",
])('a profile that is wrong is no session that has ended: %s', (text) => {
  const fault = connectionFault(new CredentialsProviderError(text), { ...caller, profile: 'audit' })
  expect([fault.message, fault.details['sessionEnded']]).toEqual([
    'The profile "audit" gives no AWS credentials.',
    undefined,
  ])
})

test('of a refusal it is told whether the session has ended', () => {
  expect(connectionFault(awsError('ExpiredToken'), caller).details['sessionEnded']).toBe(true)
  expect(connectionFault(awsError('InvalidClientTokenId'), caller).details['sessionEnded']).toBeUndefined()
  // STS says this of the date stamp alone.
  const skewed = connectionFault(awsError('RequestExpired'), caller)
  expect(skewed.message).toContain('clock')
  expect(skewed.details['sessionEnded']).toBeUndefined()
})
