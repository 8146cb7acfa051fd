/** What is kept about connections beside what was read. */
import type { ConnectionId, IntegrationId } from '../../core/ids.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { AccessKey, AccountTarget, Connection, Integration } from './connections.ts'
import type { NewNotice } from './notices.ts'
import type { CallCount } from './sync.ts'

export interface ConnectionStore {
  /** Fault `name_taken`. All rows or none. */
  create(connection: Connection, integrations: readonly Integration[], secrets?: readonly StoredSecret[]): Promise<void>
  connection(id: ConnectionId): Promise<Connection | undefined>
  connections(): Promise<Connection[]>
  /** Of every connection that ever was, deleted or not. */
  externalIds(): Promise<readonly string[]>
  integrations(): Promise<Integration[]>
  integration(id: IntegrationId): Promise<Integration | undefined>
  /** With the notice of the change, unless that was given before: both are written, or neither. */
  updateIntegration(
    id: IntegrationId,
    change: Partial<Pick<Integration, 'state' | 'reason' | 'lastSyncAt' | 'name' | 'ownerEmail'>>,
    notice?: NewNotice,
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
  /** Those that were taken away and whose history is kept, the last one first. */
  retired(): Promise<RetiredConnection[]>
}

/** Nothing is known of it now; `erase` takes what was known of it before. */
export interface RetiredConnection extends Pick<Connection, 'id' | 'method' | 'createdAt'> {
  readonly cards: readonly Pick<Integration, 'id' | 'kind' | 'name' | 'ownerEmail'>[]
  /** How many it read. */
  readonly accounts: number
  readonly retiredAt: string
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
