/**
 * How many calls a second a service answers before it throttles. Of Identity Center AWS documents no figure (20 is what is
 * seen): one bucket for the organization as a whole, whoever calls. `LookupEvents` is limited by account and Region.
 */

export interface Rates {
  /** SSO administration and identity store together. */
  readonly identityCenterPerSecond: number
  /** CloudTrail API Reference, LookupEvents: two. */
  readonly lookupEventsPerSecond: number
}

export const usualRates: Rates = { identityCenterPerSecond: 20, lookupEventsPerSecond: 2 }

export interface RatedCall {
  /** By its name in the credential scope. */
  readonly service: string
  readonly operation: string
  readonly accountId: string
  readonly region: string
}

export interface RateGate {
  /** Counts the call; false when it is one too many in this second. */
  admits(call: RatedCall, now: number): boolean
}

/** Without rates everything is let through. */
export function createRateGate(rates: Rates | undefined): RateGate {
  /** When the last calls of each bucket were let through, oldest first. */
  const buckets = new Map<string, number[]>()
  return {
    admits(call, now) {
      const limit = rates && limitOf(rates, call)
      if (limit === undefined) return true
      const admitted = buckets.get(limit.bucket) ?? []
      buckets.set(limit.bucket, admitted)
      while ((admitted[0] ?? now) <= now - 1_000) admitted.shift()
      if (admitted.length >= limit.perSecond) return false
      admitted.push(now)
      return true
    },
  }
}

function limitOf(rates: Rates, { service, operation, accountId, region }: RatedCall) {
  if (service === 'sso' || service === 'identitystore')
    return { bucket: 'identity-center', perSecond: rates.identityCenterPerSecond }
  if (service === 'cloudtrail' && operation === 'LookupEvents')
    return { bucket: `lookup ${accountId} ${region}`, perSecond: rates.lookupEventsPerSecond }
  return undefined
}
