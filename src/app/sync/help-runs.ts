/**
 * Helping with runs that other processes conduct: takes their units while there are any. Publishing, the cards and the end of a run
 * are the conductor's alone.
 */
import { isAppError } from '../../core/fault.ts'
import { traceOf } from '../../core/fault-trace.ts'
import type { SyncRunId } from '../../core/ids.ts'
import type { AppDeps } from '../deps.ts'
import { hasLimit } from './call-limit.ts'
import { pause } from './pause.ts'
import { organizationFacts } from './plan-run.ts'
import type { RunningRuns } from './running-runs.ts'
import { createUnitWorker } from './unit-worker.ts'

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'ids' | 'log'> & { readonly running: RunningRuns }

/** Where nothing waits: seldom enough to cost nothing, often enough to be there for most of a stage. */
const lookEveryMs = 2_000

/** Sessions and what was found out of the accounts serve the next stage, too. */
const lingerMs = 10_000

/** Resolves when the signal has ended it and nothing goes on any more. Only where several processes share a database. */
export const helpRuns =
  (deps: Deps) =>
  async (signal: AbortSignal): Promise<void> => {
    const { engine } = await deps.store.describe()
    if (engine !== 'postgres') return
    while (!signal.aborted) {
      await helpAll(deps, signal).catch((cause: unknown) => {
        if (!signal.aborted) deps.log.warn('could not help with a run', { cause: traceOf(cause) })
      })
      await pause(lookEveryMs, signal)
    }
  }

async function helpAll(deps: Deps, signal: AbortSignal): Promise<void> {
  for (const runId of await deps.store.syncUnits.waiting()) {
    if (!deps.running.goesOnHere(runId)) await help(deps, runId, signal)
  }
}

async function help(deps: Deps, runId: SyncRunId, signal: AbortSignal): Promise<void> {
  const { store, aws } = deps
  const run = await store.syncRuns.get(runId)
  const connection = run && (await store.connections.connection(run.connectionId))
  if (!run || !connection || hasLimit(connection.settings)) return
  const reading = await aws.open(connection, {
    signal,
    runId,
    known: (cell, kinds) => store.inventory.objectsOf(connection.id, cell, kinds),
  })
  try {
    const worker = createUnitWorker(deps, {
      run,
      reading,
      signal,
      organization: async () => {
        const known = await store.inventory.organization(connection.id)
        return organizationFacts(connection, { known, ownAccountId: reading.ownAccountId })
      },
    })
    deps.log.info('helping with a run', { run: runId })
    await worker.run(() => worker.idleMs() > lingerMs)
  } catch (cause) {
    // The run was ended by a person or by its conductor: that is no trouble of ours.
    if (!signal.aborted && !(isAppError(cause) && cause.code === 'cancelled')) throw cause
  } finally {
    reading.close()
  }
}
