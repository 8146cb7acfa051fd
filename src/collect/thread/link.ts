/** What the main thread and the one that reads accounts for it may ask of each other, and the way between them. */
import type { AwsCredentialIdentity } from '@smithy/types'
import { type BirpcReturn, createBirpc } from 'birpc'
import type { CallerIdentity, CollectSink, EndedCell, UnitOrder, VerifyOptions } from '../../app/ports/aws.ts'
import type { AccountTarget, Connection } from '../../app/ports/connections.ts'
import type { CallCount } from '../../app/ports/sync.ts'
import { AppError, type FaultCode, type FaultDetails, isAppError } from '../../core/fault.ts'
import type { AccountId, SyncRunId } from '../../core/ids.ts'
import type { CellKey } from '../../core/inventory/coverage.ts'
import type { InventoryObject, ObjectKind } from '../../core/inventory/objects.ts'

export interface ReadingOrder {
  readonly connection: Connection
  readonly runId: SyncRunId | undefined
  /** Which of them the main thread answers; the others are nobody's to ask. */
  readonly asks: { readonly credentials: boolean; readonly known: boolean; readonly allow: boolean }
}

export type TriedTarget = Omit<AccountTarget, 'connectionId'>

export interface CheckOrder extends Pick<VerifyOptions, 'accounts' | 'capabilities' | 'known' | 'trusted'> {
  readonly connection: Connection
  readonly asks: Pick<ReadingOrder['asks'], 'credentials'>
}

/** A check's or a unit's number. */
type Work = number

/** Asked of the thread that reads. Readings, their units and checks have numbers, given by whoever orders them. */
export interface ReaderThread {
  /** Whose credentials tried. */
  verify(check: Work, order: CheckOrder): Promise<CallerIdentity>
  open(reading: number, order: ReadingOrder): Promise<AccountId>
  read(reading: number, unit: Work, order: UnitOrder): Promise<void>
  stop(work: Work): void
  close(reading: number): void
}

/** Asked of the thread that ordered it. */
export interface OrderingThread {
  /** Happenings in their order, as JSON: V8 makes an object of it in half of the time that a structured clone takes. */
  told(unit: Work, happenings: string): Promise<void>
  tried(check: Work, target: TriedTarget): Promise<void>
  checkCalled(check: Work, rows: readonly CallCount[]): Promise<void>
  known(reading: number, cell: CellKey | null, kinds: readonly ObjectKind[]): Promise<readonly InventoryObject[]>
  allow(reading: number, action: string): Promise<boolean>
  /** Of a reading or a check. */
  credentials(number: number): Promise<AwsCredentialIdentity>
}

/** A call of the sink. */
export type Happening =
  | readonly ['planned', number]
  | readonly ['objects', CellKey, readonly InventoryObject[]]
  | readonly ['cell', EndedCell]
  | readonly ['calls', readonly CallCount[]]

export function happen(sink: CollectSink, happening: Happening): Promise<void> {
  switch (happening[0]) {
    case 'planned':
      return sink.planned(happening[1])
    case 'objects':
      return sink.objects(happening[1], happening[2])
    case 'cell':
      return sink.cell(happening[1])
    case 'calls':
      return sink.calls(happening[1])
  }
}

/** What `Worker` and `MessagePort` have in common. */
export interface Port {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/**
 * `answers`: what this side does when the other one asks. A fault keeps its code, its details and where it arose on the way; of others
 * what the log needs, because what they carry may be nothing that a thread can hand on.
 */
export function link<Asked extends object, Answers extends object>(
  port: Port,
  answers: Answers,
): BirpcReturn<Asked, Answers> {
  return createBirpc<Asked, Answers>(answers, {
    post: (message) => port.postMessage(message),
    on: (listener) => port.on('message', listener),
    serialize: (message: Message) => (message.e === undefined ? message : { ...message, e: plainError(message.e) }),
    deserialize: (message: Message) => (message.e === undefined ? message : { ...message, e: errorOf(message.e) }),
    // A unit may be read for an hour.
    timeout: -1,
  })
}

/** Of birpc, as far as it matters here: `e` is what an answer failed with. */
interface Message {
  readonly e?: unknown
}

/** JSON. */
interface PlainError {
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly fault?: FaultCode
  readonly details?: FaultDetails
}

function plainError(cause: unknown): string {
  const { name, message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause))
  const fault = isAppError(cause) && { fault: cause.code, details: cause.details }
  return JSON.stringify({ name, message, stack, ...fault } satisfies PlainError)
}

function errorOf(said: unknown): Error {
  const { name, message, stack, fault, details }: PlainError = JSON.parse(String(said))
  const error = fault === undefined ? new Error(message) : new AppError(fault, message, details)
  return Object.assign(error, { name, stack })
}
