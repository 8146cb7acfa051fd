/** The rhythm over a connected account, in virtual time. */
import { expect, test } from 'vitest'
import type { Harness } from '../../../test/fakes/app-harness.ts'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import type { Probe } from '../ports/connections.ts'
import type { SyncRun } from '../ports/sync.ts'

const operator = { kind: 'operator', osUser: 'ada' } as const
const lake = accountOf('111122223333')
const shop = accountOf('222233334444')
const minute = 60_000
const noAbort = new AbortController().signal

const probe = (result: Probe['result']): Probe => ({
  capability: 'identities',
  result,
  checkedAt: '2026-05-03T10:00:00.000Z',
})
const target = (accountId: typeof lake, result: Probe['result'] = 'ok') =>
  ({
    accountId,
    name: null,
    state: result === 'ok' ? 'ready' : 'missing_permissions',
    reason: null,
    probes: [probe(result)],
  }) as const

/** Connected and read once. */
async function connected(targets = [target(lake)] as readonly ReturnType<typeof target>[]): Promise<Harness> {
  const harness = createHarness({ aws: { targets: [...targets] } })
  await harness.app.connections.create(operator, {
    method: 'manual',
    owner: 'ada@example.com',
    accounts: targets.map(({ accountId }) => accountId).join(' '),
  })
  const [card] = await harness.store.connections.integrations()
  if (!card) throw new Error('no card')
  await harness.store.connections.saveTargets(targets.map((one) => ({ ...one, connectionId: card.connectionId })))
  await harness.store.connections.updateIntegration(card.id, { state: 'active', lastSyncAt: harness.clock.now() })
  return harness
}

/** The next look; in the one after it a slot of the card's own may begin. */
const oneLook = 0.5

/** What was asked for while `minutes` went by; every run ends at once. */
async function pass(harness: Harness, minutes: number): Promise<readonly SyncRun[]> {
  const asked: SyncRun[] = []
  for (let at = 0; at < minutes; at += oneLook) {
    harness.clock.advance(oneLook * minute)
    await harness.app.schedule.tick(noAbort)
    for (const run of await harness.store.syncRuns.unfinished()) {
      asked.push(run)
      await harness.store.syncRuns.save({ ...run, state: 'succeeded', endedAt: harness.clock.now() })
    }
  }
  return asked
}

test('identities hourly, resources every six hours, reports daily', async () => {
  const runs = await pass(await connected(), 24 * 60)
  const withStage = (stage: string) => runs.filter(({ scope }) => scope.stages?.some((one) => one === stage)).length
  expect(withStage('iam')).toBe(24)
  expect(withStage('organization')).toBe(24)
  expect(withStage('resources')).toBe(4)
  expect(withStage('network')).toBe(4)
  expect(withStage('analysis')).toBe(1)
})

test('what is being read has no turn, and catches up once when it has ended', async () => {
  const harness = await connected()
  const run = await harness.app.sync.request(operator, { integration: 'AWS' })
  for (let at = 0; at < 10; at += 1) {
    harness.clock.advance(60 * minute)
    await harness.app.schedule.tick(noAbort)
  }
  expect((await harness.store.syncRuns.list()).map(({ id }) => id)).toEqual([run.id])
  const open = await harness.store.syncRuns.get(run.id)
  if (open) await harness.store.syncRuns.save({ ...open, state: 'succeeded', endedAt: harness.clock.now() })
  const runs = await pass(harness, oneLook)
  expect(runs).toHaveLength(1)
})

test('a turn that meets a narrower run, begun in the same moment, is not lost', async () => {
  const harness = await connected()
  const { store } = harness
  const { turns } = store.schedule
  // Between the look at what is being read and the request somebody asks for one stage.
  store.schedule.turns = async () => {
    const found = await turns()
    if (harness.clock.now() === late) await harness.app.sync.request(operator, { integration: 'AWS', stages: ['iam'] })
    return found
  }
  harness.clock.advance(7 * 60 * minute)
  const late = harness.clock.now()
  await harness.app.schedule.tick(noAbort)
  const [narrow, ...others] = await store.syncRuns.unfinished()
  expect([narrow?.scope.stages, others]).toEqual([['iam'], []])
  if (narrow) await store.syncRuns.save({ ...narrow, state: 'succeeded', endedAt: harness.clock.now() })
  const runs = await pass(harness, oneLook)
  expect(runs.map(({ scope }) => scope.stages)).toEqual([expect.arrayContaining(['iam', 'resources', 'network'])])
})

test('a paused card has no turn', async () => {
  const harness = await connected()
  await harness.app.connections.pause(operator, { integration: 'AWS' })
  expect(await pass(harness, 24 * 60)).toEqual([])
  expect(await harness.app.schedule.show(operator, { integration: 'AWS' })).toMatchObject({
    paused: true,
    nextRunAt: null,
  })
})

test('a machine that slept a night reads once, and then keeps its rhythm', async () => {
  const harness = await connected()
  harness.clock.advance(9 * 60 * minute)
  expect(await pass(harness, oneLook)).toHaveLength(1)
  const runs = await pass(harness, 58)
  expect(runs.filter(({ scope }) => scope.stages?.includes('iam')).length).toBeLessThanOrEqual(1)
})

test('two servers on one database: one of them has the turn', async () => {
  const harness = await connected()
  let taken = 0
  for (let at = 0; at < 60; at += 1) {
    harness.clock.advance(minute)
    await Promise.all([harness.app.schedule.tick(noAbort), harness.app.schedule.tick(noAbort)])
    const runs = await harness.store.syncRuns.unfinished()
    // The six hours of the resources may end in this one, too.
    taken += runs.filter(({ scope }) => scope.stages?.includes('iam')).length
    for (const run of runs)
      await harness.store.syncRuns.save({ ...run, state: 'succeeded', endedAt: harness.clock.now() })
  }
  expect(taken).toBe(1)
})

test('another rhythm, and none', async () => {
  const harness = await connected()
  const everyMinutes = { identities: 15, resources: null }
  const set = await harness.app.schedule.set(operator, { integration: 'AWS', everyMinutes })
  expect(set.everyMinutes).toEqual({ identities: 15, resources: null, reports: 24 * 60 })
  const runs = await pass(harness, 60)
  expect(runs.filter(({ scope }) => scope.stages?.includes('iam'))).toHaveLength(4)
  expect(runs.filter(({ scope }) => scope.stages?.includes('resources'))).toHaveLength(0)
  const wrong = harness.app.schedule.set(operator, { integration: 'AWS', everyMinutes: { identities: 5 } })
  await expect(wrong).rejects.toThrow('identities can be read every 15 minutes to every 7 days, not every 5 minutes.')
})

test('the card shows when it is read next, and then it is', async () => {
  const harness = await connected()
  const { nextRunAt } = await harness.app.connections.show(operator, { integration: 'AWS' })
  const until = Date.parse(nextRunAt ?? '') - Date.parse(harness.clock.now())
  expect(until).toBeGreaterThan(0)
  expect(until).toBeLessThanOrEqual(60 * minute)
  harness.clock.advance(until - 1)
  await harness.app.schedule.tick(noAbort)
  expect(await harness.store.syncRuns.unfinished()).toEqual([])
  harness.clock.advance(1)
  await harness.app.schedule.tick(noAbort)
  expect(await harness.store.syncRuns.unfinished()).toHaveLength(1)
})

test('accounts that fail are checked hourly, the others daily', async () => {
  const harness = await connected([target(lake), target(shop, 'denied')])
  const checked: string[] = []
  const { saveTargets } = harness.store.connections
  harness.store.connections.saveTargets = async (some) => {
    checked.push(...some.map(({ accountId }) => accountId))
    await saveTargets(some)
  }
  await pass(harness, 24 * 60)
  expect(checked.filter((account) => account === lake)).toHaveLength(1)
  // It is looked every ten minutes, so the last hour may lie just behind the end.
  const often = checked.filter((account) => account === shop).length
  expect([23, 24]).toContain(often)
})

test('a role that appears is found by the check, and read', async () => {
  const harness = await connected()
  const [card] = await harness.store.connections.integrations()
  if (!card) throw new Error('no card')
  await harness.store.connections.updateIntegration(card.id, { state: 'awaiting_trust', lastSyncAt: null, reason: 'x' })
  await harness.store.connections.saveTargets([{ ...target(lake, 'denied'), connectionId: card.connectionId }])
  const [run] = await pass(harness, 75)
  expect(run?.scope).toEqual({ stages: null, accounts: null })
})
