/** The tables as Kysely sees them; the migrations are what makes them. Both engines answer with these types. */
import type { ColumnType, Generated } from 'kysely'
import type { AppDecision, Rhythm, Turn } from '../app/ports/connection-store.ts'
import type {
  AccountTargetState,
  ConnectionMethod,
  Integration,
  IntegrationState,
  Partition,
} from '../app/ports/connections.ts'
import type { NoticeKind } from '../app/ports/notices.ts'
import type { ConsoleRole } from '../app/ports/people.ts'
import type { SyncState } from '../app/ports/sync.ts'
import type { AccountId, ConnectionId, IntegrationId, SnapshotId, SyncRunId, UserId } from '../core/ids.ts'
import type { Closed } from '../core/inventory/accounts-to-read.ts'
import type { CellState, CellType, StageName } from '../core/inventory/coverage.ts'
import type { ObjectKind } from '../core/inventory/objects.ts'
import type { DeliveryState } from '../core/notices/delivery.ts'

/** Written as ISO 8601, read as a Date: neither engine agrees with the other about the text. */
export type Time = ColumnType<Date, string, string>
type OptionalTime = ColumnType<Date | null, string | null, string | null>
/** Read as the text that was written and parsed where it is used, once. */
type JsonText = ColumnType<string, string, string>
type OptionalJsonText = ColumnType<string | null, string | null, string | null>

export interface ConnectionTable {
  id: ConnectionId
  partition: Partition
  method: ConnectionMethod
  external_id: string
  role_name: string
  role_path: string
  trust_principal_arn: string | null
  accounts: AccountId[]
  management_account_id: AccountId | null
  organization: boolean
  identity_center: boolean
  regions: string[]
  home_region: string
  identity_center_region: string | null
  profile: string | null
  endpoint: string | null
  settings: JsonText
  management_role_arn: string | null
  access_key_id: string | null
  access_key_since: OptionalTime
  /** Only of method `direct`; null until its credentials were seen. */
  reads_as: OptionalJsonText
  /** Taken away, its history kept. */
  retired_at: OptionalTime
  created_at: Time
}

export interface SecretTable {
  owner_id: ConnectionId
  field: string
  sealed: string
}

export interface ConnectionDraftTable {
  id: string
  step: string
  form: JsonText
  saved_at: Time
}

export interface HandoffTable {
  id: string
  connection_id: ConnectionId
  token_digest: string
  asked_by: string
  why: string | null
  created_at: Time
  expires_at: Time
  revoked_at: OptionalTime
}

export interface HandoffOpeningTable {
  handoff_id: string
  opened_at: Time
  opened_from: string
}

/** Every external id that ever was, its connection deleted or not (connection.md §2). */
export interface UsedExternalIdTable {
  external_id: string
  connection_id: ConnectionId
  used_at: Time
}

export interface IntegrationTable {
  id: IntegrationId
  connection_id: ConnectionId
  kind: Integration['kind']
  name: string
  owner_email: string | null
  state: IntegrationState
  reason: string | null
  last_sync_at: OptionalTime
  created_at: Time
}

export interface AccountTargetTable {
  connection_id: ConnectionId
  account_id: AccountId
  name: string | null
  state: AccountTargetState
  reason: string | null
  probes: JsonText
}

export interface SyncRunTable {
  id: SyncRunId
  connection_id: ConnectionId
  state: SyncState
  created_at: Time
  started_at: OptionalTime
  ended_at: OptionalTime
  stages: JsonText
  accounts: JsonText
  coverage: JsonText
  snapshot_id: SnapshotId | null
  reason: string | null
  /** Null: all. */
  scope_stages: StageName[] | null
  scope_accounts: AccountId[] | null
  scope_sparing: Generated<boolean>
}

/** One unit of work of a run: a stage of one account, or of the organization as a whole. */
export interface SyncUnitTable {
  run_id: SyncRunId
  stage: StageName
  /** Empty: the organization as a whole. */
  account_id: AccountId | ''
  account_name: string | null
  /** In which order they are taken. */
  place: number
  /** Its stage has begun. */
  ready: boolean
  state: 'waiting' | 'running' | 'done'
  closed_code: Closed['code'] | null
  closed_reason: string | null
  /** Only these, once more. */
  cells: OptionalJsonText
  worker: string | null
  /** When its worker was heard of last, on the clock of the database. */
  heard_at: OptionalTime
  started_at: OptionalTime
  ended_at: OptionalTime
  cells_total: Generated<number>
  cells_ok: Generated<number>
  cells_denied: Generated<number>
  cells_throttled: Generated<number>
  cells_unsupported: Generated<number>
  cells_skipped: Generated<number>
  cells_failed: Generated<number>
  cells_suspect: Generated<number>
  objects: Generated<number>
  counts: OptionalJsonText
  calls: Generated<number>
  retries: Generated<number>
  throttles: Generated<number>
  /** Why the account could not be entered. */
  trouble: string | null
}

export interface CallCountTable {
  run_id: SyncRunId
  /** Empty for those of runs before there were units. */
  stage: StageName | ''
  /** Empty for calls outside any account. */
  account_id: AccountId | ''
  region: string
  operation: string
  calls: number
  pages: number
  retries: number
  throttles: number
  errors: number
  bytes: number
  ms: number
}

export interface CoverageCellTable {
  connection_id: ConnectionId
  account_id: AccountId
  region: string
  type: CellType
  state: CellState
  action: string | null
  code: string | null
  reason: string | null
  complete_at: OptionalTime
  checked_at: Time
  objects: number
}

/** The cells of an account counted, those of its role apart; stale: they have changed since. */
export interface CoverageDigestTable {
  connection_id: ConnectionId
  account_id: AccountId
  is_stale: boolean
  cells: Generated<number>
  known: Generated<number>
  as_wished: Generated<number>
  excluded: Generated<number>
  ok: Generated<number>
  /** Type → its gravest state. */
  states: JsonText
  /** State → number of cells, those of the role too. */
  counts: JsonText
}

/** A stretch of time in which a reading of the cell ended the same way. `complete_at` is that of its beginning. */
export interface CoverageVersionTable {
  connection_id: ConnectionId
  account_id: AccountId
  region: string
  type: CellType
  valid_from: Time
  valid_to: OptionalTime
  state: CellState
  action: string | null
  code: string | null
  reason: string | null
  complete_at: OptionalTime
}

export interface ObjectTable {
  id: Generated<number>
  connection_id: ConnectionId
  kind: ObjectKind
  /** Where the object lives; the cell that proves it may be another account's (an account in its organization). */
  account_id: AccountId
  region: string
  native_id: string
  arn: string
  cell_account_id: AccountId
  cell_region: string
  cell_type: CellType
  /** connection.md §10.2. */
  status: 'present' | 'missing' | 'deleted'
  /** Of the current version. */
  hash: string
  facts: JsonText | null
  first_seen_at: Time
  /** Null while present: then it was last seen when its cell was last read whole. */
  last_seen_at: OptionalTime
  missing_since: OptionalTime
}

export interface VersionTable {
  object_id: number
  valid_from: Time
  valid_to: OptionalTime
  hash: string
  run_id: SyncRunId
  /** The look before: the change lies between it and `valid_from`. Null at the first look. */
  observed_after: OptionalTime
  /** The policy in the body stood from an earlier reading (core/inventory/merge.ts). */
  policy_stale: Generated<boolean>
}

/** Bodies by the SHA-256 of their canonical JSON: an AWS managed policy is stored once for all accounts. */
export interface DocumentTable {
  hash: string
  body: JsonText
}

export interface SnapshotTable {
  id: Generated<number>
  connection_id: ConnectionId
  run_id: SyncRunId | null
  published_at: Time
  /** The earlier snapshot that knows the same; null: something changed. */
  same_as: Generated<number | null>
}

/** Counted once, while the snapshot was the newest. */
export interface SnapshotFiguresTable {
  snapshot_id: number
  principals: number
  resources: number
  administrators: number
  accounts: number
}

export interface StagingObjectTable {
  run_id: SyncRunId
  cell_account_id: AccountId
  cell_region: string
  cell_type: CellType
  kind: ObjectKind
  account_id: AccountId
  region: string
  native_id: string
  arn: string
  hash: string
  body: JsonText
  facts: JsonText | null
}

export interface StagingCellTable {
  run_id: SyncRunId
  account_id: AccountId
  region: string
  type: CellType
  state: CellState
  action: string | null
  code: string | null
  reason: string | null
  checked_at: Time
}

export interface UserAccountTable {
  id: UserId
  email: string
  name: string
  roles: ConsoleRole[]
  password_hash: string
  created_at: Time
}

export interface SessionTable {
  token_hash: string
  user_id: UserId
  csrf_token: string
  created_at: Time
  expires_at: Time
}

export interface SettingTable {
  key: string
  value: string
}

export interface AuditEntryTable {
  id: Generated<number>
  at: Time
  actor: string
  act: string
  subject: string | null
  details: JsonText
}

export interface TrustIdentityTable {
  connection_id: ConnectionId
  arn: string
  unique_id: string
  seen_at: Time
}

/** Of checks; those of readings are in `call_count`. */
export interface CheckCallTable extends Omit<CallCountTable, 'run_id' | 'stage'> {
  connection_id: ConnectionId
  /** `2026-11-26`, UTC; PostgreSQL's driver and PGlite give a date back in forms of their own, so it is not read. */
  day: ColumnType<unknown, string, never>
}

export interface SyncRhythmTable {
  connection_id: ConnectionId
  rhythm: Rhythm
  minutes: number | null
}

export interface SyncTurnTable {
  connection_id: ConnectionId
  rhythm: Turn['rhythm']
  at: Time
}

export interface AppDecisionTable {
  id: string
  at: Time
  state: AppDecision['state']
  card_id: IntegrationId | null
  name: string | null
  vendor: string | null
  owner_email: string | null
}

export interface NoticeTable {
  /** Names what happened. */
  id: string
  kind: NoticeKind
  at: Time
  integration_id: IntegrationId | null
  words: JsonText
}

export interface NoticeDeliveryTable {
  notice_id: string
  channel: 'mail'
  recipient: string
  state: DeliveryState
  attempts: Generated<number>
  /** Null once it is over. */
  next_at: OptionalTime
  claim: string | null
  /** On the clock of the database. */
  claimed_at: OptionalTime
  ended_at: OptionalTime
  reason: string | null
}

export interface Tables {
  connection: ConnectionTable
  used_external_id: UsedExternalIdTable
  secret: SecretTable
  connection_draft: ConnectionDraftTable
  handoff: HandoffTable
  handoff_opening: HandoffOpeningTable
  integration: IntegrationTable
  account_target: AccountTargetTable
  sync_run: SyncRunTable
  sync_unit: SyncUnitTable
  call_count: CallCountTable
  trust_identity: TrustIdentityTable
  check_call: CheckCallTable
  sync_rhythm: SyncRhythmTable
  sync_turn: SyncTurnTable
  app_decision: AppDecisionTable
  notice: NoticeTable
  notice_delivery: NoticeDeliveryTable
  coverage_cell: CoverageCellTable
  coverage_digest: CoverageDigestTable
  coverage_version: CoverageVersionTable
  object: ObjectTable
  version: VersionTable
  document: DocumentTable
  snapshot: SnapshotTable
  snapshot_figures: SnapshotFiguresTable
  staging_object: StagingObjectTable
  staging_cell: StagingCellTable
  user_account: UserAccountTable
  session: SessionTable
  setting: SettingTable
  audit_entry: AuditEntryTable
}
