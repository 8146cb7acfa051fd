import type { CoverageCell, CoverageCounts } from '../../core/inventory/coverage.ts'
import { coverageFold } from '../../core/inventory/coverage.ts'

/** Cells by folded state (cli.md, "Shapes"). */
export function countCells(cells: Iterable<Pick<CoverageCell, 'state'>>): CoverageCounts {
  const counts = { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 }
  for (const cell of cells) counts[coverageFold[cell.state]]++
  return counts
}
