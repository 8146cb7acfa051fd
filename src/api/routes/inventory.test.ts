import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'
import { lake, lakeBucket, lakeForm, lakeScript } from '../../../test/fakes/small-world.ts'

const as = theOperator
const arn = (name: string): string => `arn:aws:iam::${lake}:user/${name}`
let harness: ApiHarness

beforeAll(async () => {
  harness = await createApiHarness({ aws: lakeScript })
  await harness.ask('POST /integrations', { as, body: lakeForm })
  await harness.ask('POST /integrations/AWS/sync', { as })
  await harness.work()
})

const namesIn = (body: Record<string, unknown>): string[] =>
  (body['items'] as { name: string }[]).map((item) => item.name)
const isPerson = (name: string): boolean => name !== 'root'

describe('tables', () => {
  test.each([
    ['', ['=cmd', 'alice', 'bob']],
    ['?search=ali', ['alice']],
    [`?search=user/bob ${lake}`, ['bob']],
    ['?search=nobody', []],
    ['?admin=true', ['alice']],
    ['?account=lake&type=user', ['=cmd', 'alice', 'bob']],
    ['?account=999988887777', []],
    ['?type=role', []],
    ['?sort=-name', ['bob', 'alice', '=cmd']],
    ['?sort=name&page=2&pageSize=2', ['bob']],
  ])('principals%s', async (query, expected) => {
    const { status, body } = await harness.ask(`GET /principals${encodeURI(query)}`, { as })
    expect(status).toBe(200)
    expect(namesIn(body).filter(isPerson)).toEqual(expected)
  })

  test('say how many there are beyond the page', async () => {
    expect((await harness.ask('GET /principals?pageSize=2&type=user', { as })).body).toMatchObject({
      total: 3,
      page: 1,
      pageSize: 2,
    })
  })

  test.each([
    ['', 1],
    ['?type=s3:bucket&search=LAKE', 1],
    ['?type=sqs:queue', 0],
    ['?sort=-region', 1],
  ])('resources%s', async (query, total) => {
    expect((await harness.ask(`GET /resources${query}`, { as })).body).toMatchObject({ total })
  })

  test('as CSV hold all rows and no formula', async () => {
    const { headers, text } = await harness.ask('GET /principals?format=csv&type=user&pageSize=1', { as })
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe('attachment; filename="principals.csv"')
    const [head, ...rows] = text.trimEnd().split('\r\n')
    expect(head).toBe('arn,type,account,accountName,name,person,admin,adminVia,lastUsed,createdAt')
    expect(rows).toHaveLength(3)
    expect(text).toContain(",'=cmd,")
    expect((await harness.ask('GET /resources?format=csv', { as })).text).toContain(
      `\r\n${lakeBucket},s3:bucket,${lake}`,
    )
  })
})

describe('one thing from all sides', () => {
  test('a principal: its policies with their shares, and what is known of its use', async () => {
    const { status, body } = await harness.ask('GET /principals/detail?principal=lake/bob', { as })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      arn: arn('bob'),
      type: 'user',
      admin: 'no',
      usage: { known: false, reason: expect.stringContaining('asked about in turn') },
      assumers: { total: 0 },
    })
    const [policy] = body['policies'] as { name: string; bears: string; share: { actions: number; lost: number } }[]
    expect(policy).toMatchObject({ name: 'bob-inline', bears: 'grants' })
    expect(policy?.share.lost).toBe(policy?.share.actions)
  })

  test('what a principal could become', async () => {
    const { status, body } = await harness.ask('GET /principals/becomes?principal=bob', { as })
    expect({ status, body }).toMatchObject({ status: 200, body: { principal: arn('bob'), becomes: [], more: 0 } })
  })

  test('a resource: its policy, and what it is connected to', async () => {
    const { status, body } = await harness.ask(`GET /resources/detail?resource=${lakeBucket}`, { as })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      arn: lakeBucket,
      type: 's3:bucket',
      account: lake,
      connections: [],
      moreConnections: 0,
    })
  })

  test.each([
    ['principals/detail?principal=bbo', 404, 'unknown_principal'],
    ['principals/becomes?principal=bbo', 404, 'unknown_principal'],
    ['resources/detail?resource=arn:aws:s3:::nobody-read-this', 404, 'not_found'],
  ])('%s is answered as not read', async (path, status, code) => {
    expect(await harness.ask(`GET /${path}`, { as })).toMatchObject({ status, body: { code } })
  })
})

describe('filters count what they would give', () => {
  test.each([
    ['principals?type=user&power=administrator', ['alice']],
    ['principals?type=user&power=becomes', []],
    ['principals?type=user&used=unknown&search=bob', ['bob']],
    ['resources?public=no&policy=yes', []],
  ])('%s', async (path, names) => {
    const { body } = await harness.ask(`GET /${path}`, { as })
    expect(namesIn(body)).toEqual(names)
  })
})

describe('questions', () => {
  const ask = (path: string) => harness.ask(`GET /access/${encodeURI(path)}`, { as })

  test('can: allowed with the deciding statement, which can be opened', async () => {
    const { body } = await ask(`can?principal=bob&action=s3:getobject&resource=${lakeBucket}/a`)
    expect(body).toMatchObject({ principal: arn('bob'), action: 's3:GetObject', snapshot: '3' })
    const [reason] = body['reasons'] as { policy: string; policyRef: string; effect: string }[]
    expect(reason).toMatchObject({ effect: 'Allow', policy: 'bob-inline' })
    const policy = await harness.ask(`GET /policies/${encodeURIComponent(reason?.policyRef ?? '')}`, { as })
    expect(policy).toMatchObject({ status: 200, body: { name: 'bob-inline', document: { Version: '2012-10-17' } } })
  })

  test('can: a principal is found by ARN, by account and name', async () => {
    for (const principal of [arn('bob'), `${lake}/bob`, 'lake/bob']) {
      expect((await ask(`can?principal=${principal}&action=s3:PutObject`)).body).toMatchObject({
        principal: arn('bob'),
      })
    }
  })

  test('who-can and what-can', async () => {
    const who = await ask(
      `who-can?action=s3:GetObject&resource=${lakeBucket}/a&context=aws:SourceIp=203.0.113.7&context=aws:SecureTransport=true`,
    )
    expect(who.status).toBe(200)
    expect(who.body).toMatchObject({
      action: 's3:GetObject',
      complete: expect.any(Boolean),
      examined: expect.any(Number),
    })
    const whole = (await ask('who-can?action=s3:GetObject')).body
    const first = (await ask('who-can?action=s3:GetObject&limit=1')).body
    const rest = (await ask(`who-can?action=s3:GetObject&limit=1000&offset=1&at=${first['snapshot']}`)).body
    expect(first).toMatchObject({ next: 1, counts: whole['counts'], sentence: whole['sentence'] })
    expect(rest).not.toHaveProperty('next')
    const rows = (body: Record<string, unknown>) => (body['principals'] as { arn: string }[]).map((one) => one.arn)
    expect([...rows(first), ...rows(rest)].toSorted()).toEqual(rows(whole).toSorted())
    const what = await ask('what-can?principal=bob')
    expect(what.body).toMatchObject({ principal: arn('bob'), admin: 'no' })
    expect((what.body['services'] as { service: string }[]).map(({ service }) => service)).toContain('s3')
  })

  test.each([
    ['can?principal=bbo&action=s3:GetObject', 404, 'unknown_principal', 'bob'],
    ['can?principal=bob&action=s3:GetObjcet', 404, 'unknown_action', 's3:GetObject'],
    ['who-can?action=s3:GetObjcet', 404, 'unknown_action', 's3:GetObject'],
    ['who-can?action=s3:GetObject&limit=0', 400, 'bad_input', undefined],
    ['what-can?principal=alcie', 404, 'unknown_principal', 'alice'],
    ['can?principal=bob&action=s3:GetObject&context=nonsense', 400, 'bad_input', undefined],
    ['can?action=s3:GetObject', 400, 'bad_input', undefined],
    ['suggest?kind=nothing', 400, 'bad_input', undefined],
  ])('%s is refused', async (path, status, code, suggestion) => {
    const answer = await ask(path)
    expect(answer).toMatchObject({ status, body: { code } })
    if (suggestion !== undefined) expect(answer.body['suggestions']).toContain(suggestion)
  })

  test('suggest', async () => {
    expect((await ask('suggest?kind=action&q=s3:GetObj&limit=3')).body['items']).toHaveLength(3)
    expect((await ask('suggest?kind=principal&q=ali')).body).toMatchObject({
      items: [{ value: arn('alice'), label: 'alice' }],
    })
    expect((await ask('suggest?kind=resource&q=lake')).body).toMatchObject({ items: [{ value: lakeBucket }] })
  })

  test('an unknown policy is not found', async () => {
    expect(await harness.ask('GET /policies/none', { as })).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

test('before anything was read, questions say so and tables do not pretend to be empty', async () => {
  const { ask } = await createApiHarness()
  for (const path of ['/principals', '/resources', '/access/can?principal=a&action=s3:GetObject', '/policies/x']) {
    expect(await ask(`GET ${path}`, { as }), path).toMatchObject({ status: 409, body: { code: 'nothing_read' } })
  }
  expect((await ask('GET /access/suggest?kind=action&q=s3', { as })).body).toEqual({ items: [] })
  expect((await ask('GET /status', { as })).body).toMatchObject({ snapshot: null, principals: 0 })
})
