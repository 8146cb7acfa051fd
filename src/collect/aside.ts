/**
 * What is read beside the things that answers about access rest on. A failure is the least of a cell's gaps, under a code of its
 * own: it speaks for the cell only where all the rest was read whole, and what was known of it stays known.
 */
import { failureOf } from '../aws/failure.ts'
import { isSdkError, sdkErrorFacts } from '../aws/sdk-error.ts'
import { isSessionEnd } from '../aws/session-end.ts'
import type { AsideCode } from '../core/inventory/coverage.ts'
import type { CellContext, Reading } from './collector.ts'

/** `none`: error codes with which AWS says that there is no such thing. */
export async function readAside<T>(
  cell: CellContext,
  { code, action, none = [] }: { readonly code: AsideCode; readonly action: string; readonly none?: readonly string[] },
  call: () => Promise<T>,
): Promise<Reading<T>> {
  try {
    return { state: 'read', value: await call() }
  } catch (error) {
    if (none.includes(sdkErrorFacts(error).name)) return { state: 'none' }
    cell.options.abortSignal.throwIfAborted()
    if (isSessionEnd(error) || !isSdkError(error)) throw error
    const { reason, action: refused } = failureOf(error, { action, region: cell.region })
    cell.gap({ state: 'not_collected', code, reason, action: refused })
    return { state: 'unread', code, reason, action: refused }
  }
}
