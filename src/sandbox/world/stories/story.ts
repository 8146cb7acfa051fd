/** What a story about one account has at hand, and how it writes down what it did. */
import type { AccountId } from '../../../core/ids.ts'
import type { SharedThings } from '../estate.ts'
import type { Maker } from '../maker.ts'
import type { AccessStatement, CoverageProblem, GroundTruth, MistakeKind } from '../truth.ts'

export interface Story {
  readonly make: Maker
  /** Undefined when the world does not have the account. */
  idOf(accountName: string): AccountId | undefined
  /** ARN of the role of a permission set in this account. */
  reserved(permissionSet: string): string
  /** Id of a person in Identity Center, by user name. */
  person(userName: string): string
  readonly tell: Teller
  /** What this account shares with others through RAM. */
  share(things: SharedThings): void
}

export interface Teller {
  mistake(kind: MistakeKind, name: string, arns: readonly string[], says: string): void
  /** The resource is in the account of the story unless `more` says otherwise. */
  access(
    decision: AccessStatement['decision'],
    principal: string,
    action: string,
    resource: string,
    because: string,
    more?: Partial<Pick<AccessStatement, 'context' | 'resourceAccountId'>>,
  ): void
  coverage(problem: Omit<CoverageProblem, 'accountId'>): void
}

/** Nobody at Larkfield knows these accounts. */
export const unknownAccount = '210987654321'
export const cdnVendor = '741852963074'
/** A vendor that is on public lists, so that the other side of the trust can be named. */
export const datadog = '464622532012'

export const tellerOf = (truth: GroundTruth, make: Maker, gaps: boolean): Teller => ({
  mistake(kind, name, arns, says) {
    truth.mistakes.push({ id: `${kind}:${make.name}:${name}`, kind, accountId: make.id, arns, says })
  },
  access(decision, principal, action, resource, because, more = {}) {
    truth.access.push({
      principal,
      action,
      resource,
      resourceAccountId: make.id,
      context: {},
      decision,
      because,
      ...more,
    })
  },
  coverage(problem) {
    // A suspended account stays suspended.
    if (!gaps && problem.state !== 'unsupported') return
    truth.coverage.push({ accountId: make.id, ...problem })
  },
})
