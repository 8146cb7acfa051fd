import type { Log } from '../app/ports/host.ts'
import { traceOf } from '../core/fault-trace.ts'
import { type Recurring, watching } from './daily.ts'

export interface Postman extends Recurring {
  /** Something has just happened: why wait for the next round? */
  look(): void
}

/** For what is under way when the process ends; what is cut off before the mail server had it waits for the next start. */
const patienceMs = 5_000

/** Delivers notices while the process lives: whatever is due twice a minute, and at once when told to look. */
export function postman(deliver: (signal: AbortSignal) => Promise<void>, log: Log): Postman {
  const ending = new AbortController()
  const rounds = watching('notices', () => deliver(ending.signal), log)
  let looking: Promise<void> = Promise.resolve()
  const look = (): void => {
    looking = deliver(ending.signal).catch((cause: unknown) => {
      log.warn('notices were not delivered', { fault: traceOf(cause) })
    })
  }
  return {
    start() {
      look()
      rounds.start()
    },
    look,
    async stop() {
      const late = setTimeout(() => ending.abort(), patienceMs)
      await Promise.all([looking, rounds.stop()])
      clearTimeout(late)
    },
  }
}
