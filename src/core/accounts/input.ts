/** What the pages of accounts are made of. */
import type { AdminVerdict } from '../access/administrators.ts'
import type { AdminAnswer, ResourceSummary } from '../access/answers.ts'
import type { EdgeSource } from '../access/paths/edge.ts'
import type { Nodes } from '../access/paths/nodes.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'

export interface AccountsInput {
  readonly world: World
  readonly nodes: Nodes
  readonly assumes: EdgeSource
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
  readonly judge: (one: CompiledPrincipal) => AdminVerdict
  readonly resources: () => readonly ResourceSummary[]
}

/** What is counted in one walk over all principals. */
export interface Tally {
  /** Positions in `World.principals`. */
  readonly principals: number[]
  readonly administrators: number[]
  readonly conditional: number[]
  /** Of whom what was read does not tell. */
  readonly unknown: number[]
}
