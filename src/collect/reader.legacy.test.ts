/** The legacy method against the simulated organization: the key of a user in a hub account is the identity. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccessKeyPair } from '../app/ports/connections.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { plantUser, startTestSandbox } from '../sandbox/testing.ts'
import { connectionTo, readerWith } from './connection.fake.ts'
import { describeInstallation } from './instructions.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startTestSandbox()
}, 60_000)
afterAll(() => sandbox?.stop())

const hub = () => sandbox.world.organization.managementAccountId
const arnOf = (name: string): string => `arn:aws:iam::${hub()}:user/${name}`

const hubUser = (name: string, ...statements: readonly object[]): AccessKeyPair =>
  plantUser(sandbox, hub(), name, statements)

const ask = (key: AccessKeyPair) =>
  // The server's own credentials are those of the sandbox; the key must win over them.
  readerWith(sandbox.credentials).callerIdentity(
    { profile: null, endpoint: sandbox.url, homeRegion: 'us-east-1', key },
    null,
  )

/** What step 0 of the instructions allows. */
function assumeOnly(name: string): object {
  const connection = connectionTo(sandbox.url, { method: 'legacy', trustPrincipalArn: arnOf(name) })
  const { Statement } = JSON.parse(JSON.stringify(describeInstallation(connection).serverIdentity.policy))
  return Statement[0]
}

test('the identity of a key is its user; one that only assumes roles is no cause for a word', async () => {
  const key = hubUser('only-assumes', assumeOnly('only-assumes'))
  const arn = arnOf('only-assumes')
  expect(await ask(key)).toMatchObject({ arn, trustPrincipalArn: arn, note: null })
})

test('a key that can do more is told', async () => {
  const key = hubUser('does-more', { Effect: 'Allow', Action: ['iam:List*', 's3:List*'], Resource: '*' })
  expect(await ask(key)).toMatchObject({
    trustPrincipalArn: arnOf('does-more'),
    note: 'This key can do more than it needs (iam:ListUsers, s3:ListAllMyBuckets). Its user needs sts:AssumeRole on the roles and nothing else.',
  })
})

test('a key with another secret, or of a user that is gone, is none', async () => {
  const key = hubUser('gone', assumeOnly('gone'))
  const wrong = { ...key, secretAccessKey: `${key.secretAccessKey.slice(1)}A` }
  await expect(ask(wrong)).rejects.toMatchObject({
    code: 'aws_credentials_refused',
    message: 'The secret access key does not belong to the access key.',
  })
  sandbox.world.accounts.edit(hub())?.iam.users.delete('gone')
  await expect(ask(key)).rejects.toMatchObject({
    code: 'aws_credentials_refused',
    message: 'AWS does not know this access key, or it is inactive.',
  })
})
