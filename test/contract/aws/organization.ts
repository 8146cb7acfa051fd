/** Organizations and Identity Center. */
import { GetRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupMembershipCommand,
  DeleteUserCommand,
  DescribeUserCommand,
  ListGroupMembershipsCommand,
  ListUsersCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-identitystore'
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  type CreatePolicyCommandInput,
  DeletePolicyCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import {
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  ListAccountAssignmentsCommand,
  ListInstancesCommand,
  ListPermissionSetsCommand,
} from '@aws-sdk/client-sso-admin'
import { expect } from 'vitest'
import {
  type AwsClients,
  type AwsUnderTest,
  allowAll,
  type Case,
  clientsOf,
  fresh,
  insideMember,
  pages,
  refusal,
} from './under-test.ts'

const own = (aws: AwsUnderTest) => clientsOf(aws, aws.admin)

async function makePolicy({ organizations }: AwsClients, more: Partial<CreatePolicyCommandInput> = {}) {
  const Name = fresh('scp')
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name, Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: allowAll, ...more }),
  )
  return { Name, PolicyId: Policy?.PolicySummary?.Id ?? '' }
}

export function organizationCases(check: Case): void {
  check('organization', 'tells the organization and its root', async (aws) => {
    const { organizations } = own(aws)
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}))
    expect(Organization?.MasterAccountId).toBe(aws.managementAccountId)
    expect(Organization?.Id).toMatch(/^o-[a-z0-9]{10,32}$/)
    expect(Organization?.FeatureSet).toBe('ALL')
    const { Roots = [] } = await organizations.send(new ListRootsCommand({}))
    expect(Roots).toHaveLength(1)
    expect(Roots[0]?.PolicyTypes).toContainEqual({ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' })
  })

  check('accounts-paged', 'pages accounts', async (aws) => {
    const { organizations } = own(aws)
    const ask = (MaxResults: number) =>
      pages(async (NextToken) => {
        const page = await organizations.send(new ListAccountsCommand({ NextToken, MaxResults }))
        return { items: page.Accounts?.map(({ Id }) => Id), next: page.NextToken }
      })
    const whole = (await ask(20)).flat()
    expect(whole).toContain(aws.managementAccountId)
    expect(whole).toContain(aws.memberAccountId)
    const single = await ask(1)
    expect(single.flat().sort()).toEqual([...whole].sort())
    expect(Math.max(...single.map((page) => page.length))).toBe(1)
  })

  check('tree', 'finds every account by walking down from the root', async (aws) => {
    const { organizations } = own(aws)
    const { Roots = [] } = await organizations.send(new ListRootsCommand({}))
    const found: (string | undefined)[] = []
    const walk = async (ParentId: string): Promise<void> => {
      const accounts = await organizations.send(new ListAccountsForParentCommand({ ParentId }))
      found.push(...(accounts.Accounts ?? []).map(({ Id }) => Id))
      const units = await organizations.send(new ListOrganizationalUnitsForParentCommand({ ParentId }))
      for (const { Id = '' } of units.OrganizationalUnits ?? []) await walk(Id)
    }
    await walk(Roots[0]?.Id ?? '')
    const { Accounts = [] } = await organizations.send(new ListAccountsCommand({}))
    expect(found.sort()).toEqual(Accounts.map(({ Id }) => Id).sort())
  })

  check('policies', 'tells service control policies and where they hang', async (aws) => {
    const { organizations } = own(aws)
    const { Policies = [] } = await organizations.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))
    const full = Policies.find(({ Id }) => Id === 'p-FullAWSAccess')
    expect(full?.AwsManaged).toBe(true)
    const { Policy } = await organizations.send(new DescribePolicyCommand({ PolicyId: 'p-FullAWSAccess' }))
    expect(JSON.parse(Policy?.Content ?? '').Statement).toBeTruthy()
    const targets = await pages(async (NextToken) => {
      const page = await organizations.send(new ListTargetsForPolicyCommand({ PolicyId: 'p-FullAWSAccess', NextToken }))
      return { items: page.Targets, next: page.NextToken }
    })
    expect(targets.flat().map(({ TargetId }) => TargetId)).toContain(aws.memberAccountId)
  })

  check('member-asks', 'does not tell a member account about the organization’s policies', async (aws) => {
    const { organizations } = await insideMember(aws)
    expect(await refusal(organizations.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' })))).toMatch(
      /^AccessDenied/,
    )
  })

  check('scp-effect', 'denies in the member what a service control policy denies', async (aws) => {
    const { organizations } = own(aws)
    const { iam } = await insideMember(aws)
    const attachment = { PolicyId: aws.denyAllPolicyId, TargetId: aws.memberAccountId }
    await organizations.send(new AttachPolicyCommand(attachment))
    try {
      expect(await refusal(iam.send(new ListRolesCommand({})))).toMatch(/^AccessDenied/)
    } finally {
      await organizations.send(new DetachPolicyCommand(attachment))
    }
    expect((await iam.send(new ListRolesCommand({}))).Roles?.length).toBeGreaterThan(0)
  })

  check('scp-written', 'makes, changes and deletes a service control policy', async (aws) => {
    const { organizations } = own(aws)
    const { PolicyId } = await makePolicy(own(aws))
    const Name = fresh('renamed')
    await organizations.send(new UpdatePolicyCommand({ PolicyId, Name }))
    const { Policy } = await organizations.send(new DescribePolicyCommand({ PolicyId }))
    expect(Policy?.PolicySummary).toMatchObject({ Id: PolicyId, Name, AwsManaged: false })
    expect(JSON.parse(Policy?.Content ?? '')).toEqual(JSON.parse(allowAll))
    await organizations.send(new DeletePolicyCommand({ PolicyId }))
    expect(await refusal(organizations.send(new DescribePolicyCommand({ PolicyId })))).toMatch(/^PolicyNotFound/)
  })

  check('scp-in-use', 'does not delete a policy that is attached', async (aws) => {
    const { organizations } = own(aws)
    const { PolicyId } = await makePolicy(own(aws))
    const attachment = { PolicyId, TargetId: aws.memberAccountId }
    await organizations.send(new AttachPolicyCommand(attachment))
    try {
      expect(await refusal(organizations.send(new DeletePolicyCommand({ PolicyId })))).toMatch(/^PolicyInUse/)
    } finally {
      await organizations.send(new DetachPolicyCommand(attachment))
    }
  })

  check('scp-attached-twice', 'refuses to attach a policy twice', async (aws) => {
    const { organizations } = own(aws)
    const { PolicyId } = await makePolicy(own(aws))
    const attachment = { PolicyId, TargetId: aws.memberAccountId }
    await organizations.send(new AttachPolicyCommand(attachment))
    try {
      expect(await refusal(organizations.send(new AttachPolicyCommand(attachment)))).toMatch(
        /^DuplicatePolicyAttachment/,
      )
    } finally {
      await organizations.send(new DetachPolicyCommand(attachment))
    }
  })

  check('scp-name', 'refuses a second policy of one name', async (aws) => {
    const { Name } = await makePolicy(own(aws))
    expect(await refusal(makePolicy(own(aws), { Name }))).toMatch(/^DuplicatePolicy/)
  })

  check('scp-size', 'refuses a policy of more than 5,120 characters', async (aws) => {
    expect(await refusal(makePolicy(own(aws), { Content: allowAll.padEnd(5_121) }))).toMatch(/^ConstraintViolation/)
  })

  check('scp-malformed', 'refuses what is no policy', async (aws) => {
    expect(await refusal(makePolicy(own(aws), { Content: '{"Statement":' }))).toMatch(/^MalformedPolicyDocument/)
  })

  check('scp-limit', 'attaches five policies of a type to a target and no sixth', async (aws) => {
    const { organizations } = own(aws)
    const attached: string[] = []
    const attachAnother = async () => {
      const { PolicyId } = await makePolicy(own(aws))
      await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: aws.memberAccountId }))
      attached.push(PolicyId)
    }
    try {
      // FullAWSAccess is the first of the five.
      for (let count = 0; count < 4; count += 1) await attachAnother()
      expect(await refusal(attachAnother())).toMatch(/^ConstraintViolation/)
    } finally {
      for (const PolicyId of attached)
        await organizations.send(new DetachPolicyCommand({ PolicyId, TargetId: aws.memberAccountId }))
    }
  })
}

/* ------------------------------------------------------------------ Identity Center */

const assignmentTo = ({ identityCenter, memberAccountId }: AwsUnderTest) => ({
  InstanceArn: identityCenter.instanceArn,
  PermissionSetArn: identityCenter.permissionSetArn,
  TargetId: memberAccountId,
  TargetType: 'AWS_ACCOUNT' as const,
  PrincipalId: identityCenter.userId,
  PrincipalType: 'USER' as const,
})

/** Identity Center works on it for a while; AWS says nowhere for how long. */
async function settled(aws: AwsUnderTest, statusNow: () => Promise<string | undefined>): Promise<string | undefined> {
  let status = await statusNow()
  for (let polls = 0; status === 'IN_PROGRESS' && polls < 30; polls++) {
    await aws.advance(1_000)
    status = await statusNow()
  }
  return status
}

async function assign(aws: AwsUnderTest): Promise<string | undefined> {
  const { sso } = own(aws)
  const made = await sso.send(new CreateAccountAssignmentCommand(assignmentTo(aws)))
  const requestId = made.AccountAssignmentCreationStatus?.RequestId
  return settled(aws, async () => {
    const { AccountAssignmentCreationStatus: now } = await sso.send(
      new DescribeAccountAssignmentCreationStatusCommand({
        InstanceArn: aws.identityCenter.instanceArn,
        AccountAssignmentCreationRequestId: requestId,
      }),
    )
    return now?.Status
  })
}

async function revoke(aws: AwsUnderTest): Promise<string | undefined> {
  const { sso } = own(aws)
  const made = await sso.send(new DeleteAccountAssignmentCommand(assignmentTo(aws)))
  const requestId = made.AccountAssignmentDeletionStatus?.RequestId
  return settled(aws, async () => {
    const { AccountAssignmentDeletionStatus: now } = await sso.send(
      new DescribeAccountAssignmentDeletionStatusCommand({
        InstanceArn: aws.identityCenter.instanceArn,
        AccountAssignmentDeletionRequestId: requestId,
      }),
    )
    return now?.Status
  })
}

const assignments = async (aws: AwsUnderTest) => {
  const { AccountAssignments = [] } = await own(aws).sso.send(
    new ListAccountAssignmentsCommand({
      InstanceArn: aws.identityCenter.instanceArn,
      AccountId: aws.memberAccountId,
      PermissionSetArn: aws.identityCenter.permissionSetArn,
    }),
  )
  return AccountAssignments.filter(({ PrincipalId }) => PrincipalId === aws.identityCenter.userId)
}

async function reservedRole(aws: AwsUnderTest): Promise<string | undefined> {
  const { iam } = await insideMember(aws)
  const { Roles = [] } = await iam.send(
    new ListRolesCommand({ PathPrefix: '/aws-reserved/sso.amazonaws.com/', MaxItems: 1000 }),
  )
  return Roles.find(({ RoleName }) => RoleName?.startsWith(`AWSReservedSSO_${aws.identityCenter.permissionSetName}_`))
    ?.RoleName
}

export function identityCenterCases(check: Case): void {
  check('instance', 'tells the instance, its people and its permission sets', async (aws) => {
    const { sso, identitystore } = own(aws)
    const { Instances = [] } = await sso.send(new ListInstancesCommand({}))
    expect(Instances.map(({ InstanceArn }) => InstanceArn)).toEqual([aws.identityCenter.instanceArn])
    const { Users = [] } = await identitystore.send(
      new ListUsersCommand({ IdentityStoreId: aws.identityCenter.storeId }),
    )
    expect(Users.map(({ UserId }) => UserId)).toContain(aws.identityCenter.userId)
    const sets = await pages(async (NextToken) => {
      const page = await sso.send(
        new ListPermissionSetsCommand({ InstanceArn: aws.identityCenter.instanceArn, NextToken, MaxResults: 1 }),
      )
      return { items: page.PermissionSets, next: page.NextToken }
    })
    expect(sets.flat()).toContain(aws.identityCenter.permissionSetArn)
    expect(Math.max(...sets.map((page) => page.length))).toBe(1)
  })

  check('assign', 'assigns a permission set and takes it away again', async (aws) => {
    expect(await assign(aws)).toBe('SUCCEEDED')
    expect(await assignments(aws)).toHaveLength(1)
    expect(await revoke(aws)).toBe('SUCCEEDED')
    expect(await assignments(aws)).toEqual([])
  })

  check('assign-asynchronous', 'begins with IN_PROGRESS', async (aws) => {
    const { sso } = own(aws)
    const made = await sso.send(new CreateAccountAssignmentCommand(assignmentTo(aws)))
    try {
      expect(made.AccountAssignmentCreationStatus?.Status).toBe('IN_PROGRESS')
    } finally {
      await aws.advance(60_000)
      await revoke(aws)
    }
  })

  check('assign-role', 'keeps a role of the permission set in the account while it is assigned', async (aws) => {
    await assign(aws)
    try {
      const name = await reservedRole(aws)
      expect(name).toMatch(/^AWSReservedSSO_.+_[0-9a-f]{16}$/)
      const { iam } = await insideMember(aws)
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }))
      expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('sts:AssumeRoleWithSAML')
    } finally {
      await revoke(aws)
    }
    expect(await reservedRole(aws)).toBeUndefined()
  })

  check('assign-conflict', 'refuses a second operation on the same target while one is open', async (aws) => {
    const { sso } = own(aws)
    await sso.send(new CreateAccountAssignmentCommand(assignmentTo(aws)))
    try {
      expect(await refusal(sso.send(new DeleteAccountAssignmentCommand(assignmentTo(aws))))).toMatch(/^Conflict/)
    } finally {
      await aws.advance(60_000)
      await revoke(aws)
    }
  })

  check('assign-unknown', 'refuses a person that does not exist', async (aws) => {
    const { sso } = own(aws)
    const PrincipalId = '00000000-0000-4000-8000-000000000000'
    expect(await refusal(sso.send(new CreateAccountAssignmentCommand({ ...assignmentTo(aws), PrincipalId })))).toMatch(
      /^ResourceNotFound/,
    )
  })
  const makeUser = async (aws: AwsUnderTest, UserName = fresh('person')) => {
    const { UserId = '' } = await own(aws).identitystore.send(
      new CreateUserCommand({
        IdentityStoreId: aws.identityCenter.storeId,
        UserName,
        DisplayName: 'Mateo Alvarado',
        Name: { GivenName: 'Mateo', FamilyName: 'Alvarado' },
        Emails: [{ Value: `${UserName}@larkfield.example`, Type: 'work', Primary: true }],
      }),
    )
    return { IdentityStoreId: aws.identityCenter.storeId, UserId, UserName }
  }

  check('person-written', 'makes and deletes a person', async (aws) => {
    const { identitystore } = own(aws)
    const { UserName, ...person } = await makeUser(aws)
    expect(await identitystore.send(new DescribeUserCommand(person))).toMatchObject({ UserName })
    await identitystore.send(new DeleteUserCommand(person))
    expect(await refusal(identitystore.send(new DescribeUserCommand(person)))).toMatch(/^ResourceNotFound/)
  })

  check('person-changed', 'changes the name of a person', async (aws) => {
    const { identitystore } = own(aws)
    const { UserName, ...person } = await makeUser(aws)
    await identitystore.send(
      new UpdateUserCommand({
        ...person,
        Operations: [{ AttributePath: 'name.familyName', AttributeValue: 'Ruiz' }],
      }),
    )
    expect(await identitystore.send(new DescribeUserCommand(person))).toMatchObject({
      UserName,
      Name: { GivenName: 'Mateo', FamilyName: 'Ruiz' },
    })
  })

  check('person-name', 'refuses a second person of one user name', async (aws) => {
    const { UserName } = await makeUser(aws)
    expect(await refusal(makeUser(aws, UserName))).toMatch(/^Conflict/)
  })

  check('group-written', 'makes a group, takes somebody in and out again', async (aws) => {
    const { identitystore } = own(aws)
    const { IdentityStoreId, UserId } = await makeUser(aws)
    const { GroupId = '' } = await identitystore.send(
      new CreateGroupCommand({ IdentityStoreId, DisplayName: fresh('group') }),
    )
    const membership = { IdentityStoreId, GroupId, MemberId: { UserId } }
    const { MembershipId } = await identitystore.send(new CreateGroupMembershipCommand(membership))
    const members = async () =>
      (await identitystore.send(new ListGroupMembershipsCommand({ IdentityStoreId, GroupId }))).GroupMemberships
    expect(await members()).toMatchObject([{ MembershipId, GroupId, MemberId: { UserId } }])
    await identitystore.send(new DeleteGroupMembershipCommand({ IdentityStoreId, MembershipId }))
    expect(await members()).toEqual([])
  })

  check('membership-twice', 'takes somebody into a group once', async (aws) => {
    const { identitystore } = own(aws)
    const { IdentityStoreId, UserId } = await makeUser(aws)
    const { GroupId } = await identitystore.send(
      new CreateGroupCommand({ IdentityStoreId, DisplayName: fresh('group') }),
    )
    const join = () =>
      identitystore.send(new CreateGroupMembershipCommand({ IdentityStoreId, GroupId, MemberId: { UserId } }))
    await join()
    expect(await refusal(join())).toMatch(/^Conflict/)
  })

  check('group-gone', 'tells nothing of the members of a group that was deleted', async (aws) => {
    const { identitystore } = own(aws)
    const { storeId: IdentityStoreId } = aws.identityCenter
    const { GroupId } = await identitystore.send(
      new CreateGroupCommand({ IdentityStoreId, DisplayName: fresh('group') }),
    )
    await identitystore.send(new DeleteGroupCommand({ IdentityStoreId, GroupId }))
    expect(await refusal(identitystore.send(new ListGroupMembershipsCommand({ IdentityStoreId, GroupId })))).toMatch(
      /^ResourceNotFound/,
    )
  })
}
