/**
 * What the search walks over, always backwards. A source knows the edges of some kinds into a node; the search (search.ts) knows
 * nothing of AWS. Edges carry what proves them; words are made for those that are shown.
 */

import type { Residual } from '../../evaluate/types.ts'
import type { CoverageGap } from '../answers.ts'
import type { CompiledPrincipal } from '../world.ts'
import type { PathDecision, PathNode, PathPermission, PathStepKind } from './path-answer.ts'

export interface Edge {
  readonly kind: PathStepKind
  /** `PathNode.id` */
  readonly from: string
  readonly to: string
  readonly decision: PathDecision
  /** Catalogue id, where the edge is an escalation or an assumption of a role (`sts-001`). */
  readonly path?: string
  readonly condition?: Residual
  readonly gaps: readonly CoverageGap[]
  /** Made when the edge is shown. */
  readonly explain: () => EdgeProof
}

export interface EdgeProof {
  /**
   * What the first node does, without naming it and without a full stop: `passes role build-admin to a new function`. With the
   * name before it it is the text of the step, and several of them make the sentence of a path.
   */
  readonly act: string
  /** The permissions with their statements; empty for facts of the snapshot. */
  readonly permissions: readonly PathPermission[]
}

/**
 * Each call may be repeated. Order is deterministic. Nodes that mean nothing to a source have no edges. With `wanted` edges of
 * other principals may be left out.
 */
export interface EdgeSource {
  into(node: PathNode, wanted?: (one: CompiledPrincipal) => boolean): readonly Edge[]
  /** Works ahead a little at a time what its first edges would wait for; false when nothing is left. */
  step?(): boolean
  /** As `into`, a little at a time, so that whoever has one thread can serve others in between. */
  parts?(node: PathNode, wanted?: (one: CompiledPrincipal) => boolean): Iterable<readonly Edge[]>
}
