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
  readonly identityCenter: {
    readonly instanceArn: Arn
    readonly identityStoreId: string
    readonly region: string
    readonly ownerAccountId: AccountId
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
  }
  readonly directoryGroup: {
    readonly id: string
    readonly displayName: string
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
  readonly samlProvider: { readonly name: string }
  readonly oidcProvider: { readonly url: string; readonly clientIds: readonly string[] }
  /** Facts of one account that belong to no other object. */
  readonly accountSettings: {
    readonly alias?: string
    readonly s3BlockPublicAccess?: PublicAccessBlock
  }
  readonly resource: ResourceBody
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
] as const
export type ResourceType = (typeof resourceTypes)[number] | (string & {})

export interface ResourceBody {
  readonly type: ResourceType
  readonly name: string
  readonly policy: PolicyReading
  readonly tags: Tags
  readonly createdAt?: string
  /** Other facts by type: `publicAccessBlock`, `grants`, `keyManager`, `executionRole`, `instanceProfile`, … */
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
  /** Volatile facts (last use), kept beside the versions and never a reason for a new one. */
  readonly facts?: { readonly [fact: string]: Json }
}

/** Discriminated by `kind`. */
export type InventoryObject = { [K in ObjectKind]: ObjectOf<K> }[ObjectKind]
export type ObjectOfKind<K extends ObjectKind> = Extract<InventoryObject, { kind: K }>
