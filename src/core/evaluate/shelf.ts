/** The compiled policies of an engine, each once. A shelf may stand on another one: it sees what is there, and adds nothing to it. */
import type { CompiledPolicy } from '../policy/compiled.ts'
import { createInternTable } from '../policy/intern.ts'
import type { PolicyId } from './types.ts'

export interface Shelf {
  readonly size: number
  at(id: PolicyId): CompiledPolicy | undefined
  find(hash: number, isEqual: (policy: CompiledPolicy) => boolean): PolicyId | undefined
  add(hash: number, policy: CompiledPolicy): PolicyId
}

export function createShelf(below?: Shelf): Shelf {
  // What is added below later has numbers that are used here: it is not seen.
  const first = below?.size ?? 0
  const policies: CompiledPolicy[] = []
  const ids = createInternTable<PolicyId>()
  const at = (id: PolicyId): CompiledPolicy | undefined => (id < first ? below?.at(id) : policies[id - first])
  return {
    get size() {
      return first + policies.length
    },
    at,
    find(hash, isEqual) {
      const known = below?.find(hash, isEqual)
      if (known !== undefined && known < first) return known
      return ids.find(hash, (id) => {
        const policy = at(id)
        return policy !== undefined && isEqual(policy)
      })
    },
    add(hash, policy) {
      const id = (first + policies.push(policy) - 1) as PolicyId
      ids.add(hash, id)
      return id
    },
  }
}
