/** Trouble that concerns the whole connection: no credentials, refused credentials, no way to AWS. */
import { AppError, type FaultDetails, isAppError } from '../core/fault.ts'
import { isSessionEndCode } from '../core/session-end.ts'
import { describeNetworkTrouble } from './failure.ts'
import type { SdkErrorFacts } from './sdk-error.ts'
import { sdkErrorFacts } from './sdk-error.ts'
import { isProviderError, isSignInEnd } from './session-end.ts'

export interface Caller {
  /** The host that was called. */
  readonly host: string
  readonly profile: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}

const unknownKeyNames = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'AuthFailure',
])
const clockNames = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'])
const stsStatuses = new Set([400, 401, 403])
const signatureNames = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature'])

const sessionEnded = 'The AWS session has ended.'
const signInAgain = 'Sign in to AWS again and retry.'

/** The fault of a call that needs no permission (`sts:GetCallerIdentity`), so that any refusal is about the credentials. */
export function connectionFault(error: unknown, caller: Caller): AppError {
  // A key of ours that does not open is no trouble of AWS's.
  if (isAppError(error)) return error
  const facts = sdkErrorFacts(error)
  const refused = (message: string, fix: string, more: FaultDetails = {}) =>
    new AppError('aws_credentials_refused', message, { fix, awsCode: facts.name, ...more }, { cause: error })

  if (isProviderError(facts)) return noCredentials(error, facts, caller)
  if (facts.status === undefined) return unreachable(error, facts, caller)
  if (unknownKeyNames.has(facts.name)) {
    return refused(
      'AWS does not know this access key, or it is inactive.',
      'Use an active access key, or another profile.',
    )
  }
  const skew = clockSkewMinutes(facts.message)
  if (clockNames.has(facts.name) || skew !== undefined) {
    const minutes = skew === undefined ? 'more than 5 minutes' : `${skew} minutes`
    return refused(`This machine's clock differs from AWS by ${minutes}.`, 'Set the clock, for example with NTP.')
  }
  // After the clock: of `RequestExpired` STS means nothing else (STS API Reference, "Common errors").
  if (isSessionEndCode(facts.name)) return refused(sessionEnded, signInAgain, { sessionEnded: true })
  if (signatureNames.has(facts.name)) {
    return refused('The secret access key does not belong to the access key.', 'Check the secret access key.')
  }
  if (facts.status >= 500) {
    return new AppError(
      'aws_unreachable',
      `${caller.host} answers with status ${facts.status}.`,
      { fix: 'Try again later.', host: caller.host, awsCode: facts.name },
      { cause: error },
    )
  }
  // STS API Reference, "Common errors": 400 and 403. A proxy that wants a password says 407, somebody else's server 404.
  if (!stsStatuses.has(facts.status)) {
    const seen = proxySeen(caller)
    return new AppError(
      'aws_unreachable',
      `What answers as ${caller.host} is not AWS: status ${facts.status}; ${seen}.`,
      { fix: 'Check the proxy, and AWS_ENDPOINT_URL if you set it.', host: caller.host },
      { cause: error },
    )
  }
  return refused(
    `AWS does not accept these credentials (${facts.name}).`,
    'Check the credentials with `aws sts get-caller-identity`.',
  )
}

function noCredentials(error: unknown, facts: SdkErrorFacts, caller: Caller): AppError {
  if (isSignInEnd(facts)) {
    const { message, login } = endedSignIn(facts)
    const profile = caller.profile === null ? '' : ` --profile ${caller.profile}`
    const fix = login === undefined ? signInAgain : `Run \`${login}${profile}\`.`
    return new AppError('aws_no_credentials', message, { fix, sessionEnded: true }, { cause: error })
  }
  const message =
    caller.profile === null
      ? 'Neither the environment, nor the shared configuration, nor the instance gives AWS credentials.'
      : `The profile "${caller.profile}" gives no AWS credentials.`
  return new AppError(
    'aws_no_credentials',
    message,
    { fix: 'Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role.' },
    { cause: error },
  )
}

/** Which command signs in again; undefined where the program of a profile is what does it. */
function endedSignIn({ message }: SdkErrorFacts): { readonly message: string; readonly login?: string } {
  if (/reauthenticate/i.test(message)) return { message: sessionEnded, login: 'aws login' }
  if (/returned expired credentials/i.test(message)) return { message: sessionEnded }
  return { message: 'The single sign-on session has ended.', login: 'aws sso login' }
}

function unreachable(error: unknown, facts: SdkErrorFacts, caller: Caller): AppError {
  const seen = proxySeen(caller)
  return new AppError(
    'aws_unreachable',
    `Cannot reach ${caller.host}: ${describeNetworkTrouble(facts)}; ${seen}.`,
    { fix: 'Check the network, the proxy, and AWS_ENDPOINT_URL if you set it.', host: caller.host },
    { cause: error },
  )
}

function proxySeen({ env }: Caller): string {
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy']
  return proxy === undefined ? 'HTTPS_PROXY is not set' : 'HTTPS_PROXY is set'
}

/**
 * `Signature expired: 20261126T080000Z is now earlier than 20261126T081100Z (20261126T082600Z - 15 min.)`: the first time is
 * the request's, the last one AWS's. STS, SQS and others word it so.
 */
export function clockSkewMinutes(message: string): number | undefined {
  if (!/signature (expired|not yet current)/i.test(message)) return undefined
  const times = [...message.matchAll(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/g)].map(
    ([, year, month, day, hour, minute, second]) =>
      Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)),
  )
  const [ours, theirs] = [times.at(0), times.at(-1)]
  if (ours === undefined || theirs === undefined || times.length < 2) return undefined
  return Math.round(Math.abs(theirs - ours) / 60_000)
}
