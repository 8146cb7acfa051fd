import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

const columns = [{ key: 'name', of: (row: string) => row }]

test('writes a header, one line a row, and defuses formulas', async () => {
  expect(await text(csvOf(columns, ['a "b", c', '=cmd']))).toBe(`name\r\n"a ""b"", c"\r\n'=cmd\r\n`)
})

test('a fault of a row ends the text with that fault', async () => {
  const broken = {
    key: 'name',
    of(row: string): string {
      if (row === 'bad') throw new Error('this row is broken')
      return row
    },
  }
  await expect(text(csvOf([broken], ['good', 'bad', 'never']))).rejects.toThrow('this row is broken')
})

test('a reader that leaves ends the rows', async () => {
  let asked = 0
  const counting = { key: 'name', of: (row: string) => `${row}${asked++}` }
  const rows = Array.from({ length: 100_000 }, () => 'x'.repeat(100))
  for await (const _ of csvOf([counting], rows)) break
  const then = asked
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(asked).toBe(then)
  expect(asked).toBeLessThan(rows.length)
})
