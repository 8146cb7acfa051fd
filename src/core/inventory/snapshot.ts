/**
 * One published state of everything known, joined for evaluation: each principal with the policies that bear on it, each
 * account with its levels of SCPs and RCPs, each resource with its policy. Plain data, made by `assemble`, read by the access index.
 */
import type { PersonRef, PrincipalType } from '../access/answers.ts'
import type { PolicyType } from '../evaluate/types.ts'
import type { AccountId } from '../ids.ts'
import type { CellTable } from './cell-table.ts'
import type { CellType } from './coverage.ts'
import type { KeyUse } from './credential-report.ts'
import type {
  ExternalId,
  Json,
  ObjectBodies,
  PasswordPolicy,
  PolicyDocument,
  PublicAccessBlock,
  ResourceType,
  Tags,
} from './objects.ts'

/** A policy where it bears on something. Shared by reference between everything that it bears on. */
export interface PolicyEntry {
  /** Short, stable, fit for a path of an address. */
  readonly ref: string
  /** For people: `AppRead`, `FullAWSAccess`, `bucket policy of lake`. */
  readonly name: string
  readonly kind: PolicyKind
  readonly arn?: string
  readonly account?: AccountId
  /** Absent when the policy is attached and was not read. */
  readonly document?: PolicyDocument
  /** Why it was not read, one sentence. */
  readonly unread?: string
  /** Versions of a customer managed policy that are not the default: each as it would be in force in its place. */
  readonly otherVersions?: readonly PolicyEntry[]
}

export type PolicyKind =
  | 'aws-managed'
  | 'customer-managed'
  | 'inline'
  | 'group-inline'
  | 'trust'
  | 'resource'
  | 'service-control'
  | 'resource-control'

/** The root, an OU, or the account itself. */
export interface PolicyLevel {
  readonly target: string
  /** `Root`, `OU Production`, `account lake-prod`. */
  readonly label: string
  readonly policies: readonly PolicyEntry[]
}

/**
 * What is known of a layer. `none`: it does not exist. `out_of_scope`: nobody looked (an account dump brings no SCPs).
 * `unread`: looked for and not read.
 */
export type Reading =
  | { readonly state: 'read' }
  | { readonly state: 'none' }
  | { readonly state: 'out_of_scope'; readonly reason: string }
  | { readonly state: 'unread'; readonly reason: string }

export interface OrganizationPolicies {
  readonly reading: Reading
  /** From the root to the account; empty when the type does not apply. */
  readonly levels: readonly PolicyLevel[]
}

export interface SnapshotAccount {
  readonly id: AccountId
  readonly name?: string
  readonly alias?: string
  /** `o-exampleorgid` */
  readonly organizationId?: string
  /** Value of `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths`: `o-a1/r-ab12/ou-ab12-11111111/`. */
  readonly organizationPath?: string
  /** The root and the OUs above it, from the root on; empty where no organization is known. */
  readonly units: readonly AccountUnit[]
  /** As Organizations says; absent where nobody told. */
  readonly status?: string
  /** Of its root user. */
  readonly email?: string
  readonly isManagement: boolean
  /** Whose organization cell tells what is laid over it; absent where none was read. */
  readonly organizationIn?: AccountId
  readonly serviceControl: OrganizationPolicies
  readonly resourceControl: OrganizationPolicies
  readonly s3BlockPublicAccess?: PublicAccessBlock
  /** Null: none is set, so AWS's own minimum applies; absent: not read. */
  readonly passwordPolicy?: PasswordPolicy | null
  /** Was IAM of the account read. */
  readonly iam: Reading & { readonly suspect?: string }
}

export interface AccountUnit {
  readonly id: string
  readonly name: string
}

export interface SnapshotPrincipal {
  readonly arn: string
  /** `AIDA…`, `AROA…`; absent for the root user. */
  readonly uniqueId?: string
  readonly type: Extract<PrincipalType, 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role'>
  readonly account: AccountId
  /** As people call it: a role of Identity Center by its permission set. The role's own name is in the ARN. */
  readonly name: string
  readonly tags: Tags
  readonly createdAt?: string
  readonly lastUsed?: string
  readonly people: readonly PersonRef[]
  readonly identity: readonly PolicyEntry[]
  readonly boundary?: PolicyEntry
  /** Roles only: what it means as a resource. */
  readonly trust?: PolicyEntry
  /** Users only: ARNs of the IAM groups they are in, those that were read. */
  readonly groups?: readonly string[]
  /** Roles only: ARNs of the instance profiles that hold the role. */
  readonly instanceProfiles?: readonly string[]
  /** Identity Center roles only: the permission set they come from, where it was read. */
  readonly permissionSet?: string
  /** What is known to be missing besides unread policies: a group that was not read. */
  readonly holes: readonly string[]
}

/** With what a user, or the root user of an account, signs in and calls. */
export interface SnapshotCredentials {
  /** Of the user, or `…:root`. */
  readonly arn: string
  /** Of the console; null, as in `mfa`: nobody told. */
  readonly password: boolean | null
  readonly passwordChangedAt?: string
  readonly passwordLastUsed?: string
  readonly mfa: boolean | null
  /** Active or not; those that were deleted are gone. */
  readonly keys: readonly SnapshotKey[]
}

export interface SnapshotKey {
  /** `AKIA…`, where it was read. */
  readonly id?: string
  readonly active: boolean
  /** When it was made, which is when a key is rotated. */
  readonly createdAt?: string
  /** Null: no use is known. It was never used, or not since AWS keeps count, or nobody told: the history does not hold it. */
  readonly lastUsed: KeyUse | null
}

/** An IAM group. Never a principal; its policies bear on its members. */
export interface SnapshotGroup {
  readonly arn: string
  readonly account: AccountId
  readonly name: string
  readonly identity: readonly PolicyEntry[]
}

/** A managed policy that exists, attached or not. One that several accounts hold (AWS managed) stands once. */
export interface SnapshotManagedPolicy {
  readonly arn: string
  readonly account: AccountId
  readonly entry: PolicyEntry
}

/** A SAML or OIDC provider in an account: who signs in there may assume the roles that trust it. */
export interface SnapshotProvider {
  readonly arn: string
  readonly account: AccountId
  readonly kind: 'saml' | 'oidc'
  /** Name of a SAML provider, host and path of an OIDC one. */
  readonly name: string
  /** Who runs it, by its host; absent: nobody that we know. */
  readonly vendor?: string
  readonly host?: string
}

/** Identity Center: people, their groups, and which permission set they hold in which account. */
export interface SnapshotDirectory {
  readonly users: readonly DirectoryUser[]
  readonly groups: readonly DirectoryGroup[]
  readonly permissionSets: readonly DirectoryPermissionSet[]
  readonly assignments: readonly DirectoryAssignment[]
}

export interface DirectoryUser {
  readonly id: string
  readonly userName: string
  /** Display name, or the user name. */
  readonly name: string
  readonly email?: string
  readonly enabled: boolean
  /** Id of the identity store, where the instance was read. */
  readonly store?: string
  /** Under which identity providers know the person. */
  readonly externalIds?: readonly ExternalId[]
}

export interface DirectoryGroup {
  readonly id: string
  readonly name: string
  /** Ids of directory users. */
  readonly members: readonly string[]
}

/** What AWS provisions from it in an account: a role with these policies. */
export interface DirectoryPermissionSet
  extends Pick<
    ObjectBodies['permissionSet'],
    'name' | 'managedPolicies' | 'customerManagedPolicies' | 'inlinePolicy' | 'boundary'
  > {
  readonly arn: string
}

export interface DirectoryAssignment {
  readonly permissionSet: string
  readonly account: AccountId
  readonly principalType: 'USER' | 'GROUP'
  readonly principalId: string
}

export interface SnapshotResource {
  readonly arn: string
  /** Stands for the body that it was made of (`InventoryObject.content`). */
  readonly content?: string
  readonly name: string
  readonly type: ResourceType
  readonly account: AccountId
  readonly region: string
  /** Whose reading proves it. */
  readonly cell: CellType
  readonly tags: Tags
  readonly policy: Reading
  readonly policyEntry?: PolicyEntry
  /** Policies of its Region that bear on it too: on a repository that of the registry. `policy` speaks for them as well. */
  readonly beside?: readonly PolicyEntry[]
  readonly s3BlockPublicAccess?: PublicAccessBlock
  /** Of KMS keys, and of a Glue catalog what AWS RAM shares of it. */
  readonly grants?: KeyGrants
  readonly facts: { readonly [fact: string]: Json }
}

/** What else allows on a resource, beside its policy. `entry` says it as a policy; absent when there is none. */
export interface KeyGrants {
  readonly reading: Reading
  readonly entry?: PolicyEntry
}

export interface Snapshot {
  readonly id: string
  /** When it was published, ISO 8601. */
  readonly at: string
  /** It is made of the history, which keeps of cells that were found as they were the first reading only. */
  readonly isPast?: true
  /** Sorted by id. */
  readonly accounts: readonly SnapshotAccount[]
  /** Sorted by account, then name, then ARN. */
  readonly principals: readonly SnapshotPrincipal[]
  /** Sorted by ARN. */
  readonly resources: readonly SnapshotResource[]
  /** Sorted by ARN. */
  readonly groups: readonly SnapshotGroup[]
  /** Sorted by ARN; of users and of root users, those that were read. */
  readonly credentials: readonly SnapshotCredentials[]
  /** Sorted by ARN, then account. */
  readonly managedPolicies: readonly SnapshotManagedPolicy[]
  /** Sorted by ARN. */
  readonly providers: readonly SnapshotProvider[]
  readonly directory: SnapshotDirectory
  readonly cells: CellTable
}

/** The kinds of policy that a person may open, as the engine's type of each. */
export const engineTypeOf = {
  'aws-managed': 'identity',
  'customer-managed': 'identity',
  inline: 'identity',
  'group-inline': 'identity',
  trust: 'resource',
  resource: 'resource',
  'service-control': 'serviceControl',
  'resource-control': 'resourceControl',
} as const satisfies Record<PolicyKind, PolicyType>
