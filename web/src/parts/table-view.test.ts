import { expect, test } from 'vitest'
import { parseTableView } from './table-view.tsx'

test('what was remembered comes back', () => {
  const view = { density: 'compact', hidden: ['account'] }
  expect(parseTableView(JSON.stringify(view))).toEqual(view)
})

test.each([undefined, '', 'null', '7', '[]', '{"density":"tiny"}', '{"hidden":"account"}', '{'])(
  '%s is as if the table had never been seen',
  (kept) => {
    expect(parseTableView(kept)).toEqual({ density: 'normal', hidden: [] })
  },
)

test('of a list of hidden columns only the names count', () => {
  expect(parseTableView('{"hidden":["account",7,null]}')).toEqual({ density: 'normal', hidden: ['account'] })
})
