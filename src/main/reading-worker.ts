/** The thread that reads accounts: what `collect/thread` needs, and nothing else of the server. */
import { getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { serveReadings } from '../collect/thread/serve-readings.ts'
import { systemClock } from './system-clock.ts'
import { version } from './version.ts'

/**
 * Where processors are few, whoever waits for an answer goes first. On Linux a priority is a thread's own (setpriority(2), "C
 * library/kernel differences"); elsewhere it would be the whole server's. Whoever is nicer already may not be less so.
 */
const niceness = 10
if (process.platform === 'linux' && getPriority() < niceness) setPriority(niceness)

if (parentPort) serveReadings(parentPort, { clock: systemClock, version, env: process.env })
