/** What a run that is going on has read so far. Pure, tested beside. */
import type { Integration, SyncRun } from '../api/schema.ts'

export interface RunProgress {
  readonly done: number
  readonly total: number
  readonly accountsDone: number
  readonly accounts: number
  readonly objects: number
}

export function progressOf(run: SyncRun): RunProgress {
  const sum = (of: (account: SyncRun['accounts'][number]) => number) =>
    run.accounts.reduce((total, account) => total + of(account), 0)
  return {
    done: sum((account) => account.cellsDone),
    total: sum((account) => account.cellsTotal),
    accountsDone: run.accounts.filter((account) => account.state === 'done' || account.state === 'failed').length,
    accounts: run.accounts.length,
    objects: sum((account) => account.objects),
  }
}

export const isRunning = (run: SyncRun | null): run is SyncRun =>
  run !== null && (run.state === 'running' || run.state === 'queued')

export interface Reading {
  /** Nothing was read to its end through this card before, so what is known so far is not all there is. */
  readonly first: boolean
  readonly accountsDone: number
  readonly accounts: number
}

type Card = Pick<Integration, 'kind' | 'state' | 'run' | 'lastSyncAt'>

/** What is being read now. Cards of one connection share a run, which counts once. */
export function readingOf(cards: readonly Card[]): Reading | undefined {
  const busy = cards.filter((card) => isRunning(card.run) || card.state === 'fetching')
  if (busy.length === 0) return undefined
  const runs = new Map(busy.flatMap(({ run }) => (isRunning(run) ? [[run.id, progressOf(run)] as const] : [])))
  const sum = (of: (progress: RunProgress) => number) => [...runs.values()].reduce((total, one) => total + of(one), 0)
  return {
    first: busy.some((card) => card.lastSyncAt === null),
    accountsDone: sum((one) => one.accountsDone),
    accounts: sum((one) => one.accounts),
  }
}
