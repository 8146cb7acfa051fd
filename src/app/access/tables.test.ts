import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faceted } from './tables.ts'

const row = fc.record({ colour: fc.constantFrom('red', 'green', 'blue'), size: fc.constantFrom('s', 'm', 'l') })
const choice = <T extends string>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })

test('a facet counts what choosing its value would list', () => {
  fc.assert(
    fc.property(fc.array(row), choice('red', 'green', 'blue'), choice('s', 'm', 'l'), (rows, colour, size) => {
      const listed = (chosen: { readonly colour?: string | undefined; readonly size?: string | undefined }) =>
        faceted(rows, {
          colour: {
            fits: (one) => chosen.colour === undefined || one.colour === chosen.colour,
            value: (one) => one.colour,
          },
          size: { fits: (one) => chosen.size === undefined || one.size === chosen.size, value: (one) => one.size },
        })
      const { found, facets } = listed({ colour, size })
      expect(found).toEqual(
        rows.filter((one) => (colour ?? one.colour) === one.colour && (size ?? one.size) === one.size),
      )
      for (const value of ['red', 'green', 'blue'])
        expect(facets['colour']?.[value] ?? 0).toBe(listed({ colour: value, size }).found.length)
      for (const value of ['s', 'm', 'l'])
        expect(facets['size']?.[value] ?? 0).toBe(listed({ colour, size: value }).found.length)
    }),
  )
})
