import type { AppDeps } from '../deps.ts'

/**
 * At the start: what a killed process left half read is read again. Staging of the old attempt is dropped when the job begins, and
 * the inventory was never touched by it. Returns how many runs were put back into the queue.
 */
export const resumeUnfinished = (deps: Pick<AppDeps, 'store' | 'jobs' | 'log'>) => async (): Promise<number> => {
  const runs = await deps.store.syncRuns.unfinished()
  for (const run of runs) {
    if (run.state === 'running') deps.log.info('run is taken up again', { run: run.id, connection: run.connectionId })
    await deps.jobs.enqueue('sync', run.connectionId, { runId: run.id })
  }
  return runs.length
}
