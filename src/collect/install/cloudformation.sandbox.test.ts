/** Our template in the simulated organization, with every choice of optional parameters: each brings its policy and no other. */
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/server.ts'
import { clientConfig, plantUser, startTestSandbox } from '../../sandbox/testing.ts'
import { connectionTo } from '../connection.fake.ts'
import { describeInstallation } from '../instructions.ts'

let sandbox: Sandbox
let client: CloudFormationClient

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
  const administrator = plantUser(sandbox, sandbox.world.organization.managementAccountId, 'installer', [everything])
  client = new CloudFormationClient(clientConfig(sandbox, administrator))
}, 60_000)
afterAll(() => sandbox?.stop())

const optional = {
  IncludeAWSIdentityCenter: ['true', 'AWSSSODirectoryReadOnly', 'AWSSSOReadOnly'],
  CloudTrailBucketArn: ['arn:aws:s3:::central-logs', 'BailiwickTrailLogs'],
  CloudTrailKeyArn: ['arn:aws:kms:us-east-1:222233334444:key/1234abcd', 'BailiwickTrailKey'],
  CloudTrailQueueArn: ['arn:aws:sqs:us-east-1:222233334444:bailiwick', 'BailiwickTrailQueue'],
  ExtendedReads: ['true', 'BailiwickExtendedReads'],
} as const

const names = Object.keys(optional) as (keyof typeof optional)[]
const choices = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, bit) => (bits >> bit) & 1))

test('every choice of optional parameters', async () => {
  // As in AWS, a principal that does not exist makes the stack fail.
  const { template } = describeInstallation(connectionTo(sandbox.url, { trustPrincipalArn: sandbox.world.home.arn }))
  for (const [index, chosen] of choices.entries()) {
    const RoleName = `Chosen${index}`
    const values = [
      ['ExternalID', 'some-id'],
      ['RoleName', RoleName],
      ...chosen.map((name) => [name, optional[name][0]]),
    ]
    await client.send(
      new CreateStackCommand({
        StackName: RoleName,
        TemplateBody: template,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: values.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      }),
    )
    sandbox.clock.advance(60_000)
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: RoleName }))
    expect(Stacks?.[0]).toMatchObject({ StackStatus: 'CREATE_COMPLETE' })
    const { organization, accounts } = sandbox.world
    const role = accounts.get(organization.managementAccountId)?.iam.roles.get(RoleName)
    const attached = (role?.attachedPolicies ?? []).map((arn) => arn.split('/').at(-1))
    const brought: readonly string[] = ['SecurityAudit', ...chosen.flatMap((name) => optional[name].slice(1))]
    expect([...attached, ...(role?.inlinePolicies.keys() ?? [])].toSorted()).toEqual(brought.toSorted())
    sandbox.clock.advance(-60_000)
  }
  expect(choices).toHaveLength(32)
}, 60_000)
