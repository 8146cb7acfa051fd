/**
 * Accounts that are no longer in the organization. Only a whole reading of the organization proves that (connection.md
 * §10.2); the account itself can no longer be asked.
 */
import type { AccountId } from '../ids.ts'
import type { CellKey, CoverageCell } from './coverage.ts'
import type { KnownObject } from './merge.ts'

/** Code of the cells of such an account. */
export const accountLeftCode = 'account_left'

export const hasLeft = (cell: Pick<CoverageCell, 'code'>): boolean => cell.code === accountLeftCode

/**
 * `absent`: what the merge of an organization cell found missing or deleted. Who is `named` by the administrator is read on
 * its own, in an organization or not, and its own cells tell how that went.
 */
export function accountsThatLeft(
  cell: CellKey,
  absent: readonly KnownObject[],
  named: readonly AccountId[],
): readonly AccountId[] {
  if (cell.type !== 'organization') return []
  return absent.flatMap(({ object }) => {
    if (object.kind !== 'account' || object.body.parentId === null) return []
    const { id } = object.body
    return id === cell.accountId || named.includes(id) ? [] : [id]
  })
}

/** What the cells of the account say from then on; what was known when is kept. `at`: when the absence was proven. */
export const cellAfterLeaving = (at: string) =>
  ({
    state: 'excluded',
    code: accountLeftCode,
    reason: `The account left the organization on ${at.slice(0, 10)}.`,
    checkedAt: at,
  }) as const
