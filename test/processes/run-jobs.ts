/** Works on jobs that never end and says `begun <run>` for each; with a run's name as third argument it puts that job in first. */
import { createJobs } from '../../src/jobs/queue.ts'
import { openStore } from '../../src/store/open.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'

const [home, databaseUrl, runId] = process.argv.slice(2)
if (home === undefined) throw new Error('usage: run-jobs HOME [URL|-] [RUN]')

const store = await openStore({
  home,
  databaseUrl: databaseUrl === '-' ? undefined : databaseUrl,
  clock: manualClock(),
  log: memoryLog(),
})
const { engine } = await store.describe()
const jobs = await createJobs({ sql: store.sql, engine, log: memoryLog() })
if (runId !== undefined) await jobs.enqueue('sync', 'connection', { runId })
await jobs.work({
  sync: (payload) => {
    process.stdout.write(`begun ${payload.runId}\n`)
    return new Promise(() => {})
  },
})
process.stdout.write('working\n')
