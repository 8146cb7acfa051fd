/**
 * Failures per account: five within 15 minutes are free, after that each costs a wait of 1 s, doubling to 5 minutes; never a
 * lock for good, which would be a weapon (identity.md §2.5). Kept in memory: a restart forgives, an attacker cannot cause one.
 */
const windowMs = 15 * 60_000
const free = 5
const longestWaitMs = 5 * 60_000
/** Names of accounts come from whoever asks; without a bound the table would be his. */
const maxAccounts = 10_000

export interface FailedAttempts {
  /** Milliseconds to wait before the account may be tried again; 0: now. */
  wait(account: string, now: number): number
  failed(account: string, now: number): void
  succeeded(account: string): void
}

export function createFailedAttempts(): FailedAttempts {
  const failures = new Map<string, { count: number; last: number }>()
  return {
    wait(account, now) {
      const known = failures.get(account)
      if (!known || known.count < free || now - known.last > windowMs) return 0
      const pause = Math.min(1000 * 2 ** (known.count - free), longestWaitMs)
      return Math.max(0, known.last + pause - now)
    },
    failed(account, now) {
      const known = failures.get(account)
      const count = known && now - known.last <= windowMs ? known.count + 1 : 1
      failures.delete(account)
      failures.set(account, { count, last: now })
      const [oldest] = failures.keys()
      if (failures.size > maxAccounts && oldest !== undefined) failures.delete(oldest)
    },
    succeeded(account) {
      failures.delete(account)
    },
  }
}
