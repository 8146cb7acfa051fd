/**
 * The words of the policy engine. Rules: ../../../docs/algorithms/evaluate.md. `bailiwick/engine` exports these types.
 */
import type { AccountId } from '../ids.ts'
import type { Result } from '../result.ts'

export type Decision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'Conditional'

export type PolicyType =
  | 'identity'
  | 'permissionsBoundary'
  | 'session'
  | 'serviceControl'
  | 'resourceControl'
  | 'resource'
  | 'endpoint'

declare const policyBrand: unique symbol
/** A policy compiled and interned by one engine; equal documents of one type get the same id. */
export type PolicyId = number & { readonly [policyBrand]: true }

/**
 * `present` and `maybe` say that the value is not known: the key is surely there, or may be absent. `absent` is known.
 * A list is the known value or values.
 */
export type ContextValue = readonly string[] | 'absent' | 'present' | 'maybe'

export interface RequestContext {
  /** Key without regard to case. */
  get(key: string): ContextValue
}

export interface AccessRequest {
  /** ARN of a user, role, session or root; `*` for anonymous; a service's host name. */
  readonly principal: string
  /** The principal's unique id (`AIDA…`, `AROA…`) where it is known. */
  readonly principalId?: string
  readonly action: string
  /** One concrete ARN, or `*` for an action without resources. */
  readonly resource: string
  readonly resourceAccount?: AccountId
  readonly context: RequestContext
}

export interface S3BlockPublicAccess {
  readonly restrictPublicBuckets?: boolean
  readonly ignorePublicAcls?: boolean
  readonly blockPublicAcls?: boolean
  readonly blockPublicPolicy?: boolean
}

/** Absent means: this kind does not apply. Levels of `serviceControl` and `resourceControl` run from the root to the account. */
export interface ApplicablePolicies {
  readonly identity: readonly PolicyId[]
  readonly permissionsBoundary?: readonly PolicyId[]
  readonly session?: readonly PolicyId[]
  readonly serviceControl?: readonly (readonly PolicyId[])[]
  readonly resourceControl?: readonly (readonly PolicyId[])[]
  readonly resource?: PolicyId
  readonly endpoint?: readonly PolicyId[]
  readonly s3BlockPublicAccess?: S3BlockPublicAccess
}

/** One statement that bears on the decision. `position` is the index of the policy in its list, `level` that of the SCP or RCP level. */
export interface StatementRef {
  readonly type: PolicyType
  readonly policy: PolicyId
  readonly position: number
  readonly level?: number
  readonly statement: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** True when it matches only under a condition that is not known. */
  readonly conditional: boolean
}

export type Flag =
  | 'unknownAction'
  | 'notPrincipalOpen'
  | 'stalePrincipal'
  | 'truncated'
  | 'wildcardOnlyAction'
  | 's3BlockPublicAccess'
  /** AWS owns the resource: nobody may change it, whatever policies say. */
  | 'awsOwned'
  /** The root user cannot assume roles. */
  | 'rootCannotAssumeRole'
  /** Sessions cannot call this: it takes the access key of a user. */
  | 'longTermCredentialsOnly'
  | `notCollected:${string}`
  /** The answer leaves this out. */
  | `notModelled:${string}`

/** A formula over context keys that are not known, simplified. */
export type Residual =
  | { readonly all: readonly Residual[] }
  | { readonly any: readonly Residual[] }
  | { readonly not: Residual }
  | {
      readonly op: string
      readonly key: string
      readonly values: readonly string[]
      readonly quantifier?: 'ForAllValues' | 'ForAnyValue'
      readonly ifExists?: true
    }

export interface Evaluation {
  readonly decision: Decision
  /** Only with `Conditional`. */
  readonly condition?: Residual
  /** The deciding statements: for a denial the Deny statements, otherwise the Allow statement of each layer that allows. */
  readonly decidedBy: readonly StatementRef[]
  /** Which layer lacked an Allow, outermost first. */
  readonly missing: readonly PolicyType[]
  readonly flags: readonly Flag[]
}

export type PolicyErrorCode = 'InvalidPolicy' | 'LimitExceeded'

export interface PolicyError {
  readonly code: PolicyErrorCode
  readonly message: string
  /** `Statement[0].Effect` */
  readonly path: string
  readonly line?: number
  readonly column?: number
}

export interface PolicyView {
  readonly type: PolicyType
  /** Lower-case condition keys that the policy tests or uses as variables. */
  readonly keys: readonly string[]
  /** Whether an Allow (a Deny) statement covers the action, resource and condition aside. */
  mayAllow(action: string): boolean
  mayDeny(action: string): boolean
}

export interface PolicyEngine {
  /** Compiles and interns. `document` is the parsed JSON, or its text (then duplicate keys are found and errors carry line and column). */
  parse(document: unknown, type: PolicyType): Result<PolicyId, PolicyError>
  evaluate(request: AccessRequest, policies: ApplicablePolicies): Evaluation
  /** AND over the parts, for calls that touch several resources. Each part has keys of its own: conditions stand side by side. */
  evaluateAll(parts: readonly AccessRequest[], policies: ApplicablePolicies): Evaluation
  /** What can be said of a compiled policy without evaluating it. */
  policy(id: PolicyId): PolicyView
  /**
   * One identity policy, boundary, session policy or SCP on its own: true, false, or under which condition it denies and
   * allows. Depends on the principal only through the context.
   */
  says(
    policy: PolicyId,
    request: AccessRequest,
  ): { readonly deny: Residual | boolean; readonly allow: Residual | boolean }
  /** Why a statement of the answer matched or not, in words: `s3:Get* covers s3:GetObject`. */
  why(request: AccessRequest, policies: ApplicablePolicies, ref: StatementRef): string
}
