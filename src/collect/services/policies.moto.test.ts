/**
 * The collectors of resource policies against an AWS that is not ours. What `moto_server` lacks, and so only the simulated AWS
 * tells: the policy of a backup vault, the policies that AWS RAM makes in Glue, all of CodeArtifact, S3 Access Grants.
 */
import { BackupClient, CreateBackupVaultCommand } from '@aws-sdk/client-backup'
import { CloudWatchLogsClient, PutResourcePolicyCommand as PutLogPolicy } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateTableCommand,
  DynamoDBClient,
  PutResourcePolicyCommand as PutTablePolicy,
} from '@aws-sdk/client-dynamodb'
import {
  CreateRepositoryCommand,
  ECRClient,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr'
import { CreateFileSystemCommand, EFSClient, PutFileSystemPolicyCommand } from '@aws-sdk/client-efs'
import { CreateEventBusCommand, EventBridgeClient, PutPermissionCommand } from '@aws-sdk/client-eventbridge'
import { GlueClient, PutResourcePolicyCommand as PutCatalogPolicy } from '@aws-sdk/client-glue'
import {
  CreateStreamCommand,
  KinesisClient,
  PutResourcePolicyCommand as PutStreamPolicy,
} from '@aws-sdk/client-kinesis'
import { AddLayerVersionPermissionCommand, LambdaClient, PublishLayerVersionCommand } from '@aws-sdk/client-lambda'
import { CreateDomainCommand, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { CreateBucketCommand, PutBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateAccessPointCommand, PutAccessPointPolicyCommand } from '@aws-sdk/client-s3-control'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBudget } from '../../aws/budget.ts'
import { createClientFactory } from '../../aws/clients.ts'
import { createLedger } from '../../aws/ledger.ts'
import type { CellType } from '../../core/inventory/coverage.ts'
import type { Json, PolicyReading } from '../../core/inventory/objects.ts'
import { accountIdOf, connectionTo, noAbort, readerWith } from '../connection.fake.ts'
import type { Moto } from '../moto-server.fake.ts'
import { findMoto, startMoto } from '../moto-server.fake.ts'
import type { RecordingSink } from '../recording-sink.fake.ts'
import { createRecordingSink } from '../recording-sink.fake.ts'

const program = findMoto(process.env)
if (!program)
  process.stderr.write('Skipped: no moto_server in PATH or MOTO_SERVER; resource policies were not read from it.\n')

const accountId = accountIdOf('123456789012')
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
const region = 'eu-west-1'
const cells: readonly CellType[] = [
  's3',
  's3_access_points',
  'lambda',
  'dynamodb',
  'ecr',
  'elasticfilesystem',
  'backup',
  'events',
  'logs',
  'es',
  'glue',
  'kinesis',
  'codeartifact',
]

let moto: Moto
let fileSystems: { readonly open: string; readonly plain: string }

const documentOn = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Guest', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::210987654321:root' }, Action, Resource },
  ],
})
const documents = {
  table: documentOn('dynamodb:GetItem', `arn:aws:dynamodb:${region}:${accountId}:table/open`),
  repository: documentOn('ecr:BatchGetImage', '*'),
  registry: documentOn('ecr:ReplicateImage', `arn:aws:ecr:${region}:${accountId}:repository/*`),
  fileSystem: documentOn('elasticfilesystem:ClientMount', '*'),
  log: documentOn('logs:PutLogEvents', '*'),
  domain: documentOn('es:ESHttpGet', `arn:aws:es:${region}:${accountId}:domain/open/*`),
  catalog: documentOn('glue:GetTable', `arn:aws:glue:${region}:${accountId}:*`),
  stream: documentOn('kinesis:GetRecords', `arn:aws:kinesis:${region}:${accountId}:stream/open`),
  point: documentOn('s3:GetObject', `arn:aws:s3:${region}:${accountId}:accesspoint/open/object/*`),
}

async function makeStores(): Promise<void> {
  const at = { endpoint: moto.url, region, credentials }
  const dynamodb = new DynamoDBClient(at)
  const ecr = new ECRClient(at)
  // Its own handler speaks HTTP/2 only.
  const kinesis = new KinesisClient({ ...at, requestHandler: new NodeHttpHandler() })
  for (const name of ['open', 'plain']) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    await ecr.send(new CreateRepositoryCommand({ repositoryName: name, tags: [{ Key: 'team', Value: 'build' }] }))
    await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }))
  }
  const table = `arn:aws:dynamodb:${region}:${accountId}:table/open`
  await dynamodb.send(new PutTablePolicy({ ResourceArn: table, Policy: JSON.stringify(documents.table) }))
  await ecr.send(
    new SetRepositoryPolicyCommand({ repositoryName: 'open', policyText: JSON.stringify(documents.repository) }),
  )
  await ecr.send(new PutRegistryPolicyCommand({ policyText: JSON.stringify(documents.registry) }))
  const ResourceARN = `arn:aws:kinesis:${region}:${accountId}:stream/open`
  await kinesis.send(new PutStreamPolicy({ ResourceARN, Policy: JSON.stringify(documents.stream) }))
  const logs = new CloudWatchLogsClient(at)
  await logs.send(new PutLogPolicy({ policyName: 'guest', policyDocument: JSON.stringify(documents.log) }))
  await new GlueClient(at).send(new PutCatalogPolicy({ PolicyInJson: JSON.stringify(documents.catalog) }))
  await new BackupClient(at).send(new CreateBackupVaultCommand({ BackupVaultName: 'vault' }))
  const search = new OpenSearchClient(at)
  await search.send(new CreateDomainCommand({ DomainName: 'open', AccessPolicies: JSON.stringify(documents.domain) }))
  await search.send(new CreateDomainCommand({ DomainName: 'plain' }))
  const events = new EventBridgeClient(at)
  await events.send(new CreateEventBusCommand({ Name: 'partners' }))
  await events.send(
    new PutPermissionCommand({
      EventBusName: 'partners',
      Action: 'events:PutEvents',
      Principal: '210987654321',
      StatementId: 'Guest',
    }),
  )
  await makeFiles()
}

async function makeFiles(): Promise<void> {
  const at = { endpoint: moto.url, region, credentials }
  const efs = new EFSClient(at)
  const made = async (token: string) =>
    (await efs.send(new CreateFileSystemCommand({ CreationToken: token }))).FileSystemId ?? ''
  fileSystems = { open: await made('open'), plain: await made('plain') }
  const FileSystemId = fileSystems.open
  await efs.send(new PutFileSystemPolicyCommand({ FileSystemId, Policy: JSON.stringify(documents.fileSystem) }))
  const lambda = new LambdaClient(at)
  for (const LayerName of ['open', 'plain']) {
    await lambda.send(
      new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: new Uint8Array([80, 75, 5, 6]) } }),
    )
  }
  await lambda.send(
    new AddLayerVersionPermissionCommand({
      LayerName: 'open',
      VersionNumber: 1,
      StatementId: 'guest',
      Action: 'lambda:GetLayerVersion',
      Principal: '*',
    }),
  )
  const s3 = new S3Client({ ...at, forcePathStyle: true })
  const Bucket = 'lake-of-moto'
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }))
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/lake' } }],
      },
    }),
  )
  await makeAccessPoints(Bucket)
}

/** With our own client: the SDK's alone would look for a host named after the account. */
async function makeAccessPoints(Bucket: string): Promise<void> {
  const clock = { now: () => new Date().toISOString(), elapsed: () => performance.now() }
  const factory = createClientFactory({
    budget: createBudget({ clock }),
    clock,
    version: '0.0.0',
    endpoint: moto.url,
    env: {},
  })
  const place = { accountId, region, credentials: async () => credentials, ledger: createLedger() }
  const client = factory.create('s3control', place)
  for (const Name of ['open', 'plain']) {
    await client.send(new CreateAccessPointCommand({ AccountId: accountId, Name, Bucket }))
  }
  const Policy = JSON.stringify(documents.point)
  await client.send(new PutAccessPointPolicyCommand({ AccountId: accountId, Name: 'open', Policy }))
  factory.close()
}

describe.skipIf(!program)('moto', () => {
  let sink: RecordingSink
  beforeAll(async () => {
    moto = await startMoto(program ?? '')
    await makeStores()
    sink = createRecordingSink()
    const connection = connectionTo(moto.url, { method: 'direct', externalId: '', regions: [region] })
    const reading = await readerWith(credentials).open(connection, noAbort)
    const organization = { managementAccountId: null, accounts: [accountId] }
    const wanted = cells.map((type) => ({ accountId, region: type === 's3' ? 'global' : region, type }))
    await reading.read({ stage: 'resources', accountId, cells: wanted, organization }, sink, noAbort.signal)
    reading.close()
  }, 60_000)
  afterAll(() => moto?.stop())

  const policies = (type: string): Readonly<Record<string, PolicyReading>> =>
    Object.fromEntries(sink.resources(type).map(({ body }) => [body.name, body.policy]))
  const read = (document: Json) => ({ state: 'read', document })
  const none = { state: 'none' }

  test.each([
    ['dynamodb:table', () => ({ open: read(documents.table), plain: none })],
    ['ecr:repository', () => ({ open: read(documents.repository), plain: none })],
    ['ecr:registry', () => ({ [region]: read(documents.registry) })],
    ['kinesis:stream', () => ({ open: read(documents.stream), plain: none })],
    ['logs:resource-policy', () => ({ guest: read(documents.log) })],
    ['glue:catalog', () => ({ [`catalog ${region}`]: read(documents.catalog) })],
    ['es:domain', () => ({ open: read(documents.domain), plain: none })],
    [
      'elasticfilesystem:file-system',
      () => ({ [fileSystems.open]: read(documents.fileSystem), [fileSystems.plain]: none }),
    ],
    ['s3:access-point', () => ({ open: read(documents.point), plain: none })],
  ] as const)('%s', (type, expected) => {
    expect(policies(type)).toEqual(expected())
  })

  test('events:event-bus, and lambda:layer: statements that the service writes', () => {
    expect(policies('events:event-bus')).toMatchObject({ default: none, partners: { state: 'read' } })
    expect(JSON.stringify(policies('events:event-bus')['partners'])).toContain('210987654321')
    expect(policies('lambda:layer')).toMatchObject({ open: { state: 'read' }, plain: none })
  })

  test('the key of a bucket', () => {
    expect(sink.resources('s3:bucket').map(({ body }) => body.facts['kmsKey'])).toEqual(['alias/lake'])
  })

  test('what moto lacks is told, and nothing else', () => {
    const troubled = sink.cells.filter(({ state }) => state !== 'ok')
    expect(troubled.map(({ type, action }) => `${type} ${action}`).sort()).toEqual([
      'backup backup:GetBackupVaultAccessPolicy',
      'codeartifact codeartifact:ListDomains',
      'glue glue:GetResourcePolicies',
      's3_access_points s3:ListAccessGrantsInstances',
    ])
    expect(sink.resources('backup:backup-vault').map(({ body }) => body.policy.state)).toEqual(['unread'])
  })
})
