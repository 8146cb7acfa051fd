/** Gates in time: who may begin now, and who waits how long. In order of asking. */
import type { Clock } from '../app/ports.ts'

/** Resolves when the caller may begin. */
export type Gate = () => Promise<void>

interface RateTools {
  readonly clock: Pick<Clock, 'elapsed'>
  readonly wait: (ms: number) => Promise<void>
}

/** A bucket of `perSecond` tokens, each of which comes back one second after it was taken: never more in any second. */
export function createRate(perSecond: number, { clock, wait }: RateTools): Gate {
  /** When the last `perSecond` tokens were taken, or will be; oldest first. */
  const taken: number[] = []
  return async () => {
    const now = clock.elapsed()
    const back = taken.length < perSecond ? now : (taken.shift() ?? now) + 1_000
    const at = Math.max(now, back)
    taken.push(at)
    if (at > now) await wait(at - now)
  }
}

/**
 * One at a time, each in its own turn of the event loop. The thread that reads AWS also answers people; dozens of requests
 * made ready in one turn would keep them waiting for a tenth of a second.
 */
export function createTurns(): Gate {
  const waiting: (() => void)[] = []
  const next = (): void => {
    waiting.shift()?.()
    if (waiting.length > 0) setImmediate(next)
  }
  return () =>
    new Promise((begin) => {
      if (waiting.push(begin) === 1) setImmediate(next)
    })
}
