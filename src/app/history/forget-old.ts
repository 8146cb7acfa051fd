import type { AppDeps } from '../deps.ts'
import type { Forgotten } from '../ports/inventory.ts'

type Deps = Pick<AppDeps, 'store' | 'clock' | 'log' | 'pause' | 'facts'>

const dayMs = 24 * 60 * 60 * 1_000

/** Setting: when history was last shortened, ISO 8601. */
export const forgottenAtKey = 'history.forgotten'

/**
 * Lets go of what ceased to be valid longer ago than `history.days`; without that setting everything is kept. Batches, with a pause
 * between them: publications and questions go on. Idempotent.
 */
export const forgetOldHistory =
  ({ store, clock, log, pause, facts }: Deps) =>
  async (signal?: AbortSignal): Promise<Forgotten | undefined> => {
    if (facts.historyDays === null) return undefined
    const before = new Date(Date.parse(clock.now()) - facts.historyDays * dayMs).toISOString()
    let total: Forgotten = { versions: 0, coverage: 0, objects: 0, documents: 0, snapshots: 0 }
    while (!signal?.aborted) {
      const batch = await store.inventory.forget(before)
      if (Object.values(batch).every((rows) => rows === 0)) break
      total = sumOf(total, batch)
      await pause()
    }
    if (signal?.aborted) return total
    await store.settings.set(forgottenAtKey, clock.now())
    log.info('history.forgotten', { before, ...total })
    return total
  }

const sumOf = (a: Forgotten, b: Forgotten): Forgotten => ({
  versions: a.versions + b.versions,
  coverage: a.coverage + b.coverage,
  objects: a.objects + b.objects,
  documents: a.documents + b.documents,
  snapshots: a.snapshots + b.snapshots,
})
