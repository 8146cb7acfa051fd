/** The job behind a sync: reads AWS through the collectors into staging, publishes, and says on the cards how it went. */
import { AppError, isAppError } from '../../core/fault.ts'
import { traceOf } from '../../core/fault-trace.ts'
import type { SyncRunId } from '../../core/ids.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { record } from '../audit/record.ts'
import { cardsOf } from '../connections/find-integration.ts'
import { moveCards } from '../connections/move-cards.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection, SyncRun } from '../ports.ts'
import type { RunOutcome } from './run-outcome.ts'
import { outcomeOf } from './run-outcome.ts'
import { createRunProgress } from './run-progress.ts'
import type { WhatWasRead } from './run-reason.ts'
import type { RunningRuns } from './running-runs.ts'
import { isCancelled } from './running-runs.ts'
import { createStagingSink } from './staging-sink.ts'
import { nothingRead, tellCards } from './tell-cards.ts'
import { createThrottle } from './throttle.ts'

/** A person sees the first progress within a second and then movement; the database is not written for every page. */
const progressEveryMs = 250

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'log'> & {
  readonly running: RunningRuns
  readonly inventoryChanged: () => void
}

/**
 * Idempotent: a run that has ended is left alone, one that a killed process left is read again from the beginning. Tracked before
 * anything else, so that a cancellation is never lost between two steps.
 */
export const runSync =
  (deps: Deps) =>
  async (payload: { readonly runId: string }, signal: AbortSignal): Promise<void> => {
    const id = toSyncRunId(payload.runId)
    await deps.running.track(id, signal, (combined) => takeUp(deps, id, combined))
  }

async function takeUp(deps: Deps, id: SyncRunId, signal: AbortSignal): Promise<void> {
  const run = await deps.store.syncRuns.get(id)
  if (!run || run.endedAt !== null) return
  const connection = await deps.store.connections.connection(run.connectionId)
  if (!connection) return
  if (connection.method === 'import') {
    // The process was killed in the middle of an import, and the file is not there to read it again.
    const reason = 'The import was interrupted. Import the file again.'
    return endRun(deps, run, { state: 'failed', reason }, nothingRead)
  }
  const cards = await cardsOf(deps.store, connection.id)
  if (cards.every((card) => card.state === 'paused')) {
    return endRun(deps, run, { state: 'cancelled', reason: 'The integration was paused.' }, nothingRead)
  }
  await read(deps, run, connection, signal)
}

async function read(deps: Deps, run: SyncRun, connection: Connection, outer: AbortSignal): Promise<void> {
  const progress = createRunProgress(deps.clock)
  const takenAway = new AbortController()
  const signal = AbortSignal.any([outer, takenAway.signal])
  let current: SyncRun = { ...run, state: 'running', startedAt: deps.clock.now(), ...progress.report() }
  const save = async (): Promise<void> => {
    if (!(await deps.store.syncRuns.save(current))) takenAway.abort(endedElsewhere)
  }
  await deps.store.inventory.dropStaging(run.id)
  await save()
  if (!signal.aborted) await moveCards(deps.store, connection, 'reading')
  const saving = createThrottle(progressEveryMs, () => {
    current = { ...current, ...progress.report() }
    return save()
  })
  const staging = createStagingSink(deps, run, progress, {
    touched: saving.touch,
    published(snapshot) {
      current = { ...current, snapshotId: snapshot.id }
      deps.inventoryChanged()
    },
  })

  const fault = await faultOf(deps, run.id, async () => {
    try {
      signal.throwIfAborted()
      await deps.aws.collect(connection, staging.sink, { signal, runId: run.id })
    } finally {
      // Whatever an aborted reading throws, the reason of the abort is the better word.
      signal.throwIfAborted()
    }
  })
  const isStopping = outer.aborted && !isCancelled(outer)
  const isOver = isStopping || takenAway.signal.aborted
  // What has been read whole is true whatever happened afterwards.
  const unpublished = isOver ? undefined : await faultOf(deps, run.id, () => staging.finish())
  await saving
    .close()
    .catch((cause: unknown) => deps.log.warn('progress not saved', { run: run.id, cause: traceOf(cause) }))
  if (takenAway.signal.aborted) return leave(deps, run)
  if (isStopping) return

  await deps.store.inventory.dropStaging(run.id)
  const report = progress.report()
  const whatWasRead = { cells: progress.cells(), accounts: report.accounts }
  const outcome = outcomeOf(whatWasRead, fault ?? unpublished)
  await endRun(deps, { ...current, ...report }, outcome, whatWasRead)
  deps.log.info('sync ended', { run: run.id, state: outcome.state, ...report.coverage })
}

const endedElsewhere = new AppError('cancelled', 'The run was ended by another process.')

/** Whoever ended the run has told the cards; only those that were moved to Fetching again meanwhile hear of it here. */
async function leave(deps: Deps, run: SyncRun): Promise<void> {
  await deps.store.inventory.dropStaging(run.id)
  await tellCards(deps, run.connectionId, { state: 'cancelled', reason: null }, nothingRead)
}

/** The cards first: telling them twice changes nothing, and a run that has not ended is taken up again after a fault or a kill. */
async function endRun(deps: Deps, run: SyncRun, outcome: RunOutcome, whatWasRead: WhatWasRead): Promise<void> {
  await tellCards(deps, run.connectionId, outcome, whatWasRead)
  const isEnded = await deps.store.syncRuns.save(ended(deps, run, outcome))
  if (isEnded) await record(deps, { kind: 'system' }, 'sync.ended', run.id, { state: outcome.state })
}

/** What the work throws, as a fault that may be shown; what nobody expected goes to the log and not to the card. */
async function faultOf(
  deps: Pick<Deps, 'log'>,
  run: SyncRunId,
  work: () => Promise<unknown>,
): Promise<AppError | undefined> {
  try {
    await work()
    return undefined
  } catch (cause) {
    if (isAppError(cause)) return cause
    deps.log.error('sync met a fault', { run, cause: traceOf(cause) })
    return new AppError(
      'internal',
      `A fault in Bailiwick ended the reading; the log names it beside run ${run}.`,
      {},
      { cause },
    )
  }
}

const ended = (deps: Pick<Deps, 'clock'>, run: SyncRun, outcome: RunOutcome): SyncRun => ({
  ...run,
  ...outcome,
  stages: run.stages.map((stage) => (stage.state === 'running' ? { ...stage, state: 'done' } : stage)),
  endedAt: deps.clock.now(),
})
