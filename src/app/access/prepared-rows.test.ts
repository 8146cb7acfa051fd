import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atOnce } from '../../core/access/stepwise.ts'
import { prepareRows } from './prepared-rows.ts'
import { matcher, sorted } from './tables.ts'

interface Row {
  readonly name: string
  readonly note: string
  readonly used: number | undefined
}
const sorts = ['name', '-name', 'used', '-used'] as const
type Sort = (typeof sorts)[number]

const cellOf = (one: Row, column: 'name' | 'used') => (column === 'name' ? one.name.toLowerCase() : one[column])
const text = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '-'), maxLength: 3 })
const row = fc.record({ name: text, note: text, used: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) })
const search = fc.option(fc.string({ unit: fc.constantFrom('a', 'B', ' ', '-'), maxLength: 4 }), { nil: undefined })
const sort = fc.option(fc.constantFrom<Sort>(...sorts), { nil: undefined })

test('rows that were prepared are found and sorted as if each question looked at all of them', () => {
  const questions = fc.array(fc.tuple(search, sort), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), questions, (rows, asked) => {
      const prepared = prepareRows<Row, Sort>({ textOf: ({ name, note }) => `${name}\n${note}`, cellOf })
      for (const [words, order] of asked) {
        const fits = matcher(words)
        const found = rows.filter(({ name, note }) => fits(name, note))
        expect(atOnce(prepared.find(rows, words, order))).toEqual(sorted(found, order, cellOf))
      }
    }),
  )
})

test('a list is its own: another one is searched anew', () => {
  const prepared = prepareRows<Row, Sort>({ textOf: ({ name }) => name, cellOf })
  const of = (name: string): readonly Row[] => [{ name, note: '', used: undefined }]
  expect(atOnce(prepared.find(of('ada'), 'ada', 'name'))).toHaveLength(1)
  expect(atOnce(prepared.find(of('bob'), 'ada', 'name'))).toHaveLength(0)
})
