/** What the parser makes of a policy: everything constant is prepared, nothing depends on a request. */
import type { PolicyType } from '../evaluate/types.ts'
import type { ActionMatcher } from './action-matcher.ts'
import type { Operator } from './operators.ts'
import type { PrincipalMatcher } from './principal-matcher.ts'
import type { ResourceMatcher } from './resource-matcher.ts'
import type { ConditionValue } from './values.ts'

/** One key under one operator. */
export interface Test {
  /** As written: `ForAnyValue:StringLike`. */
  readonly name: string
  readonly operator: Operator
  readonly key: string
  readonly lowerKey: string
  readonly texts: readonly string[]
  readonly values: readonly ConditionValue[]
  /** Some value holds a policy variable. */
  readonly variables: boolean
  /** `some`: holds when a value of the request matches; `all`: when every one does. */
  readonly mode: 'some' | 'all'
  /** The outcome of `mode` is turned round. */
  readonly inverted: boolean
  /** The key can have several values. */
  readonly multivalued: boolean
}

export interface Statement {
  /** Position in `Statement`. */
  readonly index: number
  readonly sid: string | undefined
  readonly deny: boolean
  readonly actions: ActionMatcher
  /** Undefined: the statement is about the resource that its policy hangs on. */
  readonly resources: ResourceMatcher | undefined
  readonly notResource: boolean
  readonly principals: PrincipalMatcher | undefined
  readonly notPrincipal: boolean
  readonly tests: readonly Test[]
}

export interface CompiledPolicy {
  readonly type: PolicyType
  readonly denies: readonly Statement[]
  readonly allows: readonly Statement[]
  /** The document's Version has policy variables. */
  readonly variables: boolean
  /** Among the actions of the catalogue no Allow covers one outside these, both included. */
  readonly firstAllowed: number
  readonly lastAllowed: number
  /** In the order of the document. */
  readonly statements: readonly Statement[]
}
