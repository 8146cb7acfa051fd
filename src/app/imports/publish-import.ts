import { chunksOf } from '../../core/chunks.ts'
import { AppError } from '../../core/fault.ts'
import type { SyncRunId } from '../../core/ids.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { cardsOf } from '../connections/find-integration.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection } from '../ports/connections.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import type { SyncRun } from '../ports/sync.ts'
import type { ImportedInventory } from './gather.ts'
import type { TellProgress } from './import-progress.ts'
import { importReport } from './import-report.ts'

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids'>

/** Cells of one statement. */
const cellsAtOnce = 1_000

/** The same way as a reading of AWS: staged, then published in one transaction, kept as a run. */
export async function publishImport(
  deps: Deps,
  connection: Connection,
  inventory: ImportedInventory,
  { checkedAt, tell }: { readonly checkedAt: string; readonly tell: TellProgress },
): Promise<SnapshotRef> {
  const { store } = deps
  const opened = await store.syncRuns.open(connection.id, toSyncRunId(deps.ids.uuid()), deps.clock.now())
  let run: SyncRun = { ...opened, state: 'running', startedAt: deps.clock.now() }
  if (!(await store.syncRuns.save(run))) throw new AppError('cancelled', 'The import was cancelled.')
  // An import that was killed left its run open and its pages behind.
  await store.inventory.dropStaging(run.id)
  try {
    await stage(deps, run.id, inventory, { checkedAt, tell })
    tell({ phase: 'publishing', done: 0, total: 1 })
    const snapshot = await store.inventory.publish(run.id, connection.id, deps.clock.now())
    run = {
      ...run,
      ...importReport(inventory),
      state: 'succeeded',
      snapshotId: snapshot.id,
      endedAt: deps.clock.now(),
    }
    // The run is ended last: whatever breaks before, it is found open at the next start.
    await setCards(deps, connection, inventory, checkedAt)
    await store.syncRuns.save(run)
    return snapshot
  } catch (fault) {
    await store.inventory.dropStaging(run.id)
    await store.syncRuns.save({
      ...run,
      state: 'failed',
      reason: 'The import was not finished.',
      endedAt: deps.clock.now(),
    })
    throw fault
  }
}

async function stage(
  { store }: Deps,
  runId: SyncRunId,
  { cells, accounts, pages }: ImportedInventory,
  { checkedAt, tell }: { readonly checkedAt: string; readonly tell: TellProgress },
): Promise<void> {
  const total = accounts.reduce((sum, { objects }) => sum + objects, 0)
  let done = 0
  for await (const objects of pages()) {
    tell({ phase: 'writing', done, total })
    await store.inventory.stagePages(runId, { objects, cells: [] })
    done += objects.reduce((sum, page) => sum + page.objects.length, 0)
  }
  for (const some of chunksOf(cells, cellsAtOnce)) {
    const checked = some.map((cell) => ({ ...cell, checkedAt }))
    await store.inventory.stagePages(runId, { objects: [], cells: checked })
  }
}

async function setCards(deps: Deps, connection: Connection, inventory: ImportedInventory, at: string): Promise<void> {
  const suspect = inventory.cells.find((cell) => cell.state === 'suspect')
  const change = suspect
    ? { state: 'degraded' as const, reason: suspect.reason ?? 'The file is not complete.' }
    : { state: 'active' as const, reason: null }
  for (const card of await cardsOf(deps.store, connection.id)) {
    await deps.store.connections.updateIntegration(card.id, { ...change, lastSyncAt: at })
  }
}
