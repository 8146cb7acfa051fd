/** Gates in time: who may begin now, and who waits how long. In order of asking. */
import type { Clock } from '../app/ports/host.ts'

/** Resolves when the caller may begin. */
export type Gate = () => Promise<void>

export interface RateTools {
  readonly clock: Pick<Clock, 'elapsed'>
  readonly wait: (ms: number) => Promise<void>
}

/** Begins the work when its turn has come. */
export type Pace = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Never more than `perSecond` (a whole number) in any second, also where they arrive, and evenly. One arrives somewhere between its
 * beginning and its answer; so the next begins a second after the `perSecond`th before it was answered at the earliest: a way that is
 * slow today and quick tomorrow lets nobody catch up. Within that they are due nearly a `perSecond`th of a second apart: a little less,
 * so that one that was long on its way does not hold up all behind it. A thread that came late to one is not late with those behind it
 * too, which wait already; what nobody asked for is not saved up.
 */
export function createRate(perSecond: number, { clock, wait }: RateTools): Pace {
  const gap = 900 / perSecond
  /** When the last `perSecond` of them were answered. */
  const answers: Promise<number>[] = []
  let due = Number.NEGATIVE_INFINITY
  const pass = inTurn(async (asked: number) => {
    const earliest = answers.length < perSecond ? undefined : await answers.shift()
    due = Math.max(due + gap, asked, (earliest ?? Number.NEGATIVE_INFINITY) + 1_000)
    for (let left = due - clock.elapsed(); left > 0; left = due - clock.elapsed()) await wait(left)
    const { promise, resolve } = Promise.withResolvers<number>()
    answers.push(promise)
    return () => resolve(clock.elapsed())
  })
  return async (work) => {
    const answered = await pass(clock.elapsed())
    return work().finally(answered)
  }
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

/** One after the other, in order of asking. `pass` never fails. */
function inTurn<T, Asked extends unknown[]>(pass: (...asked: Asked) => Promise<T>): (...asked: Asked) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve()
  return (...asked) => {
    const mine = turn.then(() => pass(...asked))
    turn = mine
    return mine
  }
}

/**
 * One at a time, each in its own turn of the event loop. The thread that reads AWS also answers people; dozens of requests
 * made ready in one turn would keep them waiting for a tenth of a second. `onTurn` is told how long each turn took.
 */
export function createTurns(clock: RateTools['clock'], onTurn: (ms: number) => void): Gate {
  const waiting: (() => void)[] = []
  const inNextTurn = (): void => {
    const from = clock.elapsed()
    setImmediate(() => {
      onTurn(clock.elapsed() - from)
      waiting.shift()?.()
      if (waiting.length > 0) inNextTurn()
    })
  }
  return () =>
    new Promise((begin) => {
      if (waiting.push(begin) === 1) inNextTurn()
    })
}
