/** Folds coverage cells (account × Region × type) into the grid people read (account × capability). Pure, tested beside. */
import type { CoverageCell } from '../api/schema.ts'
import type { CellState } from '../api/types.ts'

export type CellMark = 'read' | 'old' | 'refused' | 'scp' | 'throttled' | 'off' | 'hatched' | 'none'

/** The word of each mark: accessible name, hover text and legend. */
export const markWords: Readonly<Record<CellMark, string>> = {
  read: 'read',
  old: 'older than a day',
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

/** Worst first: one refused Region is what somebody must see, not the sixteen that were read. */
const worstFirst: readonly CellMark[] = ['refused', 'scp', 'throttled', 'hatched', 'old', 'read', 'off', 'none']

/** A reading older than this is shown lighter (ms). */
const fresh = 24 * 60 * 60 * 1_000

export function markOf(cell: Pick<CoverageCell, 'state' | 'completeAt'>, now: number): CellMark {
  const mark = ofState[cell.state]
  if (mark !== 'read' || cell.completeAt === null) return mark
  return now - new Date(cell.completeAt).getTime() > fresh ? 'old' : 'read'
}

export interface GridCell {
  readonly mark: CellMark
  readonly cells: readonly CoverageCell[]
}

export interface GridRow {
  readonly accountId: string
  readonly name: string
  readonly cells: Readonly<Record<string, GridCell>>
  /** Cells in which something could not be read. */
  readonly trouble: number
  /** Nothing was read in it, because nothing was asked: an account that is suspended or excluded. */
  readonly leftOut: boolean
}

export const byName = (a: GridRow, b: GridRow): number => a.name.localeCompare(b.name)

/** Trouble first, then what was left out, which answers miss as well. */
export const byTrouble = (a: GridRow, b: GridRow): number =>
  b.trouble - a.trouble || Number(b.leftOut) - Number(a.leftOut) || byName(a, b)

const troubled = (mark: CellMark): boolean => worstFirst.indexOf(mark) < worstFirst.indexOf('old')

export function gridRows(cells: readonly CoverageCell[], now: number): readonly GridRow[] {
  const accounts = Map.groupBy(cells, (cell) => cell.accountId)
  return [...accounts].map(([accountId, own]) => {
    const byType = Map.groupBy(own, (cell) => cell.type)
    const row: Record<string, GridCell> = {}
    for (const [type, same] of byType) {
      const marks = new Set(same.map((cell) => markOf(cell, now)))
      row[type] = { mark: worstFirst.find((mark) => marks.has(mark)) ?? 'none', cells: same }
    }
    const name = own.find((cell) => cell.accountName !== null)?.accountName ?? accountId
    const marks = Object.values(row).map((cell) => cell.mark)
    return {
      accountId,
      name,
      cells: row,
      trouble: marks.filter(troubled).length,
      leftOut: marks.every((mark) => mark === 'off' || mark === 'none'),
    }
  })
}

/** Column heads, in the order of collection; a type the console does not know yet is shown under its own name. */
const capabilities: Readonly<Record<string, string>> = {
  role: 'Role',
  organization: 'Organi\u00adzation',
  identity_center: 'Identity Center',
  iam: 'IAM',
  s3: 'S3',
  kms: 'KMS',
  lambda: 'Lambda',
  sqs: 'SQS',
  sns: 'SNS',
  secretsmanager: 'Secrets',
  ec2: 'EC2',
}
const order = Object.keys(capabilities)
export const capabilityName = (type: string): string => capabilities[type] ?? type

export function gridTypes(cells: readonly { readonly type: string }[]): readonly string[] {
  const present = new Set(cells.map((cell) => cell.type))
  return [...order.filter((type) => present.has(type)), ...[...present].filter((type) => !order.includes(type)).sort()]
}

export interface CellReason {
  readonly regions: readonly string[]
  readonly state: CellState
  readonly reason: string | undefined
  readonly action: string | undefined
  readonly checkedAt: string
}

/** The cells of one grid cell that say something, those with the same reason together. */
export function cellReasons(cell: GridCell): readonly CellReason[] {
  const groups = Map.groupBy(cell.cells, (one) => [one.state, one.action ?? '', one.reason ?? ''].join('\n'))
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const regions = same.map((one) => one.region).filter((region) => region !== 'global')
    return [{ regions, state: first.state, reason: first.reason, action: first.action, checkedAt: first.checkedAt }]
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
