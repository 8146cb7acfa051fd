/** How AWS is connected: connections, integrations (cards), accounts to be read, what was found missing. */
import type { AccountId, ConnectionId, IntegrationId } from '../../core/ids.ts'
import type { CellType } from '../../core/inventory/coverage.ts'

export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn'

export type ConnectionMethod = 'cloudformation' | 'stackset' | 'manual' | 'legacy' | 'direct' | 'import' | 'sample'

/** What an integration shall read and how it behaves (connection.md §5). Defaults: `defaultSettings`. */
export interface ConnectionSettings {
  /** Null: all. IAM and the organization are read whatever it says. */
  readonly resourceTypes: readonly CellType[] | null
  /** Organizational units, the nested ones included; their accounts turn `excluded` and keep their history. */
  readonly excludedUnits: readonly string[]
  readonly excludedAccounts: readonly AccountId[]
  /** Collect what people did in granted sessions. */
  readonly enableAudit: boolean
  readonly credentialRotationDays: number | null
  readonly userCleanupDays: number | null
  readonly customAccessDetails: string | null
  /** A user or group of a directory; answers last in approvals, reviews and incidents. */
  readonly integrationOwner: { readonly attribute: string; readonly values: readonly string[] } | null
  /** The tag that names the owner of a resource, and the attribute of the directory that its values are of. */
  readonly resourceOwner: { readonly tagKey: string; readonly attribute: string } | null
  /** Address of the AWS access portal. */
  readonly portalUrl: string | null
  /** Of the profile on users' machines. */
  readonly profileName: string
  /** A run that needs more calls pauses; null: no limit. */
  readonly maxCallsPerRun: number | null
  /** US dollars; a run that would overstep it pauses. Null: no limit. */
  readonly maxCostPerDay: number | null
  /** Where CloudTrail delivers to, for the optional statements of the role. */
  readonly cloudTrail: {
    readonly bucketArn: string | null
    readonly prefix: string | null
    readonly keyArn: string | null
    readonly queueArn: string | null
  }
  /** The reads that SecurityAudit does not allow (connection.md §2.3). */
  readonly extendedReads: boolean
}

export const defaultSettings: ConnectionSettings = {
  resourceTypes: null,
  excludedUnits: [],
  excludedAccounts: [],
  enableAudit: false,
  credentialRotationDays: null,
  userCleanupDays: null,
  customAccessDetails: null,
  integrationOwner: null,
  resourceOwner: null,
  portalUrl: null,
  profileName: 'bailiwick',
  maxCallsPerRun: null,
  maxCostPerDay: null,
  cloudTrail: { bucketArn: null, prefix: null, keyArn: null, queueArn: null },
  extendedReads: false,
}

/** The access key of method `legacy`; its secret lies sealed in the `SecretStore`. */
export interface AccessKey {
  readonly id: string
  /** When it was given to Bailiwick. */
  readonly since: string
}

/** Whose credentials read a connection of method `direct`, as they were seen last. */
export interface ReadsAs {
  /** The role or user; of a root user or a federated one, as STS names it. */
  readonly principal: string
  readonly isRoot: boolean
  /** Null: they are no session, or one that renews itself. */
  readonly session: SessionFacts | null
}

/** Temporary credentials that somebody has to renew. */
export interface SessionFacts {
  /** ISO 8601; null: whatever gives the credentials does not say when, or renews them while a sign-in lasts whose end nobody tells. */
  readonly ends: string | null
}

/** The key itself, on its way in. Never logged, never answered. */
export interface AccessKeyPair {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** One trust relation to one AWS partition. */
export interface Connection {
  readonly id: ConnectionId
  readonly partition: Partition
  readonly method: ConnectionMethod
  /** Random, never chosen, never changed; empty for `direct` and `import`. */
  readonly externalId: string
  readonly roleName: string
  /** Path of the role, `/` unless a whole ARN was given. */
  readonly rolePath: string
  readonly trustPrincipalArn: string | null
  /** Accounts named by the administrator; more are found through the organization. */
  readonly accounts: readonly AccountId[]
  readonly managementAccountId: AccountId | null
  /** Read every account of the organization, not only the named ones. */
  readonly organization: boolean
  readonly identityCenter: boolean
  /** Empty: every Region enabled in each account. */
  readonly regions: readonly string[]
  readonly homeRegion: string
  readonly identityCenterRegion: string | null
  /** Profile for `direct`; null: the default credential chain. */
  readonly profile: string | null
  /** Custom AWS endpoint (the simulated organization); null: AWS, or what AWS_ENDPOINT_URL says. */
  readonly endpoint: string | null
  /** Of the role in the management account, where it bears another name there; null: as everywhere. */
  readonly managementRoleArn: string | null
  /** Only of method `legacy`. */
  readonly accessKey: AccessKey | null
  /** Only of method `direct`; absent until they were seen. */
  readonly readsAs?: ReadsAs
  readonly settings: ConnectionSettings
  readonly createdAt: string
}

export type IntegrationState =
  | 'draft'
  | 'awaiting_trust'
  | 'verifying'
  | 'fetching'
  | 'active'
  | 'degraded'
  | 'error'
  | 'paused'
  | 'deleting'
  | 'deleted'

/** A card on the Integrations screen. */
export interface Integration {
  readonly id: IntegrationId
  readonly connectionId: ConnectionId
  readonly kind: 'aws' | 'aws_identity_center'
  readonly name: string
  readonly ownerEmail: string | null
  readonly state: IntegrationState
  /** Why it is not active, one sentence; null when it is. */
  readonly reason: string | null
  readonly lastSyncAt: string | null
  readonly createdAt: string
}

export type AccountTargetState =
  | 'pending'
  | 'reachable'
  | 'ready'
  | 'role_missing'
  | 'external_id_mismatch'
  | 'not_trusted'
  | 'missing_permissions'
  | 'blocked_by_scp'
  | 'account_suspended'
  | 'account_left'
  | 'excluded'

/**
 * Codes of a role cell where AWS named what refused (collect/enter-account.ts); of all other refusals it says one and the same: a role
 * that is missing, another principal, another ExternalId.
 */
export const roleRefusals = { ownIdentity: 'own_identity_refused', trustPolicy: 'trust_policy_refused' } as const

/** What mends a probe that was refused, ready to paste. */
export interface ProbeFix {
  /** Allows exactly the actions that are missing. */
  readonly statement?: ProbeStatement
  /** The AWS CLI command that brings the statement, or does what `text` says. */
  readonly cli?: string
  /** AWS managed policies that bring the actions. */
  readonly attach?: string
  /** The AWS CLI commands that attach them. */
  readonly attachCli?: string
  /** What to do, in words; one line for each thing to look at. */
  readonly text?: string
}

export interface ProbeStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
}

export interface Probe {
  /** `role`, `identities`, `organization`, `identity_center`, `resources:s3`, … */
  readonly capability: string
  readonly result: 'ok' | 'denied' | 'failed' | 'not_applicable'
  readonly action?: string
  /**
   * The kind of policy that refused (`identity_policy`, `scp`, `rcp`, `boundary`, `session_policy`, `resource_policy`,
   * `not_stated`), or what else is known of it (`own_identity`, `principal_recreated`, `not_management`, `service_fault`, …).
   */
  readonly cause?: string
  readonly reason?: string
  /** The same as in `fix`, where the shape of cli.md has it. */
  readonly statement?: ProbeStatement
  /** AWS managed policy that brings the action. */
  readonly attach?: string
  readonly fix?: ProbeFix
  /** Of `role`: Regions of the setting that are off in the account. */
  readonly regionsOff?: readonly string[]
  readonly checkedAt: string
}

export interface AccountTarget {
  readonly connectionId: ConnectionId
  readonly accountId: AccountId
  readonly name: string | null
  readonly state: AccountTargetState
  readonly reason: string | null
  readonly probes: readonly Probe[]
}
