/** Deterministic chance. Each stream is named by a path, so that what one account draws never depends on another. */
import { createHash } from 'node:crypto'

export interface Stream {
  /** In [0, 1). */
  next(): number
  /** In [0, below). */
  int(below: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly [T, ...T[]]): T
}

export const digest = (...path: readonly string[]): Buffer => createHash('sha256').update(path.join('\0')).digest()

/** sfc32 (Chris Doty-Humphrey, PractRand, public domain), seeded with the SHA-256 of the path. */
export function stream(...path: readonly string[]): Stream {
  const seed = digest(...path)
  let a = seed.readInt32LE(0)
  let b = seed.readInt32LE(4)
  let c = seed.readInt32LE(8)
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  // The author's advice: the first dozen outputs still show the seed.
  for (let warm = 0; warm < 12; warm++) next()
  const int = (below: number) => Math.floor(next() * below)
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (from) => from[int(from.length)] ?? from[0],
  }
}
