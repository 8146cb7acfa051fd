/** The server's own credentials: absent, unknown, ended. One server, whose shared credentials file changes under it. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PrincipalSummary } from '../../src/core/access/answers.ts'
import { createClock } from '../../src/sandbox/clock.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { type Credentials, clientConfig } from '../../src/sandbox/testing.ts'
import {
  bailiwick,
  type Ended,
  type RunningServer,
  type Surroundings,
  startServer,
  type TemporaryFolder,
  temporaryFolder,
} from '../fakes/bailiwick-process.ts'
import { connectOrganization, installExternalId, startSmallSandbox } from '../fakes/connected-sandbox.ts'
import { prepareHome } from '../fakes/prepared-home.ts'

/** Whole processes, perhaps on a machine that does other things too. */
vi.setConfig({ testTimeout: 60_000 })

interface Card {
  readonly state: string
  readonly reason: string | null
  readonly externalId: string
  readonly trustPrincipal: string | null
}

/** AWS's shortest session (STS API Reference, AssumeRole), and how far the sandbox's clock is behind at first. */
const sessionSeconds = 900
const behindMs = (sessionSeconds + 60) * 1000

let folder: TemporaryFolder
let sandbox: Sandbox
let server: RunningServer
let surroundings: Surroundings
let credentialsFile: string
let ended: Credentials

beforeAll(async () => {
  folder = await temporaryFolder()
  const home = join(folder.path, 'home')
  await prepareHome(home)
  // A session is opened while the sandbox's clock is behind, and has ended when the clock is right.
  const clock = createClock(() => Date.now() - behindMs)
  sandbox = await startSmallSandbox({ clock })
  ended = await openSession()
  clock.advance(behindMs)
  credentialsFile = join(folder.path, 'credentials')
  surroundings = {
    home,
    env: {
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
      AWS_CONFIG_FILE: join(folder.path, 'config'),
    },
  }
  server = await startServer(surroundings)
})

afterAll(async () => {
  await server?.stop()
  await sandbox?.stop()
  await folder?.remove()
})

async function openSession(): Promise<Credentials> {
  const { roleName, externalId } = sandbox.world.home
  const sts = new STSClient({ ...clientConfig(sandbox), systemClockOffset: -behindMs })
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${sandbox.world.organization.managementAccountId}:role/${roleName}`,
      RoleSessionName: 'ended',
      ExternalId: externalId,
      DurationSeconds: sessionSeconds,
    }),
  )
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = given ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

const run = (...args: readonly string[]): Promise<Ended> => bailiwick(args, surroundings)
const card = async (): Promise<Card> => (await run('integrations', 'show', 'AWS', '--json')).json()
const principals = async (): Promise<readonly PrincipalSummary[]> => (await run('principals', '--json')).json()

const use = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Promise<void> =>
  writeFile(
    credentialsFile,
    [
      '[default]',
      `aws_access_key_id=${accessKeyId}`,
      `aws_secret_access_key=${secretAccessKey}`,
      ...(sessionToken === undefined ? [] : [`aws_session_token=${sessionToken}`]),
      '',
    ].join('\n'),
  )

test('without credentials nothing can be read directly, and says where they are looked for', async () => {
  const refused = await run('connect', 'aws', '--direct', '--json')
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^bailiwick: Neither the environment, .* gives AWS credentials\. \(aws_no_credentials\)\n/,
  )
  expect(refused.stderr.split('\n')[1]).not.toBe('')
  expect((await run('integrations', '--json')).json()).toEqual([])
})

test('without credentials a connection can be drafted, but neither checked nor read', async () => {
  const drafted = await connectOrganization(sandbox, surroundings)
  expect(drafted.status).toBe(0)
  expect(drafted.json<Card>()).toMatchObject({
    state: 'awaiting_trust',
    trustPrincipal: null,
    reason: expect.stringContaining('gives AWS credentials'),
  })
  const verified = await run('connect', 'aws', 'verify', 'AWS', '--json')
  expect(verified).toMatchObject({ status: 1, stdout: '' })
  expect(verified.stderr).toContain('(aws_no_credentials)')
  const read = await run('sync', '--wait', '--json')
  expect(read.status).toBe(1)
})

test('with credentials it goes on where it stood', async () => {
  await use(sandbox.credentials)
  installExternalId(sandbox, (await card()).externalId)
  const verified = await run('connect', 'aws', 'verify', 'AWS', '--json')
  expect(verified.json()).toMatchObject({ trustPrincipal: sandbox.world.home.arn })
  expect((await run('sync', '--wait', '--strict', '--json')).status).toBe(0)
  expect(await card()).toMatchObject({ state: 'active', reason: null })
})

test.each<[string, () => Promise<void>, string]>([
  ['a session that has ended', () => use(ended), 'The AWS session has ended.'],
  [
    'a key that AWS does not know',
    () => use({ ...sandbox.credentials, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
    'AWS does not know this access key, or it is inactive.',
  ],
  [
    'a secret of another key',
    () => use({ ...sandbox.credentials, secretAccessKey: 'x'.repeat(40) }),
    'The secret access key does not belong to the access key.',
  ],
  ['no credentials any more', () => rm(credentialsFile), 'Neither the environment, nor the shared configuration'],
])('%s fails the reading, and keeps what is known', async (_what, arrange, says) => {
  const known = await principals()
  expect(known.length).toBeGreaterThan(0)
  await arrange()
  const read = await run('sync', '--wait', '--json')
  expect(read.status).toBe(1)
  expect(read.json()).toMatchObject({ state: 'failed', reason: expect.stringContaining(says) })
  expect(await card()).toMatchObject({ state: 'error', reason: expect.stringContaining(says) })
  expect(await principals()).toEqual(known)
})

test('with good credentials again the card heals', async () => {
  await use(sandbox.credentials)
  expect((await run('sync', '--wait', '--strict', '--json')).status).toBe(0)
  expect(await card()).toMatchObject({ state: 'active', reason: null })
})
