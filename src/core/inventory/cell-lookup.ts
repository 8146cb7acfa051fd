/** Cells by account, Region and type, folded to what a layer needs to know: read, never in scope, or looked for in vain. */
import type { CellTable } from './cell-table.ts'
import type { CellState, CellType, CoverageCell } from './coverage.ts'
import { isOnlyAsideUnread, optionalReadRefused } from './coverage.ts'
import type { Reading } from './snapshot.ts'

export type CellReading = Reading | { readonly state: 'suspect'; readonly reason: string }

export interface CellCoverage {
  /** The cell of the Region, or the global one where services have no Region. */
  find(account: string, type: CellType, region?: string): CoverageCell | undefined
  reading(account: string, type: CellType, region?: string): CellReading
}

export function coverageOf(cells: CellTable): CellCoverage {
  const find: CellCoverage['find'] = (account, type, region = 'global') =>
    cells.find(account, type, region) ?? (region === 'global' ? undefined : cells.find(account, type, 'global'))
  return {
    find,
    reading(account, type, region) {
      const cell = find(account, type, region)
      const role = cell ?? find(account, 'role')
      // Nobody came into the account, so nothing in it was read, whether cells of it were told or not.
      return readingOf(cell ?? (role && role.state !== 'ok' ? role : undefined))
    },
  }
}

function readingOf(cell: CoverageCell | undefined): CellReading {
  if (!cell) return { state: 'out_of_scope', reason: 'Not among what was read' }
  const reason = cell.reason ?? stateWords[cell.state]
  switch (cell.state) {
    case 'ok':
      return { state: 'read' }
    case 'suspect':
      return { state: 'suspect', reason }
    case 'not_collected':
      return isOnlyAsideUnread(cell) ? { state: 'read' } : { state: 'out_of_scope', reason }
    case 'excluded':
    case 'skipped_by_setting':
    case 'region_disabled':
      return { state: 'out_of_scope', reason }
    case 'unsupported':
      // Offered, and looked for in vain: what is there bears on answers as elsewhere.
      return { state: cell.code === optionalReadRefused ? 'unread' : 'out_of_scope', reason }
    case 'denied':
    case 'blocked_by_scp':
    case 'throttled':
    case 'failed':
      return { state: 'unread', reason }
  }
}

const stateWords: Readonly<Record<CellState, string>> = {
  ok: 'Read',
  denied: 'AWS refused the reading',
  blocked_by_scp: 'An SCP blocks the reading',
  throttled: 'AWS throttled the reading',
  region_disabled: 'The Region is not enabled',
  unsupported: 'Not offered there',
  excluded: 'Excluded by the settings',
  skipped_by_setting: 'Skipped by the settings',
  not_collected: 'Not collected',
  failed: 'The reading failed',
  suspect: 'The reading may be incomplete',
}
