/** A list in parts: what one statement, one call, one step takes at a time. */
export function* chunksOf<T>(all: readonly T[], atOnce: number): Iterable<readonly T[]> {
  for (let from = 0; from < all.length; from += atOnce) yield all.slice(from, from + atOnce)
}
