/** From coverage cells (account × Region × type) to the grid people read (account × capability). Pure, tested beside. */
import type { AccountCoverage, CoverageCell, StageReport } from '../api/schema.ts'
import type { CellState } from '../api/types.ts'

export type CellMark = 'read' | 'refused' | 'scp' | 'throttled' | 'off' | 'hatched' | 'none'

/** The word of each mark: accessible name, hover text and legend. */
export const markWords: Readonly<Record<CellMark, string>> = {
  read: 'read',
  refused: 'refused',
  scp: 'blocked by an SCP',
  throttled: 'throttled, will retry',
  off: 'not enabled, or left out',
  hatched: 'not read: answers are unknown',
  none: 'not applicable',
}

const ofState: Readonly<Record<CellState, CellMark>> = {
  ok: 'read',
  denied: 'refused',
  blocked_by_scp: 'scp',
  throttled: 'throttled',
  region_disabled: 'off',
  unsupported: 'off',
  excluded: 'off',
  skipped_by_setting: 'off',
  not_collected: 'hatched',
  failed: 'hatched',
  suspect: 'hatched',
}

export interface GridRow {
  readonly integration: string
  readonly accountId: string
  readonly name: string
  readonly marks: Readonly<Record<string, CellMark>>
  /** Cells in which something could not be read. */
  readonly trouble: number
  /** Nothing was read in it, because nothing was asked: an account that is suspended or excluded. */
  readonly leftOut: boolean
}

export const byName = (a: GridRow, b: GridRow): number => a.name.localeCompare(b.name)

/** Trouble first, then what was left out, which answers miss as well. */
export const byTrouble = (a: GridRow, b: GridRow): number =>
  b.trouble - a.trouble || Number(b.leftOut) - Number(a.leftOut) || byName(a, b)

const untroubled: ReadonlySet<CellMark> = new Set(['read', 'off', 'none'])

export function gridRows(accounts: readonly AccountCoverage[]): readonly GridRow[] {
  return accounts.map(({ integration, accountId, name, states }) => {
    const marks: Record<string, CellMark> = Object.fromEntries(
      Object.entries(states).map(([type, state]) => [type, ofState[state]]),
    )
    const all = Object.values(marks)
    return {
      integration,
      accountId,
      name: name ?? accountId,
      marks,
      trouble: all.filter((mark) => !untroubled.has(mark)).length,
      leftOut: all.every((mark) => mark === 'off' || mark === 'none'),
    }
  })
}

type Stage = StageReport['name']

/** Column heads in the order of collection, each with its stage. */
const capabilities = [
  ['role', 'Role', 'iam'],
  ['organization', 'Organization', 'organization'],
  ['identity_center', 'Identity Center', 'identity_center'],
  ['iam', 'IAM', 'iam'],
  ['s3', 'S3', 'resources'],
  ['s3_access_points', 'S3 access points', 'resources'],
  ['kms', 'KMS', 'resources'],
  ['lambda', 'Lambda', 'resources'],
  ['sqs', 'SQS', 'resources'],
  ['sns', 'SNS', 'resources'],
  ['secretsmanager', 'Secrets Manager', 'resources'],
  ['dynamodb', 'DynamoDB', 'resources'],
  ['ecr', 'ECR', 'resources'],
  ['elasticfilesystem', 'EFS', 'resources'],
  ['backup', 'AWS Backup', 'resources'],
  ['events', 'EventBridge', 'resources'],
  ['logs', 'CloudWatch Logs', 'resources'],
  ['es', 'OpenSearch', 'resources'],
  ['glue', 'Glue', 'resources'],
  ['kinesis', 'Kinesis', 'resources'],
  ['codeartifact', 'CodeArtifact', 'resources'],
  ['rds', 'RDS', 'resources'],
  ['ec2', 'EC2', 'resources'],
  ['ebs', 'EBS and AMIs', 'resources'],
  ['ssm', 'Systems Manager', 'resources'],
  ['ds', 'Directory Service', 'resources'],
  ['rolesanywhere', 'IAM Roles Anywhere', 'resources'],
  ['eks', 'EKS', 'resources'],
  ['ecs', 'ECS', 'resources'],
  ['states', 'Step Functions', 'resources'],
  ['sagemaker', 'SageMaker', 'resources'],
  ['codebuild', 'CodeBuild', 'resources'],
  ['ram', 'AWS RAM', 'resources'],
  ['network', 'Network', 'network'],
  ['elasticloadbalancing', 'Load balancers', 'network'],
  ['cloudtrail', 'CloudTrail', 'configuration'],
  ['config', 'AWS Config', 'configuration'],
  ['guardduty', 'GuardDuty', 'configuration'],
  ['securityhub', 'Security Hub', 'configuration'],
  ['credentials', 'Credential report', 'analysis'],
  ['last_accessed', 'Last access', 'analysis'],
  ['access_analyzer', 'Access Analyzer', 'analysis'],
] as const satisfies readonly (readonly [type: CoverageCell['type'], name: string, stage: Stage])[]
const names: ReadonlyMap<string, string> = new Map(capabilities.map(([type, name]) => [type, name]))
export const capabilityName = (type: string): string => names.get(type) ?? type

export const stageNames: Readonly<Record<Stage, string>> = {
  organization: 'Organization',
  identity_center: 'Identity Center',
  iam: 'Identities and policies',
  resources: 'Resources',
  network: 'Network',
  configuration: 'Trails and configuration',
  analysis: 'Analysis',
}

/** What an integration may leave out: everything but who is there and what the organization says (connection.md §5). */
const optionalStages: readonly Stage[] = ['resources', 'network', 'configuration', 'analysis']
export const optionalTypes: readonly { readonly stage: Stage; readonly types: readonly CoverageCell['type'][] }[] =
  optionalStages.map((stage) => ({
    stage,
    types: capabilities.flatMap(([type, , own]) => (own === stage ? [type] : [])),
  }))

interface StageColumns {
  readonly stage: string
  readonly first: string
  readonly count: number
}

/** Columns under their stage, as the head of a wide grid shows them. */
export function typesByStage(types: readonly string[]): readonly StageColumns[] {
  const stageOf = (type: string) => stageNames[capabilities.find(([own]) => own === type)?.[2] ?? 'resources']
  // Types of one stage stand together.
  return [...Map.groupBy(types, stageOf)].map(([stage, own]) => ({ stage, first: own[0] ?? stage, count: own.length }))
}

export type CellType = CoverageCell['type']

/** The columns of a grid: every type of which some row says something. */
export function gridTypes(rows: readonly Pick<GridRow, 'marks'>[]): readonly CellType[] {
  const present = new Set(rows.flatMap((row) => Object.keys(row.marks)))
  return capabilities.flatMap(([type]) => (present.has(type) ? [type] : []))
}

export interface CellReason {
  readonly regions: readonly string[]
  readonly state: CellState
  readonly reason: string | undefined
  readonly action: string | undefined
  readonly checkedAt: string
  readonly completeAt: string | null
  readonly integration: string
}

/** The cells behind one mark, those with the same reason together. */
export function cellReasons(cells: readonly CoverageCell[]): readonly CellReason[] {
  const groups = Map.groupBy(cells, (one) => [one.state, one.action ?? '', one.reason ?? ''].join('\n'))
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { state, reason, action, checkedAt, completeAt, integration } = first
    const regions = same.map((one) => one.region).filter((region) => region !== 'global')
    return [{ regions, state, reason, action, checkedAt, completeAt, integration }]
  })
}

/** A statement that allows what was refused, to paste into the role. */
export const statementToPaste = (action: string): string =>
  JSON.stringify({ Effect: 'Allow', Action: [action], Resource: '*' }, null, 2)

/** Comma-separated values with every cell, as downloaded. */
export function coverageCsv(cells: readonly CoverageCell[]): string {
  const quote = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
  const head = 'account,name,region,capability,state,action,reason,complete_at,checked_at,objects'
  const rows = cells.map((cell) =>
    [
      cell.accountId,
      cell.accountName ?? '',
      cell.region,
      cell.type,
      cell.state,
      cell.action ?? '',
      cell.reason ?? '',
      cell.completeAt ?? '',
      cell.checkedAt,
      String(cell.objects),
    ]
      .map(quote)
      .join(','),
  )
  return `${[head, ...rows].join('\r\n')}\r\n`
}
