import { expect, test } from 'vitest'
import { parseEmail } from './email.ts'

test.each([
  [' Ada.Lovelace+aws@Example.COM ', 'ada.lovelace+aws@example.com'],
  ["o'neil@example.co.uk", "o'neil@example.co.uk"],
  ['ada', undefined],
  ['ada@localhost', undefined],
  ['ada@@example.com', undefined],
  ['.ada@example.com', undefined],
  ['ada@-example.com', undefined],
  ['ada@example.com, eve@example.com', undefined],
  [`${'a'.repeat(65)}@example.com`, undefined],
  [`a@${'b.'.repeat(130)}com`, undefined],
])('%s', (text, email) => {
  expect(parseEmail(text)).toBe(email)
})
