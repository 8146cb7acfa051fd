import type { AppDeps } from '../deps.ts'

/**
 * At the start: what a killed process left half read is read again. Staging of the old attempt is dropped when the job begins, and
 * the inventory was never touched by it. Returns how many runs were put back into the queue.
 */
export const resumeUnfinished =
  (deps: Pick<AppDeps, 'store' | 'jobs' | 'log'>) =>
  async (): Promise<number> => {
    const running = await deps.store.syncRuns.unfinished()
    const queued = (await deps.store.syncRuns.list()).filter((run) => run.state === 'queued')
    const runs = new Map([...running, ...queued].map((run) => [run.id, run]))
    for (const run of runs.values()) {
      deps.log.info('run is taken up again', { run: run.id, connection: run.connectionId })
      await deps.jobs.enqueue('sync', run.connectionId, { runId: run.id })
    }
    return runs.size
  }
