/** Gates in time: who may begin now, and who waits how long. In order of asking. */
import type { Clock } from '../app/ports.ts'

/** Resolves when the caller may begin. */
export type Gate = () => Promise<void>

export interface RateTools {
  readonly clock: Pick<Clock, 'elapsed'>
  readonly wait: (ms: number) => Promise<void>
}

/**
 * Never more than `perSecond` in any second, and evenly: the next one begins a `perSecond`th of a second after the last at the
 * earliest. What counts is when each really began: a busy thread that comes late lets nobody through in a bunch.
 */
export function createRate(perSecond: number, { clock, wait }: RateTools): Gate {
  const gap = 1_000 / perSecond
  let last = Number.NEGATIVE_INFINITY
  return inTurn(async () => {
    for (let left = last + gap - clock.elapsed(); left > 0; left = last + gap - clock.elapsed()) await wait(left)
    last = clock.elapsed()
  })
}

/**
 * A bucket that fills with `perSecond()` tokens a second, up to `capacity`: who has not asked for a while may ask for several at
 * once, as the services themselves allow.
 */
export function createBucket(perSecond: () => number, capacity: number, { clock, wait }: RateTools): Gate {
  let tokens = capacity
  let filledAt = clock.elapsed()
  return inTurn(async () => {
    for (;;) {
      const now = clock.elapsed()
      tokens = Math.min(capacity, tokens + (perSecond() * (now - filledAt)) / 1_000)
      filledAt = now
      // A thousandth: what is missing of a whole token by rounding is not worth a wait.
      if (tokens >= 0.999) break
      await wait(((1 - tokens) / perSecond()) * 1_000)
    }
    tokens -= 1
  })
}

/** One after the other, in order of asking. */
function inTurn(pass: () => Promise<void>): Gate {
  let turn = Promise.resolve()
  return () => {
    turn = turn.then(pass)
    return turn
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
