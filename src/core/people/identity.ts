/**
 * The shapes of identities: what the graph returns, the API sends and the command line prints. An identity is a person or a
 * workload; an identity account is one way in which it appears (identity.md §1.1).
 */
import type { AdminAnswer, PrincipalType } from '../access/answers.ts'
import type { Becoming } from '../access/principal/becoming.ts'
import type { SnapshotKey } from '../inventory/snapshot.ts'

/** `root`: the root user of an account, who is nobody in particular; `unknown`: what was read does not tell. */
export const identityKinds = ['person', 'workload', 'root', 'unknown'] as const
export type IdentityKind = (typeof identityKinds)[number]

export const identityAccountKinds = ['idc-user', 'iam-user', 'root', 'role-session', 'oidc-subject'] as const
export type IdentityAccountKind = (typeof identityAccountKinds)[number]

export interface IdentitySummary {
  /**
   * Made of an immutable id: `idc-user:<UserId>`, `iam-user:<AIDA…>`, `root:<account>`, `workload:<ARN of what runs>`,
   * `oidc-subject:<issuer>:<repository, service account or subject>`, `service:<host>`.
   */
  readonly id: string
  readonly kind: IdentityKind
  readonly name: string
  /** What it is, for people: `Identity Center user`, `Lambda function`, `repository at GitHub Actions`. */
  readonly what: string
  readonly email?: string
  /** The AWS account it lives in, where it is one. */
  readonly account?: string
  readonly accountName?: string
  /** Kinds of its identity accounts, each once. */
  readonly appearsAs: readonly IdentityAccountKind[]
  /** Its identity accounts. */
  readonly appearances: number
  /** AWS accounts in which it can act. */
  readonly reaches: number
  /** The strongest over all of them. */
  readonly admin: AdminAnswer
  /** AWS accounts in which it is administrator for sure. */
  readonly administers: number
  /** Of its own credentials or its own role; a role that several hold does not tell who used it. ISO 8601. */
  readonly lastUsed?: string
  /** It cannot sign in. */
  readonly disabled?: true
  /** Other identities that may be the same one, or own it. */
  readonly suggestions: number
}

/** What makes an account one of this identity (identity.md §1.2, methods 1 and 2). */
export type LinkMethod =
  /** The identity was made of it. */
  | 'itself'
  /** The same id at the same identity provider. */
  | 'same-external-id'
  /** The inventory says that its code runs as the role. */
  | 'runs-as'
  /** A trust policy names it. */
  | 'trust-policy'
  /** AWS keeps the role for the service. */
  | 'service-linked-role'

/** usage.md §6; only `certain` and `confirmed` ones decide anything. */
export type LinkGrade = 'certain' | 'strong' | 'likely' | 'hint'

export interface IdentityAccount {
  readonly kind: IdentityAccountKind
  /** AWS account, identity store or issuer: who gave the id. */
  readonly authority: string
  readonly immutableId: string
  /** What people call it; names are used again by others, so nothing is linked by them. */
  readonly name: string
  readonly arn?: string
  readonly account?: string
  readonly accountName?: string
  readonly method: LinkMethod
  readonly grade: LinkGrade
  /** What was seen, each a sentence. */
  readonly evidence: readonly string[]
}

export interface Through {
  /** `group`: of Identity Center or IAM; `assignment`: its own; `itself`: policies of its own; `trust`: a trust policy names it. */
  readonly kind: 'group' | 'assignment' | 'itself' | 'runs-as' | 'trust' | 'service'
  /** Of the group, or of what a trust policy lets in. */
  readonly name: string
}

/** One role, user or permission set with which it acts in an account. */
export interface IdentityAccess {
  readonly account: string
  readonly accountName?: string
  /** Role, user, or permission set. */
  readonly name: string
  readonly type: PrincipalType
  /** Absent: the permission set is assigned and no role of it was seen there. */
  readonly arn?: string
  readonly through: readonly Through[]
  readonly admin: AdminAnswer
  readonly adminVia?: 'full' | 'equivalent'
  /** By anybody. ISO 8601. */
  readonly lastUsed?: string
  /** Why it may not be of use, one sentence. */
  readonly note?: string
}

export interface IdentityBecoming extends Becoming {
  /** ARN of the principal that can, and what it is called. */
  readonly from: string
  readonly fromName: string
}

/** Of an IAM user or a root user. */
export interface IdentityCredentials {
  readonly arn: string
  readonly account: string
  readonly accountName?: string
  readonly password: 'yes' | 'no' | 'unknown'
  readonly passwordChangedAt?: string
  readonly passwordLastUsed?: string
  readonly mfa: 'yes' | 'no' | 'unknown'
  readonly keys: readonly SnapshotKey[]
}

/** Nothing is linked by it: somebody has to decide (identity.md §1.2, methods 4 to 6). */
export interface LinkSuggestion {
  /** The other one. */
  readonly identity: string
  readonly name: string
  readonly what: string
  /** The other one is the same, or owns this one, or is owned by this one. */
  readonly relation: 'same' | 'owner' | 'owned'
  readonly method: 'equal-email' | 'tag' | 'equal-name'
  readonly grade: LinkGrade
  readonly evidence: readonly string[]
}

export interface IdentityDetail extends IdentitySummary {
  readonly at: string
  readonly snapshot: string
  /** One short sentence for people. */
  readonly sentence: string
  /** On what the kind rests, one sentence. */
  readonly judgedOn: string
  readonly accounts: readonly IdentityAccount[]
  /** By account, then name. */
  readonly access: readonly IdentityAccess[]
  /** What its principals could become without being it now. */
  readonly becomes: readonly IdentityBecoming[]
  /** Further ones. `not counted`: there are so many that no more were looked for. */
  readonly becomesMore: number | 'not counted'
  readonly credentials: readonly IdentityCredentials[]
  readonly suggested: readonly LinkSuggestion[]
  /** Two certain facts that disagree, each a sentence; nothing is linked by them. */
  readonly conflicts: readonly string[]
  readonly notes: readonly string[]
}
