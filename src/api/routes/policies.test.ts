import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'
import { lake, lakeForm, lakeScript } from '../../../test/fakes/small-world.ts'

const as = theOperator
let harness: ApiHarness

beforeAll(async () => {
  harness = await createApiHarness({ aws: lakeScript })
  await harness.ask('POST /integrations', { as, body: lakeForm })
  await harness.ask('POST /integrations/AWS/sync', { as })
  await harness.work()
})

const itemsIn = (body: Record<string, unknown>) => body['items'] as Record<string, unknown>[]
const refOf = async (name: string): Promise<string> => {
  const { body } = await harness.ask(`GET /policies?search=${encodeURIComponent(name)}`, { as })
  return String(itemsIn(body).find((one) => one['name'] === name)?.['ref'])
}

describe('the table', () => {
  test.each([
    ['', ['alice-inline', '=cmd-inline', 'bob-inline']],
    ['?search=bob', ['bob-inline']],
    ['?search=bob nobody', []],
    ['?kind=inline&width=admin', ['alice-inline']],
    ['?kind=boundary', []],
    ['?attached=no', []],
    ['?account=lake&sort=-name', ['bob-inline', 'alice-inline', '=cmd-inline']],
    ['?account=999988887777', []],
    ['?sort=name&page=2&pageSize=2', ['bob-inline']],
    ['?findings=error', []],
  ])('policies%s', async (query, expected) => {
    const { status, body } = await harness.ask(`GET /policies${encodeURI(query)}`, { as })
    expect(status).toBe(200)
    expect(itemsIn(body).map((one) => one['name'])).toEqual(expected)
  })

  test('says of each what it allows at most and whom it concerns', async () => {
    const { body } = await harness.ask('GET /policies?search=alice', { as })
    expect(itemsIn(body)).toMatchObject([
      { kind: 'inline', account: lake, width: 'admin', isConditional: false, attachedTo: 1, principals: 1, people: 0 },
    ])
    expect(body['facets']).toMatchObject({ kind: { inline: 1 }, attached: { yes: 1 } })
  })

  test('as CSV holds all rows and no formula', async () => {
    const { headers, text } = await harness.ask('GET /policies?format=csv&pageSize=1', { as })
    expect(headers['content-disposition']).toBe('attachment; filename="policies.csv"')
    const rows = text.trimEnd().split('\r\n')
    expect(rows).toHaveLength(4)
    expect(text).toContain(",'=cmd-inline,inline,")
  })

  test.each(['?kind=nothing', '?sort=colour', '?pageSize=0'])('policies%s is refused', async (query) => {
    expect(await harness.ask(`GET /policies${query}`, { as })).toMatchObject({
      status: 400,
      body: { code: 'bad_input' },
    })
  })
})

describe('one policy', () => {
  test('has its document, and beside it what follows', async () => {
    const { status, body } = await harness.ask(`GET /policies/${await refOf('bob-inline')}`, { as })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: 'bob-inline',
      document: { Version: '2012-10-17' },
      detail: {
        sentence: 'bob-inline lets one IAM user read, with one action of Amazon S3 on objects in lake-prod.',
        statements: [
          { effect: 'Allow', text: 'Allows s3:GetObject on objects in lake-prod.', lines: { from: 4, to: 8 } },
        ],
        affected: [{ name: 'bob', through: [`arn:aws:iam::${lake}:user/bob`] }],
        attachments: [{ kind: 'user', name: 'bob', as: 'policy' }],
      },
      usage: [{ index: 0, answer: 'unknown', reason: 'AWS was not asked yet when those who hold it last used what.' }],
    })
  })

  test('lists whom it concerns', async () => {
    const ref = await refOf('bob-inline')
    expect((await harness.ask(`GET /policies/${ref}/affected`, { as })).body).toMatchObject({ total: 1 })
    expect((await harness.ask(`GET /policies/${ref}/affected?search=alice`, { as })).body).toMatchObject({ total: 0 })
    const { text } = await harness.ask(`GET /policies/${ref}/affected?format=csv`, { as })
    expect(text.split('\r\n')[0]).toBe('arn,type,account,accountName,name,person,through')
  })

  test('that is not there is not found', async () => {
    for (const path of ['', '/affected', '/versions'])
      expect(await harness.ask(`GET /policies/0123${path}`, { as })).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
  })
})

describe('versions', () => {
  const account = '999988887777'
  const own = `arn:aws:iam::${account}:policy/Own`
  const document = (action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  })
  /** What `aws iam get-account-authorization-details` prints of a user and of a managed policy with two versions. */
  const dumpOf = (inForce: string, inline: string, path: string) => ({
    UserDetailList: [
      {
        Path: path,
        UserName: 'ada',
        UserId: 'AIDAADA',
        Arn: `arn:aws:iam::${account}:user/ada`,
        CreateDate: '2026-01-01T00:00:00Z',
        UserPolicyList: [{ PolicyName: 'mine', PolicyDocument: document(inline) }],
        GroupList: [],
        AttachedManagedPolicies: [{ PolicyName: 'Own', PolicyArn: own }],
        Tags: path === '/' ? [] : [{ Key: 'team', Value: 'lake' }],
      },
    ],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [
      {
        PolicyName: 'Own',
        PolicyId: 'ANPAOWN',
        Arn: own,
        Path: '/',
        DefaultVersionId: 'v2',
        AttachmentCount: 1,
        PolicyVersionList: [
          { VersionId: 'v2', IsDefaultVersion: true, CreateDate: '2026-01-02T00:00:00Z', Document: document(inForce) },
          { VersionId: 'v1', IsDefaultVersion: false, CreateDate: '2026-01-01T00:00:00Z', Document: document('*') },
        ],
      },
    ],
  })
  const times: string[] = []
  const importDump = async (...dump: Parameters<typeof dumpOf>): Promise<void> => {
    harness.clock.advance(60_000)
    const headers = { 'content-type': 'application/json' }
    const answer = await harness.ask('POST /imports?name=Dump', { as, body: dumpOf(...dump), headers })
    expect(answer.status).toBe(201)
    times.push(harness.clock.now())
    await harness.work()
  }

  beforeAll(async () => {
    harness = await createApiHarness()
    await importDump('s3:GetObject', 'sqs:SendMessage', '/')
    await importDump('s3:PutObject', 'sqs:SendMessage', '/')
    // The user changes, its policy does not.
    await importDump('s3:PutObject', 'sqs:SendMessage', '/lake/')
    harness.clock.advance(60_000)
  })

  test('each once, the newest first, with those that AWS keeps', async () => {
    const { body } = await harness.ask(`GET /policies/${await refOf('Own')}/versions`, { as })
    expect(itemsIn(body)).toMatchObject([
      { validFrom: times[1], validTo: null, observedAfter: times[0], text: expect.stringContaining('s3:PutObject') },
      { validFrom: times[0], validTo: times[1], observedAfter: null, text: expect.stringContaining('s3:GetObject') },
    ])
    expect(body['held']).toMatchObject([{ name: 'v1', text: expect.stringContaining('"*"') }])
  })

  test('of a policy that stayed the same while its user changed there is one', async () => {
    const { body } = await harness.ask(`GET /policies/${await refOf('mine')}/versions`, { as })
    expect(itemsIn(body)).toMatchObject([{ validFrom: times[0], validTo: null }])
  })

  test('the table tells when a policy by itself was last seen to change', async () => {
    const rows = itemsIn((await harness.ask('GET /policies', { as })).body)
    expect(rows.find((one) => one['name'] === 'Own')).toMatchObject({ lastChanged: times[1] })
    expect(rows.find((one) => one['name'] === 'mine')).not.toHaveProperty('lastChanged')
  })

  test('and as it was then', async () => {
    const at = encodeURIComponent(times[0] ?? '')
    const ref = await refOf('Own')
    const { body } = await harness.ask(`GET /policies/${ref}?at=${at}`, { as })
    expect(body).toMatchObject({ detail: { statements: [{ text: 'Allows s3:GetObject on every resource.' }] } })
    expect(body['usage']).toMatchObject([{ answer: 'unknown', reason: expect.stringContaining('now only') }])
    expect(itemsIn((await harness.ask(`GET /policies/${ref}/versions?at=${at}`, { as })).body)).toHaveLength(1)
  })
})
