/** The known names nearest to one that was mistyped: "Did you mean us-east-1?". */

/** Beyond a third of its length a word is another word, not a slip of the hand. */
const tolerance = (length: number): number => Math.max(1, Math.floor(length / 3))

/**
 * Up to `count` of `known`, nearest first, equal distances in alphabetical order, without regard to case. A name that
 * begins with the word counts as one step away however long it is: people stop typing.
 */
export function nearest(word: string, known: Iterable<string>, count = 3): readonly string[] {
  const wanted = word.toLowerCase()
  const found: { name: string; distance: number }[] = []
  for (const name of known) {
    const candidate = name.toLowerCase()
    const distance =
      wanted.length > 2 && candidate.startsWith(wanted)
        ? 1
        : distanceWithin(wanted, candidate, tolerance(wanted.length))
    if (distance !== undefined) found.push({ name, distance })
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return found.slice(0, count).map(({ name }) => name)
}

/**
 * Steps from `a` to `b` (a letter more, less, other, or two neighbours swapped: optimal string alignment), or undefined
 * when more than `limit` are needed. Rows are abandoned as soon as no cell of one is within the limit.
 */
export function distanceWithin(a: string, b: string, limit: number): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    let least = row
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let steps = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) steps = Math.min(steps, at(beforeLast, column - 2) + 1)
      current.push(steps)
      if (steps < least) least = steps
    }
    // A swap reaches two rows back, so one hopeless row is not yet the end.
    if (least > limit && Math.min(...last) >= limit) return undefined
    beforeLast = last
    last = current
  }
  const distance = at(last, b.length)
  return distance <= limit ? distance : undefined
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
