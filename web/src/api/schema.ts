/* Made by scripts/generate-openapi.ts from the routes of the API; `npm run generate` makes it again. */

export type ImportState =
  | {
      state: 'running'
      /**
       * Its turn has not come; bytes of the files; accounts; objects; the one transaction
       */
      phase: 'waiting' | 'reading' | 'accounts' | 'writing' | 'publishing'
      done: number
      total: number
    }
  | {
      state: 'succeeded'
      result: ImportResult
    }
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
export type InsightQuestion =
  | {
      ask: 'who-can'
      action: string
      resource: string
      holder: string
      context?: string[]
    }
  | {
      ask: 'can'
      principal: string
      action: string
      resource?: string
      context?: string[]
    }
  | {
      ask: 'paths'
      from: string
      to: string
    }
  | {
      ask: 'principal'
      arn: string
    }
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
export type ChangeInput =
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
   * What is known, in figures; how much could be read is told of now
   */
  'GET /status': {
    params: undefined
    query: {
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: Status
  }
  /**
   * Start the simulated organization beside this server and read it
   */
  'POST /sample': {
    params: undefined
    query: undefined
    body: undefined
    response: StartedSample
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
   * What connecting would say
   */
  'POST /integrations/check': {
    params: undefined
    query: undefined
    body: ConnectForm
    response: CheckedConnectForm
  }
  /**
   * Forms begun
   */
  'GET /integrations/drafts': {
    params: undefined
    query: undefined
    body: undefined
    response: {
      items: ConnectionDraft[]
    }
  }
  /**
   * Save a form in any state; a secret is left out
   */
  'PUT /integrations/drafts/{draft}': {
    params: {
      draft: string
    }
    query: undefined
    body: ConnectionDraftForm
    response: ConnectionDraft
  }
  /**
   * Throw a draft away
   */
  'DELETE /integrations/drafts/{draft}': {
    params: {
      draft: string
    }
    query: undefined
    body: undefined
    response: undefined
  }
  /**
   * Make an integration, or bring the one of that name to what the file says
   */
  'POST /integrations/apply': {
    params: undefined
    query: {
      /**
       * Say what would change
       */
      dryRun?: string
    }
    body: IntegrationFile
    response: AppliedIntegration
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
    query: {
      policy?: 'audit' | 'least'
    }
    body: undefined
    response: InstallInstructions
  }
  /**
   * What this server needs in AWS before a role can trust it
   */
  'GET /integrations/{integration}/server-identity': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: ServerIdentity
  }
  /**
   * Put the template into a bucket, or say where it lies
   */
  'POST /integrations/{integration}/template': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: PublishTemplateForm
    response: PublishedTemplate
  }
  /**
   * A link for somebody who administers AWS; told once
   */
  'POST /integrations/{integration}/handoff': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: HandoffForm
    response: HandoffLink
  }
  /**
   * Links and who opened them
   */
  'GET /integrations/{integration}/handoffs': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: {
      items: Handoff[]
    }
  }
  /**
   * Revoke a link
   */
  'DELETE /integrations/{integration}/handoffs/{handoff}': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
      handoff: string
    }
    query: undefined
    body: undefined
    response: undefined
  }
  /**
   * What the sender of the link asks for; the opening is recorded
   */
  'GET /handoff/{token}': {
    params: {
      token: string
    }
    query: undefined
    body: undefined
    response: HandoffPage
  }
  /**
   * Settings
   */
  'GET /integrations/{integration}/settings': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: IntegrationSettings
  }
  /**
   * Change settings; says what will no longer be seen
   */
  'PATCH /integrations/{integration}/settings': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: {
      /**
       * Say what would change
       */
      dryRun?: string
    }
    body: SettingsChange
    response: ChangedSettings
  }
  /**
   * A second access key: tested, then current; the first is forgotten
   */
  'POST /integrations/{integration}/keys': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: AccessKeyForm
    response: AccessKey
  }
  /**
   * Seal every stored secret under a new key
   */
  'POST /secrets/rotate': {
    params: undefined
    query: undefined
    body: undefined
    response: RotatedSecrets
  }
  /**
   * What would be read, and what that takes
   */
  'GET /integrations/{integration}/preview': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: {
      stages?: string
      accounts?: string
    }
    body: undefined
    response: Preview
  }
  /**
   * When it is read by itself
   */
  'GET /integrations/{integration}/schedule': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: undefined
    response: Schedule
  }
  /**
   * Change how often; what is left out stays
   */
  'PATCH /integrations/{integration}/schedule': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: undefined
    body: ScheduleChange
    response: Schedule
  }
  /**
   * Units and accounts, with what is in them and how much of it could be read; the tree and the reading are told of now
   */
  'GET /organization': {
    params: undefined
    query: {
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: OrganizationMap
  }
  /**
   * Apps that what was read gives away
   */
  'GET /recommended-apps': {
    params: undefined
    query: undefined
    body: undefined
    response: {
      items: RecommendedApp[]
    }
  }
  /**
   * Add a card for it
   */
  'POST /recommended-apps/{id}/add': {
    params: {
      id: string
    }
    query: undefined
    body: undefined
    response: DiscoveredCard
  }
  /**
   * Recommend it no more
   */
  'POST /recommended-apps/{id}/dismiss': {
    params: {
      id: string
    }
    query: undefined
    body: undefined
    response: RecommendedApp
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
   * Those that were deleted with their history kept; deleting one with `history=erase` erases that too
   */
  'GET /integrations/deleted': {
    params: undefined
    query: undefined
    body: undefined
    response: {
      items: DeletedIntegration[]
    }
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
   * Take the connection away; what it brought is kept for questions about the past, or erased, also of one that was deleted before
   */
  'DELETE /integrations/{integration}': {
    params: {
      /**
       * Id, or name without regard to case
       */
      integration: string
    }
    query: {
      history?: 'keep' | 'erase'
    }
    body: undefined
    response: undefined
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
    body: {
      /**
       * @maxItems 5000
       */
      accounts?: string[]
      /**
       * @maxItems 100
       */
      capabilities?: string[]
      /**
       * Begin to read where a card waits for that; default true
       */
      read?: boolean
    } | null
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
    body: {
      /**
       * @minItems 1
       * @maxItems 7
       */
      stages?:
        | ['organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis']
        | [
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
          ]
        | [
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
          ]
        | [
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
          ]
        | [
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
          ]
        | [
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
          ]
        | [
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis',
            'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
          ]
      /**
       * @minItems 1
       * @maxItems 5000
       */
      accounts?: [string, ...string[]]
    } | null
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
      type?:
        | 'role'
        | 'organization'
        | 'identity_center'
        | 'iam'
        | 's3'
        | 's3_access_points'
        | 'kms'
        | 'lambda'
        | 'sqs'
        | 'sns'
        | 'secretsmanager'
        | 'dynamodb'
        | 'ecr'
        | 'elasticfilesystem'
        | 'backup'
        | 'events'
        | 'logs'
        | 'es'
        | 'glue'
        | 'kinesis'
        | 'codeartifact'
        | 'rds'
        | 'ec2'
        | 'ebs'
        | 'ssm'
        | 'ds'
        | 'rolesanywhere'
        | 'eks'
        | 'ecs'
        | 'states'
        | 'sagemaker'
        | 'codebuild'
        | 'ram'
        | 'network'
        | 'elasticloadbalancing'
        | 'cloudtrail'
        | 'config'
        | 'guardduty'
        | 'securityhub'
        | 'credentials'
        | 'last_accessed'
        | 'access_analyzer'
      account?: string
      state?:
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
      limit?: number
      cursor?: string
      /**
       * `accounts`: the grid of account × type
       */
      view?: 'cells' | 'accounts'
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
      /**
       * What checks have called, instead of a run
       */
      checks?: string
      limit?: number
      cursor?: string
    }
    body: undefined
    response: Calls
  }
  /**
   * Import an export of AWS; the body is the file, or several after each other or as a list
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
   * The same, answered as soon as all files are here: what becomes of them is asked for by the id
   */
  'POST /imports/begin': {
    params: undefined
    query: {
      name?: string
      account?: string
      asOf?: string
    }
    body: undefined
    response: ImportBegun
  }
  /**
   * How far an import has come, or its result; one that failed answers with what went wrong
   */
  'GET /imports/{import}': {
    params: {
      import: string
    }
    query: undefined
    body: undefined
    response: ImportState
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
      /**
       * becomes: could become administrator without being it now
       */
      power?: 'administrator' | 'becomes' | 'other'
      /**
       * Within 90 days, longer ago, or no use is known
       */
      used?: 'recent' | 'idle' | 'unknown'
      sort?: 'name' | '-name' | 'account' | '-account' | 'type' | '-type' | 'lastUsed' | '-lastUsed'
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
   * One principal from all sides: its policies and their shares, who can become it, what binds it, what it used
   */
  'GET /principals/detail': {
    params: undefined
    query: {
      /**
       * ARN, account/name, name, or e-mail of a person when unambiguous
       */
      principal: string
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: PrincipalDetail
  }
  /**
   * What one principal could become without being it now
   */
  'GET /principals/becomes': {
    params: undefined
    query: {
      /**
       * ARN, account/name, name, or e-mail of a person when unambiguous
       */
      principal: string
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: BecomingAnswer
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
      region?: string
      /**
       * Does its policy let anybody in
       */
      public?: 'yes' | 'no' | 'conditional' | 'unknown'
      /**
       * Has it a policy of its own
       */
      policy?: 'yes' | 'no' | 'unread'
      sort?: 'name' | '-name' | 'account' | '-account' | 'type' | '-type' | 'region' | '-region'
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
   * One resource from all sides: its policies, what opens it, what it is connected to
   */
  'GET /resources/detail': {
    params: undefined
    query: {
      /**
       * ARN
       */
      resource: string
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: ResourceDetail
  }
  /**
   * Every policy: where it hangs, whom it concerns, what it allows at most
   */
  'GET /policies': {
    params: undefined
    query: {
      search?: string
      /**
       * boundary: managed policies that are somebody’s permissions boundary
       */
      kind?:
        | 'aws-managed'
        | 'customer-managed'
        | 'inline'
        | 'group-inline'
        | 'trust'
        | 'resource'
        | 'service-control'
        | 'resource-control'
        | 'permission-set'
        | 'boundary'
      /**
       * Id or name
       */
      account?: string
      attached?: 'yes' | 'no'
      /**
       * The widest thing that it allows
       */
      width?: 'admin' | 'permissions' | 'write' | 'read' | 'assume' | 'limits' | 'nothing' | 'unread'
      /**
       * Of lint: at least one such finding
       */
      findings?: 'error' | 'warning' | 'any' | 'none'
      /**
       * Absent: the widest first, then those that concern most
       */
      sort?:
        | 'name'
        | '-name'
        | 'kind'
        | '-kind'
        | 'account'
        | '-account'
        | 'attachedTo'
        | '-attachedTo'
        | 'principals'
        | '-principals'
        | 'people'
        | '-people'
        | 'findings'
        | '-findings'
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
      page?: number
      pageSize?: number
      /**
       * csv: all matching rows
       */
      format?: 'json' | 'csv'
    }
    body: undefined
    response: PolicyPage
  }
  /**
   * One policy: its document and what follows from it
   */
  'GET /policies/{ref}': {
    params: {
      ref: string
    }
    query: {
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: Policy
  }
  /**
   * Everybody whom a policy concerns, and through what
   */
  'GET /policies/{ref}/affected': {
    params: {
      ref: string
    }
    query: {
      search?: string
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
      page?: number
      pageSize?: number
      /**
       * csv: all matching rows
       */
      format?: 'json' | 'csv'
    }
    body: undefined
    response: AffectedPage
  }
  /**
   * A policy through time, and the versions that AWS keeps of it
   */
  'GET /policies/{ref}/versions': {
    params: {
      ref: string
    }
    query: {
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: PolicyVersions
  }
  /**
   * People and workloads, with how far they reach
   */
  'GET /identities': {
    params: undefined
    query: {
      /**
       * In name, e-mail, id, or what it is
       */
      search?: string
      kind?: 'person' | 'workload' | 'root' | 'unknown'
      /**
       * Id or name of the account that it lives in
       */
      account?: string
      /**
       * true: only administrators of some account
       */
      admin?: 'true' | 'false'
      /**
       * true: only those with suggestions
       */
      suggested?: 'true' | 'false'
      sort?:
        | 'name'
        | '-name'
        | 'kind'
        | '-kind'
        | 'account'
        | '-account'
        | 'reaches'
        | '-reaches'
        | 'administers'
        | '-administers'
        | 'lastUsed'
        | '-lastUsed'
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
      page?: number
      pageSize?: number
      /**
       * csv: all matching rows
       */
      format?: 'json' | 'csv'
    }
    body: undefined
    response: IdentityPage
  }
  /**
   * One person or workload: its identity accounts, what it can do where and through what, its credentials
   */
  'GET /identities/{id}': {
    params: {
      id: string
    }
    query: {
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: IdentityDetail
  }
  /**
   * AWS accounts, with who acts in them and how much of them was read
   */
  'GET /accounts': {
    params: undefined
    query: {
      /**
       * In name, id, alias or OU
       */
      search?: string
      /**
       * Name of an OU, at whatever depth
       */
      unit?: string
      coverage?: 'whole' | 'incomplete' | 'leftOut'
      sort?:
        | 'name'
        | '-name'
        | 'units'
        | '-units'
        | 'principals'
        | '-principals'
        | 'administrators'
        | '-administrators'
        | 'people'
        | '-people'
        | 'resources'
        | '-resources'
        | 'missing'
        | '-missing'
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
      page?: number
      pageSize?: number
      /**
       * csv: all matching rows
       */
      format?: 'json' | 'csv'
    }
    body: undefined
    response: AccountPage
  }
  /**
   * One account: who acts in it and rules it, what stands over it, who comes in from elsewhere
   */
  'GET /accounts/{account}': {
    params: {
      /**
       * Id or name
       */
      account: string
    }
    query: {
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
    }
    body: undefined
    response: AccountDetail
  }
  /**
   * What is worth knowing first, gravest first
   */
  'GET /insights': {
    params: undefined
    query: {
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
      format?: 'json' | 'csv'
    }
    body: undefined
    response: Insights
  }
  /**
   * What people were told, newest first, and what became of the mail
   */
  'GET /notices': {
    params: undefined
    query: {
      /**
       * Id or name of a card
       */
      integration?: string
      page?: number
      pageSize?: number
      /**
       * csv: all matching rows
       */
      format?: 'json' | 'csv'
    }
    body: undefined
    response: NoticePage
  }
  /**
   * Send a test mail at once
   */
  'POST /notices/test': {
    params: undefined
    query: undefined
    body: {
      to: string
    }
    response: TestMailSent
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
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
      /**
       * Rows of each decision, those from outside first; absent: all, in the order of accounts and names
       */
      limit?: number
      /**
       * `next` of the part before; with its `snapshot` as `at` the parts are of one answer
       */
      offset?: number
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
        | 'identity'
        | 'any'
      q?: string
      limit?: number
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
   * Snapshots through time, oldest first: what was counted over each, and how much had changed
   */
  'GET /access/timeline': {
    params: undefined
    query: {
      /**
       * ISO 8601; the first snapshot when absent
       */
      from?: string
      /**
       * ISO 8601; the last snapshot when absent
       */
      to?: string
      /**
       * Of more snapshots so many are chosen evenly, the first and the last among them
       */
      limit?: number
    }
    body: undefined
    response: Timeline
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
      changes: [ChangeInput, ...ChangeInput[]]
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
      /**
       * Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent
       */
      at?: string
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
  /**
   * One thing through time: its versions, and what changed between them
   */
  'GET /objects/history': {
    params: undefined
    query: {
      /**
       * ARN, or the name of a principal as every question takes it
       */
      arn: string
      /**
       * Versions; 50 when absent
       */
      limit?: number
    }
    body: undefined
    response: ObjectHistoryAnswer
  }
  /**
   * What came, went and changed in the configuration between two moments
   */
  'GET /inventory/diff': {
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
       * Only of this account
       */
      account?: string
      /**
       * Only of this kind: role, user, resource, …
       */
      kind?: string
      /**
       * Rows; 500 when absent
       */
      limit?: number
      /**
       * Rows to pass over
       */
      offset?: number
    }
    body: undefined
    response: ConfigurationAnswer
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
  /**
   * Accounts that are known beside those: nothing is to be read in them
   */
  leftOut: number
  principals: number
  resources: number
  integrations: number
  mail: boolean
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
export interface StartedSample {
  /**
   * Id of its card
   */
  integration: string
  name: string
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
export interface ConnectForm {
  method: 'manual' | 'cloudformation' | 'stackset' | 'legacy' | 'direct'
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
  homeRegion?: string
  identityCenterRegion?: string
  managementRoleArn?: string
  partition?: 'aws' | 'aws-us-gov' | 'aws-cn'
  profile?: string
  /**
   * Method legacy only
   */
  accessKeyId?: string
  /**
   * Method legacy only; kept sealed and never answered
   */
  secretAccessKey?: string
  settings?: SettingsForm
  /**
   * Always refused: it is drawn at random
   */
  externalId?: {
    [k: string]: unknown
  }
  /**
   * Id of the draft that is done with
   */
  draft?: string
}
export interface SettingsForm {
  resourceTypes?: string[] | null
  excludedUnits?: string[] | null
  excludedAccounts?: string[] | null
  enableAudit?: boolean
  credentialRotationDays?: number | null
  userCleanupDays?: number | null
  customAccessDetails?: string | null
  integrationOwner?: {
    attribute: string
    /**
     * @maxItems 100
     */
    values: string[]
  } | null
  resourceOwner?: {
    tagKey: string
    attribute: string
  } | null
  portalUrl?: string | null
  profileName?: string | null
  maxCallsPerRun?: number | null
  /**
   * US dollars
   */
  maxCostPerDay?: number | null
  cloudTrail?: {
    bucketArn?: string | null
    prefix?: string | null
    keyArn?: string | null
    queueArn?: string | null
  }
  extendedReads?: boolean
}
export interface CheckedConnectForm {
  problems: FormProblem[]
  notes: string[]
  identity: {
    arn: string
    /**
     * Whom its roles would trust: of a session its role; null where nobody is trusted
     */
    trustPrincipal: string | null
    accountId: string
    partition: 'aws' | 'aws-us-gov' | 'aws-cn'
    note: string | null
  } | null
}
export interface FormProblem {
  /**
   * Field of the form, settings.portalUrl for one inside another
   */
  path: string
  message: string
  suggestions?: string[]
}
export interface ConnectionDraft {
  id: string
  step: string
  form: {
    [k: string]: unknown
  }
  /**
   * ISO 8601, UTC
   */
  savedAt: string
}
export interface ConnectionDraftForm {
  step: string
  form: {
    [k: string]: unknown
  }
}
export interface IntegrationFile {
  name: string
  method?: 'manual' | 'cloudformation' | 'stackset' | 'legacy' | 'direct'
  identityCenter?: boolean
  partition?: 'aws' | 'aws-us-gov' | 'aws-cn'
  owner?: string
  /**
   * @maxItems 5001
   */
  accounts?: string[]
  managementAccount?: string | null
  managementRoleArn?: string | null
  organization?: boolean
  roleName?: string
  /**
   * @maxItems 100
   */
  regions?: string[]
  homeRegion?: string
  identityCenterRegion?: string | null
  /**
   * Always refused: it is drawn at random
   */
  externalId?: {
    [k: string]: unknown
  }
  resourceTypes?: string[] | null
  excludedUnits?: string[] | null
  excludedAccounts?: string[] | null
  enableAudit?: boolean
  credentialRotationDays?: number | null
  userCleanupDays?: number | null
  customAccessDetails?: string | null
  integrationOwner?: {
    attribute: string
    /**
     * @maxItems 100
     */
    values: string[]
  } | null
  resourceOwner?: {
    tagKey: string
    attribute: string
  } | null
  portalUrl?: string | null
  profileName?: string | null
  maxCallsPerRun?: number | null
  /**
   * US dollars
   */
  maxCostPerDay?: number | null
  cloudTrail?: {
    bucketArn?: string | null
    prefix?: string | null
    keyArn?: string | null
    queueArn?: string | null
  }
  extendedReads?: boolean
}
export interface AppliedIntegration {
  action: 'created' | 'changed' | 'unchanged'
  applied: boolean
  integration: string
  externalId: string | null
  changes: SettingsDifference[]
  narrowed: string[]
  notes: string[]
}
export interface SettingsDifference {
  field:
    | 'name'
    | 'owner'
    | 'accounts'
    | 'managementAccount'
    | 'managementRoleArn'
    | 'organization'
    | 'roleName'
    | 'regions'
    | 'homeRegion'
    | 'identityCenterRegion'
    | 'resourceTypes'
    | 'excludedUnits'
    | 'excludedAccounts'
    | 'enableAudit'
    | 'credentialRotationDays'
    | 'userCleanupDays'
    | 'customAccessDetails'
    | 'integrationOwner'
    | 'resourceOwner'
    | 'portalUrl'
    | 'profileName'
    | 'maxCallsPerRun'
    | 'maxCostPerDay'
    | 'cloudTrail'
    | 'extendedReads'
  /**
   * JSON
   */
  before: {
    [k: string]: unknown
  }
  /**
   * JSON
   */
  after: {
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
  /**
   * SHA-256 of the template
   */
  templateVersion: string
  templateUrl: string | null
  terraform: string
  inlinePolicies: NamedPolicy[]
  leastPolicies: NamedPolicy[]
  quickCreateUrl: string | null
  managementQuickCreateUrl: string | null
  createStackCli: string
  stackSet: {
    fields: {
      label: string
      value: string
    }[]
    cli: string
    managementStackCli: string
    selfManagedCli: string
  } | null
  elsewhere: {
    where: string
    /**
     * JSON
     */
    statement: {
      [k: string]: unknown
    }
  }[]
  warnings: string[]
  serverIdentity: ServerIdentity
}
export interface NamedPolicy {
  name: string
  kind: 'inline' | 'managed'
  /**
   * JSON
   */
  document: {
    [k: string]: unknown
  }
}
export interface ServerIdentity {
  /**
   * JSON
   */
  policy: {
    [k: string]: unknown
  }
  cli: string
  terraform: string
  ways: {
    name: string
    says: string
    cli: string
    terraform: string
  }[]
}
export interface PublishTemplateForm {
  /**
   * s3://bucket/prefix, or the https address of the template you uploaded yourself
   */
  to: string
  policy?: 'audit' | 'least'
}
export interface PublishedTemplate {
  url: string
  version: string
  isNew: boolean
  /**
   * Uploaded by somebody else: what lies at the address was not looked at
   */
  isGiven: boolean
  quickCreateUrl: string | null
}
export interface HandoffForm {
  days?: number
  why?: string
}
export interface HandoffLink {
  id: string
  url: string
  /**
   * ISO 8601, UTC
   */
  expiresAt: string
}
export interface Handoff {
  id: string
  askedBy: string
  why: string | null
  /**
   * ISO 8601, UTC
   */
  createdAt: string
  /**
   * ISO 8601, UTC
   */
  expiresAt: string
  revokedAt: string | null
  state: 'open' | 'expired' | 'revoked'
  openings: {
    /**
     * ISO 8601, UTC
     */
    at: string
    from: string
  }[]
}
export interface HandoffPage {
  askedBy: string
  why: string | null
  /**
   * ISO 8601, UTC
   */
  expiresAt: string
  partition: 'aws' | 'aws-us-gov' | 'aws-cn'
  method: 'cloudformation' | 'stackset' | 'manual' | 'legacy' | 'direct' | 'import' | 'sample'
  accounts: string[]
  externalId: string
  instructions: HandoffInstructions
}
export interface HandoffInstructions {
  /**
   * JSON
   */
  trustPolicy: {
    [k: string]: unknown
  }
  managedPolicies: string[]
  cli: string
  template: string
  /**
   * SHA-256 of the template
   */
  templateVersion: string
  templateUrl: string | null
  terraform: string
  inlinePolicies: NamedPolicy[]
  leastPolicies: NamedPolicy[]
  quickCreateUrl: string | null
  managementQuickCreateUrl: string | null
  createStackCli: string
  stackSet: {
    fields: {
      label: string
      value: string
    }[]
    cli: string
    managementStackCli: string
    selfManagedCli: string
  } | null
  elsewhere: {
    where: string
    /**
     * JSON
     */
    statement: {
      [k: string]: unknown
    }
  }[]
  warnings: string[]
}
export interface IntegrationSettings {
  name: string
  owner: string | null
  accounts: string[]
  managementAccount: string | null
  managementRoleArn: string | null
  organization: boolean
  roleName: string
  regions: string[]
  homeRegion: string
  identityCenterRegion: string | null
  /**
   * Null: all
   */
  resourceTypes:
    | (
        | 'role'
        | 'organization'
        | 'identity_center'
        | 'iam'
        | 's3'
        | 's3_access_points'
        | 'kms'
        | 'lambda'
        | 'sqs'
        | 'sns'
        | 'secretsmanager'
        | 'dynamodb'
        | 'ecr'
        | 'elasticfilesystem'
        | 'backup'
        | 'events'
        | 'logs'
        | 'es'
        | 'glue'
        | 'kinesis'
        | 'codeartifact'
        | 'rds'
        | 'ec2'
        | 'ebs'
        | 'ssm'
        | 'ds'
        | 'rolesanywhere'
        | 'eks'
        | 'ecs'
        | 'states'
        | 'sagemaker'
        | 'codebuild'
        | 'ram'
        | 'network'
        | 'elasticloadbalancing'
        | 'cloudtrail'
        | 'config'
        | 'guardduty'
        | 'securityhub'
        | 'credentials'
        | 'last_accessed'
        | 'access_analyzer'
      )[]
    | null
  excludedUnits: string[]
  excludedAccounts: string[]
  enableAudit: boolean
  /**
   * Not in use yet
   */
  credentialRotationDays: number | null
  userCleanupDays: number | null
  customAccessDetails: string | null
  integrationOwner: {
    attribute: string
    values: string[]
  } | null
  resourceOwner: {
    tagKey: string
    attribute: string
  } | null
  portalUrl: string | null
  profileName: string
  maxCallsPerRun: number | null
  /**
   * US dollars
   */
  maxCostPerDay: number | null
  cloudTrail: {
    bucketArn: string | null
    prefix: string | null
    keyArn: string | null
    queueArn: string | null
  }
  extendedReads: boolean
}
export interface SettingsChange {
  name?: string
  owner?: string
  /**
   * @maxItems 5001
   */
  accounts?: string[]
  managementAccount?: string | null
  managementRoleArn?: string | null
  organization?: boolean
  roleName?: string
  /**
   * @maxItems 100
   */
  regions?: string[]
  homeRegion?: string
  identityCenterRegion?: string | null
  /**
   * Always refused: it is drawn at random
   */
  externalId?: {
    [k: string]: unknown
  }
  resourceTypes?: string[] | null
  excludedUnits?: string[] | null
  excludedAccounts?: string[] | null
  enableAudit?: boolean
  credentialRotationDays?: number | null
  userCleanupDays?: number | null
  customAccessDetails?: string | null
  integrationOwner?: {
    attribute: string
    /**
     * @maxItems 100
     */
    values: string[]
  } | null
  resourceOwner?: {
    tagKey: string
    attribute: string
  } | null
  portalUrl?: string | null
  profileName?: string | null
  maxCallsPerRun?: number | null
  /**
   * US dollars
   */
  maxCostPerDay?: number | null
  cloudTrail?: {
    bucketArn?: string | null
    prefix?: string | null
    keyArn?: string | null
    queueArn?: string | null
  }
  extendedReads?: boolean
}
export interface ChangedSettings {
  settings: IntegrationSettings
  narrowed: string[]
  changes: SettingsDifference[]
  notes: string[]
}
export interface AccessKeyForm {
  accessKeyId?: string
  secretAccessKey?: string
}
export interface AccessKey {
  lastFour: string
  ageDays: number
  /**
   * ISO 8601, UTC
   */
  rotateBy: string
}
export interface RotatedSecrets {
  secrets: number
}
export interface Preview {
  organization: {
    id: string
    managementAccountId: string
  } | null
  units: {
    id: string
    name: string
    parentId: string | null
  }[]
  accounts: PreviewedAccount[]
  estimate: {
    calls: number
    minutes: number
    cost: string
    lines: {
      stage: 'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
      calls: number
      note: string
    }[]
  }
  /**
   * What will be left out, though it was asked for
   */
  warnings: string[]
  /**
   * Why the organization could not be asked
   */
  trouble: string | null
}
export interface PreviewedAccount {
  accountId: string
  name: string | null
  unitId: string | null
  status: string
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
  excluded: boolean
}
export interface Schedule {
  everyMinutes: {
    /**
     * Null: never by itself
     */
    identities: number | null
    /**
     * Null: never by itself
     */
    resources: number | null
    /**
     * Null: never by itself
     */
    reports: number | null
  }
  nextRunAt: string | null
  paused: boolean
}
export interface ScheduleChange {
  everyMinutes: {
    identities?: number | null
    resources?: number | null
    reports?: number | null
  }
}
export interface OrganizationMap {
  at: string | null
  units: {
    id: string
    name: string
    parentId: string | null
  }[]
  accounts: MappedAccount[]
}
export interface MappedAccount {
  accountId: string
  name: string
  unitId: string | null
  status: string
  integration: string | null
  coverage: {
    ok: number
    missing: number
    total: number
  }
  principals: number
  resources: number
  administrators: number
  /**
   * Principals that are no administrators and can become one
   */
  becoming: number
  /**
   * Resources whose policy lets in anybody, before Block Public Access
   */
  open: number
  worst: {
    kind: 'open' | 'becoming'
    arn: string
    name: string
  } | null
}
export interface RecommendedApp {
  id: string
  kind: 'saml' | 'oidc' | 'identity_center_application'
  name: string
  vendor: string | null
  evidence: AppEvidence[]
  state: 'new' | 'added' | 'dismissed'
}
export interface AppEvidence {
  accountId: string
  arn: string
  detail: string
}
export interface DiscoveredCard {
  id: string
  kind: 'discovered'
  name: string
  vendor: string | null
  owner: string | null
  appId: string
  /**
   * ISO 8601, UTC
   */
  createdAt: string
}
export interface Integration {
  id: string
  name: string
  kind: 'aws' | 'aws_identity_center' | 'discovered'
  method: 'cloudformation' | 'stackset' | 'manual' | 'legacy' | 'direct' | 'import' | 'sample' | 'discovered'
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
  partition: 'aws' | 'aws-us-gov' | 'aws-cn'
  accessKey: AccessKey | null
  readsAs: {
    principal: string
    isRoot: boolean
    /**
     * Temporary credentials that somebody has to renew; `ends` is null where nothing tells when
     */
    session: {
      ends: string | null
    } | null
    /**
     * Whether the credentials may do more than read, by what was read of them
     */
    power: 'administrator' | 'more' | 'read' | 'unknown'
    warnings: string[]
  } | null
  managementAccount: string | null
  managementRoleArn: string | null
  organization: boolean
  /**
   * Is IAM Identity Center read through this connection
   */
  identityCenter: boolean
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
  /**
   * Accounts that are known and not in the strip: nothing is to be read in them, closed or excluded by a setting
   */
  leftOut: string[]
  run: SyncRun | null
  /**
   * Names of the other cards of its connection: read, paused and deleted with it
   */
  sharedWith: string[]
  nextRunAt: string | null
  discovered?: DiscoveredFacts
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
    Resource: string | string[]
  }
  attach?: string
  fix?: ProbeFix
  /**
   * Regions of the setting that are off in the account
   */
  regionsOff?: string[]
  /**
   * ISO 8601, UTC
   */
  checkedAt: string
}
export interface ProbeFix {
  statement?: {
    Effect: 'Allow'
    Action: string[]
    Resource: string | string[]
  }
  /**
   * AWS CLI command that brings the statement
   */
  cli?: string
  /**
   * AWS managed policies that bring the actions
   */
  attach?: string
  /**
   * AWS CLI commands that attach them
   */
  attachCli?: string
  /**
   * What to do, a line for each thing to look at
   */
  text?: string
}
export interface SyncRun {
  id: string
  integration: string
  /**
   * Null: all
   */
  scope: {
    stages:
      ('organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis')[] | null
    accounts: string[] | null
  }
  state: 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled'
  stages: StageReport[]
  progress: {
    /**
     * In which something is to be read
     */
    accounts: number
    accountsDone: number
    accountsFailed: number
    /**
     * Beside those: closed, or excluded by a setting
     */
    accountsSkipped: number
    cellsDone: number
    cellsTotal: number
    objects: number
  }
  /**
   * In lists at most 100, those first that need a look
   */
  accounts: AccountProgress[]
  coverage: CoverageCounts1
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
  name: 'organization' | 'identity_center' | 'iam' | 'resources' | 'network' | 'configuration' | 'analysis'
  /**
   * `done`: every cell was tried, see `coverage`; `stopped`: the run ended before the stage did
   */
  state: 'waiting' | 'running' | 'done' | 'stopped' | 'skipped'
  /**
   * Objects read, by kind or resource type
   */
  counts: {
    [k: string]: number
  }
  coverage?: CoverageCounts
  calls: number
  /**
   * Of the calls, those that were sent again
   */
  retries?: number
  throttles: number
  ms: number
}
/**
 * Cells that have ended; absent in runs from before it was counted
 */
export interface CoverageCounts {
  ok: number
  denied: number
  throttled: number
  unsupported: number
  skipped: number
  failed: number
  suspect: number
}
export interface AccountProgress {
  accountId: string
  name: string | null
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped'
  cellsDone: number
  cellsTotal: number
  /**
   * Of `cellsDone`, those that could not be read
   */
  cellsMissing?: number
  objects: number
  reason?: string
}
export interface CoverageCounts1 {
  ok: number
  denied: number
  throttled: number
  unsupported: number
  skipped: number
  failed: number
  suspect: number
}
export interface DiscoveredFacts {
  vendor: string | null
  evidence: AppEvidence[]
  roles: {
    accountId: string
    arn: string
  }[]
}
export interface DeletedIntegration {
  id: string
  name: string
  /**
   * Cards that went with it
   */
  sharedWith: string[]
  method: 'cloudformation' | 'stackset' | 'manual' | 'legacy' | 'direct' | 'import' | 'sample'
  owner: string | null
  accounts: number
  /**
   * ISO 8601, UTC
   */
  createdAt: string
  /**
   * ISO 8601, UTC
   */
  deletedAt: string
}
export interface Coverage {
  items: CoverageCell[]
  counts: CoverageCounts1
  byAccount?: AccountCoverage[]
  nextCursor: string | null
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
    | 's3_access_points'
    | 'kms'
    | 'lambda'
    | 'sqs'
    | 'sns'
    | 'secretsmanager'
    | 'dynamodb'
    | 'ecr'
    | 'elasticfilesystem'
    | 'backup'
    | 'events'
    | 'logs'
    | 'es'
    | 'glue'
    | 'kinesis'
    | 'codeartifact'
    | 'rds'
    | 'ec2'
    | 'ebs'
    | 'ssm'
    | 'ds'
    | 'rolesanywhere'
    | 'eks'
    | 'ecs'
    | 'states'
    | 'sagemaker'
    | 'codebuild'
    | 'ram'
    | 'network'
    | 'elasticloadbalancing'
    | 'cloudtrail'
    | 'config'
    | 'guardduty'
    | 'securityhub'
    | 'credentials'
    | 'last_accessed'
    | 'access_analyzer'
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
export interface AccountCoverage {
  integration: string
  accountId: string
  name: string | null
  ok: number
  missing: number
  /**
   * The gravest state of each type of cell
   */
  states: {
    [k: string]:
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
  }
}
export interface Calls {
  items: CallCount[]
  totals: {
    calls: number
    pages: number
    retries: number
    throttles: number
    bytes: number
    ms: number
    /**
     * Of the calls that have a price
     */
    usd: number
    /**
     * Calls of which no price is known
     */
    unpriced: number
    cost: string
    pricesAsOf: string
  }
  nextCursor: string | null
}
export interface CallCount {
  accountId: string | null
  region: string
  operation: string
  /**
   * Requests sent
   */
  calls: number
  /**
   * Of them, second and later pages of lists
   */
  pages: number
  retries: number
  throttles: number
  errors: number
  /**
   * Of the bodies of the answers
   */
  bytes: number
  ms: number
  costClass: 'free' | 'priced' | 'not_priced'
  /**
   * US dollars; null: not priced
   */
  usd: number | null
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
export interface ImportBegun {
  id: string
}
export interface PrincipalPage {
  items: Principal[]
  total: number
  page: number
  pageSize: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  notes: string[]
  /**
   * For each filter: rows that each of its values would give, with the other filters as they are
   */
  facets: {
    [k: string]: {
      [k: string]: number
    }
  }
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
export interface PrincipalDetail {
  arn: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account: string
  accountName?: string
  name: string
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  via?: 'full' | 'equivalent'
  uniqueId?: string
  /**
   * ISO 8601, UTC
   */
  createdAt?: string
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
  permissionSet?: string
  tags: {
    [k: string]: string
  }
  people: PersonRef[]
  groups: string[]
  instanceProfiles: string[]
  owner?: TagOwner
  policies: HeldPolicy[]
  resources: ReachedResource[]
  moreResources: number
  assumers: Assumers
  credentials?: IdentityCredentials
  workloads: {
    arn: string
    name: string
    type: string
  }[]
  moreWorkloads: number
  serviceControl: Guardrail
  resourceControl: Guardrail
  holes: string[]
  readings?: AnswerReadings
  usage: ServiceUsage
  sessionSeconds?: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
}
export interface TagOwner {
  tag: string
  value: string
}
export interface HeldPolicy {
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
  bears: 'grants' | 'boundary' | 'trust'
  group?: string
  unread?: string
  share?: PolicyShare
  removal?: Change
}
export interface PolicyShare {
  actions: number
  lost: number
  gained: number
  lostServices: string[]
}
export interface ReachedResource {
  pattern: string
  name: string
  known: boolean
  levels: {
    List: number
    Read: number
    Write: number
    'Permissions management': number
    Tagging: number
  }
}
export interface Assumers {
  items: Assumer[]
  total: number
  readings?: AnswerReadings
}
export interface Assumer {
  who: PathNode
  people?: PersonRef[]
  how: 'assumes' | 'signsIn' | 'assigned'
  decision: 'Allowed' | 'Conditional' | 'Unknown'
  conditionText?: string
  /**
   * Why it is not known
   */
  reason?: string
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
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
export interface AnswerReadings {
  /**
   * What the answer says is as it was then at the earliest
   */
  oldest: string
  /**
   * ISO 8601, UTC
   */
  newest: string
  /**
   * Whose reading is the oldest
   */
  oldestIn: {
    account: string
    accountName?: string
    region?: string
    service:
      | 'role'
      | 'organization'
      | 'identity_center'
      | 'iam'
      | 's3'
      | 's3_access_points'
      | 'kms'
      | 'lambda'
      | 'sqs'
      | 'sns'
      | 'secretsmanager'
      | 'dynamodb'
      | 'ecr'
      | 'elasticfilesystem'
      | 'backup'
      | 'events'
      | 'logs'
      | 'es'
      | 'glue'
      | 'kinesis'
      | 'codeartifact'
      | 'rds'
      | 'ec2'
      | 'ebs'
      | 'ssm'
      | 'ds'
      | 'rolesanywhere'
      | 'eks'
      | 'ecs'
      | 'states'
      | 'sagemaker'
      | 'codebuild'
      | 'ram'
      | 'network'
      | 'elasticloadbalancing'
      | 'cloudtrail'
      | 'config'
      | 'guardduty'
      | 'securityhub'
      | 'credentials'
      | 'last_accessed'
      | 'access_analyzer'
  }
  /**
   * Of the past: readings that found everything as it was are not kept, so that each may have been repeated until then
   */
  orLater?: true
}
export interface IdentityCredentials {
  arn: string
  account: string
  accountName?: string
  password: 'yes' | 'no' | 'unknown'
  /**
   * ISO 8601, UTC
   */
  passwordChangedAt?: string
  /**
   * ISO 8601, UTC
   */
  passwordLastUsed?: string
  mfa: 'yes' | 'no' | 'unknown'
  keys: UserAccessKey[]
}
export interface UserAccessKey {
  id?: string
  active: boolean
  /**
   * ISO 8601, UTC
   */
  createdAt?: string
  lastUsed: AccessKeyUse | null
}
export interface AccessKeyUse {
  /**
   * ISO 8601, UTC
   */
  at: string
  region?: string
  service?: string
}
export interface Guardrail {
  reading: 'read' | 'none' | 'out_of_scope' | 'unread'
  reason?: string
  binds: boolean
  policies: GuardrailPolicy[]
}
export interface GuardrailPolicy {
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
  level: string
}
export interface ServiceUsage {
  known: boolean
  reason?: string
  /**
   * ISO 8601, UTC
   */
  askedAt?: string
  services: {
    service: string
    /**
     * ISO 8601, UTC
     */
    at: string
    region?: string
  }[]
  actions: {
    action: string
    /**
     * ISO 8601, UTC
     */
    at: string
    level?: 'List' | 'Read' | 'Write' | 'Permissions management' | 'Tagging'
  }[]
}
export interface BecomingAnswer {
  principal: string
  becomes: Becoming[]
  more: number | 'not counted'
}
export interface Becoming {
  path: string
  decision: 'Allowed' | 'Conditional' | 'Unknown'
  target: PathNode
  itself: boolean
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  act: string
  through?: string
}
export interface ResourcePage {
  items: Resource[]
  total: number
  page: number
  pageSize: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  notes: string[]
  /**
   * For each filter: rows that each of its values would give, with the other filters as they are
   */
  facets: {
    [k: string]: {
      [k: string]: number
    }
  }
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
export interface ResourceDetail {
  arn: string
  name: string
  type: string
  account: string
  accountName?: string
  region: string
  hasPolicy: 'yes' | 'no' | 'unread'
  public: 'yes' | 'no' | 'conditional' | 'unknown'
  tags: {
    [k: string]: string
  }
  /**
   * What was read of it beside policy and tags, by the names of its type
   */
  facts: {
    /**
     * JSON
     */
    [k: string]: {
      [k: string]: unknown
    }
  }
  owner?: TagOwner
  policy: 'read' | 'none' | 'out_of_scope' | 'unread'
  policyReason?: string
  policies: {
    ref: string
    name: string
  }[]
  opening?: {
    ref: string
    statement: number
  }
  blockPublicAccess?: boolean
  connections: Connection[]
  moreConnections: number
  readings?: AnswerReadings
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
}
export interface Connection {
  fact: string
  direction: 'to' | 'from'
  id: string
  name: string
  known?: 'principal' | 'resource'
  type?: string
}
export interface PolicyPage {
  items: PolicyListItem[]
  total: number
  page: number
  pageSize: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  notes: string[]
  /**
   * For each filter: rows that each of its values would give, with the other filters as they are
   */
  facets: {
    [k: string]: {
      [k: string]: number
    }
  }
}
export interface PolicyListItem {
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
    | 'permission-set'
  arn?: string
  account?: string
  accountName?: string
  attachedTo: number
  boundaryOf: number
  principals: number | null
  people: number | null
  accounts?: number
  width: 'admin' | 'permissions' | 'write' | 'read' | 'assume' | 'limits' | 'nothing' | 'unread'
  isConditional: boolean
  widestActions: number
  actions: number
  services: number
  findings: LintCounts | null
  /**
   * ISO 8601, UTC
   */
  lastChanged?: string
}
export interface LintCounts {
  error: number
  warning: number
  note: number
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
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  detail?: PolicyDetail
  usage?: StatementUse[]
}
export interface PolicyDetail {
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
    | 'permission-set'
  arn?: string
  account?: string
  accountName?: string
  attachedTo: number
  boundaryOf: number
  principals: number | null
  people: number | null
  accounts?: number
  width: 'admin' | 'permissions' | 'write' | 'read' | 'assume' | 'limits' | 'nothing' | 'unread'
  isConditional: boolean
  widestActions: number
  actions: number
  services: number
  sentence: string
  text?: string
  statements: PolicyStatement[]
  findings: LintCounts | null
  lint: LintFinding[]
  attachments: PolicyAttachment[]
  moreAttachments: number
  affected: AffectedPrincipal[]
  named: string[]
  loses?: number
  resources?: number
  notes: string[]
}
export interface PolicyStatement {
  index: number
  sid?: string
  effect: 'Allow' | 'Deny'
  text: string
  actions: number
  services: ServiceEffect[]
  serviceCount: number
  resources: string[]
  resourceCount: number
  notResources: boolean
  who?: string
  condition?: string
  lines?: Lines
}
export interface ServiceEffect {
  service: string
  name?: string
  levels: {
    List: number
    Read: number
    Write: number
    'Permissions management': number
    Tagging: number
  }
}
export interface Lines {
  from: number
  to: number
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
export interface PolicyAttachment {
  id: string
  kind:
    | 'root'
    | 'user'
    | 'role'
    | 'permission-set-role'
    | 'service-linked-role'
    | 'group'
    | 'permission-set'
    | 'resource'
    | 'place'
  name: string
  account?: string
  accountName?: string
  as: 'policy' | 'boundary'
  principals: number | null
  people: number | null
}
export interface AffectedPrincipal {
  arn: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  account: string
  accountName?: string
  name: string
  person?: PersonRef[]
  through: string[]
}
export interface StatementUse {
  index: number
  answer: 'used' | 'unused' | 'unknown'
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
  unusedServices?: string[]
  reason?: string
}
export interface AffectedPage {
  items: AffectedPrincipal[]
  total: number
  page: number
  pageSize: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  notes: string[]
  /**
   * For each filter: rows that each of its values would give, with the other filters as they are
   */
  facets: {
    [k: string]: {
      [k: string]: number
    }
  }
}
export interface PolicyVersions {
  ref: string
  items: PolicyVersion[]
  more: boolean
  held: HeldPolicyVersion[]
}
export interface PolicyVersion {
  /**
   * ISO 8601, UTC
   */
  validFrom: string
  validTo: string | null
  observedAfter: string | null
  text: string
}
export interface HeldPolicyVersion {
  name: string
  text: string
}
export interface IdentityPage {
  items: Identity[]
  total: number
  page: number
  pageSize: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  notes: string[]
  /**
   * For each filter: rows that each of its values would give, with the other filters as they are
   */
  facets: {
    [k: string]: {
      [k: string]: number
    }
  }
}
export interface Identity {
  id: string
  kind: 'person' | 'workload' | 'root' | 'unknown'
  name: string
  what: string
  email?: string
  account?: string
  accountName?: string
  appearsAs: ('idc-user' | 'iam-user' | 'root' | 'role-session' | 'oidc-subject')[]
  appearances: number
  reaches: number
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  administers: number
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
  disabled?: true
  suggestions: number
}
export interface IdentityDetail {
  id: string
  kind: 'person' | 'workload' | 'root' | 'unknown'
  name: string
  what: string
  email?: string
  account?: string
  accountName?: string
  appearsAs: ('idc-user' | 'iam-user' | 'root' | 'role-session' | 'oidc-subject')[]
  appearances: number
  reaches: number
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  administers: number
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
  disabled?: true
  suggestions: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  sentence: string
  judgedOn: string
  accounts: IdentityAccount[]
  access: IdentityAccess[]
  becomes: IdentityBecoming[]
  becomesMore: number | 'not counted'
  credentials: IdentityCredentials[]
  suggested: LinkSuggestion[]
  conflicts: string[]
  notes: string[]
}
export interface IdentityAccount {
  kind: 'idc-user' | 'iam-user' | 'root' | 'role-session' | 'oidc-subject'
  authority: string
  immutableId: string
  name: string
  arn?: string
  account?: string
  accountName?: string
  method: 'itself' | 'same-external-id' | 'runs-as' | 'trust-policy' | 'service-linked-role'
  grade: 'certain' | 'strong' | 'likely' | 'hint'
  evidence: string[]
}
export interface IdentityAccess {
  account: string
  accountName?: string
  name: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  arn?: string
  through: IdentityThrough[]
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  adminVia?: 'full' | 'equivalent'
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
  note?: string
}
export interface IdentityThrough {
  kind: 'group' | 'assignment' | 'itself' | 'runs-as' | 'trust' | 'service'
  name: string
}
export interface IdentityBecoming {
  path: string
  decision: 'Allowed' | 'Conditional' | 'Unknown'
  target: PathNode
  itself: boolean
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  act: string
  through?: string
  from: string
  fromName: string
}
export interface LinkSuggestion {
  identity: string
  name: string
  what: string
  relation: 'same' | 'owner' | 'owned'
  method: 'equal-email' | 'tag' | 'equal-name'
  grade: 'certain' | 'strong' | 'likely' | 'hint'
  evidence: string[]
}
export interface AccountPage {
  items: Account[]
  total: number
  page: number
  pageSize: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  notes: string[]
  /**
   * For each filter: rows that each of its values would give, with the other filters as they are
   */
  facets: {
    [k: string]: {
      [k: string]: number
    }
  }
}
export interface Account {
  id: string
  name?: string
  alias?: string
  units: string[]
  status?: string
  isManagement: boolean
  reading: 'read' | 'none' | 'out_of_scope' | 'unread'
  coverage: {
    ok: number
    missing: number
    total: number
  }
  principals: number
  administrators: number
  people: number
  resources: number
}
export interface AccountDetail {
  id: string
  name?: string
  alias?: string
  units: string[]
  status?: string
  isManagement: boolean
  reading: 'read' | 'none' | 'out_of_scope' | 'unread'
  coverage: {
    ok: number
    missing: number
    total: number
  }
  principals: number
  administrators: number
  people: number
  resources: number
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  sentence: string
  email?: string
  organizationId?: string
  path: {
    id: string
    name: string
  }[]
  gaps: CoverageGap[]
  gapsMore: number
  principalTypes: PrincipalCount[]
  administratorList: AccountAdministrator[]
  administratorTotal: number
  serviceControl: AccountGuardrail
  resourceControl: AccountGuardrail
  doors: AccountDoor[]
  providers: AccountProvider[]
  passwordPolicy?: PasswordPolicy | null
  root?: IdentityCredentials
  resourceTypes: ResourceCount[]
}
export interface CoverageGap {
  account: string
  region?: string
  service: string
  reason: string
}
export interface PrincipalCount {
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  count: number
  administrators: number
}
export interface AccountAdministrator {
  arn: string
  name: string
  type: 'root' | 'user' | 'role' | 'permission-set-role' | 'service-linked-role' | 'service' | 'external' | 'anonymous'
  admin: 'yes' | 'conditional'
  adminVia?: 'full' | 'equivalent'
  person?: PersonRef[]
  /**
   * ISO 8601, UTC
   */
  lastUsed?: string
}
export interface AccountGuardrail {
  state: 'read' | 'none' | 'out_of_scope' | 'unread'
  reason?: string
  levels: AccountGuardrailLevel[]
}
export interface AccountGuardrailLevel {
  target: string
  label: string
  policies: {
    ref: string
    name: string
    arn?: string
  }[]
}
export interface AccountDoor {
  kind: 'anybody' | 'account' | 'provider' | 'identity-center' | 'service'
  id: string
  name: string
  isOurs?: boolean
  callers?: number
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  roles: AccountDoorRole[]
  roleCount: number
}
export interface AccountDoorRole {
  arn: string
  name: string
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  decision: 'Allowed' | 'Conditional' | 'Unknown'
  conditionText?: string
}
export interface AccountProvider {
  arn: string
  kind: 'saml' | 'oidc'
  name: string
  vendor?: string
}
export interface PasswordPolicy {
  minimumLength: number | null
  requireSymbols: boolean
  requireNumbers: boolean
  requireUppercase: boolean
  requireLowercase: boolean
  usersMayChange: boolean
  maxAgeDays: number | null
  reusePrevention: number | null
  hardExpiry: boolean
}
export interface ResourceCount {
  type: string
  count: number
  open: number
}
export interface Insights {
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  complete: boolean
  items: Insight[]
  rules: {
    rule: string
    title: string
    found: number
  }[]
  examined: {
    principals: number
    resources: number
  }
  notes: string[]
}
export interface Insight {
  id: string
  rule: string
  severity: 'critical' | 'high' | 'medium' | 'low'
  subject: InsightSubject
  sentence: string
  names: string[]
  why: string
  question: InsightQuestion
}
export interface InsightSubject {
  kind: 'principal' | 'resource' | 'provider' | 'outsider'
  arn: string
  account?: string
  accountName?: string
  name: string
}
export interface NoticePage {
  items: Notice[]
  total: number
  page: number
  pageSize: number
  mail: MailServer | null
}
export interface Notice {
  id: string
  kind: 'integration_read' | 'integration_error'
  /**
   * ISO 8601, UTC
   */
  at: string
  integration: string | null
  title: string
  paragraphs: string[]
  facts: NoticeFact[]
  link: {
    label: string
    /**
     * Of the console
     */
    path: string
  }
  mail: NoticeMail[]
}
export interface NoticeFact {
  name: string
  value: string
}
export interface NoticeMail {
  to: string
  /**
   * waiting: it is tried again at nextAt. uncertain: the mail server had it and did not answer
   */
  state: 'waiting' | 'sending' | 'handing_over' | 'sent' | 'given_up' | 'uncertain'
  attempts: number
  nextAt: string | null
  endedAt: string | null
  reason: string | null
}
export interface MailServer {
  /**
   * Host and port
   */
  server: string
  from: string
}
export interface TestMailSent {
  to: string
  server: string
  from: string
}
export interface CanAnswer {
  principal: string
  action: string
  resource: string
  /**
   * Where the ARN does not tell it: the alias of a key
   */
  resourceName?: string
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
  readings?: AnswerReadings
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
export interface WhoCanAnswer {
  action: string
  resource: string
  /**
   * Where the ARN does not tell it: the alias of a key
   */
  resourceName?: string
  /**
   * ISO 8601, UTC
   */
  at: string
  snapshot: string
  complete: boolean
  gaps: CoverageGap[]
  readings?: AnswerReadings
  sentence: string
  notes: string[]
  principals: Holder[]
  denied: DeniedHolder[]
  unknown: number
  examined: number
  counts: HolderCounts
  /**
   * `offset` of the part behind this one
   */
  next?: number
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
  /**
   * Conditional because of a statement of this layer that denies unless the condition holds
   */
  limitedBy?:
    'identity' | 'permissionsBoundary' | 'session' | 'serviceControl' | 'resourceControl' | 'resource' | 'endpoint'
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
/**
 * Of the whole answer, whatever part of it is here
 */
export interface HolderCounts {
  allowed: number
  conditional: number
  denied: number
  deniedBy: {
    [k: string]: number
  }
}
export interface WhatCanAnswer {
  principal: string
  admin: 'yes' | 'no' | 'conditional' | 'unknown'
  notes: string[]
  services: ServiceAbilities[]
  gaps: CoverageGap[]
  readings?: AnswerReadings
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
  readings?: AnswerReadings
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
  readings?: AnswerReadings
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
  /**
   * Paths that come to light when others are cut
   */
  further: number
  text: string
}
export interface Suggestions {
  items: Suggestion[]
}
export interface Suggestion {
  value: string
  label: string
  detail?: string
  /**
   * Of a principal or resource: role, s3:bucket
   */
  type?: string
  /**
   * Where any kind was asked for
   */
  kind?:
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
    | 'identity'
    | 'any'
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
export interface Timeline {
  items: TimelineItem[]
}
export interface TimelineItem {
  snapshot: string
  /**
   * ISO 8601, UTC
   */
  at: string
  principals: number | null
  resources: number | null
  administrators: number | null
  accounts: number | null
  changes: number | null
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
export interface ObjectHistoryAnswer {
  arn: string
  objects: ObjectHistory[]
  more: number
}
export interface ObjectHistory {
  kind: string
  nativeId: string
  arn: string
  accountId: string
  region: string
  cell:
    | 'role'
    | 'organization'
    | 'identity_center'
    | 'iam'
    | 's3'
    | 's3_access_points'
    | 'kms'
    | 'lambda'
    | 'sqs'
    | 'sns'
    | 'secretsmanager'
    | 'dynamodb'
    | 'ecr'
    | 'elasticfilesystem'
    | 'backup'
    | 'events'
    | 'logs'
    | 'es'
    | 'glue'
    | 'kinesis'
    | 'codeartifact'
    | 'rds'
    | 'ec2'
    | 'ebs'
    | 'ssm'
    | 'ds'
    | 'rolesanywhere'
    | 'eks'
    | 'ecs'
    | 'states'
    | 'sagemaker'
    | 'codebuild'
    | 'ram'
    | 'network'
    | 'elasticloadbalancing'
    | 'cloudtrail'
    | 'config'
    | 'guardduty'
    | 'securityhub'
    | 'credentials'
    | 'last_accessed'
    | 'access_analyzer'
  integration: string
  status: 'present' | 'missing' | 'deleted'
  /**
   * ISO 8601, UTC
   */
  firstSeenAt: string
  lastSeenAt: string | null
  missingSince: string | null
  versions: ObjectVersion[]
  moreVersions: number
  /**
   * JSON
   */
  body: {
    [k: string]: unknown
  }
}
export interface ObjectVersion {
  /**
   * ISO 8601, UTC
   */
  validFrom: string
  validTo: string | null
  observedAfter: string | null
  policyStale: boolean
  changes: FieldChange[]
  moreChanges: number
}
export interface FieldChange {
  path: string
  /**
   * JSON
   */
  before?: {
    [k: string]: unknown
  }
  /**
   * JSON
   */
  after?: {
    [k: string]: unknown
  }
}
export interface ConfigurationAnswer {
  from: {
    snapshot: string
    /**
     * ISO 8601, UTC
     */
    at: string
  }
  to: {
    snapshot: string
    /**
     * ISO 8601, UTC
     */
    at: string
  }
  counts: {
    added: number
    removed: number
    changed: number
  }
  kinds: {
    kind: string
    added: number
    removed: number
    changed: number
  }[]
  changes: ConfigurationChange[]
  more: number
  sentence: string
}
export interface ConfigurationChange {
  change: 'added' | 'removed' | 'changed'
  kind: string
  type?: string
  name: string
  arn: string
  nativeId: string
  accountId: string
  region: string
  fields: FieldChange[]
  moreFields: number
  between?: {
    after: string | null
    /**
     * ISO 8601, UTC
     */
    until: string
  }
  doubt?: string
}

export const askedAt: { readonly [route: string]: 'query' | 'body' } = {
  'GET /status': 'query',
  'GET /organization': 'query',
  'GET /principals': 'query',
  'GET /principals/detail': 'query',
  'GET /principals/becomes': 'query',
  'GET /resources': 'query',
  'GET /resources/detail': 'query',
  'GET /policies': 'query',
  'GET /policies/{ref}': 'query',
  'GET /policies/{ref}/affected': 'query',
  'GET /policies/{ref}/versions': 'query',
  'GET /identities': 'query',
  'GET /identities/{id}': 'query',
  'GET /accounts': 'query',
  'GET /accounts/{account}': 'query',
  'GET /insights': 'query',
  'GET /access/can': 'query',
  'GET /access/who-can': 'query',
  'GET /access/what-can': 'query',
  'GET /access/who-reaches': 'query',
  'GET /access/paths': 'query',
  'GET /access/suggest': 'query',
  'POST /access/what-if': 'body',
}
