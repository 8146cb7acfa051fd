import { CreateRoleCommand, IAMClient, ListUsersCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../server.ts'
import { assume, type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../testing.ts'

let sandbox: Sandbox
let home: { readonly arn: string; readonly externalId: string }
let target: string
let admin: Credentials
/** In the home account, allowed everything of STS. */
let operator: Credentials
let operatorArn: string

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const { world } = sandbox
  home = world.home
  target = `arn:aws:iam::${world.organization.managementAccountId}:role/${world.home.roleName}`
  admin = plantUser(sandbox, world.organization.managementAccountId, 'sts-admin', [
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ])
  operator = plantUser(sandbox, world.home.accountId, 'operator', [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }])
  operatorArn = `arn:aws:iam::${world.home.accountId}:user/operator`
})
afterAll(() => sandbox.stop())

const send = (input: Partial<AssumeRoleCommandInput>, credentials: Credentials = sandbox.credentials) =>
  new STSClient(clientConfig(sandbox, credentials)).send(
    new AssumeRoleCommand({ RoleArn: target, RoleSessionName: 'session', ExternalId: home.externalId, ...input }),
  )

const denied = (arn: string, principal: string = home.arn) => ({
  name: 'AccessDenied',
  status: 403,
  message: `User: ${principal} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
})

/** A role in the management account that the trust role of that account, or anybody named, may assume. */
async function makeRole(
  name: string,
  principal: string,
  more: { MaxSessionDuration?: number; actions?: string[] } = {},
): Promise<string> {
  const { Role } = await new IAMClient(clientConfig(sandbox, admin)).send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: more.actions ?? ['sts:AssumeRole'] }],
      }),
      ...(more.MaxSessionDuration !== undefined && { MaxSessionDuration: more.MaxSessionDuration }),
    }),
  )
  return Role?.Arn ?? ''
}

describe('AssumeRole', () => {
  test('gives a session of one hour', async () => {
    const { Credentials: given, AssumedRoleUser } = await send({})
    const seconds = ((given?.Expiration?.getTime() ?? 0) - Date.now()) / 1000
    expect(seconds).toBeGreaterThan(3590)
    expect(seconds).toBeLessThanOrEqual(3600)
    expect(AssumedRoleUser?.Arn).toBe(
      target.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat('/session'),
    )
  })

  test('says the same of a missing role, a missing external id and a wrong one', async () => {
    const { ExternalId: _absent, ...without } = { ExternalId: undefined }
    const sts = new STSClient(clientConfig(sandbox))
    const plain = new AssumeRoleCommand({ RoleArn: target, RoleSessionName: 'session', ...without })
    expect(await failure(sts.send(plain))).toEqual(denied(target))
    expect(await failure(send({ ExternalId: 'wrong-one' }))).toEqual(denied(target))
    const missing = target.replace(/[^/]+$/, 'NoSuchRole')
    expect(await failure(send({ RoleArn: missing }))).toEqual(denied(missing))
    const elsewhere = 'arn:aws:iam::000000000000:role/x'
    expect(await failure(send({ RoleArn: elsewhere }))).toEqual(denied(elsewhere))
  })

  test('needs both sides across accounts', async () => {
    const stranger = plantUser(sandbox, sandbox.world.home.accountId, 'stranger', [
      { Effect: 'Allow', Action: 'sts:*', Resource: '*' },
    ])
    expect(await failure(send({}, stranger))).toMatchObject({ name: 'AccessDenied' })
    const role = await makeRole('trusts-powerless', `arn:aws:iam::${sandbox.world.home.accountId}:root`)
    await send({ RoleArn: role }, stranger)
    const powerless = plantUser(sandbox, sandbox.world.home.accountId, 'powerless', [])
    expect(await failure(send({ RoleArn: role }, powerless))).toMatchObject({ name: 'AccessDenied' })
  })

  test('follows a changed trust policy at once', async () => {
    const role = await makeRole('changing', operatorArn)
    await send({ RoleArn: role }, operator)
    await new IAMClient(clientConfig(sandbox, admin)).send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'changing',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        }),
      }),
    )
    expect(await failure(send({ RoleArn: role }, operator))).toEqual(denied(role, operatorArn))
  })

  test('keeps durations within 900 seconds and the role’s maximum', async () => {
    const long = await makeRole('long', operatorArn, { MaxSessionDuration: 7200 })
    await send({ RoleArn: long, DurationSeconds: 900 }, operator)
    await send({ RoleArn: long, DurationSeconds: 7200 }, operator)
    expect(await failure(send({ RoleArn: long, DurationSeconds: 899 }, operator))).toMatchObject({
      name: 'ValidationError',
    })
    expect(await failure(send({ RoleArn: long, DurationSeconds: 7201 }, operator))).toMatchObject({
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    })
  })

  test('chains for one hour at most', async () => {
    const first = await makeRole('chain-first', operatorArn)
    const account = sandbox.world.organization.managementAccountId
    const second = await makeRole('chain-second', `arn:aws:iam::${account}:role/chain-first`, {
      MaxSessionDuration: 43_200,
    })
    const session = await assume(sandbox, operator, { RoleArn: first, RoleSessionName: 'first' })
    await send({ RoleArn: second, DurationSeconds: 3600 }, session)
    expect(await failure(send({ RoleArn: second, DurationSeconds: 3601 }, session))).toMatchObject({
      message: expect.stringContaining('role chaining'),
    })
  })

  test('takes session policies of 2,048 characters, which only narrow', async () => {
    const policy = (actions: string, padding = '') =>
      JSON.stringify({
        Version: '2012-10-17',
        Id: padding,
        Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
      })
    const narrow = await assume(sandbox, sandbox.credentials, {
      RoleArn: target,
      RoleSessionName: 'narrow',
      ExternalId: home.externalId,
      Policy: policy('iam:GetRole'),
    })
    expect(
      (await failure(new IAMClient(clientConfig(sandbox, narrow)).send(new ListUsersCommand({})))).message,
    ).toContain('because no session policy allows the iam:ListUsers action')
    const room = 2048 - policy('iam:*').length
    await send({ Policy: policy('iam:*', 'x'.repeat(room)) })
    expect(await failure(send({ Policy: policy('iam:*', 'x'.repeat(room + 1)) }))).toMatchObject({
      name: 'ValidationError',
    })
    expect(await failure(send({ Policy: '{' }))).toMatchObject({ name: 'MalformedPolicyDocumentException' })
  })

  test('wants sts:TagSession and sts:SetSourceIdentity for tags and a source identity', async () => {
    const Tags = [{ Key: 'team', Value: 'red' }]
    const plain = await makeRole('plain', operatorArn)
    await expect(send({ RoleArn: plain, Tags }, operator)).rejects.toThrow('sts:TagSession')
    await expect(send({ RoleArn: plain, SourceIdentity: 'mara' }, operator)).rejects.toThrow('sts:SetSourceIdentity')
    const allowed = plantUser(sandbox, sandbox.world.organization.managementAccountId, 'tagger', [
      { Effect: 'Allow', Action: 'sts:*', Resource: '*' },
    ])
    const role = await makeRole(
      'tagged',
      `arn:aws:iam::${sandbox.world.organization.managementAccountId}:user/tagger`,
      {
        actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      },
    )
    expect(await send({ RoleArn: role, Tags, SourceIdentity: 'mara' }, allowed)).toMatchObject({
      SourceIdentity: 'mara',
    })
  })

  test('refuses names and ids of another form', async () => {
    for (const bad of [
      { RoleSessionName: 'a' },
      { RoleSessionName: 'has space' },
      { ExternalId: 'x' },
      { RoleArn: 'arn:aws:iam::1:role/x' },
    ]) {
      expect(await failure(send(bad))).toMatchObject({ name: 'ValidationError', status: 400 })
    }
  })
})

describe('GetSessionToken', () => {
  const sts = (credentials: Credentials) => new STSClient(clientConfig(sandbox, credentials))

  test('keeps the user', async () => {
    const { Credentials: given } = await sts(sandbox.credentials).send(
      new GetSessionTokenCommand({ DurationSeconds: 900 }),
    )
    const session = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    }
    expect((await sts(session).send(new GetCallerIdentityCommand({}))).Arn).toBe(home.arn)
    expect(await failure(sts(session).send(new GetSessionTokenCommand({})))).toMatchObject({ name: 'AccessDenied' })
  })

  test('keeps durations within 15 minutes and 36 hours', async () => {
    for (const DurationSeconds of [899, 129_601]) {
      expect(
        await failure(sts(sandbox.credentials).send(new GetSessionTokenCommand({ DurationSeconds }))),
      ).toMatchObject({ name: 'ValidationError' })
    }
  })
})
