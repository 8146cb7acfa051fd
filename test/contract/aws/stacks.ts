/** Our role, installed as an administrator installs it: by a stack in one account, by a StackSet in all of them. */
import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  CreateStackCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackCommand,
  DeleteStackInstancesCommand,
  DescribeStackInstanceCommand,
  DescribeStackSetOperationCommand,
  DescribeStacksCommand,
  ListStackInstancesCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam'
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  DescribeCreateAccountStatusCommand,
  ListRootsCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect } from 'vitest'
import { connectionTo } from '../../../src/collect/connection.fake.ts'
import { describeInstallation } from '../../../src/collect/instructions.ts'
import {
  type AwsClients,
  type AwsUnderTest,
  assume,
  type Case,
  clientsOf,
  fresh,
  insideMember,
  refusal,
  region,
} from './under-test.ts'

const externalId = '5b0f8a53-6a55-4d33-8f0e-2a8a33a6c4de'
const home = 'us-east-1'

const stacksOf = (
  aws: AwsUnderTest,
  { credentials }: Pick<AwsClients, 'credentials'>,
  at = home,
): CloudFormationClient => new CloudFormationClient({ endpoint: aws.url, region: at, credentials, maxAttempts: 1 })

/** What the server hands out, with the caller of the contract suite as the principal to trust. */
async function templateFor(aws: AwsUnderTest): Promise<string> {
  const { Arn = '' } = await clientsOf(aws, aws.admin).sts.send(new GetCallerIdentityCommand({}))
  // moto makes a user for keys that it does not know, with an ARN that IAM has not.
  const trustPrincipalArn = Arn.replace(':sts:', ':iam:')
  const connection = connectionTo(aws.url, { method: 'cloudformation', externalId, trustPrincipalArn })
  return describeInstallation(connection).template
}

/** moto does not know it; where it is needed and was refused, the next call fails. */
const activate = (client: CloudFormationClient): Promise<unknown> =>
  client.send(new ActivateOrganizationsAccessCommand({})).catch(() => undefined)

const parameters = (roleName: string, identityCenter = false) => [
  { ParameterKey: 'ExternalID', ParameterValue: externalId },
  { ParameterKey: 'IncludeAWSIdentityCenter', ParameterValue: String(identityCenter) },
  { ParameterKey: 'RoleName', ParameterValue: roleName },
]

const capabilities = { Capabilities: ['CAPABILITY_NAMED_IAM' as const] }

async function untilDone(aws: AwsUnderTest, client: CloudFormationClient, name: string): Promise<Stack> {
  for (let tries = 0; tries < 50; tries++) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }))
    const [stack] = Stacks ?? []
    if (stack && !stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack
    await aws.advance(3_000)
  }
  throw new Error(`the stack ${name} does not end`)
}

async function untilWorked(aws: AwsUnderTest, client: CloudFormationClient, set: string, id: string): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const { StackSetOperation } = await client.send(
      new DescribeStackSetOperationCommand({ StackSetName: set, OperationId: id }),
    )
    const status = StackSetOperation?.Status ?? ''
    if (status !== 'RUNNING' && status !== 'QUEUED') return status
    await aws.advance(3_000)
  }
  throw new Error(`the operation on ${set} does not end`)
}

async function newAccount(aws: AwsUnderTest, { organizations }: AwsClients): Promise<string> {
  const name = fresh('account')
  const { CreateAccountStatus: asked } = await organizations.send(
    new CreateAccountCommand({ AccountName: name, Email: `${name}@larkfield.example` }),
  )
  await aws.advance(5_000)
  const { CreateAccountStatus: ended } = await organizations.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked?.Id }),
  )
  return ended?.AccountId ?? ''
}

export function stackCases(check: Case): void {
  check('stack', 'installs our role from our template, and the role lets us in with the external id', async (aws) => {
    const member = await insideMember(aws)
    const client = stacksOf(aws, member)
    const StackName = fresh('stack')
    const RoleName = fresh('role')
    const TemplateBody = await templateFor(aws)
    await client.send(
      new CreateStackCommand({ StackName, TemplateBody, Parameters: parameters(RoleName, true), ...capabilities }),
    )
    const stack = await untilDone(aws, client, StackName)
    expect(stack.StackStatus).toBe('CREATE_COMPLETE')
    const roleArn = `arn:aws:iam::${aws.memberAccountId}:role/${RoleName}`
    expect(stack.Outputs?.find(({ OutputKey }) => OutputKey === 'BailiwickRoleArn')?.OutputValue).toBe(roleArn)
    const entered = clientsOf(aws, await assume(clientsOf(aws, aws.admin), { roleArn, externalId }))
    expect((await entered.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(aws.memberAccountId)
  })

  check('stack-policies', 'gives our role what it may read, and Identity Center only where asked for', async (aws) => {
    const member = await insideMember(aws)
    const client = stacksOf(aws, member)
    const TemplateBody = await templateFor(aws)
    for (const withIdentityCenter of [true, false]) {
      const StackName = fresh('stack')
      const RoleName = fresh('role')
      const Parameters = parameters(RoleName, withIdentityCenter)
      await client.send(new CreateStackCommand({ StackName, TemplateBody, Parameters, ...capabilities }))
      await untilDone(aws, client, StackName)
      const attached = await member.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
      expect(attached.AttachedPolicies?.map(({ PolicyName }) => PolicyName).sort()).toEqual([
        ...(withIdentityCenter ? ['AWSSSODirectoryReadOnly', 'AWSSSOReadOnly'] : []),
        'SecurityAudit',
      ])
    }
  })

  check('stack-capability', 'is not made without the leave to name IAM resources', async (aws) => {
    const client = stacksOf(aws, await insideMember(aws))
    const TemplateBody = await templateFor(aws)
    const create = new CreateStackCommand({
      StackName: fresh('stack'),
      TemplateBody,
      Parameters: parameters(fresh('role')),
    })
    expect(await refusal(client.send(create))).toMatch(/^InsufficientCapabilities/)
  })

  check('stack-parameter', 'is not made without an external id', async (aws) => {
    const client = stacksOf(aws, await insideMember(aws))
    const TemplateBody = await templateFor(aws)
    const create = new CreateStackCommand({ StackName: fresh('stack'), TemplateBody, ...capabilities })
    expect(await refusal(client.send(create))).toBe('ValidationError')
  })

  check('stack-twice', 'fails where a role of that name exists, and leaves that role alone', async (aws) => {
    const member = await insideMember(aws)
    const client = stacksOf(aws, member)
    const TemplateBody = await templateFor(aws)
    const RoleName = fresh('role')
    const [first, second] = [fresh('stack'), fresh('stack')]
    for (const StackName of [first, second]) {
      await client.send(
        new CreateStackCommand({ StackName, TemplateBody, Parameters: parameters(RoleName), ...capabilities }),
      )
      const { StackStatus } = await untilDone(aws, client, StackName)
      expect(StackStatus).toBe(StackName === first ? 'CREATE_COMPLETE' : 'ROLLBACK_COMPLETE')
    }
    expect((await member.iam.send(new GetRoleCommand({ RoleName }))).Role?.RoleName).toBe(RoleName)
  })

  check('stack-deleted', 'takes the role away with it', async (aws) => {
    const member = await insideMember(aws)
    const client = stacksOf(aws, member)
    const TemplateBody = await templateFor(aws)
    const StackName = fresh('stack')
    const RoleName = fresh('role')
    await client.send(
      new CreateStackCommand({ StackName, TemplateBody, Parameters: parameters(RoleName), ...capabilities }),
    )
    await untilDone(aws, client, StackName)
    await client.send(new DeleteStackCommand({ StackName }))
    await aws.advance(5_000)
    expect(await refusal(member.iam.send(new GetRoleCommand({ RoleName })))).toMatch(/^NoSuchEntity/)
  })

  check('stackset', 'brings the role to every member, and not to the management account', async (aws) => {
    const admin = clientsOf(aws, aws.admin)
    const client = stacksOf(aws, admin)
    const root = (await admin.organizations.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? ''
    await activate(client)
    const StackSetName = fresh('set')
    const RoleName = fresh('role')
    await client.send(
      new CreateStackSetCommand({
        StackSetName,
        TemplateBody: await templateFor(aws),
        Parameters: parameters(RoleName),
        PermissionModel: 'SERVICE_MANAGED',
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
        ...capabilities,
      }),
    )
    const targets = { StackSetName, Regions: [home], DeploymentTargets: { OrganizationalUnitIds: [root] } }
    const { OperationId = '' } = await client.send(
      new CreateStackInstancesCommand({ ...targets, OperationPreferences: { FailureTolerancePercentage: 100 } }),
    )
    expect(await untilWorked(aws, client, StackSetName, OperationId)).toBe('SUCCEEDED')
    const { Summaries } = await client.send(new ListStackInstancesCommand({ StackSetName }))
    const accounts = Summaries?.map(({ Account }) => Account)
    expect(accounts).toContain(aws.memberAccountId)
    expect(accounts).not.toContain(aws.managementAccountId)
    const { StackInstance } = await client.send(
      new DescribeStackInstanceCommand({
        StackSetName,
        StackInstanceAccount: aws.memberAccountId,
        StackInstanceRegion: home,
      }),
    )
    expect(StackInstance?.Status).toBe('CURRENT')
    const roleArn = `arn:aws:iam::${aws.memberAccountId}:role/${RoleName}`
    expect(await assume(admin, { roleArn, externalId })).toMatchObject({ accessKeyId: expect.any(String) })
    expect(await refusal(admin.iam.send(new GetRoleCommand({ RoleName })))).toMatch(/^NoSuchEntity/)

    const removed = await client.send(new DeleteStackInstancesCommand({ ...targets, RetainStacks: false }))
    expect(await untilWorked(aws, client, StackSetName, removed.OperationId ?? '')).toBe('SUCCEEDED')
    const member = await insideMember(aws)
    expect(await refusal(member.iam.send(new GetRoleCommand({ RoleName })))).toMatch(/^NoSuchEntity/)
  })

  check('stackset-automatic', 'follows the accounts that come into its units and leave them', async (aws) => {
    const admin = clientsOf(aws, aws.admin)
    const client = stacksOf(aws, admin)
    const root = (await admin.organizations.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? ''
    await activate(client)
    const made = await admin.organizations.send(
      new CreateOrganizationalUnitCommand({ ParentId: root, Name: fresh('unit') }),
    )
    const unit = made.OrganizationalUnit?.Id ?? ''
    const StackSetName = fresh('set')
    const RoleName = fresh('role')
    await client.send(
      new CreateStackSetCommand({
        StackSetName,
        TemplateBody: await templateFor(aws),
        Parameters: parameters(RoleName),
        PermissionModel: 'SERVICE_MANAGED',
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
        ...capabilities,
      }),
    )
    await client.send(
      new CreateStackInstancesCommand({
        StackSetName,
        Regions: [home],
        DeploymentTargets: { OrganizationalUnitIds: [unit] },
      }),
    )
    const AccountId = await newAccount(aws, admin)
    const here = async (): Promise<number> => {
      await aws.advance(10_000)
      return (await client.send(new ListStackInstancesCommand({ StackSetName }))).Summaries?.length ?? 0
    }
    expect(await here()).toBe(0)
    await admin.organizations.send(
      new MoveAccountCommand({ AccountId, SourceParentId: root, DestinationParentId: unit }),
    )
    expect(await here()).toBe(1)
    const roleArn = `arn:aws:iam::${AccountId}:role/${RoleName}`
    expect(await assume(admin, { roleArn, externalId })).toMatchObject({ accessKeyId: expect.any(String) })
    await admin.organizations.send(
      new MoveAccountCommand({ AccountId, SourceParentId: unit, DestinationParentId: root }),
    )
    expect(await here()).toBe(0)
    expect(await refusal(assume(admin, { roleArn, externalId }))).toBe('AccessDenied')
  })

  check('stackset-two-regions', 'fails in a second Region, because IAM is global', async (aws) => {
    const admin = clientsOf(aws, aws.admin)
    const client = stacksOf(aws, admin)
    const root = (await admin.organizations.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? ''
    await activate(client)
    const StackSetName = fresh('set')
    await client.send(
      new CreateStackSetCommand({
        StackSetName,
        TemplateBody: await templateFor(aws),
        Parameters: parameters(fresh('role')),
        PermissionModel: 'SERVICE_MANAGED',
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
        ...capabilities,
      }),
    )
    const { OperationId = '' } = await client.send(
      new CreateStackInstancesCommand({
        StackSetName,
        Regions: [home, region],
        DeploymentTargets: { OrganizationalUnitIds: [root] },
      }),
    )
    expect(await untilWorked(aws, client, StackSetName, OperationId)).toBe('FAILED')
  })
}
