/** Coming in: keys, roles, external ids. */
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect } from 'vitest'
import {
  type AwsUnderTest,
  allowAll,
  assume,
  type Case,
  clientsOf,
  fresh,
  insideMember,
  refusal,
  text,
  trustOf,
} from './under-test.ts'

const externalId = '0f9c2a4e-6f0b-4c3f-9a55-0d5e6a1b7c21'

/** A role in the member account that trusts an administrator of the management account, with an external id. */
async function trustedRole(aws: AwsUnderTest, options: { trusts?: string; policy?: string } = {}): Promise<string> {
  const member = await insideMember(aws)
  const caller = await clientsOf(aws, aws.admin).sts.send(new GetCallerIdentityCommand({}))
  const RoleName = fresh('trusted')
  const { Role } = await member.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: trustOf(options.trusts ?? caller.Arn ?? '', externalId),
    }),
  )
  await member.iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'may', PolicyDocument: options.policy ?? allowAll }),
  )
  return Role?.Arn ?? ''
}

export function connectCases(check: Case): void {
  check('identity', 'tells whose credentials these are', async (aws) => {
    const { Account, Arn } = await clientsOf(aws, aws.admin).sts.send(new GetCallerIdentityCommand({}))
    expect(Account).toBe(aws.managementAccountId)
    expect(Arn).toMatch(new RegExp(`^arn:aws:(iam|sts)::${aws.managementAccountId}:`))
  })

  check('assume', 'hands out credentials of another account', async (aws) => {
    const { sts } = await insideMember(aws)
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}))
    expect(Account).toBe(aws.memberAccountId)
    expect(Arn).toBe(`arn:aws:sts::${aws.memberAccountId}:assumed-role/OrganizationAccountAccessRole/contract`)
  })

  check('external-id', 'lets in with the external id', async (aws) => {
    const roleArn = await trustedRole(aws)
    const credentials = await assume(clientsOf(aws, aws.admin), { roleArn, externalId })
    const { Account } = await clientsOf(aws, credentials).sts.send(new GetCallerIdentityCommand({}))
    expect(Account).toBe(aws.memberAccountId)
  })

  check('external-id-wrong', 'keeps out with another external id', async (aws) => {
    const roleArn = await trustedRole(aws)
    expect(await refusal(assume(clientsOf(aws, aws.admin), { roleArn, externalId: 'another-one' }))).toBe(
      'AccessDenied',
    )
  })

  check('external-id-missing', 'keeps out without an external id', async (aws) => {
    const roleArn = await trustedRole(aws)
    expect(await refusal(assume(clientsOf(aws, aws.admin), { roleArn }))).toBe('AccessDenied')
  })

  check('trust-other', 'keeps out whom the trust policy does not name', async (aws) => {
    const roleArn = await trustedRole(aws, { trusts: `arn:aws:iam::${aws.memberAccountId}:root` })
    expect(await refusal(assume(clientsOf(aws, aws.admin), { roleArn, externalId }))).toBe('AccessDenied')
  })

  check('role-missing', 'answers for a role that does not exist as for a closed one', async (aws) => {
    const roleArn = `arn:aws:iam::${aws.memberAccountId}:role/${fresh('nobody')}`
    expect(await refusal(assume(clientsOf(aws, aws.admin), { roleArn, externalId }))).toBe('AccessDenied')
  })

  check('duration-short', 'refuses sessions of less than 15 minutes', async (aws) => {
    const roleArn = await trustedRole(aws)
    const { sts } = clientsOf(aws, aws.admin)
    const asked = sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'contract',
        ExternalId: externalId,
        DurationSeconds: 60,
      }),
    )
    expect(await refusal(asked)).toMatch(/^ValidationError/)
  })

  check('key-unknown', 'does not know a key that was never made', async (aws) => {
    const { sts } = clientsOf(aws, { accessKeyId: 'AKIABWSBXAAAAAAAAAAA', secretAccessKey: 'x'.repeat(40) })
    expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toBe('InvalidClientTokenId')
  })

  check('signature', 'checks the signature', async (aws) => {
    const { sts } = clientsOf(aws, { ...aws.admin, secretAccessKey: 'y'.repeat(40) })
    expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toBe('SignatureDoesNotMatch')
  })

  check('new-user', 'lets a new user do what its policy says and nothing else', async (aws) => {
    const { iam } = await insideMember(aws)
    const UserName = fresh('user')
    await iam.send(new CreateUserCommand({ UserName }))
    const onlyRoles = text({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' }],
    })
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'only', PolicyDocument: onlyRoles }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
    const own = clientsOf(aws, {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    })
    const { Roles = [] } = await own.iam.send(new ListRolesCommand({}))
    expect(Roles.length).toBeGreaterThan(0)
    expect(await refusal(own.iam.send(new CreateUserCommand({ UserName: fresh('no') })))).toBe('AccessDenied')
  })
}
