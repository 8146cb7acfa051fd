/** What each protocol answers when it does not let a caller in: the same cause has other codes in other services. */
import { type AwsError, unmodelled } from './aws-error.ts'
import type { Protocol, ServiceDefinition } from './service.ts'

export type Refusal = 'missingToken' | 'unknownKey' | 'badSignature' | 'skewed' | 'expired' | 'denied' | 'throttled'

type Code = readonly [code: string, status: number]

/**
 * Sources: each service's "Common Errors" page; EC2 API Reference, "Error codes"; S3 API Reference, "Error responses". JSON
 * services answer 400 for all of them.
 */
const query: Readonly<Record<Refusal, Code>> = {
  missingToken: ['MissingAuthenticationToken', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  badSignature: ['SignatureDoesNotMatch', 403],
  skewed: ['SignatureDoesNotMatch', 403],
  expired: ['ExpiredToken', 403],
  denied: ['AccessDenied', 403],
  throttled: ['Throttling', 400],
}
const json: Readonly<Record<Refusal, Code>> = {
  missingToken: ['MissingAuthenticationTokenException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  badSignature: ['InvalidSignatureException', 400],
  skewed: ['InvalidSignatureException', 400],
  expired: ['ExpiredTokenException', 400],
  denied: ['AccessDeniedException', 400],
  throttled: ['ThrottlingException', 400],
}
const codes: Readonly<Record<Protocol, Readonly<Record<Refusal, Code>>>> = {
  awsQuery: query,
  ec2Query: {
    ...query,
    unknownKey: ['AuthFailure', 401],
    badSignature: ['AuthFailure', 401],
    skewed: ['RequestExpired', 400],
    expired: ['RequestExpired', 400],
    denied: ['UnauthorizedOperation', 403],
    throttled: ['RequestLimitExceeded', 503],
  },
  awsJson1_0: json,
  awsJson1_1: json,
  restXml: {
    ...query,
    missingToken: ['AccessDenied', 403],
    unknownKey: ['InvalidAccessKeyId', 403],
    skewed: ['RequestTimeTooSkewed', 403],
    expired: ['ExpiredToken', 400],
    throttled: ['SlowDown', 503],
  },
  restJson1: {
    ...json,
    missingToken: ['MissingAuthenticationTokenException', 403],
    unknownKey: ['UnrecognizedClientException', 403],
    badSignature: ['InvalidSignatureException', 403],
    skewed: ['InvalidSignatureException', 403],
    expired: ['ExpiredTokenException', 403],
    denied: ['AccessDeniedException', 403],
    throttled: ['TooManyRequestsException', 429],
  },
}

/** Services that have their own word. */
const exceptions: Readonly<Record<string, Partial<Record<Refusal, Code>>>> = {
  organizations: { throttled: ['TooManyRequestsException', 400] },
  sns: { denied: ['AuthorizationError', 403] },
}

const texts: Readonly<Record<Refusal, string>> = {
  missingToken: 'Missing Authentication Token',
  unknownKey: 'The security token included in the request is invalid.',
  badSignature:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  skewed: 'Signature expired: the difference between the request time and the current time is too large.',
  expired: 'The security token included in the request is expired',
  denied: 'Access denied',
  throttled: 'Rate exceeded',
}

export function refuse(service: ServiceDefinition, refusal: Refusal, message: string = texts[refusal]): AwsError {
  const [code, status] = exceptions[service.signingName]?.[refusal] ?? codes[service.wire.protocol][refusal]
  return unmodelled(code, status, message)
}
