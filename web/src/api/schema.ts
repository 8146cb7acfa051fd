/* Made by scripts/generate-openapi.ts from the routes of the API; `npm run generate` makes it again. */

export type Condition =
  | {
      all: Condition[]
    }
  | {
      any: Condition[]
    }
  | {
      not: Condition
    }
  | ConditionTest
export type Change =
  | {
      op: 'attach-policy'
      policy: string
      /**
       * JSON
       */
      document?: {
        [k: string]: unknown
      }
      to: string
    }
  | {
      op: 'detach-policy'
      policy: string
      from: string
    }
  | {
      op: 'put-inline-policy'
      name: string
      /**
       * JSON
       */
      document: {
        [k: string]: unknown
      }
      on: string
    }
  | {
      op: 'delete-inline-policy'
      name: string
      on: string
    }
  | {
      op: 'edit-policy'
      policy: string
      /**
       * JSON
       */
      document: {
        [k: string]: unknown
      }
    }
  | {
      op: 'delete-policy'
      policy: string
    }
  | {
      op: 'set-boundary'
      policy: string
      /**
       * JSON
       */
      document?: {
        [k: string]: unknown
      }
      on: string
    }
  | {
      op: 'remove-boundary'
      on: string
    }
  | {
      op: 'edit-trust-policy'
      role: string
      /**
       * JSON
       */
      document: {
        [k: string]: unknown
      }
    }
  | {
      op: 'edit-resource-policy'
      resource: string
      /**
       * JSON
       */
      document: {
        [k: string]: unknown
      }
    }
  | {
      op: 'attach-organization-policy'
      type: 'serviceControl' | 'resourceControl'
      policy: string
      /**
       * JSON
       */
      document?: {
        [k: string]: unknown
      }
      target: string
    }
  | {
      op: 'detach-organization-policy'
      type: 'serviceControl' | 'resourceControl'
      policy: string
      target: string
    }
  | {
      op: 'add-assignment' | 'remove-assignment'
      permissionSet: string
      account: string
      user?: string
      group?: string
    }
  | {
      op: 'add-to-group' | 'remove-from-group'
      user: string
      group: string
    }

export interface Routes {
  /**
   * Is there no administrator yet
   */
  'GET /setup': {
    params: undefined
    query: undefined
    body: undefined
    response: {
      needed: boolean
    }
  }
  /**
   * Create the first administrator with the one-time link
   */
  'POST /setup': {
    params: undefined
    query: undefined
    body: SetupForm
    response: Session
  }
  /**
   * Who is signed in
   */
  'GET /session': {
    params: undefined
    query: undefined
    body: undefined
    response: Session
  }
  /**
   * Sign in
   */
  'POST /session': {
    params: undefined
    query: undefined
    body: SignInForm
    response: Session
  }
  /**
   * Sign out
   */
  'DELETE /session': {
    params: undefined
    query: undefined
    body: undefined
    response: undefined
  }
  /**
   * What is known, in figures
   */
  'GET /status': {
    params: undefined
    query: undefined
    body: undefined
    response: Status
  }
  /**
   * Self-check
   */
  'GET /doctor': {
    params: undefined
    query: undefined
    body: undefined
    response: Doctor
  }
  /**
   * This document
   */
  'GET /openapi.json': {
    params: undefined
    query: undefined
    body: undefined
    response: {
      [k: string]: unknown
    }
  }
  /**
   * All cards
   */
  'GET /integrations': {
    params: undefined
    query: undefined
    body: undefined
    response: {
      items: Integration[]
    }
  }
  /**
   * Connect AWS; names every wrong field at once
   */
  'POST /integrations': {
    params: undefined
    query: undefined
    body: ConnectForm
    response: Integration
  }
  /**
   * One card
   */
  'GET /integrations/{integration}': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: Integration
  }
  /**
   * Erase the connection and all it brought
   */
  'DELETE /integrations/{integration}': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: undefined
  }
  /**
   * What to create in AWS
   */
  'GET /integrations/{integration}/instructions': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: InstallInstructions
  }
  /**
   * Try every capability in every account
   */
  'POST /integrations/{integration}/verify': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: Integration
  }
  /**
   * Read AWS, or join the reading that goes on
   */
  'POST /integrations/{integration}/sync': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: SyncRun
  }
  /**
   * Stop reading, keep what is known
   */
  'POST /integrations/{integration}/pause': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: Integration
  }
  /**
   * Read again
   */
  'POST /integrations/{integration}/resume': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: Integration
  }
  /**
   * Readings, newest first
   */
  'GET /sync-runs': {
    params: undefined
    query: {
      /**
       * Id or name; absent: all
       */
      integration?: string
    }
    body: undefined
    response: {
      items: SyncRun[]
    }
  }
  /**
   * One reading
   */
  'GET /sync-runs/{run}': {
    params: {
      run: string
    }
    query: undefined
    body: undefined
    response: SyncRun
  }
  /**
   * Give a reading up; what was published stays
   */
  'POST /sync-runs/{run}/cancel': {
    params: {
      run: string
    }
    query: undefined
    body: undefined
    response: SyncRun
  }
  /**
   * What could and could not be read
   */
  'GET /coverage': {
    params: undefined
    query: {
      /**
       * Id or name; absent: all
       */
      integration?: string
    }
    body: undefined
    response: Coverage
  }
  /**
   * Every call made with the customer’s credentials in one reading
   */
  'GET /calls': {
    params: undefined
    query: {
      /**
       * Id or name; absent: all
       */
      integration?: string
      run?: string
    }
    body: undefined
    response: Calls
  }
  /**
   * Import an export of AWS; the body is the file, or several as a list
   */
  'POST /imports': {
    params: undefined
    query: {
      name?: string
      account?: string
      asOf?: string
    }
    body: undefined
    response: ImportResult
  }
  /**
   * Users and roles, with what makes them dangerous
   */
  'GET /principals': {
    params: undefined
    query: {
      search?: string
      /**
       * Id or name
       */
      account?: string
      type?:
        'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
      /**
       * true: only administrators
       */
      admin?: 'true' | 'false'
      sort?: 'name' | '-name' | 'account' | '-account' | 'type' | '-type' | 'lastUsed' | '-lastUsed'
      page?: number
      pageSize?: number
      /**
       * csv: all matching rows
       */
      format?: 'json' | 'csv'
    }
    body: undefined
    response: PrincipalPage
  }
  /**
   * What can be reached
   */
  'GET /resources': {
    params: undefined
    query: {
      search?: string
      account?: string
      type?: string
      sort?: 'name' | '-name' | 'account' | '-account' | 'type' | '-type' | 'region' | '-region'
      page?: number
      pageSize?: number
      /**
       * csv: all matching rows
       */
      format?: 'json' | 'csv'
    }
    body: undefined
    response: ResourcePage
  }
  /**
   * A policy document that bears on an answer
   */
  'GET /policies/{ref}': {
    params: {
      ref: string
    }
    query: undefined
    body: undefined
    response: Policy
  }
  /**
   * May this principal do that, and why
   */
  'GET /access/can': {
    params: undefined
    query: {
      /**
       * ARN, account/name, name, or e-mail of a person when unambiguous
       */
      principal: string
      /**
       * As AWS writes it, without regard to case: s3:GetObject
       */
      action: string
      /**
       * ARN or name; absent: every resource
       */
      resource?: string
      /**
       * Condition key and value: aws:SourceIp=203.0.113.7, aws:SourceVpce= where the request does not have it; repeatable
       */
      context?: string[]
    }
    body: undefined
    response: CanAnswer
  }
  /**
   * Everybody who may
   */
  'GET /access/who-can': {
    params: undefined
    query: {
      /**
       * As AWS writes it, without regard to case: s3:GetObject
       */
      action: string
      /**
       * ARN or name; absent: every resource
       */
      resource?: string
      /**
       * Condition key and value: aws:SourceIp=203.0.113.7, aws:SourceVpce= where the request does not have it; repeatable
       */
      context?: string[]
      /**
       * Also who gets there by assuming roles
       */
      reach?: string
    }
    body: undefined
    response: WhoCanAnswer
  }
  /**
   * All that this principal may do
   */
  'GET /access/what-can': {
    params: undefined
    query: {
      /**
       * ARN, account/name, name, or e-mail of a person when unambiguous
       */
      principal: string
      service?: string
      /**
       * ARN or name; absent: every resource
       */
      resource?: string
    }
    body: undefined
    response: WhatCanAnswer
  }
  /**
   * Everybody who can do something on a resource, by kind of access
   */
  'GET /access/who-reaches': {
    params: undefined
    query: {
      /**
       * ARN or name
       */
      resource: string
      /**
       * Condition key and value: aws:SourceIp=203.0.113.7, aws:SourceVpce= where the request does not have it; repeatable
       */
      context?: string[]
    }
    body: undefined
    response: WhoReachesAnswer
  }
  /**
   * How one reaches another, or administrator
   */
  'GET /access/paths': {
    params: undefined
    query: {
      /**
       * Principal, person, group, service or provider; absent: everybody
       */
      from?: string
      /**
       * `admin`, a principal, or a resource
       */
      to: string
      /**
       * On a resource; absent: whatever reads or changes it
       */
      action?: string
      /**
       * Steps; 6 when absent
       */
      maxDepth?: number
      /**
       * Paths; 20 when absent
       */
      limit?: number
    }
    body: undefined
    response: PathsAnswer
  }
  /**
   * For pickers: what fits what was typed
   */
  'GET /access/suggest': {
    params: undefined
    query: {
      kind:
        | 'action'
        | 'resource'
        | 'principal'
        | 'policy'
        | 'managed-policy'
        | 'service-control'
        | 'resource-control'
        | 'person'
        | 'group'
        | 'permission-set'
        | 'account'
        | 'target'
      q?: string
      limit?: number
    }
    body: undefined
    response: Suggestions
  }
  /**
   * Moments that can be compared, newest first
   */
  'GET /access/snapshots': {
    params: undefined
    query: undefined
    body: undefined
    response: Snapshots
  }
  /**
   * Who gained and who lost access between two moments
   */
  'GET /access/diff': {
    params: undefined
    query: {
      /**
       * `now`, the id of a snapshot, or a time (ISO 8601)
       */
      from: string
      /**
       * `now`, the id of a snapshot, or a time (ISO 8601)
       */
      to?: string
      /**
       * Only this principal
       */
      principal?: string
      /**
       * Only actions of this service
       */
      service?: string
      /**
       * Only on this resource
       */
      resource?: string
      /**
       * Rows; 500 when absent
       */
      limit?: number
    }
    body: undefined
    response: DiffAnswer
  }
  /**
   * Who would gain and who would lose access by changes that nobody has made
   */
  'POST /access/what-if': {
    params: undefined
    query: undefined
    body: {
      /**
       * @minItems 1
       * @maxItems 100
       */
      changes: [Change, ...Change[]]
      /**
       * Only this principal
       */
      principal?: string
      /**
       * Only actions of this service
       */
      service?: string
      /**
       * Only on this resource
       */
      resource?: string
      /**
       * Rows; 500 when absent
       */
      limit?: number
    }
    response: DiffAnswer
  }
  /**
   * What is wrong with a policy document, and where
   */
  'POST /access/lint': {
    params: undefined
    query: undefined
    body: {
      text: string
      type?:
        | 'identity'
        | 'managed'
        | 'inline-user'
        | 'inline-group'
        | 'inline-role'
        | 'permissionsBoundary'
        | 'session'
        | 'trust'
        | 'serviceControl'
        | 'resourceControl'
        | 'resource'
        | 'bucket'
        | 'key'
        | 'endpoint'
    }
    response: LintFindings
  }
}
export interface SetupForm {
  token: string
  email: string
  name: string
  password: string
}
export interface Session {
  user: SessionUser
  /**
   * Goes with everything that changes something, as x-csrf-token
   */
  csrfToken: string
  /**
   * ISO 8601, UTC
   */
  expiresAt: string
}
export interface SessionUser {
  id: string
  email: string
  name: string
  roles: ('administrator' | 'integration-admin' | 'access-admin' | 'auditor' | 'member')[]
}
export interface SignInForm {
  email: string
  password: string
}
export interface Status {
  version: string
  sample: boolean
  snapshot: Snapshot | null
  accounts: AccountReading[]
  principals: number
  resources: number
  integrations: number
}
export interface Snapshot {
  id: string
  /**
   * ISO 8601, UTC
   */
  publishedAt: string
}
export interface AccountReading {
  accountId: string
  name: string | null
  state: 'read' | 'partly' | 'unread'
}
export interface Doctor {
  checks: DoctorCheck[]
}
export interface DoctorCheck {
  name: string
  state: 'ok' | 'warn' | 'bad'
  says: string
  fix?: string
}
export interface Integration {
  id: string
  name: string
  kind: 'aws' | 'aws_identity_center'
  method: 'cloudformation' | 'stackset' | 'manual' | 'direct' | 'import' | 'sample'
  state:
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
  reason: string | null
  owner: string | null
  externalId: string
  trustPrincipal: string | null
  roleName: string
  managementAccount: string | null
  organization: boolean
  lastSyncAt: string | null
  /**
   * ISO 8601, UTC
   */
  createdAt: string
  counts: {
    accounts: number
    principals: number
    resources: number
    people: number
    permissionSets: number
    assignments: number
  }
  accounts: AccountTarget[]
  strip: AccountReading[]
  run: SyncRun | null
  notes?: string[]
}
export interface AccountTarget {
  accountId: string
  name: string | null
  state:
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
  reason: string | null
  probes: Probe[]
}
export interface Probe {
  capability: string
  result: 'ok' | 'denied' | 'failed' | 'not_applicable'
  action?: string
  cause?: string
  reason?: string
  statement?: {
    Effect: 'Allow'
    Action: string[]
    Resource: string
  }
  attach?: string
  /**
   * ISO 8601, UTC
   */
  checkedAt: string
}
export interface SyncRun {
  id: string
  integration: string
  state: 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled'
  stages: StageReport[]
  accounts: AccountProgress[]
  coverage: CoverageCounts
  snapshot: string | null
  /**
   * ISO 8601, UTC
   */
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  reason: string | null
}
export interface StageReport {
  name: 'organization' | 'identity_center' | 'iam' | 'resources'
  state: 'waiting' | 'running' | 'done'
  /**
   * Objects read, by kind or resource type
   */
  counts: {
    [k: string]: number
  }
  calls: number
  throttles: number
  ms: number
}
export interface AccountProgress {
  accountId: string
  name: string | null
  state: 'waiting' | 'running' | 'done' | 'failed'
  cellsDone: number
  cellsTotal: number
  objects: number
  reason?: string
}
export interface CoverageCounts {
  ok: number
  denied: number
  throttled: number
  unsupported: number
  skipped: number
  failed: number
  suspect: number
}
export interface ConnectForm {
  method: 'manual' | 'cloudformation' | 'stackset' | 'direct'
  name?: string
  owner?: string
  /**
   * Free text: numbers by comma, space or line
   */
  accounts?: string
  managementAccount?: string
  organization?: boolean
  identityCenter?: boolean
  roleName?: string
  /**
   * Free text; empty: every Region enabled in each account
   */
  regions?: string
  identityCenterRegion?: string
  profile?: string
  /**
   * Always refused: it is drawn at random
   */
  externalId?: {
    [k: string]: unknown
  }
  /**
   * Always refused
   */
  accessKeyId?: {
    [k: string]: unknown
  }
  /**
   * Always refused
   */
  secretAccessKey?: {
    [k: string]: unknown
  }
}
export interface InstallInstructions {
  /**
   * JSON
   */
  trustPolicy: {
    [k: string]: unknown
  }
  managedPolicies: string[]
  cli: string
  template: string
  cloudShell?: string
}
export interface Coverage {
  items: CoverageCell[]
  counts: CoverageCounts
}
export interface CoverageCell {
  integration: string
  accountId: string
  accountName: string | null
  region: string
  type:
    | 'role'
    | 'organization'
    | 'identity_center'
    | 'iam'
    | 's3'
    | 'kms'
    | 'lambda'
    | 'sqs'
    | 'sns'
    | 'secretsmanager'
    | 'ec2'
  state:
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
  action?: string
  code?: string
  reason?: string
  completeAt: string | null
  /**
   * ISO 8601, UTC
   */
  checkedAt: string
  objects: number
}
export interface Calls {
  items: CallCount[]
  totals: {
    calls: number
    retries: number
    throttles: number
  }
}
export interface CallCount {
  accountId: string | null
  region: string
  operation: string
  calls: number
  retries: number
  throttles: number
  errors: number
  ms: number
}
export interface ImportResult {
  integration: string
  account: string
  accounts?: string[]
  counts: {
    users: number
    groups: number
    roles: number
    policies: number
    resources: number
  }
  skipped: {
    path: string
    reason: string
  }[]
  snapshot: string
}
export interface PrincipalPage {
  items: Principal[]
  total: number
  page: number
  pageSize: number
}
export interface Principal {
  arn: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account: string
  accountName?: string
  name: string
  person?: PersonRef[]
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  adminVia?: 'full' | 'equivalent'
  escalatesTo?: Escalation[]
  escalatesToMore?: number | 'not counted'
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
  /**
   * ISO 8601, UTC
   */
  createdAt?: string
}
export interface PersonRef {
  name: string
  email?: string
}
export interface Escalation {
  path: string
  target: string
  decision: 'Allowed' | 'Conditional' | 'Unknown'
}
export interface ResourcePage {
  items: Resource[]
  total: number
  page: number
  pageSize: number
}
export interface Resource {
  arn: string
  name: string
  type: string
  account: string
  accountName?: string
  region: string
  hasPolicy: 'yes' | 'no' | 'unread'
  public: 'yes' | 'no' | 'conditional' | 'unknown'
}
export interface Policy {
  ref: string
  name: string
  kind:
    | 'aws-managed'
    | 'customer-managed'
    | 'inline'
    | 'group-inline'
    | 'trust'
    | 'resource'
    | 'service-control'
    | 'resource-control'
  arn?: string
  account?: string
  /**
   * JSON
   */
  document: {
    [k: string]: unknown
  }
}
export interface CanAnswer {
  principal: string
  action: string
  resource: string
  decision: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional' | 'Unknown'
  asRead?: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional'
  condition?: Condition
  conditionText?: string
  openTests: OpenTest[]
  sentence: string
  notes: string[]
  reasons: Reason[]
  steps: LayerStep[]
  nearestMiss?: string
  wouldChange: WouldChange[]
  alsoNeeded: AlsoNeeded[]
  flags: string[]
  gaps: CoverageGap[]
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
}
export interface ConditionTest {
  op: string
  key: string
  values: string[]
  quantifier?: 'ForAllValues' | 'ForAnyValue'
  ifExists?: true
}
export interface OpenTest {
  text: string
  test: ConditionTest
}
export interface Reason {
  effect: 'Allow' | 'Deny'
  layer: 'identity' | 'permissionsBoundary' | 'session' | 'serviceControl' | 'resourceControl' | 'resource' | 'endpoint'
  policy: string
  policyRef: string
  statement: number
  sid?: string
  level?: string
  why: string
}
export interface LayerStep {
  layer: 'identity' | 'permissionsBoundary' | 'session' | 'serviceControl' | 'resourceControl' | 'resource' | 'endpoint'
  label: string
  result: 'allow' | 'deny' | 'conditional' | 'silent' | 'none' | 'unread'
  text: string
  reason?: Reason
  decides: boolean
}
export interface WouldChange {
  text: string
  decision: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional' | 'Unknown'
  kind: 'context' | 'edit' | 'grant'
  context?: string[]
  layer?:
    'identity' | 'permissionsBoundary' | 'session' | 'serviceControl' | 'resourceControl' | 'resource' | 'endpoint'
  policy?: string
  policyRef?: string
  statement?: number
}
export interface AlsoNeeded {
  action: string
  resource: string
  decision: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional' | 'Unknown'
  text: string
}
export interface CoverageGap {
  account: string
  region?: string
  service: string
  reason: string
}
export interface WhoCanAnswer {
  action: string
  resource: string
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  complete: boolean
  gaps: CoverageGap[]
  sentence: string
  notes: string[]
  principals: Holder[]
  denied: DeniedHolder[]
  unknown: number
  examined: number
}
export interface Holder {
  arn: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account: string
  accountName?: string
  name: string
  person?: PersonRef[]
  decision: 'Allowed' | 'Conditional'
  condition?: Condition
  conditionText?: string
  via: Reason[]
  reach: 'direct' | 'assume-chain'
  chain?: string[]
}
export interface DeniedHolder {
  arn: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account: string
  accountName?: string
  name: string
  by: Reason
}
export interface WhatCanAnswer {
  principal: string
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  notes: string[]
  services: ServiceAbilities[]
  gaps: CoverageGap[]
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
}
export interface ServiceAbilities {
  service: string
  name?: string
  levels: {
    List: number
    Read: number
    Write: number
    'Permissions management': number
    Tagging: number
  }
  actions?: Ability[]
}
export interface Ability {
  action: string
  decision: 'Allowed' | 'Conditional'
  resources: string[]
  condition?: Condition
}
export interface WhoReachesAnswer {
  resource: string
  actions: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  complete: boolean
  gaps: CoverageGap[]
  sentence: string
  notes: string[]
  principals: Reacher[]
  unknown: number
}
export interface Reacher {
  arn: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account: string
  accountName?: string
  name: string
  person?: PersonRef[]
  allowed: {
    List: number
    Read: number
    Write: number
    'Permissions management': number
    Tagging: number
  }
  conditional: {
    List: number
    Read: number
    Write: number
    'Permissions management': number
    Tagging: number
  }
}
export interface PathsAnswer {
  from: string
  to: string
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  paths: AccessPath[]
  more: number
  cuts: PathCut[]
  complete: boolean
  gaps: CoverageGap[]
  sentence: string
  notes: string[]
}
export interface AccessPath {
  from: PathNode
  to: PathNode
  decision: 'Allowed' | 'Conditional' | 'Unknown'
  steps: PathStep[]
  condition?: Condition
  conditionText?: string
  sentence: string
}
export interface PathNode {
  id: string
  kind:
    | 'person'
    | 'directory-group'
    | 'permission-set'
    | 'principal'
    | 'group'
    | 'provider'
    | 'service'
    | 'outsider'
    | 'workload'
    | 'resource'
    | 'administrator'
  name: string
  type?: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account?: string
  accountName?: string
}
export interface PathStep {
  kind:
    | 'memberOf'
    | 'assigned'
    | 'provisions'
    | 'runsAs'
    | 'assumes'
    | 'signsIn'
    | 'passesRole'
    | 'escalates'
    | 'reaches'
    | 'is'
  from: PathNode
  to: PathNode
  decision: 'Allowed' | 'Conditional' | 'Unknown'
  path?: string
  text: string
  permissions: PathPermission[]
  condition?: Condition
  conditionText?: string
  gaps: CoverageGap[]
}
export interface PathPermission {
  action: string
  resource: string
  decision: 'Allowed' | 'Conditional' | 'Unknown'
  condition?: Condition
  reasons: Reason[]
}
export interface PathCut {
  from: PathNode
  to: PathNode
  path?: string
  paths: number
  text: string
}
export interface Suggestions {
  items: Suggestion[]
}
export interface Suggestion {
  value: string
  label: string
  detail?: string
}
export interface Snapshots {
  items: SnapshotName[]
}
export interface SnapshotName {
  id: string
  /**
   * ISO 8601, UTC
   */
  at: string
}
export interface DiffAnswer {
  from: DiffSide
  to: DiffSide
  changes: AccessChange[]
  principals: {
    gained: number
    lost: number
    changed: number
  }
  added: ChangedPrincipal[]
  removed: ChangedPrincipal[]
  admins: AdminChange[]
  people: PersonChange[]
  more: number
  examined: number
  complete: boolean
  gaps: CoverageGap[]
  sentence: string
  notes: string[]
}
export interface DiffSide {
  snapshot: string
  /**
   * ISO 8601, UTC
   */
  at: string
}
export interface AccessChange {
  principal: ChangedPrincipal
  change: 'gained' | 'lost' | 'widened' | 'narrowed' | 'changed' | 'unknown'
  service: string
  actions: string[]
  actionCount: number
  levels: ('List' | 'Read' | 'Write' | 'Permissions management' | 'Tagging')[]
  resources: string[]
  before: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional' | 'Unknown'
  after: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional' | 'Unknown'
  condition?: Condition
  conditionText?: string
  because?: Reason
}
export interface ChangedPrincipal {
  arn: string
  name: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account: string
  accountName?: string
}
export interface AdminChange {
  principal: ChangedPrincipal
  before: 'yes' | 'no' | 'conditional' | 'unknown'
  after: 'yes' | 'no' | 'conditional' | 'unknown'
}
export interface PersonChange {
  person: string
  email?: string
  role: ChangedPrincipal
  change: 'gained' | 'lost'
}
export interface LintFindings {
  findings: LintFinding[]
}
export interface LintFinding {
  file?: string
  path: string
  line: number
  column: number
  severity: 'error' | 'warning' | 'note'
  code: string
  message: string
}
