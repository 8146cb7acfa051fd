import { AppError } from '../../core/fault.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { cardsOf } from '../connections/find-integration.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection } from '../ports/connections.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import type { SyncRun } from '../ports/sync.ts'
import { importReport } from './import-report.ts'
import type { ImportedInventory } from './merge-files.ts'

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids'>

/** Rows of one insert: large enough to be quick, small enough for any database. */
const pageSize = 500

/** The same way as a reading of AWS: staged, then published in one transaction, kept as a run. */
export async function publishImport(
  deps: Deps,
  connection: Connection,
  inventory: ImportedInventory,
  checkedAt: string,
): Promise<SnapshotRef> {
  const { store } = deps
  const opened = await store.syncRuns.open(connection.id, toSyncRunId(deps.ids.uuid()), deps.clock.now())
  let run: SyncRun = { ...opened, state: 'running', startedAt: deps.clock.now() }
  if (!(await store.syncRuns.save(run))) throw new AppError('cancelled', 'The import was cancelled.')
  // An import that was killed left its run open and its pages behind.
  await store.inventory.dropStaging(run.id)
  try {
    for (const { objects, ...cell } of inventory.cells) {
      for (let from = 0; from < objects.length; from += pageSize) {
        const page = objects.slice(from, from + pageSize)
        await store.inventory.stageObjects(run.id, cell, page)
      }
      await store.inventory.stageCell(run.id, { ...cell, checkedAt })
    }
    const snapshot = await store.inventory.publish(run.id, connection.id, deps.clock.now())
    run = {
      ...run,
      ...importReport(inventory.accounts, inventory.cells),
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

async function setCards(deps: Deps, connection: Connection, inventory: ImportedInventory, at: string): Promise<void> {
  const suspect = inventory.cells.find((cell) => cell.state === 'suspect')
  const change = suspect
    ? { state: 'degraded' as const, reason: suspect.reason ?? 'The file is not complete.' }
    : { state: 'active' as const, reason: null }
  for (const card of await cardsOf(deps.store, connection.id)) {
    await deps.store.connections.updateIntegration(card.id, { ...change, lastSyncAt: at })
  }
}
