/** What was read, as it is kept: objects and their versions, snapshots, coverage, the timeline. */
import type { AccountId, ConnectionId, SnapshotId, SyncRunId } from '../../core/ids.ts'
import type { KnownOrganization } from '../../core/inventory/accounts-to-read.ts'
import type { CellTable } from '../../core/inventory/cell-table.ts'
import type { Outline } from '../../core/inventory/compare-inventories.ts'
import type {
  CellKey,
  CellState,
  CellType,
  CoverageCell,
  CoverageCounts,
  StageName,
} from '../../core/inventory/coverage.ts'
import type { InventoryFigures } from '../../core/inventory/figures.ts'
import type { InventoryObject, Json, ObjectKind, ObjectOfKind } from '../../core/inventory/objects.ts'
import type { SharedJson } from '../../core/inventory/shared-json.ts'
import type { EndedCell } from './aws.ts'
import type { SecondLook, UnitPages } from './sync.ts'

export interface SnapshotRef {
  readonly id: SnapshotId
  readonly publishedAt: string
  /** The earlier snapshot that knows the same, where nothing but time has passed since. */
  readonly sameAs?: SnapshotId
}

export interface LoadedInventory {
  readonly snapshot: SnapshotRef
  readonly objects: readonly InventoryObject[]
  readonly cells: CellTable
  /** It was asked for by a moment: a cell tells its first whole reading in the state that it had then, and no later one. */
  readonly isPast?: true
}

/** What an earlier load left behind, so that it need not be read again. */
export interface AtHand {
  /** Parts of bodies, but of resources. */
  readonly shared: SharedJson
  /** The resource with this ARN as it was, if its body was the one that `content` (`InventoryObject.content`) stands for. */
  readonly resource?: ((arn: string, content: string) => ObjectOfKind<'resource'> | undefined) | undefined
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
  /** As both of them, of many cells in few statements. */
  stagePages(runId: SyncRunId, pages: Pick<UnitPages, 'objects' | 'cells'>): Promise<void>
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
  /** What is known now of one cell, of these kinds; null: of all its cells. */
  objectsOf<K extends ObjectKind>(
    connectionId: ConnectionId,
    cell: CellKey | null,
    kinds: readonly K[],
  ): Promise<readonly ObjectOfKind<K>[]>
  dropStaging(runId: SyncRunId): Promise<void>
  /**
   * Everything now known over all connections, each cell from the one that knows it best (core/inventory/choose-readings.ts);
   * undefined before the first publication. With `at` (ISO 8601) what was known then, of the connections that there are now;
   * volatile facts (last use) are not kept, so they are absent.
   */
  load(at?: string, atHand?: AtHand): Promise<LoadedInventory | undefined>
  /** The cells of `load` alone: when each was read changes also where nothing else does. */
  cellTable(): Promise<CellTable>
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
  /** How much one connection knows now. */
  figures(connectionId: ConnectionId): Promise<InventoryFigures>
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

/** With how much of it is known: a part may have failed where the rest was read. */
export type DirectoryCell = EndedCell & Pick<CoverageCell, 'objects'>

export interface CoverageDigest {
  /** Of every account: could it be entered? */
  readonly roles: readonly EndedCell[]
  readonly identityCenter: readonly DirectoryCell[]
  /** Of each account that was entered, the first cell that should have been read and was not; that of the organization before all. */
  readonly troubles: readonly EndedCell[]
  /** How many such cells there are. */
  readonly parts: number
  /** Whether any cell but those of the roles was read whole. */
  readonly isAnyCellWhole: boolean
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
