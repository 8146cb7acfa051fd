/**
 * What the maker of a world meant: the mistakes it planted, who can reach what, and what cannot be read. Tests ask whether
 * the product finds all of it and nothing else.
 */
import type { AccountId } from '../../core/ids.ts'
import type { CellState, CellType } from '../../core/inventory/coverage.ts'

export const mistakeKinds = [
  'public-bucket',
  'bucket-open-to-unknown-account',
  'public-function-url',
  'public-topic',
  'public-repository',
  'bus-open-to-unknown-account',
  'key-shared-with-unknown-account',
  'public-database-snapshot',
  'snapshot-shared-with-unknown-account',
  'shadow-admin-through-passrole',
  'shadow-admin-through-trust-edit',
  'shadow-admin-through-policy-version',
  'passrole-to-stronger-role',
  'lateral-path-to-ledger',
  'github-trust-any-branch',
  'github-trust-any-repository',
  'vendor-without-external-id',
  'trust-of-unknown-account',
  'unrotated-key-of-leaver',
  'console-user-without-mfa',
  'admin-without-mfa',
  'deny-with-hole',
  'guardrail-with-hole',
  'root-without-mfa',
  'unused-admin-role',
  'assignment-to-disabled-user',
] as const
export type MistakeKind = (typeof mistakeKinds)[number]

export interface Mistake {
  /** `<kind>:<account name>:<name>`: stable over seeds. */
  readonly id: string
  readonly kind: MistakeKind
  readonly accountId: AccountId
  /** The thing to repair first, then what else takes part. */
  readonly arns: readonly string[]
  /** One sentence. */
  readonly says: string
}

/** One decision as the maker meant it, under a context of nothing but what `context` says. */
export interface AccessStatement {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly resourceAccountId: AccountId
  /** Known values of context keys; every other key is `maybe`. */
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly decision: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional'
  readonly because: string
}

export interface CoverageProblem {
  readonly accountId: AccountId
  readonly cell: CellType
  readonly state: CellState
  readonly says: string
}

export interface GroundTruth {
  readonly mistakes: Mistake[]
  readonly access: AccessStatement[]
  readonly coverage: CoverageProblem[]
}
