import type { AccountProgress, SyncRun } from '../ports/sync.ts'

/** A run as people and scripts see it (cli.md, `sync`). */
export interface SyncRunView
  extends Pick<
    SyncRun,
    'id' | 'scope' | 'state' | 'stages' | 'accounts' | 'coverage' | 'createdAt' | 'startedAt' | 'endedAt' | 'reason'
  > {
  /** Name of the integration. */
  readonly integration: string
  /** Over all accounts, also those that a list leaves out. */
  readonly progress: {
    /** In which something is to be read. */
    readonly accounts: number
    readonly accountsDone: number
    readonly accountsFailed: number
    /** Beside those: nothing is read in them. */
    readonly accountsSkipped: number
    readonly cellsDone: number
    readonly cellsTotal: number
    readonly objects: number
  }
  /** The newest snapshot that this run has published. */
  readonly snapshot: SyncRun['snapshotId']
}

export function viewRun(run: SyncRun, integration: string): SyncRunView {
  const { id, scope, state, stages, accounts, coverage, createdAt, startedAt, endedAt, reason } = run
  return {
    id,
    integration,
    scope,
    state,
    stages,
    progress: progressOf(accounts),
    accounts,
    coverage,
    snapshot: run.snapshotId,
    createdAt,
    startedAt,
    endedAt,
    reason,
  }
}

/** As many accounts as a card can show; the others are in the answer about the one run. */
const accountsInList = 100

/** A list of runs is asked for every second or two: of a large organization it holds those accounts first that need a look. */
export function viewRunInList(run: SyncRun, integration: string): SyncRunView {
  const view = viewRun(run, integration)
  if (view.accounts.length <= accountsInList) return view
  const byNeed = [...view.accounts].sort((a, b) => need.indexOf(a.state) - need.indexOf(b.state))
  return { ...view, accounts: byNeed.slice(0, accountsInList) }
}

const need: readonly AccountProgress['state'][] = ['failed', 'running', 'waiting', 'done', 'skipped']

function progressOf(accounts: readonly AccountProgress[]): SyncRunView['progress'] {
  const sum = (of: 'cellsDone' | 'cellsTotal' | 'objects'): number =>
    accounts.reduce((total, account) => total + account[of], 0)
  const having = (state: AccountProgress['state']): number => accounts.filter((one) => one.state === state).length
  const accountsSkipped = having('skipped')
  return {
    accounts: accounts.length - accountsSkipped,
    accountsDone: having('done'),
    accountsFailed: having('failed'),
    accountsSkipped,
    cellsDone: sum('cellsDone'),
    cellsTotal: sum('cellsTotal'),
    objects: sum('objects'),
  }
}
