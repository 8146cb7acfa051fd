/** Equal things once. A hash finds the candidates, comparison decides: whoever writes policies may try to make hashes collide. */

/** 32 bits of FNV-1a over code units and lengths; `seed` chains several. */
export function hashText(seed: number, text: string): number {
  let hash = seed ^ text.length
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

export function hashTexts(seed: number, texts: readonly string[]): number {
  let hash = seed ^ texts.length
  for (const text of texts) hash = hashText(hash, text)
  return hash
}

export const hashSeed = 0x811c9dc5 | 0

export function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false
  return true
}

/** So many different things under one hash are no accident: more of them are no longer told apart, only not shared. */
const maxCollisions = 16

export interface InternTable<T> {
  find(hash: number, isEqual: (known: T) => boolean): T | undefined
  add(hash: number, value: T): void
}

export function createInternTable<T>(): InternTable<T> {
  const single = new Map<number, T>()
  const collided = new Map<number, T[]>()
  return {
    find(hash, isEqual) {
      const known = single.get(hash)
      if (known === undefined || isEqual(known)) return known
      return collided.get(hash)?.find(isEqual)
    },
    add(hash, value) {
      if (!single.has(hash)) single.set(hash, value)
      else {
        const others = collided.get(hash)
        if (others === undefined) collided.set(hash, [value])
        else if (others.length < maxCollisions) others.push(value)
      }
    },
  }
}
