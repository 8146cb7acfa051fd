/** Threads beside the main one: from their source in a checkout, from what was bundled of it in the published package. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * The threads in which Node.js waits for files and computes digests are begun by whoever needs one first and have the priority of that
 * one: it must be no thread that goes behind others.
 */
export async function beginThreadPool(): Promise<void> {
  await stat('.')
}

export interface ReadingThreadNeeds {
  /** Megabytes for what dies young, of which a thread that rests keeps all. */
  readonly nursery: number
  /** How far behind the thread that answers it goes (nice(2)). */
  readonly niceness: number
}

export const startReadingThread = (env: NodeJS.ProcessEnv, { nursery, niceness }: ReadingThreadNeeds): Worker =>
  start('./reading-worker.ts', 'reading-worker', {
    env,
    workerData: niceness,
    resourceLimits: { maxYoungGenerationSizeMb: nursery },
  })

export const startSandboxThread = (options: WorkerOptions): Worker =>
  start('../sandbox/worker.ts', 'sandbox-worker', options)

function start(source: string, bundled: string, options: WorkerOptions): Worker {
  const file = new URL(source, import.meta.url)
  return new Worker(existsSync(file) ? file : new URL(`./${bundled}.js`, import.meta.url), options)
}
