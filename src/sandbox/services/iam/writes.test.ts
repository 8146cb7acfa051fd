import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteInstanceProfileCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  DeleteSAMLProviderCommand,
  DeleteServiceLinkedRoleCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  DetachGroupPolicyCommand,
  EnableMFADeviceCommand,
  GetAccountPasswordPolicyCommand,
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  GetUserCommand,
  IAMClient,
  ListAccountAliasesCommand,
  ListMFADevicesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  ListVirtualMFADevicesCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveRoleFromInstanceProfileCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../server.ts'
import { type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../../testing.ts'
import { samlMetadata } from '../../world/federation.ts'

let sandbox: Sandbox
let iam: IAMClient
const clientOf = (credentials: Credentials) => new IAMClient(clientConfig(sandbox, credentials))
const plant = (name: string, statements: readonly object[]) =>
  clientOf(plantUser(sandbox, sandbox.world.organization.managementAccountId, name, statements))

beforeAll(async () => {
  sandbox = await startTestSandbox()
  iam = plant('writer', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
})
afterAll(() => sandbox.stop())

const document = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const boundary = 'arn:aws:iam::aws:policy/SecurityAudit'
const makeUser = (UserName: string) => iam.send(new CreateUserCommand({ UserName }))
const refused = async (call: Promise<unknown>) => (await failure(call)).name

describe('groups', () => {
  test('a group gives its members what it holds, and is deleted when it is empty', async () => {
    const GroupName = 'auditors'
    const auditor = plant('auditor', [])
    const list = () => auditor.send(new ListUsersCommand({}))
    await iam.send(new CreateGroupCommand({ GroupName, Path: '/security/' }))
    expect(await refused(iam.send(new CreateGroupCommand({ GroupName })))).toBe('EntityAlreadyExistsException')
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName: 'auditor' }))
    expect(await refused(list())).toBe('AccessDenied')
    await iam.send(
      new PutGroupPolicyCommand({ GroupName, PolicyName: 'list', PolicyDocument: document('iam:ListUsers') }),
    )
    await list()
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: boundary }))
    const remove = () => failure(iam.send(new DeleteGroupCommand({ GroupName })))
    expect((await remove()).message).toContain('must remove users from group first')
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName: 'auditor' }))
    expect((await remove()).message).toContain('must detach all policies first')
    await iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn: boundary }))
    expect(await remove()).toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must delete policies first.',
    })
    await iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName: 'list' }))
    await iam.send(new DeleteGroupCommand({ GroupName }))
    expect(await refused(list())).toBe('AccessDenied')
  })

  test('a user is in ten groups at most', async () => {
    await makeUser('joiner')
    const join = async (GroupName: string) => {
      await iam.send(new CreateGroupCommand({ GroupName }))
      await iam.send(new AddUserToGroupCommand({ GroupName, UserName: 'joiner' }))
    }
    for (let count = 0; count < 10; count += 1) await join(`club-${count}`)
    expect(await refused(join('club-10'))).toBe('LimitExceededException')
  })
})

describe('users', () => {
  test('a boundary bounds, and tags come and go', async () => {
    const UserName = 'bounded'
    const bounded = plant(UserName, [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }])
    const create = (name: string) => bounded.send(new CreateUserCommand({ UserName: name }))
    await create('first')
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: boundary }))
    expect((await failure(create('second'))).message).toContain(
      'no permissions boundary allows the iam:CreateUser action',
    )
    const { User } = await iam.send(new GetUserCommand({ UserName }))
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary)
    await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'Team', Value: 'a' }] }))
    await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'b' }] }))
    const tags = async () => (await iam.send(new ListUserTagsCommand({ UserName }))).Tags
    // IAM User Guide, "Tags for IAM resources": keys are one whatever their case.
    expect(await tags()).toEqual([{ Key: 'team', Value: 'b' }])
    await iam.send(new UntagUserCommand({ UserName, TagKeys: ['team'] }))
    expect(await tags()).toEqual([])
  })

  test('passwords keep to the policy of the account', async () => {
    const UserName = 'typist'
    await makeUser(UserName)
    const create = (Password: string) => iam.send(new CreateLoginProfileCommand({ UserName, Password }))
    await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 12, RequireNumbers: true }))
    expect((await iam.send(new GetAccountPasswordPolicyCommand({}))).PasswordPolicy).toMatchObject({
      MinimumPasswordLength: 12,
      RequireNumbers: true,
      RequireSymbols: false,
    })
    expect(await refused(create('only letters here'))).toBe('PasswordPolicyViolationException')
    await create('letters and 1 digit')
    expect(await refused(create('letters and 2 digits'))).toBe('EntityAlreadyExistsException')
    const change = new UpdateLoginProfileCommand({ UserName, Password: 'short 1' })
    expect(await refused(iam.send(change))).toBe('PasswordPolicyViolationException')
    await iam.send(new DeleteAccountPasswordPolicyCommand({}))
    expect(await refused(iam.send(new GetAccountPasswordPolicyCommand({})))).toBe('NoSuchEntityException')
    await iam.send(new UpdateLoginProfileCommand({ UserName, Password: 'short 12' }))
    expect((await failure(iam.send(new DeleteUserCommand({ UserName })))).message).toContain(
      'must delete login profile',
    )
  })

  test('an MFA device is made, given to somebody, taken back and deleted', async () => {
    const UserName = 'careful'
    await makeUser(UserName)
    const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }))
    const { SerialNumber = '', Base32StringSeed } = VirtualMFADevice ?? {}
    expect(Buffer.from(Base32StringSeed ?? []).toString()).toMatch(/^[A-Z2-7]{64}$/)
    const spare = async () =>
      (await iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Unassigned' }))).VirtualMFADevices?.map(
        (device) => device.SerialNumber,
      )
    const enable = (AuthenticationCode2: string) =>
      iam.send(
        new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1: '123456', AuthenticationCode2 }),
      )
    expect(await spare()).toEqual([SerialNumber])
    expect(await refused(enable('123456'))).toBe('InvalidAuthenticationCodeException')
    await enable('654321')
    expect(await spare()).toEqual([])
    expect((await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices).toHaveLength(1)
    const remove = () => iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }))
    expect(await refused(remove())).toBe('DeleteConflictException')
    await iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }))
    await remove()
    expect(await spare()).toEqual([])
  })
})

describe('roles beside their policies', () => {
  test('an instance profile holds one role, which whoever adds it must be allowed to pass', async () => {
    const InstanceProfileName = 'machines'
    const passer = plant('passer', [{ Effect: 'Allow', Action: 'iam:AddRoleToInstanceProfile', Resource: '*' }])
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }))
    for (const RoleName of ['machine-1', 'machine-2'])
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }))
    const add = (RoleName: string) => new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName })
    expect((await failure(passer.send(add('machine-1')))).message).toContain('iam:PassRole')
    await iam.send(add('machine-1'))
    expect(await refused(iam.send(add('machine-2')))).toBe('LimitExceededException')
    const remove = () => iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }))
    expect(await refused(remove())).toBe('DeleteConflictException')
    expect(await refused(iam.send(new DeleteRoleCommand({ RoleName: 'machine-1' })))).toBe('DeleteConflictException')
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'machine-1' }))
    await remove()
  })

  test('a service-linked role is made for its service and deleted by it alone', async () => {
    const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'rds.amazonaws.com' }))
    const RoleName = Role?.RoleName ?? ''
    expect(Role?.Arn).toMatch(/:role\/aws-service-role\/rds\.amazonaws\.com\/AWSServiceRoleForRDS$/)
    expect(await refused(iam.send(new DeleteRoleCommand({ RoleName })))).toBe('AccessDenied')
    const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }))
    const status = async () =>
      (await iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }))).Status
    expect(await status()).toBe('IN_PROGRESS')
    sandbox.clock.advance(1_000)
    expect(await status()).toBe('SUCCEEDED')
    expect(await refused(iam.send(new GetRoleCommand({ RoleName })))).toBe('NoSuchEntityException')
    const unknown = new CreateServiceLinkedRoleCommand({ AWSServiceName: 'nothing.amazonaws.com' })
    expect(await refused(iam.send(unknown))).toBe('InvalidInputException')
  })
})

test('identity providers', async () => {
  const Url = 'https://token.example.com/tenant'
  const { OpenIDConnectProviderArn } = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['app'], ThumbprintList: ['0'.repeat(40)] }),
  )
  expect(OpenIDConnectProviderArn).toMatch(/:oidc-provider\/token\.example\.com\/tenant$/)
  expect(await refused(iam.send(new CreateOpenIDConnectProviderCommand({ Url })))).toBe('EntityAlreadyExistsException')
  const read = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })
  expect(await iam.send(read)).toMatchObject({ Url: 'token.example.com/tenant', ClientIDList: ['app'] })
  await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
  expect(await refused(iam.send(read))).toBe('NoSuchEntityException')

  const create = (SAMLMetadataDocument: string) =>
    iam.send(new CreateSAMLProviderCommand({ Name: 'corporate', SAMLMetadataDocument }))
  const metadata = samlMetadata('https://idp.example.com', 'https://idp.example.com/sso').padEnd(1_000)
  expect(await refused(create('x'.repeat(1_000)))).toBe('InvalidInputException')
  const { SAMLProviderArn } = await create(metadata)
  expect(await refused(create(metadata))).toBe('EntityAlreadyExistsException')
  await iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn }))
  await create(metadata)
})

test('an account has one alias, which no other has', async () => {
  const aliases = async () => (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'larkfield-new' }))
  expect(await aliases()).toEqual(['larkfield-new'])
  const taken = [...sandbox.world.accounts.ids()].flatMap((id) => sandbox.world.accounts.get(id)?.iam.alias ?? [])
  const other = taken.find((alias) => alias !== 'larkfield-new')
  expect(other).toBeDefined()
  const create = new CreateAccountAliasCommand({ AccountAlias: other })
  expect(await refused(iam.send(create))).toBe('EntityAlreadyExistsException')
  await iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'larkfield-new' }))
  expect(await aliases()).toEqual([])
})
