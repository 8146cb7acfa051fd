/** The units of a run on both databases: whoever takes one has it alone, and whoever is gone leaves nothing half done. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SyncRun, SyncUnit, UnitPages, UnitTally } from '../../src/app/ports/sync.ts'
import { type AccountId, toSyncRunId } from '../../src/core/ids.ts'
import { type OpenedStore, openStore } from '../../src/store/open.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'
import { findPostgres, type PostgresCluster, startPostgres } from '../fakes/postgres-cluster.ts'
import { prepareHome } from '../fakes/prepared-home.ts'
import { anAccount, aRole, iamCell, newConnection } from './store-fixtures.ts'

const binaries = findPostgres()
if (binaries === undefined) process.stderr.write('skipped: units on PostgreSQL (initdb is not installed)\n')
const engines = binaries === undefined ? (['pglite'] as const) : (['pglite', 'postgres'] as const)

let folder: string
let cluster: PostgresCluster | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-units-'))
  await prepareHome(folder)
  cluster = binaries === undefined ? undefined : await startPostgres(binaries)
})
afterAll(async () => {
  await cluster?.stop()
  await rm(folder, { recursive: true, force: true })
})

const at = '2026-05-03T10:00:00.000Z'
const nothing: UnitPages = { objects: [], cells: [], calls: [] }
const tally: UnitTally = {
  cellsTotal: 2,
  coverage: { ok: 1, denied: 0, throttled: 1, unsupported: 0, skipped: 0, failed: 0, suspect: 0 },
  objects: 1,
  counts: { role: 1 },
  calls: 7,
  retries: 3,
  throttles: 2,
  trouble: null,
}

describe.each(engines)('units on %s', (engine) => {
  let store: OpenedStore
  beforeAll(async () => {
    const databaseUrl = engine === 'postgres' ? await cluster?.createDatabase('units') : undefined
    store = await openStore({ home: folder, databaseUrl, clock: manualClock(), log: memoryLog() })
  })
  afterAll(() => store.close())

  const unitOf = (accountId: AccountId): SyncUnit => ({ stage: 'iam', accountId, accountName: `name of ${accountId}` })
  const pagesOf = (accountId: AccountId, name = 'reader'): UnitPages => ({
    objects: [{ cell: iamCell(accountId), objects: [aRole(accountId, name)] }],
    cells: [{ ...iamCell(accountId), state: 'ok', checkedAt: at }],
    calls: [],
  })

  async function planned(count: number): Promise<{ readonly run: SyncRun; readonly accounts: readonly AccountId[] }> {
    const connection = await newConnection(store)
    const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), at)
    await store.syncRuns.save({ ...run, state: 'running', startedAt: at })
    const accounts = Array.from({ length: count }, anAccount)
    await store.syncUnits.plan(run.id, accounts.map(unitOf))
    await store.syncUnits.ready(run.id, 'iam')
    return { run, accounts }
  }
  const stagedOf = async (run: SyncRun): Promise<number> => {
    const { rows } = await store.sql.executeSql('select count(*)::int as n from staging_object where run_id = $1', [
      run.id,
    ])
    return (rows as readonly { readonly n: number }[])[0]?.n ?? Number.NaN
  }

  test('nobody gets what waits for its stage, and each is handed out once, in order, to many who ask at once', async () => {
    const connection = await newConnection(store)
    const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), at)
    const accounts = Array.from({ length: 30 }, anAccount)
    await store.syncUnits.plan(run.id, accounts.map(unitOf))
    await store.syncUnits.plan(run.id, accounts.map(unitOf))
    expect(await store.syncUnits.claim(run.id, 'w', 5, at)).toEqual([])
    await store.syncUnits.ready(run.id, 'iam')
    expect(await store.syncUnits.waiting()).toContain(run.id)
    const first = await store.syncUnits.claim(run.id, 'w', 3, at)
    expect(first.map(({ accountId }) => accountId)).toEqual(accounts.slice(0, 3))
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, worker) => store.syncUnits.claim(run.id, `w${worker}`, 4, at)),
    )
    const rest = claims.flat().map(({ accountId }) => accountId)
    expect(rest.toSorted()).toEqual(accounts.slice(3).toSorted())
    expect(await store.syncUnits.left(run.id, 'iam')).toBe(30)
    expect(await store.syncUnits.waiting()).not.toContain(run.id)
  })

  test('what is written is counted as it is written, and told by the run', async () => {
    const { run, accounts } = await planned(2)
    const [first, second] = accounts
    if (!first || !second) throw new Error('two were planned')
    await store.syncUnits.claim(run.id, 'w', 2, at)
    const mine = { runId: run.id, worker: 'w', stage: 'iam', accountId: first } as const
    expect(await store.syncUnits.write(mine, { ...pagesOf(first), calls: [aCall(first)] }, tally, at)).toBe(true)
    expect(await store.syncUnits.left(run.id, 'iam')).toBe(1)
    expect(await store.syncUnits.calls(run.id)).toBe(7)
    expect(await store.syncRuns.calls(run.id)).toMatchObject([{ stage: 'iam', operation: 'iam:ListRoles', calls: 2 }])
    const told = await store.syncRuns.get(run.id)
    expect(told?.coverage).toEqual(tally.coverage)
    expect(told?.accounts).toMatchObject([
      {
        accountId: first,
        name: `name of ${first}`,
        state: 'done',
        cellsDone: 2,
        cellsTotal: 2,
        cellsMissing: 1,
        objects: 1,
      },
      { accountId: second, state: 'running', cellsDone: 0 },
    ])
    expect(told?.stages.find(({ name }) => name === 'iam')).toMatchObject({
      state: 'running',
      counts: { role: 1 },
      coverage: tally.coverage,
      calls: 7,
      retries: 3,
    })
    expect(told?.stages.find(({ name }) => name === 'network')).toMatchObject({ state: 'skipped' })
  })

  test('a worker that is gone leaves nothing of what it had begun; what it had ended stays', async () => {
    const { run, accounts } = await planned(2)
    const [done, half] = accounts
    if (!done || !half) throw new Error('two were planned')
    await store.syncUnits.claim(run.id, 'gone', 2, at)
    const of = (accountId: AccountId) => ({ runId: run.id, worker: 'gone', stage: 'iam', accountId }) as const
    await store.syncUnits.write(of(done), pagesOf(done), tally, at)
    await store.syncUnits.write(of(half), pagesOf(half), tally)
    expect(await stagedOf(run)).toBe(2)
    // It has just been heard of.
    expect(await store.syncUnits.release(run.id, { silentMs: 30_000 })).toBe(0)
    expect(await store.syncUnits.release(run.id, { silentMs: 0, not: 'gone' })).toBe(0)
    expect(await store.syncUnits.release(run.id, { silentMs: 0 })).toBe(1)
    expect(await stagedOf(run)).toBe(1)
    // It comes back and wants to write what it has: too late.
    expect(await store.syncUnits.write(of(half), pagesOf(half, 'late'), tally)).toBe(false)
    const [again] = await store.syncUnits.claim(run.id, 'other', 5, at)
    // Its calls were made all the same: the ledger has them, and the run tells as many.
    expect(again).toMatchObject({ accountId: half, tally: { objects: 0, coverage: { ok: 0 }, calls: 7, retries: 3 } })
    expect(await store.syncUnits.calls(run.id)).toBe(14)
    expect(await stagedOf(run)).toBe(1)
  })

  test('what a setting leaves out is neither work nor done, and an account that is left out says why', async () => {
    const connection = await newConnection(store)
    const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), at)
    const [read, excluded] = [anAccount(), anAccount()]
    const closed = { code: 'account_excluded', reason: 'Excluded by a setting.' } as const
    await store.syncUnits.plan(run.id, [unitOf(read), { ...unitOf(excluded), closed }])
    await store.syncUnits.ready(run.id, 'iam')
    await store.syncUnits.claim(run.id, 'w', 2, at)
    const of = (accountId: AccountId) => ({ runId: run.id, worker: 'w', stage: 'iam', accountId }) as const
    const leftOut = { ...tally, coverage: { ...tally.coverage, skipped: 17 } }
    await store.syncUnits.write(of(read), nothing, leftOut, at)
    const nothingToRead = { ...tally, cellsTotal: 0, coverage: { ...tally.coverage, ok: 0, throttled: 0, skipped: 19 } }
    await store.syncUnits.write(of(excluded), nothing, nothingToRead, at)
    const told = await store.syncRuns.get(run.id)
    expect(told?.coverage).toMatchObject({ ok: 1, throttled: 1, skipped: 36 })
    expect(told?.accounts).toMatchObject([
      { accountId: read, state: 'done', cellsDone: 2, cellsTotal: 2 },
      { accountId: excluded, state: 'skipped', cellsDone: 0, cellsTotal: 0, reason: closed.reason },
    ])
  })

  test('nothing is written into a run that has ended, and its units go with it', async () => {
    const { run, accounts } = await planned(1)
    const [accountId] = accounts
    if (!accountId) throw new Error('one was planned')
    await store.syncUnits.claim(run.id, 'w', 1, at)
    expect(await store.syncUnits.alive(run.id, 'w')).toBe(true)
    await store.syncRuns.save({ ...run, state: 'cancelled', endedAt: at })
    expect(await store.syncUnits.alive(run.id, 'w')).toBe(false)
    expect(
      await store.syncUnits.write({ runId: run.id, worker: 'w', stage: 'iam', accountId }, nothing, tally, at),
    ).toBe(false)
    expect(await store.syncUnits.left(run.id, 'iam')).toBe(0)
  })

  test('a second look is taken once, of these cells only, and its count begins where the first left it', async () => {
    const { run, accounts } = await planned(1)
    const [accountId] = accounts
    if (!accountId) throw new Error('one was planned')
    await store.syncUnits.claim(run.id, 'w', 1, at)
    await store.syncUnits.write({ runId: run.id, worker: 'w', stage: 'iam', accountId }, nothing, tally, at)
    const looks = [{ cell: iamCell(accountId), counted: 'throttled' }] as const
    expect(await store.syncUnits.again(run.id, looks)).toBe(1)
    const [unit] = await store.syncUnits.claim(run.id, 'w', 1, at)
    expect(unit).toMatchObject({ cells: [iamCell(accountId)], tally: { coverage: { ok: 1, throttled: 0 }, calls: 7 } })
    // Killed meanwhile, it is looked at again and counted from there.
    expect(await store.syncUnits.release(run.id, { worker: 'w' })).toBe(1)
    expect(await store.syncUnits.claim(run.id, 'w', 1, at)).toEqual([unit])
    await store.syncUnits.write({ runId: run.id, worker: 'w', stage: 'iam', accountId }, nothing, tally, at)
    expect(await store.syncUnits.again(run.id, looks)).toBe(0)
  })
})

const aCall = (accountId: AccountId) => ({
  accountId,
  region: 'global',
  operation: 'iam:ListRoles',
  calls: 2,
  pages: 0,
  retries: 0,
  throttles: 0,
  errors: 0,
  bytes: 0,
  ms: 10,
})
