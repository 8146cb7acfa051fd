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

/** In the order in which they are collected. `role`: could the role be assumed (or the direct credentials used) in this account. */
export const cellTypes = [
  'role',
  'organization',
  'identity_center',
  'iam',
  's3',
  'kms',
  'lambda',
  'sqs',
  'sns',
  'secretsmanager',
  'ec2',
] as const
export type CellType = (typeof cellTypes)[number]

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
  /** One sentence for a person. */
  readonly reason?: string
  /** When the last complete reading ended (ISO 8601); null when there has been none. */
  readonly completeAt: string | null
  readonly checkedAt: string
  /** Objects known in the cell now. */
  readonly objects: number
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
