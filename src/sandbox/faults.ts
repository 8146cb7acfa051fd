/**
 * A fault plan is data: which calls go wrong, and how. A test can thereby walk through every step of a flow and fail it
 * once. Rules are looked at in order; the first that matches and whose turn it is decides.
 */
export interface FaultRule {
  /** Absent fields match everything. */
  readonly match: {
    readonly service?: string
    readonly operation?: string
    /** The caller's account, or the account of anything that the call touches. */
    readonly accountId?: string
    readonly region?: string
  }
  /** Which of the matching calls, counted from 1; absent: all of them. */
  readonly when?: { readonly nth: number } | { readonly every: number } | { readonly first: number }
  readonly effect: FaultEffect
}

export type FaultEffect =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'serverError'; readonly status: 500 | 503 }
  /** The connection breaks without an answer; nothing happened. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** The call takes effect, but its answer never arrives: the connection closes after `ms`. */
  | { readonly kind: 'timeoutAfterEffect'; readonly ms: number }
  /** The call is accepted, and what it began in the background fails for this reason. */
  | { readonly kind: 'asyncFailure'; readonly reason: string }
  /** The call succeeds and its lists are empty, as some of AWS's were seen to be. */
  | { readonly kind: 'emptyLists' }
  | { readonly kind: 'denied'; readonly by: 'identity' | 'scp' }
  | { readonly kind: 'regionDisabled' }
  | { readonly kind: 'accountSuspended' }
  /** The role whose session calls is deleted just before: this call and every later one of its sessions is unknown. */
  | { readonly kind: 'roleRemoved' }

export type FaultPlan = readonly FaultRule[]

/** The facts of a call that rules can match. */
export interface FaultSubject {
  readonly service: string
  readonly operation: string
  readonly accountIds: readonly string[]
  readonly region: string
}

export interface Faults {
  /** Counts the call and says what befalls it. */
  next(subject: FaultSubject): FaultEffect | undefined
}

export function createFaults(plan: FaultPlan): Faults {
  const seen = plan.map(() => 0)
  return {
    next(subject) {
      let effect: FaultEffect | undefined
      // Every matching rule counts the call, so that `nth` does not depend on the rules before it.
      for (const [index, rule] of plan.entries()) {
        if (!matches(rule, subject)) continue
        const count = (seen[index] ?? 0) + 1
        seen[index] = count
        if (effect === undefined && isTurn(rule.when, count)) effect = rule.effect
      }
      return effect
    },
  }
}

const matches = ({ match }: FaultRule, subject: FaultSubject): boolean =>
  (match.service === undefined || match.service === subject.service) &&
  (match.operation === undefined || match.operation === subject.operation) &&
  (match.region === undefined || match.region === subject.region) &&
  (match.accountId === undefined || subject.accountIds.includes(match.accountId))

function isTurn(when: FaultRule['when'], count: number): boolean {
  if (when === undefined) return true
  if ('nth' in when) return count === when.nth
  if ('every' in when) return count % when.every === 0
  return count <= when.first
}
