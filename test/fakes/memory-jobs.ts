import type { JobKind, Jobs } from '../../src/app/ports/host.ts'
import { addedTo, parseSyncPayload, type SyncPayload } from '../../src/jobs/queue.ts'

export interface MemoryJobs extends Jobs {
  /** Waiting, oldest first. */
  readonly waiting: readonly { readonly kind: JobKind; readonly key: string; readonly payload: object }[]
  /** Takes the jobs that wait, one after the other, until none is left. */
  work(handle: (payload: SyncPayload, signal: AbortSignal) => Promise<void>): Promise<void>
  readonly stopping: AbortController
}

export function createMemoryJobs(): MemoryJobs {
  const waiting: { kind: JobKind; key: string; payload: object }[] = []
  const stopping = new AbortController()
  return {
    waiting,
    stopping,
    async enqueue(kind, key, payload) {
      const known = waiting.find((job) => job.kind === kind && job.key === key)
      if (known) known.payload = addedTo(parseSyncPayload(known.payload), parseSyncPayload(payload))
      else waiting.push({ kind, key, payload })
    },
    async work(handle) {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        await handle(parseSyncPayload(job.payload), stopping.signal)
      }
    },
    async stop() {
      stopping.abort(new Error('the process stops'))
    },
  }
}
