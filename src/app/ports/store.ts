/** The whole store, and what holds its parts together. */
import type {
  AppDecisionStore,
  CheckStore,
  ConnectionStore,
  DraftStore,
  HandoffStore,
  ScheduleStore,
  SecretStore,
} from './connection-store.ts'
import type { CoverageStore, InventoryStore, TimelineStore } from './inventory.ts'
import type { NoticeStore } from './notices.ts'
import type { AuditLog, SessionStore, SettingStore, UserStore } from './people.ts'
import type { SyncRunStore, SyncUnitStore } from './sync.ts'

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
  readonly notices: NoticeStore
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly settings: SettingStore
  readonly audit: AuditLog
  /** `pglite` or `postgres`, with version, for `doctor`. */
  describe(): Promise<{ engine: 'pglite' | 'postgres'; version: string; migration: string }>
  close(): Promise<void>
}
