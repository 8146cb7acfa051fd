import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClock } from './clock.ts'
import type { Sandbox } from './server.ts'
import { assume, clientConfig, failure, plantUser, startTestSandbox } from './testing.ts'

const delayMs = 10_000
// The wall stands still, so that only the test lets time pass.
const wall = Date.now()
const clock = createClock(() => wall)
let sandbox: Sandbox
let admin: IAMClient

beforeAll(async () => {
  sandbox = await startTestSandbox({ clock, iamDelayMs: delayMs })
  const { managementAccountId } = sandbox.world.organization
  const credentials = plantUser(sandbox, managementAccountId, 'admin', [
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ])
  admin = new IAMClient(clientConfig(sandbox, credentials))
})
afterAll(() => sandbox.stop())

const managed = 'arn:aws:iam::aws:policy/SecurityAudit'

test('a new user, its key and its policies are each seen a delay after they were made', async () => {
  const UserName = 'newcomer'
  await admin.send(new CreateUserCommand({ UserName }))
  expect((await failure(admin.send(new GetUserCommand({ UserName })))).name).toBe('NoSuchEntityException')
  clock.advance(4_000)
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName }))
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
  const whoAmI = () => new STSClient(clientConfig(sandbox, credentials)).send(new GetCallerIdentityCommand({}))
  const list = () => new IAMClient(clientConfig(sandbox, credentials)).send(new ListUsersCommand({}))

  clock.advance(6_000)
  expect((await admin.send(new GetUserCommand({ UserName }))).User?.UserName).toBe(UserName)
  expect((await failure(whoAmI())).name).toBe('InvalidClientTokenId')
  clock.advance(3_999)
  expect((await failure(whoAmI())).name).toBe('InvalidClientTokenId')
  clock.advance(1)
  expect((await whoAmI()).Arn).toMatch(/user\/newcomer$/)

  await admin.send(new AttachUserPolicyCommand({ UserName, PolicyArn: managed }))
  expect((await failure(list())).name).toBe('AccessDenied')
  clock.advance(delayMs)
  expect((await list()).Users?.length).toBeGreaterThan(0)
})

test('writes see each other at once', async () => {
  const UserName = 'twice'
  await admin.send(new CreateUserCommand({ UserName }))
  expect((await failure(admin.send(new CreateUserCommand({ UserName })))).name).toBe('EntityAlreadyExistsException')
  await admin.send(new AttachUserPolicyCommand({ UserName, PolicyArn: managed }))
  expect((await failure(admin.send(new DeleteUserCommand({ UserName })))).name).toBe('DeleteConflictException')
})

test('a role can neither be assumed nor trusted before it is seen', async () => {
  const { managementAccountId } = sandbox.world.organization
  const trust = (principal: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }],
    })
  const root = `arn:aws:iam::${managementAccountId}:root`
  const credentials = plantUser(sandbox, managementAccountId, 'assumer', [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' },
  ])
  // What is planted behind the API is seen when nothing earlier is still shown.
  clock.advance(delayMs)
  const { Role } = await admin.send(new CreateRoleCommand({ RoleName: 'young', AssumeRolePolicyDocument: trust(root) }))
  const input = { RoleArn: Role?.Arn ?? '', RoleSessionName: 'early' }
  const trusting = (RoleName: string) =>
    admin.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(input.RoleArn) }))
  expect((await failure(assume(sandbox, credentials, input))).name).toBe('AccessDenied')
  expect(await failure(trusting('friend'))).toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message: `Invalid principal in policy: "AWS":"${input.RoleArn}"`,
  })
  clock.advance(delayMs)
  await assume(sandbox, credentials, input)
  await trusting('friend')
})
