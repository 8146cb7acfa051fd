import type { Log } from '../app/ports/host.ts'
import { traceOf } from '../core/fault-trace.ts'

/** The start of a server is busy enough. */
const firstAfterMs = 60_000
const dayMs = 24 * 60 * 60_000

/** Short beside the shortest interval of a schedule, a quarter of an hour, and seldom enough to cost nothing. */
const lookEveryMs = 30_000

export interface Recurring {
  start(): void
  /** Resolves when what was under way has ended. */
  stop(): Promise<void>
}

/**
 * Idempotent work that a running server does once a day, and soon after its start. It is no job of the queue: what one day
 * leaves undone the next one does, so there is nothing to keep.
 */
export const daily = (name: string, work: Work, log: Log): Recurring =>
  recurring({ name, firstAfterMs, everyMs: dayMs }, work, log)

/** Looks every half minute whether something is due. */
export const watching = (name: string, look: Work, log: Log): Recurring =>
  recurring({ name, firstAfterMs: lookEveryMs, everyMs: lookEveryMs }, look, log)

type Work = (signal: AbortSignal) => Promise<unknown>

/** One after the other: work that takes long delays the next, and never meets it. */
function recurring(
  { name, firstAfterMs, everyMs }: { readonly name: string; readonly firstAfterMs: number; readonly everyMs: number },
  work: Work,
  log: Log,
): Recurring {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const after = (ms: number): void => {
    timer = setTimeout(() => {
      running = work(stopping.signal)
        .then(() => undefined)
        .catch((cause: unknown) => {
          if (!stopping.signal.aborted) log.warn('recurring work failed', { name, fault: traceOf(cause) })
        })
        .finally(() => {
          if (!stopping.signal.aborted) after(everyMs)
        })
    }, ms)
    timer.unref()
  }
  return {
    start: () => after(firstAfterMs),
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
