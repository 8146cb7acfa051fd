/** Reading AWS, and what has to be made there first. */
import type { AccountId, Arn, SyncRunId } from '../../core/ids.ts'
import type { RecordedCall } from '../../core/imports/recorded-calls.ts'
import type { Closed } from '../../core/inventory/accounts-to-read.ts'
import type { CellKey, CoverageCell, StageName } from '../../core/inventory/coverage.ts'
import type { ReadingFacts } from '../../core/inventory/estimate.ts'
import type { InventoryObject, Json, ObjectKind, ObjectOfKind } from '../../core/inventory/objects.ts'
import type { TrustIdentity } from './connection-store.ts'
import type { AccessKeyPair, AccountTarget, Connection, Partition, SessionFacts } from './connections.ts'
import type { CallCount } from './sync.ts'

/** Whose credentials the server has. */
export interface CallerIdentity {
  readonly accountId: AccountId
  readonly arn: Arn
  readonly partition: Partition
  /** The role or user that a trust policy names; null when the caller can not be trusted (root, federated user). */
  readonly trustPrincipalArn: Arn | null
  /** The unique id of that role or user (`AROA…`, `AIDA…`), which a trust policy holds on to; null where AWS tells none. */
  readonly uniqueId: string | null
  /** Why `trustPrincipalArn` is null, or what to beware of. */
  readonly note: string | null
  /** Null or absent: they are no session, or one that renews itself. */
  readonly session?: SessionFacts | null
}

/** One unit of work of a run: a stage of one account, or of the organization as a whole. */
export interface UnitOrder {
  readonly stage: StageName
  /** Null: the stage `organization`, which finds out by itself whom to ask. */
  readonly accountId: AccountId | null
  /** No call is made in the account, and its cells tell why. */
  readonly closed?: Closed | undefined
  /** Only these cells, once more. */
  readonly cells?: readonly CellKey[] | undefined
  /** Not these, when the account can be entered. */
  readonly spared?: readonly CellKey[] | undefined
  /** Regions of which something is known: what is no longer read there must not stand as if it were. */
  readonly knownRegions?: readonly string[] | undefined
  /** What is known of the organization by now. */
  readonly organization: { readonly managementAccountId: AccountId | null; readonly accounts: readonly AccountId[] }
}

/** Where the reading of a unit goes. Every method may be awaited for back-pressure. */
export interface CollectSink {
  /** How many cells the unit has to read, told before the first of them ends; those that a setting leaves out end beside them. */
  planned(cells: number): Promise<void>
  /** A page of objects of one cell. */
  objects(cell: CellKey, objects: readonly InventoryObject[]): Promise<void>
  /** The end of one cell: read whole, or not and why. Called exactly once per cell, after its objects. */
  cell(cell: EndedCell): Promise<void>
  /** What the unit has cost since it was told last. */
  calls(rows: readonly CallCount[]): Promise<void>
}

export type EndedCell = Omit<CoverageCell, 'completeAt' | 'checkedAt' | 'objects'>

/** What was published of one cell of the connection (null: of all its cells), of the kinds asked for; empty where nothing was. */
export type KnownObjects = <K extends ObjectKind>(
  cell: CellKey | null,
  kinds: readonly K[],
) => Promise<readonly ObjectOfKind<K>[]>

export interface CollectOptions {
  readonly signal: AbortSignal
  /** Absent: nothing is known, as in a first sync. */
  readonly known?: KnownObjects
  /** Names the sessions of a run (`bailiwick-<run>`), so that the customer finds its calls in CloudTrail. */
  readonly runId?: SyncRunId
  /** Asked before every request; one that may not be sent fails. Whoever says no aborts the signal, too. */
  readonly allow?: ((action: string) => boolean | Promise<boolean>) | undefined
}

export interface VerifyOptions {
  readonly signal: AbortSignal
  /** Only these; absent: all. */
  readonly accounts?: readonly AccountId[]
  /** Only these, beside the role itself; the others keep what `known` says of them. */
  readonly capabilities?: readonly string[]
  /** What was known of the accounts before: one that has left the organization is among them only. */
  readonly known?: readonly Omit<AccountTarget, 'connectionId'>[]
  /** Whom the roles let in when all of them did: a role of the same name with another id is another principal. */
  readonly trusted?: TrustIdentity
  /** What the check has cost, at its end. */
  readonly onCalls?: (rows: readonly CallCount[]) => Promise<void>
}

/** Whose identity is asked for: the server's own, a connection's, or that of a key which is not kept yet. */
export type AskedCredentials = Pick<Connection, 'profile' | 'endpoint' | 'homeRegion'> &
  Partial<Pick<Connection, 'id' | 'method' | 'accessKey'>> & { readonly key?: AccessKeyPair }

export interface AwsReader {
  /** Faults: `aws_no_credentials`, `aws_credentials_refused`, `aws_unreachable`. */
  callerIdentity(
    connection: AskedCredentials,
    /** What the operator says we are called, for when AWS does not tell; refused unless it can be so (connection.md §2). */
    trustPrincipalArn?: string | null,
  ): Promise<CallerIdentity>
  /** What is read, as the collectors declare it. */
  readonly readings: readonly ReadingFacts[]
  /**
   * Units and accounts of the connection's organization as they are now; empty where there is none to be read. Faults as of
   * `callerIdentity`, and `aws_denied`.
   */
  organizationTree(connection: Connection, signal: AbortSignal): Promise<readonly InventoryObject[]>
  /** Tries each capability once per account; answers whose credentials tried. */
  verify(
    connection: Connection,
    onTarget: (target: Omit<AccountTarget, 'connectionId'>) => Promise<void>,
    options: VerifyOptions,
  ): Promise<CallerIdentity>
  /** For one run. Faults: those of `callerIdentity`. */
  open(connection: Connection, options: CollectOptions): Promise<AwsReading>
}

/** A connection as it is read in one run; its sessions and what was found out of its accounts serve all units. */
export interface AwsReading {
  /** The account of the server's own credentials. */
  readonly ownAccountId: AccountId
  /** Whose they are; absent where nobody looked. */
  readonly caller?: CallerIdentity
  /** Resolves also when parts could not be read: the cells say so. Fault `cancelled` when the signal ended it. */
  read(order: UnitOrder, sink: CollectSink, signal: AbortSignal): Promise<void>
  close(): void
}

/** An answer of the AWS CLI that somebody kept, and whose it is. */
export type OwnedCall = RecordedCall & { readonly accountId: AccountId }

/** What an account was asked. */
export interface RecordedAccount {
  readonly accountId: AccountId
  readonly services: ReadonlySet<string>
  /** As `operationKey` makes them. */
  readonly operations: ReadonlySet<string>
}

/** Kept answers of the AWS CLI. All of them need not have room in memory: those of one account must. */
export interface Recording {
  /** In the order of their numbers. */
  readonly accounts: readonly RecordedAccount[]
  readonly partition: Partition
  readonly signal: AbortSignal
  /** Of one account, in the order in which they were kept. */
  calls(accountId: AccountId): Promise<readonly OwnedCall[]>
}

/** Reads them as AWS itself is read; what they do not hold becomes a cell `not_collected`, what is cut off one that is `suspect`. */
export type ReadRecording = (recording: Recording, sink: Pick<CollectSink, 'objects' | 'cell'>) => Promise<void>

/** What an administrator of AWS creates, with every value of the connection filled in (connection.md §2, §3). */
export interface InstallInstructions {
  readonly trustPolicy: Json
  readonly managedPolicies: readonly string[]
  /** AWS CLI commands, one a line, for one account; those of the management account come after a comment. */
  readonly cli: string
  /** CloudFormation template, JSON text. */
  readonly template: string
  /** SHA-256 of the template, hex: names its version. */
  readonly templateVersion: string
  /** Where it lies in a bucket; null: nowhere. */
  readonly templateUrl: string | null
  /** The whole configuration for one account. */
  readonly terraform: string
  /** Inline policies that the role needs beside the managed ones, or instead of SecurityAudit; each within IAM's limits. */
  readonly inlinePolicies: readonly NamedPolicy[]
  /** What the collectors call and nothing else, whichever policy is asked for. */
  readonly leastPolicies: readonly NamedPolicy[]
  /** Opens the console of AWS with everything filled in; null until the template lies in a bucket. */
  readonly quickCreateUrl: string | null
  /** The same for the management account, where it needs other values. */
  readonly managementQuickCreateUrl: string | null
  /** With the downloaded template. */
  readonly createStackCli: string
  /** Null for methods that install account by account. */
  readonly stackSet: {
    readonly fields: readonly { readonly label: string; readonly value: string }[]
    readonly cli: string
    /** Service-managed stack sets leave the management account out. */
    readonly managementStackCli: string
    readonly selfManagedCli: string
  } | null
  /** What others must admit: the bucket and the key of CloudTrail in another account. */
  readonly elsewhere: readonly { readonly where: string; readonly statement: Json }[]
  readonly serverIdentity: ServerIdentity
  /** What to beware of, one sentence each. */
  readonly warnings: readonly string[]
}

export interface NamedPolicy {
  readonly name: string
  /** Inline in the role, or a customer managed policy where the inline ones do not fit. */
  readonly kind: 'inline' | 'managed'
  readonly document: Json
}

/** Step 0: what lets this server assume the roles (connection.md §2). */
export interface ServerIdentity {
  readonly policy: Json
  /** For the recommended way. */
  readonly cli: string
  readonly terraform: string
  readonly ways: readonly {
    readonly name: string
    readonly says: string
    readonly cli: string
    readonly terraform: string
  }[]
}

export type PolicyChoice = 'audit' | 'least'

export interface InstallationChoices {
  /** `least`: instead of SecurityAudit exactly what the chosen types need. Absent: `audit`. */
  readonly policy?: PolicyChoice
  /** Of a template with this SHA-256 in a bucket; undefined: it lies in none. */
  readonly publishedAt?: (templateVersion: string) => string | undefined
}

/** Pure: the one statement that the server's own identity needs, and the ways to give it one. */
export type DescribeServerIdentity = (
  connection: Pick<Connection, 'partition' | 'homeRegion' | 'roleName' | 'rolePath'>,
) => ServerIdentity

/** Pure: `src/collect` fills its templates. Fault `wrong_state` when the connection has no principal to trust yet. */
export type DescribeInstallation = (connection: Connection, choices?: InstallationChoices) => InstallInstructions

export interface TemplateBucket {
  readonly bucket: string
  /** Without slashes around it; empty: none. */
  readonly prefix: string
}

/** Puts a template into a bucket of the operator's, under the name of its hash. Nothing is ever overwritten. */
export type PublishTemplate = (
  template: { readonly text: string; readonly version: string },
  to: TemplateBucket,
  connection: AskedCredentials & Pick<Connection, 'partition'>,
) => Promise<{ readonly url: string; readonly isNew: boolean }>
