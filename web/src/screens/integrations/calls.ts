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
      pages: sum((row) => row.pages),
      retries: sum((row) => row.retries),
      throttles: sum((row) => row.throttles),
      errors: sum((row) => row.errors),
      bytes: sum((row) => row.bytes),
      ms: sum((row) => row.ms),
      // The price is one of the operation, wherever it is called.
      costClass: rows[0]?.costClass ?? 'not_priced',
      // What has no price anywhere has none in sum.
      usd: rows.every((row) => row.usd === null) ? null : sum((row) => row.usd ?? 0),
    }
  })
}

/** `812 B`, `4.2 KB`, `31 MB`: in thousands, as a network counts. */
export function sizeWords(bytes: number): string {
  const [small = '', ...larger] = ['B', 'KB', 'MB', 'GB']
  let unit = small
  let amount = bytes
  for (const next of larger) {
    if (amount < 1_000) break
    amount /= 1_000
    unit = next
  }
  return `${unit === small || amount >= 10 ? Math.round(amount) : amount.toFixed(1)} ${unit}`
}

/** Dollars as people read them: small sums are not rounded to nothing. */
export function dollars(usd: number | null): string {
  if (usd === null) return 'not priced'
  if (usd === 0) return 'free'
  return usd < 0.01 ? 'less than $0.01' : `$${usd.toFixed(2)}`
}
