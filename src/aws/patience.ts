/**
 * How often a call is repeated that ends in a fault of the service (a status of 500 or more). A service that is down for a moment
 * comes back within eight attempts; one that fails through all of them is down for longer, or answers an operation that it does
 * not have in that way, and asking it eight times in every further Region and account would cost minutes and bring nothing.
 */
import { sdkErrorFacts, Unrepeated } from './sdk-error.ts'

export interface Patience {
  /**
   * What is to be thrown after this attempt (the first is 1) of a call of this IAM action: the error itself, which the SDK may
   * repeat, or one that it does not repeat.
   */
  after(action: string, attempt: number, error: unknown): unknown
  /** It answers: the next fault has all attempts again. */
  answered(action: string): void
}

/** One to see whether it still fails, one because a single answer may have met another fault. */
const attemptsOfFailing = 2

export function createPatience(maxAttempts: number): Patience {
  const failing = new Set<string>()
  return {
    after(action, attempt, error) {
      const { status = 0, throttled } = sdkErrorFacts(error)
      if (throttled || status < 500) return error
      if (attempt >= maxAttempts) failing.add(action)
      return failing.has(action) && attempt >= attemptsOfFailing ? new Unrepeated(error) : error
    },
    answered: (action) => void failing.delete(action),
  }
}
