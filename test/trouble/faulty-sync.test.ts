/** Whole runs over the real reader and a simulated organization of which something always fails: no object is lost, and the next run heals. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../src/app/app.ts'
import type { SyncRunView } from '../../src/app/sync/sync-run-view.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { readerWith } from '../../src/collect/connection.fake.ts'
import { createReadingThread } from '../../src/collect/thread/reading-thread.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { troubledStates } from '../../src/core/inventory/coverage.ts'
import { startReadingThread } from '../../src/main/threads.ts'
import type { FaultRule } from '../../src/sandbox/faults.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { createHarness, type Harness } from '../fakes/app-harness.ts'
import { memoryLog } from '../fakes/clock-and-log.ts'
import { installExternalId, memberAccounts } from '../fakes/connected-sandbox.ts'
import { operator } from '../fakes/small-world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let sandbox: Sandbox
let harness: Harness
let app: App
let members: readonly AccountId[]
let expected: readonly string[]

/** What everybody has, and little of it: the whole list of services belongs to other tests. */
const resourceTypes = ['s3', 'sqs', 'kms'] as const

/** Few accounts are read in the thread that serves people, more in threads beside it. */
const sizes = [
  { accounts: 10, where: 'here' },
  { accounts: 30, where: 'in threads beside' },
] as const

let threadsStarted = 0
const readingThread = () =>
  createReadingThread(() => {
    threadsStarted += 1
    return startReadingThread({}, { nursery: 16, niceness: 10 })
  }, memoryLog())

async function sync(meanwhile: (run: SyncRunView) => void = () => undefined): Promise<SyncRunView> {
  harness.clock.advance(60_000)
  const run = await app.sync.request(operator, { integration: 'AWS', stages: ['organization', 'iam', 'resources'] })
  meanwhile(run)
  await harness.jobs.work(app.sync.run)
  await app.access.settled()
  return app.sync.show(operator, { run: run.id })
}

const known = async (): Promise<readonly string[]> =>
  ((await harness.store.inventory.load())?.objects ?? []).map(({ kind, arn }) => `${kind} ${arn}`).toSorted()

/** Nobody reads them anyway. */
const closedAccounts = async (): Promise<readonly string[]> =>
  ((await harness.store.inventory.load())?.objects ?? []).flatMap((object) =>
    object.kind === 'account' && object.body.status !== 'ACTIVE' ? object.nativeId : [],
  )

/** Accounts with a cell that should have been read and was not. */
async function strange(): Promise<readonly AccountId[]> {
  const cells = await Promise.all([...troubledStates].map((state) => app.sync.coverage(operator, { state })))
  return cells.flatMap(({ items }) => items.map(({ accountId }) => accountId))
}

function drawn<T>(all: readonly T[], count: number): readonly T[] {
  const left = [...all]
  return Array.from({ length: count }, () => left.splice(Math.floor(Math.random() * left.length), 1)[0] as T)
}

const troubles: readonly {
  readonly name: string
  readonly match: FaultRule['match']
  readonly effect: FaultRule['effect']
}[] = [
  { name: 'cannot be entered', match: { service: 'sts' }, effect: { kind: 'denied', by: 'identity' } },
  {
    name: 'hides its identities',
    match: { service: 'iam', operation: 'GetAccountAuthorizationDetails' },
    effect: { kind: 'denied', by: 'scp' },
  },
  { name: 'hides its queues', match: { service: 'sqs' }, effect: { kind: 'denied', by: 'identity' } },
  { name: 'is suspended meanwhile', match: {}, effect: { kind: 'accountSuspended' } },
]

describe.each(sizes)('$accounts accounts, read $where', ({ accounts, where }) => {
  beforeAll(async () => {
    sandbox = await startSandbox({
      world: world({ seed: 'faulty', accounts, principals: accounts * 20, people: 6, start: new Date(), gaps: false }),
      catalogue: loadCatalogue(),
      environment: {},
    })
    members = memberAccounts(sandbox)
  })
  afterAll(() => sandbox.stop())

  /** A reading without any trouble, and what it found. */
  beforeEach(async () => {
    sandbox.setFaults([])
    harness = createHarness()
    const threads = { accounts: readingThread(), identityCenter: readingThread() }
    const reader = readerWith(sandbox.credentials, where === 'here' ? {} : { threads })
    app = createApp({ ...harness.deps, aws: { ...harness.deps.aws, readings: reader.readings, open: reader.open } })
    const management = sandbox.world.organization.managementAccountId
    const form = { method: 'manual', accounts: management, managementAccount: management, organization: true } as const
    const card = await app.connections.create(operator, { ...form, owner: 'ada@example.com', regions: 'us-east-1' })
    const [connection] = await harness.store.connections.connections()
    if (!connection) throw new Error('the connection is not there')
    await harness.store.connections.updateConnection(connection.id, {
      endpoint: sandbox.url,
      identityCenter: false,
      settings: { ...connection.settings, resourceTypes },
    })
    installExternalId(sandbox, card.externalId)
    expect(await sync()).toMatchObject({ state: 'succeeded', reason: null })
    expected = await known()
  })

  test('every tenth call is throttled: it takes longer, and everything is found', async () => {
    sandbox.setFaults([{ match: {}, when: { every: 10 }, effect: { kind: 'throttle' } }])
    const run = await sync()
    expect(run).toMatchObject({ state: 'succeeded', coverage: { throttled: 0 } })
    expect(await known()).toEqual(expected)
    const { items, totals } = await app.sync.calls(operator, { run: run.id })
    expect(totals.throttles).toBeGreaterThan(5)
    expect(totals.retries).toBeGreaterThanOrEqual(totals.throttles)
    // Each stage tells of its own calls, and together they are the ledger.
    const sum = (of: 'calls' | 'retries' | 'throttles'): number =>
      run.stages.reduce((all, stage) => all + (stage[of] ?? 0), 0)
    const { calls, retries, throttles } = totals
    expect({ calls: sum('calls'), retries: sum('retries'), throttles: sum('throttles') }).toEqual({
      calls,
      retries,
      throttles,
    })
    // The card, the list of runs and the run itself tell the same.
    const card = await app.connections.show(operator, { integration: 'AWS' })
    const [listed] = await app.sync.list(operator, { integration: 'AWS' })
    expect(card.run).toEqual(run)
    expect(listed).toEqual(run)
    expect(items.filter(({ retries }) => retries > 0).length).toBeGreaterThan(0)
  })

  // One of ten accounts, with each trouble in turn; four of thirty, with a trouble each.
  const cases = where === 'here' ? troubles.map((trouble) => [trouble]) : [troubles]
  test.each(cases.map((some) => [some.map(({ name }) => name).join(', '), some] as const))(
    'one account in ten %s: the others are read whole, nothing is lost, and the next run heals',
    async (_, some) => {
      // Without ours, from which all others are entered, nothing can be read. The organization tells of itself through a delegated administrator, too.
      const { home } = sandbox.world
      const closed = await closedAccounts()
      const others = members.filter((id) => id !== home.accountId && !closed.includes(id))
      const chosen = drawn(others, some.length)
      sandbox.setFaults(
        some.map(({ match, effect }, nth) => ({ match: { ...match, accountId: chosen[nth] as AccountId }, effect })),
      )
      expect(await sync(), chosen.join(', ')).toMatchObject({ state: 'partial' })
      expect(new Set(await strange())).toEqual(new Set(chosen))
      expect(threadsStarted > 0).toBe(where !== 'here')
      expect(await known()).toEqual(expected)
      sandbox.setFaults([])
      expect(await sync()).toMatchObject({ state: 'succeeded' })
      expect(await strange()).toEqual([])
      expect(await known()).toEqual(expected)
    },
  )

  // Of threads src/collect/thread tells.
  test.runIf(where === 'here')(
    'cancelled in the middle: what was published stays, nothing else is left, and the next run is whole',
    async () => {
      let asked = 0
      const cancelled: Promise<unknown>[] = []
      const run = await sync(({ id }) => {
        const timer = setInterval(() => {
          const calls = [...sandbox.counts.calls.values()].reduce((sum, count) => sum + count, 0)
          if (asked === 0) asked = calls
          if (calls < asked + 60) return
          clearInterval(timer)
          cancelled.push(app.sync.cancel(operator, { run: id }))
        }, 5)
      })
      await Promise.all(cancelled)
      expect(run).toMatchObject({ state: 'cancelled', endedAt: expect.any(String) })
      expect(await known()).toEqual(expected)
      expect(await sync()).toMatchObject({ state: 'succeeded' })
      expect(await known()).toEqual(expected)
    },
  )
})
