/** The shapes of accounts: what the list and the page of an account show, the API sends and the command line prints. */
import type { AdminAnswer, CoverageGap, PersonRef, PrincipalType } from '../access/answers.ts'
import type { PathDecision } from '../access/paths/path-answer.ts'
import type { PasswordPolicy } from '../inventory/objects.ts'
import type { AccountUnit, Reading } from '../inventory/snapshot.ts'
import type { IdentityCredentials } from '../people/identity.ts'

export interface AccountSummary {
  readonly id: string
  readonly name?: string
  readonly alias?: string
  /** Names of the OUs above it, the root left out; empty: directly under the root, or in no organization that is known. */
  readonly units: readonly string[]
  /** As Organizations says; absent where nobody told. */
  readonly status?: string
  readonly isManagement: boolean
  /** Of its IAM: `unread` also where nobody came into the account. */
  readonly reading: Reading['state']
  readonly coverage: CellNumbers
  /** Root user, users and roles. */
  readonly principals: number
  /** Those that are administrators for sure; the root user is one wherever no SCP holds it back. */
  readonly administrators: number
  /** People of Identity Center who can act in it. */
  readonly people: number
  readonly resources: number
}

/** Cells that are read whole, that should be and are not, and all. */
export interface CellNumbers {
  readonly ok: number
  readonly missing: number
  readonly total: number
}

export interface PrincipalCount {
  readonly type: PrincipalType
  readonly count: number
  readonly administrators: number
}

export interface Administrator {
  readonly arn: string
  readonly name: string
  readonly type: PrincipalType
  readonly admin: Extract<AdminAnswer, 'yes' | 'conditional'>
  readonly adminVia?: 'full' | 'equivalent'
  readonly person?: readonly PersonRef[]
  /** ISO 8601 */
  readonly lastUsed?: string
}

export interface ResourceCount {
  readonly type: string
  readonly count: number
  /** Whose policy lets in anybody, surely or under a condition. */
  readonly open: number
}

/** A layer of SCPs or RCPs over the account. */
export interface Guardrail {
  readonly state: Reading['state']
  readonly reason?: string
  /** From the root to the account. */
  readonly levels: readonly GuardrailLevel[]
}

export interface GuardrailLevel {
  /** Id of the root, the OU or the account. */
  readonly target: string
  readonly label: string
  readonly policies: readonly { readonly ref: string; readonly name: string; readonly arn?: string }[]
}

export const doorKinds = ['anybody', 'account', 'provider', 'identity-center', 'service'] as const

/** Who comes into the account from where, and which roles they take on. */
export interface Door {
  readonly kind: (typeof doorKinds)[number]
  /** Account, ARN of the provider, host of the service; `*` for anybody; `identity-center`. */
  readonly id: string
  readonly name: string
  /** Of another account: was it read, alone or with its organization. */
  readonly isOurs?: boolean
  /** Principals of that account, or people, who come in; absent where they cannot be counted. */
  readonly callers?: number
  /** The strongest of the roles behind it. */
  readonly admin: AdminAnswer
  /** The strongest first, twenty at most. */
  readonly roles: readonly DoorRole[]
  readonly roleCount: number
}

export interface DoorRole {
  readonly arn: string
  readonly name: string
  readonly admin: AdminAnswer
  /** May they take it on: the surest of those who come through the door. */
  readonly decision: PathDecision
  readonly conditionText?: string
}

export interface AccountProvider {
  readonly arn: string
  readonly kind: 'saml' | 'oidc'
  readonly name: string
  readonly vendor?: string
}

export interface AccountDetail extends AccountSummary {
  readonly at: string
  readonly snapshot: string
  /** One short sentence for people. */
  readonly sentence: string
  readonly email?: string
  readonly organizationId?: string
  /** From the root on. */
  readonly path: readonly AccountUnit[]
  readonly gaps: readonly CoverageGap[]
  /** Further gaps. */
  readonly gapsMore: number
  readonly principalTypes: readonly PrincipalCount[]
  /** Surely or under a condition; fifty at most. */
  readonly administratorList: readonly Administrator[]
  readonly administratorTotal: number
  readonly serviceControl: Guardrail
  readonly resourceControl: Guardrail
  readonly doors: readonly Door[]
  readonly providers: readonly AccountProvider[]
  /** Null: none is set, so AWS's own minimum applies; absent: not read. */
  readonly passwordPolicy?: PasswordPolicy | null
  /** Absent: not read. */
  readonly root?: IdentityCredentials
  readonly resourceTypes: readonly ResourceCount[]
}
