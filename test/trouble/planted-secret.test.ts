/**
 * A secret access key through a whole run (connection.md §13): typed, tried, stored, used to read a simulated organization, replaced
 * and rotated. Then everything that came out is searched for it: answers, log, audit, and every byte of the database.
 */
import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readOperatorToken } from '../../src/identity/operator-token.ts'
import { secretKeyFile } from '../../src/identity/secret-box.ts'
import type { Bailiwick } from '../../src/main/compose.ts'
import { compose } from '../../src/main/compose.ts'
import { loadConfig } from '../../src/main/config.ts'
import { createLog } from '../../src/main/log.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { type TemporaryFolder, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { installExternalId, memberAccounts, startSmallSandbox } from '../fakes/connected-sandbox.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let folder: TemporaryFolder
let sandbox: Sandbox
let bailiwick: Bailiwick
let log = ''
/** Everything that was answered, problems included. */
const answers: string[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  sandbox = await startSmallSandbox()
  vi.stubEnv('AWS_ENDPOINT_URL', sandbox.url)
  bailiwick = await start()
})

afterAll(async () => {
  await bailiwick?.close()
  await sandbox?.stop()
  await folder?.remove()
  vi.unstubAllEnvs()
})

function start(): Promise<Bailiwick> {
  const stream = new PassThrough().on('data', (chunk) => {
    log += String(chunk)
  })
  const env = { AWS_ENDPOINT_URL: sandbox.url }
  const config = loadConfig(env, { home: folder.path })
  return compose({ config, env, log: createLog('debug', stream) })
}

async function ask(what: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const [method = '', path = ''] = what.split(' ')
  const response = await bailiwick.api.inject({
    method: method as 'GET',
    url: `/api/v1${path}`,
    headers: { host: 'localhost', authorization: `Bearer ${readOperatorToken(folder.path)}` },
    ...(body !== undefined && { payload: body }),
  })
  answers.push(response.body, JSON.stringify(response.headers))
  return { status: response.statusCode, body: response.body === '' ? {} : JSON.parse(response.body) }
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Of the same user, made in AWS meanwhile. */
function secondKeyOf({ world, credentials }: Sandbox): {
  readonly accessKeyId: string
  readonly secretAccessKey: string
} {
  for (const id of world.accounts.ids()) {
    const keys = world.accounts.get(id)?.iam.accessKeys
    const first = keys?.get(credentials.accessKeyId)
    if (!keys || !first) continue
    const second = { ...first, id: `${first.id.slice(0, -1)}7`, secret: [...first.secret].toReversed().join('') }
    keys.set(second.id, second)
    return { accessKeyId: second.id, secretAccessKey: second.secret }
  }
  throw new Error("the key is nobody's")
}

test('is found nowhere, opens after each change of its key, and is missed by its own integration only', async () => {
  const { accessKeyId, secretAccessKey } = sandbox.credentials
  const [account = ''] = memberAccounts(sandbox)
  const form = { method: 'legacy', accounts: account, owner: 'ada@example.com', name: 'Hub', regions: 'us-east-1' }
  const key = { accessKeyId, secretAccessKey }

  await ask('PUT /integrations/drafts/one', { step: 'key', form: { ...form, ...key } })
  await ask('GET /integrations/drafts')
  await ask('POST /integrations/check', { ...form, ...key, accounts: 'wrong' })
  await ask('POST /integrations', { ...form, ...key, method: 'manual' })
  await ask('POST /integrations', { ...form, ...key, surprise: secretAccessKey.length })
  const made = await ask('POST /integrations', { ...form, ...key, draft: 'one' })
  expect(made).toMatchObject({ status: 201, body: { trustPrincipal: sandbox.world.home.arn } })
  installExternalId(sandbox, String(made.body['externalId']))

  await ask('GET /integrations/hub/instructions')
  await ask('POST /integrations/hub/handoff', {})
  await ask('POST /integrations/hub/keys', { accessKeyId, secretAccessKey: `${secretAccessKey.slice(1)}A` })
  const second = secondKeyOf(sandbox)
  expect(await ask('POST /integrations/hub/keys', second)).toMatchObject({ status: 200 })
  expect(await ask('POST /secrets/rotate')).toMatchObject({ status: 200, body: { secrets: 1 } })

  // The key opens after the rotation, or nothing could be read.
  expect(await ask('POST /integrations/hub/verify', { read: false })).toMatchObject({
    status: 200,
    body: { accounts: [{ accountId: account, state: expect.stringMatching(/ready|missing_permissions/) }] },
  })
  await bailiwick.work()
  await ask('POST /integrations/hub/sync')
  await vi.waitFor(
    async () => {
      const { body } = await ask('GET /integrations/hub')
      expect(body['state']).toMatch(/active|degraded/)
      expect(body['counts']).toMatchObject({ principals: expect.any(Number) })
    },
    { timeout: 60_000, interval: 500 },
  )
  for (const path of ['/integrations', '/integrations/hub/settings', '/doctor', '/coverage', '/calls', '/status']) {
    await ask(`GET ${path}`)
  }
  await ask('PATCH /integrations/hub/settings', { customAccessDetails: 'Ask in #aws.' })
  await bailiwick.close()

  const told = [...answers, log].join('\n')
  expect(told).toContain(accessKeyId.slice(-4))
  expect(told.length).toBeGreaterThan(10_000)
  expect(told).not.toContain(secretAccessKey)
  expect(told).not.toContain(second.secretAccessKey)

  const files = await filesIn(folder.path)
  expect(files.length).toBeGreaterThan(100)
  const secrets = [secretAccessKey, second.secretAccessKey]
  const needles = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
  let searched = 0
  for (const file of files) {
    const bytes = await readFile(file)
    searched += bytes.length
    for (const needle of needles) expect(bytes.includes(needle), file).toBe(false)
  }
  // The database was searched, and what belongs there is there.
  expect(searched).toBeGreaterThan(1_000_000)
  const holdsKeyId = await Promise.all(files.map(async (file) => (await readFile(file)).includes(second.accessKeyId)))
  expect(holdsKeyId).toContain(true)

  // Opened again, the stored key is still the one that works.
  bailiwick = await start()
  expect(await ask('POST /integrations/hub/verify', { read: false })).toMatchObject({ status: 200 })

  // Without the key that sealed it, its integration says so, and everything else works.
  await rename(secretKeyFile(folder.path), join(folder.path, 'elsewhere'))
  await bailiwick.work()
  await ask('POST /integrations/hub/sync')
  await vi.waitFor(
    async () => {
      const { body } = await ask('GET /integrations/hub')
      expect(body).toMatchObject({ state: 'error', reason: expect.stringMatching(/stored secret cannot be opened/) })
    },
    { timeout: 30_000, interval: 500 },
  )
  expect(await ask('GET /principals')).toMatchObject({ status: 200, body: { total: expect.any(Number) } })
})
