import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  DescribeUserCommand,
  IdentitystoreClient,
  ListGroupMembershipsCommand,
  ListGroupsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-identitystore'
import {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DeleteAccountAssignmentCommand,
  DeletePermissionSetCommand,
  DeletePermissionsBoundaryFromPermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  ListAccountAssignmentsCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListInstancesCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  PutPermissionsBoundaryToPermissionSetCommand,
  SSOAdminClient,
  UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../server.ts'
import { assumeTrustRole, type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../../testing.ts'
import type { PermissionSet } from '../../world/model.ts'
import { reservedRoleName } from '../../world/reserved-roles.ts'

let sandbox: Sandbox
let reader: Credentials
let admin: Credentials
let center: Sandbox['world']['identityCenter']

beforeAll(async () => {
  sandbox = await startTestSandbox()
  center = sandbox.world.identityCenter
  reader = await assumeTrustRole(sandbox, center.ownerAccountId)
  admin = plantUser(sandbox, center.ownerAccountId, 'sso-admin', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
})
afterAll(() => sandbox.stop())

const sso = (credentials: Credentials = reader, region = center.region) =>
  new SSOAdminClient(clientConfig(sandbox, credentials, region))
const directory = () => new IdentitystoreClient(clientConfig(sandbox, reader, center.region))

describe('reading as the trust role of the management account', () => {
  test('the instance lives in one Region', async () => {
    const { Instances } = await sso().send(new ListInstancesCommand({}))
    expect(Instances).toMatchObject([{ InstanceArn: center.instanceArn, IdentityStoreId: center.storeId }])
    const elsewhere = ['us-east-1', 'eu-central-1'].find((region) => region !== center.region)
    expect((await sso(reader, elsewhere).send(new ListInstancesCommand({}))).Instances).toEqual([])
  })

  test('permission sets and their parts', async () => {
    const InstanceArn = center.instanceArn
    const { PermissionSets } = await sso().send(new ListPermissionSetsCommand({ InstanceArn, MaxResults: 100 }))
    expect(PermissionSets?.length).toBe(center.permissionSets.size)
    for (const PermissionSetArn of PermissionSets ?? []) {
      const set = center.permissionSets.get(PermissionSetArn)
      const described = await sso().send(new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn }))
      expect(described.PermissionSet).toMatchObject({ Name: set?.name, SessionDuration: set?.sessionDuration })
      const { AttachedManagedPolicies } = await sso().send(
        new ListManagedPoliciesInPermissionSetCommand({ InstanceArn, PermissionSetArn }),
      )
      expect(AttachedManagedPolicies?.map(({ Arn }) => Arn)).toEqual(set?.managedPolicies)
      const { InlinePolicy } = await sso().send(
        new GetInlinePolicyForPermissionSetCommand({ InstanceArn, PermissionSetArn }),
      )
      expect(InlinePolicy).toBe(set?.inlinePolicy === undefined ? '' : JSON.stringify(set.inlinePolicy))
    }
  })

  test('pair mode finds every assignment', async () => {
    const InstanceArn = center.instanceArn
    let found = 0
    for (const PermissionSetArn of center.permissionSets.keys()) {
      const { AccountIds } = await sso().send(
        new ListAccountsForProvisionedPermissionSetCommand({ InstanceArn, PermissionSetArn }),
      )
      for (const AccountId of AccountIds ?? []) {
        const page = await sso().send(new ListAccountAssignmentsCommand({ InstanceArn, PermissionSetArn, AccountId }))
        found += page.AccountAssignments?.length ?? 0
      }
    }
    expect(found).toBe(center.assignments.length)
    expect(found).toBeGreaterThan(0)
  })

  test('people, groups and memberships', async () => {
    const IdentityStoreId = center.storeId
    const { Users } = await directory().send(new ListUsersCommand({ IdentityStoreId }))
    expect(Users?.length).toBe(Math.min(100, center.users.size))
    const [first] = Users ?? []
    expect(
      await directory().send(new DescribeUserCommand({ IdentityStoreId, UserId: first?.UserId ?? '' })),
    ).toMatchObject({ UserName: first?.UserName })
    const { Groups } = await directory().send(new ListGroupsCommand({ IdentityStoreId }))
    let members = 0
    for (const { GroupId = '' } of Groups ?? []) {
      members +=
        (await directory().send(new ListGroupMembershipsCommand({ IdentityStoreId, GroupId }))).GroupMemberships
          ?.length ?? 0
    }
    expect(members).toBe(center.memberships.size)
    expect(await failure(directory().send(new ListUsersCommand({ IdentityStoreId: 'd-0000000000' })))).toMatchObject({
      name: 'ResourceNotFoundException',
    })
    expect(await failure(directory().send(new ListUsersCommand({ IdentityStoreId, MaxResults: 101 })))).toMatchObject({
      name: 'ValidationException',
    })
  })
})

describe('permission sets', () => {
  const InstanceArn = () => center.instanceArn
  const make = (Name: string) => sso(admin).send(new CreatePermissionSetCommand({ InstanceArn: InstanceArn(), Name }))

  test('are made, filled, read back and removed', async () => {
    const { PermissionSet: made } = await make('Auditor')
    const set = { InstanceArn: InstanceArn(), PermissionSetArn: made?.PermissionSetArn ?? '' }
    expect(made).toMatchObject({ Name: 'Auditor', SessionDuration: 'PT1H' })
    const reference = { Name: 'Extra', Path: '/team/' }
    const boundary = { CustomerManagedPolicyReference: { Name: 'Limit', Path: '/' } }
    await sso(admin).send(
      new UpdatePermissionSetCommand({ ...set, SessionDuration: 'PT4H', Description: 'Looks at everything' }),
    )
    await sso(admin).send(
      new AttachCustomerManagedPolicyReferenceToPermissionSetCommand({
        ...set,
        CustomerManagedPolicyReference: reference,
      }),
    )
    await sso(admin).send(new PutPermissionsBoundaryToPermissionSetCommand({ ...set, PermissionsBoundary: boundary }))
    const described = await sso().send(new DescribePermissionSetCommand(set))
    expect(described.PermissionSet).toMatchObject({ SessionDuration: 'PT4H', Description: 'Looks at everything' })
    const { CustomerManagedPolicyReferences } = await sso().send(
      new ListCustomerManagedPolicyReferencesInPermissionSetCommand(set),
    )
    expect(CustomerManagedPolicyReferences).toEqual([reference])
    const { PermissionsBoundary } = await sso().send(new GetPermissionsBoundaryForPermissionSetCommand(set))
    expect(PermissionsBoundary).toEqual(boundary)
    await sso(admin).send(new DeletePermissionsBoundaryFromPermissionSetCommand(set))
    await sso(admin).send(new DeletePermissionSetCommand(set))
    expect(await failure(sso().send(new DescribePermissionSetCommand(set)))).toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  test('have names of their own, are sensible, and stay while somebody is assigned', async () => {
    const [known] = center.permissionSets.values()
    expect(await failure(make(known?.name ?? ''))).toMatchObject({ name: 'ConflictException' })
    expect(await failure(make('no spaces'))).toMatchObject({ name: 'ValidationException' })
    const assigned = [...center.permissionSets.keys()].find((arn) =>
      center.assignments.some(({ permissionSetArn }) => permissionSetArn === arn),
    )
    const remove = new DeletePermissionSetCommand({ InstanceArn: InstanceArn(), PermissionSetArn: assigned })
    expect(await failure(sso(admin).send(remove))).toMatchObject({ name: 'ConflictException' })
  })
})

describe('assignments', () => {
  function unassigned(): { set: PermissionSet; accountId: string; groupId: string } {
    const [group] = center.groups.values()
    for (const set of center.permissionSets.values()) {
      for (const member of sandbox.world.organization.members.values()) {
        const used = center.assignments.some(
          (each) => each.permissionSetArn === set.arn && each.accountId === member.id,
        )
        const plain = set.customerManagedPolicies.length === 0 && set.boundary === undefined
        if (!used && plain && member.status === 'ACTIVE' && group)
          return { set, accountId: member.id, groupId: group.id }
      }
    }
    throw new Error('every permission set is assigned everywhere')
  }

  test('come and go asynchronously, with their role', async () => {
    const { set, accountId, groupId } = unassigned()
    const input = {
      InstanceArn: center.instanceArn,
      PermissionSetArn: set.arn,
      TargetId: accountId,
      TargetType: 'AWS_ACCOUNT',
      PrincipalType: 'GROUP',
      PrincipalId: groupId,
    } as const
    const account = [...sandbox.world.accounts.ids()].find((id) => id === accountId)
    if (account === undefined) throw new Error('an unknown account was assigned')
    const roleThere = async () => {
      const iam = new IAMClient(clientConfig(sandbox, await assumeTrustRole(sandbox, account)))
      return iam.send(new GetRoleCommand({ RoleName: reservedRoleName(account, set) })).then(
        ({ Role }) => Role?.Arn,
        ({ name }: Error) => name,
      )
    }

    const { AccountAssignmentCreationStatus: created } = await sso(admin).send(
      new CreateAccountAssignmentCommand(input),
    )
    expect(created).toMatchObject({ Status: 'IN_PROGRESS', TargetId: accountId })
    expect(await roleThere()).toBe('NoSuchEntityException')
    expect(await failure(sso(admin).send(new CreateAccountAssignmentCommand(input)))).toMatchObject({
      name: 'ConflictException',
    })
    sandbox.clock.advance(3000)
    const creation = new DescribeAccountAssignmentCreationStatusCommand({
      InstanceArn: center.instanceArn,
      AccountAssignmentCreationRequestId: created?.RequestId ?? '',
    })
    expect((await sso().send(creation)).AccountAssignmentCreationStatus?.Status).toBe('SUCCEEDED')
    expect(await roleThere()).toContain('role/aws-reserved/sso.amazonaws.com/')

    const { AccountAssignmentDeletionStatus: deleted } = await sso(admin).send(
      new DeleteAccountAssignmentCommand(input),
    )
    sandbox.clock.advance(3000)
    const deletion = new DescribeAccountAssignmentDeletionStatusCommand({
      InstanceArn: center.instanceArn,
      AccountAssignmentDeletionRequestId: deleted?.RequestId ?? '',
    })
    expect((await sso().send(deletion)).AccountAssignmentDeletionStatus?.Status).toBe('SUCCEEDED')
    expect(await roleThere()).toBe('NoSuchEntityException')
  })

  test('fail in the background when the fault plan says so, and leave nothing', async () => {
    const { set, accountId, groupId } = unassigned()
    const reason = 'Received a 404 status error: the role could not be made.'
    sandbox.setFaults([{ match: { operation: 'CreateAccountAssignment' }, effect: { kind: 'asyncFailure', reason } }])
    const { AccountAssignmentCreationStatus: created } = await sso(admin).send(
      new CreateAccountAssignmentCommand({
        InstanceArn: center.instanceArn,
        PermissionSetArn: set.arn,
        TargetId: accountId,
        TargetType: 'AWS_ACCOUNT',
        PrincipalType: 'GROUP',
        PrincipalId: groupId,
      }),
    )
    sandbox.setFaults([])
    expect(created).toMatchObject({ Status: 'IN_PROGRESS' })
    sandbox.clock.advance(3000)
    const asked = new DescribeAccountAssignmentCreationStatusCommand({
      InstanceArn: center.instanceArn,
      AccountAssignmentCreationRequestId: created?.RequestId ?? '',
    })
    const { AccountAssignmentCreationStatus: status } = await sso().send(asked)
    expect(status).toMatchObject({ Status: 'FAILED', FailureReason: reason })
    const made = center.assignments.some((one) => one.permissionSetArn === set.arn && one.accountId === accountId)
    expect(made).toBe(false)
  })

  test('the trust role may not make them', async () => {
    const { set, accountId, groupId } = unassigned()
    const command = new CreateAccountAssignmentCommand({
      InstanceArn: center.instanceArn,
      PermissionSetArn: set.arn,
      TargetId: accountId,
      TargetType: 'AWS_ACCOUNT',
      PrincipalType: 'GROUP',
      PrincipalId: groupId,
    })
    expect(await failure(sso().send(command))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'because no identity-based policy allows the sso:CreateAccountAssignment action',
      ),
    })
  })
})
