/** The job behind a sync: reads AWS through the collectors into staging, publishes, and says on the cards how it went. */
import { AppError, isAppError } from '../../core/fault.ts'
import type { SyncRunId } from '../../core/ids.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { record } from '../audit/record.ts'
import { cardsOf } from '../connections/find-integration.ts'
import { moveCard, moveCards } from '../connections/move-cards.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection, SyncRun } from '../ports.ts'
import type { CardOutcome, RunOutcome } from './run-outcome.ts'
import { awsCardOutcome, identityCenterCardOutcome, outcomeOf, targetsAfter } from './run-outcome.ts'
import type { RunProgress } from './run-progress.ts'
import { createRunProgress } from './run-progress.ts'
import type { RunningRuns } from './running-runs.ts'
import { isCancelled } from './running-runs.ts'
import { createStagingSink } from './staging-sink.ts'
import { createThrottle } from './throttle.ts'

/** A person sees the first progress within a second and then movement; the database is not written for every page. */
const progressEveryMs = 250

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'log'> & {
  readonly running: RunningRuns
  readonly inventoryChanged: () => void
}

/** Idempotent: a run that has ended is left alone, one that a killed process left is read again from the beginning. */
export const runSync =
  (deps: Deps) =>
  async (payload: { readonly runId: string }, signal: AbortSignal): Promise<void> => {
    const run = await deps.store.syncRuns.get(toSyncRunId(payload.runId))
    if (!run || run.endedAt !== null) return
    const connection = await deps.store.connections.connection(run.connectionId)
    if (!connection) return
    if (connection.method === 'import') return giveUpImport(deps, run, connection)
    const cards = await cardsOf(deps.store, connection)
    if (cards.every((card) => card.state === 'paused')) {
      await deps.store.syncRuns.save(ended(deps, run, { state: 'cancelled', reason: 'The integration was paused.' }))
      return
    }
    await deps.running.track(run, signal, (combined) => read(deps, run, connection, combined))
  }

/** The process was killed in the middle of an import, and the file is not there to read it again. */
async function giveUpImport(deps: Deps, run: SyncRun, connection: Connection): Promise<void> {
  const reason = 'The import was interrupted. Import the file again.'
  await deps.store.inventory.dropStaging(run.id)
  await deps.store.syncRuns.save(ended(deps, run, { state: 'failed', reason }))
  await moveCards(deps.store, connection, 'read_nothing', reason)
}

async function read(deps: Deps, run: SyncRun, connection: Connection, signal: AbortSignal): Promise<void> {
  const progress = createRunProgress(deps.clock)
  let current: SyncRun = { ...run, state: 'running', startedAt: deps.clock.now(), ...progress.report() }
  await deps.store.inventory.dropStaging(run.id)
  await deps.store.syncRuns.save(current)
  await moveCards(deps.store, connection, 'reading')
  const saving = createThrottle(progressEveryMs, () => {
    current = { ...current, ...progress.report() }
    return deps.store.syncRuns.save(current)
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
      await deps.aws.collect(connection, staging.sink, { signal, runId: run.id })
    } finally {
      // Whatever an aborted reading throws, the reason of the abort is the better word.
      signal.throwIfAborted()
    }
  })
  const isStopping = signal.aborted && !isCancelled(signal)
  // What has been read whole is true whatever happened afterwards.
  const unpublished = isStopping ? undefined : await faultOf(deps, run.id, () => staging.finish())
  await saving
    .close()
    .catch((cause: unknown) => deps.log.warn('progress not saved', { run: run.id, cause: nameOf(cause) }))
  if (isStopping) return

  await deps.store.inventory.dropStaging(run.id)
  const outcome = outcomeOf(progress.cells(), fault ?? unpublished)
  await deps.store.syncRuns.save(ended(deps, { ...current, ...progress.report() }, outcome))
  await tellCards(deps, connection, outcome, progress)
  await record(deps, { kind: 'system' }, 'sync.ended', run.id, { state: outcome.state })
  deps.log.info('sync ended', { run: run.id, state: outcome.state, ...progress.report().coverage })
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
    deps.log.error('sync met a fault', { run, cause: nameOf(cause) })
    return new AppError(
      'internal',
      `A fault in Bailiwick ended the reading; the log names it beside run ${run}.`,
      {},
      { cause },
    )
  }
}

/** A message may quote what AWS sent, and that may be anything; the name and the places say enough. */
const nameOf = (cause: unknown): string =>
  cause instanceof Error ? [cause.name, ...(cause.stack ?? '').split('\n').filter(isPlace)].join('\n') : typeof cause

const isPlace = (line: string): boolean => /^\s+at /.test(line)

const ended = (deps: Pick<Deps, 'clock'>, run: SyncRun, outcome: RunOutcome): SyncRun => ({
  ...run,
  ...outcome,
  stages: run.stages.map((stage) => (stage.state === 'running' ? { ...stage, state: 'done' } : stage)),
  endedAt: deps.clock.now(),
})

async function tellCards(
  deps: Deps,
  connection: Connection,
  outcome: RunOutcome,
  progress: RunProgress,
): Promise<void> {
  const { store } = deps
  const cells = progress.cells()
  for (const target of targetsAfter(
    cells,
    progress.report().accounts,
    await store.connections.targets(connection.id),
  )) {
    await store.connections.saveTarget({ ...target, connectionId: connection.id })
  }
  for (const card of await cardsOf(store, connection)) {
    const wasReadBefore = card.lastSyncAt !== null
    const { event, reason, isRead }: CardOutcome =
      card.kind === 'aws'
        ? awsCardOutcome(outcome, wasReadBefore)
        : identityCenterCardOutcome(outcome, cells, wasReadBefore)
    // A pause keeps its own reason.
    if (card.state === 'fetching') await moveCard(store, card, event, reason, isRead ? deps.clock.now() : undefined)
  }
}
