import { describe, expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import {
  bucket,
  deniedBuckets,
  lake,
  lakeBucket,
  lakeForm,
  lakeScript,
  operator,
  wholeReading,
} from '../../../test/fakes/small-world.ts'
import { createApp } from '../app.ts'

async function connected(aws = {}) {
  const harness = createHarness({ aws: { ...lakeScript, ...aws } })
  const card = await harness.app.connections.create(operator, lakeForm)
  return { ...harness, card }
}

describe('a reading', () => {
  test('goes from queued to succeeded and the card from waiting to active', async () => {
    const { app, card, work, clock } = await connected()
    expect(card.state).toBe('awaiting_trust')
    const run = await app.sync.request(operator, { integration: card.id })
    expect(run).toMatchObject({ integration: 'AWS', state: 'queued' })
    expect(await app.connections.show(operator, { integration: 'aws' })).toMatchObject({ state: 'fetching' })
    clock.advance(1000)
    await work()
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({
      state: 'succeeded',
      reason: null,
      snapshot: '3',
      coverage: { ok: 4, denied: 0 },
      // The cell of the organization belongs to none of its accounts.
      accounts: [{ accountId: lake, name: 'lake', state: 'done', cellsDone: 3, cellsTotal: 3, objects: 4 }],
      stages: [
        { name: 'organization', state: 'done', counts: { account: 1 } },
        { name: 'identity_center', state: 'skipped' },
        { name: 'iam', state: 'done', counts: { user: 3 }, calls: 2, throttles: 1 },
        { name: 'resources', state: 'done', counts: { 's3:bucket': 1 }, calls: 0 },
        { name: 'network', state: 'skipped' },
        { name: 'configuration', state: 'skipped' },
        { name: 'analysis', state: 'skipped' },
      ],
    })
    expect(await app.connections.show(operator, { integration: card.id })).toMatchObject({
      state: 'active',
      reason: null,
      lastSyncAt: '2026-05-03T10:00:01.000Z',
      // Three users and the root user, as everywhere else.
      counts: { accounts: 1, principals: 4, resources: 1 },
      strip: [{ accountId: lake, name: 'lake', state: 'read' }],
      leftOut: [],
      accounts: [{ accountId: lake, state: 'ready' }],
    })
    expect(await app.status(operator)).toMatchObject({ principals: 4, resources: 1, leftOut: 0 })
  })

  test('publishes each stage, so that who exists is known before what exists', async () => {
    const seen: number[] = []
    const harness = await connected()
    harness.aws.script.onStep = async (cell) => {
      if (cell.type === 's3') seen.push((await harness.store.inventory.load())?.objects.length ?? 0)
    }
    await harness.app.sync.request(operator, { integration: harness.card.id })
    await harness.work()
    expect(seen).toEqual([4, 4])
    expect((await harness.store.inventory.load())?.objects).toHaveLength(5)
  })

  test('with a part refused is partial, and nothing known is lost', async () => {
    const { app, aws, card, work, store } = await connected()
    await app.sync.request(operator, { integration: card.id })
    await work()
    aws.script.cells = [...wholeReading.slice(0, 3), deniedBuckets]
    const run = await app.sync.request(operator, { integration: card.id })
    await work()
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({
      state: 'partial',
      coverage: { ok: 3, denied: 1 },
      stages: expect.arrayContaining([
        expect.objectContaining({
          name: 'iam',
          state: 'done',
          coverage: expect.objectContaining({ ok: 2, denied: 0 }),
        }),
        expect.objectContaining({ name: 'resources', state: 'done', coverage: expect.objectContaining({ denied: 1 }) }),
      ]),
    })
    const after = await app.connections.show(operator, { integration: card.id })
    expect(after).toMatchObject({
      state: 'degraded',
      strip: [{ state: 'partly' }],
      accounts: [{ state: 'missing_permissions' }],
    })
    expect(after.reason).toContain('s3:ListAllMyBuckets')
    // Kept as it was, and marked: the reading did not show it.
    const kept = { ...bucket, facts: { ...bucket.facts, policyStale: expect.objectContaining({ code: 'denied' }) } }
    expect((await store.inventory.load())?.objects).toContainEqual(kept)
  })

  test('that cannot assume the role fails, says why, and the last snapshot stays', async () => {
    const { app, aws, card, work, store } = await connected()
    await app.sync.request(operator, { integration: card.id })
    await work()
    const refused = { state: 'denied', code: 'AccessDenied', reason: 'sts:AssumeRole was refused.' } as const
    aws.script.cells = wholeReading.map(({ pages: _, ...cell }) => ({ ...cell, ...refused }))
    const run = await app.sync.request(operator, { integration: card.id })
    await work()
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({
      state: 'failed',
      accounts: [{ state: 'failed', reason: 'sts:AssumeRole was refused.' }],
    })
    expect(await app.connections.show(operator, { integration: card.id })).toMatchObject({ state: 'error' })
    expect((await store.inventory.load())?.objects).toHaveLength(5)
  })

  test('that meets a fault of ours fails without telling what the fault said', async () => {
    const { app, card, work, log } = await connected({ fault: new Error('secret-in-a-message') })
    const run = await app.sync.request(operator, { integration: card.id })
    await work()
    const ended = await app.sync.show(operator, { run: run.id })
    expect(ended).toMatchObject({ state: 'failed', endedAt: expect.any(String) })
    expect(JSON.stringify([ended, log.lines])).not.toContain('secret-in-a-message')
    expect(log.lines.join('\n')).toContain('sync met a fault')
  })
})

describe('one at a time', () => {
  test('a second request joins the first, also while it goes on', async () => {
    const harness = await connected()
    const first = await harness.app.sync.request(operator, { integration: 'AWS' })
    const second = await harness.app.sync.request(operator, { integration: 'AWS' })
    expect(second.id).toBe(first.id)
    const during: string[] = []
    harness.aws.script.onStep = async () => {
      const joined = await harness.app.sync.request(operator, { integration: 'AWS' })
      during.push(`${joined.id} ${joined.state}`)
    }
    await harness.work()
    expect(new Set(during)).toEqual(new Set([`${first.id} running`]))
    expect(harness.aws.collected).toHaveLength(1)
  })

  test.each(['before it begins', 'while it goes on'])(
    'more than the run reads is read after it: asked %s',
    async (when) => {
      const harness = await connected()
      const { app, work, store } = harness
      const narrow = await app.sync.request(operator, { integration: 'AWS', stages: ['iam'] })
      const ask = async () => {
        // Asked once, during the narrow run.
        harness.aws.script.onStep = async () => {}
        expect((await app.sync.request(operator, { integration: 'AWS' })).id).toBe(narrow.id)
      }
      if (when === 'before it begins') await ask()
      else harness.aws.script.onStep = ask
      await work()
      await work()
      const runs = (await app.sync.list(operator, { integration: 'AWS' })).map(({ scope, state }) => [
        scope.stages,
        state,
      ])
      expect(runs).toEqual([
        [null, 'succeeded'],
        [['iam'], 'succeeded'],
      ])
      expect(await store.syncRuns.unfinished()).toEqual([])
    },
  )

  test('cancelling ends it; what was published before stays', async () => {
    const harness = await connected()
    const { app, aws, work, store } = harness
    const run = await app.sync.request(operator, { integration: 'AWS' })
    let cancelled: Promise<unknown> | undefined
    aws.script.onStep = (cell) => {
      if (cell.type === 's3') cancelled ??= app.sync.cancel(operator, { run: run.id })
    }
    await work()
    await cancelled
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({
      state: 'cancelled',
      endedAt: expect.any(String),
      // What was cut off is not done, and what nobody was to read is not cut off.
      stages: ['done', 'skipped', 'done', 'stopped', 'skipped', 'skipped', 'skipped'].map((state) => ({ state })),
    })
    expect(await app.connections.show(operator, { integration: 'AWS' })).toMatchObject({
      state: 'awaiting_trust',
      reason: 'The last reading was cancelled.',
    })
    expect((await store.inventory.load())?.objects).toHaveLength(4)
  })

  test('cancelling before it begins leaves nothing to do', async () => {
    const { app, aws, work } = await connected()
    const run = await app.sync.request(operator, { integration: 'AWS' })
    expect(await app.sync.cancel(operator, { run: run.id })).toMatchObject({ state: 'cancelled' })
    expect(await app.connections.show(operator, { integration: 'AWS' })).toMatchObject({ state: 'awaiting_trust' })
    await work()
    expect(aws.collected).toHaveLength(0)
    expect(await app.sync.cancel(operator, { run: run.id })).toMatchObject({ state: 'cancelled' })
  })
})

describe('cancelling in the first moments', () => {
  type Harness = Awaited<ReturnType<typeof connected>>
  const acts = {
    cancel: ({ app }: Harness, run: string) => app.sync.cancel(operator, { run }),
    pause: ({ app }: Harness) => app.connections.pause(operator, { integration: 'AWS' }),
    erase: ({ app }: Harness) => app.connections.remove(operator, { integration: 'AWS', history: 'erase' }),
  }

  /** The job has been taken and waits for the database; `act` comes meanwhile. */
  async function during(step: 'get' | 'connection' | 'integrations', act: keyof typeof acts) {
    const harness = await connected()
    const { app, store, jobs } = harness
    const run = await app.sync.request(operator, { integration: 'AWS' })
    let acted: Promise<unknown> | undefined
    const meanwhile = <A extends unknown[], R>(read: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        const value = await read(...args)
        if (acted) return value
        acted = acts[act](harness, run.id)
        // As long as the database of a busy server may take.
        for (let turn = 0; turn < 50; turn++) await Promise.resolve()
        return value
      }
    }
    if (step === 'get') store.syncRuns.get = meanwhile(store.syncRuns.get)
    if (step === 'connection') store.connections.connection = meanwhile(store.connections.connection)
    if (step === 'integrations') store.connections.integrations = meanwhile(store.connections.integrations)
    await jobs.work(app.sync.run)
    await acted
    return { ...harness, run }
  }

  const steps = ['get', 'connection', 'integrations'] as const
  test.each(steps.flatMap((step) => (['cancel', 'pause'] as const).map((act) => [act, step] as const)))(
    '%s while it waits for %s ends the run, and nothing is read',
    async (act, step) => {
      const { app, aws, run } = await during(step, act)
      expect(aws.collected).toHaveLength(0)
      expect(await app.sync.show(operator, { run: run.id })).toMatchObject({
        state: 'cancelled',
        endedAt: expect.any(String),
      })
      const { state } = await app.connections.show(operator, { integration: 'AWS' })
      expect(state).toBe(act === 'pause' ? 'paused' : 'awaiting_trust')
    },
  )

  test.each(steps)('erasing while it waits for %s leaves nothing', async (step) => {
    const { aws, store } = await during(step, 'erase')
    expect(aws.collected).toHaveLength(0)
    expect(await store.syncRuns.list()).toEqual([])
    expect(await store.connections.integrations()).toEqual([])
  })
})

describe('a run of another process', () => {
  /** Two processes on one store: each knows only its own runs. */
  async function twoProcesses() {
    const here = await connected()
    const run = await here.app.sync.request(operator, { integration: 'AWS' })
    return { here, there: createApp(here.deps), run }
  }

  test.each(['cancel', 'pause'] as const)(
    'ends with a %s from here, and what it read afterwards is dropped',
    async (act) => {
      const { here, there, run } = await twoProcesses()
      here.aws.script.onStep = async (cell) => {
        if (cell.type !== 's3') return
        delete here.aws.script.onStep
        if (act === 'cancel') await here.app.sync.cancel(operator, { run: run.id })
        else await here.app.connections.pause(operator, { integration: 'AWS' })
        // Its progress is saved a quarter of a second later, and tells it.
        await new Promise((resolve) => setTimeout(resolve, 400))
      }
      await here.jobs.work(there.sync.run)
      expect(await here.app.sync.show(operator, { run: run.id })).toMatchObject({ state: 'cancelled' })
      const { state } = await here.app.connections.show(operator, { integration: 'AWS' })
      expect(state).toBe(act === 'pause' ? 'paused' : 'awaiting_trust')
      expect((await here.store.inventory.load())?.objects).toHaveLength(4)
    },
  )
})

describe('a fault between two writes', () => {
  test('after the cards were told leaves the run open, and it is read again', async () => {
    const { app, store, jobs, work } = await connected()
    const run = await app.sync.request(operator, { integration: 'AWS' })
    const { save } = store.syncRuns
    store.syncRuns.save = async (row) => {
      if (row.endedAt !== null) throw new Error('the database has gone')
      return save(row)
    }
    await expect(jobs.work(app.sync.run)).rejects.toThrow('the database has gone')
    expect(await app.connections.show(operator, { integration: 'AWS' })).toMatchObject({ state: 'active' })
    store.syncRuns.save = save
    expect(await app.sync.resumeUnfinished()).toBe(1)
    await work()
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({ state: 'succeeded' })
    expect(await app.connections.show(operator, { integration: 'AWS' })).toMatchObject({ state: 'active' })
  })

  test('before the cards were told leaves no card at Fetching for ever', async () => {
    const { app, store, jobs, work } = await connected()
    const run = await app.sync.request(operator, { integration: 'AWS' })
    const { saveTargets } = store.connections
    store.connections.saveTargets = async () => {
      throw new Error('the database has gone')
    }
    await expect(jobs.work(app.sync.run)).rejects.toThrow('the database has gone')
    expect(await store.syncRuns.get(run.id)).toMatchObject({ endedAt: null })
    store.connections.saveTargets = saveTargets
    await app.sync.resumeUnfinished()
    await work()
    expect(await app.connections.show(operator, { integration: 'AWS' })).toMatchObject({ state: 'active' })
  })

  test('a run whose job was used up gets one with the next request', async () => {
    const { app, store, jobs, work } = await connected()
    const run = await app.sync.request(operator, { integration: 'AWS' })
    const { saveTargets } = store.connections
    store.connections.saveTargets = async () => {
      throw new Error('the database has gone')
    }
    await expect(jobs.work(app.sync.run)).rejects.toThrow()
    store.connections.saveTargets = saveTargets
    expect(jobs.waiting).toHaveLength(0)
    expect(await app.sync.request(operator, { integration: 'AWS' })).toMatchObject({ id: run.id, state: 'running' })
    await work()
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({ state: 'succeeded' })
  })
})

describe('a process that ends in the middle', () => {
  test('leaves the run open; the next one takes it up from the beginning and loses nothing', async () => {
    const { app, aws, jobs, store } = await connected()
    const run = await app.sync.request(operator, { integration: 'AWS' })
    aws.script.onStep = (cell) => {
      if (cell.type === 's3') jobs.stopping.abort(new Error('the process stops'))
    }
    await jobs.work(app.sync.run)
    expect(await store.syncRuns.get(run.id)).toMatchObject({ state: 'running', endedAt: null })

    delete aws.script.onStep
    expect(await app.sync.resumeUnfinished()).toBe(1)
    expect(jobs.waiting).toHaveLength(1)
    await jobs.work((payload) => app.sync.run(payload, new AbortController().signal))
    await app.access.settled()
    expect(await store.syncRuns.get(run.id)).toMatchObject({ state: 'succeeded' })
    expect((await store.inventory.load())?.objects).toHaveLength(5)
    expect(await app.access.resources(operator, {}, { page: 1, pageSize: 10 })).toMatchObject({
      items: [{ arn: lakeBucket }],
    })
  })
})

test('a paused integration is not read, and resuming reads it at once', async () => {
  const { app, aws, work } = await connected()
  const run = await app.sync.request(operator, { integration: 'AWS' })
  await app.connections.pause(operator, { integration: 'AWS' })
  await work()
  expect(aws.collected).toHaveLength(0)
  expect(await app.sync.show(operator, { run: run.id })).toMatchObject({ state: 'cancelled' })
  await expect(app.sync.request(operator, { integration: 'AWS' })).rejects.toMatchObject({ code: 'wrong_state' })
  expect(await app.connections.resume(operator, { integration: 'AWS' })).toMatchObject({ state: 'fetching' })
  await work()
  expect(await app.connections.show(operator, { integration: 'AWS' })).toMatchObject({ state: 'active' })
})
