/** What the use cases need of the world, as interfaces only. Adapters implement these; `main/compose.ts` puts them together. */
import type { AccountId, Arn, ConnectionId, IntegrationId, SnapshotId, SyncRunId, UserId } from '../core/ids.ts'
import type { CellKey, CoverageCell, CoverageCounts, StageName } from '../core/inventory/coverage.ts'
import type { InventoryObject, Json } from '../core/inventory/objects.ts'

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

/** Never given a policy body, a token or a key. */
export interface Log {
  debug(fact: string, details?: object): void
  info(fact: string, details?: object): void
  warn(fact: string, details?: object): void
  error(fact: string, details?: object): void
}

/* ------------------------------------------------------------------ connections and integrations */

export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn'
export type ConnectionMethod = 'cloudformation' | 'stackset' | 'manual' | 'direct' | 'import' | 'sample'

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

export interface Probe {
  /** `role`, `identities`, `organization`, `identity_center`, `resources:s3`, … */
  readonly capability: string
  readonly result: 'ok' | 'denied' | 'failed' | 'not_applicable'
  readonly action?: string
  /** `identity_policy`, `scp`, `rcp`, `boundary`, `session_policy`, `resource_policy`, `not_stated`. */
  readonly cause?: string
  readonly reason?: string
  readonly statement?: { readonly Effect: 'Allow'; readonly Action: readonly string[]; readonly Resource: string }
  /** AWS managed policy that brings the action. */
  readonly attach?: string
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
  readonly state: 'waiting' | 'running' | 'done'
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

export interface SyncRun {
  readonly id: SyncRunId
  readonly connectionId: ConnectionId
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
  /** Why `trustPrincipalArn` is null, or what to beware of. */
  readonly note: string | null
}

/** Where a collection puts what it reads. Every method may be awaited for back-pressure. */
export interface CollectSink {
  /** Accounts that will be read, once known (named ones at once, the organization's after its stage). */
  accounts(accounts: readonly { accountId: AccountId; name: string | null; cells: number }[]): Promise<void>
  stage(name: StageName, state: 'running' | 'done'): Promise<void>
  /** A page of objects of one cell. */
  objects(cell: CellKey, objects: readonly InventoryObject[]): Promise<void>
  /** The end of one cell: read whole, or not and why. Called exactly once per cell, after its objects. */
  cell(cell: Omit<CoverageCell, 'completeAt' | 'checkedAt' | 'objects'>): Promise<void>
  calls(rows: readonly CallCount[]): Promise<void>
}

export interface CollectOptions {
  readonly signal: AbortSignal
  /** Names the sessions of a run (`bailiwick-<run>`), so that the customer finds its calls in CloudTrail. */
  readonly runId?: SyncRunId
}

export interface AwsReader {
  /** Faults: `aws_no_credentials`, `aws_credentials_refused`, `aws_unreachable`. */
  callerIdentity(
    connection: Pick<Connection, 'profile' | 'endpoint' | 'homeRegion'>,
    /** What the operator says we are called, for when AWS does not tell; refused unless it can be so (connection.md §2). */
    trustPrincipalArn?: string | null,
  ): Promise<CallerIdentity>
  /** Tries each capability once per account. */
  verify(
    connection: Connection,
    onTarget: (target: Omit<AccountTarget, 'connectionId'>) => Promise<void>,
    options: CollectOptions,
  ): Promise<void>
  /** Reads everything the connection covers. Resolves also when parts could not be read: the cells say so. */
  collect(connection: Connection, sink: CollectSink, options: CollectOptions): Promise<void>
}

/** What an administrator of AWS creates, with every value of the connection filled in (connection.md §2, §3). */
export interface InstallInstructions {
  readonly trustPolicy: Json
  readonly managedPolicies: readonly string[]
  /** AWS CLI commands, one a line. */
  readonly cli: string
  /** CloudFormation template, JSON text. */
  readonly template: string
  /** The same commands for AWS CloudShell, where they differ. */
  readonly cloudShell?: string
}

/** Pure: `src/aws` fills its templates. Fault `wrong_state` when the connection has no principal to trust yet. */
export type DescribeInstallation = (connection: Connection) => InstallInstructions

/* ------------------------------------------------------------------ the store */

export interface SnapshotRef {
  readonly id: SnapshotId
  readonly publishedAt: string
}

export interface LoadedInventory {
  readonly snapshot: SnapshotRef
  readonly objects: readonly InventoryObject[]
  readonly cells: readonly CoverageCell[]
}

export interface InventoryStore {
  /** Pages go to the run's staging; nothing is visible before `publish`. */
  stageObjects(runId: SyncRunId, cell: CellKey, objects: readonly InventoryObject[]): Promise<void>
  stageCell(runId: SyncRunId, cell: Omit<CoverageCell, 'completeAt' | 'objects'>): Promise<void>
  /**
   * One transaction: merges the staged cells into the inventory by the truth rules (core/inventory/merge.ts), opens and
   * closes versions, moves the snapshot pointer, empties the staging.
   */
  publish(runId: SyncRunId, connectionId: ConnectionId, at: string): Promise<SnapshotRef>
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
  cells(connectionId?: ConnectionId): Promise<(CoverageCell & { connectionId: ConnectionId })[]>
}

export interface ConnectionStore {
  /** Fault `name_taken`. Both rows or none. */
  create(connection: Connection, integrations: readonly Integration[]): Promise<void>
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
    change: Partial<
      Pick<Connection, 'endpoint' | 'managementAccountId' | 'identityCenterRegion' | 'accounts' | 'trustPrincipalArn'>
    >,
  ): Promise<void>
  saveTarget(target: AccountTarget): Promise<void>
  targets(connectionId: ConnectionId): Promise<AccountTarget[]>
  /** Removes cards, connection, inventory and runs of one connection. */
  erase(id: ConnectionId): Promise<void>
}

export interface SyncRunStore {
  /** Joins: returns the queued or running run of the connection when there is one. */
  open(connectionId: ConnectionId, id: SyncRunId, at: string): Promise<SyncRun>
  get(id: SyncRunId): Promise<SyncRun | undefined>
  list(connectionId?: ConnectionId, limit?: number): Promise<SyncRun[]>
  /** False, and nothing is written, when the run has ended before (a person stopped it) or is gone with its connection. */
  save(run: SyncRun): Promise<boolean>
  addCalls(runId: SyncRunId, rows: readonly CallCount[]): Promise<void>
  calls(runId: SyncRunId): Promise<CallCount[]>
  /** Runs queued or running: at the start, those of a process that is gone. */
  unfinished(): Promise<SyncRun[]>
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
  readonly connections: ConnectionStore
  readonly syncRuns: SyncRunStore
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

export type JobKind = 'sync'

export interface Jobs {
  /** At most one job of the same kind and key waits or runs. */
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
