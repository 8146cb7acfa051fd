/** The known names nearest to one that was mistyped: "Did you mean us-east-1?". */
import { compareText } from './order.ts'

/** Beyond a third of its length a word is another word, and nobody slips more often than this in one. */
const mostSlips = 4
const tolerance = (length: number): number => Math.min(mostSlips, Math.max(1, Math.floor(length / 3)))

/** A part that shorter words are of nearly everything. */
const shortestPart = 3

/**
 * Up to `count` of `known`, nearest first, equal distances in alphabetical order, without regard to case. A name that
 * begins with the word or holds it counts as nearly one step away however long it is: people stop typing.
 */
export function nearest(word: string, known: Iterable<string>, count = 3): readonly string[] {
  const wanted = word.toLowerCase()
  const found = new Map<string, number>()
  let limit = tolerance(wanted.length)
  const within = Array.from({ length: limit + 1 }, () => 0)
  for (const name of known) {
    if (found.has(name)) continue
    const distance = distanceOf(wanted, name.toLowerCase(), limit)
    if (distance === undefined) continue
    found.set(name, distance)
    // Once enough are this near, nothing farther can be among the nearest: of many names most are then left at a glance.
    for (let step = Math.ceil(distance); step <= limit; step++) within[step] = at(within, step) + 1
    while (limit > 0 && at(within, limit - 1) >= count) limit--
  }
  return [...found]
    .sort(([a, x], [b, y]) => x - y || compareText(a, b))
    .slice(0, count)
    .map(([name]) => name)
}

function distanceOf(wanted: string, candidate: string, limit: number): number | undefined {
  if (candidate === wanted) return 0
  const place = wanted.length >= shortestPart ? candidate.indexOf(wanted) : -1
  if (place >= 0) return limit < 1 ? undefined : place === 0 ? 0.5 : 0.8
  return distanceWithin(wanted, candidate, limit)
}

/**
 * Steps from `a` to `b` (a letter more, less, other, or two neighbours swapped: optimal string alignment), or undefined
 * when more than `limit` are needed. Only the band of cells that can be within the limit is looked at, and rows are abandoned
 * as soon as no cell of one is.
 */
export function distanceWithin(a: string, b: string, limit: number): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined
  const tooFar = limit + 1
  let beforeLast = new Array<number>(b.length + 1).fill(tooFar)
  let last = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, tooFar))
  let current = new Array<number>(b.length + 1).fill(tooFar)
  let leastBefore = 0
  for (let row = 1; row <= a.length; row++) {
    const first = Math.max(1, row - limit)
    const end = Math.min(b.length, row + limit)
    current[first - 1] = first === 1 ? Math.min(row, tooFar) : tooFar
    let least = at(current, first - 1)
    for (let column = first; column <= end; column++) {
      const same = a[row - 1] === b[column - 1]
      let steps = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) steps = Math.min(steps, at(beforeLast, column - 2) + 1)
      current[column] = Math.min(steps, tooFar)
      if (steps < least) least = steps
    }
    if (end < b.length) current[end + 1] = tooFar
    // A swap reaches two rows back, so one hopeless row is not yet the end.
    if (least > limit && leastBefore >= limit) return undefined
    leastBefore = least
    const free = beforeLast
    beforeLast = last
    last = current
    current = free
  }
  const distance = at(last, b.length)
  return distance <= limit ? distance : undefined
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
