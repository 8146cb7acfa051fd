/** The account of every request made with the customer's credentials (connection.md §9). */
import type { CallCount } from '../app/ports/sync.ts'
import type { AccountId } from '../core/ids.ts'

interface LedgerPlace {
  /** Null before it is known whose credentials we have. */
  readonly accountId: AccountId | null
  readonly region: string
  /** IAM action. */
  readonly operation: string
}

interface RequestOutcome {
  readonly ms: number
  /** Not the first attempt of its call. */
  readonly retry: boolean
  readonly throttled: boolean
  readonly failed: boolean
  /** Asked on where an answer before it had ended, and was answered. */
  readonly furtherPage: boolean
  /** Of the answer's body. */
  readonly bytes: number
}

export interface CallLedger {
  /** One request sent. */
  record(place: LedgerPlace, outcome: RequestOutcome): void
  /**
   * What was counted since the last `drain`, a row per account × Region × operation. With `accountId` only what was counted for
   * that account, and for none.
   */
  drain(accountId?: AccountId): CallCount[]
}

type Row = { -readonly [K in keyof CallCount]: CallCount[K] }

const nothing = { calls: 0, pages: 0, retries: 0, throttles: 0, errors: 0, bytes: 0, ms: 0 }

export function createLedger(): CallLedger {
  let rows = new Map<string, Row>()
  return {
    record(place, outcome) {
      const key = `${place.accountId} ${place.region} ${place.operation}`
      const row = rows.get(key) ?? { ...place, ...nothing }
      rows.set(key, row)
      row.calls += 1
      row.pages += outcome.furtherPage ? 1 : 0
      row.retries += outcome.retry ? 1 : 0
      row.throttles += outcome.throttled ? 1 : 0
      row.errors += outcome.failed ? 1 : 0
      row.bytes += outcome.bytes
      row.ms += outcome.ms
    },
    drain(accountId) {
      const isAsked = (row: Row): boolean =>
        accountId === undefined || row.accountId === null || row.accountId === accountId
      const all = [...rows]
      rows = new Map(all.filter(([, row]) => !isAsked(row)))
      return all.flatMap(([, row]) => (isAsked(row) ? [{ ...row, ms: Math.round(row.ms) }] : []))
    },
  }
}
