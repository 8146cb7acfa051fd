import { vi } from 'vitest'

/**
 * How many characters of texts are looked at while `run` runs. A search by the language may look at each place as often as what
 * it searches for is long.
 */
export function countComparisons(run: () => void): number {
  let count = 0
  const { charCodeAt, codePointAt, startsWith, indexOf } = String.prototype
  const spies = [
    vi.spyOn(String.prototype, 'charCodeAt').mockImplementation(function (this: string, at) {
      count += 1
      return charCodeAt.call(this, at)
    }),
    vi.spyOn(String.prototype, 'codePointAt').mockImplementation(function (this: string, at) {
      count += 1
      return codePointAt.call(this, at)
    }),
    vi.spyOn(String.prototype, 'startsWith').mockImplementation(function (this: string, piece, at) {
      count += piece.length
      return startsWith.call(this, piece, at)
    }),
    vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, piece, from = 0) {
      const found = indexOf.call(this, piece, from)
      count += ((found < 0 ? this.length : found) - from + 1) * Math.max(1, piece.length)
      return found
    }),
  ]
  try {
    run()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return count
}
