/** IAM: what a collector reads, and what IAM refuses. */
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetAccountAuthorizationDetailsCommand,
  GetRoleCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
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
}
