import type { AccountId } from '../../core/ids.ts'
import type { CellState, CellType, CoverageCell, CoverageCounts } from '../../core/inventory/coverage.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { cardsAmong, connectionName, findIntegration } from '../connections/find-integration.ts'
import type { AccountCoverage, ConnectionCell } from '../ports/inventory.ts'
import type { Store } from '../ports/store.ts'
import { readCursor, writeCursor } from './coverage-cursor.ts'

export interface CoverageItem extends CoverageCell {
  readonly integration: string
  readonly accountName: string | null
}

export interface AccountGridRow extends Pick<AccountCoverage, 'accountId' | 'ok' | 'states'> {
  readonly integration: string
  readonly name: string | null
  /** Cells that should have been read and are not. */
  readonly missing: number
}

export interface Coverage {
  /** Empty in the view by accounts. */
  readonly items: readonly CoverageItem[]
  /** Of everything that the filter lets through, not of the page. */
  readonly counts: CoverageCounts
  /** Only in the view by accounts. */
  readonly byAccount?: readonly AccountGridRow[]
  /** Of the next page; null on the last. */
  readonly nextCursor: string | null
}

export interface CoverageQuestion {
  readonly integration?: string | undefined
  readonly type?: CellType | undefined
  readonly account?: AccountId | undefined
  readonly state?: CellState | undefined
  /** Absent: as many as a page may have. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly view?: 'cells' | 'accounts' | undefined
}

/** What could and could not be read, now; by integration, account, type and Region. */
export const showCoverage =
  (deps: { readonly store: Store }) =>
  async (actor: Actor, input: CoverageQuestion): Promise<Coverage> => {
    permit(actor, 'read')
    const { store } = deps
    const connectionId = input.integration && (await findIntegration(store, input.integration)).connection.id
    const filter = {
      ...(connectionId && { connectionId }),
      accountId: input.account,
      type: input.type,
      state: input.state,
    }
    const counts = await store.coverage.counts(filter)
    const describe = await createNames(store)
    if (input.view === 'accounts') {
      const ids = connectionId ? [connectionId] : (await store.connections.connections()).map(({ id }) => id)
      const rows = await Promise.all(ids.map((id) => store.coverage.accounts(id)))
      const byAccount = rows.flatMap((own, index) => own.map((row) => describe.account(ids[index], row)))
      return { items: [], counts, byAccount, nextCursor: null }
    }
    const after = readCursor(input.cursor)
    const limit = input.limit ?? mostCells
    // One more than is shown tells whether there is a next page.
    const cells = await store.coverage.cells(filter, limit + 1, after)
    const page = cells.slice(0, limit)
    const last = cells.length > limit ? page.at(-1) : undefined
    return { items: page.map(describe.cell), counts, nextCursor: last ? writeCursor(last) : null }
  }

/** A page without a limit: a large organization has half a million cells. */
const mostCells = 10_000

interface Names {
  cell(cell: ConnectionCell): CoverageItem
  account(connectionId: ConnectionCell['connectionId'] | undefined, row: AccountCoverage): AccountGridRow
}

async function createNames(store: Store): Promise<Names> {
  const cards = await store.connections.integrations()
  const connections = await store.connections.connections()
  const facts = new Map(
    await Promise.all(
      connections.map(async ({ id }) => {
        const targets = await store.connections.targets(id)
        const names = new Map(targets.map(({ accountId, name }) => [accountId, name]))
        return [id, { integration: connectionName(cardsAmong(cards, id)), names }] as const
      }),
    ),
  )
  const nameOf = (id: ConnectionCell['connectionId'] | undefined, accountId: AccountId) => {
    const known = id === undefined ? undefined : facts.get(id)
    return { integration: known?.integration ?? '', name: known?.names.get(accountId) ?? null }
  }
  return {
    cell({ connectionId, ...cell }) {
      const { integration, name } = nameOf(connectionId, cell.accountId)
      return { ...cell, integration, accountName: name }
    },
    account(connectionId, { accountId, ok, cells, asWished, states }) {
      return { ...nameOf(connectionId, accountId), accountId, ok, missing: cells - asWished, states }
    },
  }
}
