/** An import as a run: what its files brought, by stage and account. They are there whole at once, and no call was made. */
import type { AccountId } from '../../core/ids.ts'
import { type CellKey, type CoverageCell, stageNames, stageOfCell } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { SyncRun } from '../ports/sync.ts'
import { countCells } from '../sync/coverage-counts.ts'
import { countKey } from '../sync/unit-pages.ts'

interface ImportedCell extends CellKey, Pick<CoverageCell, 'state'> {
  readonly objects: readonly InventoryObject[]
}

export function importReport(
  accounts: readonly AccountId[],
  cells: readonly ImportedCell[],
): Pick<SyncRun, 'stages' | 'accounts' | 'coverage'> {
  return {
    stages: stageNames.map((name) => {
      const own = cells.filter(({ type }) => stageOfCell(type) === name)
      const counts: Record<string, number> = {}
      for (const object of own.flatMap(({ objects }) => objects)) {
        counts[countKey(object)] = (counts[countKey(object)] ?? 0) + 1
      }
      return { name, state: own.length > 0 ? 'done' : 'skipped', counts, calls: 0, throttles: 0, ms: 0 }
    }),
    accounts: accounts.map((accountId) => {
      const own = cells.filter((cell) => cell.accountId === accountId)
      const objects = own.reduce((sum, cell) => sum + cell.objects.length, 0)
      return { accountId, name: null, state: 'done', cellsDone: own.length, cellsTotal: own.length, objects }
    }),
    coverage: countCells(cells),
  }
}
