import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'

const as = theOperator
const account = '111122223333'
const arn = (name: string): string => `arn:aws:iam::${account}:user/${name}`
const allow = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Own', Effect: 'Allow', Action: action, Resource: '*' }],
})

interface Draft {
  readonly id?: string
  readonly action: string
}

/** What `aws iam get-account-authorization-details` prints of users. */
const dumpOf = (users: Readonly<Record<string, Draft>>) => ({
  UserDetailList: Object.entries(users).map(([name, { id = `AIDA${name.toUpperCase()}`, action }]) => ({
    Path: '/',
    UserName: name,
    UserId: id,
    Arn: arn(name),
    CreateDate: '2026-01-01T00:00:00Z',
    PasswordLastUsed: '2026-01-02T00:00:00Z',
    UserPolicyList: [{ PolicyName: 'own', PolicyDocument: allow(action) }],
    GroupList: [],
    AttachedManagedPolicies: [],
    Tags: [],
  })),
  GroupDetailList: [],
  RoleDetailList: [],
  Policies: [],
})

let harness: ApiHarness
const times: string[] = []

async function importUsers(users: Readonly<Record<string, Draft>>): Promise<void> {
  harness.clock.advance(60_000)
  const answer = await harness.ask('POST /imports?name=Dump', {
    as,
    body: dumpOf(users),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(201)
  times.push(harness.clock.now())
  await harness.work()
}

beforeAll(async () => {
  harness = await createApiHarness()
  await importUsers({ ada: { action: 's3:GetObject' }, bob: { id: 'AIDAFIRST', action: 'sqs:SendMessage' } })
  await importUsers({ ada: { action: 's3:PutObject' } })
  await importUsers({ ada: { action: 's3:PutObject' }, bob: { id: 'AIDASECOND', action: 'sqs:SendMessage' } })
  harness.clock.advance(60_000)
})

const at = (snapshot: number): string => encodeURIComponent(times[snapshot - 1] ?? '')

describe('every question can be asked about the past', () => {
  test.each([
    ['can', `/access/can?principal=ada&action=s3:GetObject`, { decision: 'Allowed' }, { decision: 'ImplicitlyDenied' }],
    ['who-can', '/access/who-can?action=s3:GetObject', { principals: [{ name: 'ada' }, {}] }, { principals: [{}] }],
    [
      'what-can',
      '/access/what-can?principal=ada&service=s3',
      { services: [{ levels: { Read: 1 } }] },
      { services: [{ levels: { Write: 1 } }] },
    ],
    ['paths', '/access/paths?from=ada&to=admin', { paths: [] }, { paths: [] }],
    ['principals', '/principals?type=user', { total: 2 }, { total: 2 }],
  ])('%s', async (_, path, then, now) => {
    for (const moment of ['1', at(1)]) {
      const past = await harness.ask(`GET ${path}&at=${moment}`, { as })
      expect(past).toMatchObject({ status: 200, body: { ...then, snapshot: '1', at: times[0] } })
    }
    const newest = await harness.ask(`GET ${path}`, { as })
    expect(newest).toMatchObject({ status: 200, body: { ...now, snapshot: '3', at: times[2] } })
  })

  test('of users in between, of a policy, of what would change', async () => {
    expect((await harness.ask('GET /principals?type=user&at=2', { as })).body).toMatchObject({ total: 1 })
    const { body } = await harness.ask('GET /access/can?principal=bob&action=sqs:SendMessage&at=1', { as })
    const [{ policyRef = '' } = {}] = body['reasons'] as { policyRef?: string }[]
    expect(await harness.ask(`GET /policies/${policyRef}?at=1`, { as })).toMatchObject({
      status: 200,
      body: { snapshot: '1', document: allow('sqs:SendMessage') },
    })
    const changes = [{ op: 'put-inline-policy', name: 'own', document: allow('s3:DeleteObject'), on: 'ada' }]
    const supposed = await harness.ask('POST /access/what-if', { as, body: { changes, at: '1' } })
    expect(supposed.body).toMatchObject({ from: { snapshot: '1' } })
    expect(JSON.stringify(supposed.body['changes'])).toContain('s3:GetObject')
  })

  test('figures, the map and the pickers too', async () => {
    const users = async (at: string): Promise<readonly unknown[]> => {
      const { body } = await harness.ask(`GET /access/suggest?kind=principal&q=bob${at}`, { as })
      return body['items'] as unknown[]
    }
    expect(await users('&at=2')).toEqual([])
    expect(await users('&at=1')).toHaveLength(1)
    const [before, between] = [
      await harness.ask('GET /status?at=1', { as }),
      await harness.ask('GET /status?at=2', { as }),
    ]
    expect(before.body).toMatchObject({ snapshot: { id: '1', publishedAt: times[0] } })
    expect(Number(before.body['principals']) - Number(between.body['principals'])).toBe(1)
    const map = await harness.ask('GET /organization?at=2', { as })
    expect(map).toMatchObject({ status: 200, body: { at: times[1] } })
  })

  test('last use is of now only, and the answer says so', async () => {
    const past = await harness.ask('GET /principals?type=user&at=1', { as })
    expect(past.body['notes']).toEqual([expect.stringContaining('last used')])
    expect((await harness.ask('GET /principals?type=user&at=3', { as })).body['notes']).toEqual([])
  })

  test.each([
    ['at=yesterday', 400, 'bad_input'],
    ['at=2999-01-01', 400, 'bad_input'],
    ['at=99', 404, 'not_found'],
    ['at=2001-01-01', 409, 'nothing_read'],
  ])('?%s is refused', async (query, status, code) => {
    for (const path of ['/access/can?principal=ada&action=s3:GetObject', '/resources?page=1', '/principals?page=1']) {
      expect(await harness.ask(`GET ${path}&${query}`, { as })).toMatchObject({ status, body: { code } })
    }
  })

  test('a time before the history tells when it begins', async () => {
    const { body } = await harness.ask('GET /resources?at=2001-01-01', { as })
    expect(body['fix']).toContain(times[0])
  })
})

describe('one thing through time', () => {
  test('what changed, and between which looks', async () => {
    for (const name of [arn('ada'), 'ada']) {
      const { status, body } = await harness.ask(`GET /objects/history?arn=${encodeURIComponent(name)}`, { as })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        arn: arn('ada'),
        more: 0,
        objects: [
          {
            kind: 'user',
            nativeId: 'AIDAADA',
            status: 'present',
            moreVersions: 0,
            versions: [
              {
                validFrom: times[1],
                validTo: null,
                observedAfter: times[0],
                changes: [
                  {
                    path: 'inlinePolicies[own].document.Statement[Own].Action',
                    before: 's3:GetObject',
                    after: 's3:PutObject',
                  },
                ],
              },
              { validFrom: times[0], validTo: times[1], observedAfter: null, changes: [] },
            ],
          },
        ],
      })
    }
  })

  test('made again under an old name is another one', async () => {
    const { body } = await harness.ask(`GET /objects/history?arn=${encodeURIComponent(arn('bob'))}`, { as })
    const objects = body['objects'] as { nativeId: string; status: string }[]
    expect(objects.map(({ nativeId, status }) => [nativeId, status])).toEqual([
      ['AIDASECOND', 'present'],
      ['AIDAFIRST', 'missing'],
    ])
  })

  test('nobody of that name', async () => {
    expect(await harness.ask('GET /objects/history?arn=arn:aws:iam::1:user/x', { as })).toMatchObject({ status: 404 })
    expect(await harness.ask('GET /objects/history?arn=adda', { as })).toMatchObject({
      status: 404,
      body: { code: 'unknown_principal' },
    })
  })
})

describe('the configuration between two moments', () => {
  test('what came, went and changed', async () => {
    const { status, body } = await harness.ask('GET /inventory/diff?from=1&to=3', { as })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      from: { snapshot: '1', at: times[0] },
      to: { snapshot: '3', at: times[2] },
      counts: { added: 1, removed: 1, changed: 1 },
      kinds: [{ kind: 'user', added: 1, removed: 1, changed: 1 }],
      more: 0,
      changes: [
        {
          change: 'changed',
          kind: 'user',
          name: 'ada',
          fields: [{ path: 'inlinePolicies[own].document.Statement[Own].Action' }],
          between: { after: times[0], until: times[1] },
        },
        { change: 'removed', nativeId: 'AIDAFIRST' },
        { change: 'added', nativeId: 'AIDASECOND', between: { after: times[1], until: times[2] } },
      ],
    })
  })

  test('pages, and can be narrowed', async () => {
    const { body } = await harness.ask('GET /inventory/diff?from=1&limit=1&offset=1', { as })
    expect(body).toMatchObject({ changes: [{ change: 'removed' }], more: 1, counts: { added: 1 } })
    const none = await harness.ask('GET /inventory/diff?from=1&kind=role', { as })
    expect(none.body).toMatchObject({ changes: [], sentence: 'The configuration is the same.' })
  })
})
