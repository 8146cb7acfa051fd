/** Cells that a scheduled run leaves out: where three readings found nothing, one a day is enough (connection.md §9). */
import type { AccountId } from '../../core/ids.ts'
import type { CellKey } from '../../core/inventory/coverage.ts'
import type { AppDeps } from '../deps.ts'
import type { SyncRun } from '../ports/sync.ts'
import { defaultMinutes } from '../schedule/turns.ts'

export type IdleCells = (accountId: AccountId) => Promise<readonly CellKey[]>

const minuteMs = 60_000
const dayMinutes = 24 * 60
/** Readings in a row that found nothing. */
const emptyReadings = 3

/** From the moment at which the run was asked for, so that one that is taken up again leaves out the same. */
export function idleCells(
  { store }: Pick<AppDeps, 'store'>,
  run: Pick<SyncRun, 'connectionId' | 'scope' | 'createdAt'>,
): IdleCells {
  if (run.scope.sparing !== true) return async () => []
  const ago = (minutes: number): string => new Date(Date.parse(run.createdAt) - minutes * minuteMs).toISOString()
  const every = store.schedule
    .minutes(run.connectionId)
    .then((chosen) => (chosen ?? defaultMinutes).resources ?? dayMinutes)
  return async (accountId) => {
    const minutes = await every
    if (minutes >= dayMinutes) return []
    return store.coverage.idle(run.connectionId, accountId, {
      emptySince: ago(emptyReadings * minutes),
      // Half an interval earlier rather than one later: turns move within their interval.
      lookedSince: ago(dayMinutes - minutes / 2),
    })
  }
}
