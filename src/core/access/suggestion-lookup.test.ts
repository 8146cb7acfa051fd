import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atOnce } from './stepwise.ts'
import { lookupInSteps, type Offered, wordsOf } from './suggestion-lookup.ts'

/** Each name by itself, all of them sorted for each question. */
function scanned(all: readonly Offered[], typed: string, limit: number): readonly Offered[] {
  const ranked = all.flatMap((one) => {
    const label = one.label.toLowerCase()
    const ranks = wordsOf(typed).map((word) => {
      if (label.startsWith(word) || label.slice(label.indexOf(':') + 1).startsWith(word)) return 0
      if (label.includes(word)) return 1
      return one.value.toLowerCase().includes(word) || one.detail?.toLowerCase().includes(word) ? 2 : 3
    })
    const rank = Math.max(0, ...ranks)
    return rank === 3 ? [] : [{ one, rank }]
  })
  ranked.sort(
    (a, b) => a.rank - b.rank || a.one.label.length - b.one.label.length || (a.one.value < b.one.value ? -1 : 1),
  )
  return ranked.slice(0, limit).map(({ one }) => one)
}

/** Few letters, so that words are found; a line break and a letter beyond Latin-1 among them. */
const text = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'B', 'b', ':', '/', '\n', 'ż'), maxLength })
const offered = fc.record({ value: text(4), label: text(4), detail: text(3) }, { requiredKeys: ['value', 'label'] })
const typed = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ':', ' ', 'ż'), maxLength: 4 })

const found = (all: readonly Offered[], words: string, limit: number): readonly Offered[] =>
  atOnce(lookupInSteps({ length: all.length, at: (position) => all[position] })).find(wordsOf(words), limit)

describe('names that were prepared', () => {
  it('answer as a look at each of them', () => {
    const lists = fc.uniqueArray(offered, { selector: ({ value }) => value, maxLength: 30 })
    fc.assert(
      fc.property(lists, typed, fc.integer({ min: 1, max: 40 }), (all, words, limit) => {
        expect(found(all, words, limit)).toEqual(scanned(all, words, limit))
      }),
      { numRuns: 500 },
    )
  })

  it('do so over several pages', () => {
    const all = Array.from({ length: 5_000 }, (_, at) => ({
      value: `arn:${at}`,
      label: `${at % 7 === 0 ? 'Admin' : 'role-of-admin'}-${at}`,
      detail: `in account ${at % 13}`,
    }))
    for (const words of ['', 'admin', 'admin 49', 'account 12', '4999', 'nothing', 'role admin 1 2'])
      expect(found(all, words, 12)).toEqual(scanned(all, words, 12))
  })
})
