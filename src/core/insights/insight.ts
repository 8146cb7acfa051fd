/**
 * The shapes of insights: true and worrying things about an organization, each with the question whose picture proves it. Rule ids,
 * their titles and severities are those of the rules of findings.
 */

import type { AdminAnswer } from '../access/answers.ts'
import type { Escalating } from '../access/paths/path-answer.ts'
import type { ActionReach } from '../access/reach.ts'
import type { Steps, Stepwise } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'

/** Gravest first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const
export type InsightSeverity = (typeof severities)[number]

/** In the order in which equally grave insights are told. */
export const insightRules = {
  'escalates-to-admin': 'Can become administrator',
  'public-resource-s3': 'Bucket open to everybody',
  'public-resource-kms': 'Key open to everybody',
  'public-resource-secret': 'Secret open to everybody',
  'trust-anyone': 'Role trusts everybody',
  'oidc-trust-missing-subject': 'OIDC trust without a subject condition',
  'console-user-without-mfa': 'Console user has no MFA',
  'root-mfa-missing': 'Root has no MFA',
  'root-access-key': 'Root has an access key',
  'trust-unknown-external-account': 'Role trusts an account nobody knows',
  'oidc-trust-broad-subject': 'Subject pattern wider than one owner or any ref',
  'public-resource-lambda': 'Function open to everybody',
  'public-resource-ecr': 'Repository open to everybody',
  'public-resource-sns': 'Topic open to everybody',
  'public-resource-sqs': 'Queue open to everybody',
  'public-resource-other': 'Resource open to everybody',
  'unused-admin': 'Administrator that did nothing administrative',
  'cross-account-resource': 'Resource open to an outside account',
  'access-key-not-rotated': 'Active key older than 90 days',
} as const satisfies Readonly<Record<string, string>>
export type InsightRule = keyof typeof insightRules

/** What to ask to see it with one's own eyes. */
export type InsightQuestion =
  | {
      readonly ask: 'who-can'
      readonly action: string
      readonly resource: string
      /** Of the answer's principals the one that it is about. */
      readonly holder: string
      /** `key=value`, as questions take it. */
      readonly context?: readonly string[]
    }
  | {
      readonly ask: 'can'
      readonly principal: string
      readonly action: string
      readonly resource?: string
      readonly context?: readonly string[]
    }
  | { readonly ask: 'paths'; readonly from: string; readonly to: string }
  | { readonly ask: 'principal'; readonly arn: string }

export interface InsightSubject {
  readonly kind: 'principal' | 'resource' | 'provider' | 'outsider'
  /** ARN, or who it is where there is none (`*`). */
  readonly arn: string
  /** The AWS account it is about. */
  readonly account?: string
  readonly accountName?: string
  readonly name: string
}

export interface Insight {
  /** The same as long as the thing is: made from the rule and from what it is about. */
  readonly id: string
  readonly rule: InsightRule
  readonly severity: InsightSeverity
  readonly subject: InsightSubject
  /** One sentence. */
  readonly sentence: string
  /** What the sentence is about, as it stands there; at most two, to be set off. */
  readonly names: readonly string[]
  /** Why it is so and why it matters, one or two sentences. */
  readonly why: string
  readonly question: InsightQuestion
}

export interface InsightsAnswer {
  readonly at: string
  readonly snapshot: string
  /** False: there may be more, since something was not read; the notes say what. */
  readonly complete: boolean
  /** Gravest first; of the first three no two are of one rule, as far as there are three. */
  readonly items: readonly Insight[]
  /** How many each rule found, in the order of the rules; those that found nothing too. */
  readonly rules: readonly { readonly rule: InsightRule; readonly title: string; readonly found: number }[]
  readonly examined: { readonly principals: number; readonly resources: number }
  readonly notes: readonly string[]
}

/** What a rule looks at. */
export interface InsightInput {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
  /** Who could become what, without being it now. */
  readonly escalating: Stepwise<ReadonlyMap<string, Escalating>>
}

export interface Way {
  /** Whom it comes to act as, in order; empty for an administrator. */
  readonly over: readonly CompiledPrincipal[]
  /** The last one is no administrator, but changes what it may do itself. */
  readonly grantsItself: boolean
  /** Where it ends. */
  readonly last: CompiledPrincipal
  readonly steps: number
}

export interface Ways {
  /** Those who are no administrators and could become one for certain, by ARN. */
  readonly starts: readonly string[]
  /** Undefined: none is known. */
  of(arn: string): Way | undefined
}

/** What a rule finds. Things of one `group` are told once, with how often. */
export interface Found extends Omit<Insight, 'id'> {
  readonly group: string
  /** Of two equally grave ones of a rule the lower one is told first. */
  readonly rank: number
}

export interface InsightContext extends InsightInput {
  readonly ways: Ways
}

export type InsightPass = (context: InsightContext) => Steps<readonly Found[]>
