import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addAll, both, isEmpty, maskOf, placesOf, setOf, without } from './action-set.ts'

const places = fc.uniqueArray(fc.nat(199))
const masked = (list: readonly number[]) => maskOf(200, (place) => list.includes(place))
const sorted = (list: Iterable<number>) => [...list].sort((a, b) => a - b)

it('is a set of numbers', () => {
  fc.assert(
    fc.property(places, places, (a, b) => {
      const set = setOf(masked(a))
      expect(set.size).toBe(a.length)
      expect([...set]).toEqual(sorted(a))
      expect(b.filter(set.has)).toEqual(b.filter((place) => a.includes(place)))
      const union = masked(a)
      addAll(union, masked(b))
      expect([...placesOf(union)]).toEqual(sorted(new Set([...a, ...b])))
      expect([...placesOf(both(masked(a), masked(b)))]).toEqual(sorted(a.filter((place) => b.includes(place))))
      expect([...placesOf(without(masked(a), masked(b)))]).toEqual(sorted(a.filter((place) => !b.includes(place))))
      expect(isEmpty(masked(a))).toBe(a.length === 0)
    }),
  )
})
