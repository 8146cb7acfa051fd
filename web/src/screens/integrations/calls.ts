/** The ledger folded for reading. Pure, tested beside. */
import type { CallCount } from '../../api/schema.ts'

/** One row for each operation, over all accounts and Regions. */
export function byOperation(items: readonly CallCount[]): readonly CallCount[] {
  return [...Map.groupBy(items, (row) => row.operation)].map(([operation, rows]) => {
    const sum = (of: (row: CallCount) => number) => rows.reduce((total, row) => total + of(row), 0)
    return {
      accountId: null,
      region: '',
      operation,
      calls: sum((row) => row.calls),
      retries: sum((row) => row.retries),
      throttles: sum((row) => row.throttles),
      errors: sum((row) => row.errors),
      ms: sum((row) => row.ms),
      // What has no price anywhere has none in sum.
      usd: rows.every((row) => row.usd === null) ? null : sum((row) => row.usd ?? 0),
    }
  })
}

/** Dollars as people read them: small sums are not rounded to nothing. */
export function dollars(usd: number | null): string {
  if (usd === null) return 'not priced'
  if (usd === 0) return 'free'
  return usd < 0.01 ? 'less than $0.01' : `$${usd.toFixed(2)}`
}
