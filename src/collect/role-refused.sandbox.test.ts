/** StackSets that went wrong in the simulated organization, made through the real SDK, and what a check makes of them. */
import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
} from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccountTarget, Connection } from '../app/ports/connections.ts'
import { type AccountId, parseArn } from '../core/ids.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { plantUser, startTestSandbox } from '../sandbox/testing.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { describeInstallation } from './instructions.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startTestSandbox({ size: 'tiny' })
})
afterEach(() => sandbox.stop())

const management = (): AccountId => sandbox.world.organization.managementAccountId

function member(): AccountId {
  const others = [management(), sandbox.world.home.accountId]
  const found = [...sandbox.world.accounts.ids()].find((id) => !others.includes(id))
  if (!found) throw new Error('the world has no member')
  return found
}

const connection = (): Connection =>
  connectionTo(sandbox.url, {
    method: 'stackset',
    externalId: sandbox.world.home.externalId,
    trustPrincipalArn: parseArn(sandbox.world.home.arn) ?? null,
    managementAccountId: management(),
    accounts: [management(), member()],
  })

async function deploy(externalId: string): Promise<void> {
  const credentials = plantUser(sandbox, management(), 'admin', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
  const client = new CloudFormationClient({ endpoint: sandbox.url, region: 'us-east-1', credentials, maxAttempts: 1 })
  const StackSetName = 'Bailiwick-Trust-Role-Org'
  await client.send(new ActivateOrganizationsAccessCommand({}))
  await client.send(
    new CreateStackSetCommand({
      StackSetName,
      TemplateBody: describeInstallation(connection()).template,
      Parameters: [{ ParameterKey: 'ExternalID', ParameterValue: externalId }],
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
    }),
  )
  const { OperationId } = await client.send(
    new CreateStackInstancesCommand({
      StackSetName,
      Regions: ['us-east-1'],
      DeploymentTargets: {
        OrganizationalUnitIds: [sandbox.world.organization.rootId],
        Accounts: [member()],
        AccountFilterType: 'INTERSECTION',
      },
    }),
  )
  for (let tries = 0; tries < 20; tries += 1) {
    sandbox.clock.advance(1_000)
    const { StackSetOperation } = await client.send(new DescribeStackSetOperationCommand({ StackSetName, OperationId }))
    if (StackSetOperation?.Status !== 'RUNNING' && StackSetOperation?.Status !== 'QUEUED') return
  }
  throw new Error('the StackSet does not end')
}

async function check(): Promise<Omit<AccountTarget, 'connectionId'> | undefined> {
  const targets = new Map<AccountId, Omit<AccountTarget, 'connectionId'>>()
  await readerWith(sandbox.credentials).verify(
    connection(),
    async (target) => void targets.set(target.accountId, target),
    noAbort,
  )
  return targets.get(member())
}

const removeRole = () => sandbox.world.accounts.edit(member())?.iam.roles.delete(sandbox.world.home.roleName)

test('typed with another ExternalID', async () => {
  removeRole()
  await deploy('another')
  const target = await check()
  expect(target?.state).toBe('external_id_mismatch')
  expect(target?.probes[0]?.fix?.text).toBe(`Update the StackSet: set ExternalID to ${sandbox.world.home.externalId}.`)
})

test('with ours: the role is there, and everything it may read', async () => {
  removeRole()
  await deploy(sandbox.world.home.externalId)
  expect(await check()).toMatchObject({ state: 'ready', reason: null })
})

test('over a role of the same name that somebody had made: the StackSet says why it failed', async () => {
  const role = sandbox.world.accounts.edit(member())?.iam.roles.get(sandbox.world.home.roleName)
  if (role) role.trustPolicy = { Version: '2012-10-17', Statement: [] }
  await deploy(sandbox.world.home.externalId)
  const target = await check()
  expect(target?.state).toBe('role_missing')
  expect(target?.probes[0]).toMatchObject({
    cause: 'stack_failed',
    reason: expect.stringMatching(/could not create the stack .* already exists/),
  })
})
