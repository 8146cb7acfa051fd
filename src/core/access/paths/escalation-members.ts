/** Principals by something about them. Positions are kept, not records: there may be a hundred thousand (world.ts). */
import { stepwise } from '../stepwise.ts'
import type { CompiledPrincipal, World } from '../world.ts'

export interface Members {
  /** In the order of the world. */
  of(key: string): readonly CompiledPrincipal[]
  has(key: string): boolean
  /** Groups some more of them ahead; false when all are. */
  step(): boolean
}

/** Records of the accounts that are worked on; beyond it they are made anew. */
const keptRecords = 20_000

const groupedAtOnce = 50

/** Grouped when first asked for. */
export function membersBy(world: World, keysOf: (one: CompiledPrincipal) => Iterable<string>): Members {
  const groups = stepwise(function* () {
    const made = new Map<string, number[]>()
    for (const one of world.principals) {
      if (one.index % groupedAtOnce === 0) yield
      for (const key of keysOf(one)) {
        const group = made.get(key)
        if (group) group.push(one.index)
        else made.set(key, [one.index])
      }
    }
    return made
  })
  const kept = new Map<string, readonly CompiledPrincipal[]>()
  let records = 0
  return {
    of(key) {
      const known = kept.get(key)
      if (known) return known
      const made = (groups.value().get(key) ?? []).flatMap((index) => world.principals.at(index) ?? [])
      if (records > keptRecords) {
        kept.clear()
        records = 0
      }
      kept.set(key, made)
      records += made.length
      return made
    },
    has: (key) => groups.value().has(key),
    step: groups.step,
  }
}
