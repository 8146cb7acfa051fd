/** Reading in a thread beside: the same as here, and nothing of what a run may ask for is lost on the way between. */
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { AppError } from '../../core/fault.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { world } from '../../sandbox/world/generate.ts'
import { connectionTo, noAbort, readerWith } from '../connection.fake.ts'
import { createRecordingSink } from '../recording-sink.fake.ts'
import { createReadingThread } from './reading-thread.ts'

/** More than are read without a thread. */
const size = { accounts: 26, principals: 60, people: 6 }
const catalogue = loadCatalogue()

let sandbox: Sandbox
let started: Worker[]
beforeEach(async () => {
  started = []
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
    threads: { accounts: createReadingThread(begin), identityCenter: createReadingThread(begin) },
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
  const [here, there] = [createRecordingSink(), createRecordingSink()]
  await readerWith(sandbox.credentials).collect(connection(), here, noAbort)
  sandbox.counts.calls.clear()
  await beside().collect(connection(), there, noAbort)
  expect(started).toHaveLength(2)
  const text = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).toSorted()
  expect(text(there.everything())).toEqual(text(here.everything()))
  expect(text(there.cells)).toEqual(text(here.cells))
  expect(there.plans.toSorted()).toEqual(here.plans.toSorted())
  const seen = [...sandbox.counts.calls.values()].reduce((sum, count) => sum + count, 0)
  expect(there.requests()).toBe(seen)
})

test('few accounts start no thread', async () => {
  const sink = createRecordingSink()
  const [accountId] = members()
  const one = { ...connection(), organization: false, accounts: accountId === undefined ? [] : [accountId] }
  await beside().collect(one, sink, noAbort)
  expect(sink.all('role').length).toBeGreaterThan(0)
  expect(started).toEqual([])
})

test('the thread ends with the last reading, and begins again with the next', async () => {
  const thread = createReadingThread(begin)
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
  const reading = await createReadingThread(begin).open(connection(), noAbort, credentials())
  class Lost extends Error {}
  const broken = { ...createRecordingSink(), objects: async () => Promise.reject(new Lost()) }
  expect(await refused(reading.read(unit(), broken, noAbort.signal))).toBeInstanceOf(Lost)
  const sink = createRecordingSink()
  await reading.read(unit(), sink, noAbort.signal)
  expect(sink.all('role').length).toBeGreaterThan(0)
  reading.close()
})

test('what is cancelled here ends there', async () => {
  const reading = await createReadingThread(begin).open(connection(), noAbort, credentials())
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
  const reading = await createReadingThread(begin).open(connection(), { ...noAbort, allow }, credentials())
  sandbox.counts.calls.clear()
  await refused(reading.read(unit(), createRecordingSink(), stop.signal))
  const seen = [...sandbox.counts.calls.values()].reduce((sum, count) => sum + count, 0)
  expect(asked[0]).toBe('sts:GetCallerIdentity')
  expect(seen).toBe(2)
  reading.close()
})

test('credentials that nobody has are told with their fault', async () => {
  const fault = new AppError('secret_unreadable', 'The secret is not stored.', { fix: 'Give it again.' })
  const open = createReadingThread(begin).open(connection(), noAbort, async () => Promise.reject(fault))
  expect(await refused(open)).toMatchObject({ code: 'secret_unreadable', details: { fix: 'Give it again.' } })
})

test('a thread that dies fails what it was reading, and nothing waits for it', async () => {
  const thread = createReadingThread(begin)
  const reading = await thread.open(connection(), noAbort, credentials())
  const sink = createRecordingSink(() => void started[0]?.terminate())
  expect(await refused(reading.read(unit(), sink, noAbort.signal))).toMatchObject({ code: 'internal' })
  reading.close()
  const next = await thread.open(connection(), noAbort, credentials())
  expect(next.ownAccountId).toBe(reading.ownAccountId)
  next.close()
})
