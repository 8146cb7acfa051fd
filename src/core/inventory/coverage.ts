/** What a sync run could and could not read. A cell is one account × Region × cell type. */
import type { AccountId } from '../ids.ts'

export const cellStates = [
  'ok',
  'denied',
  'blocked_by_scp',
  'throttled',
  'region_disabled',
  'unsupported',
  'excluded',
  'skipped_by_setting',
  'not_collected',
  'failed',
  'suspect',
] as const
export type CellState = (typeof cellStates)[number]

/** Gravest first: what an administrator can mend, then what may pass, then what nobody can mend, then what is as it was wished. */
export const gravity: readonly CellState[] = [
  'denied',
  'blocked_by_scp',
  'throttled',
  'region_disabled',
  'failed',
  'suspect',
  'unsupported',
  'not_collected',
  'excluded',
  'skipped_by_setting',
  'ok',
]

const leftOut: ReadonlySet<CellState> = new Set(['region_disabled', 'unsupported', 'excluded', 'skipped_by_setting'])
/** For all Regions of a type as one: what was read in one is read, wherever else a setting or AWS itself leaves it out. */
export const gridGravity: readonly CellState[] = [
  ...gravity.filter((state) => !leftOut.has(state)),
  ...gravity.filter((state) => leftOut.has(state)),
]

/** Code of an organization cell: asked in an account that does not rule its organization. */
export const memberAccount = 'member_account'

/** Code of an Identity Center cell: the instance that was read there is read in another Region. */
export const identityCenterElsewhere = 'identity_center_elsewhere'

/** Of cells that should have been read and were not. */
export const troubledStates: ReadonlySet<CellState> = new Set([
  'denied',
  'blocked_by_scp',
  'throttled',
  'failed',
  'suspect',
])

/** In the order in which they are read; each is published by itself (connection.md §8). */
export const stageNames = [
  'organization',
  'identity_center',
  'iam',
  'resources',
  'network',
  'configuration',
  'analysis',
] as const
export type StageName = (typeof stageNames)[number]

/** Of each account by itself. Each waits for the one before; Identity Center is read beside them (connection.md §8.2, §9). */
export const accountStages = [
  'iam',
  'resources',
  'network',
  'configuration',
  'analysis',
] as const satisfies readonly StageName[]

interface CellFacts {
  readonly stage: StageName
  /** For people. */
  readonly name: string
  /** Reads the policies of the resources whose ARNs name the service as the cell does. */
  readonly policies?: true
}

/**
 * Every type of cell, in the order in which they are read. A type bears the name that the service has in ARNs where one cell
 * holds all of it. `role`: could the role be assumed (or the direct credentials used) in this account.
 */
const facts = {
  role: { stage: 'iam', name: 'The role' },
  organization: { stage: 'organization', name: 'The organization' },
  identity_center: { stage: 'identity_center', name: 'Identity Center' },
  iam: { stage: 'iam', name: 'IAM' },
  s3: { stage: 'resources', name: 'S3', policies: true },
  s3_access_points: { stage: 'resources', name: 'S3 access points' },
  kms: { stage: 'resources', name: 'KMS', policies: true },
  lambda: { stage: 'resources', name: 'Lambda', policies: true },
  sqs: { stage: 'resources', name: 'SQS', policies: true },
  sns: { stage: 'resources', name: 'SNS', policies: true },
  secretsmanager: { stage: 'resources', name: 'Secrets Manager', policies: true },
  dynamodb: { stage: 'resources', name: 'DynamoDB', policies: true },
  ecr: { stage: 'resources', name: 'ECR', policies: true },
  elasticfilesystem: { stage: 'resources', name: 'EFS', policies: true },
  backup: { stage: 'resources', name: 'AWS Backup', policies: true },
  events: { stage: 'resources', name: 'EventBridge', policies: true },
  logs: { stage: 'resources', name: 'CloudWatch Logs', policies: true },
  es: { stage: 'resources', name: 'OpenSearch', policies: true },
  glue: { stage: 'resources', name: 'Glue', policies: true },
  kinesis: { stage: 'resources', name: 'Kinesis', policies: true },
  codeartifact: { stage: 'resources', name: 'CodeArtifact', policies: true },
  rds: { stage: 'resources', name: 'RDS' },
  ec2: { stage: 'resources', name: 'EC2 instances' },
  ebs: { stage: 'resources', name: 'EBS snapshots and AMIs' },
  ssm: { stage: 'resources', name: 'Systems Manager' },
  ds: { stage: 'resources', name: 'Directory Service' },
  rolesanywhere: { stage: 'resources', name: 'IAM Roles Anywhere' },
  eks: { stage: 'resources', name: 'EKS' },
  ecs: { stage: 'resources', name: 'ECS' },
  states: { stage: 'resources', name: 'Step Functions' },
  sagemaker: { stage: 'resources', name: 'SageMaker' },
  codebuild: { stage: 'resources', name: 'CodeBuild' },
  ram: { stage: 'resources', name: 'AWS RAM' },
  network: { stage: 'network', name: 'Network' },
  elasticloadbalancing: { stage: 'network', name: 'Elastic Load Balancing' },
  cloudtrail: { stage: 'configuration', name: 'CloudTrail' },
  config: { stage: 'configuration', name: 'AWS Config' },
  guardduty: { stage: 'configuration', name: 'GuardDuty' },
  securityhub: { stage: 'configuration', name: 'Security Hub' },
  credentials: { stage: 'analysis', name: 'Credential report' },
  last_accessed: { stage: 'analysis', name: 'Last access' },
  access_analyzer: { stage: 'analysis', name: 'IAM Access Analyzer' },
} as const satisfies Record<string, CellFacts>

export type CellType = keyof typeof facts
export const cellTypes = Object.keys(facts) as CellType[]

const factsOf = (type: CellType): CellFacts => facts[type]
export const stageOfCell = (type: CellType): StageName => factsOf(type).stage
export const typesOfStages = (stages: readonly StageName[]): readonly CellType[] =>
  cellTypes.filter((type) => stages.includes(stageOfCell(type)))
export const cellName = (type: CellType): string => factsOf(type).name

/** No setting leaves them out (connection.md §5). */
const alwaysRead: ReadonlySet<StageName> = new Set(['organization', 'identity_center', 'iam'])

/** Do the settings want the type to be read? `chosen`: null for all. */
export const isCellWanted = (type: CellType, chosen: readonly CellType[] | null): boolean =>
  chosen === null || alwaysRead.has(stageOfCell(type)) || chosen.includes(type)

const policyCells = new Map<string, CellType>(
  cellTypes.filter((type) => factsOf(type).policies).map((type) => [type, type]),
)
/** The cell that reads the policies of a service's resources; undefined where none does. */
export const policyCellOf = (service: string): CellType | undefined => policyCells.get(service)

/**
 * Code of a cell where an action was refused that nobody is expected to allow (connection.md §2.3): no trouble, and what it
 * would have told is unread.
 */
export const optionalReadRefused = 'optional_read_refused'

/**
 * Codes of a cell of which everything was read that answers about access rest on, and not all that is read beside it: who else
 * governs the organization, applications of Identity Center. What was known of that stays known.
 */
export const governanceUnread = 'governance_unread'
export const applicationsUnread = 'applications_unread'
export type AsideCode = typeof governanceUnread | typeof applicationsUnread
const asideCodes: ReadonlySet<string | undefined> = new Set<AsideCode>([governanceUnread, applicationsUnread])
export const isOnlyAsideUnread = ({ code }: { readonly code?: string }): boolean => asideCodes.has(code)

/** `global` for what has no Region. */
export type CellRegion = string

export interface CellKey {
  readonly accountId: AccountId
  readonly region: CellRegion
  readonly type: CellType
}

/** A cell as one text, for maps; nothing else is made of it. */
export const cellKeyText = ({
  accountId,
  region,
  type,
}: {
  accountId: string
  region: string
  type: CellType
}): string => `${accountId} ${type} ${region}`

export interface CoverageCell extends CellKey {
  readonly state: CellState
  /** The IAM action that was refused (`iam:GetAccountAuthorizationDetails`). */
  readonly action?: string
  /** AWS's error code, or ours. */
  readonly code?: string
  /** One sentence for a person. Of a cell that is `ok`: a detail that was not to be had (`optionalReadRefused`). */
  readonly reason?: string
  /** When the last complete reading ended (ISO 8601); null when there has been none. */
  readonly completeAt: string | null
  readonly checkedAt: string
  /** Objects known in the cell now. */
  readonly objects: number
}

/**
 * Which of a cell's times tells when everything in it was last read that answers about access rest on; undefined where a cell tells
 * answers nothing, because it is left out and holds nothing that was read before. `holds`: does it hold objects; of the past nobody
 * knows (`cellPagesAt`), and it may have.
 */
export function wholeTimeOf(
  cell: Pick<CoverageCell, 'state' | 'code'>,
  holds: boolean,
): 'completeAt' | 'checkedAt' | undefined {
  if (isOnlyAsideUnread(cell)) return 'checkedAt'
  return leftOut.has(cell.state) && !holds ? undefined : 'completeAt'
}

/** How `coverage` counts fold the states (cli.md). */
export const coverageFold = {
  ok: 'ok',
  denied: 'denied',
  blocked_by_scp: 'denied',
  throttled: 'throttled',
  region_disabled: 'unsupported',
  unsupported: 'unsupported',
  excluded: 'skipped',
  skipped_by_setting: 'skipped',
  not_collected: 'skipped',
  failed: 'failed',
  suspect: 'suspect',
} as const satisfies Record<CellState, string>

/** Cells by folded state, as `sync` and `coverage` report them (cli.md). */
export type CoverageCounts = Readonly<Record<(typeof coverageFold)[CellState], number>>

const troubledFolds = new Set([...troubledStates].map((state) => coverageFold[state]))

/** Cells that should have been read and were not, by folded state; those of which there are none are left out. */
export const troubleIn = (counts: CoverageCounts): readonly (readonly [keyof CoverageCounts, number])[] =>
  [...troubledFolds].map((fold) => [fold, counts[fold]] as const).filter(([, cells]) => cells > 0)

/** How many cells should have been read and were not. */
export const missingIn = (counts: CoverageCounts): number =>
  troubleIn(counts).reduce((sum, [, cells]) => sum + cells, 0)
