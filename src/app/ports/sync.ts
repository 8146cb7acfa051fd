/** Sync runs, their units of work, and where both are kept. */
import type { AccountId, ConnectionId, SnapshotId, SyncRunId } from '../../core/ids.ts'
import type { CellKey, CoverageCounts, StageName } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { EndedCell, UnitOrder } from './aws.ts'

export type SyncState = 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled'

export interface StageReport {
  readonly name: StageName
  /**
   * `done`: every cell was tried; `coverage` tells what became of them. `stopped`: the run ended before the stage did. `skipped`: not in
   * the scope of the run, or there is nothing to read in it.
   */
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'skipped'
  /** Objects read, by kind or resource type. */
  readonly counts: Readonly<Record<string, number>>
  /** Cells that have ended, by folded state. Absent: of a run from before it was counted. */
  readonly coverage?: CoverageCounts
  readonly calls: number
  /** Of the calls, those that were sent again. Absent as `coverage` is. */
  readonly retries?: number
  readonly throttles: number
  readonly ms: number
}

export interface AccountProgress {
  readonly accountId: AccountId
  readonly name: string | null
  /** `skipped`: nothing is read in it, because it is closed or a setting excludes it. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped'
  /** Of the cells that are to be read: what a setting leaves out is no work. */
  readonly cellsDone: number
  readonly cellsTotal: number
  /** Of `cellsDone`, those that could not be read. Absent: of a run from before it was counted. */
  readonly cellsMissing?: number
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
  /** Requests sent. */
  readonly calls: number
  /** Of them, second and later pages of lists. */
  readonly pages: number
  readonly retries: number
  readonly throttles: number
  readonly errors: number
  /** Of the bodies of the answers, as they came over the network. */
  readonly bytes: number
  readonly ms: number
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
  /** By operation, of all runs that were asked for since then. */
  callsSince(connectionId: ConnectionId, since: string): Promise<Pick<CallCount, 'operation' | 'calls'>[]>
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
  /** To be read: without what a setting leaves out. */
  readonly cellsTotal: number
  readonly coverage: CoverageCounts
  readonly objects: number
  /** Objects by kind or resource type. */
  readonly counts: Readonly<Record<string, number>>
  readonly calls: number
  readonly retries: number
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
  /**
   * Gives the running units of a worker back, or those of every worker not heard of for so long, and drops what they staged. The calls
   * that were made for it count on.
   */
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
