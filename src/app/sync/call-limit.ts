/** The most calls that a run may make (connection.md §9): it stops before the one too many. */
import { AppError } from '../../core/fault.ts'

export interface CallLimit {
  /** Aborted when the limit is reached. */
  readonly signal: AbortSignal
  /** May one more request be sent? Asked before each. */
  readonly allow: () => boolean
}

const limits = new WeakSet<AppError>()

export const isCallLimit = (fault: AppError | undefined): fault is AppError => fault !== undefined && limits.has(fault)

/** `made`: by the run so far, before it was taken up. */
export function createCallLimit(most: number | null, made: number): CallLimit {
  const reached = new AbortController()
  let left = most === null ? Number.POSITIVE_INFINITY : most - made
  return {
    signal: reached.signal,
    allow() {
      left -= 1
      if (left >= 0) return true
      if (!reached.signal.aborted) {
        const fault = new AppError(
          'cancelled',
          `Paused after ${most} calls, the most that this integration allows a run. What was not read stands as it was.`,
        )
        limits.add(fault)
        reached.abort(fault)
      }
      return false
    },
  }
}
