/** Principals by something about them. Positions are kept, not records: there may be a hundred thousand (world.ts). */
import { lazily } from '../lazily.ts'
import type { CompiledPrincipal, World } from '../world.ts'

export interface Members {
  /** In the order of the world. */
  of(key: string): readonly CompiledPrincipal[]
  keys(): Iterable<string>
}

/** Grouped when first asked for. */
export function membersBy(world: World, keysOf: (one: CompiledPrincipal) => Iterable<string>): Members {
  const groups = lazily(() => {
    const made = new Map<string, number[]>()
    for (const one of world.principals) {
      for (const key of keysOf(one)) {
        const group = made.get(key)
        if (group) group.push(one.index)
        else made.set(key, [one.index])
      }
    }
    return made
  })
  return {
    of: (key) => (groups().get(key) ?? []).flatMap((index) => world.principals.at(index) ?? []),
    keys: () => groups().keys(),
  }
}
