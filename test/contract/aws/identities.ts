/** IAM: what a collector reads, and what IAM refuses. */
import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteGroupCommand,
  DeleteInstanceProfileCommand,
  DeleteOpenIDConnectProviderCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccountAuthorizationDetailsCommand,
  GetGroupCommand,
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam'
import { expect } from 'vitest'
import { type AwsClients, allowAll, type Case, fresh, insideMember, pages, refusal, trustOf } from './under-test.ts'

const trust = trustOf('arn:aws:iam::111122223333:root')

const makeRole = async ({ iam }: AwsClients, RoleName = fresh('role')) => {
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, MaxSessionDuration: 7200 }),
  )
  return { name: RoleName, arn: Role?.Arn ?? '', id: Role?.RoleId ?? '' }
}

const makePolicy = async ({ iam }: AwsClients) => {
  const name = fresh('policy')
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: allowAll }))
  return { name, arn: Policy?.Arn ?? '' }
}

const decoded = (document = ''): unknown =>
  JSON.parse(document.startsWith('%') ? decodeURIComponent(document) : document)

export function identityCases(check: Case): void {
  check('details', 'tells roles with trust, inline and attached policies', async (aws) => {
    const member = await insideMember(aws)
    const role = await makeRole(member)
    const policy = await makePolicy(member)
    await member.iam.send(new AttachRolePolicyCommand({ RoleName: role.name, PolicyArn: policy.arn }))
    await member.iam.send(
      new PutRolePolicyCommand({ RoleName: role.name, PolicyName: 'inline', PolicyDocument: allowAll }),
    )
    const found = await pages(async (Marker) => {
      const page = await member.iam.send(
        new GetAccountAuthorizationDetailsCommand({ Marker, MaxItems: 1000, Filter: ['Role', 'LocalManagedPolicy'] }),
      )
      return { items: [page], next: page.IsTruncated ? page.Marker : undefined }
    })
    const detail = found
      .flat()
      .flatMap((page) => page.RoleDetailList ?? [])
      .find(({ RoleName }) => RoleName === role.name)
    expect(detail?.Arn).toBe(role.arn)
    expect(detail?.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/)
    expect(decoded(detail?.AssumeRolePolicyDocument)).toEqual(JSON.parse(trust))
    expect(detail?.AttachedManagedPolicies).toEqual([{ PolicyArn: policy.arn, PolicyName: policy.name }])
    expect(detail?.RolePolicyList?.map(({ PolicyName }) => PolicyName)).toEqual(['inline'])
    expect(decoded(detail?.RolePolicyList?.[0]?.PolicyDocument)).toEqual(JSON.parse(allowAll))
    const local = found
      .flat()
      .flatMap((page) => page.Policies ?? [])
      .find(({ Arn }) => Arn === policy.arn)
    expect(local?.AttachmentCount).toBe(1)
    expect(decoded(local?.PolicyVersionList?.[0]?.Document)).toEqual(JSON.parse(allowAll))
  })

  check('details-encoded', 'gives policy documents URL-encoded', async (aws) => {
    const member = await insideMember(aws)
    const { name } = await makeRole(member)
    const { Role } = await member.iam.send(new GetRoleCommand({ RoleName: name }))
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B/)
  })

  check('details-paged', 'pages authorization details, one entry at a time as well as all at once', async (aws) => {
    const member = await insideMember(aws)
    await makeRole(member)
    const ask = (MaxItems: number) =>
      pages(async (Marker) => {
        const page = await member.iam.send(
          new GetAccountAuthorizationDetailsCommand({ Marker, MaxItems, Filter: ['Role', 'User'] }),
        )
        const names = [
          ...(page.UserDetailList ?? []).map(({ UserName }) => UserName),
          ...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName),
        ]
        return { items: names, next: page.IsTruncated ? page.Marker : undefined }
      })
    const whole = (await ask(1000)).flat()
    const some = await ask(7)
    expect(some.length).toBe(Math.ceil(whole.length / 7))
    expect(some.flat().sort()).toEqual([...whole].sort())
  })

  check('roles-paged', 'pages roles', async (aws) => {
    const member = await insideMember(aws)
    for (let count = 0; count < 3; count++) await makeRole(member)
    const ask = (MaxItems: number) =>
      pages(async (Marker) => {
        const page = await member.iam.send(new ListRolesCommand({ Marker, MaxItems }))
        return { items: page.Roles?.map(({ Arn }) => Arn), next: page.IsTruncated ? page.Marker : undefined }
      })
    const whole = (await ask(1000)).flat()
    const two = await ask(2)
    expect(two[0]).toHaveLength(2)
    expect(two.flat().sort()).toEqual([...whole].sort())
  })

  check('users-paged', 'pages users', async (aws) => {
    const { iam } = await insideMember(aws)
    for (let count = 0; count < 3; count++) await iam.send(new CreateUserCommand({ UserName: fresh('paged') }))
    const { Users = [], IsTruncated, Marker } = await iam.send(new ListUsersCommand({ MaxItems: 1 }))
    expect(Users).toHaveLength(1)
    expect(IsTruncated).toBe(true)
    expect(Marker).toBeTruthy()
  })

  check('marker-invalid', 'refuses a marker that it did not give', async (aws) => {
    const { iam } = await insideMember(aws)
    expect(await refusal(iam.send(new ListRolesCommand({ Marker: 'made up' })))).toBe('ValidationError')
  })

  check('session-duration', 'tells how long a session may be, in ListRoles', async (aws) => {
    const member = await insideMember(aws)
    const role = await makeRole(member)
    const found = await pages(async (Marker) => {
      const page = await member.iam.send(new ListRolesCommand({ Marker, MaxItems: 1000 }))
      return { items: page.Roles, next: page.IsTruncated ? page.Marker : undefined }
    })
    expect(found.flat().find(({ RoleName }) => RoleName === role.name)?.MaxSessionDuration).toBe(7200)
  })

  check('entity-exists', 'refuses a second role of one name', async (aws) => {
    const member = await insideMember(aws)
    const { name } = await makeRole(member)
    expect(await refusal(makeRole(member, name))).toMatch(/^EntityAlreadyExists/)
  })

  check('entity-missing', 'says that a role is not there', async (aws) => {
    const { iam } = await insideMember(aws)
    expect(await refusal(iam.send(new GetRoleCommand({ RoleName: fresh('none') })))).toMatch(/^NoSuchEntity/)
    expect(await refusal(iam.send(new DeleteUserCommand({ UserName: fresh('none') })))).toMatch(/^NoSuchEntity/)
  })

  check('delete-conflict-role', 'does not delete a role that has policies', async (aws) => {
    const member = await insideMember(aws)
    const { name } = await makeRole(member)
    const { arn } = await makePolicy(member)
    await member.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: arn }))
    expect(await refusal(member.iam.send(new DeleteRoleCommand({ RoleName: name })))).toMatch(/^DeleteConflict/)
  })

  check('delete-conflict-policy', 'does not delete a policy that is attached', async (aws) => {
    const member = await insideMember(aws)
    const { name } = await makeRole(member)
    const { arn } = await makePolicy(member)
    await member.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: arn }))
    expect(await refusal(member.iam.send(new DeletePolicyCommand({ PolicyArn: arn })))).toMatch(/^DeleteConflict/)
  })

  check('policy-malformed', 'refuses what is no policy', async (aws) => {
    const { iam } = await insideMember(aws)
    const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps","Action":"*","Resource":"*"}]}'
    expect(await refusal(iam.send(new CreatePolicyCommand({ PolicyName: fresh('bad'), PolicyDocument })))).toMatch(
      /^MalformedPolicyDocument/,
    )
  })

  check('policy-versions', 'keeps five versions of a policy and no sixth', async (aws) => {
    const member = await insideMember(aws)
    const { arn } = await makePolicy(member)
    const another = () => member.iam.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: allowAll }))
    for (let count = 0; count < 4; count++) await another()
    expect(await refusal(another())).toMatch(/^LimitExceeded/)
  })

  check('group', 'makes a group, takes somebody in and out again', async (aws) => {
    const { iam } = await insideMember(aws)
    const [GroupName, UserName] = [fresh('group'), fresh('member')]
    await iam.send(new CreateGroupCommand({ GroupName }))
    expect(await refusal(iam.send(new CreateGroupCommand({ GroupName })))).toMatch(/^EntityAlreadyExists/)
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }))
    const { Users = [] } = await iam.send(new GetGroupCommand({ GroupName }))
    expect(Users.map((user) => user.UserName)).toEqual([UserName])
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }))
    await iam.send(new DeleteGroupCommand({ GroupName }))
    expect(await refusal(iam.send(new GetGroupCommand({ GroupName })))).toMatch(/^NoSuchEntity/)
  })

  check('group-conflict', 'does not delete a group that has members', async (aws) => {
    const { iam } = await insideMember(aws)
    const [GroupName, UserName] = [fresh('group'), fresh('member')]
    await iam.send(new CreateGroupCommand({ GroupName }))
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }))
    expect(await refusal(iam.send(new DeleteGroupCommand({ GroupName })))).toMatch(/^DeleteConflict/)
  })

  check('user-boundary', 'tells the boundary of a user', async (aws) => {
    const member = await insideMember(aws)
    const UserName = fresh('bounded')
    const { arn } = await makePolicy(member)
    await member.iam.send(new CreateUserCommand({ UserName }))
    await member.iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: arn }))
    const { User } = await member.iam.send(new GetUserCommand({ UserName }))
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(arn)
  })

  check('user-tags', 'adds tags to a user', async (aws) => {
    const { iam } = await insideMember(aws)
    const UserName = fresh('tagged')
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'ledger' }] }))
    expect((await iam.send(new ListUserTagsCommand({ UserName }))).Tags).toEqual([{ Key: 'team', Value: 'ledger' }])
  })

  check('login-profile', 'gives a user one password', async (aws) => {
    const { iam } = await insideMember(aws)
    const UserName = fresh('console')
    const create = () => iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Rather-Long-2-Guess!' }))
    expect(await refusal(create())).toMatch(/^NoSuchEntity/)
    await iam.send(new CreateUserCommand({ UserName }))
    await create()
    expect(await refusal(create())).toMatch(/^EntityAlreadyExists/)
  })

  check('login-profile-conflict', 'does not delete a user who has a password', async (aws) => {
    const { iam } = await insideMember(aws)
    const UserName = fresh('console')
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Rather-Long-2-Guess!' }))
    expect(await refusal(iam.send(new DeleteUserCommand({ UserName })))).toMatch(/^DeleteConflict/)
  })

  check('mfa-device-conflict', 'does not delete a device that is in use', async (aws) => {
    const { iam } = await insideMember(aws)
    const UserName = fresh('careful')
    await iam.send(new CreateUserCommand({ UserName }))
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: fresh('device') }),
    )
    const SerialNumber = VirtualMFADevice?.SerialNumber ?? ''
    await iam.send(
      new EnableMFADeviceCommand({
        UserName,
        SerialNumber,
        AuthenticationCode1: '123456',
        AuthenticationCode2: '654321',
      }),
    )
    expect(await refusal(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })))).toMatch(/^DeleteConflict/)
  })

  check('profile-one-role', 'keeps one role in an instance profile, and the profile while it has one', async (aws) => {
    const member = await insideMember(aws)
    const { iam } = member
    const InstanceProfileName = fresh('profile')
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }))
    const add = async () => {
      const { name: RoleName } = await makeRole(member)
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }))
    }
    await add()
    expect(await refusal(add())).toMatch(/^LimitExceeded/)
    expect(await refusal(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })))).toMatch(
      /^DeleteConflict/,
    )
  })

  check('oidc-provider', 'keeps one provider of a URL', async (aws) => {
    const { iam } = await insideMember(aws)
    const Url = `https://${fresh('issuer')}.example.com`
    const create = () =>
      iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['app'], ThumbprintList: ['0'.repeat(40)] }))
    const { OpenIDConnectProviderArn } = await create()
    expect(await refusal(create())).toMatch(/^EntityAlreadyExists/)
    const read = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })
    // IAM prints the URL without its scheme.
    expect((await iam.send(read)).Url).toBe(Url.replace('https://', ''))
    await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
    expect(await refusal(iam.send(read))).toMatch(/^NoSuchEntity/)
  })

  check('service-linked-role', 'makes the role of a service under the path of services', async (aws) => {
    const { iam } = await insideMember(aws)
    const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'autoscaling.amazonaws.com' }))
    expect(Role?.Path).toBe('/aws-service-role/autoscaling.amazonaws.com/')
    expect(Role?.RoleName).toBe('AWSServiceRoleForAutoScaling')
  })
}
