/** One way to make an SDK client: the same retries, timeouts, agent, budget and ledger for each. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer'
import type { BackupClient } from '@aws-sdk/client-backup'
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { CodeartifactClient } from '@aws-sdk/client-codeartifact'
import type { CodeBuildClient } from '@aws-sdk/client-codebuild'
import type { ConfigServiceClient } from '@aws-sdk/client-config-service'
import type { DirectoryServiceClient } from '@aws-sdk/client-directory-service'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EC2Client } from '@aws-sdk/client-ec2'
import type { ECRClient } from '@aws-sdk/client-ecr'
import type { ECSClient } from '@aws-sdk/client-ecs'
import type { EFSClient } from '@aws-sdk/client-efs'
import type { EKSClient } from '@aws-sdk/client-eks'
import type { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing'
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { GlueClient } from '@aws-sdk/client-glue'
import type { GuardDutyClient } from '@aws-sdk/client-guardduty'
import type { IAMClient } from '@aws-sdk/client-iam'
import type { IdentitystoreClient } from '@aws-sdk/client-identitystore'
import type { KinesisClient } from '@aws-sdk/client-kinesis'
import type { KMSClient } from '@aws-sdk/client-kms'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { OpenSearchClient } from '@aws-sdk/client-opensearch'
import type { OrganizationsClient } from '@aws-sdk/client-organizations'
import type { RAMClient } from '@aws-sdk/client-ram'
import type { RDSClient } from '@aws-sdk/client-rds'
import type { S3Client } from '@aws-sdk/client-s3'
import type { S3ControlClient } from '@aws-sdk/client-s3-control'
import type { SageMakerClient } from '@aws-sdk/client-sagemaker'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SecurityHubClient } from '@aws-sdk/client-securityhub'
import type { SFNClient } from '@aws-sdk/client-sfn'
import type { SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { SSMClient } from '@aws-sdk/client-ssm'
import type { SSOAdminClient } from '@aws-sdk/client-sso-admin'
import type { STSClient } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AuthScheme, AwsCredentialIdentityProvider, Provider, RequestSigner } from '@smithy/types'
import type { AccountId } from '../core/ids.ts'
import { RolesAnywhereClient } from '../sdk/client-rolesanywhere.ts'
import { requestLimits } from './budget.ts'
import type { CallLedger } from './ledger.ts'
import type { MeterTools } from './meter.ts'
import { meter } from './meter.ts'
import type { ServiceName } from './operations.ts'
import { createPatience } from './patience.ts'
import { sdk } from './sdk.ts'

export interface Clients {
  readonly sts: STSClient
  readonly organizations: OrganizationsClient
  readonly 'sso-admin': SSOAdminClient
  readonly identitystore: IdentitystoreClient
  readonly iam: IAMClient
  readonly s3: S3Client
  readonly s3control: S3ControlClient
  readonly kms: KMSClient
  readonly lambda: LambdaClient
  readonly sqs: SQSClient
  readonly sns: SNSClient
  readonly secretsmanager: SecretsManagerClient
  readonly ec2: EC2Client
  readonly 'access-analyzer': AccessAnalyzerClient
  readonly backup: BackupClient
  readonly cloudformation: CloudFormationClient
  readonly cloudtrail: CloudTrailClient
  readonly logs: CloudWatchLogsClient
  readonly codeartifact: CodeartifactClient
  readonly codebuild: CodeBuildClient
  readonly config: ConfigServiceClient
  readonly ds: DirectoryServiceClient
  readonly dynamodb: DynamoDBClient
  readonly ecr: ECRClient
  readonly ecs: ECSClient
  readonly elasticfilesystem: EFSClient
  readonly eks: EKSClient
  readonly elasticloadbalancing: ElasticLoadBalancingV2Client
  readonly elb: ElasticLoadBalancingClient
  readonly events: EventBridgeClient
  readonly glue: GlueClient
  readonly guardduty: GuardDutyClient
  readonly kinesis: KinesisClient
  readonly es: OpenSearchClient
  readonly ram: RAMClient
  readonly rds: RDSClient
  readonly rolesanywhere: RolesAnywhereClient
  readonly sagemaker: SageMakerClient
  readonly securityhub: SecurityHubClient
  readonly states: SFNClient
  readonly ssm: SSMClient
}

interface ClientPlace {
  /** Whose credentials; null before that is known. */
  readonly accountId: AccountId | null
  readonly region: string
  readonly credentials: AwsCredentialIdentityProvider
  /** Where its requests are counted. */
  readonly ledger: CallLedger
}

export interface ClientFactory {
  create<S extends ServiceName>(service: S, place: ClientPlace): Clients[S]
  /** Closes the sockets; clients of this factory are of no use afterwards. */
  close(): void
}

export interface ClientFactorySettings extends Omit<MeterTools, 'ledger' | 'patience'> {
  /** Bailiwick's own, for the user agent. */
  readonly version: string
  /** Instead of AWS's; absent: AWS, or what the SDK finds in AWS_ENDPOINT_URL. */
  readonly endpoint: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly maxAttempts?: number
}

/**
 * connection.md §9: eight attempts outlast a busy minute. What adapts to throttling is our own share (share.ts): the SDK's adaptive mode
 * learns for one client, and a run makes a client per account, service and Region.
 */
const defaultMaxAttempts = 8
const connectTimeoutMs = 5_000
const answerTimeoutMs = 30_000

interface ClientSettings {
  readonly region: string
  readonly credentials: AwsCredentialIdentityProvider
  readonly endpoint?: string
  readonly maxAttempts: number
  readonly retryMode: string
  readonly requestHandler: NodeHttpHandler
  readonly customUserAgent: [string, string][]
}

/**
 * What each client would look for in the environment and the shared configuration. The first one of a run finds it for all:
 * a run makes a client per account, service and Region, and the search costs as much as a call.
 */
interface Found {
  readonly useDualstackEndpoint: Provider<boolean>
  readonly useFipsEndpoint: Provider<boolean>
  readonly userAgentAppId: Provider<string | undefined>
  readonly authSchemePreference: Provider<string[]>
}

const foundBy = ({ useDualstackEndpoint, useFipsEndpoint, userAgentAppId, authSchemePreference }: Found): Found => ({
  useDualstackEndpoint,
  useFipsEndpoint,
  userAgentAppId,
  authSchemePreference,
})

/** What all clients' stacks have in common: each is typed by its own service's inputs, which the meter does not look at. */
interface AnyStack {
  use(plugin: object): void
}

const makers: { readonly [S in ServiceName]: (settings: ClientSettings & Partial<Found>) => Clients[S] } = {
  sts: (settings) => new sdk.sts.STSClient(settings),
  organizations: (settings) => new sdk.organizations.OrganizationsClient(settings),
  'sso-admin': (settings) => new sdk.ssoAdmin.SSOAdminClient(settings),
  identitystore: (settings) => new sdk.identitystore.IdentitystoreClient(settings),
  iam: (settings) => new sdk.iam.IAMClient(settings),
  // Path style: a bucket's name as host resolves nowhere but at AWS. Redirects: a bucket may live in another Region than we think.
  s3: (settings) => new sdk.s3.S3Client({ ...settings, forcePathStyle: true, followRegionRedirects: true }),
  s3control: (settings) => withoutAccountInHost(new sdk.s3control.S3ControlClient(settings)),
  kms: (settings) => new sdk.kms.KMSClient(settings),
  lambda: (settings) => new sdk.lambda.LambdaClient(settings),
  // A queue's URL names AWS's own host even when another endpoint is set.
  sqs: (settings) => new sdk.sqs.SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
  sns: (settings) => new sdk.sns.SNSClient(settings),
  secretsmanager: (settings) => new sdk.secretsmanager.SecretsManagerClient(settings),
  ec2: (settings) => new sdk.ec2.EC2Client(settings),
  'access-analyzer': (settings) => new sdk.accessAnalyzer.AccessAnalyzerClient(settings),
  backup: (settings) => new sdk.backup.BackupClient(settings),
  cloudformation: (settings) => new sdk.cloudformation.CloudFormationClient(settings),
  cloudtrail: (settings) => new sdk.cloudtrail.CloudTrailClient(settings),
  logs: (settings) => new sdk.logs.CloudWatchLogsClient(settings),
  codeartifact: (settings) => new sdk.codeartifact.CodeartifactClient(settings),
  codebuild: (settings) => new sdk.codebuild.CodeBuildClient(settings),
  config: (settings) => new sdk.config.ConfigServiceClient(settings),
  ds: (settings) => new sdk.ds.DirectoryServiceClient(settings),
  dynamodb: (settings) => new sdk.dynamodb.DynamoDBClient(settings),
  ecr: (settings) => new sdk.ecr.ECRClient(settings),
  ecs: (settings) => new sdk.ecs.ECSClient(settings),
  elasticfilesystem: (settings) => new sdk.elasticfilesystem.EFSClient(settings),
  eks: (settings) => new sdk.eks.EKSClient(settings),
  elasticloadbalancing: (settings) => new sdk.elasticloadbalancing.ElasticLoadBalancingV2Client(settings),
  elb: (settings) => new sdk.elb.ElasticLoadBalancingClient(settings),
  events: (settings) => new sdk.events.EventBridgeClient(settings),
  glue: (settings) => new sdk.glue.GlueClient(settings),
  guardduty: (settings) => new sdk.guardduty.GuardDutyClient(settings),
  kinesis: (settings) => new sdk.kinesis.KinesisClient(settings),
  es: (settings) => new sdk.es.OpenSearchClient(settings),
  ram: (settings) => new sdk.ram.RAMClient(settings),
  rds: (settings) => new sdk.rds.RDSClient(settings),
  rolesanywhere: (settings) => new RolesAnywhereClient(settings),
  sagemaker: (settings) => new sdk.sagemaker.SageMakerClient(settings),
  securityhub: (settings) => new sdk.securityhub.SecurityHubClient(settings),
  states: (settings) => new sdk.states.SFNClient(settings),
  ssm: (settings) => new sdk.ssm.SSMClient(settings),
}

/** One that has neither credentials nor a way out, for whoever answers its calls himself. */
export const unconnectedClient = <S extends ServiceName>(service: S, region: string): Clients[S] =>
  makers[service]({
    region,
    credentials: async () => ({ accessKeyId: 'none', secretAccessKey: 'none' }),
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: noWayOut,
    customUserAgent: [],
  })

const noWayOut = new NodeHttpHandler()

export function createClientFactory(settings: ClientFactorySettings): ClientFactory {
  const requestHandler = createRequestHandler(settings.env)
  const maxAttempts = settings.maxAttempts ?? defaultMaxAttempts
  const patience = createPatience(maxAttempts)
  let found: Found | undefined
  return {
    create(service, place) {
      const client = makers[service]({
        region: place.region,
        credentials: place.credentials,
        ...(settings.endpoint !== undefined && { endpoint: settings.endpoint }),
        maxAttempts,
        retryMode: 'standard',
        requestHandler,
        customUserAgent: [['bailiwick', settings.version]],
        ...found,
      })
      found ??= foundBy(client.config)
      keepSigners(client.config)
      const stack: AnyStack = client.middlewareStack
      stack.use(
        meter(
          { accountId: place.accountId, region: place.region, service },
          { ...settings, patience, ledger: place.ledger },
        ),
      )
      return client
    },
    close: () => requestHandler.destroy(),
  }
}

/** The SDK makes a signer for each request, out of a copy of the whole configuration; one for a service and Region serves as well. */
function keepSigners(config: { signer: (scheme?: AuthScheme) => Promise<RequestSigner> }): void {
  const make = config.signer
  const kept = new Map<string, Promise<RequestSigner>>()
  config.signer = (scheme) => {
    const key = `${scheme?.name} ${scheme?.signingName} ${scheme?.signingRegion}`
    const signer = kept.get(key) ?? make(scheme)
    kept.set(key, signer)
    return signer
  }
}

/** Shared by all clients of a run: connections are kept per host, not per account. */
function createRequestHandler(env: Readonly<Record<string, string | undefined>>): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: requestLimits.total }
  return new NodeHttpHandler({
    connectionTimeout: connectTimeoutMs,
    requestTimeout: answerTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(agent),
    // Node reads HTTPS_PROXY and NO_PROXY from here (Node.js 24, "Built-in proxy support").
    httpsAgent: new HttpsAgent({ ...agent, proxyEnv: env }),
  })
}

/** AWS's own domains, where the name with the account id exists. */
const awsDomain = /\.(amazonaws\.com(\.cn)?|api\.aws)$/

/**
 * S3 puts the account id before the host name (`111122223333.s3-control.…`) besides telling it in a header. Before the name of
 * an emulator it resolves nowhere, and before an IP address it is no name at all.
 */
function withoutAccountInHost(client: S3ControlClient): S3ControlClient {
  const { config } = client
  const rules = config.endpointProvider
  config.endpointProvider = (parameters, context) => {
    const host = parameters.Endpoint === undefined ? undefined : URL.parse(parameters.Endpoint)?.hostname
    const elsewhere = host !== undefined && !awsDomain.test(host)
    return rules(elsewhere ? { ...parameters, RequiresAccountId: false } : parameters, context)
  }
  return client
}
