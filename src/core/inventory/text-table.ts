/**
 * Many short texts in one buffer: a name of an AWS account costs its letters and four bytes, where a string of its own costs
 * forty more. Names in AWS are ASCII; the rare other text is kept as a string.
 */

import type { Steps } from '../access/stepwise.ts'

export interface TextTable {
  readonly length: number
  /** `''` beyond the end. */
  at(position: number): string
}

/** A call takes only so many arguments; no name of AWS comes near. */
const longest = 4_096

const textsAtOnce = 1_000

export function* packTextsInSteps(texts: readonly string[]): Steps<TextTable> {
  const starts = new Uint32Array(texts.length + 1)
  const others = new Map<number, string>()
  for (const [position, text] of texts.entries()) {
    if (position % textsAtOnce === 0) yield
    const isPlain = text.length <= longest && isAscii(text)
    if (!isPlain) others.set(position, text)
    starts[position + 1] = (starts[position] ?? 0) + (isPlain ? text.length : 0)
  }
  const letters = new Uint8Array(starts[texts.length] ?? 0)
  for (const [position, text] of texts.entries()) {
    if (position % textsAtOnce === 0) yield
    if (others.has(position)) continue
    const start = starts[position] ?? 0
    for (let at = 0; at < text.length; at += 1) letters[start + at] = text.charCodeAt(at)
  }
  const at = (position: number): string =>
    others.get(position) ??
    Reflect.apply(String.fromCharCode, undefined, letters.subarray(starts[position], starts[position + 1]))
  return {
    length: texts.length,
    at,
  }
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false
  return true
}

/** Positions by a text of theirs. Several may have the same; ascending. */
export interface TextLookup {
  positions(text: string): readonly number[]
}

/**
 * `textOf(position)`: what each position is found by, undefined for none; `has` says whether it is this text without making it.
 * Chains in two arrays: four bytes a position and four to eight for the heads, where a map takes forty.
 */
export function* textLookupInSteps(
  length: number,
  textOf: (position: number) => string | undefined,
  has: (position: number, text: string) => boolean,
): Steps<TextLookup> {
  const size = 2 ** Math.ceil(Math.log2(Math.max(length, 1)))
  const heads = new Int32Array(size).fill(-1)
  const next = new Int32Array(length).fill(-1)
  // Backwards, so that each chain runs forwards.
  for (let position = length - 1; position >= 0; position -= 1) {
    if (position % textsAtOnce === 0) yield
    const text = textOf(position)
    if (text === undefined) continue
    const slot = hashOf(text) & (size - 1)
    next[position] = heads[slot] ?? -1
    heads[slot] = position
  }
  return {
    positions(text) {
      const found: number[] = []
      for (let at = heads[hashOf(text) & (size - 1)] ?? -1; at >= 0; at = next[at] ?? -1) {
        if (has(at, text)) found.push(at)
      }
      return found
    },
  }
}

/** FNV-1a. A flood of colliding names makes lookups slow, never wrong. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}
