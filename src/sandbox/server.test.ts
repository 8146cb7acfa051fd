/** Who is let in, and what goes wrong on demand. */
import { IAMClient, ListRolesCommand, ListUsersCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FaultRule } from './faults.ts'
import type { Sandbox } from './server.ts'
import { assumeTrustRole, type Credentials, clientConfig, failure, plantUser, startTestSandbox } from './testing.ts'

let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startTestSandbox()
})
afterEach(() => sandbox.stop())

const whoAmI = (credentials: Credentials = sandbox.credentials) =>
  new STSClient(clientConfig(sandbox, credentials)).send(new GetCallerIdentityCommand({}))

const management = () => sandbox.world.organization.managementAccountId

describe('credentials', () => {
  test('the home principal is who it says', async () => {
    expect(await whoAmI()).toMatchObject({ Arn: sandbox.world.home.arn, Account: sandbox.world.home.accountId })
  })

  test('an unknown key has each protocol’s own code', async () => {
    const config = clientConfig(sandbox, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) })
    const s3 = new S3Client({ ...config, forcePathStyle: true })
    expect(await failure(new STSClient(config).send(new GetCallerIdentityCommand({})))).toEqual({
      name: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
      status: 403,
    })
    expect(await failure(new OrganizationsClient(config).send(new ListAccountsCommand({})))).toMatchObject({
      name: 'UnrecognizedClientException',
    })
    expect(await failure(s3.send(new ListBucketsCommand({})))).toMatchObject({
      name: 'InvalidAccessKeyId',
      status: 403,
    })
  })

  test('a wrong secret does not sign', async () => {
    const wrong = { ...sandbox.credentials, secretAccessKey: `${sandbox.credentials.secretAccessKey}x` }
    expect(await failure(whoAmI(wrong))).toMatchObject({ name: 'SignatureDoesNotMatch', status: 403 })
    expect(
      await failure(new OrganizationsClient(clientConfig(sandbox, wrong)).send(new ListAccountsCommand({}))),
    ).toMatchObject({
      name: 'InvalidSignatureException',
    })
  })

  test('an inactive key is as good as none', async () => {
    const key = plantUser(sandbox, management(), 'sleeper', [
      { Effect: 'Allow', Action: 'iam:UpdateAccessKey', Resource: '*' },
    ])
    const iam = new IAMClient(clientConfig(sandbox, key))
    await iam.send(new UpdateAccessKeyCommand({ AccessKeyId: key.accessKeyId, Status: 'Inactive' }))
    expect(await failure(whoAmI(key))).toMatchObject({ name: 'InvalidClientTokenId' })
  })

  test('a session needs its own token, and ends', async () => {
    const session = await assumeTrustRole(sandbox, management())
    expect((await whoAmI(session)).Arn).toBe(
      `arn:aws:sts::${management()}:assumed-role/${sandbox.world.home.roleName}/test`,
    )
    expect(await failure(whoAmI({ ...session, sessionToken: 'another' }))).toMatchObject({
      name: 'InvalidClientTokenId',
    })
    sandbox.clock.advance(3_601_000)
    const late = new STSClient({ ...clientConfig(sandbox, session), systemClockOffset: 3_601_000 })
    expect(await failure(late.send(new GetCallerIdentityCommand({})))).toMatchObject({ name: 'ExpiredToken' })
  })

  test('clocks may differ by five minutes', async () => {
    const at = (minutes: number) =>
      new STSClient({ ...clientConfig(sandbox), systemClockOffset: minutes * 60_000 }).send(
        new GetCallerIdentityCommand({}),
      )
    await at(4)
    await at(-4)
    for (const minutes of [6, -6]) {
      expect(await failure(at(minutes))).toMatchObject({
        name: 'SignatureDoesNotMatch',
        message: expect.stringContaining('Signature expired'),
      })
    }
    expect((await at(0)).$metadata.attempts).toBe(1)
  })

  test('a client corrects its clock by the answer and comes through at the second attempt', async () => {
    sandbox.clock.advance(11 * 60_000)
    const sts = new STSClient({ ...clientConfig(sandbox), maxAttempts: 2 })
    expect((await sts.send(new GetCallerIdentityCommand({}))).$metadata.attempts).toBe(2)
  })

  test('an unsigned request is told so', async () => {
    const response = await fetch(sandbox.url, { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' })
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('MissingAuthenticationToken')
  })

  test('keys of the real AWS in the environment stop the start', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }
    await expect(startTestSandbox({ environment })).rejects.toThrow('does not start with real credentials')
    const own = await startTestSandbox({ environment: { AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId } })
    await own.stop()
  })
})

describe('refusals name who, what, where and which kind of policy', () => {
  const refusal = async (statements: readonly object[], accountId = management()) => {
    const credentials = plantUser(sandbox, accountId, 'nobody', statements)
    return failure(new IAMClient(clientConfig(sandbox, credentials)).send(new ListUsersCommand({})))
  }
  const head = (id: string) =>
    `User: arn:aws:iam::${id}:user/nobody is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${id}:user/`

  test('nothing allows it', async () => {
    expect(await refusal([])).toEqual({
      name: 'AccessDenied',
      status: 403,
      message: `${head(management())} because no identity-based policy allows the iam:ListUsers action`,
    })
  })

  test('an explicit deny', async () => {
    const message = `${head(management())} with an explicit deny in an identity-based policy`
    expect(
      await refusal([
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'iam:List*', Resource: '*' },
      ]),
    ).toMatchObject({ message })
  })

  test('an explicit deny in an SCP', async () => {
    const { accountId } = sandbox.world.home
    sandbox.world.organization.policies.set('p-test', {
      id: 'p-test',
      name: 'no listing',
      description: '',
      type: 'SERVICE_CONTROL_POLICY',
      awsManaged: false,
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }] },
      targets: new Set([accountId]),
    })
    expect(await refusal([{ Effect: 'Allow', Action: '*', Resource: '*' }], accountId)).toMatchObject({
      message: `${head(accountId)} with an explicit deny in a service control policy`,
    })
  })

  test('a boundary that does not allow it', async () => {
    const credentials = plantUser(sandbox, management(), 'nobody', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
    const user = sandbox.world.accounts.edit(management())?.iam.users.get('nobody')
    if (user === undefined) throw new Error('planted in vain')
    user.boundary = 'arn:aws:iam::aws:policy/AWSSSOReadOnly'
    expect(
      await failure(new IAMClient(clientConfig(sandbox, credentials)).send(new ListUsersCommand({}))),
    ).toMatchObject({
      message: `${head(management())} because no permissions boundary allows the iam:ListUsers action`,
    })
  })
})

describe('faults', () => {
  const listRoles = () => new IAMClient(clientConfig(sandbox, reader)).send(new ListRolesCommand({}))
  let reader: Credentials
  beforeEach(async () => {
    reader = await assumeTrustRole(sandbox, management())
  })

  const only = (effect: FaultRule['effect'], when?: FaultRule['when']) =>
    sandbox.setFaults([{ match: { service: 'iam', operation: 'ListRoles' }, effect, ...(when && { when }) }])

  test('the second call only', async () => {
    only({ kind: 'throttle' }, { nth: 2 })
    await listRoles()
    expect(await failure(listRoles())).toMatchObject({ name: 'Throttling', message: 'Rate exceeded' })
    await listRoles()
  })

  test('every second call', async () => {
    only({ kind: 'serverError', status: 503 }, { every: 2 })
    const outcomes = []
    for (let call = 1; call <= 4; call++)
      outcomes.push(
        await listRoles().then(
          () => 'ok',
          ({ name }: Error) => name,
        ),
      )
    expect(outcomes).toEqual(['ok', 'ServiceUnavailable', 'ok', 'ServiceUnavailable'])
  })

  test('by account and by Region', async () => {
    sandbox.setFaults([{ match: { accountId: management(), service: 'sts' }, effect: { kind: 'accountSuspended' } }])
    expect(await failure(assumeTrustRole(sandbox, management()))).toMatchObject({ name: 'AccessDenied' })
    await assumeTrustRole(sandbox, sandbox.world.home.accountId)
    sandbox.setFaults([{ match: { region: 'eu-west-1' }, effect: { kind: 'regionDisabled' } }])
    const lambda = (region: string) =>
      new LambdaClient(clientConfig(sandbox, reader, region)).send(new ListFunctionsCommand({}))
    expect(await failure(lambda('eu-west-1'))).toMatchObject({ name: 'UnrecognizedClientException' })
    await lambda('us-east-1')
  })

  test('a broken connection, and a slow answer', async () => {
    only({ kind: 'reset' })
    expect(await failure(listRoles())).toMatchObject({ status: undefined })
    only({ kind: 'slow', ms: 150 })
    const start = performance.now()
    await listRoles()
    expect(performance.now() - start).toBeGreaterThanOrEqual(149)
  })

  test('a timeout after the effect took place', async () => {
    const serial = sandbox.world.serial
    sandbox.setFaults([{ match: { operation: 'AssumeRole' }, effect: { kind: 'timeoutAfterEffect', ms: 20 } }])
    expect(await failure(assumeTrustRole(sandbox, management()))).toMatchObject({ status: undefined })
    expect(sandbox.world.serial).toBe(serial + 1)
  })

  test('a denial worded as an SCP’s', async () => {
    only({ kind: 'denied', by: 'scp' })
    expect((await failure(listRoles())).message).toMatch(
      /iam:ListRoles .*with an explicit deny in a service control policy$/,
    )
  })

  test('the client’s own retries overcome a throttle', async () => {
    only({ kind: 'throttle' }, { first: 2 })
    const patient = new IAMClient({ ...clientConfig(sandbox, reader), maxAttempts: 4 })
    expect((await patient.send(new ListRolesCommand({}))).$metadata.attempts).toBe(3)
    expect(sandbox.counts.calls.get('iam:ListRoles')).toBe(3)
    expect(sandbox.counts.errors.get('Throttling')).toBe(2)
  })
})

test('a Region that the account has not enabled does not know its keys', async () => {
  const reader = await assumeTrustRole(sandbox, management())
  const lambda = new LambdaClient(clientConfig(sandbox, reader, 'ap-east-1'))
  expect(await failure(lambda.send(new ListFunctionsCommand({})))).toMatchObject({
    name: 'UnrecognizedClientException',
  })
  const sts = new STSClient(clientConfig(sandbox, reader, 'ap-east-1'))
  const assume = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${management()}:role/x`, RoleSessionName: 'xx' })
  expect(await failure(sts.send(assume))).toMatchObject({ name: 'RegionDisabledException' })
})
