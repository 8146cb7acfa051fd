/** The shapes of answers: what the index returns, the API sends and the command line prints (cli.md, "Shapes"). */
import type { AccessLevel } from '../catalogue.ts'
import type { Decision, PolicyType, Residual } from '../evaluate/types.ts'
import type { CellType } from '../inventory/coverage.ts'
import type { Escalation } from './paths/path-answer.ts'

/** `Unknown`: something that was not read could turn the decision. */
export type Answer = Decision | 'Unknown'

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
  /** One sentence. */
  readonly reason: string
}

/** When everything that an answer rests on was read (readings.ts); times are ISO 8601, each the end of a whole reading of a cell. */
export interface AnswerReadings {
  /** What the answer says is as it was then at the earliest. */
  readonly oldest: string
  readonly newest: string
  /** The cell whose reading is the oldest. */
  readonly oldestIn: {
    readonly account: string
    readonly accountName?: string
    readonly region?: string
    readonly service: CellType
  }
  /** Of the past: readings that found everything as it was are not kept, so that each may have been repeated until then. */
  readonly orLater?: true
}

/** One deciding statement. `policyRef` opens the document (`GET /api/v1/policies/{ref}`). */
export interface Reason {
  readonly effect: 'Allow' | 'Deny'
  readonly layer: PolicyType
  /** Name for people: `AppRead`, `FullAWSAccess`, `bucket policy of lake`. */
  readonly policy: string
  readonly policyRef: string
  /** Index in `Statement`, from 0. */
  readonly statement: number
  readonly sid?: string
  /** For SCPs and RCPs: the root, OU or account where the policy hangs, by name. */
  readonly level?: string
  readonly why: string
}

/** One rung of the ladder of layers, in AWS's order; layers that said nothing are `silent`, so one sees they were looked at. */
export interface LayerStep {
  readonly layer: PolicyType
  /** `SCP, OU Production`, `Identity policy`, `Boundary`. */
  readonly label: string
  readonly result: 'allow' | 'deny' | 'conditional' | 'silent' | 'none' | 'unread'
  /** One short sentence. */
  readonly text: string
  readonly reason?: Reason
  /** True for the rung that decides. */
  readonly decides: boolean
}

/** A change that would turn the decision; `decision` is what evaluating it said. */
export interface WouldChange {
  /** One sentence: `Remove statement Region of DenyOutsideEu.` */
  readonly text: string
  readonly decision: Answer
  /** `context`: call differently; `edit`: of a statement that is there; `grant`: a statement that is missing. */
  readonly kind: 'context' | 'edit' | 'grant'
  /** `key=value` pairs to ask again with, in place of what was given for their keys; `key=` for an absent key, `key=""` for an empty value. */
  readonly context?: readonly string[]
  readonly layer?: PolicyType
  /** Of the statement to edit, or the policy that lacks one. */
  readonly policy?: string
  readonly policyRef?: string
  readonly statement?: number
}

/** Another permission that the call needs (SAR "Dependent actions"; policy-engine.md 2.13). */
export interface AlsoNeeded {
  readonly action: string
  readonly resource: string
  readonly decision: Answer
  /** One short sentence. */
  readonly text: string
}

/** One test of a condition that is left, with its words: `the session used MFA`. */
export interface OpenTest {
  readonly text: string
  readonly test: Extract<Residual, { readonly op: string }>
}

export interface PersonRef {
  readonly name: string
  readonly email?: string
}

export interface CanAnswer {
  readonly principal: string
  readonly action: string
  readonly resource: string
  /** Its name, where the ARN does not tell it: the alias of a key. */
  readonly resourceName?: string
  readonly decision: Answer
  /** Beside `Unknown`: the decision if nothing existed beyond what was read. */
  readonly asRead?: Decision
  readonly condition?: Residual
  /** The condition in words: `the Region is eu-west-1 and the session used MFA`. */
  readonly conditionText?: string
  /** The tests of the condition one by one, each once: what somebody would fill in to ask again. Empty without a condition. */
  readonly openTests: readonly OpenTest[]
  /** One short sentence for people. */
  readonly sentence: string
  /** Beside the sentence, each a sentence: how the question was read, what the answer does not take into account. */
  readonly notes: readonly string[]
  readonly reasons: readonly Reason[]
  readonly steps: readonly LayerStep[]
  /** Of a denial: the layer that alone stands in the way, or that comes nearest, in one sentence. */
  readonly nearestMiss?: string
  /** The smallest changes that would turn the decision, each tried; smallest first. */
  readonly wouldChange: readonly WouldChange[]
  /** What else the call needs; empty when nothing is known to be. */
  readonly alsoNeeded: readonly AlsoNeeded[]
  readonly flags: readonly string[]
  readonly gaps: readonly CoverageGap[]
  /** Absent: nothing of it was ever read whole. */
  readonly readings?: AnswerReadings
  /** ISO 8601: when the snapshot was published. */
  readonly at: string
  readonly snapshot: string
}

export interface Holder {
  readonly arn: string
  readonly type: PrincipalType
  readonly account: string
  readonly accountName?: string
  readonly name: string
  /** People who hold it through Identity Center. */
  readonly person?: readonly PersonRef[]
  readonly decision: 'Allowed' | 'Conditional'
  readonly condition?: Residual
  readonly conditionText?: string
  readonly via: readonly Reason[]
  /** Conditional because of a statement of this layer that denies unless the condition holds. */
  readonly limitedBy?: PolicyType
  readonly reach: 'direct' | 'assume-chain'
  /** ARNs of the roles assumed, the one that holds last. */
  readonly chain?: readonly string[]
}

export interface WhoCanAnswer {
  readonly action: string
  readonly resource: string
  /** Its name, where the ARN does not tell it: the alias of a key. */
  readonly resourceName?: string
  readonly at: string
  readonly snapshot: string
  /** False: the answer is "at least these". */
  readonly complete: boolean
  readonly gaps: readonly CoverageGap[]
  /** Absent: nothing of it was ever read whole. */
  readonly readings?: AnswerReadings
  /** One short sentence for people. */
  readonly sentence: string
  /** Beside the sentence, each a sentence: how the question was read, what the answer does not take into account. */
  readonly notes: readonly string[]
  /** Direct holders, then those who assume their roles; of each, allowed first, then conditional, by account and name. */
  readonly principals: readonly Holder[]
  /** Principals to which a Deny applies although some policy allows, for the console's third group. */
  readonly denied: readonly (Pick<Holder, 'arn' | 'type' | 'account' | 'accountName' | 'name'> & {
    readonly by: Reason
  })[]
  /** Principals for whom the answer is unknown. */
  readonly unknown: number
  /** Principals looked at, and how long it took. */
  readonly examined: number
}

export type AdminAnswer = 'yes' | 'no' | 'conditional' | 'unknown'

export interface Ability {
  readonly action: string
  readonly decision: 'Allowed' | 'Conditional'
  readonly resources: readonly string[]
  readonly condition?: Residual
}

export interface WhatCanAnswer {
  readonly principal: string
  readonly admin: AdminAnswer
  /** Beside the sentence, each a sentence: how the question was read, what the answer does not take into account. */
  readonly notes: readonly string[]
  readonly services: readonly {
    readonly service: string
    readonly name?: string
    /** Number of actions by access level; each action counts once. */
    readonly levels: Readonly<Record<AccessLevel, number>>
    /** Only when one service was asked about. */
    readonly actions?: readonly Ability[]
  }[]
  readonly gaps: readonly CoverageGap[]
  /** Absent: nothing of it was ever read whole. */
  readonly readings?: AnswerReadings
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
  /** What it could become without being it now, best first; absent: nothing. */
  readonly escalatesTo?: readonly Escalation[]
  /** Further targets of the paths that are listed. `not counted`: so many that no more were looked for. */
  readonly escalatesToMore?: number | 'not counted'
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
  /** `yes`: its policy allows anybody (before Block Public Access). */
  readonly public: 'yes' | 'no' | 'conditional' | 'unknown'
}
