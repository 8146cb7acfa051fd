/** The most that a run may call, and all runs of a day may cost (connection.md §9): it stops before what would be too much. */
import { AppError } from '../../core/fault.ts'
import { costOf, usdOfCall } from '../../core/inventory/prices.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection } from '../ports/connections.ts'
import type { SyncRun } from '../ports/sync.ts'

export interface CallLimit {
  /** Aborted when the limit is reached. */
  readonly signal: AbortSignal
  /** May one more request be sent, for this IAM action? Asked before each; undefined where there is no limit. */
  readonly allow: ((action: string) => boolean) | undefined
}

const limits = new WeakSet<AppError>()

export const isCallLimit = (fault: AppError | undefined): fault is AppError => fault !== undefined && limits.has(fault)

/** As a setting says them; null: no limit. */
type Most = Pick<Connection['settings'], 'maxCallsPerRun' | 'maxCostPerDay'>

/** Each process counts for itself, so what has a limit is read by one alone. */
export const hasLimit = ({ maxCallsPerRun, maxCostPerDay }: Most): boolean =>
  maxCallsPerRun !== null || maxCostPerDay !== null

/** `calls`: made by the run so far, before it was taken up; `usd`: what the day has cost by then. */
export interface Spent {
  readonly calls: number
  readonly usd: number
}

export function createCallLimit(most: Most, spent: Spent): CallLimit {
  const { maxCallsPerRun, maxCostPerDay } = most
  const reached = new AbortController()
  let calls = spent.calls
  let usd = spent.usd
  const stop = (what: string): false => {
    if (!reached.signal.aborted) {
      const fault = new AppError('cancelled', `Paused ${what}. What was not read stands as it was.`)
      limits.add(fault)
      reached.abort(fault)
    }
    return false
  }
  const allow = (action: string): boolean => {
    if (maxCallsPerRun !== null && calls >= maxCallsPerRun) {
      return stop(`after ${maxCallsPerRun} calls, the most that this integration allows a run`)
    }
    // A call without a known price cannot be counted; the ledger shows it as not priced.
    const price = usdOfCall(action) ?? 0
    if (maxCostPerDay !== null && price > 0 && usd + price > maxCostPerDay) {
      return stop(`at the $${maxCostPerDay} that this integration may cost a day`)
    }
    calls += 1
    usd += price
    return true
  }
  return { signal: reached.signal, allow: hasLimit(most) ? allow : undefined }
}

/** For a run that is taken up. A day is one of UTC, and a run belongs to the day on which it was asked for. */
export async function callLimitOf(
  { store, clock }: Pick<AppDeps, 'store' | 'clock'>,
  { id, settings }: Connection,
  run: Pick<SyncRun, 'id'>,
): Promise<CallLimit> {
  const calls = await store.syncUnits.calls(run.id)
  return createCallLimit(settings, { calls, usd: settings.maxCostPerDay === null ? 0 : await usdOfToday() })

  async function usdOfToday(): Promise<number> {
    const midnight = `${clock.now().slice(0, 10)}T00:00:00.000Z`
    const rows = await Promise.all([store.syncRuns.callsSince(id, midnight), store.checks.calls(id, midnight)])
    return costOf(rows.flat()).usd
  }
}
