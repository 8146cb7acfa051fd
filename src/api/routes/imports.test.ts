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
      // Carol, and the root user that every account has.
      counts: { principals: 2 },
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
    const users = ['carol', 'dave']
    const answers = await Promise.all(users.map((user) => post(dump(lake, user), '?name=Dump')))
    expect(answers.map((answer) => answer.status)).toEqual([201, 201])
    // Which of them is the first is nobody's promise; the second is what is known.
    const snapshots = answers.map(({ body }) => body['snapshot'])
    expect(snapshots.toSorted()).toEqual(['1', '2'])
    const name = users[snapshots.indexOf('2')]
    expect((await harness.store.inventory.load())?.objects).toMatchObject([{ body: { name } }])
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

/** As files stand in a body, one after the other. */
const framed = (files: readonly { readonly name: string; readonly text: string }[]): string =>
  files.map(({ name, text }) => `${JSON.stringify({ name, bytes: Buffer.byteLength(text) })}\n${text}`).join('')
const files = { 'content-type': 'application/vnd.bailiwick.files' }
const otherAccount = '222233334444'
const both = [lake, otherAccount].map((account) => ({ name: `${account}/é.json`, text: dump(account) }))

describe('files after each other', () => {
  test('are what they are in a list', async () => {
    const listed = await post(JSON.stringify({ files: both }), '?name=Both', {
      'content-type': 'application/vnd.bailiwick.files+json',
    })
    expect(await post(framed(both), '?name=Both', files)).toEqual({ ...listed, headers: expect.anything() })
    expect(await harness.store.inventory.currentSnapshot()).toMatchObject({ id: '1' })
  })

  test('one of many megabytes is what it is without its white space', async () => {
    const [small = { name: '', text: '' }] = both
    const large = { ...small, text: small.text.replace('{', `{${' '.repeat(9 * 2 ** 20)}`) }
    const wide = await post(framed([large]), '?name=Large', files)
    expect(wide).toMatchObject({ status: 201, body: { account: lake, counts: { users: 1 }, skipped: [] } })
    const known = await harness.store.inventory.load()
    harness = await createApiHarness()
    const narrow = await post(framed([small]), '?name=Large', files)
    expect(wide.body).toEqual(narrow.body)
    expect(known?.objects).toEqual((await harness.store.inventory.load())?.objects)
  })

  test('a large one that is cut off is refused with its place, and nothing is there', async () => {
    const text = `${' '.repeat(9 * 2 ** 20)}\n${dump(lake).slice(0, 400)}`
    const { body, status } = await post(framed([{ name: 'large.json', text }]), '', files)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'bad_input', places: [{ file: 'large.json', line: 19 }] })
    expect(await harness.store.connections.connections()).toEqual([])
  })
})

describe('an import that is begun', () => {
  const begin = async (body: string, query = ''): Promise<string> => {
    const answer = await harness.ask(`POST /imports/begin${query}`, { as, body, headers: files })
    expect(answer.status).toBe(202)
    return String(answer.body['id'])
  }
  async function ended(id: string) {
    for (;;) {
      const answer = await harness.ask(`GET /imports/${id}`, { as })
      if (answer.body['state'] !== 'running') return answer
      expect(answer.body).toMatchObject({ phase: expect.any(String), done: expect.any(Number) })
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  test('tells its result to whoever asks for it, and asks again', async () => {
    const id = await begin(framed(both), '?name=Both')
    const answer = await ended(id)
    expect(answer).toMatchObject({
      status: 200,
      body: { state: 'succeeded', result: { integration: 'Both', accounts: [lake, otherAccount], snapshot: '1' } },
    })
    expect((await harness.ask(`GET /imports/${id}`, { as })).body).toEqual(answer.body)
  })

  test('tells what went wrong as the import itself would have', async () => {
    const bad = framed([{ name: 'bad.json', text: '{' }])
    const atOnce = await post(bad, '', files)
    const { status, body } = await ended(await begin(bad))
    expect([status, body['code'], body['places']]).toEqual([atOnce.status, atOnce.body['code'], atOnce.body['places']])
  })

  test('is refused at once when it cannot be an import', async () => {
    const answer = await harness.ask('POST /imports/begin?account=12', { as, body: framed(both), headers: files })
    expect(answer).toMatchObject({ status: 400, body: { places: [{ path: 'account' }] } })
    const empty = await harness.ask('POST /imports/begin', { as, body: '', headers: files })
    expect(empty).toMatchObject({ status: 400, body: { code: 'bad_input' } })
  })

  test('is not known to a server that was started after it', async () => {
    expect(await harness.ask('GET /imports/none', { as })).toMatchObject({ status: 404, body: { code: 'not_found' } })
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
