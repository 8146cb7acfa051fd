/** How many requests may be in flight: AWS throttles per account, and the customer's own callers need their share. */
import type { LimitFunction } from 'p-limit'
import pLimit from 'p-limit'
import type { ServiceName } from './operations.ts'

/** connection.md §9. */
export const requestLimits = {
  total: 96,
  account: 8,
  accountServiceRegion: 2,
  identityCenter: 4,
  organizations: 2,
} as const

export interface RequestPlace {
  readonly accountId: string
  readonly service: ServiceName
  readonly region: string
}

export interface Budget {
  /** Runs `request` once every limit that it falls under has room. */
  run<T>(place: RequestPlace, request: () => Promise<T>): Promise<T>
}

export function createBudget(
  limits: typeof requestLimits | Record<keyof typeof requestLimits, number> = requestLimits,
): Budget {
  const total = pLimit(limits.total)
  const narrow = new Map<string, LimitFunction>()

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

  return {
    async run(place, request) {
      const cellKey = `${place.accountId} ${groupOf(place.service)} ${place.region}`
      const cell = limitOf(cellKey, roomOf(place.service, limits))
      const account = limitOf(place.accountId, limits.account)
      try {
        // Narrow before wide: what waits for its own service holds no place that another account could use.
        return await cell(() => account(() => total(request)))
      } finally {
        forgetIdle(cellKey)
        forgetIdle(place.accountId)
      }
    },
  }
}

/** Both services of Identity Center share one budget. */
const groupOf = (service: ServiceName): string => (service === 'identitystore' ? 'sso-admin' : service)

function roomOf(service: ServiceName, limits: Record<keyof typeof requestLimits, number>): number {
  if (service === 'sso-admin' || service === 'identitystore') return limits.identityCenter
  return service === 'organizations' ? limits.organizations : limits.accountServiceRegion
}
