/** The index as the use cases see it, and how it is made. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import { buildIndexInSteps, rebuildIndexInSteps, resourceIn } from '../../core/access/build-index.ts'
import { handedOver, type Steps, type Stepwise, stepwise } from '../../core/access/stepwise.ts'
import { createPolicyEngine } from '../../core/evaluate/engine.ts'
import { type AssembleInput, assembleInSteps } from '../../core/inventory/assemble.ts'
import type { Snapshot } from '../../core/inventory/snapshot.ts'
import type { AppDeps } from '../deps.ts'
import type { LoadedInventory } from '../ports/inventory.ts'

/**
 * An engine keeps what it compiles. `previous`, whose documents the inventory shares, hands its own on; without it there is a new one,
 * so that policies of old snapshots and of what-ifs go in the end. The objects are let go when they are assembled, and the records of
 * principals when they are packed: of a thousand accounts they are hundreds of megabytes.
 */
export const indexOf =
  ({ catalogue }: Pick<AppDeps, 'catalogue'>) =>
  ({ snapshot, objects, cells, isPast }: LoadedInventory, previous?: AccessIndex): Stepwise<AccessIndex> => {
    const input = handedOver<AssembleInput>({
      id: snapshot.id,
      at: snapshot.publishedAt,
      isPast,
      objects,
      cells,
      resourceBefore: previous && resourceIn(previous),
    })
    return stepwise(function* () {
      const take = yield* assembled(input)
      if (previous) return yield* rebuildIndexInSteps(take, previous)
      return yield* buildIndexInSteps(take, catalogue, createPolicyEngine(catalogue))
    })
  }

/** Apart, so that nothing here holds the snapshot beside whoever takes it. */
function* assembled(input: () => AssembleInput): Steps<() => Snapshot> {
  return handedOver(yield* assembleInSteps(input))
}
