/** From an HTTP request to its answer: which service, who calls, may they, what happens. */
import { randomUUID } from 'node:crypto'
import { type Authorizer, refusalHead } from './authorize.ts'
import { AwsError, unmodelled } from './aws-error.ts'
import { type Caller, findCredentials } from './callers.ts'
import type { Later, SandboxClock } from './clock.ts'
import type { FaultEffect, Faults } from './faults.ts'
import type { PageTokens } from './paging.ts'
import type { RateGate } from './rates.ts'
import { type Happened, noteCall, type Recorder } from './recording/recorder.ts'
import { refuse } from './refusals.ts'
import type { Call, Memory, Operation, ServiceDefinition, Target } from './service.ts'
import { readAuthorization, type Signed, signingTime, verifySignature } from './signature.ts'
import { type Answered, apiOf, decodeInput, encodeError, encodeOutput, findOperation } from './wire/protocol.ts'
import type { HttpInput } from './wire/rest.ts'
import type { World } from './world/model.ts'

export interface SandboxState {
  readonly world: World
  readonly services: ReadonlyMap<string, ServiceDefinition>
  readonly authorizer: Authorizer
  readonly clock: SandboxClock
  readonly later: Later
  readonly memory: Memory
  readonly tokens: PageTokens
  readonly counts: CallCounts
  readonly recorder: Recorder
  readonly rates: RateGate
  faults: Faults
}

export interface CallCounts {
  /** By `service:Operation`. */
  readonly calls: Map<string, number>
  /** By error code. */
  readonly errors: Map<string, number>
}

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answered; readonly delayMs: number }
  /** Close the connection after this long, without an answer. */
  | { readonly kind: 'reset'; readonly afterMs: number }

const answered = (answer: Answered, delayMs = 0): Outcome => ({ kind: 'answer', answer, delayMs })

export async function dispatch(state: SandboxState, input: HttpInput): Promise<Outcome> {
  const requestId = randomUUID()
  const signed = readAuthorization(input.headers['authorization'])
  const newest = state.services.get(signed?.service ?? '')
  if (signed === undefined || newest === undefined) return answered(unroutable(signed, requestId))
  const service = apiOf(newest, input)
  state.later.settle(state.clock.now())
  try {
    return await serve(state, service, signed, input, requestId)
  } catch (thrown) {
    const error = thrown instanceof AwsError ? thrown : unmodelled('InternalFailure', 500, reasonOf(thrown))
    count(state.counts.errors, error.code)
    return answered(encodeError(service, error, requestId))
  }
}

/** A bug in the sandbox must be seen in the client's error, not guessed at. */
const reasonOf = (thrown: unknown): string =>
  `The simulated AWS failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`

const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)

function unroutable(signed: Signed | undefined, requestId: string): Answered {
  const code = signed === undefined ? 'MissingAuthenticationToken' : 'UnknownService'
  const message =
    signed === undefined
      ? 'The request carries no Signature Version 4 in its Authorization header.'
      : `The simulated AWS has no service ${signed.service}.`
  const body = JSON.stringify({ __type: code, message })
  return { status: 403, headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId }, body }
}

async function serve(
  state: SandboxState,
  service: ServiceDefinition,
  signed: Signed,
  http: HttpInput,
  requestId: string,
): Promise<Outcome> {
  const named = findOperation(service, http)
  count(state.counts.calls, `${service.signingName}:${named.operation.name}`)
  const caller = await authenticate(state, service, signed, http)
  const call = callOf(state, service, named.operation, { caller, region: signed.region, requestId })
  const input = decodeInput(service.wire.protocol, named, http)
  const note = noteOf(state, {
    call,
    operation: named.operation,
    input,
    accessKeyId: signed.accessKeyId,
    userAgent: http.headers['user-agent'] ?? '',
  })
  let targets: readonly Target[] = []
  try {
    if (
      !state.rates.admits(
        {
          service: service.signingName,
          operation: named.operation.name,
          accountId: caller.accountId,
          region: signed.region,
        },
        call.now,
      )
    )
      throw refuse(service, 'throttled')
    targets = named.operation.targets(call, input)
    const effect = state.faults.next({
      service: service.signingName,
      operation: named.operation.name,
      accountIds: [caller.accountId, ...targets.flatMap(({ accountId }) => accountId ?? [])],
      region: signed.region,
    })
    if (effect?.kind === 'reset') return { kind: 'reset', afterMs: 0 }
    const refused = effect && errorOf(effect, call, actionOf(service, named.operation) ?? named.operation.name, targets)
    if (refused !== undefined) throw refused
    requireRegion(call)
    authorize(state, call, named.operation, input, targets)
    const begun = effect?.kind === 'asyncFailure' ? { ...call, asyncFailure: effect.reason } : call
    const output = await run(state, begun, named.operation, input)
    note?.(targets, { output })
    if (effect?.kind === 'timeoutAfterEffect') return { kind: 'reset', afterMs: effect.ms }
    const told = effect?.kind === 'emptyLists' ? withoutItems(output) : output
    return answered(encodeOutput(service, named, told, requestId), effect?.kind === 'slow' ? effect.ms : 0)
  } catch (thrown) {
    if (thrown instanceof AwsError) note?.(targets, { error: thrown })
    throw thrown
  }
}

type Note = (targets: readonly Target[], outcome: Happened['outcome']) => void

/** Whoever is known is written down, whatever came of the call. Undefined where nothing is kept. */
function noteOf(
  { recorder, authorizer }: SandboxState,
  facts: Omit<Happened, 'targets' | 'outcome' | 'readOnly'>,
): Note | undefined {
  if (!recorder.keeps) return undefined
  const { call, operation } = facts
  return (targets, outcome) => {
    const action = actionOf(call.service, operation)
    // Credentials are given without anything being written. CloudTrail's examples of AssumeRole say readOnly.
    const readOnly = action === undefined || call.service.signingName === 'sts' || authorizer.onlyReads(action)
    noteCall(recorder, { ...facts, targets, outcome, readOnly })
  }
}

const withoutItems = (output: object): object =>
  Object.fromEntries(Object.entries(output).map(([member, value]) => [member, Array.isArray(value) ? [] : value]))

/* ------------------------------------------------------------------ who */

/** AWS accepts five minutes either way, S3 fifteen. IAM User Guide, "Troubleshoot requests". */
const acceptedSkewMs = (service: ServiceDefinition) => (service.signingName === 's3' ? 15 : 5) * 60_000

async function authenticate(
  state: SandboxState,
  service: ServiceDefinition,
  signed: Signed,
  http: HttpInput,
): Promise<Caller> {
  const now = state.clock.now()
  const at = signingTime(http.headers)
  if (at === undefined) throw refuse(service, 'missingToken')
  if (Math.abs(at - now) > acceptedSkewMs(service)) throw refuse(service, 'skewed')
  const found = findCredentials(state.world, state.memory, signed.accessKeyId)
  if (found === undefined || found.sessionToken !== http.headers['x-amz-security-token'])
    throw refuse(service, 'unknownKey')
  const { caller, secretAccessKey, sessionToken } = found
  const secret = { secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
  const verdict = await verifySignature(signed, http, at, secret)
  if (verdict === 'bodyMismatch') {
    throw unmodelled(
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
  }
  if (verdict === 'mismatch') throw refuse(service, 'badSignature')
  if (caller.session !== undefined && caller.session.expiresAt <= now) throw refuse(service, 'expired')
  return caller
}

function callOf(
  state: SandboxState,
  service: ServiceDefinition,
  operation: Operation,
  { caller, region, requestId }: Pick<Call, 'caller' | 'region' | 'requestId'>,
): Call {
  const { world, clock, later, authorizer } = state
  const account = world.accounts.get(caller.accountId)
  if (account === undefined) throw refuse(service, 'unknownKey')
  const now = clock.now()
  return {
    world,
    account,
    editAccount() {
      const edited = world.accounts.edit(caller.accountId)
      if (edited === undefined) throw new Error(`account ${caller.accountId} is gone in the middle of a call`)
      return edited
    },
    caller,
    region,
    requestId,
    now,
    service,
    operation: operation.name,
    tokens: state.tokens,
    memory: state.memory,
    recorder: state.recorder,
    later: (afterMs, act) => later.at(clock.now() + afterMs, act),
    problemOf: authorizer.problemOf,
    async perform(other, name, input, as = caller) {
      const performed = other.operations.get(name)
      if (performed === undefined) throw new Error(`${other.signingName} has no operation ${name}`)
      const call = callOf(state, other, performed, { caller: as, region, requestId })
      authorize(state, call, performed, input, performed.targets(call, input))
      return run(state, call, performed, input)
    },
  }
}

/* ------------------------------------------------------------------ may they */

/** They answer for the whole account, whatever Regions it has enabled. */
const globalServices: ReadonlySet<string> = new Set(['iam', 'organizations'])

/** In a Region that the account has not enabled its credentials are not known. AWS Account Management Guide, "Enable Regions". */
function requireRegion({ account, service, region }: Call): void {
  if (globalServices.has(service.signingName) || account.enabledRegions.has(region)) return
  throw regionDisabled(service, region)
}

const regionDisabled = (service: ServiceDefinition, region: string): AwsError =>
  service.signingName === 'sts'
    ? unmodelled('RegionDisabledException', 403, `STS is not activated in this region for account. Region: ${region}.`)
    : refuse(service, 'unknownKey')

function actionOf({ iamPrefix }: ServiceDefinition, operation: Operation): string | undefined {
  if (operation.action === null) return undefined
  return operation.action ?? `${iamPrefix}:${operation.name}`
}

function authorize(
  { authorizer }: SandboxState,
  call: Call,
  operation: Operation,
  input: object,
  targets: readonly Target[],
): void {
  const action = actionOf(call.service, operation)
  if (action === undefined) return
  const context = operation.context(call, input)
  for (const target of targets) {
    const verdict = authorizer.decide(call, { action: target.action ?? action, target, context })
    if (!verdict.allowed) throw refuse(call.service, 'denied', verdict.message)
  }
}

/** Whatever others see yet, IAM's own writes meet each other: of two users with one name the second is refused at once. */
function run({ authorizer }: SandboxState, call: Call, operation: Operation, input: object): object | Promise<object> {
  const action = actionOf(call.service, operation)
  const writesIam = call.service.signingName === 'iam' && action !== undefined && !authorizer.onlyReads(action)
  return operation.run(writesIam ? { ...call, account: call.editAccount() } : call, input)
}

/** The error that a fault stands for; undefined for those that let the call through. */
function errorOf(effect: FaultEffect, call: Call, action: string, targets: readonly Target[]): AwsError | undefined {
  const { service, caller, region } = call
  switch (effect.kind) {
    case 'throttle':
      return refuse(service, 'throttled')
    case 'serverError':
      return effect.status === 503
        ? unmodelled('ServiceUnavailable', 503, 'The service is currently unavailable.')
        : unmodelled('InternalFailure', 500, 'The request processing has failed because of an unknown error.')
    case 'denied': {
      const head = refusalHead(caller.arn, action, targets[0]?.arn ?? '*')
      const because =
        effect.by === 'scp'
          ? 'with an explicit deny in a service control policy'
          : `because no identity-based policy allows the ${action} action`
      return refuse(service, 'denied', `${head} ${because}`)
    }
    case 'regionDisabled':
      return regionDisabled(service, region)
    case 'accountSuspended':
      return refuse(service, 'denied', 'Your account is suspended.')
    case 'roleRemoved':
      if (caller.kind === 'role') call.editAccount().iam.roles.delete(caller.roleName)
      return refuse(service, 'unknownKey')
    case 'asyncFailure':
    case 'emptyLists':
    case 'reset':
    case 'slow':
    case 'timeoutAfterEffect':
      return undefined
  }
}
