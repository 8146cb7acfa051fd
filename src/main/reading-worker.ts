/** The thread that reads accounts: what `collect/thread` needs, and nothing else of the server. */
import { parentPort } from 'node:worker_threads'
import { serveReadings } from '../collect/thread/serve-readings.ts'
import { systemClock } from './system-clock.ts'
import { version } from './version.ts'

if (parentPort) serveReadings(parentPort, { clock: systemClock, version, env: process.env })
