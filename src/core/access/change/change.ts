/**
 * A change that nobody has made yet, or the difference between two moments: what `what-if` takes, and what `what-if` and `diff`
 * return. Names are as people write them: ARN, `account/name`, name.
 */
import type { AccessLevel } from '../../catalogue.ts'
import type { Residual } from '../../evaluate/types.ts'
import type { PolicyDocument } from '../../inventory/objects.ts'
import type { AdminAnswer, Answer, CoverageGap, PrincipalType, Reason } from '../answers.ts'

/** `CHANGE.json` is one of these or a list of them, applied in order. */
export type Change =
  /** `policy`: ARN or name of a managed policy; `to`, `from`: a user, role or IAM group. */
  | {
      readonly op: 'attach-policy'
      readonly policy: string
      /** Of a policy that the snapshot does not know. */
      readonly document?: PolicyDocument
      readonly to: string
    }
  | { readonly op: 'detach-policy'; readonly policy: string; readonly from: string }
  | {
      readonly op: 'put-inline-policy'
      readonly name: string
      readonly document: PolicyDocument
      readonly on: string
    }
  | { readonly op: 'delete-inline-policy'; readonly name: string; readonly on: string }
  /** Any policy there is: managed, inline, SCP, RCP; by ARN, name or the `policyRef` of an answer. */
  | { readonly op: 'edit-policy'; readonly policy: string; readonly document: PolicyDocument }
  | { readonly op: 'delete-policy'; readonly policy: string }
  | {
      readonly op: 'set-boundary'
      readonly policy: string
      readonly document?: PolicyDocument
      readonly on: string
    }
  | { readonly op: 'remove-boundary'; readonly on: string }
  | { readonly op: 'edit-trust-policy'; readonly role: string; readonly document: PolicyDocument }
  /** `null` removes the policy of the resource. */
  | { readonly op: 'edit-resource-policy'; readonly resource: string; readonly document: PolicyDocument | null }
  /** SCPs and RCPs, by id, ARN or name; or a new one with `document`. `target`: root, OU or account, by id or name. */
  | {
      readonly op: 'attach-organization-policy'
      readonly type: 'serviceControl' | 'resourceControl'
      readonly policy: string
      readonly document?: PolicyDocument
      readonly target: string
    }
  | {
      readonly op: 'detach-organization-policy'
      readonly type: 'serviceControl' | 'resourceControl'
      readonly policy: string
      readonly target: string
    }
  /** Identity Center. `user`: user name, e-mail or id; `group`: name or id. */
  | {
      readonly op: 'add-assignment' | 'remove-assignment'
      readonly permissionSet: string
      readonly account: string
      readonly user?: string
      readonly group?: string
    }
  /** An IAM user and IAM group, or a person and a group of Identity Center. */
  | { readonly op: 'add-to-group' | 'remove-from-group'; readonly user: string; readonly group: string }

export type ChangeOp = Change['op']
export type ChangeOf<O extends ChangeOp> = Extract<Change, { readonly op: O }>

/** Actions that one principal gained or lost on the same resources for the same reason. */
export interface AccessChange {
  readonly principal: {
    readonly arn: string
    readonly name: string
    readonly type: PrincipalType
    readonly account: string
    readonly accountName?: string
  }
  /** `narrowed`: was allowed, now under a condition; `widened`: the reverse. `changed`: another condition. */
  readonly change: 'gained' | 'lost' | 'widened' | 'narrowed' | 'changed' | 'unknown'
  /** `*` with the one action `*`: all actions of which no policy of the principal speaks. */
  readonly service: string
  /** Sorted; at most twenty, `actionCount` counts all. */
  readonly actions: readonly string[]
  readonly actionCount: number
  readonly levels: readonly AccessLevel[]
  readonly resources: readonly string[]
  readonly before: Answer
  readonly after: Answer
  readonly condition?: Residual
  readonly conditionText?: string
  /** What grants now, or what blocks now; absent where nothing blocks what merely lacks a grant. */
  readonly because?: Reason
}

export interface AdminChange {
  readonly principal: AccessChange['principal']
  readonly before: AdminAnswer
  readonly after: AdminAnswer
}

/** A person who came to, or ceased to, hold a role through Identity Center. */
export interface PersonChange {
  readonly person: string
  readonly email?: string
  readonly role: AccessChange['principal']
  readonly change: 'gained' | 'lost'
}

export interface DiffAnswer {
  /** Snapshot ids; `what-if` names the snapshot and `what-if`. */
  readonly from: { readonly snapshot: string; readonly at: string }
  readonly to: { readonly snapshot: string; readonly at: string }
  /** By principal, then service, then change. */
  readonly changes: readonly AccessChange[]
  readonly principals: { readonly gained: number; readonly lost: number; readonly changed: number }
  readonly added: readonly AccessChange['principal'][]
  readonly removed: readonly AccessChange['principal'][]
  readonly admins: readonly AdminChange[]
  readonly people: readonly PersonChange[]
  /** Rows beyond the limit that are not in `changes`. */
  readonly more: number
  /** Principals that were looked at, those outside whom a policy lets in too. */
  readonly examined: number
  readonly complete: boolean
  readonly gaps: readonly CoverageGap[]
  readonly sentence: string
  readonly notes: readonly string[]
}

/** What to compare; absent: everything. */
export interface DiffScope {
  readonly principal?: string
  readonly service?: string
  /** Only on this resource. */
  readonly resource?: string
  readonly limit?: number
}
