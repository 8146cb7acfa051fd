import { describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, nobody, theOperator } from '../../../test/fakes/api-harness.ts'
import { accountOf, arnOf } from '../../../test/fakes/fake-aws-reader.ts'
import { lake, lakeForm, lakeScript, wholeReading } from '../../../test/fakes/small-world.ts'
import { AppError } from '../../core/fault.ts'
import type { ObjectOfKind } from '../../core/inventory/objects.ts'
import type { ApiDeps } from '../server.ts'

const as = theOperator
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiPLANTED00KEY'
const keyPair = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret }
const keyUser = arnOf('arn:aws:iam::222233334444:user/hub')

async function connected(form: object = {}, api: Partial<ApiDeps> = {}) {
  const harness = await createApiHarness({ aws: lakeScript, api })
  const { body } = await harness.ask('POST /integrations', { as, body: { ...lakeForm, ...form } })
  return { ...harness, id: String(body['id']) }
}

/** The key's user, as GetCallerIdentity names him. */
async function legacy() {
  const harness = await createApiHarness({ aws: lakeScript })
  harness.aws.script.identity = {
    accountId: accountOf('222233334444'),
    arn: keyUser,
    partition: 'aws',
    trustPrincipalArn: keyUser,
    uniqueId: null,
    note: null,
  }
  const answer = await harness.ask('POST /integrations', { as, body: { ...lakeForm, method: 'legacy', ...keyPair } })
  return { ...harness, answer, id: String(answer.body['id']) }
}

describe('checking a form', () => {
  test('says everything at once and makes nothing', async () => {
    const { ask, store } = await connected()
    const body = {
      method: 'manual',
      accounts: `12345 ${lake} ${lake}`,
      name: 'aws',
      owner: 'nobody',
      settings: { portalUrl: 'x' },
    }
    const answer = await ask('POST /integrations/check', { as, body })
    expect(answer.status).toBe(200)
    expect(answer.body['problems']).toMatchObject([
      { path: 'accounts' },
      { path: 'owner' },
      { path: 'settings.portalUrl' },
      { path: 'name', message: 'An integration named "AWS" exists.' },
    ])
    expect(answer.body['identity']).toMatchObject({ arn: 'arn:aws:iam::444455556666:role/bailiwick', partition: 'aws' })
    expect(await store.connections.connections()).toHaveLength(1)
  })

  test('names the account that another integration reads, and the owner nobody knows', async () => {
    const { ask } = await connected()
    const { body } = await ask('POST /integrations/check', { as, body: lakeForm })
    expect(body).toMatchObject({
      problems: [
        {
          path: 'accounts',
          message: `Account ${lake} already belongs to "AWS". An account is read through one connection only.`,
        },
      ],
      notes: ['No Bailiwick user has this address yet; incidents will wait for the first sign-in.'],
    })
  })

  test.each([
    ['manual', 'arn:aws:iam::444455556666:role/ops/audit'],
    ['direct', null],
  ])('of a session names the role that is trusted, %s', async (method, trustPrincipal) => {
    const { ask, aws } = await createApiHarness({ aws: lakeScript })
    const arn = arnOf('arn:aws:sts::444455556666:assumed-role/audit/me')
    aws.script.identity = {
      accountId: accountOf('444455556666'),
      arn,
      partition: 'aws',
      trustPrincipalArn: arnOf('arn:aws:iam::444455556666:role/ops/audit'),
      uniqueId: null,
      note: null,
    }
    const form = method === 'direct' ? { method } : { ...lakeForm, method }
    const { body } = await ask('POST /integrations/check', { as, body: form })
    expect(body).toMatchObject({ problems: [], identity: { arn, trustPrincipal } })
  })

  test('of another partition than our own: only with a key of that partition', async () => {
    const { ask } = await createApiHarness({ aws: lakeScript })
    const form = { ...lakeForm, regions: 'cn-north-1' }
    const { body } = await ask('POST /integrations/check', { as, body: form })
    expect(body['problems']).toMatchObject([
      {
        path: 'method',
        message:
          "Bailiwick's own identity belongs to the aws partition. An integration of aws-cn needs an access key of that partition: choose Legacy integration.",
      },
      { path: 'regions' },
    ])
  })

  test.each([
    ['direct', { problems: [{ path: 'profile', message: 'No AWS credentials were found.' }] }],
    ['manual', { problems: [], notes: expect.arrayContaining(['No AWS credentials were found.']) }],
  ])('without credentials, %s', async (method, expected) => {
    const identity = new AppError('aws_no_credentials', 'No AWS credentials were found.')
    const { ask } = await createApiHarness({ aws: { ...lakeScript, identity } })
    const form = method === 'direct' ? { method } : { ...lakeForm, method }
    const { body } = await ask('POST /integrations/check', { as, body: form })
    expect(body).toMatchObject({ ...expected, identity: null })
  })

  test('with a key that AWS does not know', async () => {
    const { ask, aws } = await createApiHarness({ aws: lakeScript })
    aws.script.identity = new AppError(
      'aws_credentials_refused',
      'AWS does not know this access key, or it is inactive.',
    )
    const { body } = await ask('POST /integrations/check', { as, body: { ...lakeForm, method: 'legacy', ...keyPair } })
    expect(body).toMatchObject({
      problems: [{ path: 'accessKeyId', message: 'AWS does not know this access key, or it is inactive.' }],
      identity: null,
    })
  })
})

describe('a draft', () => {
  test('is saved in any state without its secret, taken up again, and gone with the connection', async () => {
    const { ask, store } = await createApiHarness({ aws: lakeScript })
    const form = { method: 'legacy', accounts: 'not yet', ...keyPair }
    const saved = await ask('PUT /integrations/drafts/one', { as, body: { step: 'accounts', form } })
    expect(saved).toMatchObject({ status: 200, body: { id: 'one', step: 'accounts' } })
    const { body } = await ask('GET /integrations/drafts', { as })
    expect(body['items']).toEqual([
      {
        id: 'one',
        step: 'accounts',
        form: { method: 'legacy', accounts: 'not yet', accessKeyId: keyPair.accessKeyId },
        savedAt: expect.any(String),
      },
    ])
    expect(JSON.stringify(await store.drafts.list())).not.toContain(secret)
    await ask('POST /integrations', { as, body: { ...lakeForm, draft: 'one' } })
    expect((await ask('GET /integrations/drafts', { as })).body['items']).toEqual([])
  })
})

describe('the legacy method', () => {
  test('trusts the user of the key, keeps its secret sealed and shows four characters', async () => {
    const { answer, store, id, ask } = await legacy()
    expect(answer).toMatchObject({
      status: 201,
      body: {
        method: 'legacy',
        trustPrincipal: keyUser,
        externalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        accessKey: { lastFour: 'MPLE', ageDays: 0 },
      },
    })
    const [stored] = await store.secrets.all()
    expect(stored?.sealed).toMatch(/^v1\./)
    expect(stored?.sealed).not.toContain(secret)
    const { body } = await ask(`GET /integrations/${id}/instructions`, { as })
    expect(body['trustPolicy']).toMatchObject({ Statement: [{ Principal: { AWS: keyUser } }] })
  })

  test('asks for rotation after ninety days', async () => {
    const { ask, id, clock } = await legacy()
    const { body } = await ask(`GET /integrations/${id}`, { as })
    const since = Date.parse(clock.now())
    expect(body['accessKey']).toMatchObject({ rotateBy: new Date(since + 90 * 86_400_000).toISOString() })
  })

  test('a second key is tested, becomes current, and the first is forgotten', async () => {
    const { ask, id, store, deps } = await legacy()
    const [before] = await store.secrets.all()
    const second = { accessKeyId: 'AKIAIOSFODNN7SECOND2', secretAccessKey: secret.replace('PLANTED', 'SECOND2') }
    expect(await ask(`POST /integrations/${id}/keys`, { as, body: second })).toMatchObject({
      status: 200,
      body: { lastFour: 'OND2', ageDays: 0 },
    })
    const [after, ...more] = await store.secrets.all()
    expect(more).toEqual([])
    expect(after?.sealed).not.toBe(before?.sealed)
    expect(after && (await deps.secretBox.open(after))).toBe(second.secretAccessKey)
    expect(store.audited.at(-1)).toMatchObject({
      act: 'integration.key_replaced',
      details: { before: '…MPLE', after: '…OND2' },
    })
  })

  test('the current key is no second one', async () => {
    const { ask, id } = await legacy()
    expect(await ask(`POST /integrations/${id}/keys`, { as, body: keyPair })).toMatchObject({
      status: 400,
      body: { code: 'bad_input', detail: expect.stringMatching(/^This is the current key\./) },
    })
  })

  test.each([
    ['of another user', { trustPrincipalArn: arnOf('arn:aws:iam::222233334444:user/other') }, /but the roles trust/],
    ['that AWS refuses', null, /does not know this access key/],
  ])('a second key %s changes nothing', async (_, change, message) => {
    const { ask, id, store, aws } = await legacy()
    const before = await store.secrets.all()
    aws.script.identity =
      change === null || aws.script.identity instanceof AppError
        ? new AppError('aws_credentials_refused', 'AWS does not know this access key, or it is inactive.')
        : { ...aws.script.identity, ...change }
    const answer = await ask(`POST /integrations/${id}/keys`, {
      as,
      body: { ...keyPair, accessKeyId: 'AKIAIOSFODNN7SECOND2' },
    })
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_input', detail: expect.stringMatching(message) } })
    expect(await store.secrets.all()).toEqual(before)
    expect((await ask(`GET /integrations/${id}`, { as })).body['accessKey']).toMatchObject({ lastFour: 'MPLE' })
  })

  test('every secret is sealed under a new key when the operator asks', async () => {
    const { ask, store, deps } = await legacy()
    // The key of this harness is the operator's own, who must give both.
    expect(await ask('POST /secrets/rotate', { as })).toMatchObject({ status: 409, body: { code: 'wrong_state' } })
    const [stored] = await store.secrets.all()
    expect(stored && (await deps.secretBox.open(stored))).toBe(secret)
  })

  test('what is typed wrong is refused without the secret being repeated', async () => {
    const { ask, log, store } = await createApiHarness({ aws: lakeScript })
    const bodies: readonly object[] = [
      { ...lakeForm, method: 'legacy', accessKeyId: 'AKIAWRONG', secretAccessKey: `${secret}x` },
      { ...lakeForm, method: 'manual', ...keyPair },
      { ...lakeForm, method: 'legacy', ...keyPair, surprise: 1 },
      { ...lakeForm, method: 'legacy', accessKeyId: 1, secretAccessKey: [secret] },
    ]
    for (const body of bodies) {
      const answer = await ask('POST /integrations', { as, body })
      expect(answer.status).toBe(400)
      expect(answer.text + log.lines.join('\n') + JSON.stringify(store.audited)).not.toContain('PLANTED')
    }
  })
})

describe('settings', () => {
  test('say what will no longer be seen, and are audited with before and after', async () => {
    const { ask, id, store } = await connected()
    const body = { resourceTypes: ['s3', 'kms'], regions: ['eu-west-1'], portalUrl: 'https://a.example/start/' }
    const dry = await ask(`PATCH /integrations/${id}/settings?dryRun=true`, { as, body })
    expect(dry.body['narrowed']).toHaveLength(2)
    expect((await ask(`GET /integrations/${id}/settings`, { as })).body).toMatchObject({
      resourceTypes: null,
      regions: [],
    })
    const answer = await ask(`PATCH /integrations/${id}/settings`, { as, body })
    expect(answer.body).toMatchObject({
      settings: { resourceTypes: ['s3', 'kms'], regions: ['eu-west-1'], portalUrl: 'https://a.example/start' },
      narrowed: [
        'Resources outside of eu-west-1 will no longer be read.',
        expect.stringMatching(/^Resource types .* and \d+ more will no longer be read\.$/),
      ],
    })
    expect(store.audited.at(-1)).toMatchObject({
      act: 'integration.settings_changed',
      details: {
        before: { resourceTypes: null, regions: [], portalUrl: null },
        after: { resourceTypes: ['s3', 'kms'], regions: ['eu-west-1'], portalUrl: 'https://a.example/start' },
      },
    })
    const same = await ask(`PATCH /integrations/${id}/settings`, { as, body })
    expect(same.body['changes']).toEqual([])
    expect(store.audited.filter(({ act }) => act === 'integration.settings_changed')).toHaveLength(1)
  })

  test('an organizational unit that the organization does not have is named, with the nearest', async () => {
    const unit: ObjectOfKind<'organizationalUnit'> = {
      kind: 'organizationalUnit',
      nativeId: 'ou-a1b2-c3d4e5f6',
      arn: `arn:aws:organizations::${lake}:ou/o-example/ou-a1b2-c3d4e5f6`,
      accountId: lake,
      region: 'global',
      cell: 'organization',
      body: { id: 'ou-a1b2-c3d4e5f6', name: 'Sandbox', parentId: null },
    }
    const cells = wholeReading.map((cell) => (cell.type === 'organization' ? { ...cell, pages: [[unit]] } : cell))
    const { ask, work } = await createApiHarness({ aws: { ...lakeScript, cells } })
    await ask('POST /integrations', { as, body: { ...lakeForm, managementAccount: lake, organization: true } })
    const patch = (excludedUnits: readonly string[]) =>
      ask('PATCH /integrations/aws/settings?dryRun=true', { as, body: { excludedUnits } })
    // Nobody knows yet which there are.
    expect(await patch(['ou-a1b2-c3d4e5f7'])).toMatchObject({ status: 200 })
    await ask('POST /integrations/aws/sync', { as })
    await work()
    expect(await patch(['ou-a1b2-c3d4e5f7'])).toMatchObject({
      status: 400,
      body: { detail: 'The organization has no organizational unit ou-a1b2-c3d4e5f7. Did you mean ou-a1b2-c3d4e5f6?' },
    })
    expect(await patch(['ou-a1b2-c3d4e5f6'])).toMatchObject({ status: 200, body: { notes: [] } })
    const without = await ask('PATCH /integrations/aws/settings', { as, body: { excludedAccounts: [lake] } })
    expect(without.body['notes']).toEqual([
      'The management account is left out of AWS: Identity Center can then not be read.',
    ])
  })

  test('take a new name, owner and accounts by the rules of the form', async () => {
    const { ask, id } = await connected()
    await ask('POST /integrations', { as, body: { ...lakeForm, accounts: '222233334444', name: 'Other' } })
    const patch = (body: object) => ask(`PATCH /integrations/${id}/settings`, { as, body })
    expect(await patch({ name: 'other' })).toMatchObject({ status: 409, body: { code: 'name_taken' } })
    expect(await patch({ accounts: [lake, '222233334444'] })).toMatchObject({
      status: 409,
      body: { code: 'account_taken' },
    })
    expect(await patch({ externalId: 'mine' })).toMatchObject({ status: 422, body: { code: 'external_id_immutable' } })
    expect(await patch({ surprise: 1 })).toMatchObject({ status: 400, body: { code: 'bad_input' } })
    const changed = await patch({
      name: 'Prod',
      owner: 'grace@example.com',
      accounts: ['333344445555'],
      roleName: 'audit/R',
    })
    expect(changed).toMatchObject({
      status: 200,
      body: {
        settings: { name: 'Prod', owner: 'grace@example.com', accounts: ['333344445555'], roleName: 'audit/R' },
        narrowed: [`Account ${lake} will no longer be read.`],
      },
    })
    expect((await ask('GET /integrations/prod', { as })).body).toMatchObject({
      owner: 'grace@example.com',
      roleName: 'audit/R',
    })
  })
})

describe('the role of the management account that has another name', () => {
  const [first, second] = ['999988887777', '888877776666']
  const role = `arn:aws:iam::${first}:role/audit/Reader`

  async function named() {
    const { ask } = await createApiHarness({ aws: lakeScript })
    const accounts = `${lake} ${first} ${second}`
    const body = { ...lakeForm, accounts, identityCenter: false, managementAccount: first, managementRoleArn: role }
    await ask('POST /integrations', { as, body })
    return {
      patch: (change: object) => ask('PATCH /integrations/aws/settings', { as, body: change }),
      shown: async () => (await ask('GET /integrations/aws/settings', { as })).body,
    }
  }

  test('fits the account that is named now, or the change is refused', async () => {
    const { patch, shown } = await named()
    expect(await patch({ managementAccount: second })).toMatchObject({
      status: 400,
      body: {
        code: 'bad_input',
        detail: `This role belongs to account ${first}, not to the management account ${second}.`,
        places: [{ path: 'managementRoleArn' }],
      },
    })
    expect(await shown()).toMatchObject({ managementAccount: first, managementRoleArn: role })
    const both = { managementAccount: second, managementRoleArn: `arn:aws:iam::${second}:role/R` }
    expect(await patch(both)).toMatchObject({ status: 200, body: { settings: both } })
  })

  test('goes with its account, and stays where something else is changed', async () => {
    const { patch, shown } = await named()
    expect(await patch({ owner: 'grace@example.com' })).toMatchObject({ status: 200 })
    expect(await shown()).toMatchObject({ managementAccount: first, managementRoleArn: role })
    expect(await patch({ managementAccount: null })).toMatchObject({
      status: 200,
      body: {
        changes: [
          { field: 'managementAccount', before: first, after: null },
          { field: 'managementRoleArn', before: role, after: null },
        ],
      },
    })
    expect(await shown()).toMatchObject({ managementAccount: null, managementRoleArn: null })
    // Named without its account it is refused, as in the form.
    expect(await patch({ managementRoleArn: role })).toMatchObject({ status: 400 })
  })
})

describe('an integration as a file', () => {
  const file = {
    name: 'Prod',
    method: 'manual',
    owner: 'ada@example.com',
    accounts: [lake],
    portalUrl: 'https://a.example/start',
    customAccessDetails: 'Ask in #aws.',
  }

  test('is made, then unchanged, then changed', async () => {
    const { ask, store } = await createApiHarness({ aws: lakeScript })
    const apply = (body: object, query = '') => ask(`POST /integrations/apply${query}`, { as, body })
    expect((await apply(file, '?dryRun=true')).body).toMatchObject({
      action: 'created',
      applied: false,
      externalId: null,
    })
    expect(await store.connections.connections()).toEqual([])
    const made = await apply(file)
    expect(made.body).toMatchObject({
      action: 'created',
      applied: true,
      externalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect((await apply(file)).body).toMatchObject({ action: 'unchanged', applied: false, changes: [] })
    const changed = { ...file, customAccessDetails: null, enableAudit: true }
    const expected = [
      { field: 'enableAudit', before: false, after: true },
      { field: 'customAccessDetails', before: 'Ask in #aws.', after: null },
    ]
    const dry = await apply(changed, '?dryRun=true')
    expect(dry.body).toMatchObject({ action: 'changed', applied: false, changes: expect.arrayContaining(expected) })
    expect((await apply(changed)).body).toMatchObject({ applied: true, changes: expect.arrayContaining(expected) })
    expect((await apply(changed)).body).toMatchObject({ action: 'unchanged' })
  })

  test('what is shown can be applied', async () => {
    const { ask, id } = await connected({ settings: { portalUrl: 'https://a.example/start', extendedReads: true } })
    const { body: settings } = await ask(`GET /integrations/${id}/settings`, { as })
    const answer = await ask('POST /integrations/apply', { as, body: { ...settings, method: 'manual' } })
    expect(answer.body).toMatchObject({ action: 'unchanged' })
  })

  test.each([
    [{ externalId: 'mine' }, 422, 'external_id_immutable'],
    [{ method: 'stackset' }, 400, 'bad_input'],
    [{ identityCenter: true }, 400, 'bad_input'],
    [{ portalUrl: 'x' }, 400, 'bad_input'],
  ])('%j is refused', async (change, status, code) => {
    const { ask } = await createApiHarness({ aws: lakeScript })
    await ask('POST /integrations/apply', { as, body: file })
    expect(await ask('POST /integrations/apply', { as, body: { ...file, ...change } })).toMatchObject({
      status,
      body: { code },
    })
  })
})

describe('a hand-off link', () => {
  const tokenOf = (url: unknown): string => String(url).split('/').at(-1) ?? ''
  const open = ({ ask }: ApiHarness, token: string) => ask(`GET /handoff/${token}`, { as: nobody })

  test('opens without sign-in, shows what will be made and nothing of us, and each opening is recorded', async () => {
    const harness = await connected()
    const { ask, id, store } = harness
    const link = await ask(`POST /integrations/${id}/handoff`, { as, body: { why: 'Audit 2026' } })
    expect(link).toMatchObject({
      status: 201,
      body: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8420\/handoff\/[\w-]{43}$/) },
    })
    const token = tokenOf(link.body['url'])
    expect(
      JSON.stringify(await store.handoffs.list((await store.connections.connections())[0]?.id ?? ('' as never))),
    ).not.toContain(token)
    const page = await open(harness, token)
    expect(page).toMatchObject({
      status: 200,
      body: {
        why: 'Audit 2026',
        askedBy: 'unknown, who runs Bailiwick',
        accounts: [lake],
        method: 'manual',
        instructions: { trustPolicy: expect.anything(), template: expect.stringContaining('AWS::IAM::Role') },
      },
    })
    expect(page.body['instructions']).not.toHaveProperty('serverIdentity')
    await open(harness, token)
    const { body } = await ask(`GET /integrations/${id}/handoffs`, { as })
    expect(body['items']).toMatchObject([{ state: 'open', openings: [{ from: '127.0.0.1' }, { from: '127.0.0.1' }] }])
    expect(JSON.stringify(body)).not.toContain(token)
  })

  test('is opened by whom a proxy speaks for, where the proxy is one that was named', async () => {
    const { ask, id, api } = await connected({}, { proxies: ['10.0.0.0/24'] })
    const { body } = await ask(`POST /integrations/${id}/handoff`, { as, body: {} })
    const url = `/api/v1/handoff/${tokenOf(body['url'])}`
    const openings = [
      // The proxy adds the address that it sees to whatever its client wrote there.
      { from: '10.0.0.7', says: '198.51.100.9, 203.0.113.5', isRecordedAs: '203.0.113.5' },
      { from: '::ffff:10.0.0.7', says: '203.0.113.5, 10.0.0.8', isRecordedAs: '203.0.113.5' },
      { from: '10.0.1.7', says: '203.0.113.5', isRecordedAs: '10.0.1.7' },
      { from: '10.0.0.7', says: undefined, isRecordedAs: '10.0.0.7' },
    ]
    for (const { from, says } of openings) {
      const headers = says === undefined ? {} : { 'x-forwarded-for': says, 'x-forwarded-host': 'elsewhere.example' }
      expect(await api.inject({ url, remoteAddress: from, headers })).toMatchObject({ statusCode: 200 })
    }
    const { body: listed } = await ask(`GET /integrations/${id}/handoffs`, { as })
    expect(listed['items']).toMatchObject([{ openings: openings.map(({ isRecordedAs: from }) => ({ from })) }])
  })

  test('ends by time, by revocation, and with its integration, always in the same words', async () => {
    const harness = await connected()
    const { ask, id, clock } = harness
    const make = async (body: object = {}) =>
      (await ask(`POST /integrations/${id}/handoff`, { as, body })).body as { id: string; url: string }
    const [revoked, short, long] = [await make(), await make({ days: 1 }), await make({ days: 30 })]
    expect(await ask(`DELETE /integrations/${id}/handoffs/${revoked.id}`, { as })).toMatchObject({ status: 204 })
    clock.advance(86_400_000)
    const ended = await open(harness, tokenOf(short.url))
    expect(ended).toMatchObject({ status: 404, body: { code: 'handoff_expired' } })
    for (const token of [tokenOf(revoked.url), 'x'.repeat(43)]) {
      expect((await open(harness, token)).body['detail']).toBe(ended.body['detail'])
    }
    expect(await open(harness, tokenOf(long.url))).toMatchObject({ status: 200 })
    await ask(`DELETE /integrations/${id}`, { as })
    expect(await open(harness, tokenOf(long.url))).toMatchObject({ status: 404 })
  })

  test.each([0, 31, 1.5])('does not last %d days', async (days) => {
    const { ask, id } = await connected()
    expect(await ask(`POST /integrations/${id}/handoff`, { as, body: { days } })).toMatchObject({
      status: 400,
      body: { detail: 'A link lasts 1 to 30 days.' },
    })
  })

  test('is made by those who integrate, and an address that asks too often waits', async () => {
    const harness = await connected()
    const auditor = await harness.someoneWith(['auditor'])
    expect(await harness.ask(`POST /integrations/${harness.id}/handoff`, { as: auditor, body: {} })).toMatchObject({
      status: 403,
    })
    const answers = []
    for (let n = 0; n < 31; n++) answers.push((await open(harness, 'nothing')).status)
    expect(answers.slice(0, 30).every((status) => status === 404)).toBe(true)
    expect(answers.at(30)).toBe(429)
  })
})

describe('a published template', () => {
  test('gives the link that opens the console', async () => {
    const { ask, id } = await connected()
    const before = await ask(`GET /integrations/${id}/instructions`, { as })
    expect(before.body['quickCreateUrl']).toBeNull()
    const published = await ask(`POST /integrations/${id}/template`, { as, body: { to: 's3://templates/b' } })
    expect(published).toMatchObject({ status: 200, body: { version: before.body['templateVersion'], isNew: true } })
    const { body } = await ask(`GET /integrations/${id}/instructions`, { as })
    expect(body['quickCreateUrl']).toBe(published.body['quickCreateUrl'])
    expect(String(body['quickCreateUrl'])).toContain(encodeURIComponent(String(published.body['url'])))
  })

  test.each([
    'templates',
    's3://A',
    'https://example.com/t.json',
    'https://evil.example/s3.amazonaws.com/t',
    'https://s3.evilamazonaws.com/t.json',
    'https://s3-amazonaws.com/t.json',
  ])('does not lie at %s', async (to) => {
    const { ask, id } = await connected()
    expect(await ask(`POST /integrations/${id}/template`, { as, body: { to } })).toMatchObject({
      status: 400,
      body: { code: 'bad_input' },
    })
  })

  test('uploaded by hand is known by its address', async () => {
    const { ask, id } = await connected()
    const to = 'https://templates.s3.eu-central-1.amazonaws.com/role.json'
    const { body } = await ask(`POST /integrations/${id}/template`, { as, body: { to } })
    expect(body).toMatchObject({ isNew: false, isGiven: true })
    expect(String(body['quickCreateUrl'])).toContain(encodeURIComponent(to))
  })

  const inChina = 'https://t.s3.cn-north-1.amazonaws.com.cn/role.json'
  const inGovCloud = 'https://t.s3.us-gov-west-1.amazonaws.com/role.json'
  const inAws = 'https://t.s3.us-east-1.amazonaws.com/role.json'
  test.each([
    ['aws', inAws, undefined],
    ['aws', 'https://us-gov-west-1.s3.amazonaws.com/role.json', undefined],
    ['aws', inChina, '"cn-north-1" is not a Region of the aws partition.'],
    ['aws', inGovCloud, '"us-gov-west-1" is not a Region of the aws partition.'],
    ['aws-cn', inChina, undefined],
    ['aws-cn', inAws, '"us-east-1" is not a Region of the aws-cn partition.'],
    ['aws-cn', 'https://t.s3.amazonaws.com/r', '"t.s3.amazonaws.com" is not a host of the aws-cn partition.'],
    ['aws-us-gov', inGovCloud, undefined],
    ['aws-us-gov', inAws, '"us-east-1" is not a Region of the aws-us-gov partition.'],
  ] as const)('of %s, uploaded to %s: %s', async (partition, to, refusal) => {
    const { ask, aws } = await createApiHarness({ aws: lakeScript })
    const role = arnOf(`arn:${partition}:iam::444455556666:role/bailiwick`)
    const accountId = accountOf('444455556666')
    aws.script.identity = { accountId, arn: role, partition, trustPrincipalArn: role, uniqueId: null, note: null }
    await ask('POST /integrations', { as, body: { ...lakeForm, partition } })
    const answer = await ask('POST /integrations/AWS/template', { as, body: { to } })
    expect(answer).toMatchObject(
      refusal === undefined ? { status: 200 } : { status: 400, body: { code: 'bad_input', detail: refusal } },
    )
  })
})

test('taken away with its history kept, what it read still answers for the past', async () => {
  const { ask, id, work, store, clock } = await connected()
  await ask(`POST /integrations/${id}/sync`, { as })
  await work()
  const read = clock.now()
  clock.advance(60_000)
  expect(await ask(`DELETE /integrations/${id}`, { as })).toMatchObject({ status: 204 })
  await work()
  expect((await ask('GET /principals', { as })).body).toMatchObject({ code: 'nothing_read' })
  const then = await ask(`GET /principals?at=${read}`, { as })
  expect(then).toMatchObject({ status: 200, body: { total: expect.any(Number) } })
  expect((await store.inventory.load(read))?.objects.length).toBeGreaterThan(0)
  expect(await ask('GET /integrations', { as })).toMatchObject({ body: { items: [] } })
  expect(store.audited.map((entry) => entry.act)).toContain('integration.deleted')
  expect(await ask('POST /integrations', { as, body: lakeForm })).toMatchObject({ status: 201, body: { name: 'AWS' } })
})

describe('the history of what was deleted', () => {
  async function deleted() {
    const harness = await connected()
    const { ask, id, work, clock } = harness
    await ask(`POST /integrations/${id}/sync`, { as })
    await work()
    clock.advance(60_000)
    const read = clock.now()
    await ask(`DELETE /integrations/${id}`, { as })
    await work()
    return { ...harness, read }
  }

  test('is found by who connects, and erased by its id or its name', async () => {
    const { ask, id, store, someoneWith, work, clock } = await deleted()
    const listed = await ask('GET /integrations/deleted', { as })
    expect(listed).toMatchObject({
      status: 200,
      body: { items: [{ id, name: 'AWS', method: 'manual', sharedWith: [], accounts: 1, deletedAt: clock.now() }] },
    })
    const auditor = await someoneWith(['auditor'])
    expect(await ask('GET /integrations/deleted', { as: auditor })).toMatchObject({ status: 403 })
    expect(await ask(`DELETE /integrations/${id}?history=erase`, { as: auditor })).toMatchObject({ status: 403 })
    // Kept it is: taking it away once more is no way to lose it.
    expect(await ask('DELETE /integrations/AWS', { as })).toMatchObject({ status: 404 })
    expect(await ask('DELETE /integrations/aws?history=erase', { as })).toMatchObject({ status: 204 })
    await work()
    expect((await ask('GET /integrations/deleted', { as })).body).toEqual({ items: [] })
    expect(await ask('DELETE /integrations/aws?history=erase', { as })).toMatchObject({ status: 404 })
    expect(store.audited.at(-1)).toMatchObject({ act: 'integration.erased', subject: id })
  })

  test('is not erased under a name that another integration bears now, nor where the name was borne twice', async () => {
    const { ask, id, store } = await deleted()
    const again = await ask('POST /integrations', { as, body: lakeForm })
    expect(await ask('DELETE /integrations/AWS?history=erase', { as })).toMatchObject({ status: 204 })
    expect(await ask(`GET /integrations/${again.body['id']}`, { as })).toMatchObject({ status: 404 })
    expect((await ask('GET /integrations/deleted', { as })).body['items']).toMatchObject([{ id }])
    const third = await ask('POST /integrations', { as, body: lakeForm })
    expect(await ask(`DELETE /integrations/${third.body['id']}`, { as })).toMatchObject({ status: 204 })
    const unclear = await ask('DELETE /integrations/AWS?history=erase', { as })
    expect(unclear).toMatchObject({ status: 400, body: { code: 'bad_input', fix: expect.stringContaining(id) } })
    expect(await ask(`DELETE /integrations/${id}?history=erase`, { as })).toMatchObject({ status: 204 })
    expect((await store.connections.retired()).map(({ cards }) => cards[0]?.id)).toEqual([third.body['id']])
  })
})
