import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOneLine } from './plain-text.ts'

test('text of others is one line that reads in one direction', () => {
  expect(inOneLine(' a\r\n\tb\u0085c\u2028d\u0000e ')).toBe('a b c d e')
  expect(inOneLine('invoice\u202egpj.exe\u2066!\ufeff')).toBe('invoicegpj.exe!')
  expect(inOneLine('Zürich 東京 🔑')).toBe('Zürich 東京 🔑')
})

test('whatever it is, no control character is left, and a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = inOneLine(text)
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(inOneLine(line)).toBe(line)
    }),
  )
})
