/** What a run that is going on has read so far. Pure, tested beside. */
import type { Integration, SyncRun } from '../api/schema.ts'

export interface RunProgress {
  readonly done: number
  readonly total: number
  readonly accountsDone: number
  readonly accounts: number
  readonly objects: number
}

/** Of the whole run: its list of accounts has only those that need a look. */
export const progressOf = ({ progress }: SyncRun): RunProgress => ({
  done: progress.cellsDone,
  total: progress.cellsTotal,
  accountsDone: progress.accountsDone + progress.accountsFailed,
  accounts: progress.accounts,
  objects: progress.objects,
})

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
