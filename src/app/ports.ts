/** What the use cases need of the world, as interfaces only. Adapters implement these; `main/compose.ts` puts them together. */
import type { AccountId, Arn, ConnectionId, IntegrationId, SnapshotId, SyncRunId, UserId } from '../core/ids.ts'
import type { Closed, KnownOrganization } from '../core/inventory/accounts-to-read.ts'
import type { Outline } from '../core/inventory/compare-inventories.ts'
import type {
  CellKey,
  CellState,
  CellType,
  CoverageCell,
  CoverageCounts,
  StageName,
} from '../core/inventory/coverage.ts'
import type { ReadingFacts } from '../core/inventory/estimate.ts'
import type { InventoryObject, Json, ObjectKind, ObjectOfKind } from '../core/inventory/objects.ts'
import type { RecordedCall } from '../core/inventory/recorded-calls.ts'

/* ------------------------------------------------------------------ time, ids, log */

export interface Clock {
  /** ISO 8601 in UTC with milliseconds. */
  now(): string
  /** Milliseconds on a clock that never goes back; for durations only. */
  elapsed(): number
}

/** Lets whatever else waits for this thread have its turn. */
export type Pause = () => Promise<void>

export interface Ids {
  /** UUID version 4 from the operating system's generator. */
  uuid(): string
  /** `bytes` random bytes, base64url. */
  token(bytes: number): string
}

/** The simulated organization that can run beside the server. */
export interface SampleWorld {
  isRunning(): boolean
  /** Starts it, connects it and has it read; once, however often it is asked for. */
  start(): Promise<void>
}

/** Never given a policy body, a token or a key. */
export interface Log {
  debug(fact: string, details?: object): void
  info(fact: string, details?: object): void
  warn(fact: string, details?: object): void
  error(fact: string, details?: object): void
}

/* ------------------------------------------------------------------ connections and integrations */

export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn'
export type ConnectionMethod = 'cloudformation' | 'stackset' | 'manual' | 'legacy' | 'direct' | 'import' | 'sample'

/** What an integration shall read and how it behaves (connection.md §5). Defaults: `defaultSettings`. */
export interface ConnectionSettings {
  /** Null: all. IAM and the organization are read whatever it says. */
  readonly resourceTypes: readonly CellType[] | null
  /** Organizational units, the nested ones included; their accounts turn `excluded` and keep their history. */
  readonly excludedUnits: readonly string[]
  readonly excludedAccounts: readonly AccountId[]
  /** Collect what people did in granted sessions. */
  readonly enableAudit: boolean
  readonly credentialRotationDays: number | null
  readonly userCleanupDays: number | null
  readonly customAccessDetails: string | null
  /** A user or group of a directory; answers last in approvals, reviews and incidents. */
  readonly integrationOwner: { readonly attribute: string; readonly values: readonly string[] } | null
  /** The tag that names the owner of a resource, and the attribute of the directory that its values are of. */
  readonly resourceOwner: { readonly tagKey: string; readonly attribute: string } | null
  /** Address of the AWS access portal. */
  readonly portalUrl: string | null
  /** Of the profile on users' machines. */
  readonly profileName: string
  /** A run that needs more calls pauses; null: no limit. */
  readonly maxCallsPerRun: number | null
  /** Where CloudTrail delivers to, for the optional statements of the role. */
  readonly cloudTrail: {
    readonly bucketArn: string | null
    readonly prefix: string | null
    readonly keyArn: string | null
    readonly queueArn: string | null
  }
  /** The reads that SecurityAudit does not allow (connection.md §2.3). */
  readonly extendedReads: boolean
}

export const defaultSettings: ConnectionSettings = {
  resourceTypes: null,
  excludedUnits: [],
  excludedAccounts: [],
  enableAudit: false,
  credentialRotationDays: null,
  userCleanupDays: null,
  customAccessDetails: null,
  integrationOwner: null,
  resourceOwner: null,
  portalUrl: null,
  profileName: 'bailiwick',
  maxCallsPerRun: null,
  cloudTrail: { bucketArn: null, prefix: null, keyArn: null, queueArn: null },
  extendedReads: false,
}

/** The access key of method `legacy`; its secret lies sealed in the `SecretStore`. */
export interface AccessKey {
  readonly id: string
  /** When it was given to Bailiwick. */
  readonly since: string
}

/** The key itself, on its way in. Never logged, never answered. */
export interface AccessKeyPair {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** One trust relation to one AWS partition. */
export interface Connection {
  readonly id: ConnectionId
  readonly partition: Partition
  readonly method: ConnectionMethod
  /** Random, never chosen, never changed; empty for `direct` and `import`. */
  readonly externalId: string
  readonly roleName: string
  /** Path of the role, `/` unless a whole ARN was given. */
  readonly rolePath: string
  readonly trustPrincipalArn: string | null
  /** Accounts named by the administrator; more are found through the organization. */
  readonly accounts: readonly AccountId[]
  readonly managementAccountId: AccountId | null
  /** Read every account of the organization, not only the named ones. */
  readonly organization: boolean
  readonly identityCenter: boolean
  /** Empty: every Region enabled in each account. */
  readonly regions: readonly string[]
  readonly homeRegion: string
  readonly identityCenterRegion: string | null
  /** Profile for `direct`; null: the default credential chain. */
  readonly profile: string | null
  /** Custom AWS endpoint (the simulated organization); null: AWS, or what AWS_ENDPOINT_URL says. */
  readonly endpoint: string | null
  /** Of the role in the management account, where it bears another name there; null: as everywhere. */
  readonly managementRoleArn: string | null
  /** Only of method `legacy`. */
  readonly accessKey: AccessKey | null
  readonly settings: ConnectionSettings
  readonly createdAt: string
}

export type IntegrationState =
  | 'draft'
  | 'awaiting_trust'
  | 'verifying'
  | 'fetching'
  | 'active'
  | 'degraded'
  | 'error'
  | 'paused'
  | 'deleting'
  | 'deleted'

/** A card on the Integrations screen. */
export interface Integration {
  readonly id: IntegrationId
  readonly connectionId: ConnectionId
  readonly kind: 'aws' | 'aws_identity_center'
  readonly name: string
  readonly ownerEmail: string | null
  readonly state: IntegrationState
  /** Why it is not active, one sentence; null when it is. */
  readonly reason: string | null
  readonly lastSyncAt: string | null
  readonly createdAt: string
}

export type AccountTargetState =
  | 'pending'
  | 'reachable'
  | 'ready'
  | 'role_missing'
  | 'external_id_mismatch'
  | 'not_trusted'
  | 'missing_permissions'
  | 'blocked_by_scp'
  | 'account_suspended'
  | 'account_left'
  | 'excluded'

/** What mends a probe that was refused, ready to paste. */
export interface ProbeFix {
  /** Allows exactly the actions that are missing. */
  readonly statement?: ProbeStatement
  /** The AWS CLI command that brings the statement, or does what `text` says. */
  readonly cli?: string
  /** AWS managed policies that bring the actions. */
  readonly attach?: string
  /** The AWS CLI commands that attach them. */
  readonly attachCli?: string
  /** What to do, in words; one line for each thing to look at. */
  readonly text?: string
}

export interface ProbeStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
}

export interface Probe {
  /** `role`, `identities`, `organization`, `identity_center`, `resources:s3`, … */
  readonly capability: string
  readonly result: 'ok' | 'denied' | 'failed' | 'not_applicable'
  readonly action?: string
  /**
   * The kind of policy that refused (`identity_policy`, `scp`, `rcp`, `boundary`, `session_policy`, `resource_policy`,
   * `not_stated`), or what else is known of it (`own_identity`, `principal_recreated`, `not_management`, `service_fault`, …).
   */
  readonly cause?: string
  readonly reason?: string
  /** The same as in `fix`, where the shape of cli.md has it. */
  readonly statement?: ProbeStatement
  /** AWS managed policy that brings the action. */
  readonly attach?: string
  readonly fix?: ProbeFix
  readonly checkedAt: string
}

export interface AccountTarget {
  readonly connectionId: ConnectionId
  readonly accountId: AccountId
  readonly name: string | null
  readonly state: AccountTargetState
  readonly reason: string | null
  readonly probes: readonly Probe[]
}

/* ------------------------------------------------------------------ sync runs */

export type SyncState = 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled'

export interface StageReport {
  readonly name: StageName
  /** `skipped`: not in the scope of the run, or there is nothing to read in it. */
  readonly state: 'waiting' | 'running' | 'done' | 'skipped'
  /** Objects read, by kind or resource type. */
  readonly counts: Readonly<Record<string, number>>
  readonly calls: number
  readonly throttles: number
  readonly ms: number
}

export interface AccountProgress {
  readonly accountId: AccountId
  readonly name: string | null
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly cellsDone: number
  readonly cellsTotal: number
  readonly objects: number
  readonly reason?: string
}

/** What a run shall read; a cell outside is not touched. Null: all. */
export interface SyncScope {
  readonly stages: readonly StageName[] | null
  readonly accounts: readonly AccountId[] | null
  /** Leave out what was empty in the last readings and was looked at within a day. */
  readonly sparing?: boolean
}

export const everything: SyncScope = { stages: null, accounts: null }

export interface SyncRun {
  readonly id: SyncRunId
  readonly connectionId: ConnectionId
  readonly scope: SyncScope
  readonly state: SyncState
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly createdAt: string
  readonly stages: readonly StageReport[]
  readonly accounts: readonly AccountProgress[]
  /** Cells that this run has read or tried, by folded state. */
  readonly coverage: CoverageCounts
  readonly snapshotId: SnapshotId | null
  /** For `failed` and `partial`, one sentence. */
  readonly reason: string | null
}

/** One row of the ledger: run × account × Region × operation. */
export interface CallCount {
  readonly accountId: AccountId | null
  readonly region: string
  /** IAM action, `iam:GetAccountAuthorizationDetails`. */
  readonly operation: string
  readonly calls: number
  readonly retries: number
  readonly throttles: number
  readonly errors: number
  readonly ms: number
}

/* ------------------------------------------------------------------ AWS (src/collect, src/aws) */

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
  /** How many cells the unit has; told before the first of them ends. */
  planned(cells: number): Promise<void>
  /** A page of objects of one cell. */
  objects(cell: CellKey, objects: readonly InventoryObject[]): Promise<void>
  /** The end of one cell: read whole, or not and why. Called exactly once per cell, after its objects. */
  cell(cell: EndedCell): Promise<void>
  /** What the unit has cost since it was told last. */
  calls(rows: readonly CallCount[]): Promise<void>
}

export type EndedCell = Omit<CoverageCell, 'completeAt' | 'checkedAt' | 'objects'>

/** What was published of one cell of the connection, of the kinds asked for; empty where nothing was. */
export type KnownObjects = <K extends ObjectKind>(
  cell: CellKey,
  kinds: readonly K[],
) => Promise<readonly ObjectOfKind<K>[]>

export interface CollectOptions {
  readonly signal: AbortSignal
  /** Absent: nothing is known, as in a first sync. */
  readonly known?: KnownObjects
  /** Names the sessions of a run (`bailiwick-<run>`), so that the customer finds its calls in CloudTrail. */
  readonly runId?: SyncRunId
  /** Asked before every request; one that may not be sent fails. Whoever says no aborts the signal, too. */
  readonly allow?: () => boolean
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
  /** Resolves also when parts could not be read: the cells say so. Fault `cancelled` when the signal ended it. */
  read(order: UnitOrder, sink: CollectSink, signal: AbortSignal): Promise<void>
  close(): void
}

/** Kept answers of the AWS CLI, each with its account. */
export interface Recording {
  readonly calls: readonly (RecordedCall & { readonly accountId: AccountId })[]
  readonly partition: Partition
  readonly signal: AbortSignal
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

/** Pure: `src/collect` fills its templates. Fault `wrong_state` when the connection has no principal to trust yet. */
/** Pure: the one statement that the server's own identity needs, and the ways to give it one. */
export type DescribeServerIdentity = (
  connection: Pick<Connection, 'partition' | 'homeRegion' | 'roleName' | 'rolePath'>,
) => ServerIdentity

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

/* ------------------------------------------------------------------ the store */

export interface SnapshotRef {
  readonly id: SnapshotId
  readonly publishedAt: string
  /** The earlier snapshot that knows the same, where nothing but time has passed since. */
  readonly sameAs?: SnapshotId
}

export interface LoadedInventory {
  readonly snapshot: SnapshotRef
  readonly objects: readonly InventoryObject[]
  readonly cells: readonly CoverageCell[]
}

/** An object through time: a role made again under an old name is another one. */
export interface ObjectHistory
  extends Pick<InventoryObject, 'kind' | 'nativeId' | 'arn' | 'accountId' | 'region' | 'cell'> {
  readonly connectionId: ConnectionId
  readonly status: 'present' | 'missing' | 'deleted'
  readonly firstSeenAt: string
  /** When its cell was last read whole with it inside; null while it is present. */
  readonly lastSeenAt: string | null
  readonly missingSince: string | null
  /** Newest first. */
  readonly versions: readonly ObjectVersion[]
  /** Older ones that are not among them. */
  readonly moreVersions: number
  /** Volatile facts (last use), as they are now: versions do not hold them. */
  readonly facts: NonNullable<InventoryObject['facts']> | null
}

export interface ObjectVersion {
  readonly validFrom: string
  /** Null: it stands now, or is what was last known of an object that is missing. */
  readonly validTo: string | null
  /** The look before: the change lies between it and `validFrom`. Null at the first look. */
  readonly observedAfter: string | null
  /** The policy inside could not be read then and stood from an earlier reading. */
  readonly policyStale: boolean
  readonly body: Json
}

/** What retention has let go of, in rows. */
export interface Forgotten {
  readonly versions: number
  readonly coverage: number
  readonly objects: number
  readonly documents: number
  readonly snapshots: number
}

export interface InventoryStore {
  /** Pages go to the run's staging; nothing is visible before `publish`. */
  stageObjects(runId: SyncRunId, cell: CellKey, objects: readonly InventoryObject[]): Promise<void>
  stageCell(runId: SyncRunId, cell: Omit<CoverageCell, 'completeAt' | 'objects'>): Promise<void>
  /**
   * One transaction: merges the staged cells into the inventory by the truth rules (core/inventory/merge.ts), opens and
   * closes versions, moves the snapshot pointer, empties the staging. `at` is what the clock says; the snapshot is of a later moment
   * than all before it. It names the one that knows the same (`sameAs`) where nothing was otherwise than before.
   */
  publish(runId: SyncRunId, connectionId: ConnectionId, at: string): Promise<SnapshotRef>
  /**
   * As `publish`, of the cells of these stages that have ended. Undefined, and no snapshot, when they are all as they were: then
   * only the time of their reading is written.
   */
  publishStages(
    runId: SyncRunId,
    connectionId: ConnectionId,
    at: string,
    stages: readonly StageName[],
  ): Promise<SnapshotRef | undefined>
  /** Has a cell of these stages ended that is not published yet? */
  isStaged(runId: SyncRunId, stages: readonly StageName[]): Promise<boolean>
  /** What the connection knows of its organization now. */
  organization(connectionId: ConnectionId): Promise<KnownOrganization>
  /** What is known now of one cell, of these kinds. */
  objectsOf<K extends ObjectKind>(
    connectionId: ConnectionId,
    cell: CellKey,
    kinds: readonly K[],
  ): Promise<readonly ObjectOfKind<K>[]>
  dropStaging(runId: SyncRunId): Promise<void>
  /**
   * Everything now known over all connections, each cell from the one that knows it best (core/inventory/choose-readings.ts);
   * undefined before the first publication. With `at` (ISO 8601) what was known then, of the connections that there are now;
   * volatile facts (last use) are not kept, so they are absent.
   */
  load(at?: string): Promise<LoadedInventory | undefined>
  currentSnapshot(): Promise<SnapshotRef | undefined>
  /** Newest first. */
  snapshots(limit: number): Promise<readonly SnapshotRef[]>
  snapshot(id: SnapshotId): Promise<SnapshotRef | undefined>
  /** The newest that had been published by then (ISO 8601); undefined before the first, and before what is kept begins. */
  snapshotAt(at: string): Promise<SnapshotRef | undefined>
  /** The earliest moment that can be asked about; undefined before the first publication. */
  since(): Promise<string | undefined>
  /**
   * What stood at two moments (ISO 8601) of all connections, each cell from the one that knew it best; bodies by hash only. Of
   * the objects at least those that differ; cells all.
   */
  outlines(from: string, to: string): Promise<{ readonly before: Outline; readonly after: Outline }>
  /** Those of the hashes that are kept. */
  bodies(hashes: ReadonlySet<string>): Promise<ReadonlyMap<string, Json>>
  /** Objects that bear the ARN, newest first, and how many more there are. Past ARNs of an object that was renamed are not looked for. */
  history(
    arn: string,
    limits: { readonly objects: number; readonly versions: number },
  ): Promise<{ readonly objects: readonly ObjectHistory[]; readonly more: number }>
  /**
   * When each object with one of these ARNs was last seen to have changed, of what was known at that moment (ISO 8601 both). Absent:
   * it has not since its first look.
   */
  lastChanges(arns: readonly string[], at: string): Promise<ReadonlyMap<string, string>>
  /**
   * Lets go of what ceased to be valid before that moment (ISO 8601), a batch at a time: what stands now or stood then stays, and
   * no earlier moment can be asked about from the first batch on. All zero: nothing is left to do.
   */
  forget(before: string): Promise<Forgotten>
  cells(connectionId?: ConnectionId): Promise<(CoverageCell & { connectionId: ConnectionId })[]>
}

/** What is counted of a snapshot while its index stands. */
export interface SnapshotFigures {
  readonly principals: number
  readonly resources: number
  /** Principals that are administrators for sure. */
  readonly administrators: number
}

/** One snapshot on the line of time. Figures are null where nobody counted while it was the newest. */
export interface TimelineItem {
  readonly snapshot: SnapshotId
  /** When it was published, ISO 8601. */
  readonly at: string
  readonly principals: number | null
  readonly resources: number | null
  readonly administrators: number | null
  /** Accounts of which something had been read. */
  readonly accounts: number | null
  /** Things that came, went or changed since the item before, first looks apart; null of the first item. */
  readonly changes: number | null
}

export interface TimelineStore {
  isKept(snapshot: SnapshotId): Promise<boolean>
  /** The first figures of a snapshot stay. */
  keep(snapshot: SnapshotId, figures: SnapshotFigures): Promise<void>
  /** Oldest first; where there are more than `limit` (at least 2), so many of them, evenly, with the first and the last. */
  list(
    range: { readonly from?: string | undefined; readonly to?: string | undefined },
    limit: number,
  ): Promise<readonly TimelineItem[]>
}

/** The read side of coverage: aggregates, because a large organization has a hundred thousand cells. */
export interface CoverageStore {
  /** How the cells ended that were checked since then. */
  digest(connectionId: ConnectionId, since: string): Promise<CoverageDigest>
  /** Cells checked since then that may be read better a second time: throttled, or held by the brake. */
  doubtful(connectionId: ConnectionId, since: string): Promise<readonly SecondLook[]>
  /** Cells of the account's Regions that have had nothing in them since then, and were read whole since then. */
  idle(
    connectionId: ConnectionId,
    accountId: AccountId,
    since: { readonly emptySince: string; readonly lookedSince: string },
  ): Promise<readonly CellKey[]>
  /** Regions in which the account has cells. */
  regions(connectionId: ConnectionId, accountId: AccountId): Promise<readonly string[]>
  /** Accounts that are no longer in the organization (core/inventory/account-left.ts). */
  left(
    connectionId: ConnectionId,
  ): Promise<readonly { readonly accountId: AccountId; readonly reason: string | null }[]>
  /** Per account, in the order of their numbers. */
  accounts(connectionId: ConnectionId): Promise<readonly AccountCoverage[]>
  /** In the order of account, Region, type. */
  cells(filter: CoverageFilter, limit: number, after?: CoveragePlace): Promise<readonly ConnectionCell[]>
  counts(filter: CoverageFilter): Promise<CoverageCounts>
}

export interface CoverageDigest {
  /** Of every account: could it be entered? */
  readonly roles: readonly EndedCell[]
  readonly identityCenter: readonly EndedCell[]
  /** Of each account that was entered, the first cell that should have been read and was not. */
  readonly troubles: readonly EndedCell[]
  /** How many such cells there are. */
  readonly parts: number
  /** Anything but the roles. */
  readonly isAnythingRead: boolean
}

/** Cells of the role itself are not counted: they are a means, not something read. */
export interface AccountCoverage {
  readonly accountId: AccountId
  readonly cells: number
  /** Read whole, this time or before. */
  readonly known: number
  /** Left out by a setting or by AWS itself, or read whole now. */
  readonly asWished: number
  readonly excluded: number
  /** Read whole now. */
  readonly ok: number
  /** The gravest state of each type. */
  readonly states: Readonly<Partial<Record<CellType, CellState>>>
}

export interface CoverageFilter {
  readonly connectionId?: ConnectionId | undefined
  readonly accountId?: AccountId | undefined
  readonly type?: CellType | undefined
  readonly state?: CellState | undefined
}

export type ConnectionCell = CoverageCell & { readonly connectionId: ConnectionId }
export type CoveragePlace = Pick<ConnectionCell, 'connectionId' | 'accountId' | 'type' | 'region'>

export interface ConnectionStore {
  /** Fault `name_taken`. All rows or none. */
  create(connection: Connection, integrations: readonly Integration[], secrets?: readonly StoredSecret[]): Promise<void>
  connection(id: ConnectionId): Promise<Connection | undefined>
  connections(): Promise<Connection[]>
  integrations(): Promise<Integration[]>
  integration(id: IntegrationId): Promise<Integration | undefined>
  updateIntegration(
    id: IntegrationId,
    change: Partial<Pick<Integration, 'state' | 'reason' | 'lastSyncAt' | 'name' | 'ownerEmail'>>,
  ): Promise<void>
  updateConnection(
    id: ConnectionId,
    change: Partial<Omit<Connection, 'id' | 'method' | 'partition' | 'externalId' | 'profile' | 'createdAt'>>,
  ): Promise<void>
  /** Both, or neither. */
  replaceKey(id: ConnectionId, key: AccessKey, secret: StoredSecret): Promise<void>
  /** Each account once. */
  saveTargets(targets: readonly AccountTarget[]): Promise<void>
  targets(connectionId: ConnectionId): Promise<AccountTarget[]>
  /** Removes cards, connection, inventory and runs of one connection. */
  erase(id: ConnectionId): Promise<void>
  /**
   * Takes cards and connection away and keeps what was read: it is no longer known now, and still answers for the time until
   * `at`. Its name and its accounts are free again, its external id is not.
   */
  retire(id: ConnectionId, at: string): Promise<void>
}

/** A secret as it lies in the database: sealed, and bound to its place by the seal. */
export interface StoredSecret {
  readonly owner: ConnectionId
  readonly field: string
  readonly sealed: string
}

export interface SecretStore {
  /** Replaces the one that is there. */
  put(secret: StoredSecret): Promise<void>
  get(owner: ConnectionId, field: string): Promise<string | undefined>
  all(): Promise<StoredSecret[]>
  /** Nothing happens when the secret was replaced meanwhile. */
  reseal(secret: StoredSecret, sealed: string): Promise<void>
}

/** A form that is not finished. Never holds a secret. */
export interface ConnectionDraft {
  readonly id: string
  /** Of the dialog, as it names them. */
  readonly step: string
  readonly form: { readonly [field: string]: Json }
  readonly savedAt: string
}

export interface DraftStore {
  save(draft: ConnectionDraft): Promise<void>
  /** The one saved last first. */
  list(): Promise<ConnectionDraft[]>
  remove(id: string): Promise<void>
}

/** A link for somebody who administers AWS and has no account here (connection.md §3). */
export interface Handoff {
  readonly id: string
  readonly connectionId: ConnectionId
  /** SHA-256 of the token in the link. */
  readonly tokenDigest: string
  readonly askedBy: string
  readonly why: string | null
  readonly createdAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
}

export interface HandoffOpening {
  readonly at: string
  /** Address that the request came from. */
  readonly from: string
}

export interface HandoffStore {
  create(handoff: Handoff): Promise<void>
  byTokenDigest(digest: string): Promise<Handoff | undefined>
  /** The newest first, each with its openings, oldest first. */
  list(connectionId: ConnectionId): Promise<(Handoff & { readonly openings: readonly HandoffOpening[] })[]>
  revoke(id: string, at: string): Promise<void>
  opened(id: string, opening: HandoffOpening): Promise<void>
}

export interface SyncRunStore {
  /** Joins: returns the queued or running run of the connection when there is one, with its own scope. */
  open(connectionId: ConnectionId, id: SyncRunId, at: string, scope?: SyncScope): Promise<SyncRun>
  /** While the run goes on, its progress is that of its units. */
  get(id: SyncRunId): Promise<SyncRun | undefined>
  list(connectionId?: ConnectionId, limit?: number): Promise<SyncRun[]>
  /** False, and nothing is written, when the run has ended before (a person stopped it) or is gone with its connection. */
  save(run: SyncRun): Promise<boolean>
  addCalls(runId: SyncRunId, stage: StageName | null, rows: readonly CallCount[]): Promise<void>
  calls(runId: SyncRunId): Promise<StageCalls[]>
  /** Of older runs only the sums by stage and operation are kept. */
  foldCalls(connectionId: ConnectionId): Promise<void>
  /** Runs queued or running: at the start, those of a process that is gone. */
  unfinished(): Promise<SyncRun[]>
}

/** A row of the ledger with the stage that made the calls; null: none, as in a check. */
export interface StageCalls extends CallCount {
  readonly stage: StageName | null
}

/** A stage of one account, or of the organization as a whole. */
export type SyncUnit = Omit<UnitOrder, 'organization'> & { readonly accountName: string | null }

/** `tally`: what had come of it before, for one that is looked at a second time. */
export type ClaimedUnit = SyncUnit & { readonly tally: UnitTally }

export type UnitKey = Pick<SyncUnit, 'stage' | 'accountId'>

/** What has come of a unit so far. */
export interface UnitTally {
  readonly cellsTotal: number
  readonly coverage: CoverageCounts
  readonly objects: number
  /** Objects by kind or resource type. */
  readonly counts: Readonly<Record<string, number>>
  readonly calls: number
  readonly throttles: number
  /** Why the account could not be entered. */
  readonly trouble: string | null
}

/** What a worker has read of a unit since it wrote last. */
export interface UnitPages {
  readonly objects: readonly { readonly cell: CellKey; readonly objects: readonly InventoryObject[] }[]
  readonly cells: readonly (EndedCell & { readonly checkedAt: string })[]
  readonly calls: readonly CallCount[]
}

/** The units of work of the runs that go on (docs/algorithms/sync.md). All of it holds for any number of processes. */
export interface SyncUnitStore {
  /** Adds those that the run does not have yet, in this order. They wait until their stage is made ready. */
  plan(runId: SyncRunId, units: readonly SyncUnit[]): Promise<void>
  /** From now on the units of the stage can be claimed. */
  ready(runId: SyncRunId, stage: StageName): Promise<void>
  /** The first that wait, at most `limit`: they are this worker's until it ends, releases or is no longer heard of. */
  claim(runId: SyncRunId, worker: string, limit: number, at: string): Promise<readonly ClaimedUnit[]>
  /**
   * In one transaction: the pages go to the staging of the run, the calls into its ledger, and the tally to the unit, which ends
   * when `endedAt` is given. False, and nothing is written, when the unit is no longer the worker's or the run has ended.
   */
  write(
    unit: UnitKey & { readonly runId: SyncRunId; readonly worker: string },
    pages: UnitPages,
    tally: UnitTally,
    endedAt?: string,
  ): Promise<boolean>
  /** The worker is there. False when the run has ended. */
  alive(runId: SyncRunId, worker: string): Promise<boolean>
  /** Gives the running units of a worker back, or those of every worker not heard of for so long, and drops what they staged. */
  release(runId: SyncRunId, of: ReleasedUnits): Promise<number>
  /** These cells are read once more; only where the unit has not been looked at a second time. Returns how many units wait again. */
  again(runId: SyncRunId, cells: readonly SecondLook[]): Promise<number>
  /** Units of the stage that have not ended. */
  left(runId: SyncRunId, stage: StageName): Promise<number>
  /** Requests made so far. */
  calls(runId: SyncRunId): Promise<number>
  /** Runs in which something waits to be claimed. */
  waiting(): Promise<readonly SyncRunId[]>
}

/** `not`: a worker that is known to be there. */
export type ReleasedUnits = { readonly worker: string } | { readonly silentMs: number; readonly not?: string }

/** A cell to be read once more, and how it was counted. */
export interface SecondLook {
  readonly cell: CellKey
  readonly counted: keyof CoverageCounts
}

/** Console roles (identity.md §2.6), the subset that exists so far. */
export const consoleRoles = ['administrator', 'integration-admin', 'access-admin', 'auditor', 'member'] as const
export type ConsoleRole = (typeof consoleRoles)[number]

export interface User {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly roles: readonly ConsoleRole[]
  readonly createdAt: string
}

export interface UserStore {
  count(): Promise<number>
  /** The first user only, decided inside one transaction; fault `setup_done`. */
  createFirst(user: User, passwordHash: string): Promise<void>
  byEmail(email: string): Promise<{ user: User; passwordHash: string } | undefined>
  byId(id: UserId): Promise<User | undefined>
}

export interface SessionRecord {
  /** SHA-256 of the cookie's token. */
  readonly tokenHash: string
  readonly userId: UserId
  readonly csrfToken: string
  readonly createdAt: string
  readonly expiresAt: string
}

export interface SessionStore {
  create(session: SessionRecord): Promise<void>
  byTokenHash(hash: string): Promise<SessionRecord | undefined>
  /** Moves the end of a session that is in use; nothing happens when it is gone. */
  extend(hash: string, expiresAt: string): Promise<void>
  remove(hash: string): Promise<void>
  removeExpired(at: string): Promise<void>
}

/* ------------------------------------------------------------------ checks, rhythm, recommended apps */

/** Whom the roles of a connection were last seen to trust. */
export interface TrustIdentity {
  readonly arn: string
  readonly uniqueId: string
}

/** What checks leave behind beside the targets (connection.md §7). */
export interface CheckStore {
  trustIdentity(connectionId: ConnectionId): Promise<TrustIdentity | undefined>
  saveTrustIdentity(connectionId: ConnectionId, identity: TrustIdentity, at: string): Promise<void>
  /** Adds to what the checks of that day have cost. */
  addCalls(connectionId: ConnectionId, at: string, rows: readonly CallCount[]): Promise<void>
  /** Of the last 24 hours or more, by whole days (UTC), over all of them. */
  calls(connectionId: ConnectionId, since: string): Promise<CallCount[]>
}

/** What is read in the same rhythm (connection.md §9). */
export const rhythms = ['identities', 'resources', 'reports'] as const
export type Rhythm = (typeof rhythms)[number]
/** Minutes from one reading to the next; null: never by itself. */
export type RhythmMinutes = Readonly<Record<Rhythm, number | null>>

export interface Turn {
  readonly connectionId: ConnectionId
  readonly rhythm: Rhythm | 'checks'
  readonly at: string
}

export interface ScheduleStore {
  /** Undefined: nobody has chosen. */
  minutes(connectionId: ConnectionId): Promise<RhythmMinutes | undefined>
  setMinutes(connectionId: ConnectionId, minutes: RhythmMinutes): Promise<void>
  /** The last turn of each connection and rhythm that has had one. */
  turns(): Promise<Turn[]>
  /** False when another server has taken it meanwhile: `before` is the last turn that this one knew, null for none. */
  take(turn: Turn, before: string | null): Promise<boolean>
}

/** What somebody decided about an app that was recommended. */
export type AppDecision = {
  /** `RecommendedApp.id`. */
  readonly id: string
  readonly at: string
} & (
  | { readonly state: 'dismissed' }
  /** It has a card: its own facts are kept, for the evidence may go. */
  | {
      readonly state: 'added'
      readonly card: IntegrationId
      readonly name: string
      readonly vendor: string | null
      readonly ownerEmail: string | null
    }
)

export interface AppDecisionStore {
  list(): Promise<AppDecision[]>
  /** Replaces what was decided before. */
  save(decision: AppDecision): Promise<void>
  remove(id: string): Promise<void>
}

/** Small facts of the installation: setup token hash, schema of caches. */
export interface SettingStore {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string | null): Promise<void>
}

export interface AuditEntry {
  readonly at: string
  /** `user:<id>`, `operator:<os user>`, `system`. */
  readonly actor: string
  /** `integration.created`, `sync.started`, `session.opened`, … */
  readonly act: string
  readonly subject: string | null
  readonly details: Readonly<Record<string, unknown>>
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>
}

export interface Store {
  readonly inventory: InventoryStore
  readonly timeline: TimelineStore
  readonly connections: ConnectionStore
  readonly secrets: SecretStore
  readonly drafts: DraftStore
  readonly handoffs: HandoffStore
  readonly syncRuns: SyncRunStore
  readonly syncUnits: SyncUnitStore
  readonly coverage: CoverageStore
  readonly checks: CheckStore
  readonly schedule: ScheduleStore
  readonly appDecisions: AppDecisionStore
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly settings: SettingStore
  readonly audit: AuditLog
  /** `pglite` or `postgres`, with version, for `doctor`. */
  describe(): Promise<{ engine: 'pglite' | 'postgres'; version: string; migration: string }>
  close(): Promise<void>
}

/* ------------------------------------------------------------------ people, jobs */

export interface Passwords {
  hash(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
}

export interface Tokens {
  /** SHA-256, hex. */
  digest(token: string): string
  equal(a: string, b: string): boolean
}

/** Seals secrets for the database (connection.md §13). What was sealed for one place opens at no other. */
export interface SecretBox {
  seal(plain: string, place: Omit<StoredSecret, 'sealed'>): Promise<string>
  /** Fault `secret_unreadable` without the key, or when it was sealed elsewhere. */
  open(secret: StoredSecret): Promise<string>
  /** Did the key that seals now seal it? */
  isCurrent(sealed: string): Promise<boolean>
  /** From now on a new key seals, and the old one still opens. Fault `wrong_state` where the operator keeps the key himself. */
  beginRotation(): Promise<void>
  /** The old key is forgotten. */
  endRotation(): Promise<void>
}

export type JobKind = 'sync'

export interface Jobs {
  /**
   * At most one job of the same kind and key waits, and at most one runs. A second request gives the one that waits its payload,
   * field by field: what the first had and the second does not name stays.
   */
  enqueue(kind: JobKind, key: string, payload: object): Promise<void>
  /** Stops taking jobs, tells running ones to stop, and waits for them. */
  stop(): Promise<void>
}

/* ------------------------------------------------------------------ doctor */

export interface DoctorFinding {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'bad'
  /** One sentence. */
  readonly says: string
  readonly fix?: string
}

/** One self-check. It never throws for what it came to find; what it throws is reported as `bad`. */
export interface DoctorCheck {
  readonly name: string
  run(): Promise<Omit<DoctorFinding, 'name'>>
}
