/** Credentials that read directly: what they may do, when their session ends, and what the card says of it. */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromSSO } from '@aws-sdk/credential-providers'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type App, createApp } from '../../src/app/app.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { readerWith } from '../../src/collect/connection.fake.ts'
import { AppError } from '../../src/core/fault.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { plantUser } from '../../src/sandbox/testing.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { createHarness, type Harness } from '../fakes/app-harness.ts'
import { operator } from '../fakes/small-world.ts'

vi.setConfig({ testTimeout: 60_000 })

let sandbox: Sandbox
let harness: Harness
let app: App

beforeEach(async () => {
  sandbox = await startSandbox({
    world: world({ seed: 'direct', accounts: 3, principals: 20, people: 4, start: new Date(), gaps: false }),
    catalogue: loadCatalogue(),
    environment: {},
  })
  harness = createHarness()
})
afterEach(() => sandbox.stop())

const member = () => {
  const { managementAccountId } = sandbox.world.organization
  const found = [...sandbox.world.accounts.ids()].find((id) => id !== managementAccountId)
  if (found === undefined) throw new Error('there is no member')
  return found
}

async function connect(statements: Parameters<typeof plantUser>[3]): Promise<void> {
  const account = member()
  const reader = readerWith(plantUser(sandbox, account, 'trial', statements), {})
  const { readings, open, verify } = reader
  app = createApp({ ...harness.deps, aws: { ...harness.deps.aws, readings, open, verify } })
  await app.connections.create(operator, { method: 'direct', name: 'Trial', owner: 'ada@example.com' })
  const [connection] = await harness.store.connections.connections()
  if (!connection) throw new Error('the connection is not there')
  const settings = { ...connection.settings, resourceTypes: ['s3'] as const }
  const change = { endpoint: sandbox.url, accounts: [account], regions: ['us-east-1'], settings }
  await harness.store.connections.updateConnection(connection.id, change)
  await harness.jobs.work(app.sync.run)
  await app.access.settled()
}

const card = () => app.connections.show(operator, { integration: 'Trial' })
const reads = [
  'iam:Get*',
  'iam:List*',
  'iam:Generate*',
  's3:Get*',
  's3:List*',
  'ec2:Describe*',
  'organizations:Describe*',
]
const allow = (Action: string | readonly string[]) => ({ Effect: 'Allow', Action, Resource: '*' })

test.each([
  ['administrator', '*', /trial is an administrator: it may change everything\. Nothing here needs more than to read/],
  [
    'more',
    [...reads, 's3:PutObject', 's3:DeleteBucket'],
    /trial may do more than read: 2 actions of 1 service that change/,
  ],
] as const)('credentials that may do more than read are warned of: %s', async (power, actions, says) => {
  await connect([allow(actions)])
  const { readsAs } = await card()
  expect(readsAs).toMatchObject({ power, isRoot: false, session: null })
  expect(readsAs?.principal).toMatch(/:user\/trial$/)
  expect(readsAs?.warnings.join()).toMatch(says)
})

test('credentials that only read are not warned of', async () => {
  await connect([allow(reads)])
  expect((await card()).readsAs).toMatchObject({ power: 'read', warnings: [] })
})

test('a card neither waits for the access index nor fails with it', async () => {
  await connect([allow(reads)])
  const load = async (): Promise<never> => Promise.reject(new Error('planted'))
  const inventory = new Proxy(harness.store.inventory, {
    get: (store, name) => (name === 'load' ? load : Reflect.get(store, name)),
  })
  app = createApp({ ...harness.deps, store: { ...harness.store, inventory } })
  const { readsAs } = await card()
  expect(readsAs).toMatchObject({
    power: 'unknown',
    warnings: [`Whether ${readsAs?.principal} may do more than read is not judged yet.`],
  })
})

test('credentials that may read nothing are in error, by a reading and by a check', async () => {
  await connect([])
  expect(await card()).toMatchObject({ state: 'error', readsAs: { power: 'unknown' } })
  const checked = await app.connections.verify(operator, { integration: 'Trial' })
  expect(checked.state).toBe('error')
  expect(checked.reason).toMatch(/^These credentials may read nothing: AWS refused all that was tried, first \w+:\w+\./)
})

test('a session that is over degrades what was read, and says what to do', async () => {
  await connect([allow(reads)])
  const before = await card()
  const over = { message: 'The AWS session has ended.', fix: 'Sign in to AWS again and retry.' }
  const open = async (): Promise<never> => {
    throw new AppError('aws_credentials_refused', over.message, { fix: over.fix, sessionEnded: true })
  }
  app = createApp({ ...harness.deps, aws: { ...harness.deps.aws, open } })
  harness.clock.advance(60_000)
  await app.sync.request(operator, { integration: 'Trial' })
  await harness.jobs.work(app.sync.run)
  const { state, reason, lastSyncAt } = await card()
  expect({ state, reason, lastSyncAt }).toEqual({
    state: 'degraded',
    reason: `${over.message} ${over.fix}`,
    lastSyncAt: before.lastSyncAt,
  })
})

/** As the SDK finds the token of a profile whose day is over. */
async function signedOut(): Promise<ReturnType<typeof fromSSO>> {
  const home = await mkdtemp(join(tmpdir(), 'signed-out-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const startUrl = 'https://example.awsapps.com/start'
  const cache = join(home, '.aws', 'sso', 'cache')
  await mkdir(cache, { recursive: true })
  const token = { accessToken: 'over', expiresAt: '2020-01-01T00:00:00Z', region: 'us-east-1', startUrl }
  // AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider": named after the SHA-1 of the start URL.
  const name = createHash('sha1').update(startUrl).digest('hex')
  await writeFile(join(cache, `${name}.json`), JSON.stringify(token))
  vi.stubEnv('HOME', home)
  onTestFinished(() => void vi.unstubAllEnvs())
  const account = { ssoStartUrl: startUrl, ssoRegion: 'us-east-1', ssoAccountId: member(), ssoRoleName: 'Audit' }
  return fromSSO(account)
}

test.each([
  ['read before', (before: string | null) => before, 'degraded'],
  ['never read', () => null, 'error'],
] as const)(
  'a single sign-on session that is over is told with the command that begins it: %s',
  async (_, read, state) => {
    await connect([allow(reads)])
    const ended = await signedOut()
    const aws = readerWith({ accessKeyId: '', secretAccessKey: '' }, { credentials: () => ended })
    app = createApp({ ...harness.deps, aws: { ...harness.deps.aws, open: aws.open, verify: aws.verify } })
    const told = { state, reason: 'The single sign-on session has ended. Run `aws sso login`.' }
    const from = async (before: 'active' | 'error') => {
      const { id, lastSyncAt } = await card()
      await harness.store.connections.updateIntegration(id, {
        state: before,
        reason: null,
        lastSyncAt: read(lastSyncAt),
      })
    }
    await from('active')
    harness.clock.advance(60_000)
    await app.sync.request(operator, { integration: 'Trial' })
    await harness.jobs.work(app.sync.run)
    expect(await card()).toMatchObject(told)
    for (const before of ['active', 'error'] as const) {
      await from(before)
      await expect(app.connections.verify(operator, { integration: 'Trial' })).rejects.toMatchObject({
        code: 'aws_no_credentials',
      })
      expect(await card()).toMatchObject(told)
    }
  },
)

test.each([
  ['2026-05-03T11:00:00.000Z', /a session, which ends at 2026-05-03T11:00:00\.000Z: from then on nothing is read/],
  [null, /a session whose end is not told: when it is over, or the sign-in that renews it, nothing is read/],
])('before anything is read it is said when the session ends: %s', async (ends, says) => {
  const { identity } = harness.aws.script
  if (identity instanceof AppError) throw identity
  harness.aws.script.identity = { ...identity, session: { ends } }
  const checked = await harness.app.connections.check(operator, { method: 'direct' })
  expect(checked.identity?.note).toMatch(says)
})

test('a session that ends is told with its end, and as ended after that', async () => {
  await connect([allow(reads)])
  const [connection] = await harness.store.connections.connections()
  if (!connection?.readsAs) throw new Error('nobody was seen')
  const ends = new Date(Date.parse(harness.clock.now()) + 60_000).toISOString()
  const readsAs = { ...connection.readsAs, session: { ends } }
  await harness.store.connections.updateConnection(connection.id, { readsAs })
  expect((await card()).readsAs?.session).toEqual({ ends })
  expect((await card()).readsAs?.warnings.join()).not.toContain('has ended')
  harness.clock.advance(120_000)
  expect((await card()).readsAs?.warnings[0]).toMatch(/^The AWS session of these credentials has ended:/)
})
