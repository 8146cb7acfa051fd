/** What AWS does in the background: it is begun with one call, and further calls tell whether it is done. */
import type { CellContext } from './collector.ts'

/** connection.md §8.3: looked at every two seconds, at most for a minute. */
const lookEveryMs = 2_000
export const patienceMs = 60_000

/**
 * What `look` finds once it is done; undefined when it was not done in time. Looks at once, then after `firstWaitMs`, and twice as
 * long after each further look until that is every two seconds.
 */
export async function untilDone<T>(
  cell: Pick<CellContext, 'wait'>,
  look: () => Promise<T | undefined>,
  firstWaitMs = lookEveryMs,
): Promise<T | undefined> {
  let waited = 0
  for (let next = firstWaitMs; ; next = Math.min(2 * next, lookEveryMs)) {
    const found = await look()
    if (found !== undefined || waited >= patienceMs) return found
    await cell.wait(next)
    waited += next
  }
}
