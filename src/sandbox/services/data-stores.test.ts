/** Stores of data over the wire: made, given a policy, asked for it, by an administrator, a guest and a stranger. */
import * as backup from '@aws-sdk/client-backup'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as codeartifact from '@aws-sdk/client-codeartifact'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as ecr from '@aws-sdk/client-ecr'
import * as efs from '@aws-sdk/client-efs'
import * as events from '@aws-sdk/client-eventbridge'
import * as glue from '@aws-sdk/client-glue'
import * as kinesis from '@aws-sdk/client-kinesis'
import * as lambda from '@aws-sdk/client-lambda'
import * as search from '@aws-sdk/client-opensearch'
import * as s3control from '@aws-sdk/client-s3-control'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountId } from '../../core/ids.ts'
import type { Sandbox } from '../server.ts'
import { type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../testing.ts'

const region = 'eu-west-1'

let sandbox: Sandbox
let account: AccountId
let administrator: Credentials
/** Of another account, allowed everything there. */
let guest: Credentials
let guestArn: string
/** Of this account, allowed nothing. */
let nobody: Credentials
beforeAll(async () => {
  sandbox = await startTestSandbox()
  account = sandbox.world.home.accountId
  const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }]
  administrator = plantUser(sandbox, account, 'store-admin', everything)
  nobody = plantUser(sandbox, account, 'nobody', [])
  const other = [...sandbox.world.accounts.ids()].find((id) => id !== account)
  if (other === undefined) throw new Error('the world has one account only')
  guest = plantUser(sandbox, other, 'guest', everything)
  guestArn = `arn:aws:iam::${other}:user/guest`
})
afterAll(() => sandbox.stop())

const clients = (credentials: Credentials) => {
  const config = clientConfig(sandbox, credentials, region)
  return {
    backup: new backup.BackupClient(config),
    logs: new logs.CloudWatchLogsClient(config),
    codeartifact: new codeartifact.CodeartifactClient(config),
    dynamodb: new dynamodb.DynamoDBClient(config),
    ecr: new ecr.ECRClient(config),
    efs: new efs.EFSClient(config),
    events: new events.EventBridgeClient(config),
    glue: new glue.GlueClient(config),
    // Its own handler speaks HTTP/2 only.
    kinesis: new kinesis.KinesisClient({ ...config, requestHandler: new NodeHttpHandler() }),
    lambda: new lambda.LambdaClient(config),
    search: new search.OpenSearchClient(config),
  }
}
type Clients = ReturnType<typeof clients>

const document = (action: string, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: guestArn }, Action: action, ...more }],
})
const text = (action: string): string => JSON.stringify(document(action, { Resource: '*' }))
const arnOf = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`

interface Store {
  readonly name: string
  /** The action that the policy is to let the guest do, and what the guest then does. */
  readonly action: string
  make(by: Clients): Promise<unknown>
  put(by: Clients, policy: string): Promise<unknown>
  get(by: Clients): Promise<string | undefined>
  /** What is answered as long as there is no policy: the name of an error, or the text. */
  readonly none: { readonly error: string } | { readonly text: string | undefined }
}

const stores: readonly Store[] = [
  {
    name: 'DynamoDB',
    action: 'dynamodb:GetResourcePolicy',
    make: ({ dynamodb: by }) =>
      by.send(new dynamodb.CreateTableCommand({ TableName: 'orders', KeySchema: [], AttributeDefinitions: [] })),
    put: ({ dynamodb: by }, Policy) =>
      by.send(new dynamodb.PutResourcePolicyCommand({ ResourceArn: arnOf('dynamodb', 'table/orders'), Policy })),
    get: async ({ dynamodb: by }) =>
      (await by.send(new dynamodb.GetResourcePolicyCommand({ ResourceArn: arnOf('dynamodb', 'table/orders') }))).Policy,
    none: { error: 'PolicyNotFoundException' },
  },
  {
    name: 'ECR',
    action: 'ecr:GetRepositoryPolicy',
    make: ({ ecr: by }) => by.send(new ecr.CreateRepositoryCommand({ repositoryName: 'team/app' })),
    put: ({ ecr: by }, policyText) =>
      by.send(new ecr.SetRepositoryPolicyCommand({ repositoryName: 'team/app', policyText })),
    get: async ({ ecr: by }) =>
      (await by.send(new ecr.GetRepositoryPolicyCommand({ repositoryName: 'team/app', registryId: account })))
        .policyText,
    none: { error: 'RepositoryPolicyNotFoundException' },
  },
  {
    name: 'EventBridge',
    action: 'events:DescribeEventBus',
    make: ({ events: by }) => by.send(new events.CreateEventBusCommand({ Name: 'partners' })),
    put: ({ events: by }, Policy) => by.send(new events.PutPermissionCommand({ EventBusName: 'partners', Policy })),
    get: async ({ events: by }) =>
      (await by.send(new events.DescribeEventBusCommand({ Name: arnOf('events', 'event-bus/partners') }))).Policy,
    none: { text: undefined },
  },
  {
    name: 'Kinesis',
    action: 'kinesis:GetResourcePolicy',
    make: ({ kinesis: by }) => by.send(new kinesis.CreateStreamCommand({ StreamName: 'orders' })),
    put: ({ kinesis: by }, Policy) =>
      by.send(new kinesis.PutResourcePolicyCommand({ ResourceARN: arnOf('kinesis', 'stream/orders'), Policy })),
    get: async ({ kinesis: by }) =>
      (await by.send(new kinesis.GetResourcePolicyCommand({ ResourceARN: arnOf('kinesis', 'stream/orders') }))).Policy,
    none: { text: '{}' },
  },
  {
    name: 'AWS Backup',
    action: 'backup:GetBackupVaultAccessPolicy',
    make: ({ backup: by }) => by.send(new backup.CreateBackupVaultCommand({ BackupVaultName: 'daily' })),
    put: ({ backup: by }, Policy) =>
      by.send(new backup.PutBackupVaultAccessPolicyCommand({ BackupVaultName: 'daily', Policy })),
    get: async ({ backup: by }) =>
      (await by.send(new backup.GetBackupVaultAccessPolicyCommand({ BackupVaultName: 'daily' }))).Policy,
    none: { error: 'ResourceNotFoundException' },
  },
  {
    name: 'CodeArtifact',
    action: 'codeartifact:GetDomainPermissionsPolicy',
    make: ({ codeartifact: by }) => by.send(new codeartifact.CreateDomainCommand({ domain: 'company' })),
    put: ({ codeartifact: by }, policyDocument) =>
      by.send(new codeartifact.PutDomainPermissionsPolicyCommand({ domain: 'company', policyDocument })),
    get: async ({ codeartifact: by }) =>
      (await by.send(new codeartifact.GetDomainPermissionsPolicyCommand({ domain: 'company', domainOwner: account })))
        .policy?.document,
    none: { error: 'ResourceNotFoundException' },
  },
  {
    name: 'OpenSearch Service',
    action: 'es:DescribeDomains',
    make: ({ search: by }) => by.send(new search.CreateDomainCommand({ DomainName: 'products' })),
    put: ({ search: by }, AccessPolicies) =>
      by.send(new search.UpdateDomainConfigCommand({ DomainName: 'products', AccessPolicies })),
    get: async ({ search: by }) =>
      (await by.send(new search.DescribeDomainsCommand({ DomainNames: ['products'] }))).DomainStatusList?.[0]
        ?.AccessPolicies,
    none: { text: '' },
  },
  {
    name: 'Glue',
    action: 'glue:GetResourcePolicy',
    make: async ({ glue: by }) => by.send(new glue.DeleteResourcePolicyCommand({})),
    put: ({ glue: by }, PolicyInJson) => by.send(new glue.PutResourcePolicyCommand({ PolicyInJson })),
    get: async ({ glue: by }) => (await by.send(new glue.GetResourcePolicyCommand({}))).PolicyInJson,
    none: { error: 'EntityNotFoundException' },
  },
]

/** Services whose requests can name a resource of another account. */
const acrossAccounts = new Set(['DynamoDB', 'ECR', 'EventBridge', 'Kinesis', 'CodeArtifact'])

describe.each(stores)('$name', ({ name, action, make, put, get, none }) => {
  it('keeps a policy, and says so where there is none', async () => {
    const by = clients(administrator)
    await make(by)
    if ('error' in none) expect(await failure(get(by))).toMatchObject({ name: none.error })
    else expect(await get(by)).toBe(none.text)
    await put(by, text(action))
    expect(JSON.parse((await get(by)) ?? '')).toEqual(document(action, { Resource: '*' }))
    expect((await failure(put(by, '{"Statement": [{"Effect": "Perhaps"}]}'))).status).toBe(400)
  })

  it('refuses whom no policy allows', async () => {
    const { message } = await failure(get(clients(nobody)))
    expect(message).toContain(`not authorized to perform: ${action}`)
  })

  it.runIf(acrossAccounts.has(name))('lets in another account by its policy, and by it alone', async () => {
    expect(JSON.parse((await get(clients(guest))) ?? '')).toEqual(document(action, { Resource: '*' }))
    await put(clients(administrator), text('s3:GetObject'))
    expect((await failure(get(clients(guest)))).message).toContain('no resource-based policy allows')
  })
})

describe('ECR', () => {
  it('asks the policy of the registry in every request', async () => {
    const by = clients(administrator)
    await by.ecr.send(new ecr.CreateRepositoryCommand({ repositoryName: 'shared' }))
    const read = () =>
      clients(guest).ecr.send(new ecr.GetRepositoryPolicyCommand({ repositoryName: 'shared', registryId: account }))
    expect((await failure(read())).message).toContain('not authorized')
    await by.ecr.send(new ecr.PutRegistryPolicyCommand({ policyText: text('ecr:GetRepositoryPolicy') }))
    expect(await failure(read())).toMatchObject({ name: 'RepositoryPolicyNotFoundException' })
  })

  it('takes a policy without resources, as repositories have them', async () => {
    const by = clients(administrator)
    const policyText = JSON.stringify(document('ecr:BatchGetImage'))
    const set = await by.ecr.send(new ecr.SetRepositoryPolicyCommand({ repositoryName: 'shared', policyText }))
    expect(JSON.parse(set.policyText ?? '')).toEqual(document('ecr:BatchGetImage'))
  })
})

describe('EFS', () => {
  it('keeps a policy, and says so where there is none', async () => {
    const by = clients(administrator)
    const { FileSystemId } = await by.efs.send(
      new efs.CreateFileSystemCommand({ CreationToken: 'one', Tags: [{ Key: 'Name', Value: 'home' }] }),
    )
    const get = () => by.efs.send(new efs.DescribeFileSystemPolicyCommand({ FileSystemId }))
    expect(await failure(get())).toMatchObject({ name: 'PolicyNotFound', status: 404 })
    await by.efs.send(
      new efs.PutFileSystemPolicyCommand({ FileSystemId, Policy: text('elasticfilesystem:ClientMount') }),
    )
    expect(JSON.parse((await get()).Policy ?? '')).toEqual(document('elasticfilesystem:ClientMount', { Resource: '*' }))
    const { FileSystems = [] } = await by.efs.send(new efs.DescribeFileSystemsCommand({ FileSystemId }))
    expect(FileSystems).toMatchObject([{ Name: 'home', OwnerId: account }])
  })
})

describe('CloudWatch Logs', () => {
  it('keeps ten resource policies a Region', async () => {
    const by = clients(administrator).logs
    const put = (policyName: string) =>
      by.send(new logs.PutResourcePolicyCommand({ policyName, policyDocument: text('logs:PutLogEvents') }))
    const { resourcePolicies: before = [] } = await by.send(new logs.DescribeResourcePoliciesCommand({}))
    for (let more = before.length; more < 10; more += 1) await put(`policy-${more}`)
    expect(await failure(put('one-too-many'))).toMatchObject({ name: 'LimitExceededException' })
    const first = await by.send(new logs.DescribeResourcePoliciesCommand({ limit: 6 }))
    const rest = await by.send(new logs.DescribeResourcePoliciesCommand({ limit: 6, nextToken: first.nextToken }))
    expect([first.resourcePolicies?.length, rest.resourcePolicies?.length, rest.nextToken]).toEqual([6, 4, undefined])
    await by.send(new logs.DeleteResourcePolicyCommand({ policyName: 'policy-9' }))
    expect(await failure(by.send(new logs.DeleteResourcePolicyCommand({ policyName: 'policy-9' })))).toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('Lambda layers', () => {
  it('count their versions, each with its own policy', async () => {
    const by = clients(administrator).lambda
    const LayerName = 'tools'
    for (const Version of [1, 2]) {
      expect(await by.send(new lambda.PublishLayerVersionCommand({ LayerName, Content: {} }))).toMatchObject({
        Version,
      })
    }
    const get = (VersionNumber: number) =>
      by.send(new lambda.GetLayerVersionPolicyCommand({ LayerName, VersionNumber }))
    expect(await failure(get(2))).toMatchObject({ name: 'ResourceNotFoundException' })
    const permission = {
      LayerName,
      VersionNumber: 2,
      StatementId: 'all',
      Action: 'lambda:GetLayerVersion',
      Principal: '*',
    }
    await by.send(new lambda.AddLayerVersionPermissionCommand(permission))
    expect(JSON.parse((await get(2)).Policy ?? '').Statement).toMatchObject([{ Sid: 'all', Principal: '*' }])
    expect(await failure(by.send(new lambda.AddLayerVersionPermissionCommand(permission)))).toMatchObject({
      name: 'ResourceConflictException',
    })
  })
})

describe('S3 access points', () => {
  /** The SDK looks for a host named after the account, which a loopback address has not. */
  const control = (credentials: Credentials) => {
    const client = new s3control.S3ControlClient(clientConfig(sandbox, credentials, region))
    const rules = client.config.endpointProvider
    client.config.endpointProvider = (parameters, context) =>
      rules({ ...parameters, RequiresAccountId: false }, context)
    return client
  }

  it('keep a policy, and say so where there is none', async () => {
    const by = control(administrator)
    const point = { AccountId: account, Name: 'readers' }
    const Bucket = 'larkfield-security-reports'
    const made = await by.send(new s3control.CreateAccessPointCommand({ ...point, Bucket }))
    expect(made.AccessPointArn).toBe(arnOf('s3', 'accesspoint/readers'))
    const get = () => by.send(new s3control.GetAccessPointPolicyCommand(point))
    expect(await failure(get())).toMatchObject({ name: 'NoSuchAccessPointPolicy', status: 404 })
    await by.send(new s3control.PutAccessPointPolicyCommand({ ...point, Policy: text('s3:GetObject') }))
    expect(JSON.parse((await get()).Policy ?? '')).toEqual(document('s3:GetObject', { Resource: '*' }))
    const elsewhere = { ...point, Name: 'nowhere' }
    expect(await failure(by.send(new s3control.GetAccessPointPolicyCommand(elsewhere)))).toMatchObject({
      name: 'NoSuchAccessPoint',
    })
    expect(await failure(control(nobody).send(new s3control.GetAccessPointPolicyCommand(point)))).toMatchObject({
      status: 403,
    })
  })
})

describe('pages', () => {
  it.each([
    [
      'DynamoDB',
      ({ dynamodb: by }: Clients) => by.send(new dynamodb.ListTablesCommand({ Limit: 101 })),
      'ValidationException',
    ],
    [
      'ECR',
      ({ ecr: by }: Clients) => by.send(new ecr.DescribeRepositoriesCommand({ maxResults: 1001 })),
      'InvalidParameterException',
    ],
    [
      'EventBridge',
      ({ events: by }: Clients) => by.send(new events.ListEventBusesCommand({ Limit: 101 })),
      'ValidationException',
    ],
    [
      'Kinesis',
      ({ kinesis: by }: Clients) => by.send(new kinesis.ListStreamsCommand({ Limit: 10_001 })),
      'InvalidArgumentException',
    ],
    [
      'AWS Backup',
      ({ backup: by }: Clients) => by.send(new backup.ListBackupVaultsCommand({ NextToken: 'made up' })),
      'InvalidParameterValueException',
    ],
    [
      'OpenSearch Service',
      ({ search: by }: Clients) => by.send(new search.DescribeDomainsCommand({ DomainNames: [...'abcdef'] })),
      'ValidationException',
    ],
  ] as const)('%s refuses sizes and tokens that AWS refuses', async (_, list, name) => {
    expect(await failure(list(clients(administrator)))).toMatchObject({ name })
  })
})
