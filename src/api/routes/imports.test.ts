import { beforeEach, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'
import { lake } from '../../../test/fakes/small-world.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { cellTypes } from '../../core/inventory/coverage.ts'

const json = { 'content-type': 'application/json' }
const as = theOperator
let harness: ApiHarness

const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] }

const dump = (account: string, user = 'carol') =>
  JSON.stringify(
    {
      UserDetailList: [
        {
          Path: '/',
          UserName: user,
          UserId: `AIDA${user.toUpperCase().padEnd(16, 'X')}`,
          Arn: `arn:aws:iam::${account}:user/${user}`,
          CreateDate: '2025-01-01T00:00:00+00:00',
          UserPolicyList: [{ PolicyName: 'read', PolicyDocument: policy }],
          GroupList: [],
          AttachedManagedPolicies: [],
          Tags: [],
        },
      ],
      GroupDetailList: [],
      RoleDetailList: [],
      Policies: [],
    },
    null,
    1,
  )

const post = (body: string | Buffer, query = '', headers: Record<string, string> = json) =>
  harness.ask(`POST /imports${query}`, { as, body, headers })

beforeEach(async () => {
  harness = await createApiHarness()
})

describe('a file', () => {
  test('becomes an integration, and questions are answered from it', async () => {
    const answer = await post(dump(lake), '?name=Dump&asOf=2026-05-01')
    expect(answer).toMatchObject({
      status: 201,
      body: { integration: 'Dump', account: lake, counts: { users: 1, roles: 0 }, skipped: [], snapshot: '1' },
    })
    await harness.app.access.settled()
    expect((await harness.ask('GET /integrations/Dump', { as })).body).toMatchObject({
      method: 'import',
      state: 'active',
      lastSyncAt: '2026-05-01T00:00:00.000Z',
      counts: { principals: 1 },
      strip: [{ accountId: lake, state: 'partly' }],
    })
    expect((await harness.ask('GET /access/can?principal=carol&action=s3:GetObject', { as })).body).toMatchObject({
      principal: `arn:aws:iam::${lake}:user/carol`,
    })
    expect((await harness.ask('GET /coverage', { as })).body).toMatchObject({
      counts: { ok: 1, skipped: cellTypes.length - 1 },
    })
  })

  test('the same again changes nothing; a newer one replaces it', async () => {
    const first = await post(dump(lake))
    const again = await post(dump(lake))
    expect(again.body).toEqual(first.body)
    expect(await harness.store.inventory.currentSnapshot()).toMatchObject({ id: '1' })
    const newer = await post(dump(lake, 'dave'))
    expect(newer.body).toMatchObject({ integration: `Import ${lake}`, snapshot: '2' })
    expect((await harness.store.inventory.load())?.objects).toMatchObject([{ body: { name: 'dave' } }])
  })

  test('two at once into the same integration come one after the other', async () => {
    const answers = await Promise.all(['carol', 'dave'].map((user) => post(dump(lake, user), '?name=Dump')))
    expect(answers.map((answer) => answer.status)).toEqual([201, 201])
    expect((await harness.store.inventory.load())?.objects).toMatchObject([{ body: { name: 'dave' } }])
  })

  test('an import that was killed is given up at the next start, and can be repeated', async () => {
    await post(dump(lake), '?name=Dump')
    const [connection] = await harness.store.connections.connections()
    const [card] = await harness.store.connections.integrations()
    if (!connection || !card) throw new Error('nothing was imported')
    const run = await harness.store.syncRuns.open(connection.id, toSyncRunId('killed'), harness.clock.now())
    await harness.store.syncRuns.save({ ...run, state: 'running' })
    await harness.store.connections.updateIntegration(card.id, { state: 'fetching' })
    await harness.app.sync.resumeUnfinished()
    await harness.work()
    expect((await harness.ask('GET /integrations/Dump', { as })).body).toMatchObject({
      state: 'error',
      run: { state: 'failed' },
    })
    expect(harness.aws.collected).toEqual([])
    expect(await post(dump(lake, 'dave'), '?name=Dump')).toMatchObject({ status: 201 })
    expect((await harness.ask('GET /integrations/Dump', { as })).body).toMatchObject({ state: 'active' })
  })

  test('several files in one act', async () => {
    const files = [lake, '222233334444'].map((account) => ({ name: `${account}.json`, text: dump(account) }))
    const headers = { 'content-type': 'application/vnd.bailiwick.files+json' }
    expect(await post(JSON.stringify({ files }), '?name=Both', headers)).toMatchObject({
      status: 201,
      body: { integration: 'Both', accounts: [lake, '222233334444'], counts: { users: 2 } },
    })
  })
})

describe('what is refused leaves nothing behind', () => {
  const untouched = async (): Promise<void> => {
    expect(await harness.store.inventory.currentSnapshot()).toBeUndefined()
    expect(await harness.store.connections.connections()).toEqual([])
  }

  test.each([
    ['a cut-off file', dump(lake).slice(0, 400), 400, 'bad_input'],
    ['something else', '{"hello": "world"}', 422, 'not_recognized'],
    ['a file about nobody', '{"UserDetailList": []}', 400, 'bad_input'],
    ['nothing', '', 400, 'bad_input'],
    ['no text', Buffer.from([0xff, 0xfe, 0x00]), 422, 'not_recognized'],
  ])('%s', async (_, body, status, code) => {
    const headers = { ...json, 'x-file-name': encodeURIComponent('/home/ada/dump é.json') }
    const answer = await post(body, '', headers)
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.text).not.toContain('/home/ada')
    await untouched()
  })

  test('with the place in the file', async () => {
    const { body } = await post(dump(lake).slice(0, 400), '', { ...json, 'x-file-name': 'dump.json' })
    expect(body).toMatchObject({
      places: [{ file: 'dump.json', line: expect.any(Number), column: expect.any(Number) }],
    })
  })

  test('one bad file among good ones', async () => {
    const files = [
      { name: 'good.json', text: dump(lake) },
      { name: 'bad.json', text: '{' },
    ]
    const headers = { 'content-type': 'application/vnd.bailiwick.files+json' }
    expect(await post(JSON.stringify({ files }), '', headers)).toMatchObject({
      status: 400,
      body: { places: [{ file: 'bad.json' }] },
    })
    await untouched()
  })

  test.each([
    ['?account=12345', 'account'],
    ['?asOf=yesterday', 'asOf'],
    ['?asOf=2999-01-01', 'asOf'],
    ['?name=%3Cscript%3E', 'name'],
  ])('%s', async (query, path) => {
    expect(await post(dump(lake), query)).toMatchObject({
      status: 400,
      body: { code: 'bad_input', places: [{ path }] },
    })
    await untouched()
  })

  test('a name that is no import', async () => {
    const form = { method: 'manual', accounts: '222233334444', owner: 'ada@example.com' }
    await harness.ask('POST /integrations', { as, body: form })
    expect(await post(dump(lake), '?name=aws')).toMatchObject({ status: 409, body: { code: 'name_taken' } })
  })

  test('a store that fails in the middle', async () => {
    harness.store.inventory.publish = async () => {
      throw new Error('the disk is full')
    }
    expect(await post(dump(lake))).toMatchObject({ status: 500, body: { code: 'internal' } })
    await untouched()
  })

  test('an import has nothing to sync, verify or pause', async () => {
    await post(dump(lake), '?name=Dump')
    for (const act of ['sync', 'verify', 'pause']) {
      expect(await harness.ask(`POST /integrations/Dump/${act}`, { as })).toMatchObject({
        status: 409,
        body: { code: 'wrong_state' },
      })
    }
  })
})
