/**
 * What Bailiwick knows of an AWS organization, one plain object per thing. Collectors and the importer make these, the
 * store keeps every version of them, `assemble` turns the current ones into the snapshot that the access index reads.
 */
import type { AccountId, Arn } from '../ids.ts'
import type { CellRegion, CellType } from './coverage.ts'

/** A JSON value as it came from AWS; policies stay uninterpreted until the engine compiles them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The policy document, or the text as AWS gave it when it is no JSON. */
export type PolicyDocument = Json

export type Tags = Readonly<Record<string, string>>

export interface InlinePolicy {
  readonly name: string
  readonly document: PolicyDocument
}

/** A version that is not the default. */
export interface PolicyVersion {
  readonly version: string
  readonly document: PolicyDocument
}

/** The resource policy of one object: read, known to be absent, or not readable this time. */
export type PolicyReading =
  | { readonly state: 'read'; readonly document: PolicyDocument }
  | { readonly state: 'none' }
  | { readonly state: 'unread'; readonly code: string; readonly reason: string; readonly action?: string }

export interface ObjectBodies {
  readonly organization: {
    readonly id: string
    readonly rootId: string
    readonly managementAccountId: AccountId
    readonly featureSet: string
    /** Policy types enabled at the root, as AWS names them. */
    readonly policyTypes: readonly string[]
    /** The delegated administrator that told it; absent: the management account itself. */
    readonly readThrough?: AccountId
  }
  /** The root too, with `parentId` null. */
  readonly organizationalUnit: { readonly id: string; readonly name: string; readonly parentId: string | null }
  readonly account: {
    readonly id: AccountId
    readonly name: string
    readonly email?: string
    /** `ACTIVE`, `SUSPENDED`, … as Organizations says; `ACTIVE` for an account read on its own. */
    readonly status: string
    /** Root or OU; null when no organization was read. */
    readonly parentId: string | null
    /** Read only where owners are named by a tag. */
    readonly tags?: Tags
  }
  readonly organizationPolicy: {
    readonly id: string
    readonly name: string
    readonly type: 'serviceControl' | 'resourceControl'
    readonly awsManaged: boolean
    readonly document: PolicyDocument
    /** Ids of roots, OUs and accounts. */
    readonly targets: readonly string[]
  }
  /** Each registration by itself: an account administers AWS Organizations' integration with one service. */
  readonly delegatedAdministrator: {
    readonly accountId: AccountId
    /** Service principal. */
    readonly service: string
    readonly enabledAt?: string
  }
  /** A service that may act in every account of the organization. */
  readonly trustedService: { readonly service: string; readonly enabledAt?: string }
  /** The policy with which the management account delegates the administration of the organization itself. */
  readonly organizationResourcePolicy: { readonly id: string; readonly document: PolicyDocument }
  /** Central root access, as IAM names its features: `RootCredentialsManagement`, `RootSessions`. */
  readonly organizationFeatures: { readonly features: readonly string[] }
  readonly identityCenter: {
    readonly instanceArn: Arn
    readonly identityStoreId: string
    readonly region: string
    readonly ownerAccountId: AccountId
    readonly name?: string
    /** Where it was enabled first, and everywhere that it is; absent where AWS does not say. */
    readonly primaryRegion?: string
    readonly regions?: readonly string[]
    /** One account's own instance: applications and people, no permission sets. */
    readonly ofOneAccount?: true
  }
  /** An application that signs its people in through Identity Center. */
  readonly identityCenterApplication: {
    readonly name: string
    readonly instanceArn: Arn
    /** `arn:aws:sso::aws:applicationProvider/…` */
    readonly providerArn?: string
    readonly description?: string
    readonly enabled: boolean
    /** The account in which it was made. */
    readonly applicationAccount?: string
    /** False: everybody in the directory may enter; absent: not read. */
    readonly assignmentRequired?: boolean
    readonly createdAt?: string
  }
  readonly applicationAssignment: {
    readonly applicationArn: Arn
    readonly principalType: 'USER' | 'GROUP'
    readonly principalId: string
  }
  /** Tokens of this issuer are exchanged for a person of Identity Center. */
  readonly tokenIssuer: { readonly name: string; readonly type?: string; readonly instanceArn: Arn }
  /** Attributes of a person that become session tags (ABAC). */
  readonly accessControlAttributes: {
    readonly instanceArn: Arn
    readonly attributes: readonly { readonly key: string; readonly source: readonly string[] }[]
  }
  readonly permissionSet: {
    readonly arn: Arn
    readonly name: string
    readonly description?: string
    /** ISO 8601 duration (`PT8H`). */
    readonly sessionDuration?: string
    readonly managedPolicies: readonly Arn[]
    readonly customerManagedPolicies: readonly { readonly name: string; readonly path: string }[]
    readonly inlinePolicy?: PolicyDocument
    readonly boundary?: { readonly managedPolicyArn: Arn } | { readonly name: string; readonly path: string }
    readonly tags: Tags
  }
  readonly directoryUser: {
    readonly id: string
    readonly userName: string
    readonly displayName?: string
    readonly email?: string
    readonly enabled: boolean
    /** Under which the identity provider knows the person. */
    readonly externalIds?: readonly ExternalId[]
  }
  readonly directoryGroup: {
    readonly id: string
    readonly displayName: string
    readonly externalIds?: readonly ExternalId[]
    /** Ids of directory users. */
    readonly members: readonly string[]
  }
  readonly accountAssignment: {
    readonly permissionSetArn: Arn
    readonly accountId: AccountId
    readonly principalType: 'USER' | 'GROUP'
    readonly principalId: string
  }
  readonly user: {
    readonly name: string
    readonly path: string
    readonly createdAt: string
    /** Names of groups of the same account. */
    readonly groups: readonly string[]
    readonly attachedPolicies: readonly Arn[]
    readonly inlinePolicies: readonly InlinePolicy[]
    readonly boundary?: Arn
    readonly tags: Tags
  }
  readonly group: {
    readonly name: string
    readonly path: string
    readonly createdAt: string
    readonly attachedPolicies: readonly Arn[]
    readonly inlinePolicies: readonly InlinePolicy[]
  }
  readonly role: {
    readonly name: string
    readonly path: string
    readonly createdAt: string
    readonly trustPolicy: PolicyDocument
    readonly attachedPolicies: readonly Arn[]
    readonly inlinePolicies: readonly InlinePolicy[]
    readonly boundary?: Arn
    readonly instanceProfiles: readonly Arn[]
    readonly tags: Tags
    readonly maxSessionSeconds?: number
  }
  readonly managedPolicy: {
    readonly name: string
    readonly path: string
    readonly awsManaged: boolean
    readonly defaultVersion: string
    readonly document: PolicyDocument
    /** Customer managed policies only, where there are any: whoever may change the default brings one of them into force. */
    readonly otherVersions?: readonly PolicyVersion[]
  }
  readonly samlProvider: {
    readonly name: string
    /** From its metadata, which is not kept. */
    readonly entityId?: string
    /** Where it sends people to sign in. */
    readonly signInUrl?: string
    readonly createdAt?: string
    readonly validUntil?: string
    readonly tags?: Tags
  }
  readonly oidcProvider: {
    readonly url: string
    readonly clientIds: readonly string[]
    readonly thumbprints?: readonly string[]
    readonly createdAt?: string
    readonly tags?: Tags
  }
  /** What the account summary says of the root user. */
  readonly rootUser: { readonly accessKeys: boolean; readonly mfa: boolean; readonly password?: boolean }
  /** `policy` null: none is set, so AWS's own minimum applies. */
  readonly passwordPolicy: { readonly policy: PasswordPolicy | null }
  readonly mfaDevice: {
    readonly serialNumber: string
    /** User or root; absent: assigned to nobody. */
    readonly userArn?: string
    readonly enabledAt?: string
  }
  readonly serverCertificate: {
    readonly name: string
    readonly path: string
    readonly uploadedAt?: string
    readonly expiresAt?: string
  }
  /** A row of the credential report. Last use is volatile and stands in the object's facts (`CredentialFacts`). */
  readonly credentials: {
    /** Of the user, or of the account's root. */
    readonly userArn: string
    /** Null: the report does not say (`not_supported`). */
    readonly passwordEnabled: boolean | null
    readonly passwordChangedAt?: string
    /** Null, as in `certificates`: not known yet, the user is newer than the report. */
    readonly mfa: boolean | null
    readonly accessKeys: readonly CredentialKey[]
    /** Active X.509 signing certificates. */
    readonly certificates: number | null
  }
  /** When a principal last used which service: all of it is volatile and stands in the object's facts (`LastAccessedFacts`). */
  readonly lastAccessed: { readonly principalArn: string }
  /** Facts of one account that belong to no other object. */
  readonly accountSettings: {
    readonly alias?: string
    readonly s3BlockPublicAccess?: PublicAccessBlock
  }
  readonly resource: ResourceBody
}

export interface ExternalId {
  /** `https://…`: which identity provider. */
  readonly issuer?: string
  readonly id: string
}

export interface PasswordPolicy {
  readonly minimumLength: number | null
  readonly requireSymbols: boolean
  readonly requireNumbers: boolean
  readonly requireUppercase: boolean
  readonly requireLowercase: boolean
  readonly usersMayChange: boolean
  readonly maxAgeDays: number | null
  readonly reusePrevention: number | null
  readonly hardExpiry: boolean
}

export interface CredentialKey {
  /** The report knows keys by their place only; with the id where `ListAccessKeys` was asked. */
  readonly id?: string
  readonly active: boolean
  readonly rotatedAt?: string
}

export interface PublicAccessBlock {
  readonly restrictPublicBuckets: boolean
  readonly ignorePublicAcls: boolean
  readonly blockPublicAcls: boolean
  readonly blockPublicPolicy: boolean
}

export const resourceTypes = [
  's3:bucket',
  'kms:key',
  'lambda:function',
  'sqs:queue',
  'sns:topic',
  'secretsmanager:secret',
  'ec2:instance',
  'dynamodb:table',
  'ecr:repository',
  'ecr:registry',
  'elasticfilesystem:file-system',
  'backup:backup-vault',
  'events:event-bus',
  'logs:resource-policy',
  'es:domain',
  'glue:catalog',
  'kinesis:stream',
  'codeartifact:domain',
  's3:access-point',
  's3:access-grants-instance',
  'lambda:layer',
  'rds:db',
  'rds:cluster',
  'rds:snapshot',
  'rds:cluster-snapshot',
  'ec2:snapshot',
  'ec2:image',
  'ssm:managed-instance',
  'ssm:association',
  'ds:directory',
  'rolesanywhere:trust-anchor',
  'rolesanywhere:profile',
  'eks:cluster',
  'ecs:task-definition',
  'states:stateMachine',
  'sagemaker:notebook-instance',
  'codebuild:project',
  'ram:resource-share',
  'ec2:vpc',
  'ec2:subnet',
  'ec2:security-group',
  'ec2:route-table',
  'ec2:vpc-endpoint',
  'ec2:network-interface',
  'ec2:internet-gateway',
  'elasticloadbalancing:loadbalancer',
  'cloudtrail:trail',
  'config:configuration-recorder',
  'guardduty:detector',
  'securityhub:hub',
  'access-analyzer:analyzer',
  'access-analyzer:finding',
] as const
export type ResourceType = (typeof resourceTypes)[number] | (string & {})

/**
 * What stands around that which people want to reach: networks, and who watches. Their names (`default`, `main`, `app`) are those
 * of many other things, so that they are asked about by ARN alone.
 */
export const surroundingTypes: ReadonlySet<ResourceType> = new Set<(typeof resourceTypes)[number]>([
  'ssm:managed-instance',
  'ssm:association',
  'ec2:vpc',
  'ec2:subnet',
  'ec2:security-group',
  'ec2:route-table',
  'ec2:vpc-endpoint',
  'ec2:network-interface',
  'ec2:internet-gateway',
  'config:configuration-recorder',
  'guardduty:detector',
  'securityhub:hub',
  'access-analyzer:analyzer',
  'access-analyzer:finding',
])

export interface ResourceBody {
  readonly type: ResourceType
  readonly name: string
  readonly policy: PolicyReading
  readonly tags: Tags
  readonly createdAt?: string
  /**
   * Other facts by type. What the access paths go by has one name for all types: `executionRole` is the ARN of the role that its
   * code runs as, `instanceProfile` that of the profile through which it does; `sharedWith` names accounts, organizations, or
   * `all`; `vpc`, `subnets`, `securityGroups` and `publicAddresses` tell where it stands.
   */
  readonly facts: { readonly [fact: string]: Json }
}

export type ObjectKind = keyof ObjectBodies

interface ObjectOf<K extends ObjectKind> {
  readonly kind: K
  /** AWS's unique id where there is one (`AROA…`), otherwise the ARN: a role made again under an old name is another object. */
  readonly nativeId: string
  readonly arn: string
  readonly accountId: AccountId
  readonly region: CellRegion
  /** The cell whose complete reading proves this object present or absent. */
  readonly cell: CellType
  readonly body: ObjectBodies[K]
  /** Stands for the body: equal where the body is. Of resources that come out of the store. */
  readonly content?: string
  /** Volatile facts (last use), kept beside the versions and never a reason for a new one. */
  readonly facts?: { readonly [fact: string]: Json }
}

/** Discriminated by `kind`. */
export type InventoryObject = { [K in ObjectKind]: ObjectOf<K> }[ObjectKind]
export type ObjectOfKind<K extends ObjectKind> = Extract<InventoryObject, { kind: K }>
