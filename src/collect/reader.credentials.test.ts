/** The server's own credentials, found as the SDK finds them, at the endpoint that the environment names. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { loadCatalogue } from '../catalog/read.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { world } from '../sandbox/world/generate.ts'
import { collectAll } from './collect-all.fake.ts'
import { connectionTo, noAbort } from './connection.fake.ts'
import { createAwsReader } from './reader.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

let sandbox: Sandbox
let folder: string

beforeAll(async () => {
  const small = world({ seed: 'credentials', accounts: 2, principals: 4, people: 2, start: new Date() })
  sandbox = await startSandbox({ world: small, catalogue: loadCatalogue(), environment: {} })
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-credentials-'))
})
afterAll(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

beforeEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
  vi.stubEnv('AWS_ENDPOINT_URL', sandbox.url)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

function reader() {
  return createAwsReader({
    clock: { now: () => new Date().toISOString(), elapsed: () => performance.now() },
    version: '0.0.0',
    env: process.env,
  })
}

const direct = (profile: string | null) =>
  connectionTo('', { endpoint: null, method: 'direct', externalId: '', profile, regions: ['us-east-1'] })

test('nothing anywhere', async () => {
  await expect(reader().callerIdentity(direct(null))).rejects.toMatchObject({ code: 'aws_no_credentials' })
})

test('from the environment', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', sandbox.credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', sandbox.credentials.secretAccessKey)
  expect(await reader().callerIdentity(direct(null))).toMatchObject({
    accountId: sandbox.world.home.accountId,
    trustPrincipalArn: sandbox.world.home.arn,
  })
})

test('from a profile, before the environment; directly, the one account is read and no role assumed', async () => {
  const { accessKeyId, secretAccessKey } = sandbox.credentials
  await writeFile(
    join(folder, 'credentials'),
    `[audit]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong')
  const sink = createRecordingSink()
  await collectAll(reader(), direct('audit'), sink, noAbort)
  expect(new Set(sink.cells.map(({ accountId }) => accountId))).toEqual(new Set([sandbox.world.home.accountId]))
  expect(sink.find('role')?.state).toBe('ok')
  // This user may assume the roles and nothing else: every refusal is told.
  expect(sink.find('iam')).toMatchObject({ state: 'denied', action: 'iam:GetAccountAuthorizationDetails' })
  expect(sink.requests('sts:AssumeRole')).toBe(0)
  await expect(reader().callerIdentity(direct('absent'))).rejects.toMatchObject({
    code: 'aws_no_credentials',
    message: 'The profile "absent" gives no AWS credentials.',
  })
})
