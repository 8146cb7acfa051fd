/** Where a page of cells ended, as a text that nobody has to understand. */
import { AppError } from '../../core/fault.ts'
import { parseAccountId, toConnectionId } from '../../core/ids.ts'
import { cellTypes } from '../../core/inventory/coverage.ts'
import type { CoveragePlace } from '../ports/inventory.ts'

const separator = '~'

export const writeCursor = ({ connectionId, accountId, type, region }: CoveragePlace): string =>
  [connectionId, accountId, type, region].join(separator)

export function readCursor(text: string | undefined): CoveragePlace | undefined {
  if (text === undefined) return undefined
  const [connection = '', account = '', typeText = '', region = '', ...rest] = text.split(separator)
  const accountId = parseAccountId(account)
  const type = cellTypes.find((one) => one === typeText)
  if (accountId && type && region !== '' && rest.length === 0) {
    return { connectionId: toConnectionId(connection), accountId, type, region }
  }
  throw new AppError('bad_input', 'The cursor is none that an earlier page gave.', {
    fix: 'Ask for the first page again.',
  })
}
