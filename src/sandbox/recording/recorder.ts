/** The last calls of everybody, in a ring: however many come, no more than so many are kept. */
import { randomUUID } from 'node:crypto'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import type { AwsError } from '../aws-error.ts'
import type { Call, Operation, Target } from '../service.ts'
import { shapeOf } from '../wire/shape.ts'
import { foreignIdentity, identityOf, parametersOf, type TrailEvent, type TrailResource } from './event.ts'

export interface Recorder {
  /** False: nothing is kept, so nothing need be made of a call. */
  readonly keeps: boolean
  note(event: TrailEvent): void
  /** Of one account and Region, oldest first. */
  of(accountId: AccountId, region: string): Iterable<TrailEvent>
  /** Milliseconds since the epoch of the newest call that is no longer kept; before the first: 0. */
  readonly lostUntil: number
}

export function createRecorder(kept: number): Recorder {
  const ring: TrailEvent[] = []
  /** What the ring holds, by account and Region. */
  const byPlace = new Map<string, Set<TrailEvent>>()
  let next = 0
  let lostUntil = 0
  return {
    keeps: kept > 0,
    note(event) {
      if (kept === 0) return
      const oldest = ring[next]
      if (oldest !== undefined) {
        lostUntil = oldest.at
        forget(byPlace, oldest)
      }
      ring[next] = event
      const place = placeOf(event.accountId, event.region)
      byPlace.set(place, (byPlace.get(place) ?? new Set()).add(event))
      next = (next + 1) % kept
    },
    of: (accountId, region) => byPlace.get(placeOf(accountId, region)) ?? [],
    get lostUntil() {
      return lostUntil
    },
  }
}

const placeOf = (accountId: AccountId, region: string): string => `${accountId} ${region}`

function forget(byPlace: Map<string, Set<TrailEvent>>, event: TrailEvent): void {
  const place = placeOf(event.accountId, event.region)
  const events = byPlace.get(place)
  events?.delete(event)
  if (events?.size === 0) byPlace.delete(place)
}

export interface Happened {
  readonly call: Call
  readonly operation: Operation
  readonly input: object
  readonly targets: readonly Target[]
  readonly accessKeyId: string
  readonly userAgent: string
  readonly readOnly: boolean
  readonly outcome: { readonly output: object } | { readonly error: AwsError }
}

/** Data events: no trail has them unless it asks. */
const dataEvents: ReadonlySet<string> = new Set(['GetObject', 'HeadObject', 'ListObjectsV2'])

const resourceTypes: Readonly<Record<string, string>> = {
  sts: 'AWS::IAM::Role',
  s3: 'AWS::S3::Bucket',
  kms: 'AWS::KMS::Key',
}

/** Writes the call into the trail of the caller's account, and into those of others whose things it touches. */
export function noteCall(recorder: Recorder, happened: Happened): void {
  const { call, operation, input, targets, outcome, readOnly } = happened
  const { signingName } = call.service
  if (signingName === 's3' && dataEvents.has(operation.name)) return
  const source = `${signingName}.amazonaws.com`
  const own = call.caller.accountId
  const resources = resourcesOf(call, targets)
  const others = new Set(resources.flatMap(({ accountId }) => (accountId === own ? [] : [accountId])))
  const [, , , , inputSchema, outputSchema] = operation.schema
  const identity = identityOf(call.world, call.caller, happened.accessKeyId)
  const event: TrailEvent = {
    id: randomUUID(),
    at: call.now,
    accountId: own,
    region: call.region,
    source,
    name: operation.name,
    readOnly,
    identity,
    requestId: call.requestId,
    sourceIp: '127.0.0.1',
    userAgent: happened.userAgent,
    parameters: () => parametersOf(source, shapeOf(inputSchema), input),
    // What was read is not kept.
    response: readOnly && signingName !== 'sts' ? nothing : responseOf(source, outputSchema, outcome),
    ...('error' in outcome && {
      error: { code: errorCode(call, outcome.error), message: outcome.error.message },
    }),
    ...(others.size > 0 && { sharedId: randomUUID() }),
    resources,
  }
  recorder.note(event)
  for (const accountId of others)
    recorder.note({ ...event, id: randomUUID(), accountId, identity: foreignIdentity(identity) })
}

const nothing = (): undefined => undefined

const responseOf = (
  source: string,
  schema: Operation['schema'][5],
  outcome: Happened['outcome'],
): (() => object | undefined) =>
  'output' in outcome ? () => parametersOf(source, shapeOf(schema), outcome.output) : nothing

function resourcesOf({ service, caller, world }: Call, targets: readonly Target[]): TrailResource[] {
  const type = resourceTypes[service.signingName]
  if (type === undefined) return []
  const known = new Set<string>()
  return targets.flatMap(({ arn, accountId = caller.accountId }) => {
    if (arn === '*' || known.has(arn) || parseAccountId(accountId) === undefined) return []
    known.add(arn)
    return world.accounts.has(accountId) ? [{ arn, accountId, type }] : []
  })
}

/** Seen in CloudTrail: EC2 says whose fault it is, Organizations leaves the ending away. */
function errorCode({ service }: Call, { code, status }: AwsError): string {
  if (service.wire.protocol === 'ec2Query') return `${status < 500 ? 'Client' : 'Server'}.${code}`
  return service.signingName === 'organizations' && code === 'AccessDeniedException' ? 'AccessDenied' : code
}
