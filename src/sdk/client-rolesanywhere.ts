/**
 * IAM Roles Anywhere: the two lists that are read of it. AWS publishes no client of these days for JavaScript, so this one is made of the
 * parts that the published ones are made of, and is used as if it were one of them. Signing, retries, endpoints and protocol are the SDK's;
 * shapes and paths are those of the IAM Roles Anywhere API Reference (2018-05-10): ListTrustAnchors, ListProfiles, TrustAnchorDetail,
 * ProfileDetail (https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/).
 */
import {
  createDefaultUserAgentProvider,
  getHostHeaderPlugin,
  getLoggerPlugin,
  getRecursionDetectionPlugin,
  getUserAgentPlugin,
  NODE_APP_ID_CONFIG_OPTIONS,
  partition,
  resolveHostHeaderConfig,
  resolveUserAgentConfig,
  type UserAgentInputConfig,
} from '@aws-sdk/core/client'
import {
  AwsSdkSigV4Signer,
  NODE_AUTH_SCHEME_PREFERENCE_OPTIONS,
  resolveAwsSdkSigV4Config,
} from '@aws-sdk/core/httpAuthSchemes'
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols'
import {
  createPaginator,
  DefaultIdentityProviderConfig,
  getHttpAuthSchemeEndpointRuleSetPlugin,
  getHttpSigningPlugin,
} from '@smithy/core'
import { Sha256 } from '@smithy/core/checksum'
import { Client, makeBuilder, NoOpLogger } from '@smithy/core/client'
import {
  loadConfig,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  resolveRegionConfig,
} from '@smithy/core/config'
import { getEndpointPlugin, resolveEndpointConfig } from '@smithy/core/endpoints'
import { parseUrl } from '@smithy/core/protocols'
import { getRetryPlugin, resolveRetryConfig } from '@smithy/core/retry'
import { getSchemaSerdePlugin } from '@smithy/core/schema'
import { fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde'
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler'
import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  EndpointParameterInstructions,
  EndpointV2,
  HandlerExecutionContext,
  HttpAuthScheme,
  HttpHandlerOptions,
  IdentityProviderConfig,
  MetadataBearer,
  PaginationConfiguration,
  Provider,
  StaticListSchema,
  StaticOperationSchema,
  StaticStructureSchema,
  StaticUnionSchema,
} from '@smithy/types'

/* ------------------------------------------------------------------ what is asked and answered */

interface ListRequest {
  readonly nextToken?: string | undefined
  readonly pageSize?: number | undefined
}

export interface TrustAnchorDetail {
  readonly trustAnchorId?: string | undefined
  readonly trustAnchorArn?: string | undefined
  readonly name?: string | undefined
  readonly source?: TrustAnchorSource | undefined
  readonly enabled?: boolean | undefined
  readonly createdAt?: Date | undefined
  readonly updatedAt?: Date | undefined
}

interface TrustAnchorSource {
  readonly sourceType?: 'AWS_ACM_PCA' | 'CERTIFICATE_BUNDLE' | 'SELF_SIGNED_REPOSITORY' | undefined
  /** One of them: a bundle in PEM, or the ARN of a private certificate authority. */
  readonly sourceData?: { readonly x509CertificateData?: string; readonly acmPcaArn?: string } | undefined
}

export interface ProfileDetail {
  readonly profileId?: string | undefined
  readonly profileArn?: string | undefined
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
  readonly createdBy?: string | undefined
  /** A policy as text. */
  readonly sessionPolicy?: string | undefined
  readonly roleArns?: string[] | undefined
  readonly managedPolicyArns?: string[] | undefined
  readonly createdAt?: Date | undefined
  readonly updatedAt?: Date | undefined
  readonly durationSeconds?: number | undefined
  readonly acceptRoleSessionName?: boolean | undefined
  readonly attributeMappings?: AttributeMapping[] | undefined
}

interface AttributeMapping {
  readonly certificateField?: 'x509Subject' | 'x509Issuer' | 'x509SAN' | undefined
  readonly mappingRules?: { readonly specifier: string | undefined }[] | undefined
}

interface ListTrustAnchorsOutput extends MetadataBearer {
  readonly nextToken?: string | undefined
  readonly trustAnchors?: TrustAnchorDetail[] | undefined
}

interface ListProfilesOutput extends MetadataBearer {
  readonly nextToken?: string | undefined
  readonly profiles?: ProfileDetail[] | undefined
}

/* ------------------------------------------------------------------ the same as the SDK's schemas */

const namespace = 'com.amazonaws.rolesanywhere'

/** What stands for the simple shapes in a schema (`@smithy/types`, schema/sentinels). */
const [text, number, flag, instant, texts] = [0, 1, 2, 5, 64] as const

const structure = (
  name: string,
  members: Readonly<Record<string, StaticStructureSchema[5][number]>>,
): StaticStructureSchema => [3, namespace, name, 0, Object.keys(members), Object.values(members)]
const listOf = (item: StaticStructureSchema): StaticListSchema => [1, namespace, `${item[2]}s`, 0, () => item]

const sourceData: StaticUnionSchema = [
  4,
  namespace,
  'SourceData',
  0,
  ['x509CertificateData', 'acmPcaArn'],
  [text, text],
]

const trustAnchor = structure('TrustAnchorDetail', {
  trustAnchorId: text,
  trustAnchorArn: text,
  name: text,
  source: () => structure('Source', { sourceType: text, sourceData: () => sourceData }),
  enabled: flag,
  createdAt: instant,
  updatedAt: instant,
})

const mappingRule = structure('MappingRule', { specifier: text })
const attributeMapping = structure('AttributeMapping', {
  certificateField: text,
  mappingRules: () => listOf(mappingRule),
})

const profile = structure('ProfileDetail', {
  profileId: text,
  profileArn: text,
  name: text,
  enabled: flag,
  createdBy: text,
  sessionPolicy: text,
  roleArns: texts,
  managedPolicyArns: texts,
  createdAt: instant,
  updatedAt: instant,
  durationSeconds: number,
  acceptRoleSessionName: flag,
  attributeMappings: () => listOf(attributeMapping),
})

/** Both lists are asked in the same way, and answer under a name of their own. */
const listOperation = (
  operation: string,
  path: string,
  member: string,
  item: StaticStructureSchema,
): StaticOperationSchema => [
  9,
  namespace,
  operation,
  { http: ['GET', path, 200] },
  () =>
    structure('ListRequest', {
      nextToken: [text, { httpQuery: 'nextToken' }],
      pageSize: [number, { httpQuery: 'pageSize' }],
    }),
  () => structure(`${operation}Response`, { nextToken: text, [member]: () => listOf(item) }),
]

/* ------------------------------------------------------------------ the client */

const serviceId = 'RolesAnywhere'
const signingName = 'rolesanywhere'
const signatureVersion4 = 'aws.auth#sigv4'

/** As of every client; what is absent is looked for where the SDK looks. */
interface RolesAnywhereClientConfig extends Pick<UserAgentInputConfig, 'customUserAgent'> {
  readonly region: string
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider
  readonly endpoint?: string
  readonly maxAttempts?: number
  readonly retryMode?: string
  readonly requestHandler?: NodeHttpHandler
  readonly useDualstackEndpoint?: Provider<boolean>
  readonly useFipsEndpoint?: Provider<boolean>
  readonly userAgentAppId?: Provider<string | undefined>
  readonly authSchemePreference?: Provider<string[]>
}

interface EndpointParameters extends Record<string, string | boolean | undefined> {
  readonly Endpoint?: string | undefined
  readonly Region?: string | undefined
  readonly UseFIPS?: boolean | undefined
  readonly UseDualStack?: boolean | undefined
}

/** Where each of them is found in the configuration of the client. */
const endpointParameters: EndpointParameterInstructions = {
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
}

/** `https://rolesanywhere.eu-west-1.amazonaws.com` (AWS General Reference, "IAM Roles Anywhere endpoints and quotas"). */
export function rolesAnywhereEndpoint({
  Endpoint,
  Region = '',
  UseFIPS,
  UseDualStack,
}: EndpointParameters): EndpointV2 {
  const { dnsSuffix, dualStackDnsSuffix } = partition(Region)
  const host = `${signingName}${UseFIPS ? '-fips' : ''}.${Region}.${UseDualStack ? dualStackDnsSuffix : dnsSuffix}`
  return { url: new URL(Endpoint ?? `https://${host}`) }
}

const authSchemes: HttpAuthScheme[] = [
  {
    schemeId: signatureVersion4,
    identityProvider: (config: IdentityProviderConfig) => config.getIdentityProvider(signatureVersion4),
    signer: new AwsSdkSigV4Signer(),
  },
]

const authOptions = ({ region }: { readonly operation?: string | undefined; readonly region?: string }) => [
  {
    schemeId: signatureVersion4,
    signingProperties: { name: signingName, region },
    propertiesExtractor: (config: object, context: HandlerExecutionContext) => ({
      signingProperties: { config, context },
    }),
  },
]

const defaults = () => ({
  runtime: 'node',
  apiVersion: '2018-05-10',
  base64Decoder: fromBase64,
  base64Encoder: toBase64,
  utf8Decoder: fromUtf8,
  utf8Encoder: toUtf8,
  urlParser: parseUrl,
  sha256: Sha256,
  streamCollector,
  disableHostPrefix: false,
  logger: new NoOpLogger(),
  protocol: new AwsRestJsonProtocol({ defaultNamespace: namespace }),
  protocolSettings: { defaultNamespace: namespace },
  serviceId,
  defaultSigningName: signingName,
  defaultUserAgentProvider: createDefaultUserAgentProvider({ serviceId, clientVersion: '2018-05-10' }),
  endpointProvider: rolesAnywhereEndpoint,
  httpAuthSchemes: authSchemes,
  httpAuthSchemeProvider: authOptions,
  requestHandler: new NodeHttpHandler(),
  retryMode: 'standard',
  authSchemePreference: loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS),
  useDualstackEndpoint: loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS),
  useFipsEndpoint: loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS),
  userAgentAppId: loadConfig(NODE_APP_ID_CONFIG_OPTIONS),
})

const resolved = (config: RolesAnywhereClientConfig) => {
  const whole = resolveUserAgentConfig({ ...defaults(), ...config })
  const reached = resolveEndpointConfig(resolveHostHeaderConfig(resolveRegionConfig(resolveRetryConfig(whole))))
  return resolveAwsSdkSigV4Config(reached)
}

type ResolvedConfig = ReturnType<typeof resolved>
type Output = ListTrustAnchorsOutput | ListProfilesOutput

export class RolesAnywhereClient extends Client<HttpHandlerOptions, ListRequest, Output, ResolvedConfig> {
  constructor(settings: RolesAnywhereClientConfig) {
    const config = resolved(settings)
    super(config)
    this.middlewareStack.use(getSchemaSerdePlugin(config))
    this.middlewareStack.use(getUserAgentPlugin(config))
    this.middlewareStack.use(getRetryPlugin(config))
    this.middlewareStack.use(getHostHeaderPlugin(config))
    this.middlewareStack.use(getLoggerPlugin(config))
    this.middlewareStack.use(getRecursionDetectionPlugin(config))
    this.middlewareStack.use(
      getHttpAuthSchemeEndpointRuleSetPlugin(config, {
        httpAuthSchemeParametersProvider: async ({ region }: ResolvedConfig, context: HandlerExecutionContext) => ({
          operation: context.commandName ?? '',
          region: await region(),
        }),
        identityProviderConfigProvider: async ({ credentials }: ResolvedConfig) =>
          new DefaultIdentityProviderConfig({ [signatureVersion4]: credentials }),
      }),
    )
    this.middlewareStack.use(getHttpSigningPlugin(config))
  }
}

const command = makeBuilder<ResolvedConfig, ListRequest, Output>(
  endpointParameters,
  serviceId,
  'RolesAnywhereClient',
  getEndpointPlugin,
)

export class ListTrustAnchorsCommand extends command<ListRequest, ListTrustAnchorsOutput>(
  {},
  () => [],
  'ListTrustAnchors',
  listOperation('ListTrustAnchors', '/trustanchors', 'trustAnchors', trustAnchor),
) {}

export class ListProfilesCommand extends command<ListRequest, ListProfilesOutput>(
  {},
  () => [],
  'ListProfiles',
  listOperation('ListProfiles', '/profiles', 'profiles', profile),
) {}

interface Paging extends PaginationConfiguration {
  readonly client: RolesAnywhereClient
}

const paginate = <Answer extends object>(ofCommand: object) =>
  createPaginator<Paging, ListRequest, Answer>(RolesAnywhereClient, ofCommand, 'nextToken', 'nextToken', 'pageSize')

export const paginateListTrustAnchors = paginate<ListTrustAnchorsOutput>(ListTrustAnchorsCommand)
export const paginateListProfiles = paginate<ListProfilesOutput>(ListProfilesCommand)
