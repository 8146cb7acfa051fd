/** The job queue on both databases. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createJobs, type JobHandlers, type JobQueue, type SyncPayload } from '../../src/jobs/queue.ts'
import { type OpenedStore, openStore } from '../../src/store/open.ts'
import { type MemoryLog, manualClock, memoryLog } from '../fakes/clock-and-log.ts'
import { findPostgres, type PostgresCluster, startPostgres } from '../fakes/postgres-cluster.ts'
import { prepareHome } from '../fakes/prepared-home.ts'
import { anAccount } from './store-fixtures.ts'

const program = join(import.meta.dirname, '../processes/run-jobs.ts')
const binaries = findPostgres()
if (binaries === undefined) process.stderr.write('skipped: jobs on PostgreSQL (initdb is not installed)\n')

let folder: string
let cluster: PostgresCluster | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-jobs-'))
  cluster = binaries === undefined ? undefined : await startPostgres(binaries)
})
afterAll(async () => {
  await cluster?.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Place {
  readonly home: string
  readonly databaseUrl: string | undefined
}

let places = 0
const newPlace = {
  pglite: async (): Promise<Place> => {
    const home = join(folder, `home-${places++}`)
    await prepareHome(home)
    return { home, databaseUrl: undefined }
  },
  postgres: async (): Promise<Place> => ({
    home: folder,
    databaseUrl: await cluster?.createDatabase(`jobs_${places++}`),
  }),
}

const engines = binaries === undefined ? (['pglite'] as const) : (['pglite', 'postgres'] as const)

describe.each(engines)('jobs on %s', (engine) => {
  let place: Place
  let store: OpenedStore
  let jobs: JobQueue
  let log: MemoryLog

  const open = async (): Promise<void> => {
    log = memoryLog()
    store = await openStore({ ...place, clock: manualClock(), log })
    jobs = await createJobs({ sql: store.sql, engine, log })
  }
  const close = async (): Promise<void> => {
    await jobs.stop()
    await store.close()
  }
  beforeEach(async () => {
    place = await newPlace[engine]()
    await open()
  })
  afterEach(() => close())

  test('a job is handed over at once, with its payload', async () => {
    const begun = recorder()
    await jobs.work(begun.handlers)
    const asked = performance.now()
    await jobs.enqueue('sync', 'c1', { runId: 'r1' })
    await begun.until(1)
    // Without the wake-up it would be the polling interval of two seconds.
    expect(performance.now() - asked).toBeLessThan(1500)
    expect(begun.runs).toEqual(['r1'])
  })

  test('of one key one waits, the last that was asked for, and one runs', async () => {
    const gate = Promise.withResolvers<void>()
    const begun = recorder(() => gate.promise)
    for (const runId of ['r1', 'r2', 'r3']) await jobs.enqueue('sync', 'c1', { runId })
    await jobs.work(begun.handlers)
    await begun.until(1)
    await jobs.enqueue('sync', 'c1', { runId: 'r4' })
    await jobs.enqueue('sync', 'c1', { runId: 'r5' })
    await jobs.enqueue('sync', 'c2', { runId: 'other' })
    await begun.until(2)
    await sleep(300)
    expect(begun.runs).toEqual(['r3', 'other'])
    expect(begun.mostAtOnce()).toBe(1)
    gate.resolve()
    await begun.until(3)
    expect(begun.runs).toEqual(['r3', 'other', 'r5'])
  })

  test('of what several want read afterwards nothing is lost', async () => {
    const taken = Promise.withResolvers<SyncPayload>()
    await jobs.enqueue('sync', 'c1', { runId: 'r1', afterwards: { stages: ['iam'], accounts: null } })
    await jobs.enqueue('sync', 'c1', { runId: 'r1', afterwards: { stages: ['resources'], accounts: null } })
    await jobs.enqueue('sync', 'c1', { runId: 'r1' })
    await jobs.work({ sync: async (payload) => taken.resolve(payload) })
    const afterwards = { stages: ['iam', 'resources'], accounts: null }
    expect(await taken.promise).toEqual({ runId: 'r1', afterwards })
  })

  test('of what many want read afterwards at once nothing is lost', async () => {
    const taken = Promise.withResolvers<SyncPayload>()
    const accounts = Array.from({ length: 24 }, anAccount)
    await Promise.all(
      accounts.map((account) =>
        jobs.enqueue('sync', 'c1', { runId: 'r1', afterwards: { stages: null, accounts: [account] } }),
      ),
    )
    await jobs.work({ sync: async (payload) => taken.resolve(payload) })
    const { afterwards } = await taken.promise
    expect(afterwards?.accounts?.toSorted()).toEqual(accounts)
  })

  test('a job that fails is tried again and told', async () => {
    let attempts = 0
    const begun = recorder(async () => {
      attempts += 1
      if (attempts === 1) throw new Error('planted-in-a-fault')
    })
    await jobs.work(begun.handlers)
    await jobs.enqueue('sync', 'c1', { runId: 'r1' })
    await begun.until(2)
    expect(begun.runs).toEqual(['r1', 'r1'])
    expect(log.lines.join('\n')).toMatch(/jobs\.failed .*"fault":"Error\\n +at /)
    expect(log.lines.join('\n')).not.toContain('planted-in-a-fault')
  })

  test('stopping tells the running job and waits for it; the next start goes on with it', async () => {
    let isStopped = false
    const begun = recorder(async (signal) => {
      await once(signal, 'abort')
      await sleep(100)
      isStopped = true
    })
    await jobs.work(begun.handlers)
    await jobs.enqueue('sync', 'c1', { runId: 'r1' })
    await begun.until(1)
    await jobs.stop()
    expect(isStopped).toBe(true)
    await store.close()
    await open()
    const again = recorder()
    await jobs.work(again.handlers)
    await again.until(1)
    expect(again.runs).toEqual(['r1'])
  })

  test('a job whose process was killed is run again', { timeout: 90_000 }, async () => {
    await close()
    const worker = spawn(process.execPath, [program, place.home, place.databaseUrl ?? '-', 'r1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    worker.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    while (!said.includes('begun r1')) await sleep(20)
    const ended = once(worker, 'exit')
    worker.kill('SIGKILL')
    await ended
    await open()
    // A new request for the same connection, as the resumption of unfinished runs makes it, is no second job.
    await jobs.enqueue('sync', 'c-other', { runId: 'r9' })
    const begun = recorder()
    const restarted = performance.now()
    await jobs.work(begun.handlers)
    await begun.until(2, 60_000)
    expect([...begun.runs].sort()).toEqual(['r1', 'r9'])
    const seconds = (performance.now() - restarted) / 1000
    // The embedded database has one process, so a start knows that the others are dead; elsewhere their heartbeat must run out.
    expect(seconds).toBeLessThan(engine === 'pglite' ? 6 : 50)
  })
})

/** A handler that remembers what it was given. */
function recorder(body: (signal: AbortSignal) => Promise<void> = async () => {}) {
  const runs: string[] = []
  let running = 0
  let most = 0
  const handlers: JobHandlers = {
    sync: async ({ runId }, signal) => {
      runs.push(runId)
      running += runId === 'other' ? 0 : 1
      most = Math.max(most, running)
      try {
        await body(signal)
      } finally {
        running -= runId === 'other' ? 0 : 1
      }
    },
  }
  return {
    runs,
    handlers,
    mostAtOnce: () => most,
    until: async (count: number, patienceMs = 20_000): Promise<void> => {
      const end = performance.now() + patienceMs
      while (runs.length < count) {
        if (performance.now() > end) throw new Error(`${runs.length} of ${count} jobs began: ${runs.join(', ')}`)
        await sleep(20)
      }
    },
  }
}
