/** The index as the use cases see it, and how it is made. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import { buildIndexInSteps } from '../../core/access/build-index.ts'
import { type Stepwise, stepwise } from '../../core/access/stepwise.ts'
import { createPolicyEngine } from '../../core/evaluate/engine.ts'
import { type AssembleInput, assembleInSteps } from '../../core/inventory/assemble.ts'
import type { AppDeps } from '../deps.ts'
import type { LoadedInventory } from '../ports.ts'

/**
 * An engine keeps what it compiles: one for each index, so that policies of old snapshots and of what-ifs go with it. The objects are
 * let go when they are assembled: of a thousand accounts they are hundreds of megabytes.
 */
export const indexOf =
  ({ catalogue }: Pick<AppDeps, 'catalogue'>) =>
  ({ snapshot, objects, cells }: LoadedInventory): Stepwise<AccessIndex> => {
    let input: AssembleInput | undefined = { id: snapshot.id, at: snapshot.publishedAt, objects, cells }
    return stepwise(function* () {
      if (!input) throw new Error('the objects were let go')
      const assembled = yield* assembleInSteps(input)
      input = undefined
      return yield* buildIndexInSteps(assembled, catalogue, createPolicyEngine(catalogue))
    })
  }
