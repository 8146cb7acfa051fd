/** The runs that go on in this process, so that a person can stop one. */
import { AppError } from '../../core/fault.ts'
import type { SyncRunId } from '../../core/ids.ts'

export interface RunningRuns {
  /**
   * From this call on, before anything is read or written, the run can be cancelled. The signal ends with `outer` (the process
   * stops) or with a cancellation; `isCancelled` tells which.
   */
  track(id: SyncRunId, outer: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Does any run go on here? */
  isAny(): boolean
  /** Is this the process that conducts it? */
  goesOnHere(id: SyncRunId): boolean
  /** Resolves when the run goes on here no longer, however it ended; at once when it never did. */
  cancel(id: SyncRunId): Promise<void>
}

/** Told apart by identity: whoever stops the process may call that cancelled, too. */
const cancelledByPerson = new AppError('cancelled', 'The reading was cancelled.')

/** A person stopped the run; otherwise an aborted run goes on after the next start. */
export const isCancelled = (signal: AbortSignal): boolean => signal.reason === cancelledByPerson

export function createRunningRuns(): RunningRuns {
  const running = new Map<SyncRunId, { readonly controller: AbortController; readonly ended: Promise<void> }>()
  return {
    async track(id, outer, work) {
      const controller = new AbortController()
      const ended = work(AbortSignal.any([outer, controller.signal]))
      running.set(id, { controller, ended })
      try {
        await ended
      } finally {
        running.delete(id)
      }
    },
    isAny: () => running.size > 0,
    goesOnHere: (id) => running.has(id),
    async cancel(id) {
      const run = running.get(id)
      run?.controller.abort(cancelledByPerson)
      await run?.ended.catch(() => undefined)
    },
  }
}
