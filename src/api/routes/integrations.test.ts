import { describe, expect, test } from 'vitest'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { lake, lakeForm, lakeScript } from '../../../test/fakes/small-world.ts'
import { AppError } from '../../core/fault.ts'
import { toConnectionId } from '../../core/ids.ts'

const as = theOperator

async function connected(aws = {}) {
  const harness = await createApiHarness({ aws: { ...lakeScript, ...aws } })
  const { body } = await harness.ask('POST /integrations', { as, body: lakeForm })
  return { ...harness, id: String(body['id']) }
}

describe('connecting', () => {
  test('draws an external id, names the principal, and makes the second card beside the management account', async () => {
    const { ask, store } = await createApiHarness()
    const body = {
      ...lakeForm,
      accounts: '1111-2222-3333, 999988887777 111122223333',
      managementAccount: '999988887777',
    }
    const answer = await ask('POST /integrations', {
      as,
      body: { ...body, regions: 'eu-west-1,us-east-1', roleName: 'Audit' },
    })
    expect(answer).toMatchObject({
      status: 201,
      body: {
        name: 'AWS',
        kind: 'aws',
        method: 'manual',
        state: 'awaiting_trust',
        owner: 'ada@example.com',
        externalId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/),
        trustPrincipal: 'arn:aws:iam::444455556666:role/bailiwick',
        roleName: 'Audit',
        notes: [
          '1 duplicate removed',
          'No Bailiwick user has this address yet; incidents will wait for the first sign-in.',
        ],
        accounts: [{ accountId: lake, state: 'pending' }, { accountId: '999988887777' }],
        run: null,
      },
    })
    const list = (await ask('GET /integrations', { as })).body['items'] as { name: string }[]
    expect(list.map((card) => card.name)).toEqual(['AWS', 'AWS IAM Identity Center'])
    expect(store.audited).toMatchObject([{ act: 'integration.created', actor: 'operator:unknown' }])
  })

  test('names are free for the taking once: AWS, then AWS 2', async () => {
    const { ask } = await connected()
    const second = await ask('POST /integrations', { as, body: { ...lakeForm, accounts: '222233334444' } })
    expect(second.body).toMatchObject({ name: 'AWS 2' })
    const third = await ask('POST /integrations', { as, body: { ...lakeForm, accounts: '333344445555', name: 'aws' } })
    expect(third).toMatchObject({
      status: 409,
      body: { code: 'name_taken', places: [{ path: 'name', message: 'An integration named "AWS" exists.' }] },
    })
  })

  test('an account is read through one connection only, unless the other is paused', async () => {
    const { ask, id } = await connected()
    const again = await ask('POST /integrations', { as, body: lakeForm })
    expect(again).toMatchObject({ status: 409, body: { code: 'account_taken' } })
    expect(again.body['detail']).toContain('already belongs to "AWS"')
    await ask(`POST /integrations/${id}/pause`, { as })
    expect(await ask('POST /integrations', { as, body: lakeForm })).toMatchObject({ status: 201 })
  })

  test.each([
    ['externalId', 'planted-external-id', 422, 'external_id_immutable'],
    ['accessKeyId', 'AKIAPLANTEDPLANTED22', 400, 'bad_input'],
    ['secretAccessKey', 'planted/secret', 400, 'bad_input'],
  ])('%s is refused and not repeated', async (field, value, status, code) => {
    const { ask, log } = await createApiHarness()
    const answer = await ask('POST /integrations', { as, body: { ...lakeForm, [field]: value } })
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.text + log.lines.join()).not.toContain(value)
  })

  test('without credentials a draft can be made, and says what is missing', async () => {
    const identity = new AppError('aws_no_credentials', 'No AWS credentials were found.')
    const { ask } = await createApiHarness({ aws: { identity } })
    const answer = await ask('POST /integrations', { as, body: lakeForm })
    expect(answer).toMatchObject({
      status: 201,
      body: { trustPrincipal: null, reason: 'No AWS credentials were found.' },
    })
    const direct = await ask('POST /integrations', { as, body: { method: 'direct' } })
    expect(direct).toMatchObject({ status: 502, body: { code: 'aws_no_credentials' } })
  })

  test('a paused one is not resumed while another reads its account', async () => {
    const { ask, store } = await createApiHarness({ aws: lakeScript })
    const { body: first } = await ask('POST /integrations', { as, body: lakeForm })
    await ask(`POST /integrations/${first['id']}/pause`, { as })
    const { body: second } = await ask('POST /integrations', { as, body: { ...lakeForm, name: 'Second' } })
    const resume = () => ask(`POST /integrations/${first['id']}/resume`, { as })
    expect(await resume()).toMatchObject({
      status: 409,
      body: { code: 'account_taken', detail: expect.stringContaining('already belongs to "Second"') },
    })
    const paused = (await store.connections.integrations()).find(({ id }) => id === first['id'])
    expect(paused?.state).toBe('paused')
    await ask(`POST /integrations/${second['id']}/pause`, { as })
    expect(await resume()).toMatchObject({ body: { state: 'fetching' } })
  })

  test('an account that left its organization, or was excluded from it, may be connected by itself', async () => {
    const { ask, store } = await createApiHarness({ aws: lakeScript })
    await ask('POST /integrations', { as, body: lakeForm })
    const [connection] = await store.connections.connections()
    const target = { connectionId: connection?.id ?? toConnectionId(''), name: null, reason: null, probes: [] }
    const account = accountOf('555566667777')
    const connect = (name: string) => ask('POST /integrations', { as, body: { ...lakeForm, accounts: account, name } })
    await store.connections.saveTargets([{ ...target, accountId: account, state: 'ready' }])
    expect(await connect('Left')).toMatchObject({ status: 409, body: { code: 'account_taken' } })
    await store.connections.saveTargets([{ ...target, accountId: account, state: 'account_left' }])
    expect(await connect('Left')).toMatchObject({ status: 201 })
  })

  test('from the credentials at hand to a role that lasts: as the refusal to install says', async () => {
    const { ask } = await createApiHarness({ aws: lakeScript })
    const { body: trial } = await ask('POST /integrations', { as, body: { method: 'direct' } })
    const refused = await ask(`GET /integrations/${trial['id']}/instructions`, { as })
    expect(refused).toMatchObject({ status: 409, body: { fix: expect.stringContaining('pause this integration') } })
    const lasting = { ...lakeForm, accounts: '444455556666', name: 'Lasting' }
    expect(await ask('POST /integrations', { as, body: lasting })).toMatchObject({ status: 409 })
    await ask(`POST /integrations/${trial['id']}/pause`, { as })
    expect(await ask('POST /integrations', { as, body: lasting })).toMatchObject({ status: 201 })
  })

  test.each([
    ['aws_unreachable', 'Cannot reach sts.us-east-1.amazonaws.com: ENOTFOUND.', 'Check the network.'],
    ['aws_credentials_refused', 'The AWS session has ended.', 'Sign in to AWS again and retry.'],
    ['aws_no_credentials', 'The single sign-on session has ended.', 'Run `aws sso login`.'],
  ] as const)(
    'with credentials at hand that do not do, it is refused as AWS refuses: %s',
    async (code, detail, fix) => {
      const { ask } = await createApiHarness({ aws: { ...lakeScript, identity: new AppError(code, detail, { fix }) } })
      const answer = await ask('POST /integrations', { as, body: { method: 'direct' } })
      expect(answer).toMatchObject({ status: 502, body: { code, detail, fix } })
      expect((await ask('GET /integrations', { as })).body).toMatchObject({ items: [] })
    },
  )

  test('the principal that the operator names counts only as far as AWS agrees', async () => {
    const trustPrincipalArn = 'arn:aws:iam::999900001111:role/of-somebody-else'
    const harness = await createApiHarness({ facts: { trustPrincipalArn } })
    const { identity } = harness.aws.script
    if (identity instanceof AppError) throw identity
    const note = 'BAILIWICK_TRUST_PRINCIPAL_ARN must be a role or user of account 444455556666.'
    harness.aws.script.identity = { ...identity, trustPrincipalArn: null, note }
    const answer = await harness.ask('POST /integrations', { as, body: lakeForm })
    expect(answer).toMatchObject({ status: 201, body: { trustPrincipal: null, reason: note } })
    expect(await harness.ask('GET /integrations/aws/instructions', { as })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', detail: note },
    })
    expect(harness.aws.named).toEqual([trustPrincipalArn, trustPrincipalArn])

    harness.aws.script.identity = new AppError('aws_no_credentials', 'No AWS credentials were found.')
    const draft = await harness.ask('POST /integrations', { as, body: { ...lakeForm, accounts: '222233334444' } })
    expect(draft).toMatchObject({ status: 201, body: { trustPrincipal: null } })
  })

  test('with the credentials at hand the reading begins at once', async () => {
    const { ask, work } = await createApiHarness({ aws: lakeScript })
    const answer = await ask('POST /integrations', { as, body: { method: 'direct' } })
    expect(answer).toMatchObject({ status: 201, body: { externalId: '', state: 'fetching', run: { state: 'queued' } } })
    await work()
    expect((await ask('GET /integrations/aws', { as })).body).toMatchObject({ state: 'active' })
  })
})

describe('one card', () => {
  test('is found by id and by name; an unknown one suggests the nearest', async () => {
    const { ask, id } = await connected()
    expect((await ask(`GET /integrations/${id}`, { as })).body).toMatchObject({ name: 'AWS' })
    expect((await ask('GET /integrations/aws', { as })).body).toMatchObject({ id })
    expect(await ask('GET /integrations/awz', { as })).toMatchObject({
      status: 404,
      body: { code: 'unknown_integration', suggestions: ['AWS'], fix: 'Did you mean "AWS"?' },
    })
  })

  test('does not show its external id to those who only look', async () => {
    const { ask, someoneWith } = await connected()
    const auditor = await someoneWith(['auditor'])
    expect((await ask('GET /integrations/aws', { as: auditor })).body).toMatchObject({ externalId: '' })
  })

  test('tells what to install', async () => {
    const { ask, id } = await connected()
    expect(await ask(`GET /integrations/${id}/instructions`, { as })).toMatchObject({
      status: 200,
      body: { managedPolicies: ['arn:aws:iam::aws:policy/SecurityAudit'], cli: expect.stringContaining('Bailiwick') },
    })
  })

  test('gets its principal when credentials come later', async () => {
    const harness = await createApiHarness()
    const identity = harness.aws.script.identity
    harness.aws.script.identity = new AppError('aws_no_credentials', 'No AWS credentials were found.')
    await harness.ask('POST /integrations', { as, body: lakeForm })
    const early = await harness.ask('GET /integrations/aws/instructions', { as })
    expect(early).toMatchObject({ status: 502, body: { code: 'aws_no_credentials' } })
    harness.aws.script.identity = identity
    expect(await harness.ask('GET /integrations/aws/instructions', { as })).toMatchObject({ status: 200 })
    expect((await harness.ask('GET /integrations/aws', { as })).body).toMatchObject({
      trustPrincipal: 'arn:aws:iam::444455556666:role/bailiwick',
    })
  })

  test('is erased with all it brought', async () => {
    const { ask, id, work, store } = await connected()
    await ask(`POST /integrations/${id}/sync`, { as })
    await work()
    expect((await ask('GET /principals', { as })).body).toMatchObject({ total: 4 })
    expect(await ask(`DELETE /integrations/${id}?history=erase`, { as })).toMatchObject({ status: 204, text: '' })
    await work()
    expect((await ask('GET /principals', { as })).body).toMatchObject({ code: 'nothing_read' })
    expect(await ask(`GET /integrations/${id}`, { as })).toMatchObject({ status: 404 })
    expect(store.audited.map((entry) => entry.act)).toContain('integration.erased')
  })
})

describe('verifying', () => {
  const target = { accountId: lake, name: 'lake', probes: [] } as const

  test('that reaches an account for the first time starts the reading', async () => {
    const probes = [{ capability: 'role', result: 'ok', checkedAt: '2026-05-03T10:00:00.000Z' } as const]
    const { ask, id, jobs } = await connected({ targets: [{ ...target, state: 'ready', reason: null, probes }] })
    expect(await ask(`POST /integrations/${id}/verify`, { as })).toMatchObject({
      status: 200,
      body: { state: 'fetching', accounts: [{ state: 'ready', probes }] },
    })
    expect(jobs.waiting).toHaveLength(1)
  })

  test('that reaches nobody goes on waiting and says why', async () => {
    const { ask, id, jobs } = await connected({
      targets: [{ ...target, state: 'role_missing', reason: 'There is no such role, or it does not trust us.' }],
    })
    expect((await ask(`POST /integrations/${id}/verify`, { as })).body).toMatchObject({
      state: 'awaiting_trust',
      reason: 'There is no such role, or it does not trust us.',
    })
    expect(jobs.waiting).toHaveLength(0)
  })

  test('that cannot use our own credentials is a fault, and the card says it', async () => {
    const { ask, id } = await connected({ targets: new AppError('aws_credentials_refused', 'The token has expired.') })
    expect(await ask(`POST /integrations/${id}/verify`, { as })).toMatchObject({
      status: 502,
      body: { code: 'aws_credentials_refused' },
    })
    expect((await ask(`GET /integrations/${id}`, { as })).body).toMatchObject({
      state: 'awaiting_trust',
      reason: 'The token has expired.',
    })
  })
})

test('a reading can be asked for, followed, and looked at from all sides', async () => {
  const { ask, id, work } = await connected()
  const started = await ask(`POST /integrations/${id}/sync`, { as })
  expect(started).toMatchObject({ status: 202, body: { integration: 'AWS', state: 'queued' } })
  const run = String(started.body['id'])
  expect((await ask('POST /integrations/aws/sync', { as })).body).toMatchObject({ id: run })
  await work()
  expect((await ask(`GET /sync-runs/${run}`, { as })).body).toMatchObject({ state: 'succeeded', snapshot: '3' })
  expect((await ask('GET /sync-runs?integration=AWS', { as })).body).toMatchObject({ items: [{ id: run }] })
  expect((await ask('GET /coverage?integration=AWS', { as })).body).toMatchObject({
    counts: { ok: 4, denied: 0 },
    items: [{ integration: 'AWS', accountName: 'lake', region: 'eu-west-1', type: 's3', state: 'ok' }, {}, {}, {}],
  })
  expect((await ask(`GET /calls?integration=AWS&run=${run}`, { as })).body).toMatchObject({
    items: [{ operation: 'iam:GetAccountAuthorizationDetails', calls: 2 }],
    totals: { calls: 2, retries: 1, throttles: 1 },
  })
  expect((await ask('GET /status', { as })).body).toMatchObject({
    sample: false,
    snapshot: { id: '3' },
    accounts: [{ accountId: lake, name: 'lake', state: 'read' }],
    principals: 4,
    resources: 1,
    integrations: 1,
  })
  for (const what of ['GET /sync-runs/none', 'POST /sync-runs/none/cancel', 'GET /calls?run=none']) {
    expect(await ask(what, { as }), what).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
})

test('doctor tells every finding, and of a check that breaks that it broke', async () => {
  const { ask } = await createApiHarness({
    doctorChecks: [
      { name: 'clock', run: async () => ({ state: 'ok', says: 'The clock is right.' }) },
      {
        name: 'disk',
        run: async () => {
          throw new Error('planted')
        },
      },
    ],
  })
  const { body, text } = await ask('GET /doctor', { as })
  expect(body).toMatchObject({
    checks: [
      { name: 'clock', state: 'ok' },
      { name: 'disk', state: 'bad' },
    ],
  })
  expect(text).not.toContain('planted')
})
