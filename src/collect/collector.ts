/**
 * What a collector is. One file per service under `services/`, one line in `registry.ts`; the least-privilege policy, the
 * probes and the reference of permissions are generated from what it declares.
 */
import type { KnownObjects } from '../app/ports/aws.ts'
import type { ConnectionSettings, Partition } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { Clients } from '../aws/clients.ts'
import type { ServiceName } from '../aws/operations.ts'
import type { AccountId } from '../core/ids.ts'
import type { CellKey, CellType } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import type { Gap } from './gaps.ts'

/** AWS managed policies, one of which allows each action that we call (connection.md §2). */
export type ManagedPolicyName = 'SecurityAudit' | 'AWSSSOReadOnly' | 'AWSSSODirectoryReadOnly'

export interface ReadAction {
  /** IAM action, not the operation: `s3:ListAllMyBuckets`. */
  readonly action: string
  /** What to attach to be allowed it; absent where no managed policy of AWS brings it. */
  readonly attach?: ManagedPolicyName
  /**
   * Nobody is expected to allow it (connection.md §2.3). Refused, it is no trouble: a detail leaves its cell `ok` with a note,
   * and a list makes its cell `unsupported`, both with the code `optionalReadRefused`. What it would have told is unread all
   * the same, for every question.
   */
  readonly optional?: true
  /** Called for the cell, as the first of its reads is, and not for each of its objects. */
  readonly ofCell?: true
}

export interface Collector {
  readonly type: CellType
  /** What it is called in probes and in the needs of finding rules (connection.md §7). */
  readonly capability: string
  /** Read once for the organization, once per account, or in every enabled Region of an account. */
  readonly scope: 'organization' | 'account' | 'region'
  /** Every action that `collect` and `probe` need, and no other. */
  readonly reads: readonly ReadAction[]
  /** The first call of `collect`, alone and small: throws what AWS answers when it is refused. */
  probe(cell: CellContext): Promise<void>
  /** Pages of objects. What it throws ends the cell; pages already yielded are kept. */
  collect(cell: CellContext): AsyncIterable<readonly InventoryObject[]>
}

/** What *Check* tries, whether it is collected or not. */
export type Capability = Pick<Collector, 'type' | 'capability' | 'scope' | 'reads' | 'probe'>

/** Declares that SecurityAudit brings all of them. */
export const securityAudit = (...actions: readonly string[]): readonly ReadAction[] =>
  actions.map((action) => ({ action, attach: 'SecurityAudit' }))

/** Declares that no managed policy brings them and that we can do without. */
export const optional = (...actions: readonly string[]): readonly ReadAction[] =>
  actions.map((action) => ({ action, optional: true }))

/** Declares that they are lists beside the first. */
export const furtherLists = (reads: readonly ReadAction[]): readonly ReadAction[] =>
  reads.map((read) => ({ ...read, ofCell: true }))

/** The outcome of a read of one detail of an object. */
export type Reading<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'none' }
  | { readonly state: 'unread'; readonly code: string; readonly reason: string; readonly action: string }

/** Passed to every call: a cancelled sync ends the calls in flight. */
export interface CallOptions {
  readonly abortSignal: AbortSignal
}

/** What a collector has of the world: clients for its account, and a place for what it could not read. */
export interface CellContext {
  readonly key: CellKey
  readonly accountId: AccountId
  readonly partition: Partition
  /** Region to call; the connection's home Region for what is global. */
  readonly region: string
  /** Every account of the organization that is known by now; empty when none was read. */
  readonly organizationAccounts: readonly AccountId[]
  /** Null while it is not known. */
  readonly managementAccountId: AccountId | null
  readonly options: CallOptions
  readonly settings: ConnectionSettings
  readonly clock: Clock
  /** What was published of this connection before; nothing where nobody keeps it. */
  readonly known: KnownObjects
  /** Reports about single principals that may be asked for in one reading of an account. */
  readonly jobsPerRun: number
  /** For what AWS does in the background. Ends at once when the sync is cancelled. */
  wait(ms: number): Promise<void>
  client<S extends ServiceName>(service: S, region?: string): Clients[S]
  /** Items to ask for in a page: as many as AWS gives, unless somebody wants to see small pages. `smallest`: AWS takes no less. */
  pageSize(largest: number, smallest?: number): number
  /**
   * Reads a detail with the IAM action `action`. A failure is kept as a gap of the cell, and the object is kept without
   * the detail.
   */
  read<T>(action: string, call: () => Promise<T>, answers?: ExpectedAnswers): Promise<Reading<T>>
  /**
   * Makes objects of a page, some at a time and in order. One that is gone by now is left out; one whose shape surprises
   * us is left out with a note, and the others are kept.
   */
  objects<T>(page: Page<T>): Promise<readonly InventoryObject[]>
  gap(gap: Gap): void
  /** Said of the cell when nothing worse is to be said. */
  remark(code: string, reason: string): void
}

/** Error codes that are no failures. */
export interface ExpectedAnswers {
  /** There is no such detail (`NoSuchBucketPolicy`). */
  readonly none?: readonly string[]
  /** The object was removed after it was listed. */
  readonly gone?: readonly string[]
}

export interface Page<T> {
  readonly items: readonly T[] | undefined
  /** For the note about one that is left out. */
  readonly name: (item: T) => string | undefined
  /** Undefined: what makes the object one could not be read, and the cell has the gap. */
  readonly toObject: (item: T) => Promise<InventoryObject | undefined> | InventoryObject
}
