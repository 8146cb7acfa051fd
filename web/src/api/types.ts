/** The documents of `/api/v1`, as the console reads them. Times are ISO 8601 in UTC. */

export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
  readonly page: number
  readonly pageSize: number
}

/* people */

export interface Session {
  readonly user: {
    readonly id: string
    readonly email: string
    readonly name: string
    readonly roles: readonly string[]
  }
  readonly csrfToken: string
}

/* status */

export type ReadState = 'read' | 'partly' | 'unread'

export interface AccountReading {
  readonly accountId: string
  readonly name: string | null
  readonly state: ReadState
}

export interface Status {
  readonly version: string
  readonly sample: boolean
  readonly snapshot: { readonly id: string; readonly publishedAt: string } | null
  readonly accounts: readonly AccountReading[]
  readonly principals: number
  readonly resources: number
  readonly integrations: number
}

/* integrations */

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

export type ConnectionMethod = 'cloudformation' | 'stackset' | 'manual' | 'direct' | 'import' | 'sample'

export interface Probe {
  readonly capability: string
  readonly result: 'ok' | 'denied' | 'failed' | 'not_applicable'
  readonly action?: string
  readonly cause?: string
  readonly reason?: string
  readonly statement?: { readonly Effect: 'Allow'; readonly Action: readonly string[]; readonly Resource: string }
  readonly attach?: string
  readonly checkedAt: string
}

export interface AccountTarget {
  readonly accountId: string
  readonly name: string | null
  readonly state: string
  readonly reason: string | null
  readonly probes: readonly Probe[]
}

export interface IntegrationView {
  readonly id: string
  readonly name: string
  readonly kind: 'aws' | 'aws_identity_center'
  readonly method: ConnectionMethod
  readonly state: IntegrationState
  readonly reason: string | null
  readonly owner: string | null
  readonly externalId: string
  readonly trustPrincipal: string | null
  readonly roleName: string
  readonly managementAccount: string | null
  readonly organization: boolean
  readonly lastSyncAt: string | null
  readonly createdAt: string
  readonly counts: {
    readonly accounts: number
    readonly principals: number
    readonly resources: number
    readonly people: number
    readonly permissionSets: number
    readonly assignments: number
  }
  readonly accounts: readonly AccountTarget[]
  readonly strip: readonly AccountReading[]
  readonly run: SyncRun | null
}

export interface Instructions {
  readonly trustPolicy: unknown
  readonly managedPolicies: readonly string[]
  readonly cli: string
  readonly template: string
  readonly cloudShell?: string
}

export interface NewIntegration {
  readonly method: 'manual' | 'cloudformation' | 'stackset' | 'direct'
  readonly name?: string
  readonly owner?: string
  readonly accounts?: string
  readonly managementAccount?: string
  readonly organization?: boolean
  readonly identityCenter?: boolean
  readonly roleName?: string
  readonly regions?: string
  readonly identityCenterRegion?: string
  readonly profile?: string
}

export interface ImportResult {
  readonly integration: string
  readonly account: string
  readonly counts: Readonly<Record<string, number>>
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
  readonly snapshot: string
}

/* sync runs, coverage, calls */

export type SyncState = 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled'

export interface CoverageCounts {
  readonly ok: number
  readonly denied: number
  readonly throttled: number
  readonly unsupported: number
  readonly skipped: number
  readonly failed: number
  readonly suspect: number
}

export interface StageReport {
  readonly name: string
  readonly state: 'waiting' | 'running' | 'done'
  readonly counts: Readonly<Record<string, number>>
  readonly calls: number
  readonly throttles: number
  readonly ms: number
}

export interface AccountProgress {
  readonly accountId: string
  readonly name: string | null
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly cellsDone: number
  readonly cellsTotal: number
  readonly objects: number
  readonly reason?: string
}

export interface SyncRun {
  readonly id: string
  readonly integration: string
  readonly state: SyncState
  readonly stages: readonly StageReport[]
  readonly accounts: readonly AccountProgress[]
  readonly coverage: CoverageCounts
  readonly snapshot: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly reason: string | null
}

export type CellState =
  | 'ok'
  | 'denied'
  | 'blocked_by_scp'
  | 'throttled'
  | 'region_disabled'
  | 'unsupported'
  | 'excluded'
  | 'skipped_by_setting'
  | 'not_collected'
  | 'failed'
  | 'suspect'

export interface CoverageCell {
  readonly integration: string
  readonly accountId: string
  readonly accountName: string | null
  readonly region: string
  readonly type: string
  readonly state: CellState
  readonly action?: string
  readonly code?: string
  readonly reason?: string
  readonly completeAt: string | null
  readonly checkedAt: string
  readonly objects: number
}

export interface Coverage {
  readonly items: readonly CoverageCell[]
  readonly counts: CoverageCounts
}

export interface CallCount {
  readonly accountId: string | null
  readonly region: string
  readonly operation: string
  readonly calls: number
  readonly retries: number
  readonly throttles: number
  readonly errors: number
  readonly ms: number
}

export interface Calls {
  readonly items: readonly CallCount[]
  readonly totals: { readonly calls: number; readonly retries: number; readonly throttles: number }
}

/* access */

export type Decision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional'
export type Answer = Decision | 'Unknown'

export type PolicyType =
  | 'identity'
  | 'permissionsBoundary'
  | 'session'
  | 'serviceControl'
  | 'resourceControl'
  | 'resource'
  | 'endpoint'

export type PrincipalType =
  | 'root'
  | 'user'
  | 'role'
  | 'permission-set-role'
  | 'service-linked-role'
  | 'service'
  | 'external'
  | 'anonymous'

export interface CoverageGap {
  readonly account: string
  readonly region?: string
  readonly service: string
  readonly reason: string
}

export interface Reason {
  readonly effect: 'Allow' | 'Deny'
  readonly layer: PolicyType
  readonly policy: string
  readonly policyRef: string
  readonly statement: number
  readonly sid?: string
  readonly level?: string
  readonly why: string
}

export interface LayerStep {
  readonly layer: PolicyType
  readonly label: string
  readonly result: 'allow' | 'deny' | 'conditional' | 'silent' | 'none' | 'unread'
  readonly text: string
  readonly reason?: Reason
  readonly decides: boolean
}

export interface PersonRef {
  readonly name: string
  readonly email?: string
}

export interface CanAnswer {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly decision: Answer
  readonly asRead?: Decision
  readonly conditionText?: string
  readonly sentence: string
  readonly reasons: readonly Reason[]
  readonly steps: readonly LayerStep[]
  readonly flags: readonly string[]
  readonly gaps: readonly CoverageGap[]
  readonly at: string
  readonly snapshot: string
}

export interface Holder {
  readonly arn: string
  readonly type: PrincipalType
  readonly account: string
  readonly accountName?: string
  readonly name: string
  readonly person?: readonly PersonRef[]
  readonly decision: 'Allowed' | 'Conditional'
  readonly conditionText?: string
  readonly via: readonly Reason[]
  readonly reach: 'direct' | 'assume-chain'
  readonly chain?: readonly string[]
}

export interface DeniedHolder {
  readonly arn: string
  readonly type: PrincipalType
  readonly account: string
  readonly accountName?: string
  readonly name: string
  readonly by: Reason
}

export interface WhoCanAnswer {
  readonly action: string
  readonly resource: string
  readonly at: string
  readonly snapshot: string
  readonly complete: boolean
  readonly gaps: readonly CoverageGap[]
  readonly sentence: string
  readonly principals: readonly Holder[]
  readonly denied: readonly DeniedHolder[]
  readonly unknown: number
  readonly examined: number
}

export type AdminAnswer = 'yes' | 'no' | 'conditional' | 'unknown'

export const accessLevels = ['List', 'Read', 'Write', 'Permissions management', 'Tagging'] as const
export type AccessLevel = (typeof accessLevels)[number]

export interface Ability {
  readonly action: string
  readonly decision: 'Allowed' | 'Conditional'
  readonly resources: readonly string[]
}

export interface ServiceAbilities {
  readonly service: string
  readonly name?: string
  readonly levels: Readonly<Record<AccessLevel, number>>
  readonly actions?: readonly Ability[]
}

export interface WhatCanAnswer {
  readonly principal: string
  readonly admin: AdminAnswer
  readonly services: readonly ServiceAbilities[]
  readonly gaps: readonly CoverageGap[]
  readonly at: string
  readonly snapshot: string
}

export interface PrincipalSummary {
  readonly arn: string
  readonly name: string
  readonly type: PrincipalType
  readonly account: string
  readonly accountName?: string
  readonly person?: readonly PersonRef[]
  readonly admin: AdminAnswer
  readonly adminVia?: 'full' | 'equivalent'
  readonly lastUsed?: string
  readonly createdAt?: string
}

export interface ResourceSummary {
  readonly arn: string
  readonly name: string
  readonly type: string
  readonly account: string
  readonly accountName?: string
  readonly region: string
  readonly hasPolicy: 'yes' | 'no' | 'unread'
  readonly public: 'yes' | 'no' | 'conditional' | 'unknown'
}

export interface Suggestion {
  readonly value: string
  readonly label: string
  readonly detail?: string
}

export interface PolicyText {
  readonly ref: string
  readonly name: string
  readonly kind: string
  readonly arn?: string
  readonly account?: string
  readonly document: unknown
}
