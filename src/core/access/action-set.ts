/** A set of the actions of one list, by their places in it. Its bits are shared by all principals of whom it is true. */
export interface ActionSet extends Iterable<number> {
  readonly size: number
  has(place: number): boolean
}

/** Bits of places in words of 32; combined word by word, so a hundred thousand sets cost little. */
export type ActionMask = Uint32Array

export const emptyMask = (actions: number): ActionMask => new Uint32Array(Math.ceil(actions / 32))

export function maskOf(actions: number, has: (place: number) => boolean): ActionMask {
  const mask = emptyMask(actions)
  for (let place = 0; place < actions; place += 1) if (has(place)) addTo(mask, place)
  return mask
}

export function addTo(mask: ActionMask, place: number): void {
  const word = place >>> 5
  mask[word] = (mask[word] ?? 0) | (1 << (place & 31))
}

export const isIn = (mask: ActionMask, place: number): boolean =>
  (((mask[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1

export function addAll(mask: ActionMask, more: ActionMask): void {
  for (let word = 0; word < mask.length; word += 1) mask[word] = (mask[word] ?? 0) | (more[word] ?? 0)
}

export const both = (a: ActionMask, b: ActionMask): ActionMask => a.map((word, at) => word & (b[at] ?? 0))
export const without = (a: ActionMask, b: ActionMask): ActionMask => a.map((word, at) => word & ~(b[at] ?? 0))
export const isEmpty = (mask: ActionMask): boolean => mask.every((word) => word === 0)

/** Hacker's Delight, 5-1. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555)
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}

export const setOf = (mask: ActionMask): ActionSet => ({
  size: mask.reduce((sum, word) => sum + bitsOf(word), 0),
  has: (place) => isIn(mask, place),
  [Symbol.iterator]: () => placesOf(mask),
})

export function* placesOf(mask: ActionMask): Generator<number> {
  for (const [word, bits] of mask.entries()) {
    for (let left = bits; left !== 0; left &= left - 1) yield word * 32 + 31 - Math.clz32(left & -left)
  }
}
