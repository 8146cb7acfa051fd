import { AppError } from '../../core/fault.ts'

export interface Turnstile {
  /** Fault `too_many_requests` when too many wait already. */
  pass<T>(work: () => Promise<T>): Promise<T>
}

/** Lets so many through at once and so many wait; first come, first served. */
export function createTurnstile(limits: { readonly atOnce: number; readonly waiting: number }): Turnstile {
  const queue: (() => void)[] = []
  let inside = 0

  async function enter(): Promise<void> {
    if (inside < limits.atOnce) {
      inside++
      return
    }
    if (queue.length >= limits.waiting) {
      throw new AppError('too_many_requests', 'Too many people sign in at this moment; wait 1 s.', { retryAfter: 1 })
    }
    // Whoever leaves hands over his place, so that nobody slips in between.
    await new Promise<void>((admit) => queue.push(admit))
  }

  function leave(): void {
    const admit = queue.shift()
    if (admit) admit()
    else inside--
  }

  return {
    async pass(work) {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
