import { CredentialsProviderError } from '@smithy/core/config'
import { expect, test } from 'vitest'
import { isSessionEndCode } from '../core/session-end.ts'
import { failureOf } from './failure.ts'
import { isSessionEnd } from './session-end.ts'

const call = { action: 'kms:ListKeys', region: 'eu-west-1' }

interface Told {
  readonly name: string
  readonly status?: number
  readonly message?: string
  readonly system?: string
}

function sdkError({ name, status, message = '', system }: Told): Error {
  const error = Object.assign(new Error(message), { name }, system !== undefined && { code: system })
  return status === undefined ? error : Object.assign(error, { $metadata: { httpStatusCode: status } })
}

test.each<[Told, string, string]>([
  [{ name: 'AccessDenied', status: 403 }, 'denied', 'AWS refused kms:ListKeys: cause not stated by AWS.'],
  [{ name: 'AccessDeniedException', status: 400 }, 'denied', 'AWS refused kms:ListKeys: cause not stated by AWS.'],
  [{ name: 'SomethingNew', status: 403 }, 'denied', 'AWS refused kms:ListKeys: cause not stated by AWS.'],
  [
    { name: 'AccessDenied', status: 403, message: 'x with an explicit deny in a service control policy' },
    'blocked_by_scp',
    'AWS refused kms:ListKeys: a service control policy denies it.',
  ],
  [{ name: 'ThrottlingException', status: 400 }, 'throttled', 'AWS kept throttling kms:ListKeys through every retry.'],
  [{ name: 'SlowDown', status: 503 }, 'throttled', 'AWS kept throttling kms:ListKeys through every retry.'],
  [{ name: 'Whatever', status: 429 }, 'throttled', 'AWS kept throttling kms:ListKeys through every retry.'],
  [{ name: 'NotImplemented', status: 501 }, 'unsupported', 'kms:ListKeys is not offered here (NotImplemented).'],
  [
    { name: 'UnknownOperationException', status: 404 },
    'unsupported',
    'kms:ListKeys is not offered here (UnknownOperationException).',
  ],
  [{ name: '404', status: 404 }, 'unsupported', 'kms:ListKeys is not offered here (404).'],
  [{ name: 'ExpiredTokenException', status: 403 }, 'failed', 'The AWS session ended before kms:ListKeys was answered.'],
  [
    { name: 'InvalidClientTokenId', status: 403 },
    'failed',
    'AWS does not know the credentials that called kms:ListKeys.',
  ],
  [{ name: 'InternalFailure', status: 500, message: 'oh' }, 'failed', 'kms:ListKeys failed: InternalFailure, oh'],
  [
    { name: 'SyntaxError', status: 500, message: 'Unexpected token' },
    'failed',
    'kms:ListKeys got an answer that cannot be read (status 500).',
  ],
  [
    { name: 'Error', system: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND kms' },
    'failed',
    'kms:ListKeys got no answer: the name could not be resolved (DNS, ENOTFOUND).',
  ],
  [{ name: 'TimeoutError' }, 'failed', 'kms:ListKeys got no answer: it did not answer in time (timeout).'],
])('%o', (told, state, reason) => {
  expect(failureOf(sdkError(told), call)).toMatchObject({ state, reason, action: 'kms:ListKeys' })
})

test.each([
  [sdkError({ name: 'RequestExpired', status: 400 }), 'RequestExpired'],
  [
    new CredentialsProviderError('To refresh this SSO session run aws sso login with the corresponding profile.'),
    'sign_in_ended',
  ],
])('a session that ends in the middle of a reading: %s', (error, code) => {
  const failure = failureOf(error, call)
  expect(failure).toMatchObject({ code, reason: 'The AWS session ended before kms:ListKeys was answered.' })
  expect([isSessionEnd(error), isSessionEndCode(code)]).toEqual([true, true])
})

test('credentials that were never there are no session that has ended', () => {
  const error = new CredentialsProviderError('Could not load credentials from any providers')
  expect([isSessionEnd(error), failureOf(error, call).code]).toEqual([false, 'CredentialsProviderError'])
})

test('unknown credentials in an opt-in Region mean that the Region is off', () => {
  for (const name of ['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure']) {
    expect(failureOf(sdkError({ name, status: 403 }), { action: 'kms:ListKeys', region: 'eu-south-1' })).toMatchObject({
      state: 'region_disabled',
      reason: 'eu-south-1 is not enabled in this account.',
    })
  }
})

test('the action that AWS names in its denial stands above the one that was called', () => {
  const message = 'User: arn:aws:iam::1:user/a is not authorized to perform: kms:Decrypt on resource: x'
  expect(failureOf(sdkError({ name: 'AccessDenied', status: 403, message }), call).action).toBe('kms:Decrypt')
})

test('anything at all can be thrown', () => {
  for (const thrown of [undefined, null, 'text', 7, {}, new TypeError('x')]) {
    expect(failureOf(thrown, call)).toMatchObject({ state: 'failed', action: 'kms:ListKeys' })
  }
})
