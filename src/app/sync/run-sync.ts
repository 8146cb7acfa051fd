/**
 * The job behind a sync: plans the run as units of work, reads them (other processes may help), publishes stage by stage, and says
 * on the cards how it went. Method: docs/algorithms/sync.md.
 */
import { AppError, isAppError } from '../../core/fault.ts'
import { traceOf } from '../../core/fault-trace.ts'
import type { SyncRunId } from '../../core/ids.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { stageNames } from '../../core/inventory/coverage.ts'
import { record } from '../audit/record.ts'
import { cardsOf } from '../connections/find-integration.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection } from '../ports/connections.ts'
import type { SyncRun, SyncScope } from '../ports/sync.ts'
import { callLimitOf, isCallLimit } from './call-limit.ts'
import { conduct, publishStages } from './conduct-run.ts'
import type { RunOutcome } from './run-outcome.ts'
import { outcomeOf, stagesAtEnd } from './run-outcome.ts'
import type { WhatWasRead } from './run-reason.ts'
import type { RunningRuns } from './running-runs.ts'
import { isCancelled } from './running-runs.ts'
import { nothingRead, tellCards, tellThatItIsRead, whatIsKnown, whatWasRead } from './tell-cards.ts'
import { endedElsewhere } from './unit-worker.ts'

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'ids' | 'log'> & {
  readonly running: RunningRuns
  readonly inventoryChanged: () => void
  /** A stage was published, and more follows. */
  readonly inventoryGrew: () => void
  /** Before what AWS throttled is read once more; absent: as long as AWS needs. */
  readonly restMs?: number
}

/**
 * Idempotent: a run that has ended is left alone, one that a killed process left goes on where that stood. Tracked before anything
 * else, so that a cancellation is never lost between two steps.
 */
export const runSync =
  (deps: Deps) =>
  async (payload: { readonly runId: string; readonly afterwards?: SyncScope }, signal: AbortSignal): Promise<void> => {
    const id = toSyncRunId(payload.runId)
    await deps.running.track(id, signal, (combined) => takeUp(deps, id, combined))
    if (payload.afterwards === undefined || signal.aborted) return
    const next = await openNext(deps, id, payload.afterwards)
    if (next !== undefined) await deps.running.track(next, signal, (combined) => takeUp(deps, next, combined))
  }

/** The run that was asked for while a narrower one went on; whoever cancelled that one wanted none after it. */
async function openNext(deps: Deps, before: SyncRunId, scope: SyncScope): Promise<SyncRunId | undefined> {
  const { store } = deps
  const run = await store.syncRuns.get(before)
  if (!run || run.endedAt === null || run.state === 'cancelled') return undefined
  if (!(await store.connections.connection(run.connectionId))) return undefined
  const id = toSyncRunId(deps.ids.uuid())
  return (await store.syncRuns.open(run.connectionId, id, deps.clock.now(), scope)).id
}

async function takeUp(deps: Deps, id: SyncRunId, signal: AbortSignal): Promise<void> {
  const run = await deps.store.syncRuns.get(id)
  if (!run || run.endedAt !== null) return
  const connection = await deps.store.connections.connection(run.connectionId)
  if (!connection) return
  if (connection.method === 'import') {
    // The process was killed in the middle of an import, and the file is not there to read it again.
    const reason = 'The import was interrupted. Import the file again.'
    return endRun(deps, run, { state: 'failed', reason })
  }
  const cards = await cardsOf(deps.store, connection.id)
  if (cards.every((card) => card.state === 'paused')) {
    return endRun(deps, run, { state: 'cancelled', reason: 'The integration was paused.' })
  }
  await read(deps, run, connection, signal)
}

async function read(deps: Deps, found: SyncRun, connection: Connection, outer: AbortSignal): Promise<void> {
  const run: SyncRun = { ...found, state: 'running', startedAt: found.startedAt ?? deps.clock.now() }
  const published = { snapshotId: found.snapshotId }
  const limit = await callLimitOf(deps, connection, run)
  const signal = AbortSignal.any([outer, limit.signal])
  if (!(await deps.store.syncRuns.save(run))) return leave(deps, run)
  if (!signal.aborted) await tellThatItIsRead(deps.store, connection, run.scope)
  const stage = {
    ...deps,
    run,
    connection,
    signal,
    limit,
    async onPublished(snapshot: { readonly id: NonNullable<SyncRun['snapshotId']> }) {
      published.snapshotId = snapshot.id
      await deps.store.syncRuns.save({ ...run, ...published })
      deps.inventoryGrew()
    },
  }

  const fault = await faultOf(deps, run.id, () => conduct(stage), signal)
  if (fault === endedElsewhere) return leave(deps, run)
  if (outer.aborted && !isCancelled(outer)) return
  // What has been read whole is true whatever happened afterwards.
  const unpublished = fault && (await faultOf(deps, run.id, () => publishStages(stage, stageNames)))
  const ended = await deps.store.syncRuns.get(run.id)
  if (!ended || ended.endedAt !== null) return leave(deps, run)
  const isAnythingRead = Object.values(ended.coverage).some((cells) => cells > 0)
  if (!fault && isAnythingRead && published.snapshotId === null) {
    // Nothing is otherwise than it was; since when that is known is worth a snapshot, and one new index.
    await stage.onPublished(await deps.store.inventory.publish(run.id, connection.id, deps.clock.now()))
  }
  // Nothing more follows; and of stages without a snapshot, which found everything as it was, the times are others.
  if (isAnythingRead) deps.inventoryChanged()
  const outcomeFrom = (read: WhatWasRead): RunOutcome => {
    if (isCallLimit(fault)) return paused(outcomeOf(read, undefined), fault)
    return outcomeOf(read, fault ?? unpublished)
  }
  const outcome = outcomeFrom(await whatWasRead(deps.store, ended))
  const known = await whatIsKnown(deps.store, ended)
  await endRun(deps, { ...ended, ...published }, outcome, { outcome: outcomeFrom(known), read: known })
  await deps.store.inventory.dropStaging(run.id)
  await deps.store.syncRuns.foldCalls(connection.id)
  deps.log.info('sync ended', { run: run.id, state: outcome.state, ...ended.coverage })
}

/** The limit of calls leaves a run unfinished, whatever else it has met. */
const paused = (outcome: RunOutcome, limit: AppError): RunOutcome => ({
  state: outcome.state === 'succeeded' ? 'partial' : outcome.state,
  reason: limit.message,
})

/** Whoever ended the run has told the cards; only those that were moved to Fetching again meanwhile hear of it here. */
async function leave(deps: Deps, run: SyncRun): Promise<void> {
  await deps.store.inventory.dropStaging(run.id)
  await tellCards(deps, run.connectionId, { state: 'cancelled', reason: null }, nothingRead)
}

/** The cards first: telling them twice changes nothing, and a run that has not ended is taken up again after a fault or a kill. */
async function endRun(
  deps: Deps,
  run: SyncRun,
  outcome: RunOutcome,
  cards: { readonly outcome: RunOutcome; readonly read: WhatWasRead } = { outcome, read: nothingRead },
): Promise<void> {
  await tellCards(deps, run.connectionId, cards.outcome, cards.read)
  const isEnded = await deps.store.syncRuns.save(ended(deps, run, outcome))
  if (isEnded) await record(deps, { kind: 'system' }, 'sync.ended', run.id, { state: outcome.state })
}

/** What the work throws, as a fault that may be shown; what nobody expected goes to the log and not to the card. */
async function faultOf(
  deps: Pick<Deps, 'log'>,
  run: SyncRunId,
  work: () => Promise<unknown>,
  signal?: AbortSignal,
): Promise<AppError | undefined> {
  try {
    await work()
    return undefined
  } catch (thrown) {
    // Whatever an aborted reading throws, the reason of the abort is the better word.
    const cause: unknown = signal?.aborted ? signal.reason : thrown
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
  stages: stagesAtEnd(run.stages),
  endedAt: deps.clock.now(),
})
