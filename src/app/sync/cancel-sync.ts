import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import { findRun, runView } from './find-run.ts'
import type { RunningRuns } from './running-runs.ts'
import { stopRun } from './stop-run.ts'
import type { SyncRunView } from './sync-run-view.ts'

/** What was published before stays; a run that has ended is left as it is. */
export const cancelSync =
  (deps: Pick<AppDeps, 'store' | 'clock'> & { readonly running: RunningRuns }) =>
  async (actor: Actor, input: { readonly run: string }): Promise<SyncRunView> => {
    permit(actor, 'integrate')
    const before = await findRun(deps.store, input.run)
    if (before.endedAt !== null) return runView(deps.store, before)
    await stopRun(deps, before)
    const after = await findRun(deps.store, before.id)
    // It may have come to its own end first.
    if (after.state === 'cancelled') await record(deps, actor, 'sync.cancelled', after.id)
    return runView(deps.store, after)
  }
