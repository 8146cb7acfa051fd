/** How much is known, counted as the index over it counts, so that a card and a list say the same number. */
import type { AccountId } from '../ids.ts'
import type { ObjectKind } from './objects.ts'

export interface InventoryFigures {
  /** Everything known lies in one of these; sorted. */
  readonly accounts: readonly AccountId[]
  /** Users and roles, and of each account its root user, which it has also where nobody read it (IAM UG, "AWS account root user"). */
  readonly principals: number
  readonly resources: number
  readonly people: number
  readonly permissionSets: number
  readonly assignments: number
}

export const figuresOf = (accounts: readonly AccountId[], count: (kind: ObjectKind) => number): InventoryFigures => ({
  accounts,
  principals: count('user') + count('role') + accounts.length,
  resources: count('resource'),
  people: count('directoryUser'),
  permissionSets: count('permissionSet'),
  assignments: count('accountAssignment'),
})
