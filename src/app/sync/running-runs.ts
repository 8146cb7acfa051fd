/** The runs that go on in this process, so that a person can stop one. */
import { AppError } from '../../core/fault.ts'
import type { ConnectionId, SyncRunId } from '../../core/ids.ts'
import type { SyncRun } from '../ports.ts'

export interface RunningRuns {
  /** The signal ends with `outer` (the process stops) or with a cancellation; `isCancelled` tells which. */
  track(run: SyncRun, outer: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Resolves when the run has ended; false when it does not go on here. */
  cancel(id: SyncRunId): Promise<boolean>
  cancelConnection(id: ConnectionId): Promise<void>
}

/** Told apart by identity: whoever stops the process may call that cancelled, too. */
const cancelledByPerson = new AppError('cancelled', 'The reading was cancelled.')

/** A person stopped the run; otherwise an aborted run goes on after the next start. */
export const isCancelled = (signal: AbortSignal): boolean => signal.reason === cancelledByPerson

export function createRunningRuns(): RunningRuns {
  const running = new Map<
    SyncRunId,
    { connectionId: ConnectionId; controller: AbortController; ended: Promise<void> }
  >()

  async function cancel(id: SyncRunId): Promise<boolean> {
    const run = running.get(id)
    if (!run) return false
    run.controller.abort(cancelledByPerson)
    await run.ended.catch(() => undefined)
    return true
  }

  return {
    async track(run, outer, work) {
      const controller = new AbortController()
      const ended = work(AbortSignal.any([outer, controller.signal]))
      running.set(run.id, { connectionId: run.connectionId, controller, ended })
      try {
        await ended
      } finally {
        running.delete(run.id)
      }
    },
    cancel,
    async cancelConnection(id) {
      const own = [...running].filter(([, run]) => run.connectionId === id)
      await Promise.all(own.map(([runId]) => cancel(runId)))
    },
  }
}
