/** The tables as Kysely sees them; the migrations are what makes them. Both engines answer with these types. */
import type { ColumnType, Generated } from 'kysely'
import type {
  AccountTargetState,
  ConnectionMethod,
  ConsoleRole,
  Integration,
  IntegrationState,
  Partition,
  SyncState,
} from '../app/ports.ts'
import type { AccountId, ConnectionId, IntegrationId, SnapshotId, SyncRunId, UserId } from '../core/ids.ts'
import type { CellState, CellType } from '../core/inventory/coverage.ts'
import type { ObjectKind } from '../core/inventory/objects.ts'

/** Written as ISO 8601, read as a Date: neither engine agrees with the other about the text. */
export type Time = ColumnType<Date, string, string>
type OptionalTime = ColumnType<Date | null, string | null, string | null>
/** Read as the text that was written and parsed where it is used, once. */
type JsonText = ColumnType<string, string, string>

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
  created_at: Time
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
}

export interface CallCountTable {
  run_id: SyncRunId
  /** Empty for calls outside any account. */
  account_id: AccountId | ''
  region: string
  operation: string
  calls: number
  retries: number
  throttles: number
  errors: number
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

export interface Tables {
  connection: ConnectionTable
  used_external_id: UsedExternalIdTable
  integration: IntegrationTable
  account_target: AccountTargetTable
  sync_run: SyncRunTable
  call_count: CallCountTable
  coverage_cell: CoverageCellTable
  coverage_version: CoverageVersionTable
  object: ObjectTable
  version: VersionTable
  document: DocumentTable
  snapshot: SnapshotTable
  staging_object: StagingObjectTable
  staging_cell: StagingCellTable
  user_account: UserAccountTable
  session: SessionTable
  setting: SettingTable
  audit_entry: AuditEntryTable
}
