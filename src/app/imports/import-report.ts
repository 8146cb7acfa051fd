/** An import as a run: what its files brought, by stage and account. They are there whole at once, and no call was made. */
import { stageNames, stageOfCell } from '../../core/inventory/coverage.ts'
import type { SyncRun } from '../ports/sync.ts'
import { countCells } from '../sync/coverage-counts.ts'
import type { ImportedInventory } from './gather.ts'

export function importReport({
  accounts,
  cells,
  stages,
}: Pick<ImportedInventory, 'accounts' | 'cells' | 'stages'>): Pick<SyncRun, 'stages' | 'accounts' | 'coverage'> {
  const ofStages = Map.groupBy(cells, ({ type }) => stageOfCell(type))
  const cellsOf = Map.groupBy(cells, ({ accountId }) => accountId)
  return {
    stages: stageNames.map((name) => ({
      name,
      state: ofStages.has(name) ? 'done' : 'skipped',
      counts: stages.get(name) ?? {},
      coverage: countCells(ofStages.get(name) ?? []),
      calls: 0,
      retries: 0,
      throttles: 0,
      ms: 0,
    })),
    accounts: accounts.map(({ accountId, objects }) => {
      const own = cellsOf.get(accountId)?.length ?? 0
      return { accountId, name: null, state: 'done', cellsDone: own, cellsTotal: own, objects }
    }),
    coverage: countCells(cells),
  }
}
