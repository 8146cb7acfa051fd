/** Reading in a thread beside: the same as here, and nothing of what a run may ask for is lost on the way between. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryLog } from '../../../test/fakes/clock-and-log.ts'
import type { AwsReader, AwsReading } from '../../app/ports/aws.ts'
import { loadCatalogue } from '../../catalog/read.ts'
import { AppError } from '../../core/fault.ts'
import { accountStages } from '../../core/inventory/coverage.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { world } from '../../sandbox/world/generate.ts'
import { connectionTo, noAbort, readerWith } from '../connection.fake.ts'
import { createRecordingSink } from '../recording-sink.fake.ts'
import { gatheringSink } from './gathering-sink.ts'
import type { TriedTarget } from './link.ts'
import { readBeside } from './read-beside.ts'
import { createReadingThread, type ReadingThread } from './reading-thread.ts'

/** More than are read without a thread. */
const size = { accounts: 26, principals: 60, people: 6 }
const catalogue = loadCatalogue()

let sandbox: Sandbox
let started: Worker[]
let log: ReturnType<typeof memoryLog>
beforeEach(async () => {
  started = []
  log = memoryLog()
  sandbox = await startSandbox({
    world: world({ seed: 'thread', ...size, start: new Date() }),
    catalogue,
    environment: {},
  })
})
afterEach(async () => {
  await Promise.all(started.map((worker) => worker.terminate()))
  await sandbox.stop()
})

const begin = (): Worker => {
  const worker = new Worker(new URL('../../main/reading-worker.ts', import.meta.url))
  started.push(worker)
  return worker
}
const readingThread = () => createReadingThread(begin, log)
const connection = () =>
  connectionTo(sandbox.url, {
    externalId: sandbox.world.home.externalId,
    managementAccountId: sandbox.world.organization.managementAccountId,
    organization: true,
    identityCenter: true,
    regions: ['us-east-1'],
    settings: { ...connectionTo('').settings, resourceTypes: ['sqs'] },
  })
const credentials = () => async () => sandbox.credentials
const beside = () =>
  readerWith(sandbox.credentials, {
    threads: { accounts: readingThread(), identityCenter: readingThread() },
  })
const members = () => [...sandbox.world.organization.members.keys()]
const unit = () => {
  const accounts = members()
  const [accountId = null] = accounts
  const { managementAccountId } = sandbox.world.organization
  return { stage: 'iam', accountId, organization: { managementAccountId, accounts } } as const
}
const refused = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (fault: unknown) => fault,
  )

test('what is read there is what is read here, and every request is counted', async () => {
  const readAll = async (reading: AwsReading) => {
    sandbox.counts.calls.clear()
    const sink = createRecordingSink()
    for (const stage of accountStages) await reading.read({ ...unit(), stage }, sink, noAbort.signal)
    reading.close()
    const seen = [...sandbox.counts.calls.values()].reduce((sum, count) => sum + count, 0)
    return { sink, seen }
  }
  const here = await readAll(await readerWith(sandbox.credentials).open(connection(), noAbort))
  const there = await readAll(await readingThread().open(connection(), noAbort, credentials()))
  const text = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).toSorted()
  expect(here.sink.cells.length).toBeGreaterThan(10)
  expect(text(there.sink.everything())).toEqual(text(here.sink.everything()))
  expect(text(there.sink.cells)).toEqual(text(here.sink.cells))
  expect(there.sink.plans).toEqual(here.sink.plans)
  // And who the caller is, which was asked before.
  expect(there.sink.requests()).toBe(there.seen + 1)
})

test('accounts and Identity Center are read in a thread each, the organization here, and what it took to come so far is told once', async () => {
  const reading = await beside().open(connection(), noAbort)
  const sink = createRecordingSink()
  const { organization } = unit()
  await reading.read(unit(), sink, noAbort.signal)
  // A little of it is enough: its rate is AWS's.
  const stop = new AbortController()
  const little = { ...sink, objects: async () => stop.abort() }
  await refused(reading.read({ ...unit(), stage: 'identity_center' }, little, stop.signal))
  expect(started).toHaveLength(2)
  await reading.read({ stage: 'organization', accountId: null, organization }, sink, noAbort.signal)
  expect(started).toHaveLength(2)
  // Once for each of the three places.
  expect(sink.requests('sts:GetCallerIdentity')).toBe(3)
  reading.close()
})

test('few accounts start no thread', async () => {
  const sink = createRecordingSink()
  const [accountId] = members()
  const one = { ...connection(), organization: false, accounts: accountId === undefined ? [] : [accountId] }
  await beside().collect(one, sink, noAbort)
  expect(sink.all('role').length).toBeGreaterThan(0)
  expect(started).toEqual([])
})

test('an organization is checked in the thread, with the same findings as here, and a single account here', async () => {
  const check = async (reader: AwsReader) => {
    const targets = new Map<string, unknown>()
    const keep = ({ probes, ...target }: TriedTarget): void =>
      void targets.set(target.accountId, { ...target, probes: probes.map(({ checkedAt: _, ...probe }) => probe) })
    let requests = 0
    const caller = await reader.verify(connection(), async (target) => keep(target), {
      ...noAbort,
      onCalls: async (rows) => {
        requests += rows.reduce((sum, { calls }) => sum + calls, 0)
      },
    })
    return { caller, targets: Object.fromEntries([...targets].toSorted()), requests }
  }
  const here = await check(readerWith(sandbox.credentials))
  expect(started).toEqual([])
  const there = await check(beside())
  expect(Object.keys(here.targets)).toHaveLength(size.accounts)
  expect(there).toEqual(here)
  expect(started).toHaveLength(1)

  const [accountId] = members()
  const one = { ...connection(), organization: false, accounts: accountId === undefined ? [] : [accountId] }
  await beside().verify(one, async () => undefined, noAbort)
  // One account of an organization that is known and small is checked here as well.
  const known = members()
    .slice(0, 20)
    .map((id) => ({ accountId: id, name: null, state: 'ready', reason: null, probes: [] }) as const)
  await beside().verify(connection(), async () => undefined, { ...noAbort, accounts: one.accounts, known })
  expect(started).toHaveLength(1)
})

test('a check beside a reading of the same connection: each has its credentials, and what is wrong with one is told of one', async () => {
  const thread = readingThread()
  const asked = { reading: 0, check: 0 }
  const countedAs = (whose: keyof typeof asked) => async () => {
    asked[whose] += 1
    // So that it is asked for again.
    return { ...sandbox.credentials, expiration: new Date(Date.now() + 1_000) }
  }
  const reading = await thread.open(connection(), noAbort, countedAs('reading'))
  class Lost extends Error {}
  const verify = (onTarget: (target: TriedTarget) => Promise<void>, signal: AbortSignal) =>
    thread.verify(connection(), onTarget, { signal }, countedAs('check'))
  const { reading: before } = asked
  const tried = new Set<string>()
  await verify(async ({ accountId }) => void tried.add(accountId), noAbort.signal)
  expect(tried.size).toBe(size.accounts)
  expect(asked.reading).toBe(before)
  expect(await refused(verify(async () => Promise.reject(new Lost()), noAbort.signal))).toBeInstanceOf(Lost)
  expect(await refused(verify(async () => undefined, AbortSignal.abort()))).toMatchObject({ code: 'cancelled' })
  const { check } = asked
  const sink = createRecordingSink()
  await reading.read(unit(), sink, noAbort.signal)
  expect(sink.all('role').length).toBeGreaterThan(0)
  expect(asked.reading).toBeGreaterThan(before)
  expect(asked.check).toBe(check)
  expect(started).toHaveLength(1)
  reading.close()
})

test('a thread where nothing is read for long ends, and the next unit begins another', async () => {
  const here = await readerWith(sandbox.credentials).open(connection(), noAbort)
  const threads = { accounts: readingThread(), identityCenter: readingThread() }
  const open = (thread: ReadingThread) => thread.open(connection(), noAbort, credentials())
  const reading = readBeside(here, threads, open, 50)
  const roles = async (): Promise<number> => {
    const sink = createRecordingSink()
    await reading.read(unit(), sink, noAbort.signal)
    return sink.all('role').length
  }
  const first = await roles()
  expect(started).toHaveLength(1)
  await once(started[0] as Worker, 'exit')
  expect(await roles()).toBe(first)
  expect(started).toHaveLength(2)
  reading.close()
  expect(log.lines).toEqual([])
})

test('the thread ends with the last reading, and begins again with the next', async () => {
  const thread = readingThread()
  const one = await thread.open(connection(), noAbort, credentials())
  const other = await thread.open(connection(), noAbort, credentials())
  expect(started).toHaveLength(1)
  const ended = new Promise((resolve) => started[0]?.once('exit', resolve))
  one.close()
  const sink = createRecordingSink()
  await other.read(unit(), sink, noAbort.signal)
  expect(sink.cells).not.toEqual([])
  other.close()
  await ended
  const next = await thread.open(connection(), noAbort, credentials())
  expect(started).toHaveLength(2)
  next.close()
})

test('a fault of the sink is thrown as it is, and the reading goes on with other units', async () => {
  const reading = await readingThread().open(connection(), noAbort, credentials())
  class Lost extends Error {}
  const broken = { ...createRecordingSink(), objects: async () => Promise.reject(new Lost()) }
  expect(await refused(reading.read(unit(), broken, noAbort.signal))).toBeInstanceOf(Lost)
  const sink = createRecordingSink()
  await reading.read(unit(), sink, noAbort.signal)
  expect(sink.all('role').length).toBeGreaterThan(0)
  reading.close()
})

test('what is cancelled here ends there', async () => {
  const reading = await readingThread().open(connection(), noAbort, credentials())
  const stop = new AbortController()
  const sink = createRecordingSink(() => stop.abort())
  expect(await refused(reading.read(unit(), sink, stop.signal))).toMatchObject({ code: 'cancelled' })
  const before = AbortSignal.abort()
  expect(await refused(reading.read(unit(), createRecordingSink(), before))).toMatchObject({ code: 'cancelled' })
  reading.close()
})

test('a limit is asked before every request', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  const allow = (action: string): boolean => {
    asked.push(action)
    // The two that open the reading and enter the account, and one more.
    if (asked.length > 3) stop.abort()
    return asked.length <= 3
  }
  const reading = await readingThread().open(connection(), { ...noAbort, allow }, credentials())
  sandbox.counts.calls.clear()
  await refused(reading.read(unit(), createRecordingSink(), stop.signal))
  const seen = [...sandbox.counts.calls.values()].reduce((sum, count) => sum + count, 0)
  expect(asked[0]).toBe('sts:GetCallerIdentity')
  expect(seen).toBe(2)
  reading.close()
})

test('credentials that nobody has are told with their fault', async () => {
  const fault = new AppError('secret_unreadable', 'The secret is not stored.', { fix: 'Give it again.' })
  const open = readingThread().open(connection(), noAbort, async () => Promise.reject(fault))
  expect(await refused(open)).toMatchObject({ code: 'secret_unreadable', details: { fix: 'Give it again.' } })
})

test('a thread that dies fails what it was reading, and nothing waits for it', async () => {
  const thread = readingThread()
  const reading = await thread.open(connection(), noAbort, credentials())
  const sink = createRecordingSink(() => void started[0]?.terminate())
  expect(await refused(reading.read(unit(), sink, noAbort.signal))).toMatchObject({ code: 'internal' })
  expect(await refused(reading.read(unit(), sink, noAbort.signal))).toMatchObject({ code: 'internal' })
  expect(log.lines).toEqual([expect.stringContaining('error the thread that reads AWS has stopped')])
  reading.close()
  const next = await thread.open(connection(), noAbort, credentials())
  expect(next.ownAccountId).toBe(reading.ownAccountId)
  next.close()
})

test('opening it is cancelled at once, whatever AWS does, and the thread ends', async () => {
  const stop = new AbortController()
  const never = new Promise<never>(() => undefined)
  const open = readingThread().open(connection(), stop, () => {
    stop.abort(new AppError('cancelled', 'Enough.'))
    return never
  })
  expect(await refused(open)).toMatchObject({ code: 'cancelled', message: 'Enough.' })
  await new Promise((resolve) => started[0]?.once('exit', resolve))
})

test('a gathering sink fails as the first telling failed, and tells no more', async () => {
  const told: string[] = []
  const sink = gatheringSink(async (happenings) => {
    told.push(happenings)
    throw new Error('lost')
  })
  await sink.planned(3)
  await expect(sink.end()).rejects.toThrow('lost')
  await expect(sink.planned(4)).rejects.toThrow('lost')
  expect(told).toEqual(['[["planned",3]]'])
})

test('happenings keep their order, go together where one telling takes long, and hold up who is far ahead', async () => {
  const tellings: number[][] = []
  let release: () => void = () => undefined
  const sink = gatheringSink(async (happenings) => {
    tellings.push((JSON.parse(happenings) as [string, number][]).map(([, number]) => number))
    if (tellings.length === 1) await new Promise<void>((resolve) => (release = resolve))
  })
  await sink.planned(0)
  await Promise.resolve()
  let isAhead = false
  const ahead = Promise.all(Array.from({ length: 250 }, (_, at) => sink.planned(at + 1))).then(() => {
    isAhead = true
  })
  await new Promise((resolve) => void setImmediate(resolve))
  expect(isAhead).toBe(false)
  release()
  await ahead
  await sink.end()
  expect(tellings.flat()).toEqual(Array.from({ length: 251 }, (_, at) => at))
  expect(tellings.length).toBeLessThan(4)
})
