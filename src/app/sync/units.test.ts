/** A run as units of work: resumed, limited, looked at twice, and never wider than it was asked to be. */
import { describe, expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import type { ScriptedCell } from '../../../test/fakes/fake-aws-reader.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { account, role } from '../../../test/fakes/inventory.ts'
import { lake, operator } from '../../../test/fakes/small-world.ts'
import type { AccountId } from '../../core/ids.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { runSync } from './run-sync.ts'
import { createRunningRuns } from './running-runs.ts'

const shop = accountOf('222233334444')
const bank = accountOf('333344445555')
const members = [lake, shop, bank]

const organization: ScriptedCell = {
  accountId: lake,
  region: 'global',
  stage: 'organization',
  type: 'organization',
  state: 'ok',
  pages: [members.map((id) => account(id, `name of ${id}`, 'r-test'))],
}

const identities = (id: AccountId, names: readonly string[] = ['reader']): readonly ScriptedCell[] => [
  { accountId: id, region: 'global', stage: 'iam', type: 'role', state: 'ok' },
  {
    accountId: id,
    region: 'global',
    stage: 'iam',
    type: 'iam',
    state: 'ok',
    pages: [names.map((name) => role(id, name))],
  },
]

const buckets = (id: AccountId, state: ScriptedCell['state'] = 'ok'): ScriptedCell => ({
  accountId: id,
  region: 'global',
  stage: 'resources',
  type: 's3',
  state,
})

const whole = [organization, ...members.flatMap((id) => [...identities(id), buckets(id)])]

async function connected(cells: readonly ScriptedCell[] = whole) {
  const harness = createHarness({ aws: { cells } })
  const form = {
    method: 'manual',
    accounts: lake,
    managementAccount: lake,
    organization: true,
    owner: 'ada@example.com',
  } as const
  const card = await harness.app.connections.create(operator, form)
  const sync = async (scope: Parameters<typeof harness.app.sync.request>[1] | object = {}) => {
    harness.clock.advance(60_000)
    const { id } = await harness.app.sync.request(operator, { ...scope, integration: card.id })
    const running = createRunningRuns()
    const handler = runSync({
      ...harness.deps,
      running,
      inventoryChanged: () => undefined,
      inventoryGrew: () => undefined,
      restMs: 0,
    })
    await harness.jobs.work(handler)
    return harness.app.sync.show(operator, { run: id })
  }
  const [connection] = await harness.store.connections.connections()
  if (!connection) throw new Error('the connection is not there')
  const settings = (change: Partial<typeof connection.settings>) =>
    harness.store.connections.updateConnection(connection.id, { settings: { ...connection.settings, ...change } })
  const principals = async () =>
    ((await harness.store.inventory.load())?.objects ?? []).filter(({ kind }) => kind === 'role').length
  return { ...harness, card, connection, sync, settings, principals }
}

const stagesOf = (run: { readonly stages: readonly { readonly name: string; readonly state: string }[] }) =>
  Object.fromEntries(run.stages.map(({ name, state }) => [name, state]))

test('accounts that the organization names are read in the same run, under their names', async () => {
  const { sync } = await connected()
  const run = await sync()
  expect(run).toMatchObject({
    state: 'succeeded',
    progress: { accounts: 3, accountsDone: 3, cellsDone: 9, cellsTotal: 9 },
  })
  expect(run.accounts.map(({ accountId, name }) => [accountId, name])).toEqual(
    members.map((id) => [id, `name of ${id}`]),
  )
})

describe('resuming', () => {
  test('a unit that was read is not read again; one that was half read is, and nothing of its half is left', async () => {
    const { app, aws, jobs, store, card, clock } = await connected([
      organization,
      ...members.flatMap((id) => identities(id, ['a', 'b'])),
    ])
    clock.advance(1000)
    const run = await app.sync.request(operator, { integration: card.id })
    const read: string[] = []
    aws.script.onStep = async (cell) => {
      if (cell.type === 'iam') read.push(cell.accountId)
      // The bank is half read when the process stops, the others are done.
      if (cell.accountId !== bank || cell.type !== 'iam') return
      while ((await store.syncUnits.left(toSyncRunId(run.id), 'iam')) > 1) await new Promise(setImmediate)
      jobs.stopping.abort(new Error('the process stops'))
    }
    await jobs.work(app.sync.run)
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({ state: 'running', endedAt: null })
    expect(read.toSorted()).toEqual([lake, lake, shop, shop, bank].toSorted())

    read.length = 0
    aws.script.onStep = (cell) => void (cell.type === 'iam' && read.push(cell.accountId))
    await app.sync.resumeUnfinished()
    await jobs.work((payload) => app.sync.run(payload, new AbortController().signal))
    expect(new Set(read)).toEqual(new Set([bank]))
    expect(await app.sync.show(operator, { run: run.id })).toMatchObject({ state: 'succeeded', coverage: { ok: 7 } })
    expect((await store.inventory.load())?.objects.filter(({ kind }) => kind === 'role')).toHaveLength(6)
  })
})

describe('the scope', () => {
  test('of stages: the others are skipped, and their cells are not touched', async () => {
    const { app, sync, store } = await connected()
    await sync()
    const before = (await store.inventory.cells()).find(({ type }) => type === 's3')
    const run = await sync({ stages: ['iam'] })
    expect(run.scope).toEqual({ stages: ['iam'], accounts: null })
    expect(stagesOf(run)).toMatchObject({ organization: 'skipped', iam: 'done', resources: 'skipped' })
    // Accounts are those that were known of the organization.
    expect(run.progress.accounts).toBe(3)
    expect((await store.inventory.cells()).find(({ type }) => type === 's3')).toEqual(before)
    const cards = await app.connections.list(operator)
    expect(cards.find(({ kind }) => kind === 'aws')).toMatchObject({
      state: 'active',
      strip: [{ state: 'read' }, {}, {}],
    })
  })

  test('of a part that can be read does not hide what cannot', async () => {
    const { app, sync, aws } = await connected()
    aws.script.cells = [...whole.filter((cell) => cell.type !== 's3'), ...members.map((id) => buckets(id, 'denied'))]
    await sync()
    const run = await sync({ stages: ['iam'] })
    expect(run.state).toBe('succeeded')
    const cards = await app.connections.list(operator)
    expect(cards.find(({ kind }) => kind === 'aws')).toMatchObject({ state: 'degraded' })
  })

  test('of accounts: no other is entered, nor is the organization asked', async () => {
    const { sync, aws } = await connected()
    await sync()
    const read = new Set<string>()
    aws.script.onStep = (cell) => void read.add(`${cell.accountId} ${cell.type}`)
    const run = await sync({ accounts: [shop] })
    expect(run).toMatchObject({ state: 'succeeded', progress: { accounts: 1 } })
    expect(read).toEqual(new Set([`${shop} role`, `${shop} iam`, `${shop} s3`]))
  })

  test('of an account that is not read is refused', async () => {
    const { sync } = await connected()
    await sync()
    await expect(sync({ accounts: [accountOf('999999999999')] })).rejects.toMatchObject({ code: 'bad_input' })
  })
})

describe('a second look in the same run', () => {
  test('what AWS throttled is read at the end of the run', async () => {
    const { sync, aws } = await connected([
      ...whole.filter((cell) => cell.accountId !== shop),
      ...identities(shop),
      buckets(shop, 'throttled'),
    ])
    const order: string[] = []
    aws.script.onStep = (cell) => {
      if (cell.type !== 's3') return
      order.push(cell.accountId)
      // From the second look on it is let through.
      if (order.filter((id) => id === shop).length === 1)
        aws.script.cells = [
          ...aws.script.cells.filter((one) => one.accountId !== shop || one.type !== 's3'),
          buckets(shop),
        ]
    }
    const run = await sync()
    expect(run).toMatchObject({ state: 'succeeded', coverage: { throttled: 0, ok: 10 } })
    expect(order.filter((id) => id === shop)).toHaveLength(2)
    expect(order.at(-1)).toBe(shop)
  })

  test('what stays throttled is told, and what was known stays', async () => {
    const { sync, aws, store } = await connected()
    await sync()
    const before = (await store.inventory.cells()).filter(({ type }) => type === 's3')
    aws.script.cells = [...whole.filter((cell) => cell.type !== 's3'), ...members.map((id) => buckets(id, 'throttled'))]
    expect(await sync()).toMatchObject({ state: 'partial', coverage: { throttled: 3 } })
    const after = (await store.inventory.cells()).filter(({ type }) => type === 's3')
    expect(after.map(({ completeAt }) => completeAt)).toEqual(before.map(({ completeAt }) => completeAt))
  })

  test('a cell that would lose so much is read again; what is gone then is gone', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `role-${index}`)
    const { sync, aws, principals, store } = await connected([organization, ...identities(lake, names)])
    await sync()
    expect(await principals()).toBe(20)
    let looks = 0
    aws.script.cells = [organization, ...identities(lake, names.slice(0, 5))]
    aws.script.onStep = (cell) => void (cell.type === 'iam' && cell.accountId === lake && looks++)
    const run = await sync()
    // A page and an end for each look.
    expect(looks).toBe(4)
    expect(run).toMatchObject({ state: 'succeeded', coverage: { suspect: 0 } })
    expect(await principals()).toBe(5)
    expect((await store.inventory.cells()).find(({ type }) => type === 'iam')).toMatchObject({
      state: 'ok',
      objects: 5,
    })
  })

  test('a cell that is whole again in the second look has lost nothing', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `role-${index}`)
    const { sync, aws, principals } = await connected([organization, ...identities(lake, names)])
    await sync()
    aws.script.cells = [organization, ...identities(lake, names.slice(0, 5))]
    let looks = 0
    aws.script.onStep = (cell) => {
      if (cell.type === 'iam' && ++looks === 2) aws.script.cells = [organization, ...identities(lake, names)]
    }
    expect(await sync()).toMatchObject({ state: 'succeeded' })
    expect(await principals()).toBe(20)
  })
})

describe('settings', () => {
  test('an excluded account is not entered; what was known of it stays', async () => {
    const { sync, settings, aws, store, principals } = await connected()
    await sync()
    await settings({ excludedAccounts: [shop] })
    const entered = new Set<string>()
    aws.script.onStep = (cell) => void entered.add(cell.accountId)
    expect(await sync()).toMatchObject({ state: 'succeeded' })
    expect(entered).toEqual(new Set([lake, bank]))
    const cells = (await store.inventory.cells()).filter(({ accountId }) => accountId === shop)
    expect(new Set(cells.map(({ state, code }) => `${state} ${code}`))).toEqual(new Set(['excluded account_excluded']))
    expect(await principals()).toBe(3)
  })

  test('a limit of calls pauses the run before the one too many, and says so', async () => {
    const { sync, settings, aws } = await connected()
    await settings({ maxCallsPerRun: 5 })
    let cells = 0
    aws.script.onStep = () => void cells++
    const run = await sync()
    expect(run.state).toBe('partial')
    expect(run.reason).toContain('Paused after 5 calls')
    // Pages are free here; the cells that ended are the calls that were let through.
    expect(run.coverage.ok).toBeLessThanOrEqual(5)
    expect(cells).toBeLessThan(16)
  })

  test('what a day may cost pauses the runs of that day, and what is free is read all the same', async () => {
    const { sync, settings, aws } = await connected()
    // Of the calls that are made here, those for the list of buckets alone have a price.
    const oneList = 0.005 / 1_000
    await settings({ maxCostPerDay: oneList * 1.5 })
    const priced = await sync()
    expect(priced).toMatchObject({ state: 'partial', reason: expect.stringContaining('may cost a day') })
    const ended = new Set<string>()
    aws.script.onStep = (cell) => void ended.add(cell.type)
    expect(await sync({ stages: ['organization', 'iam'] })).toMatchObject({ state: 'succeeded', reason: null })
    expect(ended).toEqual(new Set(['organization', 'role', 'iam']))
  })
})
