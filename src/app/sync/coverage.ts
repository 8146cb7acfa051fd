import type { CoverageCell, CoverageCounts } from '../../core/inventory/coverage.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { cardsOf, connectionName, findIntegration } from '../connections/find-integration.ts'
import { accountNames } from '../connections/integration-view.ts'
import type { Connection, Store } from '../ports.ts'
import { countCells } from './coverage-counts.ts'

export interface CoverageItem extends CoverageCell {
  readonly integration: string
  readonly accountName: string | null
}

export interface Coverage {
  readonly items: readonly CoverageItem[]
  readonly counts: CoverageCounts
}

/** What could and could not be read, now; by integration, account, Region and type. */
export const showCoverage =
  (deps: { readonly store: Store }) =>
  async (actor: Actor, input: { readonly integration?: string | undefined }): Promise<Coverage> => {
    permit(actor, 'read')
    const connections = input.integration
      ? [(await findIntegration(deps.store, input.integration)).connection]
      : await deps.store.connections.connections()
    const items = (await Promise.all(connections.map((connection) => itemsOf(deps.store, connection)))).flat()
    return { items: items.sort(byPlace), counts: countCells(items) }
  }

async function itemsOf(store: Store, connection: Connection): Promise<CoverageItem[]> {
  const [cells, cards, targets, runs] = await Promise.all([
    store.inventory.cells(connection.id),
    cardsOf(store, connection.id),
    store.connections.targets(connection.id),
    store.syncRuns.list(connection.id, 1),
  ])
  const integration = connectionName(cards)
  const names = accountNames(targets, runs)
  return cells.map(({ connectionId: _, ...cell }) => ({
    ...cell,
    integration,
    accountName: names.get(cell.accountId) ?? null,
  }))
}

const placeOf = (item: CoverageItem): string => [item.integration, item.accountId, item.region, item.type].join('\n')
const byPlace = (a: CoverageItem, b: CoverageItem): number => (placeOf(a) < placeOf(b) ? -1 : 1)
