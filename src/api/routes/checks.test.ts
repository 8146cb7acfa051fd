/** Shapes of the API for checks, preview, rhythm, recommendations and the map; what they say is tested with the use cases. */
import { expect, test } from 'vitest'
import { createApiHarness, nobody, theOperator } from '../../../test/fakes/api-harness.ts'
import { lake, lakeForm, lakeScript } from '../../../test/fakes/small-world.ts'

const as = theOperator
const target = { accountId: lake, name: 'lake', state: 'missing_permissions', reason: 'x' } as const

async function connected() {
  const statement = { Effect: 'Allow', Action: ['sqs:ListQueues'], Resource: ['arn:aws:sqs:*:*:*'] } as const
  const probe = {
    capability: 'resources:sqs',
    result: 'denied',
    statement,
    fix: { statement, cli: 'aws iam put-role-policy', text: 'a\nb' },
    checkedAt: '2026-05-03T10:00:00.000Z',
  } as const
  const harness = await createApiHarness({ aws: { ...lakeScript, targets: [{ ...target, probes: [probe] }] } })
  await harness.ask('POST /integrations', { as, body: lakeForm })
  return harness
}

test('verify takes no body, accounts or capabilities, and answers what mends each probe', async () => {
  const { ask } = await connected()
  const answer = await ask('POST /integrations/AWS/verify', { as })
  expect(answer.status).toBe(200)
  expect(answer.body['accounts']).toMatchObject([
    { probes: [{ fix: { cli: 'aws iam put-role-policy', text: 'a\nb' } }] },
  ])
  const some = await ask('POST /integrations/AWS/verify', {
    as,
    body: { accounts: [lake], capabilities: ['resources:sqs'] },
  })
  expect(some.status).toBe(200)
  const wrong = await ask('POST /integrations/AWS/verify', { as, body: { accounts: ['1'] } })
  expect(wrong.body).toMatchObject({
    code: 'bad_input',
    detail: '"1" is not an AWS account number. Account numbers have 12 digits.',
  })
})

test('preview, rhythm and map', async () => {
  const { ask, work } = await connected()
  const preview = await ask('GET /integrations/AWS/preview', { as })
  expect(preview.body).toMatchObject({
    organization: null,
    units: [],
    accounts: [{ accountId: lake, excluded: false }],
  })
  const every = { identities: 60, resources: 360, reports: 1_440 }
  expect((await ask('GET /integrations/AWS/schedule', { as })).body).toEqual({
    everyMinutes: every,
    nextRunAt: null,
    paused: false,
  })
  await ask('POST /integrations/AWS/sync', { as })
  await work()
  const set = await ask('PATCH /integrations/AWS/schedule', {
    as,
    body: { everyMinutes: { identities: 30, reports: null } },
  })
  expect(set.body).toMatchObject({ everyMinutes: { identities: 30, resources: 360, reports: null } })
  expect(set.body['nextRunAt']).toEqual(expect.any(String))
  const wrong = await ask('PATCH /integrations/AWS/schedule', { as, body: { everyMinutes: { identities: 1 } } })
  expect(wrong).toMatchObject({ status: 400, body: { code: 'bad_input' } })
  expect((await ask('GET /organization', { as })).body).toMatchObject({ units: [], accounts: [{ accountId: lake }] })
})

test('calls have prices, those of checks stand beside those of runs', async () => {
  const { ask, work } = await connected()
  await ask('POST /integrations/AWS/sync', { as })
  await work()
  const run = await ask('GET /calls', { as })
  expect(run.body['totals']).toMatchObject({ usd: 0, unpriced: 0, cost: 'about $0.00', pricesAsOf: '2026-11-26' })
  await ask('POST /integrations/AWS/verify', { as })
  const checks = await ask('GET /calls?checks=true&integration=AWS', { as })
  expect(checks.body['items']).toMatchObject([{ operation: 'iam:GetAccountAuthorizationDetails', usd: 0 }])
})

test('recommendations', async () => {
  const { ask } = await connected()
  expect((await ask('GET /recommended-apps', { as })).body).toEqual({ items: [] })
  expect((await ask('POST /recommended-apps/x/add', { as })).body).toMatchObject({ code: 'not_found' })
  expect((await ask('POST /recommended-apps/x/dismiss', { as })).body).toMatchObject({ code: 'not_found' })
})

test.each([
  'GET /organization',
  'GET /recommended-apps',
  'GET /integrations/AWS/preview',
  'GET /integrations/AWS/schedule',
])('%s is not for everybody', async (what) => {
  const { ask } = await connected()
  expect((await ask(what, { as: nobody })).status).toBe(401)
})
