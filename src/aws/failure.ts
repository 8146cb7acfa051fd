/** What a failed call means for coverage: the state of a cell, the refused action, and one sentence for a person. */
import type { CellState } from '../core/inventory/coverage.ts'
import { isSessionEndCode, signInEnded } from '../core/session-end.ts'
import type { DenialCause } from './denial.ts'
import { describeDenial, parseDenial } from './denial.ts'
import { isOptInRegion } from './partitions.ts'
import type { SdkErrorFacts } from './sdk-error.ts'
import { sdkErrorFacts } from './sdk-error.ts'
import { isSignInEnd } from './session-end.ts'

type FailureState = Extract<
  CellState,
  'denied' | 'blocked_by_scp' | 'throttled' | 'region_disabled' | 'unsupported' | 'failed'
>

export interface Failure {
  readonly state: FailureState
  /** AWS's error code, or ours. */
  readonly code: string
  /** IAM action that was called, or that AWS says was refused. */
  readonly action: string
  /** Of a denial. */
  readonly cause?: DenialCause
  /** Of a denial: a Deny stands somewhere, so that no Allow helps. */
  readonly explicit?: boolean
  /** The service itself has failed (a status of 500 or more): neither the role nor its policies can change that. */
  readonly ofService?: boolean
  readonly reason: string
}

/** The call that failed. */
export interface CallSite {
  /** `iam:ListRoles` */
  readonly action: string
  readonly region: string
}

/** Which call an error came from; written by the meter, because the SDK's errors do not say. */
const callSites = new WeakMap<object, CallSite>()

export function rememberCallSite(error: unknown, call: CallSite): void {
  if (typeof error === 'object' && error !== null && !callSites.has(error)) callSites.set(error, call)
}

/** Code of a call that kept answers do not hold (recorded-access.ts); the message is one sentence of ours. */
export const notRecorded = 'NotRecorded'

/** `assumed` stands in for errors that arose before any request was sent. */
export function failureOf(error: unknown, assumed: CallSite): Failure {
  const call = (typeof error === 'object' && error !== null && callSites.get(error)) || assumed
  const facts = sdkErrorFacts(error)
  const found = rules.find((rule) => rule.fits(facts, call))
  const failure = found
    ? found.failure(facts, call)
    : plain('failed', facts, call, `${call.action} failed: ${saidBy(facts)}`)
  return failure.state === 'failed' && (facts.status ?? 0) >= 500 ? { ...failure, ofService: true } : failure
}

/** Bad credentials in one Region only means that the Region is off for the account (connection.md §8.6). */
const unknownCredentialNames = new Set([
  'AuthFailure',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
])
const deniedNames = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AllAccessDisabled',
  'AuthorizationError',
  'AuthorizationErrorException',
  'KMSAccessDeniedException',
  'NotAuthorizedException',
  'UnauthorizedException',
  'UnauthorizedOperation',
])
/** What services and emulators answer to an operation that they do not have. */
const unsupportedNames = new Set([
  'InvalidAction',
  'NotImplemented',
  'NotImplementedError',
  'NotImplementedException',
  'OptInRequired',
  'SubscriptionRequiredException',
  'UnknownOperation',
  'UnknownOperationException',
  'UnsupportedOperation',
  'UnsupportedOperationException',
  'AWS.SimpleQueueService.UnsupportedOperation',
])
const signatureNames = new Set([
  'IncompleteSignature',
  'InvalidSignatureException',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
])

interface Rule {
  readonly fits: (facts: SdkErrorFacts, call: CallSite) => boolean
  readonly failure: (facts: SdkErrorFacts, call: CallSite) => Failure
}

/** The first that fits; the order matters because AWS answers 403 to more than denials. */
const rules: readonly Rule[] = [
  {
    fits: (facts) => facts.name === notRecorded,
    failure: (facts, call) => plain('failed', facts, call, facts.message),
  },
  {
    fits: (facts) => facts.throttled,
    failure: (facts, call) =>
      plain('throttled', facts, call, `AWS kept throttling ${call.action} through every retry.`),
  },
  {
    fits: (facts) => facts.name === 'RegionDisabledException',
    failure: regionDisabled,
  },
  {
    fits: (facts, call) => unknownCredentialNames.has(facts.name) && isOptInRegion(call.region),
    failure: regionDisabled,
  },
  {
    fits: (facts) => unknownCredentialNames.has(facts.name),
    failure: (facts, call) =>
      plain('failed', facts, call, `AWS does not know the credentials that called ${call.action}.`),
  },
  {
    fits: (facts) => isSessionEndCode(facts.name) || isSignInEnd(facts),
    failure: (facts, call) => ({
      ...plain('failed', facts, call, `The AWS session ended before ${call.action} was answered.`),
      ...(isSignInEnd(facts) && { code: signInEnded }),
    }),
  },
  {
    fits: (facts) => signatureNames.has(facts.name),
    failure: (facts, call) => plain('failed', facts, call, `AWS did not accept the signature of ${call.action}.`),
  },
  {
    fits: (facts) => unsupportedNames.has(facts.name) || facts.status === 501 || isBareNotFound(facts),
    failure: (facts, call) => plain('unsupported', facts, call, `${call.action} is not offered here (${facts.name}).`),
  },
  {
    fits: isUnreadable,
    failure: (facts, call) => ({
      ...plain('failed', facts, call, `${call.action} got an answer that cannot be read (status ${facts.status}).`),
      code: unreadableAnswer,
    }),
  },
  { fits: (facts) => deniedNames.has(facts.name) || facts.status === 403, failure: denied },
  {
    fits: (facts) => facts.name === 'CredentialsProviderError',
    failure: (facts, call) => plain('failed', facts, call, 'There are no AWS credentials to call with.'),
  },
  {
    fits: (facts) => facts.status === undefined,
    failure: (facts, call) =>
      plain('failed', facts, call, `${call.action} got no answer: ${describeNetworkTrouble(facts)}.`),
  },
]

/** Our code for an answer in no form of the service's protocol: the page of a proxy, or of an emulator that gave up. */
export const unreadableAnswer = 'unreadable_answer'

function isUnreadable(facts: SdkErrorFacts): boolean {
  return facts.status !== undefined && (facts.name === 'SyntaxError' || facts.message.includes('Deserialization error'))
}

/** A 404 that names no resource: the address itself is unknown, as with emulators that lack a REST operation. */
const isBareNotFound = (facts: SdkErrorFacts): boolean =>
  facts.status === 404 && ['404', 'NotFound', 'UnknownError', 'Unknown', 'SyntaxError', 'Error'].includes(facts.name)

function regionDisabled(facts: SdkErrorFacts, call: CallSite): Failure {
  return plain('region_disabled', facts, call, `${call.region} is not enabled in this account.`)
}

function denied(facts: SdkErrorFacts, call: CallSite): Failure {
  const denial = parseDenial(facts.message)
  const action = denial.action ?? call.action
  return {
    state: denial.cause === 'scp' ? 'blocked_by_scp' : 'denied',
    code: facts.name,
    action,
    cause: denial.cause,
    ...(denial.explicit && { explicit: true }),
    reason: `AWS refused ${action}: ${describeDenial(denial)}.`,
  }
}

function plain(state: FailureState, facts: SdkErrorFacts, call: CallSite, reason: string): Failure {
  return { state, code: facts.system ?? facts.name, action: call.action, reason }
}

/** `the name sts.eu-west-1.amazonaws.com is not known (DNS)` and the like, without a full stop. */
export function describeNetworkTrouble(facts: SdkErrorFacts): string {
  const system = facts.system ?? ''
  if (system === 'ENOTFOUND' || system === 'EAI_AGAIN') return `the name could not be resolved (DNS, ${system})`
  if (system === 'ECONNREFUSED') return 'the connection was refused (ECONNREFUSED)'
  if (system === 'ECONNRESET' || system === 'EPIPE') return `the connection was cut (${system})`
  if (system === 'EHOSTUNREACH' || system === 'ENETUNREACH') return `there is no route to it (${system})`
  if (/^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(system)) return `TLS failed (${system})`
  if (facts.name === 'TimeoutError' || system === 'ETIMEDOUT') return 'it did not answer in time (timeout)'
  return saidBy(facts).replace(/\.$/, '')
}

/** At most this much of AWS's text goes into a reason: a sentence, not a page. */
const longestQuote = 200

function saidBy(facts: SdkErrorFacts): string {
  const text = facts.message.replace(/\s+/g, ' ').trim()
  const quote = text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text
  return quote === '' || quote === facts.name ? facts.name : `${facts.name}, ${quote}`
}
