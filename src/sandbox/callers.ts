/** Who is calling: the principals that an access key can stand for, and the sessions that our STS handed out. */
import type { AccountId } from '../core/ids.ts'
import type { PolicyJson } from './world/model.ts'

interface CallerBase {
  readonly accountId: AccountId
  /** As `GetCallerIdentity` prints it. */
  readonly arn: string
  /** `AIDA…`, `AROA…:session`, the account id for root. */
  readonly userId: string
  readonly accessKeyId: string
}

export type Caller =
  | (CallerBase & { readonly kind: 'root' })
  | (CallerBase & { readonly kind: 'user'; readonly userName: string; readonly session?: Session })
  | (CallerBase & { readonly kind: 'role'; readonly roleName: string; readonly session: Session })

/** Temporary credentials and what came with them. */
export interface Session {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly sessionName: string
  /** Made with credentials that were themselves a role session: at most one hour. */
  readonly chained: boolean
  readonly policies: readonly PolicyJson[]
  readonly managedPolicyArns: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity?: string
  readonly externalId?: string
  readonly mfa: boolean
}
