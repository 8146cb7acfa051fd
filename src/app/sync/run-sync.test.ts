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
      accounts: [{ accountId: lake, name: 'lake', state: 'done', cellsDone: 4, cellsTotal: 4, objects: 5 }],
      stages: [
        { name: 'organization', state: 'done', counts: { account: 1 } },
        { name: 'identity_center', state: 'waiting' },
        { name: 'iam', state: 'done', counts: { user: 3 }, calls: 2, throttles: 1 },
        { name: 'resources', state: 'done', counts: { 's3:bucket': 1 } },
      ],
    })
    expect(await app.connections.show(operator, { integration: card.id })).toMatchObject({
      state: 'active',
      reason: null,
      lastSyncAt: '2026-05-03T10:00:01.000Z',
      counts: { accounts: 1, principals: 3, resources: 1 },
      strip: [{ accountId: lake, name: 'lake', state: 'read' }],
      accounts: [{ accountId: lake, state: 'ready' }],
    })
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
    })
    const after = await app.connections.show(operator, { integration: card.id })
    expect(after).toMatchObject({
      state: 'degraded',
      strip: [{ state: 'partly' }],
      accounts: [{ state: 'missing_permissions' }],
    })
    expect(after.reason).toContain('s3:ListAllMyBuckets')
    expect((await store.inventory.load())?.objects).toContainEqual(bucket)
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
