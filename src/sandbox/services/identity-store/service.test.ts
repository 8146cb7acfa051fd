import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
  type CreateUserCommandInput,
  DeleteGroupCommand,
  DeleteUserCommand,
  DescribeGroupCommand,
  DescribeGroupMembershipCommand,
  DescribeUserCommand,
  GetGroupMembershipIdCommand,
  GetUserIdCommand,
  IdentitystoreClient,
  IsMemberInGroupsCommand,
  ListGroupMembershipsCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-identitystore'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../server.ts'
import { clientConfig, failure, plantUser, startTestSandbox } from '../../testing.ts'

let sandbox: Sandbox
let store: IdentitystoreClient
let IdentityStoreId: string

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const { organization, identityCenter } = sandbox.world
  const admin = plantUser(sandbox, organization.managementAccountId, 'store-admin', [
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ])
  store = new IdentitystoreClient(clientConfig(sandbox, admin, identityCenter.region))
  IdentityStoreId = identityCenter.storeId
})
afterAll(() => sandbox.stop())

const create = (UserName: string, more: Partial<CreateUserCommandInput> = {}) =>
  store.send(
    new CreateUserCommand({
      IdentityStoreId,
      UserName,
      DisplayName: 'Mateo Alvarado',
      Name: { GivenName: 'Mateo', FamilyName: 'Alvarado' },
      Emails: [{ Value: `${UserName}@larkfield.example`, Type: 'work', Primary: true }],
      ...more,
    }),
  )

describe('people', () => {
  test('somebody comes, changes a name, and goes', async () => {
    const { UserId } = await create('mateo', { Title: 'Engineer' })
    const change = (AttributePath: string, AttributeValue?: string) =>
      store.send(new UpdateUserCommand({ IdentityStoreId, UserId, Operations: [{ AttributePath, AttributeValue }] }))
    await change('name.familyName', 'Alvarado Ruiz')
    await change('title')
    const told = await store.send(new DescribeUserCommand({ IdentityStoreId, UserId }))
    expect(told).toMatchObject({
      UserName: 'mateo',
      Name: { GivenName: 'Mateo', FamilyName: 'Alvarado Ruiz' },
      Emails: [{ Value: 'mateo@larkfield.example' }],
    })
    expect(told.Title).toBeUndefined()
    const byName = new GetUserIdCommand({
      IdentityStoreId,
      AlternateIdentifier: { UniqueAttribute: { AttributePath: 'userName', AttributeValue: 'mateo' } },
    })
    expect((await store.send(byName)).UserId).toBe(UserId)
    await store.send(new DeleteUserCommand({ IdentityStoreId, UserId }))
    expect(await failure(store.send(byName))).toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('user names are taken once, and required attributes are required', async () => {
    const { UserId } = await create('ilse')
    await expect(create('Ilse')).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION',
    })
    expect(await failure(create('nobody', { DisplayName: '' }))).toMatchObject({ name: 'ValidationException' })
    const remove = (AttributePath: string) =>
      failure(store.send(new UpdateUserCommand({ IdentityStoreId, UserId, Operations: [{ AttributePath }] })))
    expect(await remove('displayName')).toMatchObject({ name: 'ValidationException' })
    expect(await remove('shoeSize')).toMatchObject({ name: 'ValidationException' })
  })
})

describe('groups', () => {
  test('a group is made, joined, renamed and deleted with its memberships', async () => {
    const { UserId = '' } = await create('noor')
    const made = () => store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'night-watch' }))
    const { GroupId = '' } = await made()
    expect(await failure(made())).toMatchObject({ name: 'ConflictException' })
    const member = { IdentityStoreId, GroupId, MemberId: { UserId } }
    const { MembershipId } = await store.send(new CreateGroupMembershipCommand(member))
    expect((await store.send(new GetGroupMembershipIdCommand(member))).MembershipId).toBe(MembershipId)
    expect(await store.send(new DescribeGroupMembershipCommand({ IdentityStoreId, MembershipId }))).toMatchObject({
      GroupId,
      MemberId: { UserId },
    })
    const isIn = async () =>
      (
        await store.send(new IsMemberInGroupsCommand({ IdentityStoreId, MemberId: { UserId }, GroupIds: [GroupId] }))
      ).Results?.map(({ MembershipExists }) => MembershipExists)
    expect(await isIn()).toEqual([true])
    await store.send(
      new UpdateGroupCommand({
        IdentityStoreId,
        GroupId,
        Operations: [{ AttributePath: 'displayName', AttributeValue: 'day-watch' }],
      }),
    )
    expect((await store.send(new DescribeGroupCommand({ IdentityStoreId, GroupId }))).DisplayName).toBe('day-watch')
    await store.send(new DeleteGroupCommand({ IdentityStoreId, GroupId }))
    expect([...sandbox.world.identityCenter.memberships.values()].filter(({ userId }) => userId === UserId)).toEqual([])
    expect(await failure(isIn())).toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('who is deleted is in no group any more', async () => {
    const { UserId = '' } = await create('pia')
    const { GroupId = '' } = await store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'readers' }))
    const who = async () =>
      (await store.send(new ListGroupMembershipsCommand({ IdentityStoreId, GroupId }))).GroupMemberships
    await store.send(new CreateGroupMembershipCommand({ IdentityStoreId, GroupId, MemberId: { UserId } }))
    expect(await who()).toHaveLength(1)
    await store.send(new DeleteUserCommand({ IdentityStoreId, UserId }))
    expect(await who()).toEqual([])
  })
})
