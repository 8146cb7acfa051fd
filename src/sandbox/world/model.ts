/**
 * The state of a simulated AWS organization. It is mutable on purpose: services change it as AWS would. Everything is
 * plain data under AWS's own names, policy documents are parsed JSON, and an absent optional field means "not set".
 */
import type { _InstanceType } from '@aws-sdk/client-ec2'
import type { GrantOperation } from '@aws-sdk/client-kms'
import type { Runtime } from '@aws-sdk/client-lambda'
import type { AccountId } from '../../core/ids.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { type DataStores, emptyDataStores } from './data-stores.ts'
import { type Estate, emptyEstate, type SharedThings } from './estate.ts'
import type { GroundTruth } from './truth.ts'

export type PolicyJson = Json
export type TagMap = Record<string, string>

export interface World {
  readonly seed: string
  readonly partition: 'aws'
  /** The instant at which the world was left; the sandbox's clock starts here. */
  readonly start: Date
  readonly organization: Organization
  readonly accounts: Accounts
  readonly identityCenter: IdentityCenter
  /** Owner of every bucket by name: bucket names are global. Account states that are not made yet are not in it; ask `ownerOfBucket`. */
  readonly bucketOwners: Map<string, AccountId>
  /** Every resource share by its ARN: they are seen in other accounts than their own. */
  readonly resourceShares: Map<string, SharedThings>
  /** What a console is given to connect: the principal that the trust role of every account trusts. */
  readonly home: Home
  readonly truth: GroundTruth
  /** Counts up with every id made after generation, so that a replay gets the same ids. */
  serial: number
}

export interface Home {
  readonly accountId: AccountId
  readonly userName: string
  readonly arn: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly roleName: string
  /** Fixed per world. In a real deployment it is drawn at random for each connection. */
  readonly externalId: string
}

/**
 * The states of accounts, made when first asked for. In a large world the least recently read ones are forgotten and made
 * again on demand, so whoever changes an account takes it with `edit`, which keeps it for good.
 */
export interface Accounts {
  has(id: AccountId): boolean
  /** For reading. */
  get(id: AccountId): AccountState | undefined
  /** For changing. */
  edit(id: AccountId): AccountState | undefined
  ids(): Iterable<AccountId>
  add(state: AccountState): void
}

/* ------------------------------------------------------------------ Organizations */

export interface Organization {
  readonly id: string
  readonly rootId: string
  readonly managementAccountId: AccountId
  readonly featureSet: 'ALL'
  /** Without the root. */
  readonly ous: Map<string, OrganizationalUnit>
  readonly members: Map<AccountId, Member>
  readonly policies: Map<string, OrganizationPolicy>
  readonly policyTypes: Set<OrganizationPolicyType>
  /** Service principals with trusted access, with the day it was enabled. */
  readonly trustedServices: Map<string, Date>
  readonly delegatedAdministrators: { readonly accountId: AccountId; readonly service: string; readonly at: Date }[]
  /** Central root access. */
  readonly rootFeatures: Set<RootFeature>
  /** Delegates the administration of the organization itself. */
  resourcePolicy?: { readonly id: string; document: PolicyJson }
}

export type RootFeature = 'RootCredentialsManagement' | 'RootSessions'

export interface OrganizationalUnit {
  readonly id: string
  name: string
  parentId: string
}

export interface Member {
  readonly id: AccountId
  name: string
  email: string
  status: 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE'
  /** Root or OU. */
  parentId: string
  joinedMethod: 'CREATED' | 'INVITED'
  joinedAt: Date
  readonly tags: TagMap
}

export type OrganizationPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

export interface OrganizationPolicy {
  readonly id: string
  name: string
  description: string
  readonly type: OrganizationPolicyType
  readonly awsManaged: boolean
  document: PolicyJson
  /** Ids of root, OUs and accounts. */
  readonly targets: Set<string>
}

/* ------------------------------------------------------------------ Identity Center */

export interface IdentityCenter {
  readonly instanceArn: string
  readonly storeId: string
  readonly region: string
  readonly ownerAccountId: AccountId
  readonly createdAt: Date
  readonly permissionSets: Map<string, PermissionSet>
  readonly users: Map<string, DirectoryUser>
  readonly groups: Map<string, DirectoryGroup>
  /** By membership id. */
  readonly memberships: Map<string, Membership>
  readonly assignments: AccountAssignment[]
  /** By ARN. */
  readonly applications: Map<string, CenterApplication>
  readonly applicationAssignments: ApplicationAssignment[]
  /** By ARN. */
  readonly tokenIssuers: Map<string, TokenIssuer>
  /** Attributes for access control: the source of each by its key; absent: never turned on. */
  accessControlAttributes?: ReadonlyMap<string, string>
  /** Instances that members made for themselves, in the Region of the organization's. */
  readonly accountInstances: readonly AccountInstance[]
}

export interface CenterApplication {
  readonly arn: string
  name: string
  description?: string
  /** Last part of the provider's ARN. */
  readonly provider: string
  status: 'ENABLED' | 'DISABLED'
  assignmentRequired: boolean
  readonly accountId: AccountId
  readonly createdAt: Date
}

export interface ApplicationAssignment {
  readonly applicationArn: string
  readonly principalType: 'USER' | 'GROUP'
  readonly principalId: string
}

export interface TokenIssuer {
  readonly arn: string
  readonly name: string
  readonly url: string
}

export interface AccountInstance {
  readonly arn: string
  readonly storeId: string
  readonly name: string
  readonly ownerAccountId: AccountId
  readonly createdAt: Date
}

/** What an identity provider calls somebody. */
export interface ExternalName {
  readonly issuer: string
  readonly id: string
}

export interface PermissionSet {
  readonly arn: string
  readonly name: string
  description?: string
  sessionDuration: string
  relayState?: string
  readonly createdAt: Date
  readonly managedPolicies: string[]
  readonly customerManagedPolicies: { readonly name: string; readonly path: string }[]
  inlinePolicy?: PolicyJson
  boundary?: { readonly managedPolicyArn: string } | { readonly name: string; readonly path: string }
  readonly tags: TagMap
}

export interface DirectoryUser {
  readonly id: string
  userName: string
  displayName: string
  givenName: string
  familyName: string
  email: string
  title?: string
  enabled: boolean
  externalName?: ExternalName
}

export interface DirectoryGroup {
  readonly id: string
  displayName: string
  description?: string
  externalName?: ExternalName
}

export interface Membership {
  readonly id: string
  readonly groupId: string
  readonly userId: string
}

export interface AccountAssignment {
  readonly accountId: AccountId
  readonly permissionSetArn: string
  readonly principalType: 'USER' | 'GROUP'
  readonly principalId: string
}

/* ------------------------------------------------------------------ one account */

export interface AccountState {
  readonly id: AccountId
  readonly iam: IamState
  /** Opt-in Regions that were enabled are in it as well as the ones that are on by default. */
  readonly enabledRegions: Set<string>
  readonly s3: S3State
  /** Regions without resources have no entry; `regionOf` makes one. */
  readonly regions: Map<string, RegionState>
}

export interface IamState {
  alias?: string
  passwordPolicy?: PasswordPolicy
  readonly root: { mfa: 'none' | 'virtual' | 'hardware'; accessKeys: number; lastUsedAt?: Date }
  /** By name, as the other maps below but for those whose key is told. */
  readonly users: Map<string, IamUser>
  readonly groups: Map<string, IamGroup>
  readonly roles: Map<string, IamRole>
  /** Customer managed, by ARN. AWS's own: managed-policies.ts. */
  readonly policies: Map<string, ManagedPolicy>
  readonly instanceProfiles: Map<string, InstanceProfile>
  /** By access key id. */
  readonly accessKeys: Map<string, AccessKey>
  /** ARNs of virtual devices that nobody uses. */
  readonly spareMfaDevices: Set<string>
  /** By ARN. */
  readonly samlProviders: Map<string, SamlProvider>
  /** By ARN. */
  readonly oidcProviders: Map<string, OidcProvider>
  /** By name. */
  readonly serverCertificates: Map<string, ServerCertificate>
}

interface IamPrincipal {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  readonly attachedPolicies: string[]
  /** Documents by name. */
  readonly inlinePolicies: Map<string, PolicyJson>
}

export interface IamUser extends IamPrincipal {
  readonly groups: Set<string>
  boundary?: string
  readonly tags: TagMap
  loginProfile?: { readonly createdAt: Date; passwordResetRequired: boolean }
  passwordLastUsedAt?: Date
  readonly mfaDevices: { readonly serialNumber: string; readonly enabledAt: Date }[]
}

/** Its members are the users that name it in `groups`. */
export type IamGroup = IamPrincipal

export interface IamRole extends IamPrincipal {
  trustPolicy: PolicyJson
  description?: string
  boundary?: string
  readonly tags: TagMap
  maxSessionSeconds: number
  lastUsed?: { readonly at: Date; readonly region: string }
}

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  updatedAt: Date
  description?: string
  defaultVersionId: string
  /** Newest last. */
  readonly versions: { readonly id: string; readonly document: PolicyJson; readonly createdAt: Date }[]
  readonly tags: TagMap
}

export interface InstanceProfile {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  /** At most one, by AWS's limit. */
  roleName?: string
}

export interface AccessKey {
  readonly id: string
  readonly secret: string
  readonly userName: string
  status: 'Active' | 'Inactive'
  readonly createdAt: Date
  lastUsed?: { readonly at: Date; readonly region: string; readonly service: string }
}

export interface PasswordPolicy {
  minimumLength: number
  requireSymbols: boolean
  requireNumbers: boolean
  requireUppercase: boolean
  requireLowercase: boolean
  allowUsersToChange: boolean
  maxAgeDays?: number
  reusePrevention?: number
}

export interface SamlProvider {
  readonly arn: string
  readonly name: string
  readonly createdAt: Date
  metadata: string
}

export interface OidcProvider {
  readonly arn: string
  /** Without `https://`, as IAM prints it. */
  readonly url: string
  readonly clientIds: string[]
  readonly thumbprints: string[]
  readonly createdAt: Date
}

export interface ServerCertificate {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly uploadedAt: Date
  readonly expiresAt: Date
}

/* ------------------------------------------------------------------ resources */

export interface PublicAccessBlockState {
  blockPublicAcls: boolean
  ignorePublicAcls: boolean
  blockPublicPolicy: boolean
  restrictPublicBuckets: boolean
}

export interface S3State {
  publicAccessBlock?: PublicAccessBlockState
  /** Canonical id of the account, 64 hex digits. */
  readonly canonicalId: string
  readonly buckets: Map<string, Bucket>
}

export interface Bucket {
  readonly name: string
  readonly region: string
  readonly createdAt: Date
  policy?: PolicyJson
  publicAccessBlock?: PublicAccessBlockState
  ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'
  /** Beside the owner's FULL_CONTROL. */
  readonly aclGrants: {
    readonly grantee: { readonly uri: string } | { readonly canonicalId: string }
    readonly permission: AclPermission
  }[]
  encryption: { readonly algorithm: 'AES256' } | { readonly algorithm: 'aws:kms'; readonly keyId: string }
  readonly tags: TagMap
}

export type AclPermission = 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP'

export interface RegionState extends DataStores {
  /** By key id. */
  readonly keys: Map<string, KmsKey>
  /** Key ids by alias name, which starts with `alias/`. */
  readonly aliases: Map<string, KmsAlias>
  readonly functions: Map<string, LambdaFunction>
  readonly queues: Map<string, Queue>
  readonly topics: Map<string, Topic>
  readonly secrets: Map<string, Secret>
  /** By instance id. */
  readonly instances: Map<string, Instance>
  /** Absent where there is none. */
  estate?: Estate
}

export interface KmsKey {
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  description: string
  readonly manager: 'CUSTOMER' | 'AWS'
  state: 'Enabled' | 'Disabled' | 'PendingDeletion'
  policy: PolicyJson
  readonly grants: KmsGrant[]
  readonly tags: TagMap
}

export interface KmsGrant {
  readonly id: string
  readonly name?: string
  readonly createdAt: Date
  readonly granteePrincipal: string
  readonly retiringPrincipal?: string
  readonly issuingAccount: string
  readonly operations: readonly GrantOperation[]
  readonly encryptionContextSubset?: Readonly<Record<string, string>>
}

export interface KmsAlias {
  readonly name: string
  readonly arn: string
  keyId: string
  readonly createdAt: Date
}

export interface LambdaFunction {
  readonly name: string
  readonly arn: string
  readonly runtime: Runtime
  readonly handler: string
  roleArn: string
  readonly modifiedAt: Date
  policy?: PolicyJson
  url?: { readonly url: string; readonly authType: 'NONE' | 'AWS_IAM'; readonly createdAt: Date }
  readonly environment: Readonly<Record<string, string>>
  readonly tags: TagMap
}

export interface Queue {
  readonly name: string
  readonly arn: string
  readonly url: string
  readonly createdAt: Date
  policy?: PolicyJson
  kmsKeyId?: string
  readonly tags: TagMap
}

export interface Topic {
  readonly name: string
  readonly arn: string
  policy: PolicyJson
  kmsKeyId?: string
  readonly tags: TagMap
}

export interface Secret {
  readonly name: string
  readonly arn: string
  description?: string
  readonly createdAt: Date
  policy?: PolicyJson
  kmsKeyId?: string
  rotationDays?: number
  lastAccessedAt?: Date
  readonly tags: TagMap
}

export interface Instance {
  readonly id: string
  readonly type: _InstanceType
  readonly imageId: string
  readonly launchedAt: Date
  state: 'running' | 'stopped' | 'terminated'
  instanceProfileArn?: string
  /** Of the association of the profile, where there is one. */
  associationId?: string
  readonly availabilityZone: string
  readonly privateIp: string
  publicIp?: string
  readonly imdsv2Required: boolean
  /** Where it stands; absent where nobody asked for a network. */
  network?: {
    readonly vpcId: string
    readonly subnetId: string
    readonly groupIds: readonly string[]
    readonly interfaceId: string
  }
  readonly tags: TagMap
}

export const emptyRegion = (): RegionState => ({
  ...emptyDataStores(),
  keys: new Map(),
  aliases: new Map(),
  functions: new Map(),
  queues: new Map(),
  topics: new Map(),
  secrets: new Map(),
  instances: new Map(),
})

/** The Region's state, made when there is none yet. */
export function regionOf(account: AccountState, region: string): RegionState {
  const known = account.regions.get(region)
  if (known !== undefined) return known
  const made = emptyRegion()
  account.regions.set(region, made)
  return made
}

/** For changing it behind the services' back: they do not make what they tell of. */
export function estateOf(account: AccountState, region: string): Estate {
  const place = regionOf(account, region)
  place.estate ??= emptyEstate()
  return place.estate
}
