import type { AccessKey } from '../ports/connections.ts'

/** What is shown of an access key (connection.md §13): its last four characters, never more. */
export interface AccessKeyView {
  readonly lastFour: string
  /** Since it was given to Bailiwick. */
  readonly ageDays: number
  /** ISO 8601. */
  readonly rotateBy: string
}

/** connection.md §3, D; IAM User Guide, "Security best practices": rotate long-term keys at least every 90 days. */
const rotateAfterDays = 90
const dayMs = 86_400_000

export function viewAccessKey(key: AccessKey, now: string): AccessKeyView {
  const since = Date.parse(key.since)
  return {
    lastFour: key.id.slice(-4),
    ageDays: Math.max(0, Math.floor((Date.parse(now) - since) / dayMs)),
    rotateBy: new Date(since + rotateAfterDays * dayMs).toISOString(),
  }
}
