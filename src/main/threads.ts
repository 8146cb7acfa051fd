/** Threads beside the main one: from their source in a checkout, from what was bundled of it in the published package. */
import { existsSync } from 'node:fs'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Pages of answers die young; what lives is what two dozen accounts have not yet handed on. */
const readingLimits = { maxYoungGenerationSizeMb: 16 }

export const startReadingThread = (): Worker =>
  start('./reading-worker.ts', 'reading-worker', { resourceLimits: readingLimits })

export const startSandboxThread = (options: WorkerOptions): Worker =>
  start('../sandbox/worker.ts', 'sandbox-worker', options)

function start(source: string, bundled: string, options: WorkerOptions): Worker {
  const file = new URL(source, import.meta.url)
  return new Worker(existsSync(file) ? file : new URL(`./${bundled}.js`, import.meta.url), options)
}
