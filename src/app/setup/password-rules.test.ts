import { expect, test } from 'vitest'
import { passwordProblem } from './password-rules.ts'

test.each([
  ['short', 'A password has at least 12 characters.'],
  ['elevenchars', 'A password has at least 12 characters.'],
  ['é'.repeat(600), 'A password has at most 1,024 bytes.'],
  ['Password1234', 'This password is one of the first that is tried.'],
  ['aaaaaaaaaaaaaaaa', 'This password is one of the first that is tried.'],
  ['my name is ada.lovelace', 'The password contains your user name.'],
  ['correct horse battery', undefined],
  ['日本語のパスワードは長い', undefined],
])('%s', (password, problem) => {
  expect(passwordProblem(password, 'ada.lovelace@example.com')).toBe(problem)
})
