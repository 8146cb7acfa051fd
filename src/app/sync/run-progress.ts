/** What a run has done so far, kept in memory and written out as a `SyncRun` at intervals. No I/O here. */
import type { AccountId } from '../../core/ids.ts'
import type { CellKey, CoverageCell, StageName } from '../../core/inventory/coverage.ts'
import { cellKeyText, stageNames, stageOfCell } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { AccountProgress, CallCount, Clock, CollectSink, StageReport, SyncRun } from '../ports.ts'
import { countCells } from './coverage-counts.ts'

export type EndedCell = Parameters<CollectSink['cell']>[0]

export interface RunProgress {
  accounts(accounts: Parameters<CollectSink['accounts']>[0]): void
  stage(name: StageName, state: 'running' | 'done'): void
  objects(cell: CellKey, objects: readonly InventoryObject[]): void
  cell(cell: EndedCell): void
  calls(rows: readonly CallCount[]): void
  /** Cells that have ended. */
  cells(): readonly EndedCell[]
  report(): Pick<SyncRun, 'stages' | 'accounts' | 'coverage'>
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type StageCount = Omit<Mutable<StageReport>, 'counts'> & { counts: Record<string, number>; startedAt: number }

export function createRunProgress(clock: Clock): RunProgress {
  const stages = new Map<StageName, StageCount>(stageNames.map((name) => [name, emptyStage(name)]))
  const accounts = new Map<AccountId, Mutable<AccountProgress>>()
  const cells = new Map<string, EndedCell>()

  const stageOf = (name: StageName): StageCount => {
    const stage = stages.get(name) ?? emptyStage(name)
    stages.set(name, stage)
    return stage
  }
  const accountOf = (accountId: AccountId): Mutable<AccountProgress> => {
    const account = accounts.get(accountId) ?? emptyAccount(accountId)
    accounts.set(accountId, account)
    return account
  }

  return {
    accounts(list) {
      for (const { accountId, name, cells: total } of list) {
        const account = accountOf(accountId)
        account.name = name ?? account.name
        account.cellsTotal = total
      }
    },
    stage(name, state) {
      const stage = stageOf(name)
      if (state === 'running') stage.startedAt = clock.elapsed()
      else stage.ms = Math.round(clock.elapsed() - stage.startedAt)
      stage.state = state
    },
    objects(cell, objects) {
      const account = accountOf(cell.accountId)
      if (account.state === 'waiting') account.state = 'running'
      account.objects += objects.length
      const { counts } = stageOf(stageOfCell(cell.type))
      for (const object of objects) counts[countKey(object)] = (counts[countKey(object)] ?? 0) + 1
    },
    cell(cell) {
      const key = cellKeyText(cell)
      const account = accountOf(cell.accountId)
      if (!cells.has(key)) account.cellsDone++
      cells.set(key, cell)
      if (cell.type === 'role' && troubles.has(cell.state)) {
        account.state = 'failed'
        account.reason = cell.reason ?? 'The role could not be assumed.'
      }
      if (account.state === 'failed') return
      account.state = account.cellsDone >= account.cellsTotal ? 'done' : 'running'
    },
    calls(rows) {
      for (const row of rows) {
        const stage = stageOf(stageOfOperation(row.operation))
        stage.calls += row.calls
        stage.throttles += row.throttles
      }
    },
    cells: () => [...cells.values()],
    report: () => ({
      stages: stageNames.map((name) => {
        const { startedAt, ...stage } = stageOf(name)
        const ms = stage.state === 'running' ? Math.round(clock.elapsed() - startedAt) : stage.ms
        return { ...stage, ms, counts: { ...stage.counts } }
      }),
      // What an account holds is known for certain only at its end: never more done than there is.
      accounts: [...accounts.values()].map((account) => ({
        ...account,
        cellsTotal: Math.max(account.cellsTotal, account.cellsDone),
      })),
      coverage: countCells(cells.values()),
    }),
  }
}

const emptyStage = (name: StageName): StageCount => ({
  name,
  state: 'waiting',
  counts: {},
  calls: 0,
  throttles: 0,
  ms: 0,
  startedAt: 0,
})

const emptyAccount = (accountId: AccountId): Mutable<AccountProgress> => ({
  accountId,
  name: null,
  state: 'waiting',
  cellsDone: 0,
  cellsTotal: 0,
  objects: 0,
})

const countKey = (object: InventoryObject): string => (object.kind === 'resource' ? object.body.type : object.kind)

/** By the service that was called; STS opens the sessions with which IAM is read. */
function stageOfOperation(operation: string): StageName {
  switch (operation.split(':')[0]) {
    case 'organizations':
      return 'organization'
    case 'sso':
    case 'identitystore':
      return 'identity_center'
    case 'iam':
    case 'sts':
      return 'iam'
    default:
      return 'resources'
  }
}

/** Cells that should have been read and were not, worst first. */
export const troubled = (cells: readonly EndedCell[]): readonly EndedCell[] =>
  cells.filter((cell) => troubles.has(cell.state))

const troubles: ReadonlySet<CoverageCell['state']> = new Set([
  'denied',
  'blocked_by_scp',
  'throttled',
  'failed',
  'suspect',
])
