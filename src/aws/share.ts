/**
 * Our share of what AWS allows an account for a service, so that the customer's own callers are never starved: it begins at a part of
 * the rate that AWS allows, is halved when AWS throttles, and grows back slowly. AWS throttles per account, so each account × service
 * has a share of its own, over all Regions.
 */
import type { ServiceName } from './operations.ts'
import type { Gate, RateTools } from './rate.ts'
import { createBucket } from './rate.ts'

export type ShareLimits = Readonly<Partial<Record<ServiceName, number>>> & { readonly others: number }

/**
 * Requests a second at most. Half of what AWS lets an account do, where it says so: EC2 refills 20 tokens a second for describing
 * calls (EC2 API Reference, "Request throttling"); Lambda takes 15 control plane requests a second (Lambda quotas). Others document
 * a larger rate or none; of those ten a second is taken. IAM Roles Anywhere takes one call a second about trust anchors, and one about
 * profiles, of which both together are asked half (IAM Roles Anywhere User Guide, "Quotas").
 */
export const sharePerSecond: ShareLimits = {
  lambda: 7,
  rolesanywhere: 1,
  others: 10,
}

/** Whose rate is so small that it matters that each Region has its own. */
const countedByRegion: ReadonlySet<ServiceName> = new Set(['rolesanywhere'])

/** Even a service that throttles everything is asked now and then. */
const leastPerSecond = 0.5
/** So much of the full share comes back with every second without a throttle: it is whole again after twenty. */
const recoveryPerSecond = 0.05
/** One burst of throttled answers halves once: they were all sent before the first of them was heard. */
const halvedAgainAfterMs = 1_000

/** connection.md §9: so many throttled answers in a row put what is asked at the end of the run. */
export const throttlesInARow = 20
/** For so long nothing is asked; then the next request tries again. */
export const closedForMs = 10_000

export interface Share {
  readonly gate: Gate
  /** Nothing is sent for a while: AWS has throttled so many in a row. */
  isClosed(): boolean
  answered(throttled: boolean): void
  /** When it was used last, on the clock of durations. */
  usedAt(): number
}

export function createShare(full: number, tools: RateTools): Share {
  const { clock } = tools
  let perSecond = full
  let changedAt = clock.elapsed()
  let halvedAt = Number.NEGATIVE_INFINITY
  let inARow = 0
  let closedUntil = Number.NEGATIVE_INFINITY
  let usedAt = clock.elapsed()

  function grown(): number {
    const seconds = (clock.elapsed() - changedAt) / 1_000
    return Math.min(full, perSecond + full * recoveryPerSecond * seconds)
  }
  const gate = createBucket(grown, full, tools)

  return {
    gate() {
      usedAt = clock.elapsed()
      return gate()
    },
    isClosed: () => clock.elapsed() < closedUntil,
    answered(throttled) {
      const now = clock.elapsed()
      usedAt = now
      if (!throttled) {
        inARow = 0
        return
      }
      inARow += 1
      if (inARow >= throttlesInARow) closedUntil = now + closedForMs
      if (now - halvedAt < halvedAgainAfterMs) return
      perSecond = Math.max(leastPerSecond, grown() / 2)
      changedAt = now
      halvedAt = now
    },
    usedAt: () => usedAt,
  }
}

export interface SharedPlace {
  readonly accountId: string
  readonly service: ServiceName
  readonly region: string
}

export interface Shares {
  of(place: SharedPlace): Share
}

/** A share that nobody used for so long is whole again and need not be remembered. */
const forgottenAfterMs = 5 * 60_000
/** Looked through when so many more have come. */
const lookEvery = 1_000

export function createShares(limits: ShareLimits, tools: RateTools): Shares {
  const shares = new Map<string, Share>()
  let next = lookEvery
  const forget = (): void => {
    const before = tools.clock.elapsed() - forgottenAfterMs
    for (const [key, share] of shares) if (share.usedAt() < before) shares.delete(key)
    next = shares.size + lookEvery
  }
  return {
    of({ accountId, service, region }) {
      const key = `${accountId} ${service}${countedByRegion.has(service) ? ` ${region}` : ''}`
      const known = shares.get(key)
      if (known) return known
      if (shares.size >= next) forget()
      const made = createShare(limits[service] ?? limits.others, tools)
      shares.set(key, made)
      return made
    },
  }
}
