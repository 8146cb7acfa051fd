import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import {
  AttachPolicyCommand,
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
} from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('an SCP binds as soon as it is attached', async () => {
  const { organization } = sandbox.world
  const admin = plantUser(sandbox, organization.managementAccountId, 'org-admin', [
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ])
  const governor = new OrganizationsClient(clientConfig(sandbox, admin))
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
