/** Our template in the simulated organization, with every choice of optional parameters: each brings its policy and no other. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectionSettings, defaultSettings } from '../../app/ports/connections.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { clientConfig, plantUser, startTestSandbox } from '../../sandbox/testing.ts'
import { connectionTo } from '../connection.fake.ts'
import { describeInstallation } from '../instructions.ts'
import { broughtBy, choices, valuesOf, withoutRoom } from './optional-parameters.fake.ts'

let sandbox: Sandbox
let client: CloudFormationClient

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
  const administrator = plantUser(sandbox, sandbox.world.organization.managementAccountId, 'installer', [everything])
  client = new CloudFormationClient(clientConfig(sandbox, administrator))
}, 60_000)
afterAll(() => sandbox?.stop())

// As in AWS, a principal that does not exist makes the stack fail.
const connection = (change = {}) => connectionTo(sandbox.url, { trustPrincipalArn: sandbox.world.home.arn, ...change })

const iam = () => {
  const { organization, accounts } = sandbox.world
  return accounts.get(organization.managementAccountId)?.iam
}

/** Names of the policies that a role has, whoever made them. */
function policiesOf(RoleName: string): readonly string[] {
  const role = iam()?.roles.get(RoleName)
  const attached = (role?.attachedPolicies ?? []).map((arn) => arn.split('/').at(-1) ?? '')
  return [...attached, ...(role?.inlinePolicies.keys() ?? [])].toSorted()
}

const request = (StackName: string, TemplateBody: string, values: Readonly<Record<string, string>>) => ({
  StackName,
  TemplateBody,
  Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  Parameters: Object.entries({ ExternalID: 'some-id', RoleName: StackName, ...values }).map(
    ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
  ),
})

/** Until CloudFormation is done with it; the clock of the session then stands where it stood. */
async function settled(StackId: string | undefined): Promise<string | undefined> {
  sandbox.clock.advance(60_000)
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: StackId }))
    const status = Stacks?.[0]?.StackStatus
    if (status?.endsWith('_IN_PROGRESS')) continue
    sandbox.clock.advance(-60_000)
    return status
  }
}

async function create(name: string, template: string, values: Readonly<Record<string, string>>) {
  const { StackId } = await client.send(new CreateStackCommand(request(name, template, values)))
  expect(await settled(StackId)).toBe('CREATE_COMPLETE')
  return StackId
}

test('every choice of optional parameters', async () => {
  const { template } = describeInstallation(connection())
  for (const [index, chosen] of choices.entries()) {
    const name = `Chosen${index}`
    await create(name, template, valuesOf(chosen))
    expect(policiesOf(name)).toEqual(['SecurityAudit', ...broughtBy(chosen)].toSorted())
  }
  expect(choices).toHaveLength(32)
}, 60_000)

test('an update gives and takes policies, and a new name moves them to a new role', async () => {
  const { template } = describeInstallation(connection())
  const id = await create('Changing', template, valuesOf(['CloudTrailBucketArn', 'ExtendedReads']))
  const update = async (values: Readonly<Record<string, string>>) => {
    await client.send(new UpdateStackCommand(request('Changing', template, values)))
    expect(await settled(id)).toBe('UPDATE_COMPLETE')
  }
  await update(valuesOf(['IncludeAWSIdentityCenter', 'CloudTrailKeyArn', 'ExtendedReads']))
  const brought = ['AWSSSODirectoryReadOnly', 'AWSSSOReadOnly', 'BailiwickExtendedReads', 'BailiwickTrailKey']
  expect(policiesOf('Changing')).toEqual([...brought, 'SecurityAudit'])
  await update({ RoleName: 'Changed', ...valuesOf(['ExtendedReads']) })
  expect(policiesOf('Changed')).toEqual(['BailiwickExtendedReads', 'SecurityAudit'])
  expect(iam()?.roles.has('Changing')).toBe(false)
}, 60_000)

test('least policies that grow out of the role, and back into it', async () => {
  const least = (settings: ConnectionSettings) => describeInstallation(connection({ settings }), { policy: 'least' })
  const [inside, outside] = [defaultSettings, withoutRoom].map((settings) => least(settings).template)
  const values = valuesOf(['CloudTrailBucketArn'])
  const id = await create('Growing', inside ?? '', values)
  const update = async (template: string | undefined) => {
    await client.send(new UpdateStackCommand(request('Growing', template ?? '', values)))
    expect(await settled(id)).toBe('UPDATE_COMPLETE')
  }
  expect(policiesOf('Growing')).toEqual(['BailiwickReads', 'BailiwickTrailLogs'])
  await update(outside)
  expect(policiesOf('Growing')).toEqual([
    'BailiwickTrailLogs',
    expect.stringContaining('Growing-BailiwickReadsManaged-'),
  ])
  await update(inside)
  expect(policiesOf('Growing')).toEqual(['BailiwickReads', 'BailiwickTrailLogs'])
}, 60_000)

test('an update that fails leaves what was there, and one that changes a type does not begin', async () => {
  const { template } = describeInstallation(connection())
  const id = await create('Failing', template, valuesOf(['CloudTrailBucketArn']))
  const change = (how: (resources: Record<string, { Type: string; Properties: object }>) => void): string => {
    const changed = JSON.parse(template)
    how(changed.Resources)
    return JSON.stringify(changed)
  }
  const before = policiesOf('Failing')
  const documents = () => JSON.stringify([...(iam()?.roles.get('Failing')?.inlinePolicies ?? [])])
  const documentsBefore = documents()
  const refused = change((resources) => {
    const { BailiwickTrailKey: key } = resources
    Object.assign(key?.Properties ?? {}, { PolicyDocument: { Statement: 'none' } })
  })
  const given = valuesOf(['CloudTrailBucketArn', 'CloudTrailKeyArn', 'IncludeAWSIdentityCenter'])
  const withPrefix = { ...given, CloudTrailPrefix: 'org' }
  await client.send(new UpdateStackCommand(request('Failing', refused, withPrefix)))
  expect(await settled(id)).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(policiesOf('Failing')).toEqual(before)
  expect(documents()).toBe(documentsBefore)

  const otherType = change(({ BailiwickTrailLogs: logs }) => {
    if (logs) logs.Type = 'AWS::IAM::ManagedPolicy'
  })
  await expect(client.send(new UpdateStackCommand(request('Failing', otherType, withPrefix)))).rejects.toThrow(
    'modifies resource type of the following resources: [BailiwickTrailLogs]',
  )
}, 60_000)

test('the least policies, beside the role where they do not fit into it; a deleted stack leaves nothing', async () => {
  const before = new Set(iam()?.policies.keys())
  const { template } = describeInstallation(connection({ settings: withoutRoom }), { policy: 'least' })
  const id = await create('Least', template, valuesOf(['IncludeAWSIdentityCenter', 'CloudTrailBucketArn']))
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: id }))
  const types = Object.groupBy(StackResources, ({ ResourceType = '' }) => ResourceType)
  expect(types['AWS::IAM::ManagedPolicy']?.length).toBeGreaterThan(0)
  const attached = types['AWS::IAM::ManagedPolicy']?.map(({ PhysicalResourceId = '' }) => PhysicalResourceId)
  expect(iam()?.roles.get('Least')?.attachedPolicies.toSorted()).toEqual(attached?.toSorted())
  expect(policiesOf('Least')).toContain('BailiwickTrailLogs')

  await client.send(new DeleteStackCommand({ StackName: id }))
  expect(await settled(id)).toBe('DELETE_COMPLETE')
  expect(iam()?.roles.has('Least')).toBe(false)
  expect(new Set(iam()?.policies.keys())).toEqual(before)
}, 60_000)
