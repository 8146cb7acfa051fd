/** The reader against an AWS that is not ours: several accounts of one organization in `moto_server`. */
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  CreatePolicyCommand as CreateManagedPolicy,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import {
  CreateUserCommand as CreateDirectoryUser,
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  IdentitystoreClient,
} from '@aws-sdk/client-identitystore'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { PutPublicAccessBlockCommand } from '@aws-sdk/client-s3-control'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import {
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListInstancesCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@smithy/types'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountTarget } from '../app/ports/connections.ts'
import { createBudget } from '../aws/budget.ts'
import { createClientFactory } from '../aws/clients.ts'
import { createLedger } from '../aws/ledger.ts'
import type { AccountId } from '../core/ids.ts'
import { accountIdOf, connectionTo, noAbort, readerWith } from './connection.fake.ts'
import type { Moto } from './moto-server.fake.ts'
import { findMoto, startMoto } from './moto-server.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

const program = findMoto(process.env)
if (!program)
  process.stderr.write(
    'Skipped: no moto_server in PATH or MOTO_SERVER; the reader was not tried on an AWS that is not ours.\n',
  )

/** moto's own account, in which unknown keys live. */
const management = accountIdOf('123456789012')
const own: AwsCredentialIdentity = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
const openPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})
const regions = ['us-east-1', 'eu-west-1']

/** An operation of each cell that moto does not have, or breaks over. */
const lacking: Readonly<Record<string, string>> = {
  organization: 'organizations:DescribeResourcePolicy',
  identity_center: 'sso:GetPermissionsBoundaryForPermissionSet',
  s3_access_points: 's3:ListAccessGrantsInstances',
  glue: 'glue:GetResourcePolicies',
  codeartifact: 'codeartifact:ListDomains',
  rolesanywhere: 'rolesanywhere:ListTrustAnchors',
  ssm: 'ssm:DescribeInstanceInformation',
  ram: 'ram:GetResourceShares',
  last_accessed: 'iam:GenerateServiceLastAccessedDetails',
  access_analyzer: 'access-analyzer:ListAnalyzers',
}

let moto: Moto
let members: readonly AccountId[]

const at = (region: string, credentials: AwsCredentialIdentity = own) => ({ endpoint: moto.url, region, credentials })

async function makeOrganization(): Promise<readonly AccountId[]> {
  const client = new OrganizationsClient(at('us-east-1'))
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const root = (await client.send(new ListRootsCommand({}))).Roots?.[0]?.Id
  await client.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' }))
  const unit = await client.send(new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'Production' }))
  const created: AccountId[] = []
  for (const AccountName of ['lake', 'shop']) {
    const answer = await client.send(new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }))
    created.push(accountIdOf(answer.CreateAccountStatus?.AccountId ?? ''))
  }
  const DestinationParentId = unit.OrganizationalUnit?.Id
  await client.send(new MoveAccountCommand({ AccountId: created[0], SourceParentId: root, DestinationParentId }))
  const policy = await client.send(
    new CreatePolicyCommand({ Name: 'guard', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: openPolicy }),
  )
  const PolicyId = policy.Policy?.PolicySummary?.Id
  await client.send(new AttachPolicyCommand({ PolicyId, TargetId: DestinationParentId }))
  return created
}

async function makeIdentityCenter(accountId: AccountId): Promise<void> {
  const sso = new SSOAdminClient(at('us-east-1'))
  const store = new IdentitystoreClient(at('us-east-1'))
  const [instance] = (await sso.send(new ListInstancesCommand({}))).Instances ?? []
  const { InstanceArn, IdentityStoreId } = instance ?? {}
  const set = await sso.send(new CreatePermissionSetCommand({ InstanceArn, Name: 'Administrators' }))
  const user = await store.send(
    new CreateDirectoryUser({
      IdentityStoreId,
      UserName: 'ann',
      DisplayName: 'Ann',
      Name: { GivenName: 'A', FamilyName: 'B' },
    }),
  )
  const group = await store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'admins' }))
  await store.send(
    new CreateGroupMembershipCommand({
      IdentityStoreId,
      GroupId: group.GroupId,
      MemberId: { UserId: user.UserId ?? '' },
    }),
  )
  await sso.send(
    new CreateAccountAssignmentCommand({
      InstanceArn,
      TargetId: accountId,
      TargetType: 'AWS_ACCOUNT',
      PermissionSetArn: set.PermissionSet?.PermissionSetArn,
      PrincipalType: 'GROUP',
      PrincipalId: group.GroupId,
    }),
  )
}

async function makeAccount(accountId: AccountId): Promise<void> {
  const { Credentials } = await new STSClient(at('us-east-1')).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/setup`, RoleSessionName: 'setup' }),
  )
  const inside: AwsCredentialIdentity = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
  const iam = new IAMClient(at('us-east-1', inside))
  await iam.send(new CreateUserCommand({ UserName: 'left-over' }))
  await iam.send(new CreateManagedPolicy({ PolicyName: 'everything', PolicyDocument: openPolicy }))
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'app',
      MaxSessionDuration: 7_200,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    }),
  )
  for (const region of regions) await makeResources(region, inside, accountId)
  if (accountId === members[0]) await closeToPublic(accountId, inside)
}

const closedToPublic = {
  restrictPublicBuckets: true,
  ignorePublicAcls: true,
  blockPublicAcls: true,
  blockPublicPolicy: true,
}

/** With our own client: the SDK's alone would look for a host named after the account. */
async function closeToPublic(accountId: AccountId, credentials: AwsCredentialIdentity): Promise<void> {
  const clock = { now: () => new Date().toISOString(), elapsed: () => performance.now() }
  const factory = createClientFactory({
    budget: createBudget({ clock }),
    clock,
    version: '0.0.0',
    endpoint: moto.url,
    env: {},
  })
  const client = factory.create('s3control', {
    accountId,
    region: 'us-east-1',
    credentials: async () => credentials,
    ledger: createLedger(),
  })
  await client.send(
    new PutPublicAccessBlockCommand({
      AccountId: accountId,
      PublicAccessBlockConfiguration: {
        RestrictPublicBuckets: true,
        IgnorePublicAcls: true,
        BlockPublicAcls: false,
        BlockPublicPolicy: true,
      },
    }),
  )
  factory.close()
}

async function makeResources(region: string, inside: AwsCredentialIdentity, accountId: AccountId): Promise<void> {
  const there = at(region, inside)
  const Bucket = `data-${accountId}-${region}`
  const s3 = new S3Client({ ...there, forcePathStyle: true })
  const constraint =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } }
  await s3.send(new CreateBucketCommand({ Bucket, ...constraint }))
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
  })
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  await new KMSClient(there).send(new CreateKeyCommand({}))
  await new SQSClient({ ...there, useQueueUrlAsEndpoint: false }).send(new CreateQueueCommand({ QueueName: 'orders' }))
  await new SNSClient(there).send(new CreateTopicCommand({ Name: 'news' }))
  await new SecretsManagerClient(there).send(
    new CreateSecretCommand({ Name: 'database', SecretString: 'never-read-this' }),
  )
  await new EC2Client(there).send(new RunInstancesCommand({ ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 }))
}

describe.skipIf(!program)('moto', () => {
  beforeAll(async () => {
    moto = await startMoto(program ?? '')
    members = await makeOrganization()
    for (const accountId of [management, ...members]) await makeAccount(accountId)
    await makeIdentityCenter(members[0] ?? management)
  }, 60_000)
  afterAll(() => moto?.stop())

  test('our identity', async () => {
    const caller = await readerWith(own).callerIdentity(connectionTo(moto.url))
    expect(caller).toMatchObject({ accountId: management, partition: 'aws' })
  })

  test('an organization of three accounts, found from its management account', async () => {
    const sink = createRecordingSink()
    const connection = connectionTo(moto.url, {
      managementAccountId: management,
      organization: true,
      identityCenter: true,
      regions,
    })
    await readerWith(own).collect(connection, sink, noAbort)

    expect(
      sink
        .all('account')
        .map(({ accountId }) => accountId)
        .sort(),
    ).toEqual([management, ...members].sort())
    expect(
      sink
        .all('organizationalUnit')
        .map(({ body }) => body.name)
        .sort(),
    ).toEqual(['Production', 'Root'])
    const unit = sink.all('organizationalUnit').find(({ body }) => body.name === 'Production')
    expect(sink.all('account').find(({ body }) => body.name === 'lake')?.body.parentId).toBe(unit?.nativeId)
    const guard = sink.all('organizationPolicy').find(({ body }) => body.name === 'guard')
    expect(guard?.body).toMatchObject({
      type: 'serviceControl',
      targets: [unit?.nativeId],
      document: JSON.parse(openPolicy),
    })

    expect(sink.all('directoryUser').map(({ body }) => body.userName)).toEqual(['ann'])
    expect(sink.all('directoryGroup').map(({ body }) => body.members.length)).toEqual([1])
    expect(sink.all('permissionSet').map(({ body }) => body.name)).toEqual(['Administrators'])
    expect(sink.all('accountAssignment').map(({ body }) => [body.accountId, body.principalType])).toEqual([
      [members[0], 'GROUP'],
    ])

    const apps = sink.all('role').filter(({ body }) => body.name === 'app')
    expect(apps.map(({ body }) => body.maxSessionSeconds)).toEqual([7_200, 7_200, 7_200])
    expect(sink.all('user').filter(({ body }) => body.name === 'left-over')).toHaveLength(3)
    expect(sink.all('managedPolicy').filter(({ body }) => body.name === 'everything')).toHaveLength(3)

    for (const type of ['s3:bucket', 'kms:key', 'sqs:queue', 'sns:topic', 'secretsmanager:secret', 'ec2:instance']) {
      const places = sink.resources(type).map(({ accountId, region }) => `${accountId} ${region}`)
      const expected = [management, ...members].flatMap((accountId) =>
        regions.map((region) => `${accountId} ${region}`),
      )
      expect([type, ...places.sort()]).toEqual([type, ...expected.sort()])
    }
    expect(
      sink
        .all('accountSettings')
        .filter(({ cell }) => cell === 's3')
        .map(({ accountId, body }) => [accountId, body]),
    ).toEqual([[members[0], { s3BlockPublicAccess: { ...closedToPublic, blockPublicAcls: false } }]])
    const [bucket] = sink.resources('s3:bucket')
    expect(bucket?.body.policy).toMatchObject({ state: 'read', document: { Statement: [{ Action: 's3:GetObject' }] } })

    const stages = sink.events.filter((event) => /running|done/.test(event))
    expect(stages.slice(0, 2)).toEqual(['organization running', 'organization done'])
    // Identity Center has its own pace beside the accounts.
    expect(stages.slice(2).filter((event) => event.startsWith('identity_center'))).toEqual([
      'identity_center running',
      'identity_center done',
    ])
    expect(stages.slice(2).filter((event) => !event.startsWith('identity_center'))).toEqual([
      'iam running',
      'iam done',
      'resources running',
      'resources done',
      'network running',
      'network done',
      'configuration running',
      'configuration done',
      'analysis running',
      'analysis done',
    ])
    // What moto lacks may be missing, with its reason, and nothing else.
    const troubled = sink.cells.filter(({ state }) => state !== 'ok' && state !== 'skipped_by_setting')
    for (const { type, reason } of troubled)
      expect([type, reason]).toEqual([type, expect.stringContaining(lacking[type] ?? '?')])
    expect(new Set(troubled.map(({ type }) => type))).toEqual(new Set(Object.keys(lacking)))
    expect(JSON.stringify(sink.all('resource'))).not.toContain('never-read-this')
  }, 60_000)

  test('one account, directly', async () => {
    const sink = createRecordingSink()
    const connection = connectionTo(moto.url, { method: 'direct', externalId: '', regions: ['us-east-1'] })
    await readerWith(own).collect(connection, sink, noAbort)
    expect(new Set(sink.all('role').map(({ accountId }) => accountId))).toEqual(new Set([management]))
    expect(sink.find('role')).toMatchObject({ accountId: management, state: 'ok' })
    expect(sink.all('organization')).toHaveLength(1)
    expect(sink.requests('sts:AssumeRole')).toBe(0)
  }, 60_000)

  test('a check of every account; moto lets roles be assumed without the external id, and that is seen', async () => {
    const targets = new Map<string, Omit<AccountTarget, 'connectionId'>>()
    const connection = connectionTo(moto.url, {
      managementAccountId: management,
      organization: true,
      identityCenter: true,
    })
    await readerWith(own).verify(connection, async (target) => void targets.set(target.accountId, target), noAbort)
    expect([...targets.keys()].sort()).toEqual([management, ...members].sort())
    for (const target of targets.values()) {
      // Of these moto has the address and fails inside (status 500): no fault of the role's, which is ready.
      const broken = ['resources:codeartifact', 'resources:ssm', 'resources:rolesanywhere', 'resources:access_analyzer']
      const failed = target.probes.filter(({ result }) => result === 'failed').map(({ capability }) => capability)
      expect(failed).toEqual(['external_id', ...broken])
      expect(target.state).toBe('ready')
      expect(target.probes.find(({ capability }) => capability === 'identities')?.result).toBe('ok')
    }
    const organization = targets.get(management)?.probes.find(({ capability }) => capability === 'organization')
    expect(organization?.result).toBe('ok')
  }, 60_000)

  test('a stopped reading ends at once', async () => {
    const stop = new AbortController()
    const sink = createRecordingSink(() => stop.abort())
    const connection = connectionTo(moto.url, { managementAccountId: management, organization: true })
    const begun = performance.now()
    await expect(readerWith(own).collect(connection, sink, { signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(sink.cells.length).toBeLessThan(10)
  }, 60_000)
})
