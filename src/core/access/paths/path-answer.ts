/** The shapes of access paths: what `paths` returns, the API sends and the command line prints. */
import type { Residual } from '../../evaluate/types.ts'
import type { AnswerReadings, CoverageGap, PrincipalType, Reason } from '../answers.ts'

/** `Denied` edges are never followed; the console may draw them as cut. */
export type PathDecision = 'Allowed' | 'Conditional' | 'Unknown'

export type PathNodeKind =
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
  /** Every permission in an account: where escalation ends. */
  | 'administrator'

export interface PathNode {
  /**
   * ARN where there is one. A person: `person:<directory user id>`; a directory group: `directory-group:<id>`; a permission set
   * in an account: `permission-set:<account>:<arn>`; administrator of an account: `administrator:<account>`; a service its host
   * name; anybody: `*`; a role or user that is acted upon rather than taken on: `on:<arn>`.
   */
  readonly id: string
  readonly kind: PathNodeKind
  /** For people: `app`, `Data platform`, `administrator of lake-prod`. */
  readonly name: string
  /** Of principals. */
  readonly type?: PrincipalType
  readonly account?: string
  readonly accountName?: string
}

export type PathStepKind =
  /** Facts of the snapshot. */
  | 'memberOf'
  | 'assigned'
  | 'provisions'
  | 'runsAs'
  /** Proven by the engine. */
  | 'assumes'
  | 'signsIn'
  | 'passesRole'
  | 'escalates'
  | 'reaches'
  /** The principal is administrator itself. */
  | 'is'

/** A permission that a step needs, asked of the engine on the target at hand. */
export interface PathPermission {
  readonly action: string
  readonly resource: string
  readonly decision: PathDecision
  readonly condition?: Residual
  readonly reasons: readonly Reason[]
}

export interface PathStep {
  readonly kind: PathStepKind
  readonly from: PathNode
  readonly to: PathNode
  readonly decision: PathDecision
  /** pathfinding.cloud id (`iam-005`) or one of ours (`bailiwick-boundary-removal`). */
  readonly path?: string
  /** One short sentence: `app may attach any policy to itself.` */
  readonly text: string
  readonly permissions: readonly PathPermission[]
  readonly condition?: Residual
  readonly conditionText?: string
  readonly gaps: readonly CoverageGap[]
}

export interface AccessPath {
  readonly from: PathNode
  readonly to: PathNode
  /** The worst of its steps. */
  readonly decision: PathDecision
  readonly steps: readonly PathStep[]
  /** The conditions of all steps together. */
  readonly condition?: Residual
  readonly conditionText?: string
  /** One sentence. */
  readonly sentence: string
}

export interface PathsAnswer {
  /** `PathNode.id`, or `everybody`. */
  readonly from: string
  /** `PathNode.id`, or `admin` for administrator of any account. */
  readonly to: string
  readonly at: string
  readonly snapshot: string
  /** Cheapest first: fewer steps, fewer conditions. Of one start all of them; of everybody the best of each start. */
  readonly paths: readonly AccessPath[]
  /** Further paths that were found beyond the limit. */
  readonly more: number
  /**
   * The fewest steps whose removal cuts every path that was found, proven by removing them. Empty where it takes more than
   * twelve; a note says so.
   */
  readonly cuts: readonly PathCut[]
  readonly complete: boolean
  readonly gaps: readonly CoverageGap[]
  readonly readings?: AnswerReadings
  /** One short sentence for people. */
  readonly sentence: string
  readonly notes: readonly string[]
}

export interface PathCut {
  readonly from: PathNode
  readonly to: PathNode
  readonly path?: string
  /** How many of the paths that were found go through it. */
  readonly paths: number
  /** And how many that are not among them: they come to light when others are cut. */
  readonly further: number
  readonly text: string
}

/** One row of `principals --json`: `escalatesTo`. */
export interface Escalation {
  /** Id of the first step that is an escalation. */
  readonly path: string
  /** ARN of the principal that it comes to act as, or of itself where it gives itself more. */
  readonly target: string
  readonly decision: PathDecision
}

/** The first steps of one principal, the surest first. */
export interface Escalating {
  readonly escalatesTo: readonly Escalation[]
  /** Further targets of paths that are listed. `not counted`: there are so many that no more were looked for. */
  readonly escalatesToMore?: number | 'not counted'
}

export interface PathsQuestion {
  /** Principal as people name it, or undefined for everybody that reaches `to`. */
  readonly from?: string
  /** `admin`, `admin:<account>`, a principal, or a resource. */
  readonly to: string
  /** Only for a resource: an action on it; absent: any that changes or reads it. */
  readonly action?: string
  readonly maxDepth?: number
  readonly limit?: number
}
