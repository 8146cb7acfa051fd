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
  const error = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  })
  expect(connectionFault(error, caller).code).toBe('aws_no_credentials')
  expect(connectionFault(error, { ...caller, profile: 'audit' }).message).toBe(
    'The profile "audit" gives no AWS credentials.',
  )
})
