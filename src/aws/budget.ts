/** How many requests may be in flight, and how many a second: AWS throttles, and the customer's own callers need their share. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { LimitFunction } from 'p-limit'
import pLimit from 'p-limit'
import type { Clock } from '../app/ports/host.ts'
import type { ServiceName } from './operations.ts'
import type { Pace } from './rate.ts'
import { createRate, createTurns } from './rate.ts'
import { sdkErrorFacts } from './sdk-error.ts'
import type { Share, ShareLimits } from './share.ts'
import { createShares, sharePerSecond, throttlesInARow } from './share.ts'

export interface RequestLimits {
  /** In flight, of everything. */
  readonly total: number
  readonly account: number
  readonly accountServiceRegion: number
  readonly organizations: number
  readonly identityCenter: number
  /** Arriving in any second, for the organization as a whole. */
  readonly identityCenterPerSecond: number
  /** Of each account × service, at most. */
  readonly share: ShareLimits
}

/** connection.md §9; the rate of Identity Center: §8.2, half of what AWS allows an organization. */
export const requestLimits: RequestLimits = {
  total: 96,
  account: 8,
  accountServiceRegion: 2,
  organizations: 2,
  identityCenter: 4,
  identityCenterPerSecond: 10,
  share: sharePerSecond,
}

/** Where nobody else calls, so that there is no share to be left to others: a simulated organization. */
export const unsharedLimits: RequestLimits = {
  ...requestLimits,
  identityCenterPerSecond: 1_000,
  share: { others: 1_000 },
}

export interface RequestPlace {
  readonly accountId: string
  readonly service: ServiceName
  readonly region: string
}

export interface Budget {
  /** Runs `request` once every limit that it falls under has room. */
  run<T>(place: RequestPlace, request: () => Promise<T>): Promise<T>
}

export interface BudgetSettings {
  readonly clock: Pick<Clock, 'elapsed'>
  readonly limits?: RequestLimits
  readonly wait?: (ms: number) => Promise<void>
}

export function createBudget({ clock, limits = requestLimits, wait = sleep }: BudgetSettings): Budget {
  // Identity Center has places of its own: its rate is what a large run waits for, so it waits for nobody else.
  const total = pLimit(limits.total - limits.identityCenter)
  const room = createRoom(total.concurrency)
  const turn = createTurns(clock, (ms) => {
    total.concurrency = room(ms)
  })
  const narrow = new Map<string, LimitFunction>()
  const shares = createShares(limits.share, { clock, wait })
  /** An organization's Identity Center is called through one account. */
  const rates = new Map<string, Pace>()

  const limitOf = (key: string, room: number): LimitFunction => {
    const known = narrow.get(key)
    if (known) return known
    const made = pLimit(room)
    narrow.set(key, made)
    return made
  }
  const forgetIdle = (key: string): void => {
    const limit = narrow.get(key)
    if (limit && limit.activeCount + limit.pendingCount === 0) narrow.delete(key)
  }
  const rateOf = ({ accountId, service }: RequestPlace): Pace | undefined => {
    if (!isIdentityCenter(service)) return undefined
    const rate = rates.get(accountId) ?? createRate(limits.identityCenterPerSecond, { clock, wait })
    rates.set(accountId, rate)
    return rate
  }

  return {
    async run(place, request) {
      const cellKey = `${place.accountId} ${groupOf(place.service)} ${place.region}`
      const cell = limitOf(cellKey, roomOf(place.service, limits))
      const account = limitOf(place.accountId, limits.account)
      const rate = rateOf(place)
      const begin = async () => {
        await turn()
        return request()
      }
      const share = shares.of(place)
      try {
        // Narrow before wide: what waits for its own service holds no place that another account could use.
        return await cell(async () => {
          if (share.isClosed()) throw new ThrottledTooLong()
          // Identity Center has a rate of its own, for the organization as a whole.
          if (!isIdentityCenter(place.service)) await share.gate()
          // After every wait for room: what the rate lets go goes at once, and needs no turn.
          return told(share, () => account(() => (rate ? rate(request) : total(begin))))
        })
      } finally {
        forgetIdle(cellKey)
        forgetIdle(place.accountId)
      }
    },
  }
}

/** Fewer would leave the thread idle while AWS answers. */
const fewestAtOnce = 4
const slowTurnMs = 20
const quickTurnMs = 10

/**
 * How many requests at once, told after each turn of the event loop with how long it took. One thread makes the requests, reads the
 * answers and serves people: more in flight than it keeps up with come back no sooner, and everybody waits behind their answers.
 */
export function createRoom(most: number): (turnMs: number) => number {
  const fewest = Math.min(fewestAtOnce, most)
  let room = most
  return (turnMs) => {
    if (turnMs > slowTurnMs) room = Math.max(fewest, room * 0.9)
    else if (turnMs < quickTurnMs) room = Math.min(most, room + 0.5)
    return Math.floor(room)
  }
}

/**
 * Not sent, because AWS has throttled so many in a row: its cell comes last. The SDK, which does not know the name, does not repeat
 * it; for the cell it is what AWS itself would have said.
 */
class ThrottledTooLong extends Error {
  override readonly name = 'ThrottledTooLong'
  readonly $fault = 'client'
  constructor() {
    super(`AWS has throttled ${throttlesInARow} requests in a row.`)
  }
}

async function told<T>(share: Share, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask()
    share.answered(false)
    return answer
  } catch (error) {
    share.answered(sdkErrorFacts(error).throttled)
    throw error
  }
}

/** AWS's rate is that of Identity Center as a whole (connection.md §8.2), so its two services share one budget. */
const isIdentityCenter = (service: ServiceName): boolean => service === 'sso-admin' || service === 'identitystore'

const groupOf = (service: ServiceName): string => (isIdentityCenter(service) ? 'identity-center' : service)

function roomOf(service: ServiceName, limits: RequestLimits): number {
  if (isIdentityCenter(service)) return limits.identityCenter
  return service === 'organizations' ? limits.organizations : limits.accountServiceRegion
}
