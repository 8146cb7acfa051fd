/**
 * How many calls a second Identity Center answers before it throttles (AWS documents no figure; 20 is what is seen). One
 * bucket for an organization's Identity Center as a whole, whoever calls.
 */

export interface Rates {
  /** SSO administration and identity store together. */
  readonly identityCenterPerSecond: number
}

export const usualRates: Rates = { identityCenterPerSecond: 20 }

export interface RateGate {
  /** Counts the call; false when it is one too many in this second. */
  admits(service: string, now: number): boolean
}

/** Without rates everything is let through. */
export function createRateGate(rates: Rates | undefined): RateGate {
  /** When the last calls were let through, oldest first. */
  const admitted: number[] = []
  return {
    admits(service, now) {
      if (rates === undefined || !identityCenter.has(service)) return true
      while ((admitted[0] ?? now) <= now - 1_000) admitted.shift()
      if (admitted.length >= rates.identityCenterPerSecond) return false
      admitted.push(now)
      return true
    },
  }
}

/** By their names in the credential scope. */
const identityCenter: ReadonlySet<string> = new Set(['sso', 'identitystore'])
