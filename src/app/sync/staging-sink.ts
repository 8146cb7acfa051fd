/**
 * Where a collection puts what it reads: into the staging of its run, published stage by stage. A publication takes the cells
 * that have ended; so that it never meets half a cell, new cells wait for it and open ones are let finish first.
 */
import type { CellKey } from '../../core/inventory/coverage.ts'
import { cellKeyText } from '../../core/inventory/coverage.ts'
import type { AppDeps } from '../deps.ts'
import type { CollectSink, SnapshotRef, SyncRun } from '../ports.ts'
import type { RunProgress } from './run-progress.ts'

export interface StagingSink {
  readonly sink: CollectSink
  /** Publishes what is left. Undefined when nothing was ever published. */
  finish(): Promise<SnapshotRef | undefined>
}

type Deps = Pick<AppDeps, 'store' | 'clock'>

export function createStagingSink(
  deps: Deps,
  run: Pick<SyncRun, 'id' | 'connectionId'>,
  progress: RunProgress,
  events: { readonly touched: () => void; readonly published: (snapshot: SnapshotRef) => void },
): StagingSink {
  const { inventory, syncRuns } = deps.store
  const open = new Set<string>()
  let endedSincePublication = 0
  let isWanted = false
  let publishing: Promise<void> | undefined
  let waiting: (() => void)[] = []
  let snapshot: SnapshotRef | undefined

  async function publish(): Promise<void> {
    endedSincePublication = 0
    snapshot = await inventory.publish(run.id, run.connectionId, deps.clock.now())
    events.published(snapshot)
  }

  /** Starts a publication that is wanted as soon as no cell is half read. */
  function publishWhenQuiet(): void {
    if (!isWanted || open.size > 0 || publishing) return
    isWanted = false
    publishing = publish().finally(() => {
      publishing = undefined
      const released = waiting
      waiting = []
      for (const release of released) release()
    })
    // The fault surfaces in `finish`, and before that in whoever waits for the gate.
    publishing.catch(() => undefined)
  }

  /** A cell that has not begun waits while a publication is due; one that has begun must be let finish. */
  async function enter(cell: CellKey): Promise<void> {
    const key = cellKeyText(cell)
    while (!open.has(key) && (publishing || (isWanted && open.size > 0))) {
      if (publishing) await publishing
      else await new Promise<void>((release) => waiting.push(release))
    }
    open.add(key)
  }

  /** A cell whose page could not be kept is over; without this the others would wait for it for ever. */
  async function keep(cell: CellKey, write: () => Promise<void>): Promise<void> {
    await enter(cell)
    try {
      await write()
    } catch (fault) {
      open.delete(cellKeyText(cell))
      publishWhenQuiet()
      throw fault
    }
  }

  return {
    sink: {
      async accounts(accounts) {
        progress.accounts(accounts)
        events.touched()
      },
      async stage(name, state) {
        progress.stage(name, state)
        events.touched()
        if (state === 'done' && endedSincePublication > 0) {
          isWanted = true
          publishWhenQuiet()
        }
      },
      async objects(cell, objects) {
        await keep(cell, () => inventory.stageObjects(run.id, cell, objects))
        progress.objects(cell, objects)
        events.touched()
      },
      async cell(cell) {
        await keep(cell, () => inventory.stageCell(run.id, { ...cell, checkedAt: deps.clock.now() }))
        open.delete(cellKeyText(cell))
        endedSincePublication++
        progress.cell(cell)
        events.touched()
        publishWhenQuiet()
      },
      async calls(rows) {
        await syncRuns.addCalls(run.id, rows)
        progress.calls(rows)
        events.touched()
      },
    },
    async finish() {
      await publishing
      if (endedSincePublication > 0) await publish()
      return snapshot
    },
  }
}
