import type { PolicyType } from '../../core/evaluate/types.ts'

export type LintSeverity = 'error' | 'warning' | 'note'

export interface LintFinding {
  readonly file?: string
  /** `Statement[0].Action[2]`; empty for the document as a whole. */
  readonly path: string
  /** Both count from 1. */
  readonly line: number
  readonly column: number
  readonly severity: LintSeverity
  /** Stable, kebab case. */
  readonly code: string
  readonly message: string
}

/** A finding before its place in the text is looked up. */
export type Remark = Pick<LintFinding, 'path' | 'severity' | 'code' | 'message'>

/** Trust policies are resource policies without Resource. */
export type LintType = PolicyType | 'trust'
