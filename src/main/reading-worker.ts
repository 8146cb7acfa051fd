/** The thread that reads accounts: what `collect/thread` needs, and nothing else of the server. */
import { getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * Where processors are few, whoever waits for an answer goes first. On Linux a priority is a thread's own (setpriority(2), "C
 * library/kernel differences"); elsewhere it would be the whole server's. Whoever is nicer already may not be less so.
 */
const niceness = Number(workerData ?? 10)
if (process.platform === 'linux' && getPriority() < niceness) setPriority(niceness)

// Not among the imports above: those are loaded before anything here runs, and would be before the priority is another.
const { serveReadings } = await import('../collect/thread/serve-readings.ts')
const { systemClock } = await import('./system-clock.ts')
const { version } = await import('./version.ts')

if (parentPort) serveReadings(parentPort, { clock: systemClock, version, env: process.env })
