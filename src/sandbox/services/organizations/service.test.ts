import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
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
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../server.ts'
import { assumeTrustRole, type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../../testing.ts'

let sandbox: Sandbox
let reader: Credentials
let organizations: OrganizationsClient

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 'sample' })
  reader = await assumeTrustRole(sandbox, sandbox.world.organization.managementAccountId)
  organizations = new OrganizationsClient(clientConfig(sandbox, reader))
})
afterAll(() => sandbox.stop())

/** Ids of all accounts below a root or OU. */
async function accountsUnder(ParentId: string): Promise<string[]> {
  const { Accounts } = await organizations.send(new ListAccountsForParentCommand({ ParentId }))
  const { OrganizationalUnits } = await organizations.send(new ListOrganizationalUnitsForParentCommand({ ParentId }))
  const below = await Promise.all((OrganizationalUnits ?? []).map(({ Id }) => accountsUnder(Id ?? '')))
  return [...(Accounts ?? []).flatMap(({ Id }) => Id ?? []), ...below.flat()]
}

test('the tree holds every account once', async () => {
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  const found = await accountsUnder(Roots?.[0]?.Id ?? '')
  expect(found.toSorted()).toEqual([...sandbox.world.organization.members.keys()].toSorted())
  expect(found).toHaveLength(12)
})

test('lists page at one and at twenty, not beyond', async () => {
  const ids: string[] = []
  let NextToken: string | undefined
  do {
    const page = await organizations.send(new ListAccountsCommand({ MaxResults: 1, ...(NextToken && { NextToken }) }))
    ids.push(...(page.Accounts ?? []).flatMap(({ Id }) => Id ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  const whole = await organizations.send(new ListAccountsCommand({ MaxResults: 20 }))
  expect(ids).toEqual(whole.Accounts?.map(({ Id }) => Id))
  expect(await failure(organizations.send(new ListAccountsCommand({ MaxResults: 21 })))).toMatchObject({
    name: 'InvalidInputException',
  })
})

test('policies tell their document and their targets', async () => {
  for (const Filter of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    const { Policies } = await organizations.send(new ListPoliciesCommand({ Filter }))
    expect(Policies?.length).toBeGreaterThan(0)
    for (const { Id: PolicyId = '' } of Policies ?? []) {
      const { Policy } = await organizations.send(new DescribePolicyCommand({ PolicyId }))
      expect(JSON.parse(Policy?.Content ?? '')).toHaveProperty('Statement')
      const { Targets } = await organizations.send(new ListTargetsForPolicyCommand({ PolicyId, MaxResults: 20 }))
      expect(Targets?.map(({ TargetId }) => TargetId)).toEqual([
        ...(sandbox.world.organization.policies.get(PolicyId)?.targets ?? []),
      ])
    }
  }
})

test('delegated administrators and trusted services', async () => {
  const { DelegatedAdministrators } = await organizations.send(new ListDelegatedAdministratorsCommand({}))
  expect(new Set(DelegatedAdministrators?.map(({ Id }) => Id))).toEqual(
    new Set(sandbox.world.organization.delegatedAdministrators.map(({ accountId }) => accountId)),
  )
  const { EnabledServicePrincipals } = await organizations.send(new ListAWSServiceAccessForOrganizationCommand({}))
  expect(EnabledServicePrincipals?.length).toBe(sandbox.world.organization.trustedServices.size)
})

test('a member account learns of its organization but not of the others', async () => {
  const { organization } = sandbox.world
  const governors = new Set([
    organization.managementAccountId,
    ...organization.delegatedAdministrators.map(({ accountId }) => accountId),
  ])
  const plain = [...organization.members.values()].find(({ id, status }) => !governors.has(id) && status === 'ACTIVE')
  if (plain === undefined) throw new Error('the sample has no plain member')
  const member = new OrganizationsClient(clientConfig(sandbox, await assumeTrustRole(sandbox, plain.id)))
  expect((await member.send(new DescribeOrganizationCommand({}))).Organization?.Id).toBe(organization.id)
  expect(await failure(member.send(new ListAccountsCommand({})))).toMatchObject({ name: 'AccessDeniedException' })
})

/** Of the management account; may everything. */
const administrator = (name: string): OrganizationsClient =>
  new OrganizationsClient(
    clientConfig(
      sandbox,
      plantUser(sandbox, sandbox.world.organization.managementAccountId, name, [
        { Effect: 'Allow', Action: '*', Resource: '*' },
      ]),
    ),
  )

test('an SCP binds as soon as it is attached', async () => {
  const { organization } = sandbox.world
  const governor = administrator('org-admin')
  organization.policies.set('p-noiam', {
    id: 'p-noiam',
    name: 'no IAM',
    description: '',
    type: 'SERVICE_CONTROL_POLICY',
    awsManaged: false,
    document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'iam:*', Resource: '*' }] },
    targets: new Set(),
  })
  const { accountId } = sandbox.world.home
  const users = async () =>
    new IAMClient(clientConfig(sandbox, await assumeTrustRole(sandbox, accountId))).send(new ListUsersCommand({}))
  await users()
  const attachment = { PolicyId: 'p-noiam', TargetId: accountId }
  await governor.send(new AttachPolicyCommand(attachment))
  expect((await failure(users())).message).toContain('with an explicit deny in a service control policy')
  expect(await failure(governor.send(new AttachPolicyCommand(attachment)))).toMatchObject({
    name: 'DuplicatePolicyAttachmentException',
  })
  await governor.send(new DetachPolicyCommand(attachment))
  await users()
})

describe('what is written about policies', () => {
  const denying = (action: string): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }] })
  const create = (governor: OrganizationsClient, Name: string, more: Partial<CreatePolicyCommandInput> = {}) =>
    governor.send(
      new CreatePolicyCommand({
        Name,
        Description: '',
        Type: 'SERVICE_CONTROL_POLICY',
        Content: denying('iam:*'),
        ...more,
      }),
    )

  test('a policy is made, changed, bound and taken away', async () => {
    const governor = administrator('policy-writer')
    const { Policy } = await create(governor, 'NoQueues', { Content: denying('sqs:*') })
    const { Id: PolicyId = '', Arn, AwsManaged } = Policy?.PolicySummary ?? {}
    expect(PolicyId).toMatch(/^p-[0-9a-z]{8,128}$/)
    expect(Arn).toContain(`:policy/${sandbox.world.organization.id}/service_control_policy/${PolicyId}`)
    expect(AwsManaged).toBe(false)
    await governor.send(new UpdatePolicyCommand({ PolicyId, Name: 'NoTopics', Content: denying('sns:*') }))
    const told = await governor.send(new DescribePolicyCommand({ PolicyId }))
    expect(told.Policy?.PolicySummary?.Name).toBe('NoTopics')
    expect(told.Policy?.Content).toBe(denying('sns:*'))
    const attachment = { PolicyId, TargetId: sandbox.world.home.accountId }
    await governor.send(new AttachPolicyCommand(attachment))
    expect(await failure(governor.send(new DeletePolicyCommand({ PolicyId })))).toMatchObject({
      name: 'PolicyInUseException',
    })
    await governor.send(new DetachPolicyCommand(attachment))
    await governor.send(new DeletePolicyCommand({ PolicyId }))
    expect(await failure(governor.send(new DescribePolicyCommand({ PolicyId })))).toMatchObject({
      name: 'PolicyNotFoundException',
    })
  })

  test('names are taken once, contents have a form and a size, AWS’s own are not touched', async () => {
    const governor = administrator('policy-tester')
    await create(governor, 'Once')
    expect(await failure(create(governor, 'Once'))).toMatchObject({ name: 'DuplicatePolicyException' })
    // The other type has names of its own.
    const rcp = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }],
    })
    await create(governor, 'Once', { Type: 'RESOURCE_CONTROL_POLICY', Content: rcp })
    expect(await failure(create(governor, 'Tags', { Type: 'TAG_POLICY' }))).toMatchObject({
      name: 'PolicyTypeNotAvailableForOrganizationException',
    })
    expect(await failure(create(governor, 'Broken', { Content: '{' }))).toMatchObject({
      name: 'MalformedPolicyDocumentException',
    })
    await create(governor, 'Full', { Content: denying('iam:*').padEnd(5_120) })
    const tooLarge = create(governor, 'Large', { Content: denying('iam:*').padEnd(5_121) })
    await expect(tooLarge).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'POLICY_CONTENT_LIMIT_EXCEEDED',
    })
    const change = new UpdatePolicyCommand({ PolicyId: 'p-FullAWSAccess', Name: 'Mine' })
    await expect(governor.send(change)).rejects.toMatchObject({
      name: 'InvalidInputException',
      Reason: 'IMMUTABLE_POLICY',
    })
  })

  test('a target has at least one policy of a type and at most five', async () => {
    const governor = administrator('policy-hanger')
    const TargetId = sandbox.world.home.accountId
    const held = [...sandbox.world.organization.policies.values()].filter(
      ({ type, targets }) => type === 'SERVICE_CONTROL_POLICY' && targets.has(TargetId),
    )
    expect(held.map(({ name }) => name)).toEqual(['FullAWSAccess'])
    await expect(
      governor.send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId })),
    ).rejects.toMatchObject({ Reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED' })
    await expect(
      governor.send(new DetachPolicyCommand({ PolicyId: 'p-RCPFullAWSAccess', TargetId })),
    ).rejects.toMatchObject({ Reason: 'NON_DETACHABLE_POLICY' })
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) {
      const { Policy } = await create(governor, `Hanging ${count}`)
      ids.push(Policy?.PolicySummary?.Id ?? '')
    }
    for (const PolicyId of ids.slice(0, 4)) await governor.send(new AttachPolicyCommand({ PolicyId, TargetId }))
    await expect(governor.send(new AttachPolicyCommand({ PolicyId: ids[4], TargetId }))).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    })
  })
})
