import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'

const as = theOperator
const account = '111122223333'
const arn = (name: string): string => `arn:aws:iam::${account}:user/${name}`
const allow = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
})

/** What `aws iam get-account-authorization-details` prints of two users. */
const dumpOf = (policies: Readonly<Record<string, string>>) => ({
  UserDetailList: Object.entries(policies).map(([name, action]) => ({
    Path: '/',
    UserName: name,
    UserId: `AIDA${name.toUpperCase()}`,
    Arn: arn(name),
    CreateDate: '2026-01-01T00:00:00Z',
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
const importDump = (policies: Readonly<Record<string, string>>) =>
  harness.ask('POST /imports?name=Dump', {
    as,
    body: dumpOf(policies),
    headers: { 'content-type': 'application/json' },
  })

beforeAll(async () => {
  harness = await createApiHarness()
  await importDump({ ada: 's3:GetObject', eve: 'iam:PutUserPolicy' })
  harness.clock.advance(60_000)
  await importDump({ ada: 's3:PutObject', eve: 'iam:PutUserPolicy' })
  await harness.work()
})

interface Row {
  readonly principal: { readonly name: string }
  readonly change: string
  readonly actions: readonly string[]
}
const rowsOf = (body: Record<string, unknown>): readonly string[] =>
  (body['changes'] as Row[]).map((row) => `${row.principal.name} ${row.change} ${row.actions.join(' ')}`)

describe('the difference between two moments', () => {
  test('snapshots are listed, newest first, and compared by id or time', async () => {
    const { body } = await harness.ask('GET /access/snapshots', { as })
    const [newest, first] = body['items'] as { id: string; at: string }[]
    expect((newest?.at ?? '') > (first?.at ?? '')).toBe(true)
    for (const from of [first?.id ?? '', first?.at ?? '']) {
      const answer = await harness.ask(`GET /access/diff?from=${encodeURIComponent(from)}`, { as })
      expect(answer).toMatchObject({
        status: 200,
        body: { from: { snapshot: first?.id }, to: { snapshot: newest?.id } },
      })
      expect(rowsOf(answer.body)).toEqual(['ada gained s3:PutObject', 'ada lost s3:GetObject'])
    }
    const scoped = await harness.ask(`GET /access/diff?from=${first?.id}&service=iam`, { as })
    expect(rowsOf(scoped.body)).toEqual([])
  })

  test.each([
    ['from=yesterday', 400, 'bad_input'],
    ['from=99', 404, 'not_found'],
    ['from=2001-01-01', 409, 'nothing_read'],
    ['', 400, 'bad_input'],
    ['from=now&principal=adda', 404, 'unknown_principal'],
  ])('?%s is refused', async (query, status, code) => {
    expect(await harness.ask(`GET /access/diff?${query}`, { as })).toMatchObject({ status, body: { code } })
  })
})

describe('what if', () => {
  const ask = (changes: unknown) => harness.ask('POST /access/what-if', { as, body: { changes } })

  test('a policy is edited: who gains and who loses', async () => {
    const answer = await ask([{ op: 'put-inline-policy', name: 'own', document: allow('sqs:SendMessage'), on: 'ada' }])
    expect(answer.status).toBe(200)
    expect(rowsOf(answer.body)).toEqual(['ada lost s3:PutObject', 'ada gained sqs:SendMessage'])
  })

  test('nothing was changed by asking', async () => {
    const { body } = await harness.ask(`GET /access/can?principal=ada&action=s3:PutObject&resource=*`, { as })
    expect(body).toMatchObject({ decision: 'Allowed' })
  })

  test.each([
    ['no change', [], 'bad_input'],
    ['an unknown change', [{ op: 'abolish' }], 'bad_input'],
    ['a misspelt field', [{ op: 'delete-inline-policy', name: 'own', of: 'ada' }], 'bad_input'],
    ['nobody', [{ op: 'delete-inline-policy', name: 'own', on: 'adda' }], 'unknown_principal'],
  ])('%s is refused', async (_, changes, code) => {
    expect((await ask(changes)).body).toMatchObject({ code })
  })

  test('a document that is no policy is refused with its place', async () => {
    const document = '{"Statement": [\n  {"Effect": "Perhaps", "Action": "*", "Resource": "*"}]}'
    const { body } = await ask([{ op: 'put-inline-policy', name: 'own', document, on: 'ada' }])
    expect(body).toMatchObject({ code: 'bad_input' })
    expect(JSON.stringify(body)).toContain('Effect')
  })
})

test('paths: who can become administrator, and how', async () => {
  const all = await harness.ask('GET /access/paths?to=admin', { as })
  expect(all.status).toBe(200)
  const [path] = all.body['paths'] as { from: { name: string }; steps: { path?: string }[] }[]
  expect(path).toMatchObject({ from: { name: 'eve' } })
  expect(path?.steps[0]?.path).toBe('iam-007')
  const own = await harness.ask('GET /access/paths?from=ada&to=admin', { as })
  expect(own).toMatchObject({ status: 200, body: { paths: [] } })
  const principals = await harness.ask('GET /principals?search=eve', { as })
  expect(principals.body).toMatchObject({
    items: [{ admin: 'no', escalatesTo: [{ path: 'iam-007', target: arn('eve'), decision: 'Allowed' }] }],
  })
  expect(await harness.ask('GET /access/paths?from=ev&to=admin', { as })).toMatchObject({
    status: 404,
    body: { code: 'unknown_principal' },
  })
})

test('lint: what is wrong with a document, and where', async () => {
  const body = { text: '{\n  "Statement": [{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}]\n}' }
  const answer = await harness.ask('POST /access/lint', { as, body })
  expect(answer.status).toBe(200)
  expect(answer.body['findings']).toEqual(
    expect.arrayContaining([expect.objectContaining({ line: 2, code: 'unknown-action' })]),
  )
})

test('the line of time: counted when it has stood, with what changed between', async () => {
  const counted = () => harness.ask('GET /access/timeline', { as })
  // Whoever asks gets what is there, however long the newest has stood; to count it is not his to wait for.
  harness.clock.advance(60_000)
  expect((await counted()).body['items']).toMatchObject([
    { administrators: null },
    { administrators: null, changes: 1 },
  ])
  await harness.app.timeline.keepFigures()
  const { status, body } = await counted()
  expect(status).toBe(200)
  expect(body['items']).toMatchObject([
    { administrators: null, changes: null },
    { principals: 3, accounts: 1, changes: 1 },
  ])
  const [first] = body['items'] as { at: string }[]
  const one = await harness.ask(`GET /access/timeline?to=${encodeURIComponent(first?.at ?? '')}`, { as })
  expect(one.body['items']).toHaveLength(1)
  expect(await harness.ask('GET /access/timeline?from=2999-01-01', { as })).toMatchObject({ status: 400 })
  expect(await harness.ask('GET /access/timeline?limit=1', { as })).toMatchObject({ status: 400 })
})
