/** Trouble with our own credentials, as a check meets it: it concerns every account, so it is thrown and not told of each. */
import { afterEach, expect, test } from 'vitest'
import { accountId } from '../../test/fakes/inventory.ts'
import { loadCatalogue } from '../catalog/read.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { world } from '../sandbox/world/generate.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'

const catalogue = loadCatalogue()
let sandbox: Sandbox | undefined
afterEach(() => sandbox?.stop())

async function start(): Promise<Sandbox> {
  sandbox = await startSandbox({
    world: world({ seed: 'own', accounts: 3, principals: 20, people: 5, start: new Date() }),
    catalogue,
    environment: {},
  })
  return sandbox
}

const verify = (endpoint: string, credentials: Sandbox['credentials'], env = {}) =>
  readerWith(credentials, { env }).verify(connectionTo(endpoint), async () => undefined, noAbort)

test('a key that was deactivated', async () => {
  const { url, credentials, world: made } = await start()
  const key = made.accounts.edit(made.home.accountId)?.iam.accessKeys.get(credentials.accessKeyId)
  if (!key) throw new Error('the world has no key')
  key.status = 'Inactive'
  await expect(verify(url, credentials)).rejects.toMatchObject({
    code: 'aws_credentials_refused',
    message: 'AWS does not know this access key, or it is inactive.',
  })
})

test('a secret of another key', async () => {
  const { url, credentials } = await start()
  await expect(verify(url, { ...credentials, secretAccessKey: 'x'.repeat(40) })).rejects.toThrow(
    'The secret access key does not belong to the access key.',
  )
})

test.each([
  [{}, 'HTTPS_PROXY is not set'],
  [{ HTTPS_PROXY: 'http://proxy.example.com:3128' }, 'HTTPS_PROXY is set'],
])('nothing listens there: %o', async (env, seen) => {
  const { url, credentials } = await start()
  await sandbox?.stop()
  await expect(verify(url, credentials, env)).rejects.toMatchObject({
    code: 'aws_unreachable',
    message: `Cannot reach ${new URL(url).host}: the connection was refused (ECONNREFUSED); ${seen}.`,
  })
})

test('a clock that is wrong by eleven minutes is put right by the SDK with the Date of the answer', async () => {
  const { url, credentials, clock } = await start()
  clock.advance(11 * 60_000)
  const caller = await verify(url, credentials)
  expect(caller.arn).toContain(':user/')
})

test('credentials of another account read nothing for a direct connection', async () => {
  const { url, credentials, world: made } = await start()
  const connection = connectionTo(url, { method: 'direct', accounts: [accountId('999999999999')] })
  const refused = {
    code: 'aws_credentials_refused',
    message: `These credentials are of account ${made.home.accountId}, and this integration reads 999999999999 directly.`,
  }
  const reader = readerWith(credentials)
  await expect(reader.verify(connection, async () => undefined, noAbort)).rejects.toMatchObject(refused)
  await expect(reader.open(connection, noAbort)).rejects.toMatchObject(refused)
})
