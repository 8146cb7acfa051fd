/** Runs, their units and the coverage in memory, as the databases keep them. One process, one thread: nothing needs a lock. */
import type { EndedCell } from '../../src/app/ports/aws.ts'
import type {
  AccountCoverage,
  ConnectionCell,
  CoverageFilter,
  CoverageStore,
  InventoryStore,
} from '../../src/app/ports/inventory.ts'
import type {
  AccountProgress,
  CallCount,
  ClaimedUnit,
  SecondLook,
  StageCalls,
  StageReport,
  SyncRun,
  SyncRunStore,
  SyncUnitStore,
  UnitKey,
  UnitTally,
} from '../../src/app/ports/sync.ts'
import { everything } from '../../src/app/ports/sync.ts'
import { countCells } from '../../src/app/sync/coverage-counts.ts'
import type { AccountId, ConnectionId, SyncRunId } from '../../src/core/ids.ts'
import { hasLeft } from '../../src/core/inventory/account-left.ts'
import type { CellKey, CoverageCounts, StageName } from '../../src/core/inventory/coverage.ts'
import {
  coverageFold,
  gridGravity,
  missingIn,
  stageNames,
  stageOfCell,
  troubledStates,
  typesOfStages,
} from '../../src/core/inventory/coverage.ts'
import { massDisappearanceCode } from '../../src/core/inventory/merge.ts'

interface MemoryUnit extends ClaimedUnit {
  readonly runId: SyncRunId
  readonly state: 'waiting' | 'running' | 'done'
  readonly ready: boolean
  readonly worker: string | null
}

const noCoverage: CoverageCounts = { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 }

const noTally: UnitTally = {
  cellsTotal: 0,
  coverage: noCoverage,
  objects: 0,
  counts: {},
  calls: 0,
  retries: 0,
  throttles: 0,
  trouble: null,
}

const isOpen = (run: SyncRun): boolean => run.state === 'queued' || run.state === 'running'

/** The part of the staging that units write to. */
export interface MemoryStaging extends Pick<InventoryStore, 'stageObjects' | 'stageCell'> {
  drop(runId: SyncRunId, isMeant: (cell: CellKey) => boolean): void
}

export interface MemorySync {
  readonly syncRuns: SyncRunStore
  readonly syncUnits: SyncUnitStore
  erase(id: ConnectionId): void
}

export function createMemorySync(staging: MemoryStaging): MemorySync {
  const runs = new Map<SyncRunId, SyncRun>()
  const ledger = new Map<SyncRunId, Map<string, StageCalls>>()
  let units: readonly MemoryUnit[] = []

  const change = (isMeant: (unit: MemoryUnit) => boolean, next: (unit: MemoryUnit) => MemoryUnit): number => {
    const meant = units.filter(isMeant)
    units = units.map((unit) => (isMeant(unit) ? next(unit) : unit))
    return meant.length
  }
  const isUnit =
    (runId: SyncRunId, key: UnitKey) =>
    (unit: MemoryUnit): boolean =>
      unit.runId === runId && unit.stage === key.stage && unit.accountId === key.accountId

  async function addCalls(runId: SyncRunId, stage: StageName | null, rows: readonly CallCount[]): Promise<void> {
    const counts = ledger.get(runId) ?? new Map<string, StageCalls>()
    for (const row of rows) {
      const key = `${stage} ${row.accountId ?? ''} ${row.region} ${row.operation}`
      counts.set(key, { ...addUp(counts.get(key), row), stage })
    }
    ledger.set(runId, counts)
  }

  const seen = (run: SyncRun): SyncRun =>
    isOpen(run)
      ? {
          ...run,
          ...progressOf(
            run,
            units.filter(({ runId }) => runId === run.id),
          ),
        }
      : run

  const syncRuns: SyncRunStore = {
    async open(connectionId, id, at, scope = everything) {
      const joined = [...runs.values()].find((run) => run.connectionId === connectionId && isOpen(run))
      const run: SyncRun = joined ?? {
        id,
        connectionId,
        scope,
        state: 'queued',
        createdAt: at,
        startedAt: null,
        endedAt: null,
        stages: [],
        accounts: [],
        coverage: noCoverage,
        snapshotId: null,
        reason: null,
      }
      runs.set(run.id, run)
      return seen(run)
    },
    async get(id) {
      const run = runs.get(id)
      return run && seen(run)
    },
    async list(connectionId, limit = 50) {
      const own = [...runs.values()].filter((run) => connectionId === undefined || run.connectionId === connectionId)
      return own.reverse().slice(0, limit).map(seen)
    },
    async save(run) {
      if (runs.get(run.id)?.endedAt !== null) return false
      runs.set(run.id, structuredClone(run))
      if (run.endedAt !== null) units = units.filter(({ runId }) => runId !== run.id)
      return true
    },
    addCalls,
    calls: async (runId) => [...(ledger.get(runId)?.values() ?? [])],
    callsSince: async (connectionId, since) =>
      [...runs.values()]
        .filter((run) => run.connectionId === connectionId && run.createdAt >= since)
        .flatMap(({ id }) => [...(ledger.get(id)?.values() ?? [])]),
    foldCalls: async () => undefined,
    unfinished: async () => [...runs.values()].filter(isOpen).map(seen),
  }

  const syncUnits: SyncUnitStore = {
    async plan(runId, planned) {
      const added = planned.filter((unit) => !units.some(isUnit(runId, unit)))
      units = [
        ...units,
        ...added.map(
          (unit): MemoryUnit => ({ ...unit, runId, state: 'waiting', ready: false, worker: null, tally: noTally }),
        ),
      ]
    },
    async ready(runId, stage) {
      change(
        (unit) => unit.runId === runId && unit.stage === stage,
        (unit) => ({ ...unit, ready: true }),
      )
    },
    async claim(runId, worker, limit) {
      const free = units.filter((unit) => unit.runId === runId && unit.state === 'waiting' && unit.ready)
      const claimed = new Set(free.slice(0, limit))
      change(
        (unit) => claimed.has(unit),
        (unit) => ({ ...unit, state: 'running', worker }),
      )
      return [...claimed]
    },
    async write({ runId, worker, ...key }, pages, tally, endedAt) {
      const isMine = (unit: MemoryUnit) =>
        isUnit(runId, key)(unit) && unit.state === 'running' && unit.worker === worker
      if (runs.get(runId)?.endedAt !== null || !units.some(isMine)) return false
      for (const { cell, objects } of pages.objects) await staging.stageObjects(runId, cell, objects)
      for (const cell of pages.cells) await staging.stageCell(runId, cell)
      await addCalls(runId, key.stage, pages.calls)
      change(isMine, (unit) => ({
        ...unit,
        tally,
        ...(endedAt !== undefined && { state: 'done' as const, worker: null }),
      }))
      return true
    },
    alive: async (runId) => runs.get(runId)?.endedAt === null,
    async release(runId, of) {
      const isMeant = (unit: MemoryUnit): boolean => {
        if (unit.runId !== runId || unit.state !== 'running') return false
        return 'worker' in of ? unit.worker === of.worker : of.silentMs === 0 && unit.worker !== of.not
      }
      for (const { stage, accountId } of units.filter(isMeant)) {
        const types = typesOfStages([stage])
        staging.drop(runId, (cell) => types.includes(cell.type) && (accountId === null || cell.accountId === accountId))
      }
      return change(isMeant, (unit) => ({
        ...unit,
        state: 'waiting',
        worker: null,
        tally: unit.cells ? unit.tally : { ...noTally, ...callsOf(unit.tally) },
      }))
    },
    async again(runId, looks) {
      const ofUnit = (unit: MemoryUnit): readonly SecondLook[] =>
        looks.filter(
          ({ cell }) =>
            stageOfCell(cell.type) === unit.stage && (unit.accountId === null || unit.accountId === cell.accountId),
        )
      return change(
        (unit) => unit.runId === runId && unit.state === 'done' && !unit.cells && ofUnit(unit).length > 0,
        (unit) => {
          const coverage = { ...unit.tally.coverage }
          for (const { counted } of ofUnit(unit)) coverage[counted] -= 1
          const cells = ofUnit(unit).map(({ cell }) => cell)
          return { ...unit, state: 'waiting', cells, tally: { ...unit.tally, coverage } }
        },
      )
    },
    left: async (runId, stage) =>
      units.filter((unit) => unit.runId === runId && unit.stage === stage && unit.state !== 'done').length,
    calls: async (runId) =>
      units.filter((unit) => unit.runId === runId).reduce((sum, { tally }) => sum + tally.calls, 0),
    waiting: async () => [
      ...new Set(units.filter(({ state, ready }) => state === 'waiting' && ready).map(({ runId }) => runId)),
    ],
  }

  return {
    syncRuns,
    syncUnits,
    erase(id) {
      for (const run of [...runs.values()]) if (run.connectionId === id) runs.delete(run.id)
      units = units.filter(({ runId }) => runs.has(runId))
    },
  }
}

const callsOf = ({ calls, retries, throttles }: UnitTally): Pick<UnitTally, 'calls' | 'retries' | 'throttles'> => ({
  calls,
  retries,
  throttles,
})

const addUp = (a: CallCount | undefined, b: CallCount): CallCount => ({
  ...b,
  calls: (a?.calls ?? 0) + b.calls,
  pages: (a?.pages ?? 0) + b.pages,
  retries: (a?.retries ?? 0) + b.retries,
  throttles: (a?.throttles ?? 0) + b.throttles,
  errors: (a?.errors ?? 0) + b.errors,
  bytes: (a?.bytes ?? 0) + b.bytes,
  ms: (a?.ms ?? 0) + b.ms,
})

/* ------------------------------------------------------------------ progress */

function progressOf(run: SyncRun, units: readonly MemoryUnit[]): Pick<SyncRun, 'stages' | 'accounts' | 'coverage'> {
  if (units.length === 0) return run
  const isPlanned = units.some(({ stage }) => stage !== 'organization')
  const accounts = Map.groupBy(
    units.filter(({ stage }) => stage !== 'organization' && stage !== 'identity_center'),
    ({ accountId }) => accountId,
  )
  return {
    stages: stageNames.map((name) => {
      const own = units.filter(({ stage }) => stage === name)
      const isWanted = run.scope.stages?.includes(name) ?? true
      return stageReport(name, own, isWanted && !isPlanned ? 'waiting' : 'skipped')
    }),
    accounts: [...accounts].flatMap(([accountId, own]) => (accountId === null ? [] : [accountReport(accountId, own)])),
    coverage: units.reduce((sum, { tally }) => added(sum, tally.coverage), noCoverage),
  }
}

function stageReport(name: StageName, own: readonly MemoryUnit[], without: 'waiting' | 'skipped'): StageReport {
  const counts: Record<string, number> = {}
  for (const { tally } of own) {
    for (const [kind, count] of Object.entries(tally.counts)) counts[kind] = (counts[kind] ?? 0) + count
  }
  const state = own.length === 0 ? without : stateOf(own)
  const sum = (of: 'calls' | 'retries' | 'throttles'): number => own.reduce((total, { tally }) => total + tally[of], 0)
  const coverage = own.reduce((total, { tally }) => added(total, tally.coverage), noCoverage)
  const calls = { calls: sum('calls'), retries: sum('retries'), throttles: sum('throttles') }
  return { name, state, counts, coverage, ...calls, ms: 0 }
}

const stateOf = (own: readonly MemoryUnit[]): 'waiting' | 'running' | 'done' => {
  if (own.every(({ state }) => state === 'done')) return 'done'
  return own.some(({ state }) => state !== 'waiting') ? 'running' : 'waiting'
}

function accountReport(accountId: AccountId, own: readonly MemoryUnit[]): AccountProgress {
  const trouble = own.map(({ tally }) => tally.trouble).find((reason) => reason !== null)
  const tried = own.map(({ tally: { coverage } }) =>
    Object.values({ ...coverage, skipped: 0 }).reduce((a, b) => a + b, 0),
  )
  const ended = tried.reduce((a, b) => a + b, 0)
  const closed = own.find((unit) => unit.closed)?.closed
  const reason = closed?.reason ?? trouble
  const total = own.reduce((sum, { tally }) => sum + tally.cellsTotal, 0)
  return {
    accountId,
    name: own[0]?.accountName ?? null,
    state: closed ? 'skipped' : trouble ? 'failed' : stateOf(own),
    cellsDone: ended,
    cellsTotal: Math.max(total, ended),
    cellsMissing: own.reduce((sum, { tally }) => sum + missingIn(tally.coverage), 0),
    objects: own.reduce((sum, { tally }) => sum + tally.objects, 0),
    ...(reason && { reason }),
  }
}

const added = (a: CoverageCounts, b: CoverageCounts): CoverageCounts => ({
  ok: a.ok + b.ok,
  denied: a.denied + b.denied,
  throttled: a.throttled + b.throttled,
  unsupported: a.unsupported + b.unsupported,
  skipped: a.skipped + b.skipped,
  failed: a.failed + b.failed,
  suspect: a.suspect + b.suspect,
})

/* ------------------------------------------------------------------ coverage */

export function createMemoryCoverage(all: () => readonly ConnectionCell[]): CoverageStore {
  const inOrder = (filter: CoverageFilter): readonly ConnectionCell[] =>
    all()
      .filter((cell) => filter.connectionId === undefined || cell.connectionId === filter.connectionId)
      .filter((cell) => filter.accountId === undefined || cell.accountId === filter.accountId)
      .filter((cell) => filter.type === undefined || cell.type === filter.type)
      .filter((cell) => filter.state === undefined || cell.state === filter.state)
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  const since = (connectionId: ConnectionId, at: string) =>
    inOrder({ connectionId }).filter(({ checkedAt }) => checkedAt >= at)
  const isTroubled = ({ state }: EndedCell): boolean => troubledStates.has(state)
  return {
    async digest(connectionId, at) {
      const cells = since(connectionId, at)
      const roles = cells.filter(({ type }) => type === 'role')
      const closed = new Set(roles.filter(isTroubled).map(({ accountId }) => accountId))
      const parts = cells.filter((cell) => cell.type !== 'role' && isTroubled(cell) && !closed.has(cell.accountId))
      const inTurn = [...parts].sort((a, b) => Number(b.type === 'organization') - Number(a.type === 'organization'))
      const first = new Map(inTurn.reverse().map((cell) => [cell.accountId, cell]))
      return {
        roles,
        identityCenter: cells.filter(({ type }) => type === 'identity_center'),
        troubles: [...first.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1)),
        parts: parts.length,
        isAnyCellWhole: cells.some(({ type, state }) => type !== 'role' && state === 'ok'),
      }
    },
    // No versions are kept, so nothing is known to have been empty for long.
    idle: async () => [],
    doubtful: async (connectionId, at) =>
      since(connectionId, at)
        .filter(({ state, code }) => state === 'throttled' || code === massDisappearanceCode)
        .map(({ accountId, region, type, state, code }) => ({
          cell: { accountId, region, type },
          counted: code === massDisappearanceCode ? 'ok' : coverageFold[state],
        })),
    regions: async (connectionId, accountId) => [
      ...new Set(inOrder({ connectionId, accountId }).flatMap(({ region }) => (region === 'global' ? [] : [region]))),
    ],
    left: async (connectionId) =>
      inOrder({ connectionId, type: 'role' })
        .filter(hasLeft)
        .map(({ accountId, reason = null }) => ({ accountId, reason })),
    async accounts(connectionId) {
      const cells = inOrder({ connectionId })
      const accounts = new Set(cells.filter(({ type }) => type !== 'role').map(({ accountId }) => accountId))
      return [...accounts].map((accountId) =>
        accountCoverage(
          accountId,
          cells.filter((cell) => cell.accountId === accountId),
        ),
      )
    },
    cells: async (filter, limit, after) =>
      inOrder(filter)
        .filter((cell) => after === undefined || placeOf(cell) > placeOf(after))
        .slice(0, limit),
    counts: async (filter) => countCells(inOrder(filter)),
  }
}

type Place = Pick<ConnectionCell, 'connectionId' | 'accountId' | 'type' | 'region'>
const placeOf = ({ connectionId, accountId, type, region }: Place): string =>
  [connectionId, accountId, region, type].join('\n')

function accountCoverage(accountId: AccountId, all: readonly ConnectionCell[]): AccountCoverage {
  const cells = all.filter(({ type }) => type !== 'role')
  const asWished = ['ok', 'region_disabled', 'unsupported', 'excluded', 'skipped_by_setting']
  const states: { -readonly [Type in keyof AccountCoverage['states']]: AccountCoverage['states'][Type] } = {}
  for (const { type, state } of all) {
    const known = states[type]
    if (known === undefined || gridGravity.indexOf(state) < gridGravity.indexOf(known)) states[type] = state
  }
  return {
    accountId,
    cells: cells.length,
    known: cells.filter(({ completeAt, state }) => completeAt !== null || state === 'ok').length,
    asWished: cells.filter(({ state }) => asWished.includes(state)).length,
    excluded: cells.filter(({ state }) => state === 'excluded').length,
    ok: cells.filter(({ state }) => state === 'ok').length,
    states,
  }
}
